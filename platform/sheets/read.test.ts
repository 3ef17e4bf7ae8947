import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readSheetApart } from './apart.ts'
import { packArchive } from './archive.ts'
import { buildRows, buildWorkbook, packed } from './fixtures.ts'
import { readSheet } from './read.ts'
import { SheetRefusal } from './refusal.ts'
import { type SheetRefusalCode, sheetRefusals } from './refusals.ts'
import type { Sheet } from './sheet.ts'
import { texts } from './texts.ts'

const header = ['企业名称', '统一社会信用代码', '联系电话']

async function refusal(reading: Promise<Sheet>): Promise<SheetRefusal> {
  const outcome = await reading.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(SheetRefusal)
  return outcome as SheetRefusal
}

const cellsOf = (sheet: Sheet) => sheet.rows.map(row => row.cells)

describe('a CSV file', () => {
  it('is read in GB18030 without any declaration, characters beyond GBK included', async () => {
    const bytes = iconv.encode('企业名称,联系电话\r\n嘉兴市㐂㐂餐饮有限公司,0573-82521111\r\n', 'gb18030')
    const sheet = await readSheet(bytes)
    expect(sheet).toMatchObject({
      format: 'csv',
      encoding: 'gb18030',
      delimiter: ',',
      header: ['企业名称', '联系电话'],
    })
    expect(cellsOf(sheet)).toEqual([['嘉兴市㐂㐂餐饮有限公司', '0573-82521111']])
    expect(sheet.warnings.map(warning => warning.code)).toEqual(['decoded-gb18030'])
  })

  it('is read in UTF-8 with and without its mark, and as the Unicode text that Excel saves', async () => {
    const text = '企业名称\t联系人\r\n甲厂\t张三\r\n'
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    ]) {
      const sheet = await readSheet(bytes)
      expect(sheet.header).toEqual(['企业名称', '联系人'])
      expect(sheet.delimiter).toBe('\t')
      expect(cellsOf(sheet)).toEqual([['甲厂', '张三']])
    }
  })

  it('with a few spoilt bytes is refused with their line and not read as wrong characters', async () => {
    const bytes = Buffer.from('企业名称,联系人\n甲纺织有限公司,张三\n乙纺织有限公司,李四\n')
    bytes[bytes.indexOf(Buffer.from('乙'))] = 0xff
    expect(await refusal(readSheet(bytes))).toMatchObject({ code: 'encoding-broken', line: 3 })
  })

  it('keeps quotes, separators and line breaks in quoted cells, and counts lines as an editor does', async () => {
    const text = 'name;note\n"a;b";"she said ""no""\nand left"\n\nlast;\n'
    const sheet = await readSheet(Buffer.from(text))
    expect(sheet.delimiter).toBe(';')
    expect(sheet.rows).toEqual([
      { line: 2, cells: ['a;b', 'she said "no"\nand left'] },
      { line: 5, cells: ['last', ''] },
    ])
  })

  it('without a closing quote is refused with the line where it opens', async () => {
    const bytes = Buffer.from('name,note\na,b\nc,"d\ne,f\n')
    expect(await refusal(readSheet(bytes))).toMatchObject({ code: 'quote-unclosed', line: 3, column: 1 })
  })

  it('with a line of a million columns is refused, quickly and with its line', async () => {
    const bytes = Buffer.from(`name,note\n${'x,'.repeat(1_000_000)}\n`)
    expect(await refusal(readSheet(bytes))).toMatchObject({ code: 'too-many-columns', line: 2 })
  })

  it('with a cell longer than Excel allows, or more rows than the limit, is refused', async () => {
    const long = Buffer.from(`name,note\na,${'x'.repeat(40_000)}\n`)
    expect(await refusal(readSheet(long))).toMatchObject({ code: 'cell-too-long', line: 2 })
    const many = Buffer.from(`name,note\n${'a,b\n'.repeat(11)}`)
    expect(await refusal(readSheet(many, { maxRows: 10 }))).toMatchObject({ code: 'too-many-rows', line: 12 })
    expect((await readSheet(many, { maxRows: 11 })).rows).toHaveLength(11)
  })

  it('flags the codes that Excel rounded to 9.13304E+17 and leaves the rest of the row usable', async () => {
    const sheet = await readSheet(
      Buffer.from('企业名称,统一社会信用代码\n甲厂,9.13304E+17\n乙厂,91330400MA28A1234X\n'),
    )
    expect(sheet.rows[0]?.flaws).toEqual({ 1: 'number-rounded' })
    expect(sheet.rows[1]?.flaws).toBeUndefined()
  })

  it('keeps SQL and HTML in every field exactly as written', async () => {
    const evil = [
      `'); drop table relief.enterprise; --`,
      `<script>alert('甲')</script>`,
      `' or '1'='1`,
      `'-- `,
      `"><img src=x onerror=alert(1)>`,
      '  leading and trailing  ',
    ]
    const lines = evil.map(cell => [cell, cell, cell].map(one => `"${one.replaceAll('"', '""')}"`).join(','))
    const sheet = await readSheet(Buffer.from(`${header.join(',')}\n${lines.join('\n')}\n`))
    expect(cellsOf(sheet)).toEqual(evil.map(cell => [cell, cell, cell]))
    const book = await readSheet(
      buildWorkbook([{ name: '企业', xml: buildRows([header, ...evil.map(cell => [cell, cell, cell])]) }]),
    )
    expect(cellsOf(book)).toEqual(evil.map(cell => [cell, cell, cell]))
  })

  it('finds the column names below a title and an empty line, and says so', async () => {
    const sheet = await readSheet(
      Buffer.from('2022年嘉兴市重点企业名单,,\n\n企业名称,规模,电话\n甲厂,中型,1\n'),
    )
    expect(sheet).toMatchObject({ header: ['企业名称', '规模', '电话'], headerLine: 3 })
    expect(sheet.warnings).toMatchObject([{ code: 'header-not-first', line: 3 }])
  })

  it('without column names is refused with what to do', async () => {
    const found = await refusal(readSheet(Buffer.from('甲厂,13800000000,128\n乙厂,13800000001,256\n')))
    expect(found.code).toBe('header-missing')
    expect(found.detail('zh-CN')).toContain('企业名称')
    expect(found.detail('en')).toContain('column names')
  })
})

