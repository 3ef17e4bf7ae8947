/** Luhn's check digit (ISO/IEC 7812-1, annex B): a digit misread or two neighbours swapped is noticed. */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/** A matter's number as people read it: the office's prefix, its running number and a check digit, `JX-0023-6`. */
export function formatNumber(prefix: string, running: number): string {
  const digits = String(running).padStart(4, '0')
  return `${prefix}-${digits}-${checkDigit(digits)}`
}

const folded = (typed: string) =>
  typed.normalize('NFKC').replace(/\s/g, '').replace(/[–—]/g, '-').toUpperCase()

/** Whether a typed number can be right; folds case, full-width signs and spaces. */
export function parseNumber(typed: string): string | undefined {
  const match = /^([A-Z0-9]{2,8})-(\d{4,})-(\d)$/.exec(folded(typed))
  if (match === null || checkDigit(match[2]!) !== Number(match[3])) return undefined
  return `${match[1]}-${match[2]}-${match[3]}`
}

/** The number that somebody looks for who may leave out its check digit and zeros: `jx-23` is `JX-0023-6`. */
export function completeNumber(typed: string): string {
  const match = /^([A-Z0-9]{2,8})-(\d{1,9})$/.exec(folded(typed))
  return match === null ? folded(typed) : formatNumber(match[1]!, Number(match[2]))
}
