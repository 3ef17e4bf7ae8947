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

/** Whether a typed number can be right; folds case, full-width signs and spaces. */
export function parseNumber(typed: string): string | undefined {
  const match = /^([A-Z0-9]{2,8})-(\d{4,})-(\d)$/.exec(
    typed.normalize('NFKC').replace(/\s/g, '').replace(/[–—]/g, '-').toUpperCase(),
  )
  if (match === null || checkDigit(match[2]!) !== Number(match[3])) return undefined
  return `${match[1]}-${match[2]}-${match[3]}`
}
