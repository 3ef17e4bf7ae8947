import { crc32 } from 'node:zlib'
import { streamXlsxRows } from 'hucre/xlsx'
import { type Archive, openArchive, packArchive, type Unpacked } from './archive.ts'
import { SheetRefusal } from './refusal.ts'
import {
  type CellFlaw,
  flawOf,
  maxCellLength,
  type SheetLimits,
  type SheetRow,
  type SheetWarning,
  warning,
} from './sheet.ts'

/** What stands in a workbook's sheet before its header is looked for. */
export type WorkbookSheet = {
  name: string
  names: { name: string; hidden: boolean }[]
  rows: SheetRow[]
  warnings: SheetWarning[]
}

const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'

/**
 * Reads one sheet of an .xlsx: the named one, else the first visible. Parts are unpacked under our own limits,
 * and the library is handed a plain archive of just those, so that it meets no structure we have not seen.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  limits: SheetLimits,
  wanted: string | undefined,
): Promise<WorkbookSheet> {
  const archive = openArchive(bytes, limits.maxUnpacked)
  const { sheets, date1904, stylesPath, stringsPath } = await readContents(archive)
  const chosen =
    wanted === undefined ? sheets.find(sheet => !sheet.hidden) : sheets.find(sheet => sheet.name === wanted)
  if (!chosen) {
    throw wanted === undefined
      ? new SheetRefusal(sheets.length === 0 ? 'empty' : 'no-visible-sheet')
      : new SheetRefusal('sheet-missing', { sheet: wanted })
  }
  const sheet = await archive.read(chosen.path)
  if (!sheet) throw new SheetRefusal('broken')
  const strings = stringsPath === undefined ? undefined : await archive.read(stringsPath)
  const styles = stylesPath === undefined ? undefined : await archive.read(stylesPath)
  for (const part of [sheet, strings, styles]) {
    if (part?.content.includes('<!DOCTYPE') || part?.content.includes('<!ENTITY'))
      throw new SheetRefusal('broken')
  }
  const xml = sheet.content
  const merges = mergesOf(xml)
  const unanswered = formulasWithoutValue(xml)
  const padded = paddedCells(xml, styles?.content)
  const warnings = warningsOf(sheets, chosen, merges, xml)
  const source = plainWorkbook(date1904, sheet, strings, styles)
  const rows: SheetRow[] = []
  let cellCount = 0
  let pending = 0
  let active: (Merge & { value: string; flaw: CellFlaw | undefined })[] = []
  try {
    for await (const { index, values } of streamXlsxRows(source, { maxInputBytes: source.length })) {
      // Blank cells with a format reach us as well; they cost time and are counted.
      cellCount += values.length + 1
      if (cellCount > limits.maxCells)
        throw new SheetRefusal('too-many-cells', { limit: limits.maxCells }, { line: index + 1 })
      const row = rowOf(index + 1, values)
      if (row.cells.length > limits.maxColumns) {
        throw new SheetRefusal('too-many-columns', { limit: limits.maxColumns }, { line: row.line })
      }
      for (const [column, width] of padded.get(row.line) ?? []) {
        if (/^\d+$/.test(row.cells[column] ?? '')) row.cells[column] = row.cells[column]!.padStart(width, '0')
      }
      for (const column of unanswered.get(row.line) ?? []) flaw(row, column, 'formula-without-value')
      if (active.length > 0) active = active.filter(merge => merge.toRow >= index)
      while (pending < merges.length && merges[pending]!.fromRow <= index) {
        const merge = merges[pending++]!
        if (merge.toRow < index || merge.fromColumn >= limits.maxColumns) continue
        const top = merge.fromRow === index
        active.push({
          ...merge,
          value: top ? (row.cells[merge.fromColumn] ?? '') : '',
          flaw: top ? row.flaws?.[merge.fromColumn] : undefined,
        })
        if (active.length > limits.maxColumns) throw new SheetRefusal('broken', {}, { line: index + 1 })
      }
      if (row.cells.length === 0 && !row.flaws && !active.some(merge => merge.fromRow === index)) continue
      for (const merge of active) fill(row, merge, limits.maxColumns)
      if (row.cells.length === 0 && !row.flaws) continue
      rows.push(row)
      // Rows above the header count too; 30 is as far as a header is looked for.
      if (rows.length > limits.maxRows + 30)
        throw new SheetRefusal('too-many-rows', { limit: limits.maxRows }, { line: row.line })
    }
  } catch (error) {
    if (error instanceof SheetRefusal) throw error
    throw new SheetRefusal('broken')
  }
  return { name: chosen.name, names: sheets.map(({ name, hidden }) => ({ name, hidden })), rows, warnings }
}

type Value = string | number | boolean | Date | null

function rowOf(line: number, values: readonly Value[]): SheetRow {
  let length = values.length
  while (length > 0 && (values[length - 1] === null || values[length - 1] === '')) length--
  const row: SheetRow = { line, cells: new Array<string>(length) }
  for (let column = 0; column < length; column++) {
    const value = values[column]
    let cell: string
    if (value === null || value === undefined) cell = ''
    else if (typeof value === 'string') {
      cell = value.isWellFormed() ? value : value.toWellFormed()
      if (cell.length > maxCellLength)
        throw new SheetRefusal('cell-too-long', { limit: maxCellLength }, { line, column })
      const wrong = flawOf(cell)
      if (wrong) flaw(row, column, wrong)
    } else if (typeof value === 'number') {
      cell = plainNumber(value)
      // A spreadsheet keeps 15 digits: of a longer whole number the last are already zeros.
      if (Math.abs(value) >= 1e15) flaw(row, column, 'number-rounded')
    } else if (value instanceof Date) {
      const date = dateText(value)
      cell = date ?? ''
      if (date === undefined) flaw(row, column, 'date-out-of-range')
    } else cell = value ? 'TRUE' : 'FALSE'
    row.cells[column] = cell
  }
  return row
}

function flaw(row: SheetRow, column: number, what: CellFlaw) {
  row.flaws ??= {}
  row.flaws[column] = what
}

/** A number without exponent and without the binary noise beyond the 15 digits a spreadsheet shows. */
function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return ''
  if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value)
  const written = String(Number(value.toPrecision(15)))
  if (!written.includes('e')) return written
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '')
}

