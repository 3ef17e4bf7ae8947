import { useQuery } from '@tanstack/react-query'
import { client } from '#platform/http'
import { useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { plansApi } from '../api.ts'
import { plansTexts } from '../page-texts.ts'

export const plans = client(plansApi, { headers })
export type PlanView = Awaited<ReturnType<typeof plans.viewPlan>>
export type Preview = Awaited<ReturnType<typeof plans.previewTurn>>

/** What shows an entry about an enterprise or a place. */
export const SUBJECTS = ['enterprises', 'divisions']

/** Everything of an enterprise beside its problems: its sections share one answer. */
const planKey = (id: string) => ['enterprises', 'plan', id]
export const usePlan = (id: string) =>
  useQuery({
    queryKey: planKey(id),
    queryFn: ({ signal }) => plans.viewPlan({ params: { id } }, { signal }),
  })

export function usePlansTexts() {
  const t = useTexts(plansTexts)
  const words = t as unknown as Record<string, string>
  /** `state.stopped`, `unit.output` */
  const of = (group: string, key: string) => words[`${group}.${key}`] ?? key
  return { t, of }
}
