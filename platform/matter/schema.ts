import { z } from 'zod'

/** A day that somebody may name: beyond these years no calendar reaches, and a day more is none. */
export const Day = z.iso.date().refine(on => on >= '1990' && on < '2100')

const instant = z.iso.datetime()

/** A party 参与方 of a matter: an office or outside body in a part. */
export const Party = z.strictObject({
  id: z.uuid(),
  part: z.enum(['lead', 'joint', 'informed', 'outside']),
  state: z.enum(['asked', 'accepted', 'returned', 'replied']),
  officeId: z.uuid().nullable(),
  name: z.string(),
  nameEn: z.string(),
  reason: z.string().nullable(),
  since: instant,
  until: instant.nullable(),
})
export type Party = z.output<typeof Party>

/** A clock 时限 of a matter. `promised` was made to the citizen or enterprise; the others are between offices. */
export const MatterClock = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  promised: z.boolean(),
  startedAt: instant,
  dueAt: instant,
  pausedAt: instant.nullable(),
  pauseReason: z.string().nullable(),
  pauseUntil: instant.nullable(),
  stoppedAt: instant.nullable(),
})
export type MatterClock = z.output<typeof MatterClock>

/** A request for more time 延期申请, decided by a second person. */
export const Extension = z.strictObject({
  id: z.uuid(),
  clockId: z.uuid(),
  askedBy: z.string(),
  askedAt: instant,
  until: instant,
  reason: z.string(),
  approved: z.boolean().nullable(),
})
export type Extension = z.output<typeof Extension>

/** One line of the story 经过. `actor` is an official's name and office, or null for the enterprise and the system. */
export const HistoryEntry = z.strictObject({
  seq: z.int(),
  at: instant,
  actorKind: z.enum(['staff', 'link', 'system']),
  actor: z.string().nullable(),
  actorOffice: z.string().nullable(),
  actorOfficeEn: z.string().nullable(),
  coversFor: z.string().nullable(),
  action: z.string(),
  note: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  audience: z.enum(['all', 'staff']),
})
export type HistoryEntry = z.output<typeof HistoryEntry>

export const Attachment = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  hasThumbnail: z.boolean(),
  addedAt: instant,
})
export type Attachment = z.output<typeof Attachment>

/** One entry of an action's form. */
export const FieldSpec = z.strictObject({
  name: z.string(),
  kind: z.enum(['text', 'choice', 'office', 'account', 'matter', 'rating', 'instant']),
  required: z.boolean(),
  long: z.boolean().optional(),
  most: z.int().optional(),
  options: z.array(z.string()).optional(),
})
export type FieldSpec = z.output<typeof FieldSpec>

/** What the reader can do now; one that a fact forbids says why in the reader's language. */
export const ActionOffer = z.strictObject({
  action: z.string(),
  kind: z.enum(['append', 'transition']),
  allowed: z.boolean(),
  reason: z.string().optional(),
  fields: z.array(FieldSpec),
})
export type ActionOffer = z.output<typeof ActionOffer>

/** A matter 事项 as a row of a list: one owner, one deadline, one next step. */
export const MatterRow = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  number: z.string(),
  title: z.string(),
  divisionCode: z.string(),
  divisionName: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  priority: z.enum(['normal', 'urgent']),
  ownerOffice: z.string().nullable(),
  ownerOfficeEn: z.string().nullable(),
  owner: z.string().nullable(),
  nextStep: z.string().nullable(),
  dueAt: instant.nullable(),
  startedAt: instant,
  openedAt: instant,
  version: z.int(),
})
export type MatterRow = z.output<typeof MatterRow>

/** A matter with everything its reader may see of it. */
export const MatterView = MatterRow.extend({
  parent: z.strictObject({ id: z.uuid(), number: z.string(), title: z.string() }).nullable(),
  children: z.array(
    z.strictObject({
      id: z.uuid(),
      number: z.string(),
      title: z.string(),
      isOpen: z.boolean(),
      blocks: z.boolean(),
    }),
  ),
  parties: z.array(Party),
  clocks: z.array(MatterClock),
  extensions: z.array(Extension),
  history: z.array(HistoryEntry),
  attachments: z.array(Attachment),
  actions: z.array(ActionOffer),
})
export type MatterView = z.output<typeof MatterView>
