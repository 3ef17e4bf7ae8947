import { randomInt } from 'node:crypto'

// Crockford's alphabet has no I, L, O and U, so that a code can be read from paper and over the telephone.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

/** Luhn's sum over 32 signs: finds every wrong sign, and nearly every pair of neighbours changed about. */
function checkSign(signs: string): string {
  let sum = 0
  for (const [place, sign] of [...signs].reverse().entries()) {
    const value = alphabet.indexOf(sign) * (place % 2 === 0 ? 2 : 1)
    sum += Math.floor(value / 32) + (value % 32)
  }
  return alphabet[(32 - (sum % 32)) % 32]!
}

/** A new single-use code: 45 random bits and a check sign, shown as two groups of five. */
export function newCode(): string {
  let signs = ''
  while (signs.length < LENGTH - 1) signs += alphabet[randomInt(32)]
  const code = signs + checkSign(signs)
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

/** A typed code in the form in which it is hashed; undefined when it can't be one (a typing error). */
export function readCode(typed: string): string | undefined {
  const signs = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (signs.length !== LENGTH || [...signs].some(sign => !alphabet.includes(sign))) return undefined
  return checkSign(signs.slice(0, -1)) === signs.at(-1) ? signs : undefined
}
