import { z } from 'zod'
import { endpoint } from '#platform/http'
import { uploadRefusals } from '#platform/matter/api'
import { Day } from '#platform/matter/schema'
import { CoverageRow, DueRow, PlanRow, Round, Visit, VisitRecord, VisitRow } from './schema.ts'

const id = z.strictObject({ id: z.uuid() })
const division = z.string().regex(/^\d{2,12}$/)
const day = Day
const reason = z.string().trim().min(1).max(500)
const cursor = z.string().max(200).optional()
const limit = z.coerce.number().int().min(1).max(200).default(50)

const dueFilter = {
  round: z.uuid(),
  scope: z.enum(['mine', 'all']).default('all'),
  office: z.uuid().optional(),
  officer: z.uuid().optional(),
  within: division.optional(),
  list: z.string().max(60).optional(),
  state: z.enum(['unvisited', 'visited', 'all']).default('all'),
}

export const visitsApi = {
  listRounds: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/rounds',
    who: 'staff',
    summary: 'Visiting rounds of my place, of places above and below; the one in force for me first',
    input: {},
    output: z.strictObject({ rows: z.array(Round), inForce: z.uuid().nullable(), maySet: z.boolean() }),
    refusals: [],
  }),
  setRound: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/rounds',
    who: 'staff',
    summary:
      'An office sets a round: each paired enterprise of its place, or of a list there, at least so often',
    input: {
      body: z.strictObject({
        name: z.string().trim().min(1).max(80),
        fromOn: day,
        untilOn: day,
        within: division.optional(),
        list: z.string().trim().min(1).max(60).optional(),
        least: z.int().min(1).max(20).default(1),
        telephoneCounts: z.boolean().default(false),
      }),
    },
    output: z.strictObject({ id: z.uuid() }),
    refusals: ['forbidden', 'not-a-period', 'round-overlaps'],
  }),
  endRound: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/rounds/:id/end',
    who: 'staff',
    summary: 'Ends a round before its time; what was visited stays',
    input: { params: id, body: z.strictObject({ version: z.int() }) },
    output: z.null(),
    refusals: ['not-found', 'forbidden', 'stale-version'],
  }),
  listDue: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/due',
    who: 'staff',
    summary:
      'Enterprises of a round by urgency: what is still to be visited, by its day, the longest unvisited first',
    input: { query: z.strictObject({ ...dueFilter, cursor, limit }) },
    output: z.strictObject({ rows: z.array(DueRow), next: z.string().nullable() }),
    refusals: ['invalid', 'not-found', 'forbidden'],
  }),
  exportDue: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/due/export',
    who: 'staff',
    summary: 'The same as Excel or CSV, with the days since the last visit',
    input: { query: z.strictObject({ ...dueFilter, format: z.enum(['xlsx', 'csv']).default('xlsx') }) },
    output: z.null(),
    refusals: ['invalid', 'not-found', 'forbidden'],
    gives: 'file',
  }),
  coverage: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/coverage',
    who: 'staff',
    summary: 'Of a round: to visit, visited and per cent, by office, officer, division or list',
    input: {
      query: z.strictObject({
        round: z.uuid(),
        by: z.enum(['office', 'officer', 'division', 'list']).default('office'),
        within: division.optional(),
      }),
    },
    output: z.strictObject({ rows: z.array(CoverageRow), total: CoverageRow }),
    refusals: ['not-found', 'forbidden'],
  }),
  listPlans: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/plans',
    who: 'staff',
    summary: 'The calendar: visits put on days, mine or my office’s, and which days are worked',
    input: {
      query: z.strictObject({ from: day, until: day, scope: z.enum(['mine', 'office']).default('mine') }),
    },
    output: z.strictObject({
      rows: z.array(PlanRow),
      days: z.array(z.strictObject({ on: day, isWorking: z.boolean() })),
    }),
    refusals: ['not-a-period'],
  }),
  proposeDays: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/proposal',
    who: 'staff',
    summary:
      'Days for unvisited enterprises without one, mine or of the office I lead: for each officer a town’s together, evenly over the working days left',
    input: {
      query: z.strictObject({ round: z.uuid(), scope: z.enum(['mine', 'office']).default('mine') }),
    },
    output: z.array(
      z.strictObject({
        organisationId: z.uuid(),
        name: z.string(),
        divisionName: z.string(),
        officerId: z.uuid(),
        officer: z.string(),
        on: day,
      }),
    ),
    refusals: ['not-found', 'forbidden'],
  }),
  planVisits: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/visits/plans',
    who: 'staff',
    summary:
      'Puts visits on working days of the round, one’s own or, as leader, those of an officer of the office; one that has a day moves for a reason',
    input: {
      body: z.strictObject({
        roundId: z.uuid(),
        visits: z
          .array(z.strictObject({ organisationId: z.uuid(), on: day, officerId: z.uuid().optional() }))
          .min(1)
          .max(200),
        reason: reason.optional(),
      }),
    },
    output: z.strictObject({ planned: z.int(), moved: z.int() }),
    refusals: [
      'not-found',
      'forbidden',
      'not-in-round',
      'outside-round',
      'not-a-working-day',
      'reason-needed',
    ],
  }),
  cancelPlan: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/visits/plans/:id/cancel',
    who: 'staff',
    summary: 'Takes a visit off its day, for a reason',
    input: { params: id, body: z.strictObject({ reason }) },
    output: z.null(),
    refusals: ['not-found', 'forbidden'],
  }),
  recordVisit: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/visits',
    who: 'staff',
    summary:
      'Records a visit with its photographs and the problems found, all of it or none; sent twice it stands once',
    input: { body: VisitRecord },
    output: z.strictObject({
      id: z.uuid(),
      problems: z.array(z.strictObject({ id: z.uuid(), number: z.string() })),
    }),
    refusals: [
      'invalid',
      'forbidden',
      'not-found',
      'no-enterprise',
      'no-office',
      'visit-ahead',
      'already-corrected',
      'visit-other',
      'state-ahead',
      ...uploadRefusals.use,
    ],
  }),
  listVisits: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits',
    who: 'staff',
    summary: 'Visits that I may see, the latest first: of an enterprise, of mine, or all',
    input: {
      query: z.strictObject({
        organisation: z.uuid().optional(),
        scope: z.enum(['mine', 'all']).default('all'),
        cursor,
        limit,
      }),
    },
    output: z.strictObject({ rows: z.array(VisitRow), next: z.string().nullable() }),
    refusals: ['invalid'],
  }),
  viewVisit: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/:id',
    who: 'staff',
    summary: 'One visit with its photographs and problems; who was met stays masked',
    input: { params: id },
    output: Visit,
    refusals: ['not-found'],
  }),
  visitPhoto: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/visits/:id/photos/:photoId',
    who: 'staff',
    summary: 'A photograph of a visit, or its small picture',
    input: {
      params: z.strictObject({ id: z.uuid(), photoId: z.uuid() }),
      query: z.strictObject({ size: z.enum(['full', 'small']).default('full') }),
    },
    output: z.null(),
    refusals: ['not-found', 'not-there'],
    gives: 'file',
  }),
}
