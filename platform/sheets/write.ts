import { Readable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'
import { guarded } from './guard.ts'
import { maxCellLength } from './sheet.ts'

/** A cell to be written. A number stays one; everything else is text. Dates are passed as ISO text. */
export type CellToWrite = string | number | null | undefined
export type SheetToWrite = {
  /** Of the workbook's sheet. */
  name: string
  header: string[]
  rows: AsyncIterable<readonly CellToWrite[]> | Iterable<readonly CellToWrite[]>
}

export const sheetTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/**
 * Writes a list as bytes, row by row as they come. Nothing in it runs as a formula when it is opened: such
 * texts get an apostrophe in front. CSV begins with a mark so that Excel reads its Chinese, and ends lines
 * with CRLF; in Excel every text is a text, so that codes keep all their digits.
 */
export function writeSheet(format: 'csv' | 'xlsx', sheet: SheetToWrite): Readable {
  if (format === 'csv') return Readable.from(csvChunks(sheet), { objectMode: false })
  return Readable.from(
    writeXlsxStream(xlsxRows(sheet), {
      name: sheetName(sheet.name),
      columns: sheet.header.map(name => ({ header: clean(name), width: widthOf(name) })),
      freezePane: { rows: 1 },
    }),
    { objectMode: false },
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: neither XML nor a reader can hold them
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

function clean(cell: string): string {
  const written = cell.toWellFormed().replace(controls, '')
  return guarded(written.length > maxCellLength - 1 ? `${written.slice(0, maxCellLength - 2)}…` : written)
}

function csvField(cell: CellToWrite): string {
  if (cell === null || cell === undefined) return ''
  const field = typeof cell === 'number' ? String(cell) : clean(cell)
  return /[",;\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

const chunkLength = 64 * 1024

async function* csvChunks({ header, rows }: SheetToWrite): AsyncGenerator<Buffer> {
  let text = `\ufeff${header.map(csvField).join(',')}\r\n`
  for await (const row of rows) {
    text += `${row.map(csvField).join(',')}\r\n`
    if (text.length < chunkLength) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

async function* xlsxRows({ rows }: SheetToWrite) {
  for await (const row of rows) {
    yield row.map(cell => (typeof cell === 'string' ? ooxml(clean(cell)) : (cell ?? null)))
  }
}

// `_x0041_` is an escape in a workbook: content that looks like one is escaped itself.
function ooxml(text: string): string {
  return text.includes('_x') ? text.replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_') : text
}

function sheetName(name: string): string {
  return (
    name
      .replace(/[\\/?*[\]:]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .slice(0, 31)
      .trim() || 'Sheet1'
  )
}

/** Wide enough for the column's name: a Chinese character is as wide as two digits. */
function widthOf(name: string): number {
  let width = 4
  for (const char of name) width += char.charCodeAt(0) > 0xff ? 2 : 1
  return Math.min(40, Math.max(12, width))
}
