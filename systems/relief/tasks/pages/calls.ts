import { client } from '#platform/http'
import { type Option, useFormat, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { tasksApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'
import { texts } from '../texts.ts'

export const tasks = client(tasksApi, { headers })
export type Joint = Awaited<ReturnType<typeof tasks.jointOf>>
export type TaskRow = Joint['tasks'][number]
export type ConferenceRow = Joint['conferences'][number]
export type InstructionRow = Awaited<ReturnType<typeof tasks.listTasks>>['instructions'][number]
export type { About, Named } from '../schema.ts'

export function useTaskTexts() {
  const t = useTexts(pageTexts)
  const lang = useLang()
  const format = useFormat()
  const words = useTexts(texts) as unknown as Record<string, string>
  return {
    t,
    lang,
    format,
    words,
    of: (group: string, key: string) => words[`${group}.${key}`] ?? key,
    office: (zh: string | null, en: string | null) => (lang === 'en' ? en : zh) ?? '',
    day: (on: string) => format.day(`${on}T12:00:00Z`),
    /** who ordered something, in whose name; the rule where nobody did */
    orderer: (one: { orderedBy: string | null; orderedOffice: string; orderedOfficeEn: string }) =>
      `${one.orderedBy ?? t.byRule} ${lang === 'en' ? one.orderedOfficeEn : one.orderedOffice}`,
    async findOffices(typed: string): Promise<Option[]> {
      const found = await tasks.findOffices({ query: { q: typed } })
      return found.map(one => ({
        value: one.id,
        label: lang === 'en' ? one.nameEn : one.name,
        hint: one.divisionName,
      }))
    },
  }
}
