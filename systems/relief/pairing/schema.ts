import { z } from 'zod'

/** One who cares for an enterprise 结对: main officer or deputy, and whether away now. */
export const TeamMember = z.strictObject({
  part: z.enum(['main', 'deputy']),
  accountId: z.uuid(),
  name: z.string(),
  office: z.string(),
  officeEn: z.string(),
  since: z.iso.datetime(),
  pairedBy: z.string().nullable(),
  group: z.string().nullable(),
  groupEn: z.string().nullable(),
  awayUntil: z.iso.datetime().nullable(),
  cover: z.string().nullable(),
})
export type TeamMember = z.output<typeof TeamMember>

/** A service group 专项服务组 of a task force 专班. */
export const ServiceGroup = z.strictObject({
  id: z.uuid(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  name: z.string(),
  nameEn: z.string(),
  subject: z.string(),
  since: z.iso.datetime(),
  version: z.int(),
  enterprises: z.int(),
  openProblems: z.int().nullable(),
  members: z.array(
    z.strictObject({
      accountId: z.uuid(),
      name: z.string(),
      office: z.string(),
      isLeader: z.boolean(),
      since: z.iso.datetime(),
    }),
  ),
})
export type ServiceGroup = z.output<typeof ServiceGroup>

/** What a liaison officer 联企服务员 carries. */
export const Workload = z.strictObject({
  accountId: z.uuid(),
  name: z.string(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  divisionCode: z.string(),
  main: z.int(),
  deputy: z.int(),
  open: z.int(),
  overdue: z.int(),
  awayUntil: z.iso.datetime().nullable(),
  cover: z.string().nullable(),
  groupId: z.uuid().nullable(),
})
export type Workload = z.output<typeof Workload>

/** Coverage 覆盖 of a division: enterprises, who has an officer, and of which level. */
export const Coverage = z.strictObject({
  code: z.string(),
  name: z.string(),
  enterprises: z.int(),
  paired: z.int(),
  city: z.int(),
  county: z.int(),
  town: z.int(),
  withDeputy: z.int(),
})
export type Coverage = z.output<typeof Coverage>

/** Which enterprises go to which officers: the wish for an assignment. */
export const AssignWish = z.strictObject({
  within: z.string().regex(/^\d{2,12}$/),
  list: z.string().max(60).optional(),
  /** those without an officer, or all of them anew */
  which: z.enum(['without', 'all']).default('without'),
  offices: z.array(z.uuid()).max(2000).default([]),
  groups: z.array(z.uuid()).max(100).default([]),
  /** the most enterprises of each officer, what they carry already included */
  capacity: z.int().min(1).max(2000),
  capacities: z
    .array(z.strictObject({ accountId: z.uuid(), capacity: z.int().min(0).max(2000) }))
    .max(2000)
    .default([]),
})
export type AssignWish = z.output<typeof AssignWish>

/** What an assignment would do; `state` names what it was computed from. */
export const Proposal = z.strictObject({
  state: z.string(),
  enterprises: z.int(),
  changed: z.int(),
  spreadNow: z.int(),
  spreadThen: z.int(),
  /** of all that are added whose distance is known */
  kilometres: z.number(),
  /** added within a county where only that has a point: how far apart two of its towns are isn't known */
  inCounty: z.int(),
  officers: z.array(
    z.strictObject({
      accountId: z.uuid(),
      name: z.string(),
      office: z.string(),
      officeEn: z.string(),
      now: z.int(),
      added: z.int(),
      total: z.int(),
      capacity: z.int(),
      /** the mean distance of what is added, as far as it is known; null where it is for none */
      kilometres: z.number().nullable(),
      inCounty: z.int(),
    }),
  ),
})
export type Proposal = z.output<typeof Proposal>
