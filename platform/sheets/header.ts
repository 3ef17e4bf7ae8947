import { SheetRefusal } from './refusal.ts'
import { type SheetRow, type SheetWarning, warning } from './sheet.ts'

const searched = 30
const notes = /[（([【](必填|必须填写|选填|可不填|required|optional)[)）\]】]/gi

/** A column's name as it is compared: 「 * 企业名称（必填）：」 and "企业名称" are one. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(notes, '')
    .toLowerCase()
    .replace(/[\s*:：、，,。._\-/\\()（）[\]【】《》"'“”]/gu, '')
}

const numeric = /^[-+]?[\d.,:/\-年月日\s%]+$/u

/**
 * The row of column names among the first 30: the one with most of the names we know, else the first that is
 * about as wide as the data, says nothing twice (a merged title does) and is not numbers.
 */
function findHeader(rows: SheetRow[], known: ReadonlySet<string>): number {
  const candidates = rows.slice(0, searched)
  let best = -1
  let bestHits = 0
  for (const [index, row] of candidates.entries()) {
    const names = new Set(row.cells.map(nameKey).filter(name => known.has(name)))
    if (names.size > bestHits) {
      best = index
      bestHits = names.size
    }
  }
  if (bestHits >= 2) return best
  const widths = candidates.map(row => row.cells.filter(cell => cell.trim() !== '').length)
  const widest = Math.max(0, ...widths)
  for (const [index, row] of candidates.entries()) {
    const filled = row.cells.filter(cell => cell.trim() !== '')
    if (filled.length < Math.max(Math.min(2, widest), widest / 2)) continue
    if (new Set(filled).size < filled.length) continue
    if (filled.filter(cell => numeric.test(cell.trim())).length * 5 > filled.length) continue
    return index
  }
  if (best !== -1) return best
  throw new SheetRefusal('header-missing')
}

/** Splits rows at the header, with a warning for what the reader should look at. */
export function splitAtHeader(
  rows: SheetRow[],
  known: ReadonlySet<string>,
): { header: string[]; headerLine: number; rows: SheetRow[]; warnings: SheetWarning[] } {
  if (rows.length === 0) throw new SheetRefusal('empty')
  const index = findHeader(rows, known)
  const found = rows[index]!
  const header = found.cells.map(cell => cell.trim())
  while (header.at(-1) === '') header.pop()
  const warnings: SheetWarning[] = []
  if (index > 0) {
    warnings.push(warning('header-not-first', { line: found.line }, found.line))
  }
  const seen = new Set<string>()
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      warnings.push(warning('header-doubled', { name }, found.line))
    }
    seen.add(name)
  }
  const data = rows.slice(index + 1)
  if (data.length === 0) throw new SheetRefusal('empty')
  const ragged = data.find(row => row.cells.slice(header.length).some(cell => cell.trim() !== ''))
  if (ragged) {
    warnings.push(warning('ragged', { line: ragged.line }, ragged.line))
  }
  return { header, headerLine: found.line, rows: data, warnings }
}
