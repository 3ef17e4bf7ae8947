import type { Lang } from '#platform/texts'
import type { SheetRefusalCode } from './refusals.ts'
import { texts } from './texts.ts'

type Words = ReturnType<typeof texts>
export type SayingCode = keyof Words

/** Says one thing in the reader's language. */
export type Saying = (lang: Lang) => string

/** A saying from our own texts; numbers are written the reader's way. */
export function saying(code: SayingCode, values: Record<string, string | number> = {}): Saying {
  return lang => {
    const words: unknown = texts(lang)[code]
    if (typeof words !== 'function') return String(words)
    const written = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? new Intl.NumberFormat(lang).format(value) : value,
      ]),
    )
    return (words as (p: Record<string, string>) => string)(written)
  }
}

/** Where something stands: line as the spreadsheet program counts it (from 1), column from 0. */
export type Spot = { line?: number; column?: number }

/** A file that was not read: why, where, and in `detail(lang)` what to do. Holds nothing of its content. */
export class SheetRefusal extends Error {
  readonly code: SheetRefusalCode
  readonly line: number | undefined
  readonly column: number | undefined
  readonly values: Record<string, string | number>

  constructor(code: SheetRefusalCode, values: Record<string, string | number> = {}, spot: Spot = {}) {
    super(`sheet refused: ${code}`)
    this.name = 'SheetRefusal'
    this.code = code
    this.values = values
    this.line = spot.line
    this.column = spot.column
  }

  detail(lang: Lang): string {
    return saying(this.code, this.values)(lang)
  }
}

const megabyte = 1024 * 1024
/** A size for people: 31457280 → "30 MB". */
export function size(bytes: number): string {
  return bytes >= megabyte ? `${Math.round(bytes / megabyte)} MB` : `${Math.ceil(bytes / 1024)} kB`
}
