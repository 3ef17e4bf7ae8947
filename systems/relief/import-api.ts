import { z } from 'zod'
import { endpoint } from '#platform/http'

/** A field 字段 of an enterprise list that a column can fill. */
export const ImportField = z.enum([
  'creditCode',
  'name',
  'division',
  'address',
  'industry',
  'size',
  'employees',
  'revenue',
  'contactName',
  'contactPost',
  'contactTelephone',
  'officer',
  'officerOffice',
  'lists',
])
export type ImportField = z.output<typeof ImportField>

/** Which column (from 0) fills which field; a field that the file does not have is absent. */
export const ImportMapping = z.partialRecord(ImportField, z.int().min(0).max(255))
export type ImportMapping = z.output<typeof ImportMapping>

/** What is wrong or doubtful in a row, in the reader's language; `value` is what stands in the file. */
const ImportIssue = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
})

/** A row 行 of the file and what becomes of it. Contacts already on file are masked in `before`. */
export const ImportRow = z.strictObject({
  line: z.int(),
  creditCode: z.string(),
  name: z.string(),
  division: z.string(),
  officer: z.string().nullable(),
  issues: z.array(ImportIssue),
  changes: z.array(z.strictObject({ field: ImportField, before: z.string().nullable(), after: z.string() })),
})
export type ImportRow = z.output<typeof ImportRow>

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

/** What an import 导入 would do, before anything is written. */
export const ImportPreview = z.strictObject({
  /** names the kept file for the next step; good for whoever uploaded it only */
  token: z.string(),
  fileName: z.string(),
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string(),
  sheet: z.string().nullable(),
  sheets: z.array(z.strictObject({ name: z.string(), hidden: z.boolean() })),
  header: z.array(z.string()),
  mapping: ImportMapping,
  certainty: z.partialRecord(ImportField, z.enum(['exact', 'similar', 'chosen'])),
  /** required fields that no column fills: choose them, then preview again */
  missing: z.array(ImportField),
  notes: z.array(z.string()),
  counts: ImportCounts,
  /** the first rows of each state */
  added: z.array(ImportRow),
  changed: z.array(ImportRow),
  unchanged: z.array(ImportRow),
  refused: z.array(ImportRow),
  warned: z.array(ImportRow),
})
export type ImportPreview = z.output<typeof ImportPreview>

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
const refusals = [
  'invalid',
  'forbidden',
  'imported-before',
  'columns-missing',
  'import-gone',
  'empty',
  'too-large',
  'too-many-rows',
  'too-many-columns',
  'too-many-cells',
  'cell-too-long',
  'quote-unclosed',
  'encoding-broken',
  'encoding-unknown',
  'not-a-sheet',
  'old-excel',
  'other-workbook',
  'encrypted',
  'web-page',
  'zip-bomb',
  'broken',
  'sheet-missing',
  'no-visible-sheet',
  'header-missing',
  'took-too-long',
] as const

/** Enterprises from Excel and CSV: look first, then import. */
export const importApi = {
  previewImport: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/relief/imports/preview',
    who: 'staff',
    summary: 'Reads a list of enterprises, proposes the columns and says what an import would do',
    input: {
      query: z.strictObject({
        name: z.string().min(1).max(200),
        most: z.coerce.number().int().min(1).max(500).default(50),
      }),
    },
    output: ImportPreview,
    refusals: [...refusals, 'disk-full'],
    takes: 'file',
    perMinute: 60,
  }),
  previewImportAgain: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/relief/imports/:token/preview',
    who: 'staff',
    summary: 'The same with other columns or another sheet of the workbook, without uploading again',
    input: {
      params: z.strictObject({ token }),
      body: z.strictObject({
        mapping: ImportMapping.optional(),
        sheet,
        most: z.int().min(1).max(500).default(50),
      }),
    },
    output: ImportPreview,
    refusals: [...refusals],
  }),
  importEnterprises: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/imports',
    who: 'staff',
    summary: 'Imports the good rows in one transaction, or none; a corrected file updates by credit code',
    input: {
      body: z.strictObject({
        token,
        mapping: ImportMapping,
        sheet,
        mode: z.enum(['good-rows', 'all-or-nothing']),
        /** the changes of what is on file were seen and are wanted */
        confirmChanges: z.boolean(),
      }),
    },
    output: ImportResult,
    refusals: [...refusals, 'rows-refused', 'no-good-rows', 'changes-unconfirmed'],
  }),
  importReport: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/imports/:id/report',
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
