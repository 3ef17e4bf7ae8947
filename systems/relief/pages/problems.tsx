import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import {
  Button,
  type Column,
  DueChip,
  Empty,
  Fetched,
  Figures,
  FilterBar,
  FilterSelect,
  FilterToggle,
  Link,
  LinkButton,
  MoreRows,
  PageHead,
  Status,
  Table,
  Tag,
  useAddress,
  useBusinessNow,
  useFormat,
  useLang,
  useViewer,
  ViewTabs,
} from '#platform/ui'
import { type ProblemRow, relief } from './calls.ts'
import type { Neighbours } from './neighbours.ts'
import { categories, kindOf, shortTitle, statuses, tiers, usePageTexts, useWords } from './words.ts'

const names = ['scope', 'open', 'status', 'category', 'tier', 'within', 'overdue'] as const
type Filter = Partial<Record<(typeof names)[number], string>>

function filterOf(query: Record<string, string>): Filter {
  const filter: Filter = {}
  for (const name of names) if (query[name]) filter[name] = query[name]
  return filter
}

/** An address written by hand may hold anything: the server says what is wrong with it. */
type ListQuery = Parameters<typeof relief.listProblems>[0]['query']

const addressOf = (filter: Filter) => {
  const words = new URLSearchParams(filter as Record<string, string>).toString()
  return `/relief/problems${words ? `?${words}` : ''}`
}

