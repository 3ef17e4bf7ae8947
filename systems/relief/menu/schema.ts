import { z } from 'zod'
import { Day } from '#platform/matter/schema'

const day = Day

/** A service 服务 that a town or office offers to enterprises. */
export const Service = z.strictObject({
  id: z.uuid(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  teamId: z.uuid().nullable(),
  team: z.string().nullable(),
  leader: z.string().nullable(),
  name: z.string(),
  nameEn: z.string(),
  description: z.string(),
  subject: z.string(),
  days: z.int(),
  position: z.int(),
  validFrom: day,
  validUntil: day.nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
  withdrawnBecause: z.string().nullable(),
  version: z.int(),
  orders: z.int(),
  /** not at their end */
  open: z.int(),
  delivered: z.int(),
  /** mean of what the enterprises said, 1 to 5 */
  rating: z.number().nullable(),
})
export type Service = z.output<typeof Service>

/** What is published of a service. */
export const NewService = z.strictObject({
  officeId: z.uuid(),
  teamId: z.uuid().nullable().default(null),
  name: z.string().trim().min(2).max(60),
  nameEn: z.string().trim().max(120).default(''),
  description: z.string().trim().max(1000).default(''),
  subject: z
    .string()
    .regex(/^[a-z-]{2,30}$/)
    .default('general'),
  days: z.int().min(1).max(60),
  position: z.int().min(0).max(1000).default(0),
  validFrom: day.optional(),
  validUntil: day.optional(),
})
export type NewService = z.output<typeof NewService>

/** A member 成员 of a team: an official, or a line leader or department by name. */
export const NewMember = z.union([
  z.strictObject({ part: z.literal('official'), accountId: z.uuid() }),
  z.strictObject({ part: z.enum(['line-leader', 'department']), name: z.string().trim().min(1).max(60) }),
])
export type NewMember = z.output<typeof NewMember>

/** A named team 红领班: a leader 班长 and members, who deliver services on site. */
export const Team = z.strictObject({
  id: z.uuid(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  name: z.string(),
  leaderId: z.uuid(),
  leader: z.string(),
  validFrom: z.iso.datetime(),
  version: z.int(),
  members: z.array(
    z.strictObject({
      id: z.uuid(),
      part: z.enum(['official', 'line-leader', 'department']),
      name: z.string(),
      accountId: z.uuid().nullable(),
      from: z.iso.datetime(),
      until: z.iso.datetime().nullable(),
    }),
  ),
  services: z.array(z.strictObject({ id: z.uuid(), name: z.string(), nameEn: z.string() })),
  open: z.int(),
  delivered: z.int(),
  rating: z.number().nullable(),
})
export type Team = z.output<typeof Team>

/** One item as an enterprise reads it on its phone. */
export const MenuItem = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  nameEn: z.string(),
  description: z.string(),
  days: z.int(),
  office: z.string(),
  officeEn: z.string(),
  team: z.string().nullable(),
  leader: z.string().nullable(),
})

/** An order as the enterprise reads it: who brings it, and by when. */
export const OpenOrder = z.strictObject({
  number: z.string(),
  serviceId: z.uuid(),
  name: z.string(),
  nameEn: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  openedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  owner: z.string().nullable(),
  team: z.string().nullable(),
  office: z.string().nullable(),
  officeEn: z.string().nullable(),
  delivered: z.string().nullable(),
  rating: z.int().nullable(),
  reason: z.string().nullable(),
  version: z.int(),
})
export type OpenOrder = z.output<typeof OpenOrder>

/** What was ordered: a matter, its owner, its date. */
export const Ordered = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  serviceId: z.uuid(),
  name: z.string(),
  owner: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  /** it was on order before: ticked twice is ordered once */
  wasThere: z.boolean(),
})
export type Ordered = z.output<typeof Ordered>

/** An order 点单 as a row of the lists of staff. */
export const OrderRow = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  openedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  service: z.string(),
  serviceEn: z.string(),
  organisationId: z.uuid(),
  organisationName: z.string(),
  office: z.string().nullable(),
  officeEn: z.string().nullable(),
  team: z.string().nullable(),
  owner: z.string().nullable(),
  rating: z.int().nullable(),
})
export type OrderRow = z.output<typeof OrderRow>
