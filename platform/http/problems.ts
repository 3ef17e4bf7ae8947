import type { z } from 'zod'
import type { Lang, Texts } from '#platform/texts'
import type { Problem } from './client.ts'
import type { Refused } from './refused.ts'
import { fieldTexts, refusalTexts } from './texts.ts'

/** HTTP's status of a refusal: those that any call may give; the rest conflict with the state of things. */
const statuses: Record<string, number> = {
  invalid: 422,
  'not-found': 404,
  forbidden: 403,
  unauthenticated: 401,
  'sign-in-refused': 401,
  'code-refused': 401,
  'password-wrong': 403,
  'outside-place': 403,
  'cause-led-elsewhere': 403,
  'roles-above': 403,
  'own-account': 403,
  'sign-in-wait': 429,
  busy: 503,
  'not-there': 404,
  'link-unknown': 404,
  'tracking-unknown': 404,
  'upload-unknown': 404,
  'type-not-allowed': 415,
  'disk-full': 507,
  'key-reused': 422,
  'too-many-requests': 429,
  'too-large': 413,
  'wrong-origin': 403,
  unavailable: 503,
  internal: 500,
  'unsupported-type': 415,
  'idempotency-key': 400,
}

type Words = Record<string, string | ((params: never) => string)>
export type RefusalTexts = Texts<Words>

/** The words of all refusals and field findings of a server, by code. */
export function wordBook(all: readonly RefusalTexts[]) {
  return (code: string, params: Record<string, string | number>, lang: Lang): string | undefined => {
    for (const texts of [
      refusalTexts as unknown as RefusalTexts,
      fieldTexts as unknown as RefusalTexts,
      ...all,
    ]) {
      const words = texts(lang)[code]
      if (words !== undefined) return typeof words === 'string' ? words : words(params as never)
    }
    return undefined
  }
}
export type WordBook = ReturnType<typeof wordBook>

export function problemOf(refused: Refused, lang: Lang, requestId: string, words: WordBook): Problem {
  const detail = words(refused.code, refused.params, lang) ?? refused.code
  return {
    type: `/api#${refused.code}`,
    code: refused.code,
    title: detail.split(/[。.]/)[0] ?? detail,
    detail,
    status: statuses[refused.code] ?? 409,
    requestId,
    ...(refused.fields.length > 0 && {
      fields: refused.fields.map(field => ({
        path: field.path,
        message: words(field.code, field.params ?? {}, lang) ?? field.code,
      })),
    }),
    ...refused.params,
  }
}

/** A validator's findings as fields with their words' codes. */
export function fieldsOf(issues: readonly z.core.$ZodIssue[]): Refused['fields'] {
  return issues.map((issue): Refused['fields'][number] => {
    const path = issue.path.join('.')
    switch (issue.code) {
      case 'too_small': {
        const least = Number(issue.minimum)
        if (issue.origin === 'string')
          return least === 1 ? { path, code: 'required' } : { path, code: 'short', params: { least } }
        return { path, code: 'low', params: { least } }
      }
      case 'too_big': {
        const most = Number(issue.maximum)
        return { path, code: issue.origin === 'string' ? 'long' : 'high', params: { most } }
      }
      case 'invalid_value':
      case 'invalid_union':
        return { path, code: 'choice' }
      case 'invalid_format':
        return { path, code: 'format' }
      case 'unrecognized_keys':
        return {
          path: [path, ...issue.keys].filter(Boolean).join('.'),
          code: 'unknown',
          params: { keys: issue.keys.join(', ') },
        }
      case 'invalid_type':
        return { path, code: issue.input === undefined ? 'required' : 'type' }
      default:
        return { path, code: 'format' }
    }
  })
}
