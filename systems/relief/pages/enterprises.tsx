import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import {
  Button,
  type Column,
  ComboBox,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  FormDialog,
  Link,
  LinkButton,
  MoreRows,
  Notice,
  type Option,
  PageHead,
  SearchBox,
  Table,
  Tag,
  useAddress,
  useFormat,
  useLang,
  useViewer,
} from '#platform/ui'
import { type EnterpriseRow, relief } from './calls.ts'
import type { Neighbours } from './neighbours.ts'
import { lists, usePageTexts, useWords } from './words.ts'

const names = ['q', 'within', 'list', 'officer', 'state'] as const
type Filter = Partial<Record<(typeof names)[number], string>>
type ListQuery = Parameters<typeof relief.listEnterprises>[0]['query']

export function EnterprisesPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const words = useWords()
  const lang = useLang()
  const format = useFormat()
  const viewer = useViewer()
  const { query, setQuery, go } = useAddress()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isPairing, setPairing] = useState(false)
  const [done, setDone] = useState<string>()
  const filter: Filter = {}
  for (const name of names) if (query[name]) filter[name] = query[name]

  const list = useInfiniteQuery({
    queryKey: ['enterprises', filter],
    queryFn: ({ pageParam, signal }) =>
      relief.listEnterprises({ query: { ...(filter as ListQuery), cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const places = useQuery({
    queryKey: ['divisions', viewer.place.code],
    queryFn: () => neighbours.divisions(viewer.place.code),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rows = (list.data?.pages ?? []).flatMap(page => page.rows)
  const total = list.data?.pages[0]?.total ?? undefined
  const { within, list: named } = filter
  const exported = (kind: 'xlsx' | 'csv') =>
    `/api/relief/enterprises/export?${new URLSearchParams({ ...(within && { within }), ...(named && { list: named }), format: kind })}`
  const columns: Column<EnterpriseRow>[] = [
    {
      id: 'name',
      head: t.enterprise,
      isTitle: true,
      cell: row => (
        <span className="clip">
          <Link className="title" href={`/relief/enterprises/${row.id}`}>
            {row.name}
          </Link>{' '}
          <span className="faint">{row.creditCode}</span> {!row.creditCodeOk && <Tag>{t.codeWrong}</Tag>}
        </span>
      ),
    },
    {
      id: 'place',
      head: t.place,
      tight: true,
      cell: row =>
        row.countyName === null || row.countyName === row.divisionName
          ? row.divisionName
          : `${row.countyName} ${row.divisionName}`,
    },
    { id: 'size', head: t.size, tight: true, cell: row => row.size && words.of('size', row.size) },
    {
      id: 'employees',
      head: t.employees,
      tight: true,
      numeric: true,
      cell: row => row.employees !== null && format.figure(row.employees),
    },
    {
      id: 'lists',
      head: t.lists,
      tight: true,
      cell: row => <Lists lists={row.lists} />,
    },
    {
      id: 'liaison',
      head: t.liaison,
      tight: true,
      cell: row =>
        row.liaison === null ? (
          <span className="faint">{t.noLiaison}</span>
        ) : (
          <>
            {row.liaison} <span className="quiet">{row.liaisonOffice}</span>
            {row.coveredBy !== null && <Tag>{t.coveredBy({ name: row.coveredBy })}</Tag>}
          </>
        ),
    },
    {
      id: 'open',
      head: words.of('column', 'openProblems'),
      tight: true,
      numeric: true,
      cell: row =>
        row.openProblems === null || row.openProblems === 0 ? (
          <span className="faint">{row.openProblems ?? '–'}</span>
        ) : (
          format.figure(row.openProblems)
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={total === undefined ? t.enterprises : t.enterprisesTitle({ count: format.figure(total) })}
        lead={t.enterprisesLead}
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
            {viewer.roles.includes('leader') && (
              <LinkButton kind="primary" icon="plus" href="/relief/import">
                {t.import}
              </LinkButton>
            )}
          </>
        }
      />
      {done !== undefined && (
        <Notice kind="done" live>
          {done}
        </Notice>
      )}
      <FilterBar onClear={names.some(name => filter[name]) ? () => go('/relief/enterprises') : undefined}>
        <SearchBox value={filter.q ?? ''} onChange={q => setQuery({ q })} placeholder={t.searchEnterprises} />
        {(places.data?.length ?? 0) > 0 && (
          <FilterSelect
            label={t.filterPlace}
            value={filter.within ?? ''}
            onChange={value => setQuery({ within: value })}
            options={(places.data ?? []).map(place => ({
              value: place.code,
              label: lang === 'en' ? place.nameEn : place.name,
            }))}
          />
        )}
        <FilterSelect
          label={t.filterList}
          value={filter.list ?? ''}
          onChange={value => setQuery({ list: value })}
          options={lists.map(one => ({ value: one, label: words.of('list', one) }))}
        />
        <FilterSelect
          label={t.filterOfficer}
          value={filter.officer ?? ''}
          onChange={officer => setQuery({ officer })}
          options={[
            { value: 'me', label: t.officerMe },
            { value: 'none', label: t.officerNone },
          ]}
        />
        <FilterSelect
          label={t.filterProduction}
          value={filter.state ?? ''}
          onChange={state => setQuery({ state })}
          options={[
            { value: 'stopped', label: t.productionStopped },
            { value: 'partly', label: t.productionPartly },
          ]}
        />
      </FilterBar>
      <Fetched query={list} what={t.enterprises}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title={t.listNone}
              actions={<Button onClick={() => go('/relief/enterprises')}>{t.clearFilters}</Button>}
            >
              {t.listNoneHint}
            </Empty>
          ) : (
            <Table
              caption={t.enterprises}
              columns={columns}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => row.name}
              onOpen={row => go(`/relief/enterprises/${row.id}`)}
              selection={{
                selected,
                onChange: setSelected,
                batch: (
                  <Button kind="plain" onClick={() => setPairing(true)}>
                    {t.pair}
                  </Button>
                ),
              }}
              foot={
                <MoreRows
                  shown={rows.length}
                  {...(total !== undefined && { total })}
                  hasMore={list.hasNextPage}
                  pending={list.isFetchingNextPage}
                  onMore={() => void list.fetchNextPage()}
                  keys
                />
              }
            />
          )
        }
      </Fetched>
      {isPairing && (
        <PairDialog
          ids={[...selected]}
          neighbours={neighbours}
          onClose={() => setPairing(false)}
          onDone={said => {
            setSelected(new Set())
            setDone(said)
          }}
        />
      )}
    </>
  )
}

/** The lists that an enterprise stands on. */
export function Lists({ lists: named }: { lists: string[] }) {
  const words = useWords()
  return named.map(one => (
    <Fragment key={one}>
      <Tag>{words.of('list', one)}</Tag>{' '}
    </Fragment>
  ))
}

/** Gives the chosen enterprises one liaison officer. */
export function PairDialog({
  ids,
  neighbours,
  onClose,
  onDone,
}: {
  ids: string[]
  neighbours: Neighbours
  onClose: () => void
  onDone: (said: string) => void
}) {
  const t = usePageTexts()
  const lang = useLang()
  const format = useFormat()
  const [chosen, setChosen] = useState<Option>()
  return (
    <FormDialog
      title={t.pairTo({ count: format.figure(ids.length) })}
      verb={t.pair}
      refresh={['enterprises']}
      input={() => chosen && { organisationIds: ids, accountId: chosen.value }}
      call={(body, key) => relief.pair({ body }, { key })}
      onDone={answer =>
        onDone(t.paired({ paired: format.figure(answer.paired), unchanged: format.figure(answer.unchanged) }))
      }
      onClose={onClose}
    >
      {({ missing }) => (
        <ComboBox
          name="accountId"
          label={t.liaison}
          hint={t.pairHint}
          error={missing ? t.chooseOfficer : undefined}
          value={chosen}
          onChange={setChosen}
          find={async typed =>
            (await neighbours.accounts({ q: typed, role: 'liaison' })).map(account => ({
              value: account.id,
              label: account.displayName,
              hint: lang === 'en' ? account.officeEn : account.office,
            }))
          }
        />
      )}
    </FormDialog>
  )
}
