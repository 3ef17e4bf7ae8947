import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Bars,
  type Column,
  DateField,
  Empty,
  Fetched,
  Figures,
  FilterBar,
  FilterSelect,
  Link,
  LinkButton,
  PageHead,
  Table,
  useAddress,
  useBusinessNow,
  useFormat,
  ViewTabs,
} from '#platform/ui'
import { useMomentOf } from '../../pages/moment-of.ts'
import { categories, useWords } from '../../pages/words.ts'
import type { BoardNumber, BoardRow } from '../schema.ts'
import { type BoardQuery, filterOf, supervision, useSupervisionTexts } from './calls.ts'

const DAY = 86_400_000
/** The table's numbers in the order in which a leader asks; the rest stands in the matters behind. */
const shown: readonly BoardNumber[] = [
  'collected',
  'solved',
  'open',
  'overdue',
  'escalated',
  'returned',
  'passed',
  'reopened',
  'selfConfirmed',
  'explained',
  'withdrawn',
  'timedOut',
  'merged',
]
/** What somebody must act on. */
const isAlarm = (number: BoardNumber) => number === 'overdue'

const addressOf = (filter: Record<string, string>) => {
  const words = new URLSearchParams(filter).toString()
  return `/relief/supervision${words ? `?${words}` : ''}`
}