/** The library gives the wall-clock reading of a serial number as UTC; a serial below 1 is a time of day. */
function dateText(date: Date): string | undefined {
  const moment = Math.round(date.getTime() / 1000) * 1000
  if (Number.isNaN(moment)) return undefined
  const iso = new Date(moment).toISOString()
  const time = iso.slice(11, iso.slice(17, 19) === '00' ? 16 : 19)
  const day = iso.slice(0, 10)
  if (day <= '1899-12-31') return day >= '1899-12-30' && time !== '00:00' ? time : undefined
  if (day > '2999-12-31' || day.startsWith('+')) return undefined
  return time === '00:00' ? day : `${day}T${time}`
}

type Merge = { range: string; fromRow: number; fromColumn: number; toRow: number; toColumn: number }

function fill(
  row: SheetRow,
  merge: Merge & { value: string; flaw: CellFlaw | undefined },
  maxColumns: number,
) {
  if (merge.value === '' && !merge.flaw) return
  const last = Math.min(merge.toColumn, maxColumns - 1)
  while (row.cells.length <= last) row.cells.push('')
  for (let column = merge.fromColumn; column <= last; column++) {
    row.cells[column] = merge.value
    if (merge.flaw) flaw(row, column, merge.flaw)
  }
}

type Listed = { name: string; hidden: boolean; path: string }

