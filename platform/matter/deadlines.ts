/** A length of time that a clock runs: working days of the calendar, hours, or until a time of day (minutes after midnight). */
export type Duration = { unit: 'working-days' | 'hours' | 'time-of-day'; amount: number }

/** Which days are worked; throws for a day beyond the published calendar. Days are ISO dates. */
export type Calendar = { isWorkingDay(day: string): boolean }

const HOUR = 3_600_000

const dayOf = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()

/** The last second of a day in the zone: a limit of days ends with its day. */
function endOf(day: Temporal.PlainDate, zone: string): Date {
  return new Date(day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1000)
}

/**
 * When a clock that starts at `start` is due. Working days count from the day after the start; a start on a day
 * off counts from the next working day just the same, so that everything filed in a holiday is due together.
 */
export function dueAt(start: Date, duration: Duration, calendar: Calendar, zone: string): Date {
  switch (duration.unit) {
    case 'hours':
      return new Date(start.getTime() + duration.amount * HOUR)
    case 'working-days': {
      let day = dayOf(start, zone)
      for (let left = duration.amount; left > 0; ) {
        day = day.add({ days: 1 })
        if (calendar.isWorkingDay(day.toString())) left--
      }
      return endOf(day, zone)
    }
    case 'time-of-day': {
      const time = { hour: Math.floor(duration.amount / 60), minute: duration.amount % 60 }
      const today = dayOf(start, zone).toZonedDateTime({ timeZone: zone, plainTime: time })
      const due = today.epochMilliseconds > start.getTime() ? today : today.add({ days: 1 })
      return new Date(due.epochMilliseconds)
    }
  }
}

/**
 * Where a due moment moves to when its clock was paused from `pausedAt` to `resumedAt`: hours by the time paused,
 * working days by the working days that began within the pause; a time of day does not move.
 */
export function dueAfterPause(
  due: Date,
  unit: Duration['unit'],
  pausedAt: Date,
  resumedAt: Date,
  calendar: Calendar,
  zone: string,
): Date {
  switch (unit) {
    case 'hours':
      return new Date(due.getTime() + (resumedAt.getTime() - pausedAt.getTime()))
    case 'working-days': {
      let lost = 0
      const last = dayOf(resumedAt, zone)
      for (
        let day = dayOf(pausedAt, zone).add({ days: 1 });
        Temporal.PlainDate.compare(day, last) <= 0;
        day = day.add({ days: 1 })
      ) {
        if (calendar.isWorkingDay(day.toString())) lost++
      }
      return lost === 0 ? due : dueAt(due, { unit, amount: lost }, calendar, zone)
    }
    case 'time-of-day':
      return due
  }
}

/** When to remind: at the last quarter of the time from start to due. */
export const remindAt = (start: Date, due: Date): Date =>
  new Date(start.getTime() + 0.75 * (due.getTime() - start.getTime()))
