import { useQuery } from '@tanstack/react-query'
import {
  type Column,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  Link,
  LinkButton,
  PageHead,
  Table,
  useAddress,
  useFormat,
  useViewer,
  ViewTabs,
} from '#platform/ui'
import type { Coverage } from '../schema.ts'
import { pairing, usePairingTexts } from './calls.ts'
import { Groups } from './groups.tsx'
import { WorkloadView } from './workload.tsx'

const lists = ['top100', 'above-scale']

/** Coverage, workload and service groups of the viewer's place. */
export function PairingsPage() {
  const { t } = usePairingTexts()
  const viewer = useViewer()
  const { query } = useAddress()
  const view = query.view === 'workload' || query.view === 'groups' ? query.view : 'coverage'
  const tab = (name: 'coverage' | 'workload' | 'groups') => ({
    label: t[name],
    href: name === 'coverage' ? '/relief/pairings' : `/relief/pairings?view=${name}`,
    isCurrent: view === name,
  })
  return (
    <>
      <PageHead
        title={t.pairings}
        lead={t.lead}
        actions={
          viewer.roles.includes('leader') && (
            <LinkButton kind="primary" href="/relief/pairings/assign">
              {t.assign}
            </LinkButton>
          )
        }
      />
      <ViewTabs label={t.views} views={[tab('coverage'), tab('workload'), tab('groups')]} />
      <div className="stack">
        {view === 'coverage' && <CoverageView />}
        {view === 'workload' && <WorkloadView within={viewer.place.code} />}
        {view === 'groups' && <Groups />}
      </div>
    </>
  )
}

function CoverageView() {
  const { t, of } = usePairingTexts()
  const format = useFormat()
  const viewer = useViewer()
  const { query, setQuery } = useAddress()
  const within = query.within ?? viewer.place.code
  const list = query.list
  const coverage = useQuery({
    queryKey: ['enterprises', 'coverage', within, list ?? ''],
    queryFn: ({ signal }) => pairing.readCoverage({ query: { within, ...(list && { list }) } }, { signal }),
  })
  const listed = list ? `&list=${list}` : ''
  const number = (value: number) => (value === 0 ? <span className="faint">0</span> : format.figure(value))
  const columns: Column<Coverage>[] = [
    {
      id: 'place',
      head: t.place,
      isTitle: true,
      cell: row =>
        row.code.length < 9 && row.code !== within ? (
          <Link className="title" href={`/relief/pairings?within=${row.code}${listed}`}>
            {row.name}
          </Link>
        ) : (
          <Link className="title" href={`/relief/enterprises?within=${row.code}${listed}`}>
            {row.name}
          </Link>
        ),
    },
    {
      id: 'enterprises',
      head: t.enterprises,
      numeric: true,
      tight: true,
      cell: row => number(row.enterprises),
    },
    { id: 'paired', head: t.paired, numeric: true, tight: true, cell: row => number(row.paired) },
    {
      id: 'without',
      head: t.without,
      numeric: true,
      tight: true,
      cell: row =>
        row.enterprises === row.paired ? (
          <span className="faint">0</span>
        ) : (
          <Link href={`/relief/enterprises?within=${row.code}&officer=none${listed}`}>
            {format.figure(row.enterprises - row.paired)}
          </Link>
        ),
    },
    { id: 'city', head: t.city, numeric: true, tight: true, cell: row => number(row.city) },
    { id: 'county', head: t.county, numeric: true, tight: true, cell: row => number(row.county) },
    { id: 'town', head: t.town, numeric: true, tight: true, cell: row => number(row.town) },
    { id: 'deputy', head: t.withDeputy, numeric: true, tight: true, cell: row => number(row.withDeputy) },
  ]
  return (
    <>
      <FilterBar onClear={list || query.within ? () => setQuery({ list: '', within: '' }) : undefined}>
        <FilterSelect
          label={t.list}
          value={list ?? ''}
          onChange={value => setQuery({ list: value })}
          options={lists.map(value => ({ value, label: of('list', value) }))}
        />
      </FilterBar>
      <Fetched query={coverage} what={t.coverage}>
        {rows => {
          if (rows.length === 0) return <Empty title={t.nobodyYet}>{t.nobodyYetHint}</Empty>
          const sum = (key: 'enterprises' | 'paired' | 'city' | 'county' | 'town' | 'withDeputy') =>
            rows.reduce((total, row) => total + row[key], 0)
          const whole: Coverage = {
            code: within,
            name: t.total,
            enterprises: sum('enterprises'),
            paired: sum('paired'),
            city: sum('city'),
            county: sum('county'),
            town: sum('town'),
            withDeputy: sum('withDeputy'),
          }
          const missing = whole.enterprises - whole.paired
          return (
            <div className="stack">
              <p className="lead">
                {missing === 0 ? t.coverageFull : t.coverageTitle({ count: format.figure(missing) })}
              </p>
              <Table
                caption={t.coverage}
                columns={columns}
                rows={rows.length === 1 ? rows : [...rows, whole]}
                idOf={row => (row === whole ? 'total' : row.code)}
                nameOf={row => row.name}
              />
            </div>
          )
        }}
      </Fetched>
    </>
  )
}