describe('an upload', () => {
  it('of 300 MB is refused as it arrives, without taking it in', async () => {
    let sent = 0
    let ended = false
    async function* upload() {
      try {
        const piece = Buffer.alloc(1024 * 1024, 'a,b\n')
        for (; sent < 300; sent++) yield piece
      } finally {
        ended = true
      }
    }
    const found = await refusal(readSheet(upload()))
    expect(found).toMatchObject({ code: 'too-large', values: { limit: '30 MB' } })
    expect(sent).toBeLessThan(32)
    expect(ended).toBe(true)
  })

  it('of 300 MB on disk is refused by its size', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sheet-'))
    try {
      const path = join(folder, 'huge.csv')
      const file = await open(path, 'w')
      await file.truncate(300 * 1024 * 1024)
      await file.close()
      expect((await refusal(readSheet(path))).code).toBe('too-large')
      await writeFile(path, 'name,size\na,b\n')
      expect(cellsOf(await readSheet(path))).toEqual([['a', 'b']])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it.each<[SheetRefusalCode, string, Buffer]>([
    ['empty', 'nothing', Buffer.alloc(0)],
    ['not-a-sheet', 'a PDF', Buffer.from('%PDF-1.7 …')],
    ['not-a-sheet', 'bytes with zeros', Buffer.from('a,b\n\0\0\0,c\n')],
    ['web-page', 'a web page called .xls', Buffer.from('<html><table><tr><td>甲厂</td></tr></table></html>')],
    [
      'old-excel',
      'an old workbook',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048)]),
    ],
    [
      'encrypted',
      'a workbook with a password',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
        Buffer.alloc(512),
      ]),
    ],
    ['broken', 'half a workbook', buildWorkbook([{ name: 'a', xml: '' }]).subarray(0, 300)],
    ['not-a-sheet', 'a packed folder', packArchive([{ name: 'readme.txt', part: packed('hello') }])],
    [
      'other-workbook',
      'an OpenDocument workbook',
      packArchive([{ name: 'mimetype', part: packed('application/vnd.oasis.opendocument.spreadsheet') }]),
    ],
  ])('is refused as %s when it is %s', async (code, _, bytes) => {
    expect((await refusal(readSheet(bytes))).code).toBe(code)
  })

  it('gives the same fingerprint for the same file and another for another', async () => {
    const one = await readSheet(Buffer.from('name,size\na,1\n'))
    const again = await readSheet(Buffer.from('name,size\na,1\n'))
    const other = await readSheet(Buffer.from('name,size\na,2\n'))
    expect(one.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(again.fingerprint).toBe(one.fingerprint)
    expect(other.fingerprint).not.toBe(one.fingerprint)
  })
})

