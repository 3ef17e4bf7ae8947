import { z } from 'zod'

/** What an official does at a place. */
export const Role = z.enum([
  'liaison', // 联企服务员
  'handler', // 承办人
  'leader', // 负责人
  'supervisor', // 督查员
  'duty', // 值班员
  'admin', // 管理员
  'auditor', // 审计员
])
export type Role = z.output<typeof Role>

export const DivisionCode = z.string().regex(/^\d{2,12}$/)

/** The name with which an official signs in; Chinese characters are allowed. */
export const AccountName = z
  .string()
  .transform(typed => typed.normalize('NFKC').trim().toLowerCase())
  .pipe(z.string().regex(/^[\p{L}\p{N}._-]{2,60}$/u))

const Named = z.strictObject({ name: z.string(), nameEn: z.string() })

/** A place of responsibility 单位: an office of a division for a subject. */
export const Office = Named.extend({
  id: z.uuid(),
  prefix: z.string(),
  divisionCode: DivisionCode,
  divisionName: z.string(),
  subject: z.string(),
  kind: z.enum(['task-force', 'bureau', 'town', 'duty']),
  seesSubject: z.boolean(),
  email: z.string().nullable(),
  validFrom: z.iso.datetime(),
  validUntil: z.iso.datetime().nullable(),
  successorId: z.uuid().nullable(),
  version: z.int(),
})
export type Office = z.output<typeof Office>

/** A role held 任职 by an account; `coversFor` names whose it is when it is held as cover for a period. */
export const Holding = z.strictObject({
  id: z.uuid(),
  accountId: z.uuid(),
  account: z.string(),
  role: Role,
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  divisionCode: DivisionCode,
  from: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  coversFor: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
})
export type Holding = z.output<typeof Holding>

/** An account 账号 of an official. */
export const Account = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  displayName: z.string(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  divisionCode: DivisionCode,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  isDemo: z.boolean(),
  version: z.int(),
})
export type Account = z.output<typeof Account>

/** A division 区划 as lists and searches show it. */
export const Division = Named.extend({
  code: DivisionCode,
  level: z.enum(['province', 'city', 'county', 'town', 'village']),
  parentCode: DivisionCode.nullable(),
})
export type Division = z.output<typeof Division>

/** What this database is, known before anybody signs in. Business time may be simulated. */
export const Deployment = z.strictObject({
  kind: z.enum(['demonstration', 'story', 'production']),
  isDemonstration: z.boolean(),
  root: Named.extend({ code: DivisionCode }),
  timeZone: z.string(),
  businessTime: z.iso.datetime(),
  isSimulated: z.boolean(),
})
export type Deployment = z.output<typeof Deployment>

/** A page that the navigation offers. */
export const NavItem = z.enum([
  'my-day',
  'report',
  'problems',
  'causes',
  'enterprises',
  'orders',
  'tasks',
  'requests',
  'exchange',
  'visits',
  'pairings',
  'supervision',
  'import',
  'map',
  'accounts',
  'offices',
  'audit',
])
export type NavItem = z.output<typeof NavItem>

/** Who is signed in: the account, the roles in force, and what the navigation offers. Keys stay on the server. */
export const Session = z.strictObject({
  account: Account.pick({ id: true, name: true, displayName: true, isDemo: true }),
  office: Office.pick({ id: true, name: true, nameEn: true, divisionCode: true, divisionName: true }),
  holdings: z.array(Holding),
  /** the highest division at which a role is held, else the office's */
  place: DivisionCode,
  nav: z.array(NavItem),
  deployment: Deployment,
})
export type Session = z.output<typeof Session>

/** A session that runs 登录会话. */
export const OpenSession = z.strictObject({
  id: z.uuid(),
  isThis: z.boolean(),
  createdAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
})
export type OpenSession = z.output<typeof OpenSession>

export const MatterCount = z.strictObject({ kind: z.string(), open: z.int(), overdue: z.int() })
export type MatterCount = z.output<typeof MatterCount>
