import published from './data/calendar.json' with { type: 'json' }

/** One day of the Chinese working calendar; `on` is an ISO date, `notice` the one that says so. */
export type CalendarDay = {
  on: string
  isWorking: boolean
  /** The holiday, or the one that a make-up day is worked for; null on ordinary days. */
  name: string | null
  nameEn: string | null
  /** Number and date of the State Council General Office's notice for the year, or for that day. */
  notice: string
}

/** The working days between the first and last day published, both included; days are ISO dates. */
export type WorkingDays = { firstOn: string; lastOn: string; working: ReadonlySet<string> }

/** Asked for a day on which no notice has been published: nobody guesses what the State Council will say. */
export class BeyondCalendar extends Error {
  override readonly name = 'BeyondCalendar'
  readonly on: string
  readonly lastOn: string
  constructor(on: string, days: Pick<WorkingDays, 'firstOn' | 'lastOn'>) {
    super(
      `the calendar of working days is published from ${days.firstOn} to ${days.lastOn}; ${on} is outside`,
    )
    this.on = on
    this.lastOn = days.lastOn
  }
}

const english: Record<string, string> = published.names

function* daysBetween(from: string, until: string): Generator<Temporal.PlainDate> {
  const last = Temporal.PlainDate.from(until)
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, last) <= 0; ) {
    yield day
    day = day.add({ days: 1 })
  }
}

/**
 * Every day of the years whose notice is published (2020–2026), in order. Source: data/calendar.json, from the notices
 * of the State Council's General Office; a later notice overrides an earlier one, as in January 2020.
 */
export function calendarDays(): CalendarDay[] {
  const said = new Map<string, Omit<CalendarDay, 'on'>>()
  const ofYear = new Map<number, string>()
  for (const { year, notice: number, issuedOn, holidays, makeUpDays } of published.notices) {
    const notice = `${number} (${issuedOn})`
    if (!ofYear.has(year)) ofYear.set(year, notice)
    for (const { name, from, until } of holidays)
      for (const day of daysBetween(from, until))
        said.set(day.toString(), { isWorking: false, name, nameEn: english[name]!, notice })
    for (const { name, on } of makeUpDays)
      said.set(on, { isWorking: true, name, nameEn: english[name]!, notice })
  }
  const years = [...ofYear.keys()]
  const days: CalendarDay[] = []
  for (const day of daysBetween(`${Math.min(...years)}-01-01`, `${Math.max(...years)}-12-31`)) {
    const on = day.toString()
    const ordinary = {
      isWorking: day.dayOfWeek <= 5,
      name: null,
      nameEn: null,
      notice: ofYear.get(day.year)!,
    }
    days.push({ on, ...(said.get(on) ?? ordinary) })
  }
  return days
}

/**
 * The set that deadlines are counted over, from rows as {@link calendarDays} or the database gives them, in any order.
 * @throws RangeError when a day between the first and the last is missing, or there is none
 */
export function workingDays(days: Iterable<Pick<CalendarDay, 'on' | 'isWorking'>>): WorkingDays {
  const sorted = [...days].sort((a, b) => (a.on < b.on ? -1 : 1))
  const firstOn = sorted[0]?.on
  const lastOn = sorted.at(-1)?.on
  if (firstOn === undefined || lastOn === undefined) throw new RangeError('a calendar without days')
  const span = Temporal.PlainDate.from(firstOn).until(lastOn).days + 1
  if (span !== sorted.length)
    throw new RangeError(`${firstOn} to ${lastOn} has ${span} days, not ${sorted.length}`)
  return { firstOn, lastOn, working: new Set(sorted.filter(day => day.isWorking).map(day => day.on)) }
}

/** @throws BeyondCalendar outside the published years */
export function isWorkingDay(days: WorkingDays, on: string): boolean {
  if (on < days.firstOn || on > days.lastOn) throw new BeyondCalendar(on, days)
  return days.working.has(on)
}

/**
 * The n-th working day after `from`, which itself doesn't count: five from Friday 29 April 2022 is Tuesday 10 May.
 * With 0 the day itself if it is worked, else the next that is. Days are ISO dates, n a whole number.
 * @throws BeyondCalendar when it or `from` lies outside the published years
 * @throws RangeError when n is negative or broken, or `from` no date
 */
export function addWorkingDays(days: WorkingDays, from: string, n: number): string {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`not a number of working days: ${n}`)
  let day = Temporal.PlainDate.from(from)
  if (n === 0 && isWorkingDay(days, day.toString())) return day.toString()
  isWorkingDay(days, day.toString())
  for (let left = Math.max(n, 1); left > 0; ) {
    day = day.add({ days: 1 })
    if (isWorkingDay(days, day.toString())) left--
  }
  return day.toString()
}
