import { z } from 'zod'
import { ImportIssue, ImportResult, ListRow, listCalls, mappingOf, previewOf } from '#platform/imports/api'

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
export const ImportMapping = mappingOf(ImportField.options)
export type ImportMapping = z.output<typeof ImportMapping>

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

/** What an import 导入 would do, before anything is written. */
export const ImportPreview = previewOf(ImportField.options, ImportRow)
export type ImportPreview = z.output<typeof ImportPreview>
export type { ImportCounts, ImportResult } from '#platform/imports/api'

/** A field 字段 of a list of pairings. */
export const PairingField = z.enum(['enterprise', 'officer', 'office', 'part', 'from'])
export type PairingField = z.output<typeof PairingField>

/** A field 字段 of a list of offers. */
export const OfferField = z.enum([
  'key',
  'kind',
  'quantity',
  'untilOn',
  'fromOn',
  'specification',
  'words',
  'enterprise',
  'testHours',
  'bus',
  'contactName',
  'contactTelephone',
  'mayBeCalled',
])
export type OfferField = z.output<typeof OfferField>

const enterprises = listCalls(
  'relief/imports',
  {
    read: 'Reads a list of enterprises, proposes the columns and says what an import would do',
    write: 'Imports the good rows in one transaction, or none; a corrected file updates by credit code',
  },
  ImportField.options,
  ImportRow,
  ImportResult,
)
const pairings = listCalls(
  'relief/pairing-imports',
  {
    read: 'Reads a list of pairings 结对, proposes the columns and says what an import would do',
    write: 'Pairs enterprises with main officers and deputies by a list, the good rows or none',
  },
  PairingField.options,
  ListRow,
  ImportResult,
)

const offers = listCalls(
  'relief/offer-imports',
  {
    read: 'Reads a list of offers 供给, proposes the columns and says what an import would do',
    write: 'Imports an office’s offers, the good rows or none; a corrected file updates by their numbers',
  },
  OfferField.options,
  ListRow,
  ImportResult,
)

/** Enterprises, their pairings and offers from Excel and CSV: look first, then import. */
export const importApi = {
  previewImport: enterprises.preview,
  previewImportAgain: enterprises.again,
  importEnterprises: enterprises.confirm,
  importReport: enterprises.report,
  previewPairings: pairings.preview,
  previewPairingsAgain: pairings.again,
  importPairings: pairings.confirm,
  pairingsReport: pairings.report,
  previewOffers: offers.preview,
  previewOffersAgain: offers.again,
  importOffers: offers.confirm,
  offersReport: offers.report,
}
