import { type Saying, saying } from './refusal.ts'

/** What a reader makes of one cell: a value, perhaps with a warning, or what is wrong with it. */
export type Reading<T> =
  | { value: T; warning?: { code: string; say: Saying } }
  | { error: { code: string; say: Saying } }

/** Reads a trimmed, non-empty cell. */
export type CellReader<T> = (cell: string) => Reading<T>

/** Text as it stands, up to a number of characters. */
export function textOf(limit: number): CellReader<string> {
  return cell =>
    [...cell].length > limit
      ? { error: { code: 'too-long', say: saying('too-long', { limit }) } }
      : { value: cell }
}

const written = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?$/
const together = /^(\d{4})(\d{2})(\d{2})$/
// 1927-05-18 to 2119-01-09: below and above, five digits are more likely a number than a day.
const [firstSerial, lastSerial] = [10_000, 80_000]

/** A day as people and spreadsheet programs write it (2022-05-07, 2022/5/7, 2022年5月7日, 20220507, 44688) as ISO. */
export const dateOf: CellReader<string> = cell => {
  const [, year, month, day] = written.exec(cell) ?? together.exec(cell) ?? []
  if (year !== undefined) {
    const date = plainDate(Number(year), Number(month), Number(day))
    return date === undefined ? notADate : { value: date }
  }
  const serial = /^\d{5}(?:\.\d+)?$/.test(cell) ? Math.floor(Number(cell)) : 0
  if (serial < firstSerial || serial > lastSerial) return notADate
  const date = new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10)
  return { value: date, warning: { code: 'date-from-serial', say: saying('date-from-serial', { date }) } }
}
const notADate = { error: { code: 'not-a-date', say: saying('not-a-date') } }

function plainDate(year: number, month: number, day: number): string | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}

/** A whole number within bounds; thousands separators and full-width digits are understood. */
export function integerOf(min: number, max: number): CellReader<number> {
  return cell => {
    const plain = cell.normalize('NFKC')
    const digits = /^-?\d{1,3}(,\d{3})+$/.test(plain) ? plain.replaceAll(',', '') : plain
    if (!/^-?\d{1,15}(\.0+)?$/.test(digits)) {
      return { error: { code: 'not-an-integer', say: saying('not-an-integer') } }
    }
    const value = Number(digits)
    return value < min || value > max
      ? { error: { code: 'number-outside', say: saying('number-outside', { min, max }) } }
      : { value }
  }
}

/** One of a few choices by any of its names; blanks, width and case do not matter. */
export function choiceOf<T extends string>(choices: Record<T, string[]>): CellReader<T> {
  const key = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s/gu, '')
  const byName = new Map<string, T>()
  for (const [value, names] of Object.entries(choices) as [T, string[]][]) {
    for (const name of [value, ...names]) byName.set(key(name), value)
  }
  const offered = (Object.values(choices) as string[][]).map(names => names[0]).join(' / ')
  return cell => {
    const value = byName.get(key(cell))
    return value === undefined
      ? { error: { code: 'not-offered', say: saying('not-offered', { offered }) } }
      : { value }
  }
}
