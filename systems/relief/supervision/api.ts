import { z } from 'zod'
import { endpoint } from '#platform/http'
import { MatterRow } from '#platform/matter/schema'
import { problemFilter } from '../api.ts'
import { Category } from '../schema.ts'
import { ChosenColumn, DateForm } from './ledger-columns.ts'
import { BoardNumber, BoardRow } from './schema.ts'

const division = z.string().regex(/^\d{2,12}$/)
const boardFilter = {
  within: division.optional(),
  /** offices, or the places next below */
  by: z.enum(['office', 'place']).default('place'),
  category: Category.optional(),
  /** problems collected from this day on, and up to the end of that day */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** as it stood at an earlier moment, by what had been recorded */
  cutOff: z.iso.datetime({ offset: true }).optional(),
}

const office = z.uuid().optional()

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
      total: BoardRow,
      rows: z.array(BoardRow),
    }),
    refusals: ['cut-off-ahead', 'not-found'],
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
    refusals: ['cut-off-ahead', 'not-found'],
  }),
}
