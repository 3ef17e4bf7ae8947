import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import {
  type Counties,
  DivisionMap,
  type DivisionValue,
  DueChip,
  Duties,
  Empty,
  Fetched,
  Group,
  Link,
  LinkButton,
  Loading,
  MoreRows,
  PageHead,
  Panel,
  Status,
  useAddress,
  useBusinessNow,
  useFormat,
  useLang,
  useViewer,
} from '#platform/ui'
import { command, matters } from './clients.ts'
import { hrefOf, problemsHref } from './kinds.ts'
import { usePageTexts, useWords } from './words.ts'

type Situation = Awaited<ReturnType<typeof command.map>>
type Count = { open: number; overdue: number }

const sum = (counts: readonly Count[]): Count =>
  counts.reduce((all, one) => ({ open: all.open + one.open, overdue: all.overdue + one.overdue }), {
    open: 0,
    overdue: 0,
  })

const mapHref = (code: string) => `/map?${new URLSearchParams({ within: code })}`

/** Codes from the province down to a place: 33, 3304, 330482, 330482002. */
const lineOf = (code: string) =>
  [2, 4, 6, 9, 12].filter(length => length <= code.length).map(n => code.slice(0, n))

async function readCounties(): Promise<Counties> {
  const { default: address } = await import('../../../region/data/zhejiang-schematic.topojson?url')
  return (await fetch(address)).json() as Promise<Counties>
}

/** Open and overdue matters by place: the province by county and city, a city by county, below that the matters. */
export function MapPage() {
  const t = usePageTexts()
  const words = useWords()
  const lang = useLang()
  const format = useFormat()
  const viewer = useViewer()
  const now = useBusinessNow()
  const { query, go } = useAddress()
  const within = query.within ?? viewer.place.code
  const situation = useQuery({
    queryKey: ['matters', 'map', within],
    queryFn: ({ signal }) => command.map({ query: { within } }, { signal }),
  })
  const line = useQueries({
    queries: lineOf(within)
      .filter(code => code.length >= Math.min(viewer.place.code.length, within.length))
      .map(parent => ({
        queryKey: ['divisions', 'below', parent],
        queryFn: () => command.listDivisions({ query: { parent } }),
        staleTime: Number.POSITIVE_INFINITY,
      })),
  }).flatMap(({ data }) => (data ? [data.parent] : []))
  const place = situation.data?.within
  const total =
    situation.data && sum([...situation.data.rows.flatMap(row => row.counts), ...situation.data.above])
  const list = place && problemsHref({ within: place.code })
  return (
    <>
      <PageHead
        crumbs={line.map(one => ({
          label: lang === 'en' ? one.nameEn : one.name,
          ...(one.code !== within && { href: mapHref(one.code) }),
        }))}
        title={place ? t.mapOf({ place: words.named(place) }) : t.map}
        lead={
          total &&
          t.mapLead({
            open: format.figure(total.open),
            overdue: format.figure(total.overdue),
            at: format.moment(now),
          })
        }
        actions={list && <LinkButton href={list}>{t.seeProblems}</LinkButton>}
      />
      <Fetched query={situation} what={t.map}>
        {data =>
          data.within.level === 'province' || data.within.level === 'city' ? (
            <Drawn data={data} onChoose={code => go(mapHref(code))} at={format.time(now)} />
          ) : (
            <Below data={data} />
          )
        }
      </Fetched>
    </>
  )
}

