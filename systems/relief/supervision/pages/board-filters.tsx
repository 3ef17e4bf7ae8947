import { useState } from 'react'
import { FilterBar, FilterDate, FilterSelect, useAddress, useBusinessNow, useFormat } from '#platform/ui'
import { useMomentOf } from '../../pages/moment-of.ts'
import { categories, useWords } from '../../pages/words.ts'
import { useSupervisionTexts } from './calls.ts'

const FIRST_DAY = '2020-01-01'
const readyDays = [7, 30] as const
const DAY = 86_400_000
// A browser may know no Temporal.
const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) - days * DAY).toISOString().slice(0, 10)

/** What narrows the board. It lives in the address, so that a view can be shared; what is wrong stays here, with words. */
export function BoardFilters({ filter }: { filter: Partial<Record<string, string>> }) {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const now = useBusinessNow()
  const { setQuery } = useAddress()
  const momentOf = useMomentOf()
  const today = format.dayKey(now)
  const [typed, setTyped] = useState<{ from?: string; until?: string }>({})
  const [cutOff, setCutOff] = useState(() => {
    if (!filter.cutOff) return ''
    const at = new Date(filter.cutOff)
    return `${format.dayKey(at)}T${format.time(at)}`
  })
  const period = { from: filter.from ?? '', until: filter.until ?? '', ...typed }
  const wrong = wrongIn(period, today)
  const isAhead = cutOff !== '' && new Date(momentOf(cutOff)) > now
  const change = (days: { from?: string; until?: string }) => {
    const next = { ...period, ...days }
    const isWrong = Object.keys(wrongIn(next, today)).length > 0
    setTyped(isWrong ? next : {})
    if (!isWrong) setQuery(next)
  }
  const ready = readyDays.find(days => period.until === '' && period.from === daysBefore(today, days))
  return (
    <FilterBar
      onClear={
        ['from', 'until', 'cutOff', 'category'].some(name => filter[name])
          ? () => {
              setTyped({})
              setCutOff('')
              setQuery({ from: '', until: '', cutOff: '', category: '' })
            }
          : undefined
      }
    >
      <FilterSelect
        label={t.period}
        value={ready === undefined ? (period.from || period.until) && 'own' : String(ready)}
        onChange={days => {
          if (days !== 'own') change({ from: days && daysBefore(today, Number(days)), until: '' })
        }}
        options={[
          ...readyDays.map(days => ({ value: String(days), label: t.lastDays({ days: String(days) }) })),
          ...(ready === undefined && (period.from || period.until)
            ? [{ value: 'own', label: t.ownPeriod }]
            : []),
        ]}
      />
      <FilterDate
        label={t.from}
        earliest={FIRST_DAY}
        latest={today}
        value={period.from}
        onChange={from => change({ from })}
        error={wrong.from && t[wrong.from]}
      />
      <FilterDate
        label={t.until}
        earliest={period.from || FIRST_DAY}
        latest={today}
        value={period.until}
        onChange={until => change({ until })}
        error={wrong.until && t[wrong.until]}
      />
      <FilterSelect
        label={t.category}
        value={filter.category ?? ''}
        onChange={category => setQuery({ category })}
        options={categories.map(one => ({ value: one, label: words.category(one) }))}
      />
      <FilterDate
        label={t.at}
        withTime
        value={cutOff}
        onChange={chosen => {
          setCutOff(chosen)
          const at = chosen === '' ? '' : momentOf(chosen)
          if (at === '' || new Date(at) <= now) setQuery({ cutOff: at })
        }}
        error={isAhead ? t.dayAhead : undefined}
      />
    </FilterBar>
  )
}

/** Whether the address asks for a period that can't be. */
export function useWrongPeriod({ from = '', until = '' }: Partial<Record<string, string>>): boolean {
  const format = useFormat()
  const now = useBusinessNow()
  return Object.keys(wrongIn({ from, until }, format.dayKey(now))).length > 0
}

type Wrong = 'dayAhead' | 'dayTooEarly' | 'untilBeforeFrom'

/** What is wrong with a period, by the field that is to be changed. */
function wrongIn({ from, until }: { from: string; until: string }, today: string) {
  const ofDay = (day: string): Wrong | undefined =>
    day === '' ? undefined : day > today ? 'dayAhead' : day < FIRST_DAY ? 'dayTooEarly' : undefined
  const wrong: { from?: Wrong; until?: Wrong } = {}
  const [first, last] = [ofDay(from), ofDay(until)]
  if (first !== undefined) wrong.from = first
  if (last !== undefined) wrong.until = last
  else if (from !== '' && until !== '' && until < from) wrong.until = 'untilBeforeFrom'
  return wrong
}
