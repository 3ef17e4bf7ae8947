import { type Saying, type SayingCode, saying } from './refusal.ts'

/** Why one cell cannot be trusted; the rest of its row can. */
export type CellFlaw =
  | 'number-rounded'
  | 'formula-error'
  | 'formula-without-value'
  | 'date-out-of-range'
  | 'control-character'

/**
 * One row as written: `line` as the spreadsheet program counts it (from 1), `cells` verbatim, never trimmed,
 * dates as `2022-05-07`, `2022-05-07T08:30` or `08:30`; `flaws` by column from 0.
 */
export type SheetRow = { line: number; cells: string[]; flaws?: Record<number, CellFlaw> }

/** Something the reader should look at, though the file was read. */
export type SheetWarning = {
  code: SayingCode
  values: Record<string, string | number>
  line?: number
  say: Saying
}

export function warning(
  code: SayingCode,
  values: Record<string, string | number> = {},
  line?: number,
): SheetWarning {
  return { code, values, ...(line === undefined ? {} : { line }), say: saying(code, values) }
}

export type Sheet = {
  format: 'csv' | 'xlsx'
  encoding: 'utf-8' | 'gb18030' | 'utf-16le'
  delimiter?: ',' | ';' | '\t'
  /** The sheet that was read, and all of the workbook's. */
  name?: string
  names?: { name: string; hidden: boolean }[]
  header: string[]
  headerLine: number
  rows: SheetRow[]
  warnings: SheetWarning[]
  /** SHA-256 of the file, hex: a repeated file is known by it. */
  fingerprint: string
  /** Bytes of the file. */
  size: number
}

/** What a reader takes at most. Bytes of the file, bytes unpacked, rows, columns, cells (blank ones count). */
export type SheetLimits = {
  maxBytes: number
  maxUnpacked: number
  maxRows: number
  maxColumns: number
  maxCells: number
}
export const sheetLimits: SheetLimits = {
  maxBytes: 30 * 1024 * 1024,
  maxUnpacked: 250 * 1024 * 1024,
  maxRows: 200_000,
  maxColumns: 256,
  maxCells: 20_000_000,
}
/** Excel's own limit of a cell, in UTF-16 units. */
export const maxCellLength = 32_767

const errorValues = new Set([
  '#N/A',
  '#REF!',
  '#VALUE!',
  '#DIV/0!',
  '#NAME?',
  '#NUM!',
  '#NULL!',
  '#SPILL!',
  '#CALC!',
])
// As Excel writes a long number to CSV: 9.13304E+17. A code such as 3E5 or 12E+3 is left alone.
const rounded = /^-?\d(\.\d+)?E\+\d{2,}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

/** What is wrong with a text as a spreadsheet program wrote it, if anything. */
export function flawOf(cell: string): CellFlaw | undefined {
  if (cell === '') return undefined
  if (cell.charCodeAt(0) === 35 && errorValues.has(cell)) return 'formula-error'
  if (rounded.test(cell)) return 'number-rounded'
  if (control.test(cell)) return 'control-character'
  return undefined
}

/** "A" for 0, "AB" for 27: what a column without a name is called. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
