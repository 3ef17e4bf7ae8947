import { useInfiniteQuery } from '@tanstack/react-query'
import { type ComponentProps, useState } from 'react'
import {
  Button,
  type Column,
  Empty,
  Fetched,
  MoreRows,
  Notice,
  PageHead,
  Table,
  useAddress,
  useFormat,
} from '#platform/ui'
import {
  dueColumn,
  numberColumn,
  officeColumn,
  statusColumn,
  titleColumn,
} from '../../pages/matter-columns.tsx'
import { useWords } from '../../pages/words.ts'
import { useTaskTexts } from '../../tasks/pages/calls.ts'
import type { BoardNumber } from '../schema.ts'
import { type BoardQuery, filterOf, supervision, useSupervisionTexts } from './calls.ts'
import { WriteNotice } from './notice.tsx'

type Row = Awaited<ReturnType<typeof supervision.boardMatters>>['rows'][number]

/** The problems behind one number of the board. */
export function BehindPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const { query, go } = useAddress()
  const filter = filterOf(query)
  const number = (query.number ?? 'collected') as BoardNumber
  const list = useInfiniteQuery({
    queryKey: ['matters', 'board-matters', filter, number, query.key ?? ''],
    queryFn: ({ pageParam, signal }) =>
      supervision.boardMatters(
        {
          query: {
            ...(filter as BoardQuery),
            number,
            ...(query.key && { key: query.key }),
            ...(pageParam && { cursor: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const { findOffices } = useTaskTexts()
  const [about, setAbout] = useState<ComponentProps<typeof WriteNotice>['about']>()
  const [pending, setPending] = useState(false)
  const [results, setResults] = useState<{ number: string; refused: string | undefined }[]>([])
  /** Chases each of them; one that is refused doesn't hold up the others. */
  async function chase(rows: readonly Row[]) {
    setPending(true)
    const chosen = rows.filter(one => selected.has(one.id))
    const answers = await supervision.chaseProblems(
      { body: { ids: chosen.map(row => row.id) } },
      { key: crypto.randomUUID() },
    )
    const told = answers.map(one => ({
      number: chosen.find(row => row.id === one.id)!.number,
      refused: one.refused ?? undefined,
    }))
    setResults(told)
    setSelected(new Set())
    setPending(false)
  }
  /** The notice is about the one that is selected, to the office that leads it. */
  async function write(rows: readonly Row[]) {
    const row = rows.find(one => selected.has(one.id))!
    const found = await findOffices(row.ownerOffice ?? '')
    const label = words.office(row.ownerOffice, row.ownerOfficeEn)
    setAbout({
      problemId: row.id,
      words: `${row.number} ${row.title}\n`,
      office: found.find(one => one.label === label),
    })
  }
  const total = list.data?.pages[0]?.total ?? 0
  const columns: Column<Row>[] = [
    numberColumn(t.number),
    titleColumn(t.problem, '/relief/problems', (row: Row) => row.title),
    { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
    officeColumn(t.office),
    statusColumn(t.state, words.status),
    dueColumn(t.due),
  ]
  return (
    <>
      <PageHead
        crumbs={[{ label: t.back, href: `/relief/supervision?${new URLSearchParams(filter)}` }]}
        title={`${t[`n.${number}`]} ${format.figure(total)}`}
      />
      {about && <WriteNotice key={about.problemId} about={about} onClose={() => setAbout(undefined)} />}
      {results.length > 0 && (
        <Notice kind={results.some(one => one.refused) ? 'due' : 'done'} live>
          <p>
            {t.chasedSo({ count: format.figure(results.filter(one => one.refused === undefined).length) })}
          </p>
          <ul>
            {results.flatMap(one =>
              one.refused === undefined
                ? []
                : [
                    <li key={one.number}>
                      <span className="code">{one.number}</span> {one.refused}
                    </li>,
                  ],
            )}
          </ul>
        </Notice>
      )}
      <Fetched query={list} what={t[`n.${number}`]}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) return <Empty title={t.none}>{t.noneHint}</Empty>
          return (
            <Table
              caption={t[`n.${number}`]}
              columns={columns}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => row.number}
              selection={{
                selected,
                onChange: setSelected,
                batch: (
                  <>
                    <Button kind="plain" pending={pending} onClick={() => void chase(rows)}>
                      {words.action('chase')}
                    </Button>
                    {selected.size === 1 && (
                      <Button kind="plain" onClick={() => void write(rows)}>
                        {t.notice}
                      </Button>
                    )}
                  </>
                ),
              }}
              onOpen={row => go(`/relief/problems/${row.id}`)}
              foot={
                <MoreRows
                  shown={rows.length}
                  total={total}
                  hasMore={list.hasNextPage}
                  pending={list.isFetchingNextPage}
                  onMore={() => void list.fetchNextPage()}
                  keys
                />
              }
            />
          )
        }}
      </Fetched>
    </>
  )
}
