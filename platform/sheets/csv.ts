import { SheetRefusal } from './refusal.ts'
import { maxCellLength, type SheetLimits, type SheetRow } from './sheet.ts'

export type Delimiter = ',' | ';' | '\t'
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le'

function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function lineOf(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++
  return line
}

/**
 * Decodes as UTF-8, else GB18030, else (by its mark) UTF-16. A UTF-8 file with a few spoilt bytes would also
 * decode as GB18030, into wrong characters: when most of its non-ASCII is sound UTF-8 it is refused instead.
 */
export function decode(bytes: Uint8Array): { text: string; encoding: Encoding } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    const text = decodeStrictly(bytes, 'utf-16le')
    if (text === undefined) throw new SheetRefusal('encoding-broken')
    return { text, encoding: 'utf-16le' }
  }
  const utf8 = decodeStrictly(bytes, 'utf-8')
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const loose = new TextDecoder().decode(bytes)
  let spoilt = 0
  let foreign = 0
  let firstSpoilt = -1
  for (let at = 0; at < loose.length; at++) {
    const unit = loose.charCodeAt(at)
    if (unit < 0x80) continue
    foreign++
    if (unit !== 0xfffd) continue
    spoilt++
    if (firstSpoilt === -1) firstSpoilt = at
  }
  if (marked || spoilt * 3 < foreign) {
    throw new SheetRefusal('encoding-broken', {}, { line: lineOf(loose, firstSpoilt) })
  }
  const chinese = decodeStrictly(bytes, 'gb18030')
  if (chinese === undefined) throw new SheetRefusal('encoding-unknown')
  return { text: chinese, encoding: 'gb18030' }
}

/** The separator under which the first records have the most columns, alike in most of them. */
export function sniffDelimiter(text: string): { delimiter: Delimiter; start: number } {
  const declared = /^sep=([,;\t])\r?\n/.exec(text.slice(0, 16))
  if (declared) return { delimiter: declared[1] as Delimiter, start: declared[0].length }
  const sample = text.slice(0, 64 * 1024)
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of [',', '\t', ';'] as const) {
    const widths = new Map<number, number>()
    let records = 0
    for (const width of widthsOf(sample, delimiter)) {
      widths.set(width, (widths.get(width) ?? 0) + 1)
      if (++records === 40) break
    }
    for (const [width, times] of widths) {
      const score = width > 1 ? width * times * times : 0
      if (score > bestScore) {
        bestScore = score
        best = delimiter
      }
    }
  }
  return { delimiter: best, start: 0 }
}

function* widthsOf(sample: string, delimiter: Delimiter): Generator<number> {
  let width = 1
  let quoted = false
  let fresh = true
  for (const char of sample) {
    if (quoted) {
      if (char === '"') quoted = false
    } else if (char === '"' && fresh) quoted = true
    else if (char === '\n') {
      yield width
      width = 1
      fresh = true
      continue
    } else if (char === delimiter) {
      width++
      fresh = true
      continue
    } else if (char === '"') quoted = true
    fresh = false
  }
  if (!quoted && !fresh) yield width
}

const quote = 34
const newline = 10
const carriage = 13

/**
 * The records of RFC 4180 text with the line on which each begins. Quoted fields may hold separators, quotes
 * (doubled) and line breaks; CRLF, LF and CR end a record; blank records are left out. Linear in the text.
 */
export function* csvRecords(
  text: string,
  delimiter: Delimiter,
  limits: SheetLimits,
  start = 0,
  startLine = 1,
): Generator<SheetRow> {
  const separator = delimiter.charCodeAt(0)
  const length = text.length
  let at = start
  let line = startLine
  let cells: string[] = []
  let blank = true
  let recordLine = line
  let total = 0
  while (at < length) {
    let cell: string
    if (text.charCodeAt(at) === quote) {
      const opened = line
      cell = ''
      at++
      for (;;) {
        const close = text.indexOf('"', at)
        if (close === -1) throw new SheetRefusal('quote-unclosed', {}, { line: opened, column: cells.length })
        for (
          let broken = text.indexOf('\n', at);
          broken !== -1 && broken < close;
          broken = text.indexOf('\n', broken + 1)
        ) {
          line++
        }
        cell += text.slice(at, close)
        if (cell.length > maxCellLength) tooLong(opened, cells.length)
        at = close + 1
        if (text.charCodeAt(at) !== quote) break
        cell += '"'
        at++
      }
      const tail = at
      while (at < length && !ends(text.charCodeAt(at), separator)) at++
      if (at > tail) cell += text.slice(tail, at)
    } else {
      const from = at
      while (at < length && !ends(text.charCodeAt(at), separator)) at++
      cell = text.slice(from, at)
    }
    if (cell.length > maxCellLength) tooLong(recordLine, cells.length)
    if (cell !== '') blank = false
    cells.push(cell)
    if (cells.length > limits.maxColumns) {
      throw new SheetRefusal('too-many-columns', { limit: limits.maxColumns }, { line: recordLine })
    }
    const end = text.charCodeAt(at)
    if (at < length && end === separator) {
      at++
      // A separator that ends the text leaves one more, empty field.
      if (at === length) cells.push('')
      continue
    }
    if (at < length) {
      at += end === carriage && text.charCodeAt(at + 1) === newline ? 2 : 1
      line++
    }
    total += cells.length
    if (total > limits.maxCells)
      throw new SheetRefusal('too-many-cells', { limit: limits.maxCells }, { line })
    if (!blank) yield { line: recordLine, cells }
    cells = []
    blank = true
    recordLine = line
  }
  if (!blank && cells.length > 0) yield { line: recordLine, cells }
}

function ends(unit: number, separator: number): boolean {
  return unit === separator || unit === newline || unit === carriage
}

function tooLong(line: number, column: number): never {
  throw new SheetRefusal('cell-too-long', { limit: maxCellLength }, { line, column })
}
