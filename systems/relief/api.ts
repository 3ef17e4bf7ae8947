import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Attachment, HistoryEntry, MatterRow, MatterView } from '#platform/matter/schema'
import { Category, Enterprise, EnterpriseRow, Problem, ProblemReport, Tier } from './schema.ts'

const id = z.strictObject({ id: z.uuid() })
const division = z.string().regex(/^\d{2,12}$/)
const secret = z.string().min(10).max(200)

/** The problem's row in a list: the matter and what relief adds. */
export const ProblemRow = MatterRow.extend({
  organisationId: z.uuid(),
  organisationName: z.string(),
  category: Category,
  tier: Tier,
  channel: z.string(),
  stoppedProduction: z.boolean(),
  liaison: z.string().nullable(),
})
export type ProblemRow = z.output<typeof ProblemRow>

/** How a list of problems is narrowed. */
export const problemFilter = {
  scope: z.enum(['mine', 'office', 'subject', 'all']).default('all'),
  open: z.enum(['open', 'closed', 'all']).default('open'),
  status: z.string().max(40).optional(),
  category: Category.optional(),
  tier: Tier.optional(),
  within: division.optional(),
  organisation: z.uuid().optional(),
  overdue: z.stringbool().optional(),
}

/** What the enterprise sees by its tracking link: no officials' names, nothing meant for staff. */
export const TrackedProblem = z.strictObject({
  kind: z.string(),
  number: z.string(),
  title: z.string(),
  organisationName: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  version: z.int(),
  office: z.string(),
  officeEn: z.string(),
  nextStep: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime(),
  description: z.string(),
  solution: z.string().nullable(),
  rating: z.int().nullable(),
  /** the problem of the same enterprise that it was merged into, and how that stands */
  mergedInto: z
    .strictObject({
      number: z.string(),
      status: z.string(),
      nextStep: z.string().nullable(),
      dueAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  history: z.array(
    HistoryEntry.pick({
      seq: true,
      at: true,
      actorKind: true,
      actorOffice: true,
      actorOfficeEn: true,
      action: true,
      note: true,
    }),
  ),
  attachments: z.array(Attachment),
  actions: z.array(
    z.strictObject({ action: z.string(), allowed: z.boolean(), reason: z.string().optional() }),
  ),
})
export type TrackedProblem = z.output<typeof TrackedProblem>

export const reliefApi = {
  reportProblem: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/problems',
    who: 'staff',
    summary: 'Reports a problem for an enterprise: by its officer, or by the hotline for a caller',
    input: {
      body: ProblemReport.extend({
        organisationId: z.uuid(),
        tier: Tier.default('county'),
        channel: z.enum(['officer', 'hotline']).default('officer'),
        parentId: z.uuid().optional(),
        blocksParent: z.boolean().default(false),
      }),
    },
    output: z.strictObject({ id: z.uuid(), number: z.string() }),
    refusals: ['invalid', 'forbidden', 'not-found', 'no-office', 'no-enterprise'],
  }),
  listProblems: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems',
    who: 'staff',
    summary: 'Problems by urgency, with their enterprise',
    input: {
      query: z.strictObject({
        ...problemFilter,
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    },
    output: z.strictObject({ rows: z.array(ProblemRow), next: z.string().nullable() }),
    refusals: ['invalid'],
  }),
  countProblems: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/counts',
    who: 'staff',
    summary:
      'How many problems are open, overdue, solved, explained, withdrawn, timed out and merged, as far as I may see',
    input: { query: z.strictObject({ within: division.optional() }) },
    output: z.strictObject({
      collected: z.int(),
      open: z.int(),
      overdue: z.int(),
      solved: z.int(),
      explained: z.int(),
      withdrawn: z.int(),
      timedOut: z.int(),
      merged: z.int(),
      confirmedByStaff: z.int(),
    }),
    refusals: [],
  }),
  viewProblem: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/:id',
    who: 'staff',
    summary: 'One problem: its matter, facts and what I can do',
    input: { params: id },
    output: z.strictObject({ matter: MatterView, problem: Problem }),
    refusals: ['not-found'],
  }),
  tracking: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/:id/tracking',
    who: 'staff',
    summary:
      'The number and code by which the enterprise follows its problem, to tell the caller; the look is recorded',
    input: { params: id },
    output: z.strictObject({ number: z.string(), secret: z.string() }),
    refusals: ['not-found', 'forbidden'],
  }),
  exportProblems: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/export',
    who: 'staff',
    summary: 'The list as Excel or CSV, as far as I may see',
    input: { query: z.strictObject({ ...problemFilter, format: z.enum(['xlsx', 'csv']).default('xlsx') }) },
    output: z.null(),
    refusals: [],
    gives: 'file',
  }),
  offices: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/:id/offices',
    who: 'staff',
    summary: 'Offices that a problem may be referred to: of the enterprise’s town, county, city and province',
    input: { params: id },
    output: z.array(
      z.strictObject({
        id: z.uuid(),
        name: z.string(),
        nameEn: z.string(),
        divisionName: z.string(),
        subject: z.string(),
      }),
    ),
    refusals: ['not-found'],
  }),
  listEnterprises: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/enterprises',
    who: 'staff',
    summary: 'Enterprises by name, place, list, officer and state of production',
    input: {
      query: z.strictObject({
        q: z.string().max(60).optional(),
        within: division.optional(),
        list: z.string().max(60).optional(),
        officer: z.enum(['me', 'none']).optional(),
        state: z.enum(['stopped', 'partly']).optional(),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    },
    output: z.strictObject({
      rows: z.array(EnterpriseRow),
      next: z.string().nullable(),
      total: z.int().nullable(),
    }),
    refusals: ['invalid'],
  }),
  exportEnterprises: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/enterprises/export',
    who: 'staff',
    summary: 'The list as Excel or CSV, without contacts',
    input: {
      query: z.strictObject({
        within: division.optional(),
        list: z.string().max(60).optional(),
        format: z.enum(['xlsx', 'csv']).default('xlsx'),
      }),
    },
    output: z.null(),
    refusals: [],
    gives: 'file',
  }),
  viewEnterprise: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/enterprises/:id',
    who: 'staff',
    summary: 'One enterprise with officer, contacts (masked) and problems',
    input: { params: id },
    output: z.strictObject({ enterprise: Enterprise, problems: z.array(MatterRow) }),
    refusals: ['not-found'],
  }),
  pair: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/pairings',
    who: 'staff',
    summary: 'Gives enterprises one liaison officer, in bulk; their open problems stay with their owner',
    input: {
      body: z.strictObject({ organisationIds: z.array(z.uuid()).min(1).max(2000), accountId: z.uuid() }),
    },
    output: z.strictObject({ paired: z.int(), unchanged: z.int() }),
    refusals: ['forbidden', 'not-a-liaison', 'not-found'],
  }),
  makeReportLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/enterprises/:id/link',
    who: 'staff',
    summary: 'Makes the link and QR by which the enterprise reports without an account; an earlier one ends',
    input: { params: id },
    output: z.strictObject({ linkId: z.uuid() }),
    refusals: ['not-found', 'forbidden'],
  }),
  reportLink: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/enterprises/:id/link',
    who: 'staff',
    summary: 'The enterprise’s report link now, to show as QR; its secret',
    input: { params: id },
    output: z.strictObject({ secret: z.string().nullable() }),
    refusals: ['not-found', 'forbidden'],
  }),
  openReport: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/open/report',
    who: 'anyone',
    summary: 'Whose report form a link opens',
    input: { query: z.strictObject({ secret }) },
    output: z.strictObject({ organisationName: z.string() }),
    refusals: ['link-unknown'],
    perMinute: 60,
  }),
  reportByLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/report',
    who: 'anyone',
    summary: 'The enterprise reports a problem by its link, without an account',
    input: { body: ProblemReport.extend({ secret }) },
    output: z.strictObject({ number: z.string(), secret: z.string() }),
    refusals: ['invalid', 'link-unknown', 'no-office', 'too-many-requests'],
    perMinute: 10,
  }),
  track: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/track',
    who: 'anyone',
    summary: 'Where a problem stands, by tracking number and secret',
    input: { body: z.strictObject({ number: z.string().min(5).max(40), secret }) },
    output: TrackedProblem,
    refusals: ['tracking-unknown', 'too-many-requests'],
    perMinute: 20,
  }),
  trackedAttachment: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/track/attachment',
    who: 'anyone',
    summary: 'An attachment that the enterprise may see; number and secret stay out of the address',
    input: {
      body: z.strictObject({
        number: z.string().min(5).max(40),
        secret,
        attachmentId: z.uuid(),
        size: z.enum(['full', 'small']).default('full'),
      }),
    },
    output: z.null(),
    refusals: ['tracking-unknown', 'not-found', 'too-many-requests'],
    perMinute: 60,
    gives: 'file',
  }),
  actByLink: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/open/track/:action',
    who: 'anyone',
    summary: 'The enterprise adds facts, chases 催办, confirms and rates, disputes, withdraws or reopens',
    input: {
      params: z.strictObject({
        action: z.enum(['addFacts', 'chase', 'confirm', 'dispute', 'withdraw', 'reopen']),
      }),
      body: z.strictObject({
        number: z.string().min(5).max(40),
        secret,
        version: z.int().optional(),
        input: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    },
    output: z.strictObject({ status: z.string(), version: z.int() }),
    refusals: [
      'tracking-unknown',
      'not-now',
      'no-office',
      'stale-version',
      'invalid',
      'chased-just-now',
      'reopened-before',
      'reopen-too-late',
    ],
    perMinute: 20,
  }),
}
