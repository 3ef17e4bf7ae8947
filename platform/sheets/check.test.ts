import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CheckedFields, checkRows, errorSheet } from './check.ts'
import { mapColumns, type SheetField } from './columns.ts'
import { diffRows } from './diff.ts'
import { buildRows, buildWorkbook } from './fixtures.ts'
import { readSheet } from './read.ts'
import { choiceOf, dateOf, integerOf, textOf } from './readings.ts'
import { writeSheet } from './write.ts'

type Enterprise = {
  name: string
  code?: string
  size?: 'large' | 'medium' | 'small'
  staff?: number
  stoppedOn?: string
}

const fields: CheckedFields<Enterprise> = {
  name: { names: ['企业名称', '单位名称', 'Company name'], required: true, read: textOf(20) },
  code: { names: ['统一社会信用代码', '信用代码', 'Credit code'], read: textOf(18) },
  size: {
    names: ['规模', '企业规模', 'Size'],
    read: choiceOf({ large: ['大型', '大'], medium: ['中型'], small: ['小型'] }),
  },
  staff: { names: ['从业人数', '员工人数', 'Staff'], read: integerOf(0, 100_000) },
  stoppedOn: { names: ['停产日期', 'Stopped on'], read: dateOf },
}
const list: SheetField[] = Object.entries(fields).map(([key, field]) => ({ key, ...field }))

describe('the proposal of columns', () => {
  it('knows names in Chinese and English, with stars, notes and full-width signs around them', () => {
    const proposal = mapColumns(['序号', '*企业名称（必填）', '信用代码：', 'SIZE', '员工 人数'], list)
    expect(proposal.mapping).toEqual({ name: 1, code: 2, size: 3, staff: 4 })
    expect(proposal).toMatchObject({ missing: [], unused: [0] })
    expect(new Set(Object.values(proposal.certainty))).toEqual(new Set(['exact']))
  })

  it('takes a near name only when no exact one is there, and says so', () => {
    const proposal = mapColumns(['企业规模（2021年）', '单位名称全称', '统一社会信用代码'], list)
    expect(proposal.mapping).toEqual({ code: 2, size: 0, name: 1 })
    expect(proposal.certainty).toEqual({ code: 'exact', size: 'similar', name: 'similar' })
  })

  it('says which required column is missing, and never gives one column to two fields', () => {
    expect(mapColumns(['电话'], list)).toEqual({ mapping: {}, certainty: {}, missing: ['name'], unused: [0] })
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...list.flatMap(field => field.names)), fc.string()), {
          maxLength: 12,
        }),
        header => {
          const columns = Object.values(mapColumns(header, list).mapping)
          expect(new Set(columns).size).toBe(columns.length)
          for (const column of columns) expect(column).toBeLessThan(header.length)
        },
      ),
    )
  })
})

describe('the report row by row', () => {
  const check = async (text: string) => {
    const sheet = await readSheet(Buffer.from(text))
    return {
      sheet,
      checked: checkRows({
        sheet,
        mapping: mapColumns(sheet.header, list).mapping,
        fields,
        keyOf: row => row.code ?? row.name,
        findings: row =>
          row.code !== undefined && row.code.length !== 18
            ? [{ severity: 'warning', code: 'check_digit', field: 'code', say: () => '校验位不对' }]
            : [],
      }),
    }
  }

  it('takes good rows, takes doubtful ones with a warning, refuses wrong ones with line, column and what to do', async () => {
    const { checked } = await check(
      [
        '企业名称,信用代码,规模,从业人数,停产日期',
        '甲厂,91330400MA28A1234X,中 型,"1,280",2022年5月7日',
        '乙厂,9133,大,３２０,44688',
        ',91330400MA28A1234Y,特大,很多,2022-02-30',
        '丙厂,9.13304E+17,小型,,',
      ].join('\n'),
    )
    expect(checked).toMatchObject({ ok: 1, warned: 1, refused: 2 })
    const [good, doubtful, wrong, rounded] = checked.rows
    expect(good?.values).toEqual({
      name: '甲厂',
      code: '91330400MA28A1234X',
      size: 'medium',
      staff: 1280,
      stoppedOn: '2022-05-07',
    })
    expect(doubtful?.values).toEqual({
      name: '乙厂',
      code: '9133',
      size: 'large',
      staff: 320,
      stoppedOn: '2022-05-07',
    })
    expect(doubtful?.issues.map(issue => issue.code)).toEqual(['date-from-serial', 'check_digit'])
    expect(wrong?.values).toBeUndefined()
    expect(wrong?.issues.map(({ line, column, code, value }) => [line, column, code, value])).toEqual([
      [4, '企业名称', 'required', ''],
      [4, '规模', 'not-offered', '特大'],
      [4, '从业人数', 'not-an-integer', '很多'],
      [4, '停产日期', 'not-a-date', '2022-02-30'],
    ])
    expect(wrong?.issues[1]?.say('zh-CN')).toBe('没有这个选项。请填写其中之一：大型 / 中型 / 小型。')
    expect(rounded?.issues).toMatchObject([{ code: 'number-rounded', column: '信用代码' }])
  })

  it('takes the first of two rows with the same code and refuses the second, naming the first', async () => {
    const { checked } = await check(
      '企业名称,信用代码\n甲厂,91330400MA28A1234X\n乙厂,2\n甲厂分厂,91330400MA28A1234X\n',
    )
    expect(checked.rows.map(row => row.state)).toEqual(['ok', 'warned', 'refused'])
    expect(checked.rows[2]?.issues[0]?.say('zh-CN')).toBe('与第 2 行重复。请删去其中一行。')
  })

  it('makes a sheet of the refused rows that, corrected, is read like the original', async () => {
    const { sheet, checked } = await check('企业名称,规模,联系电话\n甲厂,特大,+86-573-1\n乙厂,中型,1\n')
    const bytes = await buffer(writeSheet('xlsx', { name: '待改正', ...errorSheet(sheet, checked, 'zh-CN') }))
    const again = await readSheet(bytes)
    expect(again.header).toEqual(['需要改正的地方', '企业名称', '规模', '联系电话'])
    expect(again.rows.map(row => row.cells)).toEqual([
      ['【规模】没有这个选项。请填写其中之一：大型 / 中型 / 小型。', '甲厂', '特大', '+86-573-1'],
    ])
    expect(mapColumns(again.header, list).mapping).toEqual({ name: 1, size: 2 })
  })
})

