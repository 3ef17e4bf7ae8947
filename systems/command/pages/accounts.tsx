import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import {
  Button,
  type Column,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  Link,
  LinkButton,
  MoreRows,
  PageHead,
  SearchBox,
  Table,
  Tag,
  useAddress,
  useFormat,
  useViewer,
} from '#platform/ui'
import { type AccountRow, command } from './clients.ts'
import { roles, usePageTexts, useWords } from './words.ts'

type ListQuery = Parameters<typeof command.listAccounts>[0]['query']

/** Every account by name; those of the administrator's place can be changed. */
export function AccountsPage() {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const { query, setQuery, go } = useAddress()
  const isAdmin = viewer.roles.includes('admin')
  const within = query.within ?? (isAdmin ? viewer.place.code : '')
  const filter = { q: query.q ?? '', role: query.role ?? '', state: query.state ?? '', within }
  const list = useInfiniteQuery({
    queryKey: ['accounts', filter],
    queryFn: ({ pageParam, signal }) =>
      command.listAccounts(
        {
          query: {
            ...(filter.q && { q: filter.q }),
            ...(filter.role && { role: filter.role as NonNullable<ListQuery>['role'] }),
            ...(filter.state && { state: filter.state as 'active' }),
            ...(filter.within && { within: filter.within }),
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
  const columns: Column<AccountRow>[] = [
    {
      id: 'person',
      head: t.person,
      isTitle: true,
      cell: row => (
        <Link className="title" href={`/accounts/${row.id}`}>
          {row.displayName}
        </Link>
      ),
    },
    { id: 'name', head: t.accountName, tight: true, cell: row => <span className="code">{row.name}</span> },
    { id: 'office', head: t.office, tight: true, cell: row => words.office(row) },
    {
      id: 'since',
      head: t.createdOn,
      tight: true,
      wideOnly: true,
      cell: row => <span className="quiet">{format.day(row.createdAt)}</span>,
    },
    {
      id: 'state',
      head: t.state,
      tight: true,
      cell: row =>
        row.endedAt ? (
          <Tag>{t.endedOn({ on: format.day(row.endedAt) })}</Tag>
        ) : (
          <span className="quiet">{t.active}</span>
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={t.accounts}
        lead={isAdmin ? t.accountsLead({ place: viewer.place.name }) : t.accountsLook}
        actions={
          isAdmin && (
            <LinkButton kind="primary" icon="plus" href="/accounts/new">
              {t.createAccount}
            </LinkButton>
          )
        }
      />
      <FilterBar
        onClear={query.q || query.role || query.state || query.within ? () => go('/accounts') : undefined}
      >
        <SearchBox value={filter.q} onChange={q => setQuery({ q })} placeholder={t.findPerson} />
        <FilterSelect
          label={t.role}
          value={filter.role}
          onChange={role => setQuery({ role })}
          options={roles.map(role => ({ value: role, label: words.role(role) }))}
        />
        <FilterSelect
          label={t.place}
          value={query.within ?? ''}
          onChange={value => setQuery({ within: value })}
          options={(places.data?.rows ?? []).map(place => ({ value: place.code, label: words.named(place) }))}
        />
        <FilterSelect
          label={t.state}
          value={filter.state}
          onChange={state => setQuery({ state })}
          options={[
            { value: 'active', label: t.active },
            { value: 'ended', label: t.ended },
          ]}
        />
      </FilterBar>
      <Fetched query={list} what={t.accounts}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) {
            return (
              <div className="panel">
                <Empty
                  title={t.noAccounts}
                  actions={<Button onClick={() => go('/accounts')}>{t.clearFilters}</Button>}
                >
                  {t.noAccountsHint}
                </Empty>
              </div>
            )
          }
          return (
            <Table
              caption={t.accounts}
              columns={columns}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => row.displayName}
              onOpen={row => go(`/accounts/${row.id}`)}
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
