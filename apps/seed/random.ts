/** Numbers from 0 to below 1, the same for the same seed and purpose (mulberry32 over FNV-1a). */
export type Random = () => number

export function randomOf(seed: number, purpose: string): Random {
  let state = 0x811c9dc5
  for (const char of `${purpose}/${seed}`) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits)

/**
 * Ids in the form of uuid v7 that the same seed makes again: the moment, a running number that keeps their order, and
 * random bits.
 */
export function idsOf(seed: number, purpose: string): (at: Date) => string {
  const random = randomOf(seed, `ids of ${purpose}`)
  let running = 0
  return at => {
    const stamp = hex(at.getTime(), 12)
    running++
    const variant = hex(0x8000 | (running & 0x3fff), 4)
    const tail = hex(Math.floor(random() * 2 ** 32), 8) + hex(Math.floor(random() * 65_536), 4)
    return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(running >>> 14, 3)}-${variant}-${tail}`
  }
}
