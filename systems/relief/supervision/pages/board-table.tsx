import { type Column, FactList, Link, Table, useFormat } from '#platform/ui'
import type { BoardNumber, BoardRow } from '../schema.ts'
import { type Board, supervisionHref, useSupervisionTexts } from './calls.ts'

/** The table's numbers in the order in which a leader asks. */
const shown = [
  'collected',
  'solved',
  'open',
  'overdue',
  'escalated',
  'returned',
  'passed',
  'reopened',
  'chased',
  'selfConfirmed',
  'explained',
  'withdrawn',
  'timedOut',
  'merged',
] as const satisfies readonly BoardNumber[]
/** Numbers without a row of matters of their own, read from the ones behind them. */
const measured = { medianHours: 'solved', p90Hours: 'solved', rating: 'rated' } as const
const registered = ['withoutOfficer', 'unvisited'] as const
/** What somebody must act on. */
export const isAlarm = (number: string) => number === 'overdue'

/** The whole and a row each place or office; every number leads to what it counts. */
export function BoardTable({
  board,
  by,
  filter,
  nameOf,
}: {
  board: Board
  by: 'place' | 'office'
  filter: Record<string, string>
  nameOf: (row: BoardRow) => string
}) {
  const t = useSupervisionTexts()
  const format = useFormat()
  const rows = board.rows.length > 1 ? [board.total, ...board.rows] : board.rows
  const rowName = (row: BoardRow) => (row.key === '' ? t.whole : nameOf(row))
  type Number = (typeof shown)[number] | keyof typeof measured | (typeof registered)[number]
  const hrefOf = (number: Number, row: BoardRow): string | undefined => {
    const place = row.key || board.within
    if (number === 'withoutOfficer')
      return `/relief/enterprises?${new URLSearchParams({ within: place, officer: 'none' })}`
    if (number === 'unvisited') {
      const round = board.rounds[place]
      const asked = { view: 'all', state: 'unvisited', within: place }
      return round && `/relief/visits?${new URLSearchParams({ ...asked, round })}`
    }
    const behind = number in measured ? measured[number as keyof typeof measured] : (number as BoardNumber)
    return supervisionHref('/problems', { ...filter, number: behind, ...(row.key && { key: row.key }) })
  }
  const column = (number: Number): Column<BoardRow> => ({
    id: number,
    head: t[`n.${number}`],
    numeric: true,
    cell: row => {
      const value = row[number]
      if (value === null) return <span className="faint">–</span>
      if (value === 0) return <span className="faint">0</span>
      const count = format.figure(value)
      const href = hrefOf(number, row)
      if (href === undefined) return count
      return (
        <Link {...(isAlarm(number) && { className: 'bang' })} href={href}>
          <span className="visually-hidden">
            {(number in measured ? t.behindMeasure : t.behind)({
              name: rowName(row),
              number: t[`n.${number}`],
              count,
            })}
          </span>
          <span aria-hidden="true">{count}</span>
        </Link>
      )
    },
  })
  const numbers: Number[] = [
    ...shown,
    ...(Object.keys(measured) as (keyof typeof measured)[]),
    ...(by === 'place' ? registered : []),
  ]
  return (
    <>
      <Table
        caption={t[`by.${by}`]}
        isHeld
        rows={rows}
        columns={[
          {
            id: 'name',
            head: t[by],
            isTitle: true,
            cell: row => (row.key === '' ? <b>{t.whole}</b> : rowName(row)),
          },
          ...numbers.map(column),
        ]}
        idOf={row => row.key}
        nameOf={rowName}
      />
      <details className="panel meanings">
        <summary>{t.meanings}</summary>
        <div className="body">
          <FactList facts={numbers.map(number => [t[`n.${number}`], t[`means.${number}`]])} />
          <p className="quiet">{t.rules}</p>
        </div>
      </details>
    </>
  )
}
