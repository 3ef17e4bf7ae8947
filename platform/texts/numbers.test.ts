import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chineseNumber, figure, type Manner, type PhraseOptions, phrase } from './numbers.ts'

const table: [number, Manner, PhraseOptions, string, string][] = [
  [6537, 'over', { unit: '家' }, '6500多家', 'more than 6,500'],
  [94, 'over', { unit: '个' }, '90多个', 'more than 90'],
  [5060, 'over', { unit: '人', to: 1000 }, '5000多人', 'more than 5,000'],
  [5060, 'over', { unit: '人' }, '5000多人', 'more than 5,000'],
  [22, 'over', { unit: '顿' }, '20多顿', 'more than 20'],
  [93, 'over', { unit: '名' }, '90多名', 'more than 90'],
  [14_870_000, 'near', { to: 1_000_000 }, '近1500万', 'nearly 15 million'],
  [14_870_000, 'near', {}, '近1500万', 'nearly 15 million'],
  [18_000, 'exact', { unit: '小时' }, '1.8万小时', '18,000'],
  [2578, 'exact', { unit: '人次' }, '2578人次', '2,578'],
  [21.6, 'atLeast', { isPercent: true }, '20%以上', 'at least 20%'],
  [20, 'atLeast', { isPercent: true }, '20%以上', 'at least 20%'],
  [4980, 'about', { unit: '人' }, '约5000人', 'about 5,000'],
  [164.7e8, 'exact', { unit: '元' }, '164.7亿元', '16,470 million'],
  [90, 'over', { unit: '个' }, '90个', '90'],
  [7, 'over', { unit: '件' }, '7件', '7'],
  [0, 'over', { unit: '件' }, '0件', '0'],
]

describe('numbers in running text', () => {
  test.each(table)('%d (%s, %o) reads %s in Chinese and %s in English', (value, manner, options, zh, en) => {
    expect(phrase(value, manner, 'zh-CN', options)).toBe(zh)
    expect(phrase(value, manner, 'en', options)).toBe(en)
  })

  test('a printed 多 is never above the number, a printed 近 never below it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), value => {
        const over = Number.parseInt(phrase(value, 'over', 'zh-CN'), 10)
        const near = Number.parseInt(phrase(value, 'near', 'zh-CN').replace('近', ''), 10)
        expect(over).toBeLessThanOrEqual(value)
        if (!phrase(value, 'near', 'zh-CN').includes('万')) expect(near).toBeGreaterThanOrEqual(value)
      }),
    )
  })

  test('tables separate thousands, Chinese running text counts in 万 and 亿', () => {
    expect(figure(6537, 'zh-CN')).toBe('6,537')
    expect(chineseNumber(9999)).toBe('9999')
    expect(chineseNumber(10_000)).toBe('1万')
    expect(chineseNumber(99_999_999)).toBe('1亿')
  })
})
