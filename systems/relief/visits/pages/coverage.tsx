import { useQuery } from '@tanstack/react-query'
import { Empty, Fetched, Figures, Link, Table, useAddress, useFormat, useLang, ViewTabs } from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import type { CoverageRow, Round } from '../schema.ts'
import { useVisitTexts, visits } from './calls.ts'

const groups = ['office', 'officer', 'division', 'list'] as const
type By = (typeof groups)[number]

/** How far a round has come; each row leads to its unvisited enterprises. */
export function Coverage({ round }: { round: Round }) {
  const t = useVisitTexts()
  const words = useWords()
  const lang = useLang()
  const format = useFormat()
  const { query } = useAddress()
  const by = (query.by ?? 'office') as By
  const coverage = useQuery({
    queryKey: ['visits', 'coverage', round.id, by],
    queryFn: ({ signal }) => visits.coverage({ query: { round: round.id, by } }, { signal }),
  })
  const nameOf = (row: CoverageRow) =>
    by === 'list' ? words.of('list', row.key) : lang === 'en' ? row.labelEn : row.label
  const percent = (row: CoverageRow) => (row.percent === null ? '–' : format.percent(row.percent / 100))
  const drill = (row: CoverageRow) => {
    const key = { office: 'office', officer: 'officer', division: 'within', list: 'list' }[by]
    return `/relief/visits?${new URLSearchParams({ view: 'all', round: round.id, state: 'unvisited', [key]: row.key })}`
  }
  return (
    <Fetched query={coverage} what={t.viewCoverage}>
      {({ rows, total }) => (
        <>
          <Figures
            figures={[
              { label: t.toVisit, value: total.toVisit, source: round.name },
              { label: t.visited, value: total.visited, source: round.name },
              {
                label: t.unvisited,
                value: total.toVisit - total.visited,
                source: round.name,
                href: `/relief/visits?${new URLSearchParams({ view: 'all', round: round.id, state: 'unvisited' })}`,
              },
              { label: t.percent, value: percent(total), source: round.name },
            ]}
          />
          <ViewTabs
            label={t.by}
            views={groups.map(one => ({
              label: t[`by.${one}`],
              href: `/relief/visits?${new URLSearchParams({ view: 'coverage', round: round.id, by: one })}`,
              isCurrent: one === by,
            }))}
          />
          {rows.length === 0 ? (
            <Empty title={t.nothingCounted}>{t.noRoundHint}</Empty>
          ) : (
            <Table
              caption={t.viewCoverage}
              rows={rows}
              idOf={row => row.key}
              nameOf={row => nameOf(row)}
              columns={[
                {
                  id: 'name',
                  head: t[`by.${by}`],
                  isTitle: true,
                  cell: row => (
                    <Link className="title" href={drill(row)} aria-label={t.drill({ name: nameOf(row) })}>
                      {nameOf(row)}
                    </Link>
                  ),
                },
                { id: 'to', head: t.toVisit, numeric: true, cell: row => format.figure(row.toVisit) },
                { id: 'done', head: t.visited, numeric: true, cell: row => format.figure(row.visited) },
                {
                  id: 'left',
                  head: t.unvisited,
                  numeric: true,
                  cell: row => format.figure(row.toVisit - row.visited),
                },
                { id: 'percent', head: t.percent, numeric: true, cell: row => percent(row) },
              ]}
            />
          )}
        </>
      )}
    </Fetched>
  )
}
