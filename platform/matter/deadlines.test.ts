import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Calendar, dueAfterPause, dueAt } from './deadlines.ts'
import { checkDigit, completeNumber, formatNumber, parseNumber } from './numbers.ts'

const zone = 'Asia/Shanghai'
const off = new Set(['2022-04-30', '2022-05-01', '2022-05-02', '2022-05-03', '2022-05-04', '2022-05-08'])
const worked = new Set(['2022-04-24', '2022-05-07'])
const calendar: Calendar = {
  isWorkingDay: day => worked.has(day) || (!off.has(day) && Temporal.PlainDate.from(day).dayOfWeek < 6),
}
const at = (text: string) => new Date(`${text}+08:00`)

describe('a clock', () => {
  it.each([
    ['2022-04-29T09:00', 5, '2022-05-10'],
    ['2022-04-30T23:59', 5, '2022-05-10'],
    ['2022-05-04T12:00', 5, '2022-05-10'],
    ['2022-05-05T08:00', 1, '2022-05-06'],
    ['2022-05-06T08:00', 1, '2022-05-07'],
  ])('of working days that starts %s and runs %i days is due on %s', (start, amount, due) => {
    expect(dueAt(at(start), { unit: 'working-days', amount }, calendar, zone)).toEqual(at(`${due}T23:59:59`))
  })
  it('of 48 hours ends 48 hours later, holiday or not', () => {
    expect(dueAt(at('2022-04-30T09:12'), { unit: 'hours', amount: 48 }, calendar, zone)).toEqual(
      at('2022-05-02T09:12'),
    )
  })
  it('until six in the evening ends today before six and tomorrow after', () => {
    const until = { unit: 'time-of-day', amount: 18 * 60 } as const
    expect(dueAt(at('2022-05-05T17:59'), until, calendar, zone)).toEqual(at('2022-05-05T18:00'))
    expect(dueAt(at('2022-05-05T18:00'), until, calendar, zone)).toEqual(at('2022-05-06T18:00'))
  })
  it('of working days paused over a holiday moves by the working days lost only', () => {
    const due = at('2022-05-06T23:59:59')
    expect(
      dueAfterPause(due, 'working-days', at('2022-04-29T10:00'), at('2022-05-05T10:00'), calendar, zone),
    ).toEqual(at('2022-05-07T23:59:59'))
  })
  it('of hours moves by exactly the time paused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (span, paused) => {
        const due = new Date(1.65e12 + span)
        const moved = dueAfterPause(
          due,
          'hours',
          new Date(1.65e12),
          new Date(1.65e12 + paused),
          calendar,
          zone,
        )
        expect(moved.getTime() - due.getTime()).toBe(paused)
      }),
    )
  })
})

describe('a number', () => {
  it('is read back however it was typed', () => {
    expect(parseNumber(` ｊｘ－００２３－${checkDigit('0023')}`)).toBe(formatNumber('JX', 23))
  })

  it('is found without its check digit and zeros, and as it stands', () => {
    for (const typed of ['jx-23', 'JX-0023', `ＪＸ－0023－${checkDigit('0023')}`])
      expect(completeNumber(typed)).toBe(formatNumber('JX', 23))
  })
  it('with one digit misread is refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.nat(5),
        fc.integer({ min: 1, max: 9 }),
        (running, position, add) => {
          const right = formatNumber('JX', running)
          const digits = right.split('-')[1]!
          const i = position % digits.length
          const wrong = digits.slice(0, i) + ((Number(digits[i]) + add) % 10) + digits.slice(i + 1)
          expect(parseNumber(right)).toBe(right)
          expect(parseNumber(right.replace(digits, wrong))).toBeUndefined()
        },
      ),
    )
  })
})
