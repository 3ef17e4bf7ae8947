import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  Link,
  LinkButton,
  MoreRows,
  Notice,
  PageHead,
  Panel,
  Status,
  Table,
  useAction,
  useAddress,
  useBusinessNow,
  useFormat,
  useViewer,
  ViewTabs,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import type { DueRow, Round } from '../schema.ts'
import { Calendar } from './calendar.tsx'
import { noonOf, useVisitTexts, visits } from './calls.ts'
import { Coverage } from './coverage.tsx'
import { PlanDialog } from './plan.tsx'
import { Proposal } from './proposal.tsx'
import { RoundDialog } from './round.tsx'
import { VisitList } from './visit-list.tsx'
import { WaitingVisits } from './waiting.tsx'

type ViewName = 'mine' | 'calendar' | 'all' | 'coverage' | 'records'

/** Visits 走访: what I have to visit, when, how far the round has come, and what was recorded. */
export function VisitsPage() {
  const t = useVisitTexts()
  const format = useFormat()
  const viewer = useViewer()
  const { query, setQuery } = useAddress()
  const [isSetting, setSetting] = useState(false)
  const rounds = useQuery({
    queryKey: ['visits', 'rounds'],
    queryFn: ({ signal }) => visits.listRounds({}, { signal }),
  })
  const isLiaison = viewer.roles.includes('liaison')
  const isOverseer = viewer.roles.includes('leader') || viewer.roles.includes('supervisor')
  const leads = rounds.data?.maySet === true
  const view = (query.view ?? (isLiaison ? 'mine' : 'coverage')) as ViewName
  const round =
    rounds.data?.rows.find(one => one.id === (query.round ?? rounds.data?.inForce)) ?? rounds.data?.rows[0]
  const names: [ViewName, string][] = [
    ...(isLiaison ? [['mine', t.viewMine] as [ViewName, string]] : []),
    ['calendar', t.viewCalendar],
    ...(isOverseer
      ? ([
          ['coverage', t.viewCoverage],
          ['all', t.viewAll],
        ] as [ViewName, string][])
      : []),
    ['records', t.viewRecords],
  ]
  const day = (on: string) => format.day(noonOf(on))
  return (
    <>
      <PageHead
        title={t.title}
        lead={
          round &&
          t.lead({
            round: round.name,
            from: day(round.fromOn),
            until: day(round.untilOn),
            least: round.least,
          })
        }
        actions={
          <>
            {rounds.data?.maySet && <Button onClick={() => setSetting(true)}>{t.setRound}</Button>}
            {isLiaison && (
              <LinkButton kind="primary" icon="plus" href="/relief/visits/new">
                {t.record}
              </LinkButton>
            )}
          </>
        }
      />
      <WaitingVisits />
      <ViewTabs
        label={t.views}
        views={names.map(([name, label]) => ({
          label,
          href: `/relief/visits?${new URLSearchParams({ view: name, ...(query.round && { round: query.round }) })}`,
          isCurrent: name === view,
        }))}
      />
      {(rounds.data?.rows.length ?? 0) > 1 && view !== 'records' && view !== 'calendar' && (
        <FilterBar>
          <FilterSelect
            label={t.round}
            value={round?.id ?? ''}
            onChange={chosen => setQuery({ round: chosen })}
            options={(rounds.data?.rows ?? []).map(one => ({ value: one.id, label: one.name }))}
          />
        </FilterBar>
      )}
      {view === 'records' ? (
        <Records />
      ) : view === 'calendar' ? (
        <>
          {leads && round && <Proposal key={round.id} round={round} scope="office" />}
          <Calendar />
        </>
      ) : (
        <Fetched query={rounds} what={t.round}>
          {() =>
            round === undefined ? (
              <Empty title={t.noRound}>{t.noRoundHint}</Empty>
            ) : view === 'coverage' ? (
              <Coverage round={round} />
            ) : (
              <>
                {(view === 'mine' || leads) && (
                  <Proposal
                    key={`${view}${round.id}`}
                    round={round}
                    scope={view === 'mine' ? 'mine' : 'office'}
                  />
                )}
                <Due key={view} round={round} scope={view === 'mine' ? 'mine' : 'all'} leads={leads} />
              </>
            )
          }
        </Fetched>
      )}
      {isSetting && <RoundDialog onClose={() => setSetting(false)} />}
      {view === 'coverage' && round && rounds.data?.maySet && round.endedAt === null && (
        <EndRound round={round} />
      )}
    </>
  )
}

function EndRound({ round }: { round: Round }) {
  const t = useVisitTexts()
  const queries = useQueryClient()
  const [isSure, setSure] = useState(false)
  const end = useAction((version: number, key) =>
    visits.endRound({ params: { id: round.id }, body: { version } }, { key }),
  )
  return (
    <div className="row">
      {isSure ? (
        <>
          <span>{t.endSure}</span>
          <Button
            kind="danger"
            pending={end.pending}
            onClick={async () => {
              await end.run(round.version)
              await queries.invalidateQueries({ queryKey: ['visits'] })
              setSure(false)
            }}
          >
            {t.endRound}
          </Button>
          <Button onClick={() => setSure(false)}>{t.cancel}</Button>
        </>
      ) : (
        <Button kind="plain" onClick={() => setSure(true)}>
          {t.endRound}
        </Button>
      )}
      {end.problem && <Notice kind="overdue">{end.problem.detail}</Notice>}
    </div>
  )
}

const recordHref = (row: DueRow) =>
  `/relief/visits/new?${new URLSearchParams({ organisation: row.organisationId, name: row.name })}`

