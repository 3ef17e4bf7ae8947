import { client } from '#platform/http'
import type { Lang } from '#platform/texts'
import { reliefApi } from '#relief/api'
import { texts as causeTexts } from '#relief/causes/texts'
import { texts as confidentialTexts } from '#relief/confidential/texts'
import { needTexts } from '#relief/exchange/texts'
import { texts as orderTexts } from '#relief/menu/texts'
import { promiseTexts } from '#relief/plans/texts'
import { texts as requestTexts } from '#relief/requests/texts'
import { texts as taskTexts } from '#relief/tasks/texts'
import { texts as reliefTexts } from '#relief/texts'

/** How one kind of matter is said and where its pages are. */
type Kind = {
  /** `status.accepted`, `next.solve`, `action.accept` in words */
  words(lang: Lang): Readonly<Record<string, unknown>>
  href(id: string): string
}

/** A new kind of matter is a line here. */
const kinds: Readonly<Record<string, Kind>> = {
  promise: { words: lang => promiseTexts(lang), href: id => `/relief/promises/${id}` },
  cause: { words: lang => causeTexts(lang), href: id => `/relief/causes/${id}` },
  confidential: {
    words: lang => confidentialTexts(lang),
    href: id => `/relief/confidential/${id}`,
  },
  request: { words: lang => requestTexts(lang), href: id => `/relief/requests/${id}` },
  task: { words: lang => taskTexts(lang), href: id => `/relief/tasks/${id}` },
  conference: { words: lang => taskTexts(lang), href: id => `/relief/conferences/${id}` },
  need: { words: lang => needTexts(lang), href: id => `/relief/needs/${id}` },
  order: { words: lang => orderTexts(lang), href: id => `/relief/orders/${id}` },
  problem: { words: lang => reliefTexts(lang), href: id => `/relief/problems/${id}` },
}

export const findKind = (kind: string): Kind | undefined => kinds[kind]
/** A matter's page; of a kind that nobody names, the address that finds out. */
export const hrefOf = (row: { id: string; kind: string }) =>
  kinds[row.kind]?.href(row.id) ?? `/matters/${row.id}`

export const reportHref = '/relief/report'
export const problemsHref = (wish: Record<string, string> = {}) => {
  const words = new URLSearchParams(wish).toString()
  return `/relief/problems${words && `?${words}`}`
}
export const enterpriseHref = (id: string) => `/relief/enterprises/${id}`
export const ownEnterprisesHref = '/relief/enterprises?officer=me'

export const relief = client(reliefApi)
