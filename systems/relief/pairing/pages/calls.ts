import { useQuery } from '@tanstack/react-query'
import { client } from '#platform/http'
import { useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { pairingApi } from '../api.ts'
import { pairingTexts } from '../page-texts.ts'

export const pairing = client(pairingApi, { headers })

export function usePairingTexts() {
  const t = useTexts(pairingTexts)
  const lang = useLang()
  const words = t as unknown as Record<string, string>
  return {
    t,
    /** `part.main`; an unknown key reads as itself */
    of: (group: string, key: string) => words[`${group}.${key}`] ?? key,
    inLang: (zh: string, en: string) => (lang === 'en' ? en : zh),
  }
}

export const useWorkload = (within: string) =>
  useQuery({
    queryKey: ['enterprises', 'workload', within],
    queryFn: ({ signal }) => pairing.readWorkload({ query: { within } }, { signal }),
  })
export const useGroups = () =>
  useQuery({
    queryKey: ['enterprises', 'groups'],
    queryFn: ({ signal }) => pairing.listGroups({}, { signal }),
  })
