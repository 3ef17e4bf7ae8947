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

/** What belongs to an enterprise and may be open; a request is its problem's and goes with it. */
export type OpenKind = 'problem' | 'promise' | 'order' | 'need' | 'task' | 'request'

/** In which states a matter still has to be done: beyond them whoever did it brings it to its end. */
const toDo: Record<OpenKind, readonly string[]> = {
  problem: ['reported', 'returned', 'accepted'],
  promise: ['promised'],
  order: ['ordered', 'accepted'],
  need: ['open', 'partly', 'met'],
  task: ['assigned', 'returned', 'accepted'],
  request: [],
}
export const isToDo = (kind: OpenKind, status: string): boolean => toDo[kind].includes(status)

/**
 * Who has an open matter once its enterprise stands elsewhere, or has another officer. *officer* is the new main
 * officer, else the general office there; *subject* the office there with the subject of the one that had it; *place*
 * the general office there.
 */
export function heirOf(
  matter: { kind: OpenKind; status: string; ownerId: string | null; officeCode: string },
  turn: { path: readonly string[]; freed: readonly string[] },
): 'stays' | 'officer' | 'subject' | 'place' {
  if (!isToDo(matter.kind, matter.status)) return 'stays'
  // What one of its officers had in hand for it is the next officer's.
  if (matter.ownerId !== null && turn.freed.includes(matter.ownerId)) return 'officer'
  if (turn.path.includes(matter.officeCode)) return 'stays'
  if (matter.kind === 'problem' || matter.kind === 'task') return 'subject'
  return matter.kind === 'order' ? 'place' : 'officer'
}

/** What can become of an open matter of an enterprise that closes. What others hold of a need isn't taken from them. */
export function fatesOf(
  matter: { kind: OpenKind; status: string },
  isHeld: boolean,
): ('end' | 'hand' | 'stay')[] {
  const ends = matter.kind === 'order' ? isToDo('order', matter.status) : !isHeld
  return [
    ...(ends ? (['end'] as const) : []),
    ...(isToDo(matter.kind, matter.status) ? (['hand'] as const) : []),
    'stay',
  ]
}
