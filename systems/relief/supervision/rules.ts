import type { Actor, Holding } from '#platform/db'

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
