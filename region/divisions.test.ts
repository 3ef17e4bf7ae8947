import { describe, expect, test } from 'vitest'
import { ancestorsOf, isWithin, levelOf, pathOf, readDivisions } from './divisions.ts'

const rows = readDivisions()
const byCode = new Map(rows.map(row => [row.code, row]))
const standing = (level: string) => rows.filter(row => row.level === level && row.validUntil === null).length

describe('the divisions of Zhejiang', () => {
  test('the province has 11 cities, 90 counties, 1,387 towns and 25,547 villages and communities', () => {
    expect(['province', 'city', 'county', 'town', 'village'].map(standing)).toEqual([1, 11, 90, 1387, 25_547])
    expect(byCode.size).toBe(rows.length)
  })

  test('every division stands under one that the register holds and that is there before it', () => {
    const seen = new Set<string>()
    for (const row of rows) {
      if (row.parentCode === null) expect(row.code).toBe('33')
      else if (!seen.has(row.parentCode)) expect.fail(`${row.code} before its parent`)
      if (row.successorCode !== null && !seen.has(row.successorCode))
        expect.fail(`${row.code} before its successor`)
      seen.add(row.code)
    }
  })

  test('no division is valid before the one above it', () => {
    for (const row of rows)
      if (row.parentCode && byCode.get(row.parentCode)!.validFrom > row.validFrom) expect.fail(row.code)
  })

  test('a county that was merged ends on a day and names the one that took it over', () => {
    expect(byCode.get('330103')).toMatchObject({
      name: '下城区',
      validFrom: '1949-10-01',
      validUntil: '2021-04-09',
      successorCode: '330105',
    })
    for (const row of rows) {
      expect(row.validUntil === null).toBe(row.successorCode === null)
      if (row.validUntil !== null) expect(row.validUntil > row.validFrom).toBe(true)
    }
  })

  test('a division founded lately is valid from its first day, and so are its towns', () => {
    expect(byCode.get('330383')!.validFrom).toBe('2019-08-30')
    expect(byCode.get('330114002')!.validFrom).toBe('2021-04-09')
  })

  test('every county that stands has a point inside the province', () => {
    for (const row of rows.filter(row => row.level === 'county' && row.validUntil === null)) {
      expect(row.longitude).toBeGreaterThan(118)
      expect(row.longitude).toBeLessThan(123)
      expect(row.latitude).toBeGreaterThan(27)
      expect(row.latitude).toBeLessThan(31.3)
    }
    expect(byCode.get('3304')).toMatchObject({ longitude: byCode.get('330402')!.longitude })
  })

  test('a community is found under its town, county, city and province', () => {
    expect(ancestorsOf('330421002005')).toEqual(['33', '3304', '330421', '330421002'])
    expect(pathOf('3304')).toEqual(['33', '3304'])
    expect(ancestorsOf('33')).toEqual([])
    expect(levelOf('330421002')).toBe('town')
    expect(isWithin('330421002005', '3304')).toBe(true)
    expect(isWithin('3304', '3304')).toBe(true)
    expect(isWithin('330521', '3304')).toBe(false)
    expect(isWithin('3304', '330421')).toBe(false)
  })

  test('what is no division code is refused', () => {
    for (const code of ['', '3', '33042', '33042a', '嘉兴']) expect(() => levelOf(code)).toThrow(RangeError)
    expect(() => isWithin('3304', '330')).toThrow(RangeError)
  })

  test('the places of the story are where it says', () => {
    expect(byCode.get('330421002')!.name).toBe('罗星街道')
    expect(byCode.get('330483105')!.name).toBe('洲泉镇')
    expect(byCode.get('330114002005')!.name).toBe('邻里社区')
  })
})
