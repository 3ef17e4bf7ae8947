import { z } from 'zod'
import { endpoint } from '#platform/http'
import { sheetRefusals } from '../../sheets/refusals.ts'

export const ImportCounts = z.strictObject({
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  /** of the rows that would be taken */
  warned: z.int(),
})
export type ImportCounts = z.output<typeof ImportCounts>

/** What is wrong or doubtful in a row, in the reader's language; `value` is what stands in the file. */
export const ImportIssue = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
})

/** A row of a list of offices, accounts or pairings: its key, its name, and what else is shown of it. */
export const ListRow = z.strictObject({
  line: z.int(),
  key: z.string(),
  name: z.string(),
  facts: z.array(z.string().nullable()),
  issues: z.array(ImportIssue),
  changes: z.array(z.strictObject({ field: z.string(), before: z.string().nullable(), after: z.string() })),
})
export type ListRow = z.output<typeof ListRow>

/** What an import 导入 would do, before anything is written. */
export function previewOf<const F extends string, R extends z.ZodType>(fields: readonly F[], row: R) {
  const field = z.enum(fields)
  return z.strictObject({
    /** names the kept file for the next step; good for whoever uploaded it only */
    token: z.string(),
    fileName: z.string(),
    format: z.enum(['csv', 'xlsx']),
    encoding: z.string(),
    sheet: z.string().nullable(),
    sheets: z.array(z.strictObject({ name: z.string(), hidden: z.boolean() })),
    header: z.array(z.string()),
    /** which column (from 0) fills which field; a field that the file does not have is absent */
    mapping: mappingOf(fields),
    certainty: z.partialRecord(field, z.enum(['exact', 'similar', 'chosen'])),
    /** required fields that no column fills: choose them, then preview again */
    missing: z.array(field),
    notes: z.array(z.string()),
    counts: ImportCounts,
    /** the first rows of each state */
    added: z.array(row),
    changed: z.array(row),
    unchanged: z.array(row),
    refused: z.array(row),
    warned: z.array(row),
  })
}

export const mappingOf = <const F extends string>(fields: readonly F[]) =>
  z.partialRecord(z.enum(fields), z.int().min(0).max(255))

/** What an import did. */
export const ImportResult = z.strictObject({
  id: z.uuid(),
  counts: ImportCounts,
  /** for the sheet of refused rows; null when none was refused */
  report: z.string().nullable(),
})
export type ImportResult = z.output<typeof ImportResult>

const token = z.string().regex(/^[0-9a-f]{64}$/)
const sheet = z.string().max(100).optional()

/** Every code with which a sheet may be refused as a whole, and those of the import itself. */
const importRefusals = [
  'invalid',
  'forbidden',
  'imported-before',
  'columns-missing',
  'import-gone',
  ...sheetRefusals,
] as const

/** The calls of one kind of list: look, look again, import, and the sheet of what was refused. */
export function listCalls<
  const P extends string,
  const F extends string,
  R extends z.ZodType,
  O extends z.ZodType,
>(path: P, words: { read: string; write: string }, fields: readonly F[], row: R, output: O) {
  const preview = previewOf(fields, row)
  return {
    preview: endpoint({
      kind: 'read',
      method: 'POST',
      path: `/api/${path}/preview` as const,
      who: 'staff',
      summary: words.read,
      input: {
        query: z.strictObject({
          name: z.string().min(1).max(200),
          most: z.coerce.number().int().min(1).max(500).default(50),
        }),
      },
      output: preview,
      refusals: [...importRefusals, 'disk-full'],
      takes: 'file',
      perMinute: 60,
    }),
    again: endpoint({
      kind: 'read',
      method: 'POST',
      path: `/api/${path}/:token/preview` as const,
      who: 'staff',
      summary: 'The same with other columns or another sheet of the workbook, without uploading again',
      input: {
        params: z.strictObject({ token }),
        body: z.strictObject({
          mapping: mappingOf(fields).optional(),
          sheet,
          most: z.int().min(1).max(500).default(50),
        }),
      },
      output: preview,
      refusals: [...importRefusals],
    }),
    confirm: endpoint({
      kind: 'append',
      method: 'POST',
      path: `/api/${path}` as const,
      who: 'staff',
      summary: words.write,
      input: {
        body: z.strictObject({
          token,
          mapping: mappingOf(fields),
          sheet,
          mode: z.enum(['good-rows', 'all-or-nothing']),
          /** the changes of what is on file were seen and are wanted */
          confirmChanges: z.boolean(),
        }),
      },
      output,
      refusals: [...importRefusals, 'rows-refused', 'no-good-rows', 'changes-unconfirmed'],
    }),
    report: endpoint({
      kind: 'read',
      method: 'GET',
      path: `/api/${path}/:id/report` as const,
      who: 'staff',
      summary: 'The refused rows as a sheet with what is wrong; corrected, it can be imported as it is',
      input: {
        params: z.strictObject({ id: z.uuid() }),
        query: z.strictObject({ token, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
      },
      output: z.null(),
      refusals: ['not-found', 'import-gone'],
      gives: 'file',
    }),
  }
}
