import { geoMercator, geoPath } from 'd3-geo'
import type { FeatureCollection, Geometry } from 'geojson'
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef } from 'react'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { useFormat, useTexts } from './language.tsx'
import { Status } from './status.tsx'
import { uiTexts } from './texts.ts'

type Properties = { adcode: number; name: string; parent: number }
/** `region/data/zhejiang-schematic.topojson` as an object. */
export type Counties = Topology<{ counties: GeometryCollection<Properties> }>

/** A division's figure; `code` is its six-digit code. `late`: how many of them are overdue, pinned on the map. */
export type DivisionValue = { code: string; name: string; value: number; late?: number; note?: string }
/** Counties that belong together, named once on the map: `3304` 嘉兴. */
export type DivisionGroup = { code: string; name: string }

const width = 790
const height = 716

/** Four steps above 0 so that each holds about a quarter of the places that have any. */
function boundsOf(values: number[]): number[] {
  const some = values.filter(value => value > 0).sort((a, b) => a - b)
  if (some.length === 0) return [1, 2, 3, 4]
  const bounds = [0.25, 0.5, 0.75].map(share => some[Math.floor(share * (some.length - 1))] ?? 1)
  const rising: number[] = [1]
  for (const bound of bounds) rising.push(Math.max((rising.at(-1) ?? 0) + 1, Math.ceil(bound) + 1))
  return rising
}

/**
 * Counties coloured by a figure, with the same (or `list`, their sums) as a list beside, most first. Arrow keys move
 * between places on the map, Enter chooses; the list is buttons in reading order. Places outside `values` stay blank.
 */
