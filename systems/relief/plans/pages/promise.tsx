import { Link, useFormat, useTexts } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { promiseTexts } from '../texts.ts'
import { plans, usePlansTexts } from './calls.ts'

/** A promise or measure: the page of its matter. */
export function PromisePage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = usePlansTexts()
  const words = useTexts(promiseTexts)
  const format = useFormat()
  return (
    <MatterFetched
      kind="promise"
      call={plans.viewPromise}
      list={{ label: t.enterprise, href: '/relief/enterprises' }}
      what={t.promise}
    >
      {({ matter, promise }) => {
        const file = `/relief/enterprises/${promise.organisationId}`
        return (
          <MatterScreen
            matter={matter}
            neighbours={neighbours}
            list={{ label: promise.organisationName, href: file }}
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
        )
      }}
    </MatterFetched>
  )
}
