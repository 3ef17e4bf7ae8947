import type { Tx } from '#platform/db'
import type { Lang } from '#platform/texts'

/** The moment up to which facts count as recorded, and the division (with all below it) in which they lie. */
export type Cut = { cutOffAt: Date; within: string }

/** What a figure means and what it counts, in both languages. */
export type FigureText = (lang: Lang) => { definition: string; unit: string }

/** Writes each figure by the names of its definition and its unit among these words. */
export const figureWords =
  <Word extends string>(words: (lang: Lang) => Readonly<Record<Word, string>>) =>
  (definition: Word, unit: Word): FigureText =>
  lang => ({ definition: words(lang)[definition], unit: words(lang)[unit] })

/**
 * The figures of one system. `read` answers all of them from one statement, so that figures that add up do so in
 * every answer. It counts what was *recorded* by the cut-off: what is learnt later about an earlier day leaves
 * figures already given as they were. `null`: nothing to compute it from.
 */
export type Figures<Id extends string = string> = {
  system: string
  texts: Readonly<Record<Id, FigureText>>
  read(tx: Tx, cut: Cut): Promise<Record<Id, number | null>>
}

/** Figures whose ids are checked: what is defined is read, and what is read is defined. */
export function figures<const Id extends string>(of: Figures<Id>): Figures {
  return of as unknown as Figures
}
