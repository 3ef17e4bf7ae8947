import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Fetched, List, Notice, Panel, useAction, useFormat } from '#platform/ui'
import type { Round } from '../schema.ts'
import { noonOf, useVisitTexts, visits } from './calls.ts'

/** Days proposed for what has none yet; one press puts them on. */
export function Proposal({ round }: { round: Round }) {
  const t = useVisitTexts()
  const format = useFormat()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const proposal = useQuery({
    queryKey: ['visits', 'proposal', round.id],
    queryFn: ({ signal }) => visits.proposeDays({ query: { round: round.id } }, { signal }),
    enabled: isOpen,
  })
  const plan = useAction((body: Parameters<typeof visits.planVisits>[0]['body'], key) =>
    visits.planVisits({ body }, { key }),
  )
  if (!isOpen)
    return (
      <p className="ahead">
        <Button onClick={() => setOpen(true)}>{t.propose}</Button>
      </p>
    )
  return (
    <Panel title={t.propose}>
      <Fetched query={proposal} what={t.propose}>
        {rows =>
          rows.length === 0 ? (
            <p>{t.proposeNone}</p>
          ) : (
            <>
              <p className="quiet">{t.proposeLead}</p>
              <List
                items={rows.map(row => ({
                  id: row.organisationId,
                  title: format.longDay(noonOf(row.on)),
                  text: format.joined([row.divisionName, row.name]),
                }))}
              />
              <div className="row">
                <Button
                  kind="primary"
                  pending={plan.pending}
                  onClick={async () => {
                    const days = rows.map(({ organisationId, on }) => ({ organisationId, on }))
                    if (!(await plan.run({ roundId: round.id, visits: days }))) return
                    await queries.invalidateQueries({ queryKey: ['visits'] })
                    setOpen(false)
                  }}
                >
                  {t.acceptAll({ count: format.figure(rows.length) })}
                </Button>
                <Button onClick={() => setOpen(false)}>{t.cancel}</Button>
              </div>
            </>
          )
        }
      </Fetched>
      {plan.problem && (
        <Notice kind="overdue" live>
          {plan.problem.detail}
        </Notice>
      )}
    </Panel>
  )
}
