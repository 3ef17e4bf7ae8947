/** A reader's language. zh-CN is the default wherever none is known. */
export type Lang = 'zh-CN' | 'en'

type Phrases = Record<string, string | ((p: never) => string)>
/** The same keys with the same parameters: a missing or extra phrase does not compile. */
type Same<Z extends Phrases> = {
  [K in keyof Z]: Z[K] extends (p: infer P) => string ? (p: P) => string : string
}

/**
 * Names a set of phrases once in Chinese and once in English.
 * `text({ hello: '您好' })({ hello: 'Hello' })` gives a function from language to phrases.
 */
export function text<Z extends Phrases>(zh: Z) {
  return <E extends Same<Z>>(en: E & Record<Exclude<keyof E, keyof Z>, never>) =>
    Object.assign((lang: Lang): Same<Z> => (lang === 'en' ? en : (zh as unknown as Same<Z>)), {
      languages: { 'zh-CN': zh as unknown as Same<Z>, en: en as Same<Z> },
    })
}

/** A function from language to phrases, as made by {@link text}. */
export type Texts<T = Record<string, unknown>> = ((lang: Lang) => T) & { languages: Record<Lang, T> }

/** The language to answer in: what the reader chose, else the first that the browser names and we have. */
export function langOf(chosen: string | undefined, acceptLanguage: string | undefined): Lang {
  if (chosen === 'en' || chosen === 'zh-CN') return chosen
  for (const part of (acceptLanguage ?? '').split(',')) {
    const tag = part.trim().toLowerCase()
    if (tag.startsWith('zh')) return 'zh-CN'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

export { type Deadline, dayOf, deadline, duration, longDay, moment, shortDay, timeOf } from './moments.ts'
export { figure, type Manner, type PhraseOptions, percent, phrase } from './numbers.ts'
