import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Fetched,
  FilterBar,
  FilterSelect,
  Notice,
  Panel,
  Refused,
  Table,
  useAction,
} from '#platform/ui'
import type { Round } from '../schema.ts'
import { useVisitTexts, visits } from './calls.ts'

type Row = Awaited<ReturnType<typeof visits.proposeDays>>[number]
type Scope = 'mine' | 'office'

/** The server plans so many at once. */
const MOST = 200

/** Days proposed for what has none yet, one's own or those of the office's officers; one press puts them on. */
export function Proposal({ round, scope }: { round: Round; scope: Scope }) {
  const t = useVisitTexts()
  const [isOpen, setOpen] = useState(false)
  const [planned, setPlanned] = useState<number>()
  const title = scope === 'mine' ? t.propose : t.planOthers
  const proposal = useQuery({
    queryKey: ['visits', 'proposal', round.id, scope],
    queryFn: ({ signal }) => visits.proposeDays({ query: { round: round.id, scope } }, { signal }),
    enabled: isOpen,
  })
  const close = (count?: number) => {
    setPlanned(count)
    setOpen(false)
  }
  if (!isOpen)
    return (
      <>
        {planned !== undefined && (
          <Notice
            kind="done"
            live
            title={scope === 'mine' ? t.plannedOwn({ count: planned }) : t.planned({ count: planned })}
          />
        )}
        <div className="filters">
          <Button onClick={() => setOpen(true)}>{title}</Button>
        </div>
      </>
    )
  return (
    <Panel title={title}>
      <Fetched query={proposal} what={title}>
        {rows =>
          rows.length === 0 ? (
            <div className="row">
              <p>{t.proposeNone}</p>
              <Button onClick={() => close()}>{t.cancel}</Button>
            </div>
          ) : (
            <Days rows={rows} round={round} scope={scope} onClose={close} />
          )
        }
      </Fetched>
    </Panel>
  )
}

/** The proposal to look through: for whom, which enterprises, which days. */
function Days({
  rows,
  round,
  scope,
  onClose,
}: {
  rows: Row[]
  round: Round
  scope: Scope
  onClose: (planned?: number) => void
}) {
  const t = useVisitTexts()
  const queries = useQueryClient()
  const [officer, setOfficer] = useState('')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set(rows.map(row => row.organisationId)))
  const [days, setDays] = useState<Readonly<Record<string, string>>>({})
  const shown = rows.filter(row => officer === '' || row.officerId === officer)
  const chosen = shown.filter(row => picked.has(row.organisationId))
  const dayOf = (row: Row) => days[row.organisationId] ?? row.on
  const plan = useAction(
    async (chosen: { organisationId: string; on: string; officerId?: string }[], key) => {
      for (let i = 0; i < chosen.length; i += MOST)
        await visits.planVisits(
          { body: { roundId: round.id, visits: chosen.slice(i, i + MOST) } },
          { key: `${key}-${i}` },
        )
      return chosen.length
    },
  )
  const officers = [...new Map(rows.map(row => [row.officerId, row.officer]))]
  const submit = async () => {
    const count = await plan.run(
      chosen.map(row => ({
        organisationId: row.organisationId,
        on: dayOf(row),
        ...(scope === 'office' && { officerId: row.officerId }),
      })),
    )
    if (count === undefined) return
    await queries.invalidateQueries({ queryKey: ['visits'] })
    onClose(count)
  }
  return (
    <div className="stack">
      <p className="quiet">{t.proposeLead}</p>
      {scope === 'office' && (
        <FilterBar>
          <FilterSelect
            label={t.forWhom}
            value={officer}
            onChange={setOfficer}
            options={officers.map(([value, label]) => ({ value, label }))}
          />
        </FilterBar>
      )}
      <Table
        caption={scope === 'mine' ? t.propose : t.planOthers}
        rows={shown}
        idOf={row => row.organisationId}
        nameOf={row => row.name}
        columns={[
          { id: 'name', head: t.enterprise, isTitle: true, cell: row => <b>{row.name}</b> },
          { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
          ...(scope === 'office'
            ? [{ id: 'officer', head: t.officer, tight: true, cell: (row: Row) => row.officer }]
            : []),
          {
            id: 'day',
            head: t.plannedFor,
            tight: true,
            cell: row => (
              <input
                type="date"
                className="input date"
                aria-label={t.dayOf({ name: row.name })}
                value={dayOf(row)}
                min={round.fromOn}
                max={round.untilOn}
                onChange={event => setDays({ ...days, [row.organisationId]: event.target.value })}
              />
            ),
          },
        ]}
        selection={{ selected: picked, onChange: setPicked, batch: null }}
      />
      <Refused of={plan} />
      <div className="row">
        <Button
          kind="primary"
          pending={plan.pending}
          disabledBecause={chosen.length === 0 ? t.tickSome : undefined}
          onClick={() => void submit()}
        >
          {t.acceptAll({ count: chosen.length })}
        </Button>
        <Button onClick={() => onClose()}>{t.cancel}</Button>
      </div>
    </div>
  )
}
