import { describe, expect, test } from 'vitest'
import { checkRows } from '#platform/sheets'
import { pathOf, readDivisions } from '#region/divisions'
import { type ListedEnterprise, moneyOf, readersOf, unitOf } from './fields.ts'
import { type Officer, officerFinder } from './officers.ts'
import { placeFinder } from './places.ts'

const places = readDivisions()
  .filter(({ level, code }) => level !== 'village' || code.startsWith('330421002'))
  .map(({ code, name, successorCode }) => ({ code, name, path: pathOf(code), successor: successorCode }))

describe('a town is found', () => {
  const inJiaxing = placeFinder(places, ['3304'])
  test.each([
    ['罗星街道', '330421002'],
    ['嘉善县罗星街道', '330421002'],
    ['嘉善罗星街道', '330421002'],
    ['浙江省嘉兴市嘉善县罗星街道', '330421002'],
    ['嘉兴市 嘉善县 / 罗星街道', '330421002'],
    ['330421002', '330421002'],
    ['330421002000', '330421002'],
    ['330421000000', '330421'],
    ['嘉善县', '330421'],
  ])('by %s', (typed, code) => {
    expect(inJiaxing(typed)).toMatchObject({ is: 'found', place: { code } })
  })

  test('by the code of a village, where it was looked for', () => {
    const village = places.find(one => one.code.length === 12)!
    expect(inJiaxing(village.code)).toMatchObject({ is: 'found', place: { code: village.code } })
  })

  test('with its candidates when several bear the name, until the county is told', () => {
    const names = places
      .filter(one => one.code.length === 9 && one.code.startsWith('33'))
      .map(one => one.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)!
    const everywhere = placeFinder(places, ['33'])
    const found = everywhere(twice)
    expect(found.is).toBe('many')
    if (found.is !== 'many') return
    expect(found.candidates.length).toBeGreaterThan(1)
    const [first] = found.candidates
    const county = places.find(one => one.code === first!.code.slice(0, 6))!
    expect(everywhere(county.name + twice)).toMatchObject({ is: 'found', place: { code: first!.code } })
  })

  test('outside the place, and is then told apart from one that does not exist', () => {
    const inHaiyan = placeFinder(places, ['330424'])
    expect(inHaiyan('罗星街道')).toMatchObject({ is: 'outside', place: { code: '330421002' } })
    expect(inHaiyan('330421002')).toMatchObject({ is: 'outside' })
    expect(inHaiyan('无此街道')).toEqual({ is: 'unknown', candidates: [] })
  })

  test('among what it may have meant when mistyped', () => {
    const found = inJiaxing('罗星街')
    expect(found).toMatchObject({ is: 'unknown', candidates: [{ code: '330421002' }] })
  })

  test('under its successor when it was merged', () => {
    const merged = places.find(one => one.successor !== null)!
    const found = placeFinder(places, ['33'])(merged.code)
    expect(found).toMatchObject({ is: 'found', followed: true, place: { code: merged.successor } })
  })
})

describe('a liaison officer is found', () => {
  const officer = (
    id: string,
    account: string,
    name: string,
    office: string,
    divisionCode: string,
  ): Officer => ({
    id,
    account,
    name,
    officeId: `o-${divisionCode}`,
    office,
    divisionCode,
  })
  const find = officerFinder(
    [
      officer('1', 'shenyi', '沈亦', '嘉兴市经济和信息化局', '3304'),
      officer('2', 'lina', '李娜', '嘉善县罗星街道办事处', '330421002'),
      officer('3', 'lina2', '李娜', '嘉善县经济和信息化局', '330421'),
      officer('4', 'wangwu', '王五', '海盐县经济和信息化局', '330424'),
    ],
    new Set(['zhaoliu', '赵六']),
  )
  const path = ['33', '3304', '330421', '330421002']
  test.each([
    ['shenyi', undefined, '1'],
    ['ShenYi', undefined, '1'],
    ['沈亦', undefined, '1'],
    ['李娜', '嘉善县经济和信息化局', '3'],
    ['李娜（嘉善县罗星街道办事处）', undefined, '2'],
    ['嘉善县经济和信息化局 李娜', undefined, '3'],
    ['李娜/罗星街道', undefined, '2'],
  ])('by %s %s', (typed, office, id) => {
    expect(find(typed, office, path)).toMatchObject({ is: 'found', officer: { id } })
  })
  test('or it is said why not', () => {
    expect(find('李娜', undefined, path)).toMatchObject({
      is: 'many',
      candidates: [{ id: '2' }, { id: '3' }],
    })
    expect(find('王五', undefined, path)).toMatchObject({ is: 'elsewhere' })
    expect(find('赵六', undefined, path)).toEqual({ is: 'no-liaison' })
    expect(find('无此人', undefined, path)).toEqual({ is: 'unknown' })
  })
})

test.each([
  ['2,500.5', '万元', '2500500000'],
  ['1.2亿', '万元', '12000000000'],
  ['3000', '元', '300000'],
  ['0.01', '元', '1'],
  ['５００', '千元', '50000000'],
  ['800万元', '亿元', '800000000'],
] as const)('an amount of %s in %s is %s fen', (cell, unit, fen) => {
  expect(moneyOf(unit)(cell)).toEqual({ value: fen })
})
test('what is no amount is refused', () => {
  for (const cell of ['很多', '-5', '1e5', '12,34', '9'.repeat(16)])
    expect(moneyOf('万元')(cell)).toMatchObject({ error: { code: 'not-an-amount' } })
})
test('the unit stands in the column’s name', () => {
  expect(['营业收入（万元）', '营收(亿元)', '营业收入/千元', '营业收入'].map(unitOf)).toEqual([
    '万元',
    '亿元',
    '千元',
    undefined,
  ])
})

test('names of industries, sizes and lists become codes; what is unknown stays as written', () => {
  const sheet = {
    header: ['c', 'n', 'd', 'i', 's', 'l'],
    rows: [
      { line: 2, cells: ['1', '甲厂', 'x', '汽车制造业', '大型企业', '规上工业企业、百强；白名单'] },
      { line: 3, cells: ['2', '乙厂', 'x', '36', 'M', ''] },
      { line: 4, cells: ['3', '丙厂', 'x', '手工业', '', ''] },
    ],
  }
  const { rows } = checkRows<ListedEnterprise>({
    sheet,
    mapping: { creditCode: 0, name: 1, division: 2, industry: 3, size: 4, lists: 5 },
    fields: readersOf('万元'),
  })
  expect(rows[0]?.values).toMatchObject({
    industry: 'C36',
    size: 'large',
    lists: ['above-scale', 'top100', '白名单'],
  })
  expect(rows[1]?.values).toMatchObject({ industry: 'C36', size: 'medium' })
  expect(rows[2]).toMatchObject({
    state: 'warned',
    values: { industry: '手工业' },
    issues: [{ code: 'industry-unknown' }],
  })
})