export function ProblemsPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const words = useWords()
  const lang = useLang()
  const format = useFormat()
  const viewer = useViewer()
  const now = useBusinessNow()
  const { query, setQuery, go } = useAddress()
  const filter = filterOf(query)

  const counts = useQuery({
    queryKey: ['matters', 'counts', filter.within ?? ''],
    queryFn: ({ signal }) => relief.countProblems({ query: { within: filter.within } }, { signal }),
  })
  const list = useInfiniteQuery({
    queryKey: ['matters', 'problems', filter],
    queryFn: ({ pageParam, signal }) =>
      relief.listProblems({ query: { ...(filter as ListQuery), cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const places = useQuery({
    queryKey: ['divisions', viewer.place.code],
    queryFn: () => neighbours.divisions(viewer.place.code),
    staleTime: Number.POSITIVE_INFINITY,
  })

  const total = counts.data
  const closed = total && total.solved + total.explained + total.withdrawn + total.timedOut + total.merged
  const isNarrowed = names.some(
    name => name !== 'open' && name !== 'within' && name !== 'overdue' && filter[name],
  )
  const at = format.moment(now)
  const title = ((): string => {
    if (isNarrowed || !total || closed === undefined) return t.problems
    if (filter.overdue) return t.problemsOverdue({ count: format.figure(total.overdue) })
    if (filter.open === 'closed') return t.problemsClosed({ count: format.figure(closed) })
    if (filter.open === 'all') return t.problemsAll({ count: format.figure(total.collected) })
    return t.problemsOpen({ count: format.figure(total.open) })
  })()

  const view = (label: string, own: Filter, count?: number, isLate?: boolean) => {
    const kept: Filter = { ...(filter.within && { within: filter.within }), ...own }
    return {
      label,
      href: addressOf(kept),
      isCurrent: addressOf(kept) === addressOf(filter),
      ...(count !== undefined && { count }),
      ...(isLate && { isLate }),
    }
  }
  const rows = (list.data?.pages ?? []).flatMap(page => page.rows)
  const exported = (kind: 'xlsx' | 'csv') =>
    `/api/relief/problems/export?${new URLSearchParams({ ...(filter as Record<string, string>), format: kind })}`

  return (
    <>
      <PageHead
        title={title}
        lead={
          total &&
          t.problemsNow({
            at,
            collected: format.figure(total.collected),
            solved: format.figure(total.solved),
            open: format.figure(total.open),
            overdue: format.figure(total.overdue),
          })
        }
        actions={
          <>
            <span className="only-wide">
              <LinkButton href={exported('xlsx')} icon="export" download>
                {t.exportExcel}
              </LinkButton>
            </span>
            <span className="only-wide">
              <LinkButton href={exported('csv')} download>
                {t.exportCsv}
              </LinkButton>
            </span>
            <LinkButton kind="primary" icon="plus" href="/relief/report">
              {t.register}
            </LinkButton>
          </>
        }
      />
      <ViewTabs
        label={t.views}
        views={[
          view(t.viewOpen, {}, total?.open),
          view(t.viewOverdue, { overdue: 'true' }, total?.overdue, true),
          view(t.viewMine, { scope: 'mine' }),
          view(t.viewOffice, { scope: 'office' }),
          view(t.viewConfirming, { status: 'confirming' }),
          view(t.viewClosed, { open: 'closed' }, closed),
          view(t.viewAll, { open: 'all' }, total?.collected),
        ]}
      />
      <FilterBar onClear={names.some(name => filter[name]) ? () => go('/relief/problems') : undefined}>
        <FilterSelect
          label={t.filterScope}
          value={filter.scope === 'all' ? '' : (filter.scope ?? '')}
          onChange={scope => setQuery({ scope })}
          options={[
            { value: 'mine', label: t.scopeMine },
            { value: 'office', label: t.scopeOffice },
            { value: 'subject', label: t.scopeSubject },
          ]}
        />
        <FilterSelect
          label={t.filterState}
          value={filter.status ?? ''}
          onChange={status => {
            const isClosed =
              statuses.indexOf(status as (typeof statuses)[number]) > statuses.indexOf('confirming')
            setQuery({ status, open: status === '' ? '' : isClosed ? 'closed' : 'open' })
          }}
          options={statuses.map(status => ({ value: status, label: words.status(status) }))}
        />
        <FilterSelect
          label={t.category}
          value={filter.category ?? ''}
          onChange={category => setQuery({ category })}
          options={categories.map(category => ({ value: category, label: words.category(category) }))}
        />
        <FilterSelect
          label={words.of('field', 'tier')}
          value={filter.tier ?? ''}
          onChange={tier => setQuery({ tier })}
          options={tiers.map(tier => ({ value: tier, label: words.tier(tier) }))}
        />
        {(places.data?.length ?? 0) > 0 && (
          <FilterSelect
            label={t.filterPlace}
            value={filter.within ?? ''}
            onChange={within => setQuery({ within })}
            options={(places.data ?? []).map(place => ({
              value: place.code,
              label: lang === 'en' ? place.nameEn : place.name,
            }))}
          />
        )}
        <FilterToggle
          label={t.filterOverdue}
          checked={filter.overdue === 'true'}
          onChange={on => setQuery({ overdue: on ? 'true' : '' })}
        />
      </FilterBar>
      <Fetched query={list} what={t.problems}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title={filter.scope === 'mine' ? t.noneMine : t.noProblems}
              actions={<Button onClick={() => go('/relief/problems')}>{t.clearFilters}</Button>}
            >
              {filter.scope === 'mine' ? t.noneMineHint : t.noProblemsHint}
            </Empty>
          ) : (
            <ProblemTable
              rows={rows}
              total={
                !isNarrowed && filter.open !== 'closed' && filter.open !== 'all'
                  ? filter.overdue
                    ? total?.overdue
                    : total?.open
                  : undefined
              }
              hasMore={list.hasNextPage}
              pending={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
              onOpen={row => go(`/relief/problems/${row.id}`)}
            />
          )
        }
      </Fetched>
      {total && (
        <div className="only-wide">
          <br />
          <Figures
            figures={[
              { label: t.collected, value: total.collected, source: t.sourceSeen({ at }) },
              { label: t.open, value: total.open, source: t.sourceSeen({ at }) },
              {
                label: t.overdue,
                value: total.overdue,
                source: t.sourceSeen({ at }),
                isAlarm: total.overdue > 0,
              },
              { label: t.solved, value: total.solved, source: t.sourceSeen({ at }) },
              { label: t.explained, value: total.explained, source: t.sourceNotSolved },
              { label: t.withdrawn, value: total.withdrawn, source: t.sourceNotSolved },
              { label: t.timedOut, value: total.timedOut, source: t.sourceNotSolved },
              { label: t.merged, value: total.merged, source: t.sourceNotSolved },
              { label: t.confirmedByStaff, value: total.confirmedByStaff, source: t.sourceAmongSolved },
            ]}
          />
        </div>
      )}
    </>
  )
}

type Step = 'accept' | 'route' | 'solve' | 'sign' | 'confirm'

function ProblemTable({
  rows,
  total,
  hasMore,
  pending,
  onMore,
  onOpen,
}: {
  rows: ProblemRow[]
  total: number | undefined
  hasMore: boolean
  pending: boolean
  onMore: () => void
  onOpen: (row: ProblemRow) => void
}) {
  const t = usePageTexts()
  const words = useWords()
  const columns: Column<ProblemRow>[] = [
    {
      id: 'number',
      head: words.of('column', 'number'),
      tight: true,
      cell: row => <span className="code">{row.number}</span>,
    },
    {
      id: 'title',
      head: t.enterpriseAndProblem,
      isTitle: true,
      cell: row => (
        <span className="clip">
          <Link className="title" href={`/relief/problems/${row.id}`}>
            {row.organisationName}
          </Link>{' '}
          <span>{shortTitle(row.title, row.organisationName)}</span>{' '}
          {row.stoppedProduction && <Tag>{t.isStopped}</Tag>}
        </span>
      ),
    },
    { id: 'category', head: t.category, tight: true, cell: row => words.category(row.category) },
    { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
    {
      id: 'office',
      head: t.handling,
      tight: true,
      cell: row => (
        <>
          {words.office(row.ownerOffice, row.ownerOfficeEn)}{' '}
          <span className="quiet">{row.owner ?? t.noOwner}</span>
        </>
      ),
    },
    {
      id: 'next',
      head: t.next,
      tight: true,
      cell: row => (
        <span className="keep">
          {row.nextStep === null ? words.status(row.status) : t[`short.${row.nextStep as Step}`]}
        </span>
      ),
    },
    {
      id: 'due',
      head: t.deadline,
      tight: true,
      cell: row => {
        if (!row.isOpen) return <Status kind={kindOf(row.status)}>{words.status(row.status)}</Status>
        return row.dueAt === null ? (
          <span className="faint">{t.noDue}</span>
        ) : (
          <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
        )
      },
    },
  ]
  return (
    <Table
      caption={t.problems}
      columns={columns}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      onOpen={onOpen}
      foot={
        <MoreRows
          shown={rows.length}
          {...(total !== undefined && { total: Math.max(total, rows.length) })}
          hasMore={hasMore}
          pending={pending}
          onMore={onMore}
          keys
        />
      }
    />
  )
}
