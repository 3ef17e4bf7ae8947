/** Numbers from 0 to below 1, the same for the same seed and purpose (sfc32, seeded by FNV-1a over both). */
export function randomOf(seed: number, purpose: string): () => number {
  let state = 0x811c9dc5
  for (const char of `${purpose}/${seed}`) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193)
  let [a, b, c, d] = [state, Math.imul(state, 0x9e3779b1), Math.imul(state, 0x85ebca6b), 1]
  const next = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** Numbers from 0 to below 1. */
export type Random = () => number
/** A whole number from `least` to `most`, both included. */
export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

/** Picks by weight: made once, asked often. */
export function weighted<T>(entries: readonly (readonly [T, number])[]): (random: Random) => T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  return random => {
    let left = random() * total
    for (const [value, weight] of entries) {
      left -= weight
      if (left < 0) return value
    }
    return entries.at(-1)![0]
  }
}

/** A walk through 0 … size − 1 that meets every number once, in an order given by the seed. */
export function shuffledIndex(size: number, random: Random): (i: number) => number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b))
  let step = between(random, Math.floor(size / 3), size - 1)
  while (divides(step, size) !== 1) step++
  const start = between(random, 0, size - 1)
  return i => Number((BigInt(start) + BigInt(i) * BigInt(step)) % BigInt(size))
}
