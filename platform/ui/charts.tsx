import { type ReactNode, useId, useState } from 'react'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

export type Datum = { label: string; value: number; isAlarm?: boolean; href?: string }

/** A chart with its finding as the title, its source, and the numbers as a table behind a button. */
function Chart({
  finding,
  source,
  data,
  unit,
  children,
}: {
  finding: string
  source: string
  data: Datum[]
  unit?: string
  children: ReactNode
}) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  const id = useId()
  const [isTable, setTable] = useState(false)
  return (
    <figure className="chart">
      <figcaption>
        <b id={id}>{finding}</b> <span>{source}</span>
      </figcaption>
      {isTable ? (
        <table className="table" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{t.place}</th>
              <th scope="col" className="num">
                {unit ?? t.value}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ label, value }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="num">{format.figure(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        children
      )}
      <button type="button" className="link" aria-expanded={isTable} onClick={() => setTable(!isTable)}>
        {isTable ? t.hideTable : t.showTable}
      </button>
    </figure>
  )
}

/** Horizontal bars from 0, label left, figure at the end. `finding` states what the chart shows. */
export function Bars({
  finding,
  source,
  data,
  unit,
}: {
  finding: string
  source: string
  data: Datum[]
  unit?: string
}) {
  const format = useFormat()
  const most = Math.max(1, ...data.map(datum => datum.value))
  return (
    <Chart finding={finding} source={source} data={data} {...(unit && { unit })}>
      <ul className="bars">
        {data.map(({ label, value, isAlarm }) => (
          <li key={label}>
            <span>{label}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className={isAlarm ? 'bar-act' : 'bar-1'} width={(value / most) * 100} height="8" />
            </svg>
            <span className="num">
              {format.figure(value)}
              {unit && <span className="unit">{unit}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Chart>
  )
}

/** A line from 0 with first and last labelled: how something went from day to day. */
export function Line({
  finding,
  source,
  data,
  unit,
}: {
  finding: string
  source: string
  data: Datum[]
  unit?: string
}) {
  const format = useFormat()
  const most = Math.max(1, ...data.map(datum => datum.value))
  const x = (index: number) => 4 + (index / Math.max(1, data.length - 1)) * 292
  const y = (value: number) => 84 - (value / most) * 72
  const first = data[0]
  const last = data.at(-1)
  if (!first || !last) return null
  const points = data.map((datum, index) => `${x(index).toFixed(1)},${y(datum.value).toFixed(1)}`)
  return (
    <Chart finding={finding} source={source} data={data} {...(unit && { unit })}>
      <svg viewBox="0 0 340 104" role="img" aria-label={finding}>
        <path className="area" d={`M${x(0)},84L${points.join('L')}L${x(data.length - 1)},84z`} />
        <path className="base" d="M4 84H296" />
        <path className="line" d={`M${points.join('L')}`} />
        <circle className="dot" cx={x(data.length - 1)} cy={y(last.value)} r="3" />
        <text className="strong" x="304" y={y(last.value) + 4}>
          {format.figure(last.value)}
        </text>
        <text x="4" y="100">
          {first.label}
        </text>
        <text className="end" x="296" y="100">
          {last.label}
        </text>
      </svg>
    </Chart>
  )
}

/** A part of a whole in one bar, the words beside it: what is sure, and what is on its way. */
export function Share({
  of,
  sure,
  likely = 0,
  children,
}: {
  of: number
  sure: number
  likely?: number
  children: ReactNode
}) {
  const wide = (value: number) => (100 * Math.max(0, value)) / Math.max(1, of)
  return (
    <span className="share">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="bar-1" width={wide(sure)} height="8" />
        <rect className="bar-2" x={wide(sure)} width={wide(likely)} height="8" />
      </svg>
      <span>{children}</span>
    </span>
  )
}
