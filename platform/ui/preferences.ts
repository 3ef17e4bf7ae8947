import { useSyncExternalStore } from 'react'
import { type Lang, langOf } from '#platform/texts'

export type Preferences = {
  lang: Lang
  theme: 'system' | 'light' | 'dark'
  isElder: boolean
  /** higher rows in tables */
  isRoomy: boolean
}

const key = 'tongzhou.preferences'
const listeners = new Set<() => void>()

function read(): Preferences {
  const usual: Preferences = {
    lang: langOf(undefined, navigator.languages.join(',')),
    theme: 'system',
    isElder: false,
    isRoomy: false,
  }
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>
    return { ...usual, ...kept }
  } catch {
    return usual
  }
}

let current: Preferences | undefined

function apply(preferences: Preferences) {
  const root = document.documentElement
  root.lang = preferences.lang
  // The server answers, exports and refuses in this language.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in older phones
  document.cookie = `tz_lang=${preferences.lang}; path=/; max-age=31536000; samesite=lax`
  root.classList.toggle('elder', preferences.isElder)
  if (preferences.isRoomy) root.dataset.density = 'roomy'
  else delete root.dataset.density
  if (preferences.theme === 'system') delete root.dataset.theme
  else root.dataset.theme = preferences.theme
}

/** The reader's preferences now; the first call applies them to the document. */
export function getPreferences(): Preferences {
  if (!current) {
    current = read()
    apply(current)
  }
  return current
}

/** Changes some and keeps them on this device. */
export function setPreferences(change: Partial<Preferences>) {
  current = { ...getPreferences(), ...change }
  apply(current)
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // A browser that keeps nothing still shows what was chosen until it is closed.
  }
  for (const listener of listeners) listener()
}

/** Language, light or dark, larger text: kept on this device, applied to `<html>`. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, getPreferences)
}
