import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { csvRecords, decode, sniffDelimiter } from './csv.ts'
import { unguarded } from './guard.ts'
import { nameKey, splitAtHeader } from './header.ts'
import { SheetRefusal, size } from './refusal.ts'
import { flawOf, type Sheet, type SheetLimits, type SheetRow, sheetLimits, warning } from './sheet.ts'
import { texts } from './texts.ts'
import { readWorkbook } from './workbook.ts'

/** A file's bytes, its path, or its bytes as they arrive. */
export type SheetSource = Uint8Array | string | AsyncIterable<Uint8Array>

export type ReadSheetOptions = Partial<SheetLimits> & {
  /** The workbook's sheet to read; the first visible one by default. */
  sheet?: string
  /** Names of columns that we know, to find the header by. */
  known?: string[]
}

/** SHA-256 of a file, hex: a file uploaded before is known by it. */
function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Reads a list from a CSV or Excel file; told apart by content, never by name. Throws {@link SheetRefusal} for
 * a file that cannot be taken; what is wrong with single cells is in `flaws` of their rows.
 */
export async function readSheet(source: SheetSource, options: ReadSheetOptions = {}): Promise<Sheet> {
  const { sheet: wanted, known, ...given } = options
  const limits: SheetLimits = { ...sheetLimits, ...given }
  const bytes = await collect(source, limits.maxBytes)
  if (bytes.length === 0) throw new SheetRefusal('empty')
  const names = new Set(known?.map(nameKey))
  const common = { fingerprint: fingerprint(bytes), size: bytes.length }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) {
    const { rows, warnings, ...book } = await readWorkbook(bytes, limits, wanted)
    const split = splitAtHeader(rows, names)
    return {
      ...common,
      format: 'xlsx',
      encoding: 'utf-8',
      ...book,
      ...limited(split, limits),
      rows: ours(split.header) ? freed(split.rows) : split.rows,
      warnings: [...warnings, ...split.warnings],
    }
  }
  refuseOthers(bytes)
  const { text, encoding } = decode(bytes)
  if (text.includes('\0')) throw new SheetRefusal('not-a-sheet', { kind: 'BIN' })
  if (/^\s*(<!doctype html|<html|<table|<\?xml|<meta)/i.test(text.slice(0, 1024)))
    throw new SheetRefusal('web-page')
  const { delimiter, start } = sniffDelimiter(text)
  const rows: SheetRow[] = []
  for (const row of csvRecords(text, delimiter, limits, start, start > 0 ? 2 : 1)) {
    if (rows.length > limits.maxRows + 30) {
      throw new SheetRefusal('too-many-rows', { limit: limits.maxRows }, { line: row.line })
    }
    for (const [column, cell] of row.cells.entries()) {
      const flaw = flawOf(cell)
      if (flaw) row.flaws = { ...row.flaws, [column]: flaw }
    }
    rows.push(row)
  }
  const split = splitAtHeader(rows, names)
  const warnings = split.warnings
  if (encoding === 'gb18030') warnings.unshift(warning('decoded-gb18030'))
  return {
    ...common,
    format: 'csv',
    encoding,
    delimiter,
    ...limited(split, limits),
    rows: ours(split.header) ? freed(split.rows) : split.rows,
    warnings,
  }
}

function limited(split: { header: string[]; headerLine: number; rows: SheetRow[] }, limits: SheetLimits) {
  if (split.rows.length > limits.maxRows) {
    throw new SheetRefusal(
      'too-many-rows',
      { limit: limits.maxRows },
      { line: split.rows[limits.maxRows]!.line },
    )
  }
  return { header: split.header, headerLine: split.headerLine }
}

/** Whether a sheet is one of ours come back: it has the column that says what is to be corrected. */
function ours(header: string[]): boolean {
  return header.includes(texts('zh-CN')['error-column']) || header.includes(texts('en')['error-column'])
}

function freed(rows: SheetRow[]): SheetRow[] {
  for (const row of rows) row.cells = row.cells.map(unguarded)
  return rows
}

export async function collect(source: SheetSource, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new SheetRefusal('too-large', { limit: size(maxBytes) })
  if (source instanceof Uint8Array) {
    if (source.length > maxBytes) throw tooLarge()
    return source
  }
  if (typeof source === 'string' && (await stat(source)).size > maxBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of typeof source === 'string' ? createReadStream(source) : source) {
    const piece = chunk as Uint8Array
    total += piece.length
    // Leaving the loop ends the stream: nothing more of a 300 MB upload is taken in.
    if (total > maxBytes) throw tooLarge()
    chunks.push(piece)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

const signatures: [string, number[]][] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['GZIP', [0x1f, 0x8b]],
]

function refuseOthers(bytes: Uint8Array) {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const starts = (signature: number[]) => signature.every((byte, index) => bytes[index] === byte)
  if (starts([0xd0, 0xcf, 0x11, 0xe0])) {
    // An encrypted .xlsx is wrapped in the container of the old format, under this name.
    if (data.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new SheetRefusal('encrypted')
    throw new SheetRefusal('old-excel')
  }
  for (const [kind, signature] of signatures)
    if (starts(signature)) throw new SheetRefusal('not-a-sheet', { kind })
}
