import { createContext, useContext, useState } from 'react'
import { useFindViewer } from './viewer.ts'

export type Words = Record<string, string>

/** `by` is the account that writes, or nobody's: somebody without an account writes by a link, whose secret is in the name. */
type Draft = { by: string; at: number; words: Words }

const PLACE = 'tongzhou.words.'
const OPEN = ''
/** A tab that nobody closed forgets by the next shift. */
const LONGEST = 12 * 3_600_000

const NothingKept = createContext(false)
/** Within it no word and no file stays on the device: a reload takes them, and so nobody finds them there. */
export const NothingKeptProvider = NothingKept.Provider
export const useKeepsNothing = () => useContext(NothingKept)

function read(place: string): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(place) ?? '') as Draft
    return Date.now() - draft.at < LONGEST ? draft : undefined
  } catch {
    return undefined
  }
}

/**
 * Drops what is written in this tab and not sent: all of it when somebody signs out; with `but` only what ran out, or
 * what an account other than this one wrote before.
 */
export function forgetDrafts(but?: string): void {
  try {
    for (const place of Object.keys(sessionStorage).filter(key => key.startsWith(PLACE))) {
      const by = read(place)?.by
      if (but === undefined || by === undefined || (by !== OPEN && by !== but))
        sessionStorage.removeItem(place)
    }
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

/**
 * What somebody is writing, kept in this tab until it is sent: an error, a reload or a lost session takes no word.
 * `name` stands for the form; a component that changes its form is given a new React key.
 */
export function useDraft<W extends Words>(
  name: string,
  initial: W,
): [W, (change: Partial<W>) => void, () => void] {
  const by = useFindViewer()?.id ?? OPEN
  const isKept = !useKeepsNothing()
  const place = `${PLACE}${name}`
  const [words, setWords] = useState<W>(() => {
    const draft = isKept ? read(place) : undefined
    return draft?.by === by ? { ...initial, ...draft.words } : initial
  })
  const change = (changed: Partial<W>) =>
    setWords(current => {
      const next = { ...current, ...changed }
      try {
        if (isKept)
          sessionStorage.setItem(place, JSON.stringify({ by, at: Date.now(), words: next } satisfies Draft))
      } catch {
        // A browser that keeps nothing still shows what was written until it is closed.
      }
      return next
    })
  const clear = () => {
    try {
      sessionStorage.removeItem(place)
    } catch {
      // Nothing was kept.
    }
    setWords(initial)
  }
  return [words, change, clear]
}
