import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Day, MatterRow } from '#platform/matter/schema'
import { problemFilter } from '../api.ts'
import { Category } from '../schema.ts'
import {
  BoardNumber,
  BoardRow,
  ChosenColumn,
  CircularBody,
  CircularRow,
  DateForm,
  NewRule,
  Rule,
  SilentNotice,
  WeekBody,
} from './schema.ts'

const division = z.string().regex(/^\d{2,12}$/)
const boardFilter = {
  within: division.optional(),
  /** offices, or the places next below */
  by: z.enum(['office', 'place']).default('place'),
  category: Category.optional(),
  /** problems collected from this day on, and up to the end of that day */
  from: Day.optional(),
  until: Day.optional(),
  /** as it stood at an earlier moment, by what had been recorded */
  cutOff: z.iso.datetime({ offset: true }).optional(),
}

const office = z.uuid().optional()
const ofOne = z.strictObject({ id: z.uuid() })
const made = z.strictObject({ id: z.uuid(), number: z.string() })

export const supervisionApi = {
  viewLedger: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/ledger',
    who: 'staff',
    summary: 'The columns of an office’s own ledger 台账, and every cell of its first problems for a preview',
    input: { query: z.strictObject({ office, dateForm: DateForm.optional() }) },
    output: z.strictObject({
      officeId: z.uuid(),
      columns: z.array(ChosenColumn),
      dateForm: DateForm,
      /** 0: the office never chose */
      version: z.int(),
      mayChange: z.boolean(),
      /** the last columns of offices that were merged into this one */
      former: z.array(
        z.strictObject({
          office: z.string(),
          officeEn: z.string(),
          columns: z.array(ChosenColumn),
          dateForm: DateForm,
        }),
      ),
      sample: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]).optional())),
    }),
    refusals: ['not-found'],
  }),
  saveLedger: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/ledger',
    who: 'staff',
    summary: 'Chooses the columns of the office’s ledger, in order, each with its own head',
    input: {
      body: z.strictObject({
        officeId: z.uuid(),
        version: z.int().min(0),
        columns: z.array(ChosenColumn).min(1).max(60),
        dateForm: DateForm,
      }),
    },
    output: z.null(),
    refusals: ['not-found', 'forbidden', 'stale-version'],
  }),
  exportLedger: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/ledger/export',
    who: 'staff',
    summary: 'The problems under a filter in the office’s own columns, as Excel or CSV, as far as I may see',
    input: {
      query: z.strictObject({ ...problemFilter, office, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
    },
    output: z.null(),
    refusals: ['not-found'],
    gives: 'file',
  }),
  board: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/board',
    who: 'staff',
    summary: 'The board 督查: what each office or place answers for, now or at an earlier cut-off',
    input: { query: z.strictObject(boardFilter) },
    output: z.strictObject({
      cutOff: z.iso.datetime(),
      within: z.string(),
      place: z.string(),
      /** by place, the round of visits in which unvisited enterprises are counted */
      rounds: z.record(z.string(), z.uuid()),
      total: BoardRow,
      rows: z.array(BoardRow),
    }),
    refusals: ['cut-off-ahead', 'not-found', 'period-backwards'],
  }),
  chaseProblems: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/supervision/chases',
    who: 'staff',
    summary: 'Chases 催办 several problems; one that is refused says why and holds up no other',
    input: { body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(200) }) },
    output: z.array(z.strictObject({ id: z.uuid(), refused: z.string().nullable() })),
    refusals: [],
  }),
  boardMatters: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/problems',
    who: 'staff',
    summary: 'The problems behind one number of the board: as many as the number says',
    input: {
      query: z.strictObject({
        ...boardFilter,
        number: BoardNumber,
        /** an office’s id or a place’s code as the board’s row has it; the whole without */
        key: z.string().max(40).optional(),
        cursor: z.uuid().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    },
    output: z.strictObject({ total: z.int(), rows: z.array(MatterRow), next: z.uuid().nullable() }),
    refusals: ['cut-off-ahead', 'not-found', 'period-backwards'],
  }),
  issueNotice: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/supervision/notices',
    who: 'staff',
    summary:
      'A supervisor’s written notice 督办 to an office, about a problem or a shortfall, to be answered by a day',
    input: {
      body: z.strictObject({
        problemId: z.uuid().optional(),
        officeId: z.uuid(),
        words: z.string().trim().min(1).max(2000),
        dueOn: Day,
      }),
    },
    output: made,
    refusals: ['not-found', 'forbidden', 'not-now', 'no-office', 'due-past', 'not-in-office'],
  }),
  proposals: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/proposals',
    who: 'staff',
    summary:
      'What the plain rule proposes now: whom to chase, whom to give written notice, what to circulate',
    input: { query: z.strictObject({ within: division.optional() }) },
    output: z.strictObject({
      within: z.string(),
      place: z.string(),
      /** in force for the place now */
      rule: Rule,
      /** every line of the table that concerns the place, the latest first */
      rules: z.array(Rule),
      chase: z.array(MatterRow),
      notice: z.array(MatterRow),
      circular: z.array(SilentNotice),
      mayIssue: z.boolean(),
    }),
    refusals: ['not-found'],
  }),
  setRule: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/supervision/rule',
    who: 'staff',
    summary:
      'A supervisor sets by when a place’s steps are due and which happen by themselves, from a day on',
    input: { body: NewRule },
    output: z.null(),
    refusals: ['not-found', 'forbidden', 'stale-version', 'rule-past'],
  }),
  issueCircular: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/supervision/circulars',
    who: 'staff',
    summary: 'A supervisor circulates 通报 offices with their numbers, frozen at a cut-off',
    input: {
      body: z.strictObject({
        within: division,
        title: z.string().trim().min(1).max(120),
        words: z.string().trim().min(1).max(2000),
        noticeIds: z.array(z.uuid()).max(100),
        officeIds: z.array(z.uuid()).max(100),
        cutOff: z.iso.datetime({ offset: true }).optional(),
      }),
    },
    output: made,
    refusals: ['not-found', 'forbidden', 'no-office', 'cut-off-ahead'],
  }),
  reviseCircular: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/supervision/circulars/:id/revisions',
    who: 'staff',
    summary: 'Corrects a circular by its next revision; the older stays readable',
    input: {
      params: ofOne,
      body: z.strictObject({
        title: z.string().trim().min(1).max(120),
        words: z.string().trim().min(1).max(2000),
        cutOff: z.iso.datetime({ offset: true }).optional(),
      }),
    },
    output: made,
    refusals: ['not-found', 'forbidden', 'stale-version', 'cut-off-ahead'],
  }),
  listCirculars: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/circulars',
    who: 'staff',
    summary: 'Circulars that name my offices or were issued for places that I see, newest first',
    input: {},
    output: z.array(CircularRow),
    refusals: [],
  }),
  viewCircular: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/circulars/:id',
    who: 'staff',
    summary: 'A circular as it was issued, its revisions, and which offices have confirmed reading it',
    input: { params: ofOne },
    output: z.strictObject({
      ...CircularRow.shape,
      words: z.string(),
      body: CircularBody,
      readBy: z.array(z.strictObject({ officeId: z.uuid(), by: z.string(), at: z.iso.datetime() })),
      revisions: z.array(z.strictObject({ id: z.uuid(), revision: z.int(), issuedAt: z.iso.datetime() })),
      /** my offices that still have to confirm */
      toConfirm: z.array(z.uuid()),
      mayRevise: z.boolean(),
    }),
    refusals: ['not-found'],
  }),
  confirmCircular: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/supervision/circulars/:id/read',
    who: 'staff',
    summary: 'Confirms for an office that it has read a circular',
    input: { params: ofOne, body: z.strictObject({ officeId: z.uuid() }) },
    output: z.null(),
    refusals: ['not-found', 'forbidden'],
  }),
  weekReport: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/report',
    who: 'staff',
    summary: 'A division’s week as PDF/A: the board’s numbers at the cut-off, with definitions',
    input: {
      query: z.strictObject({
        within: division.optional(),
        /** a day of the week; the running one without */
        weekOf: Day.optional(),
        cutOff: z.iso.datetime({ offset: true }).optional(),
      }),
    },
    output: z.null(),
    refusals: ['not-found', 'cut-off-ahead'],
    gives: 'file',
  }),
  listReports: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/reports',
    who: 'staff',
    summary: 'The weekly reports that were kept on Mondays, newest first',
    input: {},
    output: z.array(
      z.strictObject({ id: z.uuid(), place: z.string(), weekOn: z.iso.date(), cutOff: z.iso.datetime() }),
    ),
    refusals: [],
  }),
  viewReport: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/reports/:id',
    who: 'staff',
    summary: 'A kept weekly report with its numbers',
    input: { params: ofOne },
    output: WeekBody,
    refusals: ['not-found'],
  }),
  keptReport: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/supervision/reports/:id/pdf',
    who: 'staff',
    summary: 'A kept weekly report as PDF/A',
    input: { params: ofOne },
    output: z.null(),
    refusals: ['not-found'],
    gives: 'file',
  }),
}
