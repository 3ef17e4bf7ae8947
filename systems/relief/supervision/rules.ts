import type { Actor, Holding } from '#platform/db'
import type { Rule } from './schema.ts'

/** Who works in an office keeps its ledger. */
export function mayKeepLedger(actor: Actor, officeId: string): boolean {
  const isReader = (role: string) => role === 'supervisor' || role === 'admin' || role === 'auditor'
  return actor.holdings.some(held => held.officeId === officeId && !isReader(held.role))
}

/** How much of a division's code names the places next below: cities of a province, counties of a city, towns. */
export function digitsBelow(within: string): number {
  const next = { 2: 4, 4: 6, 6: 9 }[within.length]
  return next ?? 12
}

/** The widest place that keys reach in full, as `relief:3304` does. */
export function widestPlace(keys: readonly string[]): string | undefined {
  return keys
    .map(key => /^relief:(\d+)$/.exec(key)?.[1])
    .filter(code => code !== undefined)
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]
}

/** The beginning of a day in a zone. */
export function beginningOf(day: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)
}

/** Hours to one decimal. */
export const hoursOf = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds / 360) / 10

/** For which office somebody supervises a place: the nearest of it or above. */
export function supervisingOffice(actor: Actor, path: readonly string[]): string | undefined {
  return actor.holdings
    .filter((held: Holding) => held.role === 'supervisor' && path.includes(held.divisionCode))
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]?.officeId
}

/** The rule in force for a place on a day: the nearest place's latest whose day has come. */
export function ruleInForce<R extends Pick<Rule, 'within' | 'version' | 'validFrom'>>(
  rules: readonly R[],
  place: string,
  day: string,
): R | undefined {
  return rules
    .filter(rule => place.startsWith(rule.within) && rule.validFrom <= day)
    .toSorted((a, b) => b.within.length - a.within.length || b.version - a.version)[0]
}

/** Places inside a place that go by a rule of their own on a day. */
export function placesApart(
  rules: readonly Pick<Rule, 'within' | 'validFrom'>[],
  place: string,
  day: string,
): string[] {
  const inside = rules.filter(
    rule => rule.within !== place && rule.within.startsWith(place) && rule.validFrom <= day,
  )
  return [...new Set(inside.map(rule => rule.within))]
}

/** The rule looks at every full hour. */
export function nextLook(at: Date, zone: string): Date {
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  return new Date(
    now.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 }).epochMilliseconds,
  )
}

/** Papers are written while offices work; a limit may run out at night, so chasing knows no hours. */
export function isWritingTime(
  at: Date,
  calendar: { isWorkingDay(day: string): boolean },
  zone: string,
): boolean {
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  return now.hour >= 9 && now.hour < 18 && calendar.isWorkingDay(now.toPlainDate().toString())
}

/** The day that lies so many working days ahead. */
export function workingDayAfter(
  day: string,
  amount: number,
  calendar: { isWorkingDay(day: string): boolean },
): string {
  let found = Temporal.PlainDate.from(day)
  for (let left = amount; left > 0; ) {
    found = found.add({ days: 1 })
    if (calendar.isWorkingDay(found.toString())) left--
  }
  return found.toString()
}

/** The beginning of the day that lies so many working days back, today counted. */
export function workingDaysBack(
  at: Date,
  amount: number,
  calendar: { isWorkingDay(day: string): boolean },
  zone: string,
): Date {
  let day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  for (let left = amount; ; day = day.subtract({ days: 1 })) {
    if (calendar.isWorkingDay(day.toString()) && --left === 0) return beginningOf(day.toString(), zone)
  }
}

/** The Monday of a moment's week, and the one before, in a zone. */
export function mondayOf(at: Date, zone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  return day.subtract({ days: day.dayOfWeek - 1 }).toString()
}

export const dayAfter = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString()

/** Whether keys reach all of a place, as `relief:3304` does 330482. */
export function seesAll(actor: Actor, within: string): boolean {
  return actor.read.some(key => /^relief:\d+$/.test(key) && within.startsWith(key.slice('relief:'.length)))
}
