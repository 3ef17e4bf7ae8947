import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDivisions } from './divisions.ts'
import { englishName, nameMatches, nameTokens, queryTokens } from './names.ts'

const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map(point => String.fromCodePoint(point))
const name = fc.array(fc.oneof({ weight: 8, arbitrary: han }, fc.constantFrom('A', '3', '（', '𠮷')), {
  minLength: 1,
  maxLength: 20,
})
const chineseName = fc.array(han, { minLength: 2, maxLength: 12 })

describe('what a name is found by', () => {
  test('any two neighbouring characters of a name are among its pairs', () => {
    fc.assert(
      fc.property(name, characters => {
        const { bigrams } = nameTokens(characters.join(''))
        for (let i = 0; i + 1 < characters.length; i++)
          expect(bigrams).toContain(characters[i]! + characters[i + 1]!)
        expect(new Set(bigrams).size).toBe(bigrams.length)
      }),
    )
  })

  test('a name of one character is its own pair', () => {
    expect(nameTokens('沪').bigrams).toEqual(['沪'])
  })

  test('whatever part of a Chinese name is typed, two characters or more, its pairs find the name', () => {
    fc.assert(
      fc.property(chineseName, fc.nat(), fc.nat(), (characters, a, b) => {
        const from = a % (characters.length - 1)
        const until = from + 2 + (b % (characters.length - from - 1))
        const typed = characters.slice(from, until).join('')
        const [lookup] = queryTokens(typed)
        expect(lookup).toMatchObject({ how: 'characters', wanted: typed })
        const { bigrams } = nameTokens(characters.join(''))
        for (const pair of lookup!.bigrams) expect(bigrams).toContain(pair)
        expect(nameMatches(characters.join(''), typed)).toBe(true)
      }),
    )
  })

  test('every division is found by its own full pinyin, and by its initials', () => {
    for (const row of readDivisions()) {
      if (!/^[a-z0-9]+$/.test(row.pinyin) || !/^[a-z0-9]+$/.test(row.initials)) expect.fail(row.name)
      if ([...row.name].filter(c => /\p{Script=Han}/u.test(c)).length > row.initials.length)
        expect.fail(row.name)
      const [lookup] = queryTokens(row.pinyin)
      if (lookup?.how !== 'pinyin' || lookup.wanted !== row.pinyin) expect.fail(`${row.name} ${row.pinyin}`)
    }
  })

  test.each([
    ['台州市', 'taizhoushi'],
    ['丽水市', 'lishuishi'],
    ['乐清市', 'yueqingshi'],
    ['莲都区', 'lianduqu'],
    ['鄞州区', 'yinzhouqu'],
    ['嵊州市', 'shengzhoushi'],
    ['嵊泗县', 'shengsixian'],
    ['衢州市', 'quzhoushi'],
    ['单县', 'shanxian'],
    ['朝晖街道', 'zhaohuijiedao'],
    ['三都镇', 'sanduzhen'],
    ['长兴县', 'changxingxian'],
    ['景宁畲族自治县', 'jingningshezuzizhixian'],
    ['女埠街道', 'nvbujiedao'],
  ])('%s is spelled %s', (place, spelled) => {
    expect(nameTokens(place).pinyin).toBe(spelled)
  })

  test('a person is read by the surname', () => {
    expect(nameTokens('单丹', { surname: true })).toEqual({
      bigrams: ['单丹'],
      pinyin: 'shandan',
      initials: 'sd',
    })
    expect(nameTokens('尉迟恭', { surname: true }).pinyin).toBe('yuchigong')
    expect(nameTokens('仇英', { surname: true }).initials).toBe('qy')
  })

  test('Latin letters and digits of a name stay, punctuation goes', () => {
    expect(nameTokens('ABC电子（中国）3厂')).toMatchObject({
      pinyin: 'abcdianzizhongguo3chang',
      initials: 'abcdzzg3c',
    })
  })
})

describe('what a typed query looks in', () => {
  test('too little is no search', () => {
    for (const query of ['', ' ', '嘉', 'j', '%', '_%', '()']) expect(queryTokens(query)).toEqual([])
  })
  test('two characters look in the pairs, also spread by a space', () => {
    expect(queryTokens(' 嘉兴 ')).toEqual([{ how: 'characters', bigrams: ['嘉兴'], wanted: '嘉兴' }])
    expect(queryTokens('沈 亦')).toEqual([{ how: 'characters', bigrams: ['沈亦'], wanted: '沈亦' }])
  })
  test('several words must all be there', () => {
    expect(queryTokens('光伏 平湖市')).toEqual([
      { how: 'characters', bigrams: ['光伏', '平湖', '湖市'], wanted: '平湖市' },
    ])
    expect(nameMatches('平湖市示范光伏有限公司', '光伏 平湖市')).toBe(true)
    expect(nameMatches('平湖市示范化纤有限公司', '光伏 平湖市')).toBe(false)
  })
  test('letters that spell nothing are initials, those that spell syllables pinyin, finished or not', () => {
    expect(queryTokens('jx')).toEqual([{ how: 'initials', bigrams: ['jx'], wanted: 'jx' }])
    expect(queryTokens('JiaX')).toEqual([{ how: 'pinyin', bigrams: [], wanted: 'jiax' }])
    expect(queryTokens('guang fu')).toEqual([{ how: 'pinyin', bigrams: [], wanted: 'guangfu' }])
  })
  test('letters that can be either look in both', () => {
    expect(queryTokens('ahe').map(lookup => lookup.how)).toEqual(['pinyin', 'initials'])
  })
  test('characters and letters mixed look in the column of the letters', () => {
    expect(queryTokens('嘉兴gd')).toEqual([{ how: 'initials', bigrams: ['jx', 'xg', 'gd'], wanted: 'jxgd' }])
    expect(queryTokens('沈yi')).toEqual([{ how: 'pinyin', bigrams: [], wanted: 'shenyi' }])
    expect(nameMatches('嘉兴光电有限公司', '嘉兴gd')).toBe(true)
    expect(nameMatches('家兴光电有限公司', '嘉兴gd')).toBe(false)
  })
  test('a credit code is looked up from its first four characters, full-width too', () => {
    expect(queryTokens('91339900ma')).toEqual([{ how: 'code', bigrams: [], wanted: '91339900MA' }])
    expect(queryTokens('９１３３')).toEqual([{ how: 'code', bigrams: [], wanted: '9133' }])
  })
  test('what is wanted never holds a character that a pattern would read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), query => {
        for (const { wanted, bigrams } of queryTokens(query)) {
          expect(wanted).toMatch(/^[\p{Script=Han}a-zA-Z0-9]+$/u)
          for (const pair of bigrams) expect(pair).not.toMatch(/[%_\\]/)
        }
      }),
    )
  })
})

test.each([
  ['浙江省', 'Zhejiang Province'],
  ['嘉兴市', 'Jiaxing'],
  ['淳安县', "Chun'an County"],
  ['景宁畲族自治县', 'Jingning She Autonomous County'],
  ['罗星街道', 'Luoxing Subdistrict'],
  ['洲泉镇', 'Zhouquan Town'],
  ['周庄村村委会', 'Zhouzhuang Village'],
  ['邻里社区', 'Linli Community'],
])('%s is %s to an English reader', (name, english) => {
  expect(englishName(name)).toBe(english)
})
