import { Fetched, useViewer } from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { usePlan, usePlansTexts } from './calls.ts'
import { Formers } from './formers.tsx'
import { Indicators } from './indicators.tsx'
import { LooksSection } from './looks.tsx'
import { PlanSection, PromisesSection } from './plan.tsx'
import { StateSection } from './state.tsx'
import { Ended, TurnsSection } from './turns.tsx'

type Props = { id: string; neighbours: Neighbours }

/** What stands before the problems of an enterprise: that it ended, its state, its plan. */
export function LifeAbove({ id, neighbours }: Props) {
  const { t } = usePlansTexts()
  const view = usePlan(id)
  return (
    <Fetched query={view} what={t.plan}>
      {data => (
        <>
          <Ended view={data} />
          <StateSection id={id} view={data} />
          <PlanSection id={id} view={data} neighbours={neighbours} />
        </>
      )}
    </Fetched>
  )
}

export function PromisesOf({ id, neighbours }: Props) {
  const { data } = usePlan(id)
  return data === undefined ? null : <PromisesSection id={id} view={data} neighbours={neighbours} />
}

/** What stands after everything else: figures, turns, who looked. */
export function LifeBelow({ id, neighbours, divisionCode }: Props & { divisionCode: string }) {
  const viewer = useViewer()
  const { data } = usePlan(id)
  if (data === undefined) return null
  return (
    <>
      <Indicators
        of={{ organisationId: id }}
        rows={data.indicators}
        mayWrite={data.mayWrite}
        divisionCode={divisionCode}
      />
      <Formers view={data} />
      <TurnsSection id={id} view={data} neighbours={neighbours} />
      {viewer.roles.includes('auditor') && <LooksSection id={id} />}
    </>
  )
}
