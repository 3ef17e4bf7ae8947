import { client } from '#platform/http'
import { type StatusKind, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { menuApi } from '../api.ts'
import { menuTexts } from '../page-texts.ts'
import { texts } from '../texts.ts'

export const menu = client(menuApi, { headers })
export type OrderRow = Awaited<ReturnType<typeof menu.listOrders>>['rows'][number]
export type Service = Awaited<ReturnType<typeof menu.listServices>>['rows'][number]
export type Team = Awaited<ReturnType<typeof menu.listTeams>>['rows'][number]
export type OpenMenu = Awaited<ReturnType<typeof menu.openMenu>>

const kinds: Record<string, StatusKind> = {
  delivered: 'decide',
  confirmed: 'done',
  declined: 'due',
  'timed-out': 'due',
}

export function useMenuTexts() {
  const t = useTexts(menuTexts)
  const words = useTexts(texts) as Record<string, string>
  const lang = useLang()
  return {
    t,
    words,
    status: (status: string) => words[`status.${status}`] ?? status,
    kindOf: (status: string): StatusKind => kinds[status] ?? 'info',
    named: (zh: string | null, en: string | null) => (lang === 'en' ? en || zh : zh) ?? '',
  }
}
