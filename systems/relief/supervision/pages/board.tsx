import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  Bars,
  Empty,
  Fetched,
  Figures,
  LinkButton,
  PageHead,
  useAddress,
  useFormat,
  ViewTabs,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import type { BoardNumber, BoardRow } from '../schema.ts'
import { BoardFilters, useWrongPeriod } from './board-filters.tsx'
import { BoardTable, isAlarm } from './board-table.tsx'
import { type BoardQuery, filterOf, supervision, supervisionHref, useSupervisionTexts } from './calls.ts'

/** The board: what each office or place answers for, and from every number to its matters. */
export function BoardPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const { query } = useAddress()
  const filter = filterOf(query)
  const isWrong = useWrongPeriod(filter)
  const by = filter.by === 'office' ? 'office' : 'place'
  const board = useQuery({
    queryKey: ['matters', 'board', filter],
    queryFn: ({ signal }) => supervision.board({ query: filter as BoardQuery }, { signal }),
    placeholderData: keepPreviousData,
    enabled: !isWrong,
  })
  const behind = (number: BoardNumber) => supervisionHref('/problems', { ...filter, number })

  return (
    <>
      <PageHead
        title={t.title}
        lead={
          board.data &&
          t.lead({
            place: board.data.place,
            at: format.moment(new Date(board.data.cutOff)),
          })
        }
        actions={
          <>
            <LinkButton href="/relief/ledger">{t.ledger}</LinkButton>
            <LinkButton href="/relief/supervision/papers">{t.papers}</LinkButton>
          </>
        }
      />
      <ViewTabs
        label={t.views}
        views={(['place', 'office'] as const).map(one => ({
          label: t[`by.${one}`],
          href: supervisionHref('', { ...filter, by: one }),
          isCurrent: one === by,
        }))}
      />
      <BoardFilters filter={filter} />
      {isWrong ? (
        <Empty title={t.wrongPeriod}>{t.wrongPeriodHint}</Empty>
      ) : (
        <Fetched query={board} what={t.title}>
          {data => {
            const { total, rows, within, cutOff, rounds } = data
            if (total.collected === 0 && rows.length === 0) return <Empty title={t.none}>{t.noneHint}</Empty>
            const nameOf = (row: BoardRow) => {
              const name = words.office(row.name, row.nameEn) || row.key
              return by === 'place' && row.key.length <= within.length ? t.ownLevel({ name }) : name
            }
            const at = t.asOf({ at: format.moment(new Date(cutOff)) })
            const hours = (value: number | null) => (value === null ? '–' : format.figure(value))
            const chart = (number: BoardNumber) =>
              rows
                .filter(row => row[number] > 0)
                .toSorted((a, b) => b[number] - a[number])
                .slice(0, 8)
                .map(row => ({ label: nameOf(row), value: row[number], isAlarm: isAlarm(number) }))
            const [late, returned] = [chart('overdue'), chart('returned')]
            const first = (bars: typeof late) => ({
              name: bars[0]!.label,
              count: format.figure(bars[0]!.value),
            })
            const round = rounds[within]
            return (
              <>
                <Figures
                  figures={[
                    {
                      label: t['n.collected'],
                      value: total.collected,
                      source: at,
                      href: behind('collected'),
                    },
                    {
                      label: t['n.solved'],
                      value: total.solved,
                      source: t.sourceSolved({
                        percent: format.percent(total.collected === 0 ? 0 : total.solved / total.collected),
                      }),
                      href: behind('solved'),
                    },
                    { label: t['n.open'], value: total.open, source: at, href: behind('open') },
                    {
                      label: t['n.overdue'],
                      value: total.overdue,
                      source: t.sourceOverdue,
                      isAlarm: total.overdue > 0,
                      href: behind('overdue'),
                    },
                    {
                      label: t.median,
                      value: hours(total.medianHours),
                      unit: t.hours,
                      source: `${t.p90} ${hours(total.p90Hours)}`,
                      href: behind('solved'),
                    },
                    {
                      label: t.rating,
                      value: hours(total.rating),
                      source: t.sourceRated({ count: format.figure(total.rated) }),
                      href: behind('rated'),
                    },
                    ...(!total.withoutOfficer
                      ? []
                      : [
                          {
                            label: t['n.withoutOfficer'],
                            value: total.withoutOfficer,
                            source: t.sourceRegister,
                            href: `/relief/enterprises?${new URLSearchParams({ within, officer: 'none' })}`,
                          },
                        ]),
                    ...(total.unvisited === null || round === undefined
                      ? []
                      : [
                          {
                            label: t['n.unvisited'],
                            value: total.unvisited,
                            source: t.sourceRound,
                            href: `/relief/visits?${new URLSearchParams({ view: 'all', state: 'unvisited', within, round })}`,
                          },
                        ]),
                  ]}
                />
                <div className="charts">
                  {late.length > 0 && <Bars finding={t.chartOverdue(first(late))} source={at} data={late} />}
                  {returned.length > 0 && (
                    <Bars finding={t.chartReturned(first(returned))} source={at} data={returned} />
                  )}
                </div>
                <BoardTable board={data} by={by} filter={filter} nameOf={nameOf} />
              </>
            )
          }}
        </Fetched>
      )}
    </>
  )
}
