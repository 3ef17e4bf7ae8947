import { useState } from 'react'

export type Words = Record<string, string>

const place = (name: string) => `tongzhou.words.${name}`

function kept(name: string): Words {
  try {
    return JSON.parse(sessionStorage.getItem(place(name)) ?? '{}') as Words
  } catch {
    return {}
  }
}

/**
 * What somebody is writing, kept on this device until it is sent: an error, a reload or a lost session takes no word.
 * `name` stands for the form; a component that changes its form is given a new React key.
 */
export function useDraft<W extends Words>(
  name: string,
  initial: W,
): [W, (change: Partial<W>) => void, () => void] {
  const [words, setWords] = useState<W>(() => ({ ...initial, ...kept(name) }))
  const change = (changed: Partial<W>) =>
    setWords(current => {
      const next = { ...current, ...changed }
      try {
        sessionStorage.setItem(place(name), JSON.stringify(next))
      } catch {
        // A browser that keeps nothing still shows what was written until it is closed.
      }
      return next
    })
  const clear = () => {
    try {
      sessionStorage.removeItem(place(name))
    } catch {
      // Nothing was kept.
    }
    setWords(initial)
  }
  return [words, change, clear]
}
