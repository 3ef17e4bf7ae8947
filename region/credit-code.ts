/** A unified social credit code 统一社会信用代码 as typed, folded, with what is wrong about it. It warns, never blocks. */
export type CreditCodeCheck = {
  /** Half-width, upper case, without spaces and hyphens: the form that is stored and compared. */
  normalized: string
  ok: boolean
  problem?: 'length' | 'alphabet' | 'check-digit'
}

/** The characters of a code: no I, O, S, V, Z. */
export const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const first17 = /^\d{8}[0-9A-HJ-NPQRTUWXY]{9}$/

/** Checks length, alphabet and check digit (GB 32100-2015). */
export function checkCreditCode(code: string): CreditCodeCheck {
  const normalized = code
    .normalize('NFKC')
    .replace(/[\s\p{Dash}\p{Cf}]/gu, '')
    .toUpperCase()
  if (normalized.length !== 18) return { normalized, ok: false, problem: 'length' }
  const start = normalized.slice(0, 17)
  if (!first17.test(start) || !creditCodeAlphabet.includes(normalized[17]!))
    return { normalized, ok: false, problem: 'alphabet' }
  // Not by stdnum 1.12: it refuses every code whose check digit is 0, one in 31 of the real ones.
  if (checkDigit(start) !== normalized[17]) return { normalized, ok: false, problem: 'check-digit' }
  return { normalized, ok: true }
}

/**
 * Completes the first 17 characters of a credit code with its check digit.
 * @throws RangeError when they are not 8 digits and 9 characters of the code's alphabet
 */
export function makeCreditCode(start: string): string {
  if (!first17.test(start)) throw new RangeError(`not the start of a credit code: ${start}`)
  return start + checkDigit(start)
}

function checkDigit(start: string): string {
  const sum = weights.reduce((total, weight, i) => total + weight * creditCodeAlphabet.indexOf(start[i]!), 0)
  return creditCodeAlphabet[(31 - (sum % 31)) % 31]!
}
