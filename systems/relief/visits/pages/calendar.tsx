import { useQuery } from '@tanstack/react-query'
import {
  Button,
  Fetched,
  Link,
  List,
  Panel,
  Status,
  useAddress,
  useBusinessNow,
  useFormat,
  useViewer,
  ViewTabs,
} from '#platform/ui'
import { addDays, mondayOf, noonOf, useVisitTexts, visits } from './calls.ts'

/** A week of visits, day by day: on a phone one column, with the days off said so. */
export function Calendar() {
  const t = useVisitTexts()
  const format = useFormat()
  const viewer = useViewer()
  const now = useBusinessNow()
  const { query, setQuery } = useAddress()
  const isLiaison = viewer.roles.includes('liaison')
  const scope = (query.scope ?? (isLiaison ? 'mine' : 'office')) as 'mine' | 'office'
  const from = mondayOf(query.week ?? format.dayKey(now))
  const until = addDays(from, 6)
  const list = useQuery({
    queryKey: ['visits', 'plans', scope, from],
    queryFn: ({ signal }) => visits.listPlans({ query: { from, until, scope } }, { signal }),
  })
  return (
    <>
      {isLiaison && (
        <ViewTabs
          label={t.viewCalendar}
          views={(['mine', 'office'] as const).map(one => ({
            label: one === 'mine' ? t.scopeMine : t.scopeOffice,
            href: `/relief/visits?${new URLSearchParams({ view: 'calendar', scope: one, week: from })}`,
            isCurrent: one === scope,
          }))}
        />
      )}
      <div className="row ahead">
        <Button onClick={() => setQuery({ week: addDays(from, -7) })}>{t.previous}</Button>
        <b>{t.week({ from: format.day(noonOf(from)), until: format.day(noonOf(until)) })}</b>
        <Button onClick={() => setQuery({ week: addDays(from, 7) })}>{t.next}</Button>
      </div>
      <Fetched query={list} what={t.viewCalendar}>
        {({ rows, days }) => (
          <div className="stack">
            {days
              .map(day => ({ ...day, visits: rows.filter(row => row.on === day.on) }))
              .filter(day => day.isWorking || day.visits.length > 0)
              .map(day => (
                <Panel
                  key={day.on}
                  title={format.longDay(noonOf(day.on))}
                  aside={day.isWorking ? day.visits.length === 0 && t.free : t.holiday}
                  flush
                >
                  {day.visits.length > 0 && (
                    <List
                      items={day.visits.map(row => ({
                        id: row.id,
                        title: (
                          <Link
                            href={
                              row.isVisited
                                ? `/relief/enterprises/${row.organisationId}`
                                : `/relief/visits/new?${new URLSearchParams({ organisation: row.organisationId, name: row.name })}`
                            }
                          >
                            {row.name}
                          </Link>
                        ),
                        badge: row.isVisited ? (
                          <Status kind="done">{t.done}</Status>
                        ) : (
                          <Status kind="due">{t.toDo}</Status>
                        ),
                        text: format.joined([row.divisionName, scope === 'office' && row.officer]),
                      }))}
                    />
                  )}
                </Panel>
              ))}
          </div>
        )}
      </Fetched>
    </>
  )
}
