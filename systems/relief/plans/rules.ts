import type { Actor } from '#platform/db'
import type { IndicatorCode } from './schema.ts'

/** Unit and decimals of each indicator, as statistics write it. */
export const indicators: Record<IndicatorCode, { decimals: number }> = {
  output: { decimals: 4 },
  sales: { decimals: 4 },
  employees: { decimals: 0 },
  electricity: { decimals: 2 },
  tax: { decimals: 2 },
}

const SCALE = 4
function toTenThousandths(decimal: string): bigint {
  const [whole, fraction = ''] = decimal.split('.')
  return BigInt(whole! + fraction.padEnd(SCALE, '0'))
}

/** How many decimals are written, zeros at the end not counted. */
export const decimalsOf = (decimal: string) => (decimal.split('.')[1] ?? '').replace(/0+$/, '').length

/**
 * Growth on the base in per cent to one decimal, half away from zero, in whole numbers only: 164.7 against 140.9 is 16.9.
 * Null without a base to compare with.
 */
export function yearOnYear(value: string, base: string | null): string | null {
  if (base === null) return null
  const from = toTenThousandths(base)
  if (from === 0n) return null
  const change = toTenThousandths(value) - from
  const size = change < 0n ? -change : change
  const tenths = (size * 2000n + from) / (from * 2n)
  const sign = change < 0n && tenths > 0n ? '-' : ''
  return `${sign}${tenths / 10n}.${tenths % 10n}`
}

/** Who ends or moves an enterprise: a leader or administrator of its place. */
export function mayTurn(actor: Pick<Actor, 'holdings'>, path: readonly string[]): boolean {
  return actor.holdings.some(
    ({ role, divisionCode }) => (role === 'leader' || role === 'admin') && path.includes(divisionCode),
  )
}

/** The seats of a row that follows its enterprise: those of the old place go, of the new one come, all others stay. */
export function movedSeats(
  seats: readonly string[],
  from: readonly string[],
  to: readonly string[],
): string[] {
  const kept = seats.filter(seat => !from.some(code => seat.split(':')[1] === code))
  const lines = seats.filter(seat => from.some(code => seat.split(':')[1] === code))
  const kinds = new Set(lines.map(seat => `${seat.split(':')[0]}:${seat.split(':').slice(2).join(':')}`))
  const come = [...kinds].flatMap(kind => {
    const [system, subject] = kind.split(':')
    return to.map(code => (subject ? `${system}:${code}:${subject}` : `${system}:${code}`))
  })
  return [...new Set([...kept, ...come])]
}
