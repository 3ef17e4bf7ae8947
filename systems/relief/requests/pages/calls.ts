import { client, type Problem, Refusal } from '#platform/http'
import { type Option, useFormat, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { saveBytes } from '../../pages/save-bytes.ts'
import { tasksApi } from '../../tasks/api.ts'
import { requestsApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'
import { texts } from '../texts.ts'

export const requests = client(requestsApi, { headers })
const tasks = client(tasksApi, { headers })
export type RequestRow = Awaited<ReturnType<typeof requests.listRequests>>[number]

/** Saves a file of a request; secret and device stay out of every address. */
export async function partyFile(
  typed: { secret: string; device: string },
  file: { id: string; name: string },
): Promise<void> {
  const response = await fetch('/api/open/party/attachment', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers() },
    body: JSON.stringify({ ...typed, attachmentId: file.id }),
  })
  if (!response.ok) throw new Refusal((await response.json()) as Problem)
  saveBytes(await response.blob(), file.name)
}

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
