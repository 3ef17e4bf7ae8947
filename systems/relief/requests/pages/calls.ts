import { client } from '#platform/http'
import { type Option, useFormat, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { tasksApi } from '../../tasks/api.ts'
import { requestsApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'
import { texts } from '../texts.ts'

export const requests = client(requestsApi, { headers })
const tasks = client(tasksApi, { headers })
export type RequestRow = Awaited<ReturnType<typeof requests.listRequests>>[number]

export function useRequestTexts() {
  const t = useTexts(pageTexts)
  const lang = useLang()
  const words = useTexts(texts) as unknown as Record<string, string>
  return {
    t,
    format: useFormat(),
    words,
    of: (group: string, key: string) => words[`${group}.${key}`] ?? key,
    office: (zh: string, en: string) => (lang === 'en' ? en : zh),
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
