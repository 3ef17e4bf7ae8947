import { describe, expect, test } from 'vitest'
import { dayOf, deadline, duration, longDay, moment, shortDay } from './moments.ts'

const zone = 'Asia/Shanghai'
const now = new Date('2022-05-04T16:20:00+08:00')
const at = (text: string) => new Date(`${text}+08:00`)

describe('days and deadlines', () => {
  test('a day carries its weekday, and its year where it is another', () => {
    expect(longDay(now, 'zh-CN', zone)).toBe('5月4日（周三）')
    expect(longDay(now, 'en', zone)).toBe('Wed 4 May')
    expect(shortDay(at('2021-12-31T09:00:00'), 'zh-CN', zone, now)).toBe('2021年12月31日')
    expect(moment(now, 'zh-CN', zone)).toBe('5月4日16:20')
    expect(moment(now, 'en', zone)).toBe('4 May, 16:20')
  })

  test('a moment late in the evening of London is the next day in the region', () => {
    expect(dayOf(new Date('2022-05-03T20:00:00Z'), zone)).toBe('2022-05-04')
    expect(moment(new Date('2022-05-03T16:00:00Z'), 'zh-CN', zone)).toBe('5月4日00:00')
  })

  test.each([
    ['2022-05-04T15:10:00', 'overdue', '逾期1小时10分', '1 h 10 min overdue'],
    ['2022-04-29T16:00:00', 'overdue', '逾期5天', '5 d overdue'],
    ['2022-05-04T19:40:00', 'soon', '剩3小时20分', '3 h 20 min left'],
    ['2022-05-04T16:20:00', 'soon', '剩0分', '0 min left'],
    ['2022-05-09T17:30:00', 'later', '5月9日', '9 May'],
  ] as const)('a deadline at %s is %s: %s', (due, state, zh, en) => {
    expect(deadline(at(due), now, 'zh-CN', zone)).toMatchObject({ state, words: zh })
    expect(deadline(at(due), now, 'en', zone)).toMatchObject({ state, words: en })
  })

  test('amber begins with the last quarter of the time, however long it is', () => {
    expect(deadline(at('2022-05-05T16:20:00'), now, 'zh-CN', zone, at('2022-05-04T04:20:00')).state).toBe(
      'later',
    )
    expect(deadline(at('2022-05-06T16:20:00'), now, 'zh-CN', zone, at('2022-04-26T16:20:00'))).toMatchObject({
      state: 'soon',
      words: '5月6日',
      used: 0.8,
    })
  })

  test('a length of time shows its two largest units', () => {
    expect(duration(70 * 3_600_000, 'zh-CN')).toBe('2天22小时')
    expect(duration(48 * 3_600_000, 'zh-CN')).toBe('2天')
    expect(duration(59_000, 'en')).toBe('0 min')
  })
})
