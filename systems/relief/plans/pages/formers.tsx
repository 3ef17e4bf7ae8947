import { FactList, Link, Panel, useFormat, useLang } from '#platform/ui'
import { type PlanView, usePlansTexts } from './calls.ts'
import { IndicatorTable } from './indicators.tsx'

/** Enterprises that merged into this one: what was planned and counted of them, and who cared for them. */
export function Formers({ view }: { view: PlanView }) {
  const { t } = usePlansTexts()
  const format = useFormat()
  const lang = useLang()
  return view.formers.map(former => (
    <Panel
      key={former.id}
      title={
        <>
          {t.formers} <Link href={`/relief/enterprises/${former.id}`}>{former.name}</Link>
        </>
      }
      aside={t.formerSince({ day: format.day(former.at) })}
    >
      <FactList
        facts={[
          [
            t.lastOfficers,
            former.officers.length === 0
              ? undefined
              : format.list(
                  former.officers.map(one => `${one.name} (${lang === 'en' ? one.officeEn : one.office})`),
                ),
          ],
          [
            t.lastPlan,
            former.plan === null ? undefined : (
              <span key="plan" className="words">
                {former.plan.goals}
              </span>
            ),
          ],
        ]}
      />
      {former.indicators.length > 0 && <IndicatorTable rows={former.indicators} />}
    </Panel>
  ))
}