describe('days in cells', () => {
  it.each([
    ['2022-05-07', '2022-05-07'],
    ['2022/5/7', '2022-05-07'],
    ['2022.5.7', '2022-05-07'],
    ['2022年5月7日', '2022-05-07'],
    ['20220507', '2022-05-07'],
    ['2022-05-07T08:30', '2022-05-07'],
    ['44688', '2022-05-07'],
    ['2022-13-01', undefined],
    ['7/5/2022', undefined],
    ['128', undefined],
  ])('%s is read as %s', (cell, day) => {
    const reading = dateOf(cell)
    expect('value' in reading ? reading.value : undefined).toBe(day)
  })
})

describe('the difference to what is on file', () => {
  const compare = (existing: Enterprise[], incoming: Enterprise[]) =>
    diffRows({ existing, incoming, keyOf: row => row.name, fields: ['code', 'size', 'staff', 'stoppedOn'] })

  it('shows what is new, what changes from what to what, what stays and what the file does not have', () => {
    const difference = compare(
      [{ name: '甲', staff: 10, size: 'large' }, { name: '乙', staff: 5 }, { name: '丁' }],
      [{ name: '甲', staff: 12 }, { name: '乙', staff: 5 }, { name: '丙' }],
    )
    expect(difference).toMatchObject({
      added: [{ name: '丙' }],
      changed: [{ key: '甲', fields: [{ field: 'staff', before: 10, after: 12 }] }],
      same: [{ name: '乙' }],
      missing: [{ name: '丁' }],
    })
  })

  it('counts every row once, and finds none in a file imported again', () => {
    const row = fc.record<Enterprise>({ name: fc.string(), staff: fc.integer() })
    const rows = fc.uniqueArray(row, { selector: one => one.name })
    fc.assert(
      fc.property(rows, rows, (existing, incoming) => {
        const { added, changed, same, missing } = compare(existing, incoming)
        expect(added.length + changed.length + same.length).toBe(incoming.length)
        expect(changed.length + same.length + missing.length).toBe(existing.length)
        expect(compare(incoming, incoming)).toMatchObject({ added: [], changed: [], missing: [] })
      }),
    )
  })
})

it('a city’s list of 6,537 enterprises is read in full, from Excel and from CSV alike', async () => {
  const rows = Array.from({ length: 6537 }, (_, index) => [
    `嘉兴市第${index}有限公司`,
    String(index),
    '中型',
    index,
  ])
  const header = ['企业名称', '信用代码', '规模', '从业人数']
  const book = await readSheet(
    buildWorkbook([{ name: '企业', xml: buildRows([header, ...rows].map(row => row)) }]),
  )
  const csv = await readSheet(await buffer(writeSheet('csv', { name: '企业', header, rows })))
  expect(book.rows).toHaveLength(6537)
  expect(book.rows).toEqual(csv.rows)
})