function Drawn({ data, onChoose, at }: { data: Situation; onChoose: (code: string) => void; at: string }) {
  const t = usePageTexts()
  const words = useWords()
  const counties = useQuery({
    queryKey: ['region', 'counties'],
    queryFn: readCounties,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isProvince = data.within.level === 'province'
  const cities = useQuery({
    queryKey: ['divisions', 'below', data.within.code],
    queryFn: () => command.listDivisions({ query: { parent: data.within.code } }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isProvince,
  })
  const values = data.rows.map(row => {
    const { open, overdue } = sum(row.counts)
    return { code: row.code, name: words.named(row), value: open, late: overdue }
  })
  const byCity: DivisionValue[] | undefined =
    isProvince && cities.data
      ? cities.data.rows.map(city => {
          const { open, overdue } = sum(
            data.rows.filter(row => row.parentCode === city.code).flatMap(row => row.counts),
          )
          return { code: city.code, name: words.named(city), value: open, late: overdue }
        })
      : undefined
  if (isProvince && !cities.data) return <Loading what={t.map} />
  return (
    <Fetched query={counties} what={t.schematic}>
      {drawing => (
        <DivisionMap
          counties={drawing}
          values={values}
          label={t.mapSays({ place: words.named(data.within) })}
          legend={t.legend}
          listTitle={isProvince ? t.byCity : t.byCounty}
          note={t.schematicAt({ at })}
          onChoose={code => onChoose(isProvince ? code.slice(0, 4) : code)}
          groups={(byCity ?? values).map(({ code, name }) => ({ code, name: short(code, name) }))}
          {...(byCity && { list: byCity })}
        />
      )}
    </Fetched>
  )
}

/** As a map says it: 嘉兴, Xiuzhou; a county keeps its 区, 县 or 市. */
const short = (code: string, name: string) =>
  name.replace(code.length === 4 ? /市$/ : / (District|County)$/, '')

/** A county or town: no map has its towns, so the matters themselves and the places beside. */
function Below({ data }: { data: Situation }) {
  const t = usePageTexts()
  const words = useWords()
  const places = data.rows
    .map(row => ({ ...row, ...sum(row.counts) }))
    .filter(row => row.open > 0)
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open)
  return (
    <div className="map-page">
      <MattersThere within={data.within.code} />
      <Panel
        flush
        title={data.within.level === 'county' ? t.byTown : t.byVillage}
        aside={t.placesQuiet({ count: data.rows.length - places.length })}
      >
        {places.length === 0 ? (
          <Empty title={t.noMattersBelow}>{t.noMattersBelowHint}</Empty>
        ) : (
          <ol className="places">
            {places.map((row, index) => (
              <li key={row.code}>
                <span className="no">{index + 1}</span>
                <Link href={mapHref(row.code)}>{words.named(row)}</Link>
                <span className="row tightly">
                  {row.overdue > 0 && (
                    <Status kind="overdue">{t.overdueCount({ count: row.overdue })}</Status>
                  )}
                  <span className="num">{row.open}</span>
                </span>
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </div>
  )
}

function MattersThere({ within }: { within: string }) {
  const t = usePageTexts()
  const format = useFormat()
  const words = useWords()
  const lang = useLang()
  const found = useInfiniteQuery({
    queryKey: ['matters', 'within', within],
    queryFn: ({ pageParam, signal }) =>
      matters.listMatters({ query: { within, limit: 50, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  return (
    <div>
      <Fetched query={found} what={t.mattersThere}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) {
            return (
              <Panel title={t.mattersThere}>
                <Empty title={t.noMattersThere}>{t.noMattersThereHint}</Empty>
              </Panel>
            )
          }
          return (
            <>
              <Group title={t.mattersThere} note={t.byDeadline} />
              <div className="panel">
                <Duties
                  duties={rows.map(row => ({
                    id: row.id,
                    when:
                      row.dueAt === null ? (
                        <span className="faint">{t.noDeadline}</span>
                      ) : (
                        <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
                      ),
                    title: row.title,
                    href: hrefOf(row),
                    text: (
                      <>
                        {t.nextStep({ step: words.next(row) ?? words.status(row) })}{' '}
                        <span className="faint">
                          {format.joined([
                            lang === 'en' ? row.ownerOfficeEn : row.ownerOffice,
                            row.owner ?? t.nobodyYet,
                            row.number,
                          ])}
                        </span>
                      </>
                    ),
                  }))}
                />
              </div>
              <MoreRows
                shown={rows.length}
                hasMore={found.hasNextPage}
                pending={found.isFetchingNextPage}
                onMore={() => void found.fetchNextPage()}
              />
            </>
          )
        }}
      </Fetched>
    </div>
  )
}
