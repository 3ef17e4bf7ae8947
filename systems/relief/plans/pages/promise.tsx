import { useQuery } from '@tanstack/react-query'
import { Link, useAddress, useFormat, useTexts } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { promiseTexts } from '../texts.ts'
import { plans, usePlansTexts } from './calls.ts'

/** A promise or measure: the page of its matter. */
export function PromisePage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = usePlansTexts()
  const words = useTexts(promiseTexts)
  const format = useFormat()
  const id = useAddress().params.id ?? ''
  const view = useQuery({
    queryKey: ['matters', 'promise', id],
    queryFn: ({ signal }) => plans.viewPromise({ params: { id } }, { signal }),
  })
  const file =
    view.data === undefined
      ? '/relief/enterprises'
      : `/relief/enterprises/${view.data.promise.organisationId}`
  const list = { label: view.data?.promise.organisationName ?? t.enterprise, href: file }
  return (
    <MatterFetched query={view} list={list} what={t.promise}>
      {({ matter, promise }) => (
        <MatterScreen
          key={matter.id}
          matter={matter}
          neighbours={neighbours}
          list={list}
          words={words}
          endings={['kept', 'broken', 'dropped']}
          facts={[
            [
              t.enterprise,
              <Link key="e" href={file}>
                {promise.organisationName}
              </Link>,
            ],
            [promise.isMeasure ? t.measures : t.promise, promise.words],
            [t.madeTo, promise.madeTo],
            [t.dueOn, format.day(`${promise.dueOn}T12:00:00Z`)],
          ]}
        />
      )}
    </MatterFetched>
  )
}
