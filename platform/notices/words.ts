import { type Lang, moment, type Texts } from '#platform/texts'
import type { Facts } from './texts.ts'

/** Phrases by key: the templates of notices, and the names of clocks as `clock.<name>`. */
export type Book = Texts<Record<string, string | ((facts: Facts) => string)>>

/** What a row of notice.message tells, with its matter as far as the reader sees it. */
export type Told = {
  template: string
  params: Record<string, unknown>
  matterNumber: string | null
  matterTitle: string | null
}

function find(books: readonly Book[], key: string, lang: Lang, facts: Facts): string | undefined {
  for (const book of books) {
    const phrases = book(lang)
    if (!Object.hasOwn(phrases, key)) continue
    const phrase = phrases[key]
    return typeof phrase === 'function' ? phrase(facts) : phrase
  }
  return undefined
}

/** The words of a notice in a language; the matter's number where no book knows the template. */
export function render(books: readonly Book[], told: Told, lang: Lang, zone: string): string {
  const number = told.matterNumber ?? String(told.params.number ?? '')
  const facts: Facts = { number, title: told.matterTitle ?? number, clock: '', due: '' }
  if (typeof told.params.clock === 'string') {
    facts.clock = find(books, `clock.${told.params.clock}`, lang, facts) ?? told.params.clock
  }
  if (typeof told.params.dueAt === 'string') facts.due = moment(new Date(told.params.dueAt), lang, zone)
  return find(books, told.template, lang, facts) ?? number
}

/** To a person outside: the number only, for a title may name an enterprise or a person. */
export const renderOutward = (books: readonly Book[], told: Told, lang: Lang, zone: string): string =>
  render(books, { ...told, matterTitle: null }, lang, zone)
