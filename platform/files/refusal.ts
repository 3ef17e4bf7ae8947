import type { Lang } from '#platform/texts'
import type { FileRefusalCode } from './refusals.ts'
import { texts } from './texts.ts'

/** A file that was not taken: its code, and in `detail(lang)` what to do. Holds nothing of its name or content. */
export class FileRefusal extends Error {
  readonly code: FileRefusalCode
  readonly limit: string

  constructor(code: FileRefusalCode, limit = '', cause?: unknown) {
    super(`file refused: ${code}`, { cause })
    this.name = 'FileRefusal'
    this.code = code
    this.limit = limit
  }

  detail(lang: Lang): string {
    const words = texts(lang)[this.code]
    return typeof words === 'function' ? words({ limit: this.limit }) : words
  }
}
