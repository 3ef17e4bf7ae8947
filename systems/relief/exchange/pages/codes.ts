const PLACE = 'tongzhou.exchange'

const all = (): Record<string, string> => {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

/** The code that a need or an offer was given stays on the phone on which it was said: it opens contacts there. */
export function keepCode(of: string, code: string): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ ...all(), [of]: code }))
  } catch {
    // A browser that keeps nothing: whoever cares for the enterprise passes the contact on.
  }
}

export const codeOf = (of: string): string | undefined => all()[of]
