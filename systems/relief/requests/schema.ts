import { z } from 'zod'

/** What somebody asks another office, or a body without account, for. */
export const Ask = z.strictObject({
  parentId: z.uuid(),
  blocksParent: z.boolean().default(false),
  subject: z.string().trim().min(1).max(80),
  asked: z.string().trim().min(1).max(4000),
  until: z.iso.datetime({ offset: true }).optional(),
  /** files of the parent that go along; no other is seen */
  attachmentIds: z.array(z.uuid()).max(20).default([]),
  to: z.union([
    z.strictObject({ officeId: z.uuid() }),
    z.strictObject({
      outsideName: z.string().trim().min(1).max(100),
      contactName: z.string().trim().min(1).max(60).optional(),
      contactTelephone: z.string().trim().min(5).max(30).optional(),
    }),
  ]),
})
export type Ask = z.output<typeof Ask>

/** The facts of a request 协调函 beside its matter. */
export const Request = z.strictObject({
  matterId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  to: z.string(),
  toEn: z.string(),
  isOutside: z.boolean(),
  isOwn: z.boolean(),
  asked: z.string(),
  reply: z.string().nullable(),
  repliedAt: z.iso.datetime().nullable(),
  repliedBy: z.enum(['office', 'link', 'hand']).nullable(),
  declines: z.int(),
  chased: z.int(),
  contact: z.strictObject({ personId: z.uuid(), name: z.string(), telephone: z.string() }).nullable(),
})
export type Request = z.output<typeof Request>

export const RequestRow = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  dueAt: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime(),
  blocks: z.boolean(),
  office: z.string(),
  officeEn: z.string(),
  to: z.string(),
  toEn: z.string(),
  reply: z.string().nullable(),
})
export type RequestRow = z.output<typeof RequestRow>