async function readContents(archive: Archive) {
  if (archive.names.includes('mimetype') || archive.names.includes('content.xml')) {
    throw new SheetRefusal('other-workbook', { kind: 'ODS' })
  }
  const rootPath = '_rels/.rels'
  const root = relationsOf(await textOf(archive, rootPath), '')
  const bookPath = root.find(relation => relation.type.endsWith('/officeDocument'))?.target
  if (bookPath === undefined) throw new SheetRefusal('not-a-sheet', { kind: 'ZIP' })
  if (bookPath.endsWith('.bin')) throw new SheetRefusal('other-workbook', { kind: 'XLSB' })
  if (!/workbook[^/]*\.xml$/i.test(bookPath)) {
    throw new SheetRefusal('not-a-sheet', {
      kind: bookPath.startsWith('word/') ? 'Word' : bookPath.startsWith('ppt/') ? 'PowerPoint' : 'ZIP',
    })
  }
  const folder = bookPath.slice(0, bookPath.lastIndexOf('/') + 1)
  const book = await textOf(archive, bookPath)
  const links = relationsOf(
    await textOf(archive, `${folder}_rels/${bookPath.slice(folder.length)}.rels`),
    folder,
  )
  const sheets: Listed[] = []
  for (const attributes of tags(book, 'sheet')) {
    const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
    const link = links.find(relation => relation.id === id)
    // Chart and dialogue sheets hold no cells.
    if (!link?.type.endsWith('/worksheet')) continue
    sheets.push({
      name: attributes.name ?? '',
      hidden: attributes.state === 'hidden' || attributes.state === 'veryHidden',
      path: link.target,
    })
  }
  const [properties] = tags(book, 'workbookPr')
  return {
    sheets,
    date1904: properties?.date1904 === '1' || properties?.date1904 === 'true',
    stylesPath: links.find(relation => relation.type.endsWith('/styles'))?.target,
    stringsPath: links.find(relation => relation.type.endsWith('/sharedStrings'))?.target,
  }
}

async function textOf(archive: Archive, name: string): Promise<string> {
  const part = await archive.read(name)
  if (!part) {
    // A ZIP without these parts is a folder somebody packed, or another program's document.
    throw name === '_rels/.rels'
      ? new SheetRefusal('not-a-sheet', { kind: 'ZIP' })
      : new SheetRefusal('broken')
  }
  return part.content.toString('utf8')
}

