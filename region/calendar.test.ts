import facts from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addWorkingDays, BeyondCalendar, calendarDays, isWorkingDay, workingDays } from './calendar.ts'

const rows = calendarDays()
const days = workingDays(rows)
const of = (on: string) => rows.find(row => row.on === on)!

describe('the calendar of working days', () => {
  test('covers every day of 2020 to 2026 once and in order', () => {
    expect(rows.length).toBe(7 * 365 + 2)
    expect(rows[0]!.on).toBe('2020-01-01')
    expect(rows.at(-1)!.on).toBe('2026-12-31')
    expect(rows.map(row => row.on)).toEqual(rows.map(row => row.on).toSorted())
  })

  test('agrees with chinese-days on every day', () => {
    // Its facts rather than its functions: those read a day as UTC, answer in local time, and guess unpublished years.
    const holidays = new Set(Object.keys(facts.holidays))
    const worked = new Set(Object.keys(facts.workdays))
    for (const { on, isWorking } of rows) {
      const isWeekday = Temporal.PlainDate.from(on).dayOfWeek <= 5
      expect([on, isWorking]).toEqual([on, worked.has(on) || (isWeekday && !holidays.has(on))])
    }
    expect(rows.filter(row => row.name !== null).map(row => row.on)).toEqual(
      [...holidays, ...worked].filter(on => on >= days.firstOn && on <= days.lastOn).toSorted(),
    )
  })

  test('each day names the notice that says so', () => {
    for (const row of rows) expect(row.notice).toMatch(/^国办发明电〔20\d\d〕\d+号 \(20\d\d-\d\d-\d\d\)$/)
    expect(of('2022-05-04')).toEqual({
      on: '2022-05-04',
      isWorking: false,
      name: '劳动节',
      nameEn: 'Labour Day',
      notice: '国办发明电〔2021〕11号 (2021-10-25)',
    })
    // The notice for 2023 gave away the last day of 2022.
    expect(of('2022-12-31').notice).toContain('〔2022〕16号')
    expect(of('2022-12-30').notice).toContain('〔2021〕11号')
  })

  test('in 2020 the epidemic prolonged the Spring Festival and took back the make-up day', () => {
    expect(of('2020-02-01')).toMatchObject({ isWorking: false, notice: '国办发明电〔2020〕1号 (2020-01-26)' })
    expect(addWorkingDays(days, '2020-01-23', 1)).toBe('2020-02-03')
  })

  test('Sunday 24 April and Saturday 7 May 2022 are worked, 30 April to 4 May is not', () => {
    expect(isWorkingDay(days, '2022-04-24')).toBe(true)
    expect(isWorkingDay(days, '2022-05-07')).toBe(true)
    for (const on of ['2022-04-30', '2022-05-01', '2022-05-02', '2022-05-03', '2022-05-04', '2022-05-08'])
      expect(isWorkingDay(days, on)).toBe(false)
  })

  test.each(['2022-04-29', '2022-04-30', '2022-05-01', '2022-05-02', '2022-05-03', '2022-05-04'])(
    'a problem with five working days, filed on %s, is due on 10 May 2022',
    filedOn => expect(addWorkingDays(days, filedOn, 5)).toBe('2022-05-10'),
  )

  test('a deadline steps over the Spring Festival of 2022 and counts the weekend worked before it', () => {
    expect(addWorkingDays(days, '2022-01-28', 2)).toBe('2022-01-30')
    expect(addWorkingDays(days, '2022-01-28', 3)).toBe('2022-02-07')
  })

  test('no working days is today, or the next day that is worked', () => {
    expect(addWorkingDays(days, '2022-04-29', 0)).toBe('2022-04-29')
    expect(addWorkingDays(days, '2022-04-30', 0)).toBe('2022-05-05')
  })

  test('a day that no notice reaches is refused, not guessed', () => {
    expect(() => addWorkingDays(days, '2026-12-30', 2)).toThrow(BeyondCalendar)
    expect(addWorkingDays(days, '2026-12-30', 1)).toBe('2026-12-31')
    for (const on of ['2019-12-31', '2027-01-01']) {
      expect(() => isWorkingDay(days, on)).toThrow(BeyondCalendar)
      expect(() => addWorkingDays(days, on, 1)).toThrow(BeyondCalendar)
    }
    expect(() => isWorkingDay(days, '2027-01-01')).toThrow(/2027-01-01 is outside/)
  })

  test('half a day, a negative number and what is no date are refused', () => {
    for (const n of [-1, 0.5, Number.NaN])
      expect(() => addWorkingDays(days, '2022-04-29', n)).toThrow(RangeError)
    expect(() => addWorkingDays(days, '2022-02-30', 1)).toThrow(RangeError)
  })

  test('a calendar with a missing day is refused', () => {
    expect(() => workingDays(rows.filter(row => row.on !== '2022-04-24'))).toThrow(RangeError)
    expect(() => workingDays([])).toThrow(RangeError)
    expect(workingDays(rows.toReversed())).toEqual(days)
  })

  test('a deadline is a working day with exactly as many after the start, and counts in steps', () => {
    const start = fc.integer({ min: 0, max: rows.length - 200 }).map(i => rows[i]!.on)
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (from, n, m) => {
        const due = addWorkingDays(days, from, n)
        expect(rows.filter(row => row.isWorking && row.on > from && row.on <= due).length).toBe(n)
        expect(isWorkingDay(days, due)).toBe(true)
        expect(addWorkingDays(days, due, m)).toBe(addWorkingDays(days, from, n + m))
      }),
    )
  })
})