export function DivisionMap({
  counties,
  values,
  label,
  chosen,
  onChoose,
  legend,
  groups,
  list,
  listTitle,
  note,
}: {
  counties: Counties
  values: DivisionValue[]
  /** what is drawn, as a sentence */
  label: string
  chosen?: string | undefined
  onChoose: (code: string) => void
  /** what the colours count, with its unit */
  legend: string
  /** named instead of each county */
  groups?: DivisionGroup[]
  /** other rows beside the map than its values */
  list?: DivisionValue[]
  listTitle?: string
  /** under the legend: that borders are schematic, and the age of the figures */
  note?: ReactNode
}) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  const svg = useRef<SVGSVGElement>(null)
  const heading = useId()
  const drawn = useMemo(() => {
    const all = feature(counties, counties.objects.counties) as FeatureCollection<Geometry, Properties>
    const wanted = new Set(values.map(value => value.code))
    const shown = all.features.filter(one => wanted.has(String(one.properties.adcode)))
    const within: FeatureCollection<Geometry, Properties> = {
      type: 'FeatureCollection',
      features: shown.length > 0 ? shown : all.features,
    }
    const projection = geoMercator().fitExtent(
      [
        [8, 8],
        [width - 8, height - 8],
      ],
      within,
    )
    const path = geoPath(projection).digits(1)
    const borders = mesh(
      counties,
      counties.objects.counties,
      // Those between cities, and the coast (an arc of one county alone).
      (a, b) =>
        a === b ||
        (a as unknown as { properties: Properties }).properties.parent !==
          (b as unknown as { properties: Properties }).properties.parent,
    )
    return {
      places: all.features.map(one => ({
        code: String(one.properties.adcode),
        name: one.properties.name,
        d: path(one) ?? '',
        at: path.centroid(one),
      })),
      borders: path(borders) ?? '',
    }
  }, [counties, values])
  const byCode = useMemo(() => new Map(values.map(value => [value.code, value])), [values])
  const bounds = useMemo(() => boundsOf(values.map(value => value.value)), [values])
  const stepOf = (value: number) => bounds.filter(bound => value >= bound).length
  const sorted = useMemo(() => [...values].sort((a, b) => b.value - a.value), [values])
  const listed = useMemo(
    () => [...(list ?? values)].sort((a, b) => (b.late ?? 0) - (a.late ?? 0) || b.value - a.value),
    [list, values],
  )
  const names = (groups ?? values).flatMap(({ code, name }) => {
    const parts = drawn.places.filter(place => place.code.startsWith(code))
    if (parts.length === 0) return []
    const sum = parts.reduce<[number, number]>(([x, y], { at }) => [x + at[0], y + at[1]], [0, 0])
    const late = (list ?? values).find(value => value.code === code)?.late ?? 0
    return [{ code, name, x: sum[0] / parts.length, y: sum[1] / parts.length, late }]
  })
  const wordsOf = (value: DivisionValue) =>
    [`${value.name} ${format.figure(value.value)}`, value.late && t.overdueCount({ count: value.late })]
      .filter(Boolean)
      .join(', ')
  const reachable = drawn.places.filter(place => byCode.has(place.code))
  const entry = reachable.some(place => place.code === chosen) ? chosen : sorted[0]?.code

  const move = (event: KeyboardEvent<SVGPathElement>, code: string) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onChoose(code)
      return
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    const from = reachable.find(place => place.code === code)
    if (!way || !from) return
    event.preventDefault()
    const [wx = 0, wy = 0] = way
    let best: { code: string; cost: number } | undefined
    for (const place of reachable) {
      const dx = place.at[0] - from.at[0]
      const dy = place.at[1] - from.at[1]
      const along = dx * wx + dy * wy
      if (place.code === code || along <= 0) continue
      const cost = along + 2 * Math.abs(dx * wy + dy * wx)
      if (!best || cost < best.cost) best = { code: place.code, cost }
    }
    if (best) svg.current?.querySelector<SVGPathElement>(`[data-code="${best.code}"]`)?.focus()
  }

  return (
    <div className="map-page">
      <div className="map panel">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing of buttons cannot be a <fieldset> */}
        <svg ref={svg} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${label} ${t.mapHint}`}>
          <g className="counties">
            {drawn.places.map(place => {
              const value = byCode.get(place.code)
              if (!value) return <path key={place.code} className="off" d={place.d} />
              const words = wordsOf(value)
              return (
                // biome-ignore lint/a11y/useSemanticElements: a path of a drawing cannot be a <button>
                <path
                  key={place.code}
                  className={`k${stepOf(value.value)}${place.code === chosen ? ' chosen' : ''}`}
                  d={place.d}
                  data-code={place.code}
                  role="button"
                  aria-label={words}
                  aria-pressed={place.code === chosen}
                  tabIndex={place.code === entry ? 0 : -1}
                  onClick={() => onChoose(place.code)}
                  onKeyDown={event => move(event, place.code)}
                >
                  <title>{words}</title>
                </path>
              )
            })}
          </g>
          <path className="cities" d={drawn.borders} />
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: drawings, nothing here takes the focus */}
          <g aria-hidden="true">
            {names.map(({ code, name, x, y, late }) => (
              <g key={code} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
                <text className="place-name">{name}</text>
                {late > 0 && (
                  <g className="pin" transform="translate(0 20)">
                    <path d="M0-14.500 15 10H-15z" />
                    <text y="7">{late > 99 ? '99+' : late}</text>
                  </g>
                )}
              </g>
            ))}
          </g>
        </svg>
        <div className="legend">
          <b>{legend}</b>
          <ol aria-hidden="true">
            <li className="s0">0</li>
            {bounds.map((bound, index) => {
              const last = (bounds[index + 1] ?? Number.POSITIVE_INFINITY) - 1
              return (
                <li key={bound} className={`s${index + 1}`}>
                  {last === Number.POSITIVE_INFINITY
                    ? `≥${format.figure(bound)}`
                    : last === bound
                      ? format.figure(bound)
                      : `${format.figure(bound)}–${format.figure(last)}`}
                </li>
              )
            })}
          </ol>
          <span className="act">
            <Status kind="overdue" bare>
              {t.mapOverdue}
            </Status>
          </span>
          {note && <span>{note}</span>}
        </div>
      </div>
      <section className="panel" aria-labelledby={listTitle && heading}>
        {listTitle && (
          <header>
            <h2 id={heading}>{listTitle}</h2>
          </header>
        )}
        <ol className="places">
          {listed.map((value, index) => (
            <li key={value.code} aria-current={value.code === chosen || undefined}>
              <span className="no">{index + 1}</span>
              <button type="button" className="link" onClick={() => onChoose(value.code)}>
                {value.name}
              </button>
              <span className="row tightly">
                {(value.late ?? 0) > 0 && (
                  <Status kind="overdue">{t.overdueCount({ count: value.late ?? 0 })}</Status>
                )}
                <span className="num">{format.figure(value.value)}</span>
              </span>
              {value.note && <p>{value.note}</p>}
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}