/** Enterprises of the round by urgency, with one thumb: the day, or the record. */
function Due({ round, scope, leads }: { round: Round; scope: 'mine' | 'all'; leads: boolean }) {
  const viewer = useViewer()
  const t = useVisitTexts()
  const words = useWords()
  const format = useFormat()
  const now = useBusinessNow()
  const { query, setQuery } = useAddress()
  const [planning, setPlanning] = useState<DueRow>()
  const filter = {
    round: round.id,
    scope,
    ...(query.office && { office: query.office }),
    ...(query.officer && { officer: query.officer }),
    ...(query.within && { within: query.within }),
    ...(query.list && { list: query.list }),
    state: (query.state || 'all') as 'all' | 'unvisited' | 'visited',
  }
  const list = useInfiniteQuery({
    queryKey: ['visits', 'due', filter],
    queryFn: ({ pageParam, signal }) =>
      visits.listDue({ query: { ...filter, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  const today = format.dayKey(now)
  const rows = (list.data?.pages ?? []).flatMap(page => page.rows)
  const since = (row: DueRow) =>
    row.daysSince === null ? t.never : row.daysSince === 0 ? t.today : t.daysSince({ count: row.daysSince })
  const exported = new URLSearchParams({ ...filter, format: 'xlsx' })
  return (
    <>
      <FilterBar>
        <FilterSelect
          label={t.state}
          value={filter.state === 'all' ? '' : filter.state}
          onChange={state => setQuery({ state })}
          options={[
            { value: 'unvisited', label: t.unvisited },
            { value: 'visited', label: t.visited },
          ]}
        />
        <span className="only-wide">
          <LinkButton href={`/api/relief/visits/due/export?${exported}`} icon="export" download>
            {t.exportExcel}
          </LinkButton>
        </span>
      </FilterBar>
      <Fetched query={list} what={t.title}>
        {() =>
          rows.length === 0 ? (
            filter.state === 'unvisited' ? (
              <Empty title={t.nothingDue}>{t.nothingDueHint}</Empty>
            ) : (
              <Empty title={t.noOwn}>{t.noOwnHint}</Empty>
            )
          ) : (
            <Table
              caption={t.title}
              rows={rows}
              idOf={row => `${row.organisationId}${row.officerId}`}
              nameOf={row => row.name}
              columns={[
                {
                  id: 'name',
                  head: t.enterprise,
                  isTitle: true,
                  cell: row => (
                    <Link className="title" href={`/relief/enterprises/${row.organisationId}`}>
                      {row.name}
                    </Link>
                  ),
                },
                { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
                ...(scope === 'all'
                  ? [
                      {
                        id: 'officer',
                        head: t.officer,
                        tight: true,
                        cell: (row: DueRow) => (
                          <>
                            {row.officer}{' '}
                            <span className="quiet">{words.office(row.office, row.officeEn)}</span>
                          </>
                        ),
                      },
                    ]
                  : []),
                {
                  id: 'state',
                  head: t.state,
                  tight: true,
                  cell: row =>
                    row.isDone ? (
                      <Status kind="done">{t.done}</Status>
                    ) : row.plannedOn !== null && row.plannedOn < today ? (
                      <Status kind="overdue">{t.late}</Status>
                    ) : (
                      <Status kind="due">{t.toDo}</Status>
                    ),
                },
                { id: 'last', head: t.lastVisit, tight: true, cell: row => since(row) },
                {
                  id: 'plan',
                  head: t.plannedFor,
                  tight: true,
                  cell: row => (row.plannedOn === null ? '' : format.longDay(noonOf(row.plannedOn))),
                },
                ...(scope === 'mine' || leads
                  ? [
                      {
                        id: 'do',
                        head: t.doIt,
                        tight: true,
                        cell: (row: DueRow) => (
                          <span className="row tightly">
                            {scope === 'mine' && <LinkButton href={recordHref(row)}>{t.record}</LinkButton>}
                            {!row.isDone && (scope === 'mine' || row.office === viewer.office.name) && (
                              <Button kind="plain" onClick={() => setPlanning(row)}>
                                {row.plannedOn === null ? t.planOn : t.move}
                              </Button>
                            )}
                          </span>
                        ),
                      },
                    ]
                  : []),
              ]}
              foot={
                <MoreRows
                  shown={rows.length}
                  hasMore={list.hasNextPage}
                  pending={list.isFetchingNextPage}
                  onMore={() => void list.fetchNextPage()}
                />
              }
            />
          )
        }
      </Fetched>
      {planning && (
        <PlanDialog
          row={planning}
          round={round}
          officerId={scope === 'mine' ? viewer.id : planning.officerId}
          onClose={() => setPlanning(undefined)}
        />
      )}
    </>
  )
}

function Records() {
  const t = useVisitTexts()
  const list = useInfiniteQuery({
    queryKey: ['visits', 'records'],
    queryFn: ({ pageParam, signal }) => visits.listVisits({ query: { cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  const rows = (list.data?.pages ?? []).flatMap(page => page.rows)
  return (
    <Panel title={t.records} flush>
      <Fetched query={list} what={t.records}>
        {() =>
          rows.length === 0 ? (
            <Empty title={t.noRecords}>{t.noRecordsHint}</Empty>
          ) : (
            <>
              <VisitList rows={rows} isNamed />
              <MoreRows
                shown={rows.length}
                hasMore={list.hasNextPage}
                pending={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
              />
            </>
          )
        }
      </Fetched>
    </Panel>
  )
}
