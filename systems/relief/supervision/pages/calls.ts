import { client } from '#platform/http'
import { useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { supervisionApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'

export const supervision = client(supervisionApi, { headers })
export const useSupervisionTexts = () => useTexts(pageTexts)

/** What of the address narrows the board, and goes along to the matters behind a number. */
export function filterOf(query: Record<string, string | undefined>) {
  const names = ['within', 'by', 'category', 'from', 'until', 'cutOff'] as const
  return Object.fromEntries(names.flatMap(name => (query[name] ? [[name, query[name]]] : []))) as Partial<
    Record<(typeof names)[number], string>
  >
}

/** An address of supervision with what narrows it. */
export function supervisionHref(path: string, filter: Record<string, string>): string {
  const words = new URLSearchParams(filter).toString()
  return `/relief/supervision${path}${words && `?${words}`}`
}

export type Board = Awaited<ReturnType<typeof supervision.board>>
export type Proposals = Awaited<ReturnType<typeof supervision.proposals>>
export type BoardQuery = Parameters<typeof supervision.board>[0]['query']
