import { z } from 'zod'

/** Category 类别 of a problem. */
export const Category = z.enum([
  'SUPPLY',
  'LOGISTICS',
  'LABOUR',
  'FINANCE',
  'TAX',
  'POLICY',
  'EPIDEMIC',
  'OTHER',
])
export type Category = z.output<typeof Category>

/** Tier 层级 at which it is handled: town, county, or the city's task force 专班. */
export const Tier = z.enum(['town', 'county', 'city'])
export type Tier = z.output<typeof Tier>

const Outcome = z.enum(['solved', 'explained', 'withdrawn', 'timed-out', 'merged'])

/** What a report of a problem 问题 carries, whoever makes it. */
export const ProblemReport = z.strictObject({
  title: z.string().trim().min(1).max(80).optional(),
  category: Category,
  description: z.string().trim().min(1).max(4000),
  stoppedProduction: z.boolean().default(false),
  contactName: z.string().trim().min(1).max(60).optional(),
  contactTelephone: z.string().trim().min(5).max(30).optional(),
})
export type ProblemReport = z.output<typeof ProblemReport>

/** The facts of a problem beside its matter. */
export const Problem = z.strictObject({
  matterId: z.uuid(),
  organisationId: z.uuid(),
  organisationName: z.string(),
  creditCode: z.string(),
  category: Category,
  tier: Tier,
  channel: z.enum(['officer', 'enterprise', 'hotline']),
  description: z.string(),
  stoppedProduction: z.boolean(),
  reporter: z.strictObject({ personId: z.uuid(), name: z.string(), telephone: z.string() }).nullable(),
  liaison: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
  solution: z.string().nullable(),
  returns: z.int(),
  reopened: z.int(),
  chased: z.int(),
  outcome: Outcome.nullable(),
  rating: z.int().nullable(),
  confirmedAt: z.iso.datetime().nullable(),
  confirmedBy: z.enum(['enterprise', 'staff-session', 'officer-address']).nullable(),
  /** the problem that it was merged into, as far as the reader sees it */
  mergedInto: z.strictObject({ id: z.uuid(), number: z.string() }).nullable(),
})
export type Problem = z.output<typeof Problem>

/** An enterprise 企业 of the register as a row of the list. */
export const EnterpriseRow = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  creditCode: z.string(),
  creditCodeOk: z.boolean(),
  divisionCode: z.string(),
  divisionName: z.string(),
  countyName: z.string().nullable(),
  industry: z.string().nullable(),
  size: z.enum(['large', 'medium', 'small', 'micro']).nullable(),
  employees: z.int().nullable(),
  lists: z.array(z.string()),
  liaison: z.string().nullable(),
  liaisonOffice: z.string().nullable(),
  /** who covers while the officer is away */
  coveredBy: z.string().nullable(),
  /** all of them; null where the reader’s place doesn’t reach the enterprise and some might be hidden */
  openProblems: z.int().nullable(),
})
export type EnterpriseRow = z.output<typeof EnterpriseRow>

/** An enterprise's page: its facts, contacts as far as the reader may see them (masked), and problems. */
export const Enterprise = EnterpriseRow.extend({
  address: z.string().nullable(),
  revenueFen: z.string().nullable(),
  version: z.int(),
  contacts: z.array(
    z.strictObject({
      id: z.uuid(),
      personId: z.uuid(),
      name: z.string(),
      telephone: z.string(),
      post: z.string().nullable(),
      isMain: z.boolean(),
    }),
  ),
  mayReportLink: z.boolean(),
})
export type Enterprise = z.output<typeof Enterprise>
