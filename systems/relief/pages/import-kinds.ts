import { client, type Problem, Refusal } from '#platform/http'
import { importApi } from '../import-api.ts'
import { headers } from './calls.ts'
import type { Neighbours } from './neighbours.ts'
import { saveBytes } from './save-bytes.ts'

const relief = client(importApi, { headers })

type Issue = Awaited<ReturnType<typeof relief.previewPairingsAgain>>['added'][number]['issues'][number]
export type Row = {
  line: number
  key: string
  name: string
  facts: (string | null)[]
  issues: Issue[]
  changes: { field: string; before: string | null; after: string }[]
}
export type Mapping = Partial<Record<string, number>>
type States = 'added' | 'changed' | 'unchanged' | 'refused' | 'warned'
export type Preview = Omit<
  Awaited<ReturnType<typeof relief.previewPairingsAgain>>,
  'mapping' | 'certainty' | 'missing' | States
> & {
  mapping: Mapping
  certainty: Partial<Record<string, string>>
  missing: string[]
} & Record<States, Row[]>
export type Confirm = {
  token: string
  mapping: Mapping
  sheet?: string
  mode: 'good-rows' | 'all-or-nothing'
  confirmChanges: boolean
}
export type Result = Awaited<ReturnType<typeof relief.importPairings>> & { created?: string[] }
type Again = { mapping?: Mapping; sheet?: string }

/** A kind of list as the page knows it. */
export type ListKind = {
  name: 'enterprises' | 'pairings' | 'offers' | 'offices' | 'accounts'
  /** where its calls are */
  path: string
  fields: readonly string[]
  needed: readonly string[]
  href: string
  again(token: string, body: Again): Promise<Preview>
  confirm(body: Confirm, key: string): Promise<Result>
  /** an answer of the server as the page shows it */
  read(answer: unknown): Preview
}

type ListedEnterprise = { creditCode: string; division: string; officer: string | null }
/** The rows of enterprises name what they hold; the others come ready to be shown. */
function readEnterprises(answer: unknown): Preview {
  const preview = answer as Preview
  const rows = (state: States) =>
    (preview[state] as (Row & ListedEnterprise)[]).map(row => ({
      ...row,
      key: row.creditCode,
      facts: [row.division, row.officer],
    }))
  return {
    ...preview,
    added: rows('added'),
    changed: rows('changed'),
    unchanged: rows('unchanged'),
    refused: rows('refused'),
    warned: rows('warned'),
  }
}
const readAsIs = (answer: unknown) => answer as Preview

/** The kinds in their order; whoever administers imports offices and accounts, whoever leads enterprises and pairings, whoever works with them offers. */
export const listKinds = (lists: Neighbours['lists']): (ListKind & { roles: readonly string[] })[] => [
  {
    name: 'enterprises',
    roles: ['leader', 'liaison'],
    path: '/api/relief/imports',
    fields: [
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
    ],
    needed: ['creditCode', 'name', 'division'],
    href: '/relief/enterprises',
    again: (token, body) => relief.previewImportAgain({ params: { token }, body }).then(readEnterprises),
    confirm: (body, key) => relief.importEnterprises({ body }, { key }),
    read: readEnterprises,
  },
  {
    name: 'pairings',
    roles: ['leader', 'liaison'],
    path: '/api/relief/pairing-imports',
    fields: ['enterprise', 'officer', 'office', 'part', 'from'],
    needed: ['enterprise', 'officer'],
    href: '/relief/enterprises',
    again: (token, body) => relief.previewPairingsAgain({ params: { token }, body }).then(readAsIs),
    confirm: (body, key) => relief.importPairings({ body }, { key }),
    read: readAsIs,
  },
  {
    name: 'offers',
    roles: ['leader', 'liaison', 'handler', 'duty'],
    path: '/api/relief/offer-imports',
    fields: [
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
    ],
    needed: ['key', 'kind', 'quantity', 'untilOn'],
    href: '/relief/exchange?view=offers',
    again: (token, body) => relief.previewOffersAgain({ params: { token }, body }).then(readAsIs),
    confirm: (body, key) => relief.importOffers({ body }, { key }),
    read: readAsIs,
  },
  {
    name: 'offices',
    roles: ['admin'],
    path: '/api/imports/offices',
    fields: ['prefix', 'name', 'nameEn', 'division', 'subject', 'kind', 'seesSubject', 'successor'],
    needed: ['prefix', 'name', 'division', 'subject', 'kind'],
    href: '/offices',
    again: (token, body) => lists.offices.again(token, body).then(readAsIs),
    confirm: async (body, key) => (await lists.offices.confirm(body, key)) as Result,
    read: readAsIs,
  },
  {
    name: 'accounts',
    roles: ['admin'],
    path: '/api/imports/accounts',
    fields: ['account', 'displayName', 'office', 'roles', 'from', 'until'],
    needed: ['account', 'displayName', 'office'],
    href: '/accounts',
    again: (token, body) => lists.accounts.again(token, body).then(readAsIs),
    confirm: async (body, key) => (await lists.accounts.confirm(body, key)) as Result,
    read: readAsIs,
  },
]

/** Saves the sheet of single-use codes: it stands in no page, no cache and no address. */
export async function saveCodes(ids: readonly string[], name: string): Promise<void> {
  const response = await fetch('/api/accounts/codes', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers() },
    body: JSON.stringify({ ids }),
  })
  if (!response.ok) throw new Refusal((await response.json()) as Problem)
  saveBytes(await response.blob(), `${name}.xlsx`)
}