function* tags(xml: string, name: string): Generator<Record<string, string>> {
  for (const [, attributes = ''] of xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(\\s[^<>]*)/?>`, 'g'))) {
    const found: Record<string, string> = {}
    for (const [, key = '', double, single] of attributes.matchAll(
      /([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
    )) {
      found[key] = decodeEntities(double ?? single ?? '')
    }
    yield found
  }
}

function decodeEntities(written: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return written.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function relationsOf(xml: string, folder: string): { id: string; type: string; target: string }[] {
  return [...tags(xml, 'Relationship')].map(({ Id = '', Type = '', Target = '' }) => ({
    id: Id,
    type: Type,
    target: resolve(folder, Target.replaceAll('\\', '/')),
  }))
}

function resolve(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

/** The ranges of merged cells, by their first row. They stand after the data. */
function mergesOf(xml: Buffer): Merge[] {
  const after = xml.lastIndexOf('sheetData>')
  const tail = xml.toString('latin1', Math.max(0, after))
  const merges: Merge[] = []
  for (const { ref = '' } of tags(tail, 'mergeCell')) {
    const [, fromLetters, from, toLetters, to] =
      /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(ref) ?? []
    if (!fromLetters || !toLetters) continue
    merges.push({
      range: ref,
      fromRow: Number(from) - 1,
      fromColumn: columnOf(fromLetters),
      toRow: Number(to) - 1,
      toColumn: columnOf(toLetters),
    })
  }
  return merges.sort((one, other) => one.fromRow - other.fromRow || one.fromColumn - other.fromColumn)
}

function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

const formulaWithoutValue =
  /<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:\/>|>[^<]*<\/(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*\/>|<(?:\w+:)?v><\/(?:\w+:)?v>)?\s*<\/(?:\w+:)?c>/g

/** Columns by line of formulas stored without a result, as programs do that write workbooks but cannot calculate. */
function formulasWithoutValue(xml: Buffer): Map<number, number[]> {
  const lines = new Map<number, number[]>()
  if (!xml.includes('<f') && !xml.includes(':f')) return lines
  for (const [, attributes = ''] of xml.toString('latin1').matchAll(formulaWithoutValue)) {
    const [, letters, line] = /\br="([A-Z]{1,3})(\d{1,7})"/.exec(attributes) ?? []
    // An empty text is a result: ="" is stored so.
    if (!letters || /\bt="str"/.test(attributes)) continue
    const columns = lines.get(Number(line)) ?? []
    columns.push(columnOf(letters))
    lines.set(Number(line), columns)
  }
  return lines
}

/** By line, the columns of numbers shown with leading zeros (format 0000: 573 is 0573) and their width. */
function paddedCells(
  xml: Buffer,
  styles: Buffer | undefined,
): Map<number, [column: number, width: number][]> {
  const lines = new Map<number, [number, number][]>()
  const sheetStyles = styles?.toString('utf8') ?? ''
  const widths = new Map<string, number>()
  for (const { numFmtId = '', formatCode = '' } of tags(sheetStyles, 'numFmt')) {
    if (/^0{2,30}$/.test(formatCode)) widths.set(numFmtId, formatCode.length)
  }
  if (widths.size === 0) return lines
  const formats =
    sheetStyles.slice(sheetStyles.search(/<(?:\w+:)?cellXfs\b/)).split(/<\/(?:\w+:)?cellXfs>/)[0] ?? ''
  const byStyle = new Map<string, number>()
  let style = 0
  for (const { numFmtId = '' } of tags(formats, 'xf')) {
    const width = widths.get(numFmtId)
    if (width !== undefined) byStyle.set(String(style), width)
    style++
  }
  for (const [, attributes = ''] of xml.toString('latin1').matchAll(/<(?:\w+:)?c\s([^<>]*)>/g)) {
    const width = byStyle.get(/\bs="(\d+)"/.exec(attributes)?.[1] ?? '')
    const [, letters, line] = /\br="([A-Z]{1,3})(\d{1,7})"/.exec(attributes) ?? []
    if (width === undefined || !letters) continue
    const columns = lines.get(Number(line)) ?? []
    columns.push([columnOf(letters), width])
    lines.set(Number(line), columns)
  }
  return lines
}

function warningsOf(sheets: Listed[], chosen: Listed, merges: Merge[], xml: Buffer): SheetWarning[] {
  const warnings: SheetWarning[] = []
  const list = (names: string[]) => names.map(name => `“${name}”`).join(' ')
  const hidden = sheets.filter(sheet => sheet.hidden && sheet !== chosen).map(sheet => sheet.name)
  const others = sheets.filter(sheet => !sheet.hidden && sheet !== chosen).map(sheet => sheet.name)
  if (others.length > 0) warnings.push(warning('sheets-ignored', { names: list(others) }))
  if (hidden.length > 0) warnings.push(warning('hidden-sheets', { names: list(hidden) }))
  const [first] = merges
  if (first) {
    warnings.push(warning('merged-filled', { count: merges.length, range: first.range }, first.fromRow + 1))
  }
  let hiddenRows = 0
  for (let at = xml.indexOf(' hidden="1"'); at !== -1; at = xml.indexOf(' hidden="1"', at + 1)) {
    const before = xml.toString('latin1', Math.max(0, at - 400), at)
    if (/<(\w+:)?row\s[^<>]*$/.test(before)) hiddenRows++
  }
  if (hiddenRows > 0) warnings.push(warning('hidden-rows', { count: hiddenRows }))
  return warnings
}

function made(xml: string): Unpacked {
  const content = Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${xml}`)
  return { packed: content, method: 0, crc: crc32(content), content }
}

function plainWorkbook(
  date1904: boolean,
  sheet: Unpacked,
  strings: Unpacked | undefined,
  styles: Unpacked | undefined,
): Buffer {
  const kinds = [
    ['worksheet', 'worksheets/sheet1.xml', sheet],
    ['sharedStrings', 'sharedStrings.xml', strings],
    ['styles', 'styles.xml', styles],
  ] as const
  const present = kinds.filter(([, , part]) => part !== undefined)
  const links = present.map(
    ([kind, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/${kind}" Target="${target}"/>`,
  )
  return packArchive([
    {
      name: '[Content_Types].xml',
      part: made('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    },
    {
      name: '_rels/.rels',
      part: made(
        `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/workbook.xml',
      part: made(
        `<workbook xmlns="${spreadsheet}" xmlns:r="${relations}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      part: made(`<Relationships xmlns="${packageRelations}">${links.join('')}</Relationships>`),
    },
    ...present.map(([, target, part]) => ({ name: `xl/${target}`, part: part! })),
  ])
}
