import { client } from '#platform/http'
import { type Option, useFormat, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { causesApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'
import { texts } from '../texts.ts'

export const causes = client(causesApi, { headers })
export type CauseView = Awaited<ReturnType<typeof causes.viewCause>>
export type LinkedProblem = CauseView['problems'][number]
export type Result = Awaited<ReturnType<typeof causes.solveTogether>>[number]

/** Open common causes by what somebody types of their number or title. */
export async function findCauses(typed: string): Promise<Option[]> {
  const wanted = typed.trim().toLowerCase()
  const rows = await causes.listCauses({ query: { open: 'open' } })
  return rows
    .filter(row => `${row.number} ${row.title}`.toLowerCase().includes(wanted))
    .slice(0, 30)
    .map(row => ({ value: row.id, label: row.title, hint: row.number }))
}

export function useCauseTexts() {
  return {
    t: useTexts(pageTexts),
    words: useTexts(texts) as unknown as Record<string, string>,
    format: useFormat(),
  }
}