describe('an Excel workbook', () => {
  it('with merged cells gives every one of them the value, and says so', async () => {
    const xml =
      buildRows([
        ['2022年5月企业名单', null, null],
        ['所属乡镇', '企业名称', '备注'],
        ['余新镇', '甲厂', '停产'],
        [null, '乙厂', null],
        [null, '丙厂', '缺件'],
        ['凤桥镇', '丁厂', '缺人'],
      ]) +
      '<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A5"/><mergeCell ref="C3:C4"/></mergeCells>'
    const sheet = await readSheet(buildWorkbook([{ name: '名单', xml }]))
    expect(sheet).toMatchObject({ format: 'xlsx', name: '名单', headerLine: 2 })
    expect(sheet.rows).toEqual([
      { line: 3, cells: ['余新镇', '甲厂', '停产'] },
      { line: 4, cells: ['余新镇', '乙厂', '停产'] },
      { line: 5, cells: ['余新镇', '丙厂', '缺件'] },
      { line: 6, cells: ['凤桥镇', '丁厂', '缺人'] },
    ])
    expect(sheet.warnings.map(warning => warning.say('zh-CN'))).toEqual([
      '有 3 处合并单元格（第一处 A1:C1），已把值填入其中每一格。请核对。',
      '表头在第 2 行，其上的内容没有读。',
    ])
  })

  it('with a merged group above the column names takes the names below it', async () => {
    const xml = `${buildRows([
      ['企业名称', '联系人', null],
      [null, '姓名', '电话'],
      ['甲厂', '张三', '13800000000'],
    ])}<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>`
    const sheet = await readSheet(buildWorkbook([{ name: '名单', xml }]))
    expect(sheet.header).toEqual(['企业名称', '姓名', '电话'])
  })

  it('gives dates kept as numbers as days, with the time where there is one', async () => {
    const xml = buildRows([
      ['企业名称', '停产日期', '复产时间', '营业时间'],
      ['甲厂', styled(1, 44688), styled(2, 44690.3541666667), styled(3, 0.354166666666667)],
    ])
    const sheet = await readSheet(buildWorkbook([{ name: '名单', xml }]))
    expect(cellsOf(sheet)).toEqual([['甲厂', '2022-05-07', '2022-05-09T08:30', '08:30']])
    const macintosh = await readSheet(buildWorkbook([{ name: '名单', xml }], '<workbookPr date1904="1"/>'))
    expect(macintosh.rows[0]?.cells[1]).toBe('2026-05-08')
  })

  it('gives numbers without exponent or noise, and flags codes whose last digits are gone', async () => {
    const xml = buildRows([
      ['名称', '甲', '乙', '丙', '丁'],
      [
        'x',
        13800000000,
        0.30000000000000004,
        0.0000001,
        { attributes: '', inner: '<v>9.1330400123456794E+17</v>' },
      ],
    ])
    const [row] = (await readSheet(buildWorkbook([{ name: '名单', xml }]))).rows
    expect(row?.cells.slice(1, 4)).toEqual(['13800000000', '0.3', '0.0000001'])
    expect(row?.flaws).toEqual({ 4: 'number-rounded' })
  })

  it('keeps the leading zeros that a number is shown with', async () => {
    const xml = buildRows([
      ['名称', '区号', '人数'],
      ['x', styled(4, 573), 573],
    ])
    const sheet = await readSheet(buildWorkbook([{ name: '名单', xml }]))
    expect(sheet.rows[0]?.cells).toEqual(['x', '0573', '573'])
  })

  it('takes the stored result of a formula, and flags errors and formulas never calculated', async () => {
    const xml = buildRows([
      ['名称', '甲', '乙', '丙'],
      [
        { attributes: 't="str"', inner: '<f>CONCAT("a","b")</f><v>ab</v>' },
        { attributes: '', inner: '<f>1+1</f><v>2</v>' },
        { attributes: 't="e"', inner: '<f>VLOOKUP(1,A:B,2)</f><v>#N/A</v>' },
        { attributes: '', inner: '<f>SUM(A1:A2)</f>' },
      ],
    ])
    const [row] = (await readSheet(buildWorkbook([{ name: '名单', xml }]))).rows
    expect(row?.cells.slice(0, 2)).toEqual(['ab', '2'])
    expect(row?.flaws).toEqual({ 2: 'formula-error', 3: 'formula-without-value' })
  })

  it('skips hidden sheets and names what was not read', async () => {
    const list = buildRows([
      ['企业名称', '规模'],
      ['甲厂', '大'],
    ])
    const bytes = buildWorkbook([
      { name: '字典', state: 'hidden', xml: buildRows([['代码', '名称']]) },
      { name: '企业', xml: list.replace('<row r="2"', '<row r="2" hidden="1"') },
      { name: '汇总 &amp; 说明', xml: list },
    ])
    const sheet = await readSheet(bytes)
    expect(sheet.name).toBe('企业')
    expect(sheet.names).toEqual([
      { name: '字典', hidden: true },
      { name: '企业', hidden: false },
      { name: '汇总 & 说明', hidden: false },
    ])
    expect(sheet.warnings.map(warning => warning.code)).toEqual([
      'sheets-ignored',
      'hidden-sheets',
      'hidden-rows',
    ])
    expect((await refusal(readSheet(bytes, { sheet: '字典' }))).code).toBe('empty')
    expect((await readSheet(bytes, { sheet: '汇总 & 说明' })).name).toBe('汇总 & 说明')
    expect((await refusal(readSheet(bytes, { sheet: '没有' }))).code).toBe('sheet-missing')
  })

  it('that would unpack to gigabytes is refused before it is unpacked', async () => {
    const zeros = Buffer.alloc(32 * 1024 * 1024, 0x20)
    const layer = deflateRawSync(zeros)
    expect(zeros.length / layer.length).toBeGreaterThan(900)
    const honest = buildWorkbook([
      {
        name: 'a',
        xml: `${zeros.toString('latin1')}${buildRows([
          ['a', 'b'],
          ['c', 'd'],
        ])}`,
      },
    ])
    expect((await refusal(readSheet(honest, { maxUnpacked: 16 * 1024 * 1024 }))).code).toBe('zip-bomb')
    // The same, declaring that it is small: the lie shows when it unpacks to more than that.
    const part = { content: Buffer.alloc(100), packed: layer, method: 8, crc: crc32(zeros) }
    const lying = packArchive([{ name: '_rels/.rels', part }])
    expect((await refusal(readSheet(lying))).code).toBe('zip-bomb')
  })

  it('that names far columns or endless blank rows is refused with what to do', async () => {
    const wide = `<sheetData>${'<row><c r="XFD1"><v>1</v></c></row>'.repeat(3)}</sheetData>`
    expect((await refusal(readSheet(buildWorkbook([{ name: 'a', xml: wide }])))).code).toBe(
      'too-many-columns',
    )
    const blank = `<sheetData>${'<row><c r="XFD1" s="1"/></row>'.repeat(200_000)}</sheetData>`
    expect(
      (await refusal(readSheet(buildWorkbook([{ name: 'a', xml: blank }]), { maxCells: 1_000_000 }))).code,
    ).toBe('too-many-cells')
  })

  it('with a document type of its own is refused: entities could expand without end', async () => {
    const xml = `<!DOCTYPE x [<!ENTITY a "aaaa">]>${buildRows([
      ['a', 'b'],
      ['c', 'd'],
    ])}`
    expect((await refusal(readSheet(buildWorkbook([{ name: 'a', xml }])))).code).toBe('broken')
  })
})