/** The board: what each office or place answers for, and from every number to its matters. */
export function BoardPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const now = useBusinessNow()
  const { query, setQuery } = useAddress()
  const filter = filterOf(query)
  const momentOf = useMomentOf()
  const [cutOff, setCutOff] = useState('')
  const by = filter.by === 'office' ? 'office' : 'place'
  const board = useQuery({
    queryKey: ['matters', 'board', filter],
    queryFn: ({ signal }) => supervision.board({ query: filter as BoardQuery }, { signal }),
    placeholderData: keepPreviousData,
  })
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY).toISOString().slice(0, 10)
  const behind = (number: BoardNumber, key: string) =>
    `/relief/supervision/problems?${new URLSearchParams({ ...filter, number, ...(key && { key }) })}`

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
          href: addressOf({ ...filter, by: one }),
          isCurrent: one === by,
        }))}
      />
      <FilterBar>
        <FilterSelect
          label={t.period}
          value={filter.from ?? ''}
          onChange={from => setQuery({ from })}
          options={[
            { value: daysAgo(7), label: t.days7 },
            { value: daysAgo(30), label: t.days30 },
          ]}
        />
        <FilterSelect
          label={t.category}
          value={filter.category ?? ''}
          onChange={category => setQuery({ category })}
          options={categories.map(one => ({ value: one, label: words.category(one) }))}
        />
        <DateField
          name="until"
          label={t.until}
          isOptional
          value={filter.until ?? ''}
          onChange={until => setQuery({ until })}
        />
        <DateField
          name="cutOff"
          label={t.at}
          isOptional
          withTime
          value={cutOff}
          onChange={chosen => {
            setCutOff(chosen)
            const at = chosen === '' ? '' : momentOf(chosen)
            if (at === '' || new Date(at) <= now) setQuery({ cutOff: at })
          }}
        />
      </FilterBar>
      <Fetched query={board} what={t.title}>
        {({ total, rows, within, cutOff: readAt }) => {
          if (total.collected === 0 && rows.length === 0) return <Empty title={t.none}>{t.noneHint}</Empty>
          const nameOf = (row: BoardRow) => {
            const name = words.office(row.name, row.nameEn) || row.key
            return by === 'place' && row.key.length <= within.length ? t.ownLevel({ name }) : name
          }
          const at = t.asOf({ at: format.moment(new Date(readAt)) })
          const hours = (value: number | null) => (value === null ? '–' : format.figure(value))
          const most = (number: BoardNumber) =>
            rows
              .filter(row => row[number] > 0)
              .toSorted((a, b) => b[number] - a[number])
              .slice(0, 8)
          const chart = (number: BoardNumber) =>
            most(number).map(row => ({ label: nameOf(row), value: row[number], isAlarm: isAlarm(number) }))
          const [late, returned] = [chart('overdue'), chart('returned')]
          const first = (data: typeof late) => ({
            name: data[0]!.label,
            count: format.figure(data[0]!.value),
          })
          const columns: Column<BoardRow>[] = [
            { id: 'name', head: t[by], isTitle: true, cell: row => <b>{nameOf(row)}</b> },
            ...shown.map(
              (number): Column<BoardRow> => ({
                id: number,
                head: t[`n.${number}`],
                numeric: true,
                cell: row =>
                  row[number] === 0 ? (
                    <span className="faint">0</span>
                  ) : (
                    <Link {...(isAlarm(number) && { className: 'bang' })} href={behind(number, row.key)}>
                      <span className="visually-hidden">
                        {t.behind({
                          name: nameOf(row),
                          number: t[`n.${number}`],
                          count: format.figure(row[number]),
                        })}
                      </span>
                      <span aria-hidden="true">{format.figure(row[number])}</span>
                    </Link>
                  ),
              }),
            ),
            {
              id: 'median',
              head: `${t.median} ${t.hours}`,
              numeric: true,
              cell: row => hours(row.medianHours),
            },
            { id: 'p90', head: `${t.p90} ${t.hours}`, numeric: true, cell: row => hours(row.p90Hours) },
            { id: 'rating', head: t.rating, numeric: true, cell: row => hours(row.rating) },
            ...(by === 'place'
              ? [
                  {
                    id: 'without',
                    head: t.without,
                    numeric: true,
                    cell: (row: BoardRow) => hours(row.withoutOfficer),
                  },
                  {
                    id: 'unvisited',
                    head: t.unvisited,
                    numeric: true,
                    cell: (row: BoardRow) => hours(row.unvisited),
                  },
                ]
              : []),
          ]
          return (
            <>
              <Figures
                figures={[
                  {
                    label: t['n.collected'],
                    value: total.collected,
                    source: at,
                    href: behind('collected', ''),
                  },
                  {
                    label: t['n.solved'],
                    value: total.solved,
                    source: t.sourceSolved({
                      percent: format.percent(total.collected === 0 ? 0 : total.solved / total.collected),
                    }),
                    href: behind('solved', ''),
                  },
                  { label: t['n.open'], value: total.open, source: at, href: behind('open', '') },
                  {
                    label: t['n.overdue'],
                    value: total.overdue,
                    source: t.sourceOverdue,
                    isAlarm: total.overdue > 0,
                    href: behind('overdue', ''),
                  },
                  {
                    label: t.median,
                    value: hours(total.medianHours),
                    unit: t.hours,
                    source: `${t.p90} ${hours(total.p90Hours)}`,
                  },
                  {
                    label: t.rating,
                    value: hours(total.rating),
                    source: t.sourceRated({ count: format.figure(total.rated) }),
                    href: behind('rated', ''),
                  },
                  ...(total.withoutOfficer === null
                    ? []
                    : [{ label: t.without, value: total.withoutOfficer, source: t.sourceRegister }]),
                  ...(total.unvisited === null
                    ? []
                    : [{ label: t.unvisited, value: total.unvisited, source: at }]),
                ]}
              />
              {late.length > 0 && (
                <Bars finding={t.chartOverdue(first(late))} source={at} data={late} unit={t['n.overdue']} />
              )}
              {returned.length > 0 && (
                <Bars
                  finding={t.chartReturned(first(returned))}
                  source={at}
                  data={returned}
                  unit={t['n.returned']}
                />
              )}
              <Table
                caption={t[`by.${by}`]}
                rows={rows}
                columns={columns}
                idOf={row => row.key}
                nameOf={nameOf}
              />
              <p className="faint">{t.rules}</p>
            </>
          )
        }}
      </Fetched>
    </>
  )
}
