import { buffer, text } from 'node:stream/consumers'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { guarded, unguarded } from './guard.ts'
import { readSheet } from './read.ts'
import { texts } from './texts.ts'
import { writeSheet } from './write.ts'

const triggers = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|']
/** How a spreadsheet program would run a cell: after blanks that it may skip, one of the triggers. */
const runs = (cell: string) => /^[\s\u200b\ufeff]*[=+\-@＝＋－＠|]/u.test(cell)
const harmless = /^(-[\d,.]+%?|\+\d[\d ]+)$/

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(
      fc.constantFrom('', ' ', '\u3000', '\u00a0', "'", "''", '\u200b'),
      fc.constantFrom(...triggers),
      fc.string(),
    )
    .map(parts => parts.join('')),
  fc.constantFrom(
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    '@SUM(1+1)*cmd|x',
    '-2+3+cmd|x',
    '+86-573-82521111',
    '=1+1,"a";b',
  ),
)

describe('an exported list', () => {
  it('holds no cell that a spreadsheet program would run, whatever was typed in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), async cells => {
        const rows = [cells]
        const header = cells.map((_, index) => `列${index}`)
        const csv = await readSheet(
          await buffer(writeSheet('csv', { name: '名单', header, rows: [...rows, cells.map(() => 'x')] })),
        )
        const bytes = await buffer(writeSheet('xlsx', { name: '名单', header, rows }))
        const book = await readXlsx(bytes, { readStyles: true })
        const written = [...(csv.rows[0]?.cells ?? []), ...(book.sheets[0]?.rows[1] ?? [])]
        for (const one of written) {
          if (typeof one === 'string' && !harmless.test(one)) expect(runs(one)).toBe(false)
        }
        for (const one of book.sheets[0]?.cells?.values() ?? []) expect(one.formula).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  it('comes back as it was when it is one of ours', () => {
    fc.assert(
      fc.property(cell, value => unguarded(guarded(value)) === value),
      { numRuns: 2000 },
    )
  })

  it('leaves negative numbers, telephone numbers and ordinary texts alone', () => {
    for (const value of [
      '-12',
      '-0.5',
      '-1,234.50',
      '-5%',
      '+86 573 82521111',
      '100-2034',
      '0573-82521111',
      'a=b',
      '',
    ]) {
      expect(guarded(value)).toBe(value)
    }
    for (const value of ['-1+1', '+86-573-82521111', '=1', '＝1', ' \u3000=1', '-', '-- 注']) {
      expect(guarded(value)).toBe(`'${value}`)
    }
  })

  it('opens in Excel with its Chinese: CSV has a mark, quotes what it must and ends lines with CRLF', async () => {
    const sheet = {
      name: '名单',
      header: ['企业名称', '备注'],
      rows: [
        ['甲,"厂"', null],
        ['乙\n厂', -3],
      ],
    }
    expect(await text(writeSheet('csv', sheet).setEncoding('utf8'))).toBe(
      '\ufeff企业名称,备注\r\n"甲,""厂""",\r\n"乙\n厂",-3\r\n',
    )
  })

  it('keeps codes of digits, dates, SQL and HTML as text in Excel, and numbers as numbers', async () => {
    const values = [
      '913304001234567890',
      '2022-05-07',
      `'); drop table x; --`,
      '<b>甲</b> & 乙',
      '_x0041_',
      '  a ',
      12.5,
    ]
    const bytes = await buffer(
      writeSheet('xlsx', {
        name: '名单/2022*[甲]',
        header: values.map((_, index) => `列${index}`),
        rows: [values],
      }),
    )
    const sheet = await readSheet(bytes)
    expect(sheet.rows[0]?.cells).toEqual(values.map(String))
    expect(sheet.name).toBe('名单 2022  甲')
    const [book] = (await readXlsx(bytes)).sheets
    expect(book?.rows[1]?.[0]).toBe('913304001234567890')
    expect(book?.rows[1]?.[6]).toBe(12.5)
  })

  it('is written row by row as it comes, a hundred thousand rows and more', async () => {
    let made = 0
    async function* rows() {
      for (; made < 120_000; made++) yield [`企业${made}`, String(made)]
    }
    let first: number | undefined
    let bytes = 0
    for await (const chunk of writeSheet('csv', { name: '名单', header: ['企业', '号'], rows: rows() })) {
      first ??= made
      bytes += (chunk as Buffer).length
    }
    expect(first).toBeLessThan(20_000)
    expect(bytes).toBeGreaterThan(1_500_000)
  })

  it('drops control characters that no file can hold', async () => {
    const bytes = await buffer(
      writeSheet('xlsx', { name: 'a', header: ['a', 'b'], rows: [['x\u0000\u0008y', 'z\ud800']] }),
    )
    expect((await readSheet(bytes)).rows[0]?.cells).toEqual(['xy', 'z\ufffd'])
  })
})

it('every text of the sheets is there in both languages, without Chinese in English', () => {
  for (const words of Object.values(texts('en'))) {
    const said = typeof words === 'string' ? words : (words as (p: Record<string, string>) => string)({})
    expect(said).not.toMatch(/\p{Script=Han}/u)
  }
})