it('a file altered anywhere is read or refused, and never ends in any other error', async () => {
  const book = buildWorkbook([
    {
      name: '名单',
      xml: `${buildRows([header, ['甲厂', '91330400MA28A1234X', '1'], ['乙厂', styled(1, 44688), 2]])}<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>`,
    },
  ])
  const list = iconv.encode('企业名称,联系电话\n"甲厂",1\n乙厂,2\n', 'gb18030')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(book, list),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      async (original, changes, share) => {
        const bytes = Buffer.from(original.subarray(0, Math.ceil(original.length * Math.sqrt(share))))
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        await readSheet(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(SheetRefusal))
      },
    ),
    { numRuns: 1500 },
  )
})

describe('a sheet read in a thread of its own', () => {
  it('gives what is read in place, warnings with their words included', async () => {
    const bytes = iconv.encode('名单,\n企业名称,电话\n甲厂,1\n', 'gb18030')
    const here = await readSheet(bytes)
    const apart = await readSheetApart(bytes)
    const plain = (sheet: Sheet) => ({ ...sheet, warnings: sheet.warnings.map(warning => warning.say('en')) })
    expect(plain(apart)).toEqual(plain(here))
  })

  it('is refused the same way, and when it takes too long', async () => {
    expect(await refusal(readSheetApart(Buffer.from('name,note\na,"b\n')))).toMatchObject({
      code: 'quote-unclosed',
      line: 2,
    })
    // A comment that never ends makes the parser look through the whole buffer again for every piece.
    const endless = buildWorkbook([{ name: 'a', xml: `<!--${' '.repeat(30 * 1024 * 1024)}` }])
    expect((await refusal(readSheetApart(endless, {}, 300))).code).toBe('took-too-long')
  })
})

it('every refusal says in Chinese and English what is the matter and what to do', () => {
  for (const code of sheetRefusals) {
    const found = new SheetRefusal(code, { limit: 1, kind: 'PDF', sheet: 'a' })
    expect(found.detail('zh-CN')).toMatch(/\p{Script=Han}.*。$/u)
    expect(found.detail('en')).not.toMatch(/\p{Script=Han}|undefined/u)
  }
  expect(Object.keys(texts('en')).sort()).toEqual(Object.keys(texts('zh-CN')).sort())
})

function styled(style: number, value: number) {
  return { attributes: `s="${style}"`, inner: `<v>${value}</v>` }
}
