import { z } from 'zod'
import { endpoint } from '#platform/http'
import { ImportResult, ListRow, listCalls } from '#platform/imports/api'

/** A field 字段 of a list of offices. */
export const OfficeField = z.enum([
  'prefix',
  'name',
  'nameEn',
  'division',
  'subject',
  'kind',
  'seesSubject',
  'successor',
])
export type OfficeField = z.output<typeof OfficeField>

/** A field 字段 of a list of accounts; a row grants one role or several, of one office and period. */
export const AccountField = z.enum(['account', 'displayName', 'office', 'roles', 'from', 'until'])
export type AccountField = z.output<typeof AccountField>

const offices = listCalls(
  'imports/offices',
  {
    read: 'Reads a list of offices, proposes the columns and says what an import would do',
    write: 'Creates, changes and dissolves offices by a list, the good rows in one transaction or none',
  },
  OfficeField.options,
  ListRow,
  ImportResult,
)
const accounts = listCalls(
  'imports/accounts',
  {
    read: 'Reads a list of accounts and their roles, proposes the columns and says what an import would do',
    write:
      'Creates and changes accounts and grants roles by a list, the good rows in one transaction or none',
  },
  AccountField.options,
  ListRow,
  ImportResult.extend({
    /** the new accounts, each of which needs a code for its first sign-in */
    created: z.array(z.uuid()),
  }),
)

/** Offices and accounts from Excel and CSV: look first, then import. */
export const importApi = {
  previewOffices: offices.preview,
  previewOfficesAgain: offices.again,
  importOffices: offices.confirm,
  officesReport: offices.report,
  previewAccounts: accounts.preview,
  previewAccountsAgain: accounts.again,
  importAccounts: accounts.confirm,
  accountsReport: accounts.report,
  // A read for the ledger of retries, which would keep its answer: asked again, the earlier codes are void.
  issueCodes: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/accounts/codes',
    who: 'staff',
    summary: 'Issues single-use codes for many accounts, as a sheet to print and hand over; nothing keeps it',
    input: { body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(500) }) },
    output: z.null(),
    refusals: ['not-found', 'outside-place', 'roles-above', 'account-ended', 'busy'],
    gives: 'file',
    perMinute: 10,
  }),
}
