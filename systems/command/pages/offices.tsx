import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Checkbox,
  type Column,
  Conflict,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  LinkButton,
  MoreRows,
  Notice,
  type Option,
  PageHead,
  Panel,
  Table,
  Tag,
  useAction,
  useAddress,
  useFormat,
  useViewer,
} from '#platform/ui'
import { command, type OfficeRow } from './clients.ts'
import { Failed } from './failed.tsx'
import { OfficeFinder } from './finders.tsx'
import { subjects, usePageTexts, useWords } from './words.ts'

/** Offices by division; one that nothing depends on any more can be ended, with the one that takes over. */
export function OfficesPage() {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const { query, setQuery, go } = useAddress()
  const isAdmin = viewer.roles.includes('admin')
  const [ending, setEnding] = useState<OfficeRow>()
  const [done, setDone] = useState<string>()
  const filter = {
    within: query.within || viewer.place.code,
    subject: query.subject ?? '',
    state: query.state ?? '',
  }
  const list = useInfiniteQuery({
    queryKey: ['offices', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      command.listOffices(
        {
          query: {
            within: filter.within,
            ...(filter.subject && { subject: filter.subject }),
            ...(filter.state && { state: filter.state as 'current' }),
            limit: 50,
            cursor: pageParam,
          },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const places = useQuery({
    queryKey: ['divisions', 'below', viewer.place.code],
    queryFn: () => command.listDivisions({ query: { parent: viewer.place.code } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const columns: Column<OfficeRow>[] = [
    {
      id: 'name',
      head: t.office,
      isTitle: true,
      cell: row => <b>{words.named(row)}</b>,
    },
    { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
    { id: 'kind', head: t.officeKind, tight: true, cell: row => words.officeKind(row.kind) },
    { id: 'subject', head: t.subject, tight: true, cell: row => words.subject(row.subject) },
    {
      id: 'prefix',
      head: t.prefix,
      tight: true,
      cell: row => <span className="code">{row.prefix}</span>,
    },
    {
      id: 'state',
      head: t.state,
      tight: true,
      cell: row =>
        row.validUntil ? (
          <Tag>{t.endedOn({ on: format.day(row.validUntil) })}</Tag>
        ) : isAdmin ? (
          <button type="button" className="link" onClick={() => setEnding(row)}>
            {t.endOrMerge}
            <span className="visually-hidden"> {words.named(row)}</span>
          </button>
        ) : (
          <span className="quiet">{t.active}</span>
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={t.offices}
        lead={t.officesLead({ place: viewer.place.name })}
        actions={
          isAdmin && (
            <LinkButton kind="primary" icon="plus" href="/offices/new">
              {t.createOffice}
            </LinkButton>
          )
        }
      />
      {query.created && <Notice kind="done" live title={t.officeCreated} />}
      {done && <Notice kind="done" live title={done} />}
      {ending && (
        <End
          key={ending.id}
          office={ending}
          onClose={() => setEnding(undefined)}
          onEnded={({ matters, enterprises, roles }) => {
            const count = { matters, enterprises, roles }
            setDone(
              matters + enterprises + roles > 0
                ? t.officeMerged({ office: words.named(ending), ...count })
                : t.officeEnded({ office: words.named(ending) }),
            )
            setEnding(undefined)
          }}
        />
      )}
      <FilterBar onClear={query.within || query.subject || query.state ? () => go('/offices') : undefined}>
        <FilterSelect
          label={t.place}
          value={query.within ?? ''}
          onChange={within => setQuery({ within })}
          options={(places.data?.rows ?? []).map(place => ({ value: place.code, label: words.named(place) }))}
        />
        <FilterSelect
          label={t.subject}
          value={filter.subject}
          onChange={subject => setQuery({ subject })}
          options={subjects.map(value => ({ value, label: words.subject(value) }))}
        />
        <FilterSelect
          label={t.state}
          value={filter.state}
          onChange={state => setQuery({ state })}
          options={[
            { value: 'current', label: t.active },
            { value: 'ended', label: t.ended },
          ]}
        />
      </FilterBar>
      <Fetched query={list} what={t.offices}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) {
            return (
              <div className="panel">
                <Empty
                  title={t.noOffices}
                  actions={<Button onClick={() => go('/offices')}>{t.clearFilters}</Button>}
                >
                  {t.noOfficesHint}
                </Empty>
              </div>
            )
          }
          return (
            <Table
              caption={t.offices}
              columns={columns}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => words.named(row)}
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
        }}
      </Fetched>
    </>
  )
}

type Moved = Awaited<ReturnType<typeof command.endOffice>>

function End({
  office,
  onClose,
  onEnded,
}: {
  office: OfficeRow
  onClose: () => void
  onEnded: (moved: Moved) => void
}) {
  const t = usePageTexts()
  const words = useWords()
  const viewer = useViewer()
  const queries = useQueryClient()
  const [successor, setSuccessor] = useState<Option>()
  const [isMerge, setMerge] = useState(false)
  const end = useAction((body: { version: number; successorId?: string; handOver?: boolean }, key) =>
    command.endOffice({ params: { id: office.id }, body }, { key }),
  )
  const refresh = () => queries.invalidateQueries({ queryKey: ['offices'] })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const ended = await end.run({
      version: office.version,
      ...(successor?.value && { successorId: successor.value }),
      ...(isMerge && { handOver: true }),
    })
    if (!ended) return
    await refresh()
    onEnded(ended)
  }
  if (end.problem?.code === 'stale-version') {
    return (
      <Conflict
        onSee={() => {
          void refresh()
          onClose()
        }}
      />
    )
  }
  return (
    <Panel title={t.endOfficeTitle({ office: words.named(office) })}>
      <form className="form" noValidate onSubmit={event => void submit(event)}>
        <p className="intro">{t.endOfficeHint}</p>
        <Failed tried={end} />
        <OfficeFinder
          name="successorId"
          label={t.successorOffice}
          hint={t.successorOfficeHint}
          within={viewer.place.code}
          isOptional
          value={successor}
          onChange={setSuccessor}
          error={end.errorOf('successorId')}
        />
        <Checkbox
          name="handOver"
          label={t.mergeOffice}
          hint={t.mergeOfficeHint}
          checked={isMerge}
          onChange={setMerge}
        />
        <div className="row">
          <Button
            type="submit"
            kind="danger"
            pending={end.pending}
            disabledBecause={isMerge && !successor ? t.mergeNeedsSuccessor : undefined}
          >
            {isMerge ? t.mergeNow : t.endOffice}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Panel>
  )
}
