import type { Lang } from '#platform/texts'
import { sheetTexts } from './texts.ts'

export type CodeSheet = {
  displayName: string
  name: string
  office: string
  /** as shown, in two groups */
  code: string
  expiresAt: Date
  timeZone: string
  /** of the server, where it is known */
  address?: string
}

/** The sheet that is printed and handed over with a single-use code, as plain text. */
export function codeSheet(sheet: CodeSheet, lang: Lang): string {
  const words = sheetTexts(lang)
  const until = new Intl.DateTimeFormat(lang, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: sheet.timeZone,
  }).format(sheet.expiresAt)
  return [
    words.title,
    '',
    words.person(sheet),
    words.account(sheet),
    words.code(sheet),
    words.expires({ until }),
    ...(sheet.address === undefined ? [] : [words.address({ address: sheet.address })]),
    '',
    words.how,
    words.care,
    '',
  ].join('\n')
}
