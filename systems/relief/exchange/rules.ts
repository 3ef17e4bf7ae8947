import type { Actor } from '#platform/db'
import type { ExchangeKind, Point, Reason, Terms, Unit } from './schema.ts'
import type { NeedAction, NeedPart, NeedStatus } from './workflow.ts'

export const units: Readonly<Record<ExchangeKind, Unit>> = {
  part: 'pieces',
  workers: 'persons',
  transport: 'vehicles',
  material: 'tonnes',
  place: 'square-metres',
}

/** A hold without an answer runs out after two days. */
export const HOLD_HOURS = 48

/** What decides the order of candidates: a dated table, in points of a hundred. */
export const weights = {
  version: 'matching-2022-04',
  specification: 40,
  quantity: 20,
  distance: 20,
  days: 10,
  reliability: 10,
  /** at this distance nothing is left of the points for it */
  farKm: 300,
  nearKm: 30,
} as const

type Place = Point & { divisionCode: string }
export type Wanted = Terms & Place
export type Offered = Terms & Place & { free: number; kept: number; dropped: number }
export type Scored = { score: number; km: number | null; covers: number; reasons: Reason[] }

const RADIUS = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Kilometres as the crow flies; null where one of the two places is unknown. */
export function distanceKm(a: Point, b: Point): number | null {
  if (a.longitude === null || a.latitude === null || b.longitude === null || b.latitude === null) return null
  const half = (x: number) => Math.sin(x / 2) ** 2
  const across = radians(b.longitude - a.longitude)
  const up = radians(b.latitude - a.latitude)
  const h = half(up) + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(across)
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** In one county no distance is told that nobody knows: a town lies where its county does, unless its own point is known. */
function insideOf(a: Place, b: Place): 'same-town' | 'same-county' | undefined {
  if (a.divisionCode === b.divisionCode) return 'same-town'
  const km = distanceKm(a, b)
  const isOne = a.divisionCode.slice(0, 6) === b.divisionCode.slice(0, 6)
  return km === 0 || (km === null && isOne) ? 'same-county' : undefined
}

const DAY = 86_400_000
const days = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / DAY + 1
const later = (a: string, b: string) => (a > b ? a : b)
const earlier = (a: string, b: string) => (a < b ? a : b)

function likeness(wanted: string, offered: string): number {
  const a = wanted.toLowerCase()
  const b = offered.toLowerCase()
  if (a === '' || a === b) return 1
  if (b === '') return 0
  return a.includes(b) || b.includes(a) ? 0.6 : 0
}

/** Points of an offer for a need, and why. Undefined where it can't serve at all. */
export function scoreOf(need: Wanted, offer: Offered, left: number): Scored | undefined {
  const overlap = days(later(need.fromOn, offer.fromOn), earlier(need.untilOn, offer.untilOn))
  if (need.kind !== offer.kind || offer.free <= 0 || left <= 0 || overlap <= 0) return undefined
  const inside = insideOf(need, offer)
  const km = inside === undefined ? distanceKm(need, offer) : 0
  const covers = Math.min(left, offer.free)
  const reasons: Reason[] = []
  let fit = likeness(need.specification, offer.specification)
  if (need.specification !== '')
    reasons.push(fit === 1 ? 'specification-same' : fit > 0 ? 'specification-like' : 'specification-other')
  if (need.testHours !== null) {
    const isFresh = offer.testHours !== null && offer.testHours <= need.testHours
    if (!isFresh) fit /= 2
    reasons.push(isFresh ? 'test-fresh' : 'test-unknown')
  }
  if (need.closedLoopBus) {
    if (!offer.closedLoopBus) fit /= 2
    reasons.push(offer.closedLoopBus ? 'bus' : 'no-bus')
  }
  reasons.push(covers === left ? 'covers-all' : 'covers-part')
  if (km === null) reasons.push('distance-unknown')
  else if (inside !== undefined) reasons.push(inside)
  else if (km <= weights.nearKm) reasons.push('near')
  else if (km >= weights.farKm) reasons.push('far')
  const share = overlap / days(need.fromOn, need.untilOn)
  reasons.push(share === 1 ? 'days-all' : 'days-part')
  const past = offer.kept + offer.dropped
  const trust = (offer.kept + 1) / (past + 2)
  if (past >= 3 && trust >= 0.8) reasons.push('reliable')
  if (past >= 3 && trust < 0.5) reasons.push('unreliable')
  const score =
    weights.specification * fit +
    weights.quantity * (covers / left) +
    weights.distance * (km === null ? 0 : Math.max(0, 1 - km / weights.farKm)) +
    weights.days * share +
    weights.reliability * trust
  return {
    score: Math.round(score * 10) / 10,
    km: km === null ? null : Math.round(km * 10) / 10,
    covers,
    reasons,
  }
}

/** Nearer first; of unknown distance last. */
const byDistance = (a: { km: number | null }, b: { km: number | null }) =>
  a.km === b.km ? 0 : (a.km ?? Number.POSITIVE_INFINITY) - (b.km ?? Number.POSITIVE_INFINITY)

type Ranked = { score: number; km: number | null; offer: { id: string } }
/** The order of candidates: by points, those of unknown distance after all others. */
export const byRank = (a: Ranked, b: Ranked) =>
  Number(a.km === null) - Number(b.km === null) ||
  b.score - a.score ||
  byDistance(a, b) ||
  (a.offer.id < b.offer.id ? -1 : 1)

type Share = { id: string; free: number; km: number | null }

/**
 * The fewest offers that together cover a quantity; among sets of that size the one whose nearest is nearest, then its
 * second nearest, and so on. Undefined where all together are not enough.
 */
export function combine(
  quantity: number,
  offers: readonly Share[],
): { id: string; quantity: number }[] | undefined {
  const useful = offers.filter(one => one.free > 0)
  const near = useful.toSorted((a, b) => byDistance(a, b) || b.free - a.free || (a.id < b.id ? -1 : 1))
  const large = useful.toSorted((a, b) => b.free - a.free)
  let size = 0
  for (let sum = 0; sum < quantity; size++) {
    const next = large[size]
    if (next === undefined) return undefined
    sum += next.free
  }
  const chosen: Share[] = []
  const passed = new Set<string>()
  let left = quantity
  for (const offer of near) {
    if (left <= 0) break
    passed.add(offer.id)
    const rest = large.filter(one => !passed.has(one.id)).slice(0, size - chosen.length - 1)
    if (offer.free + rest.reduce((sum, one) => sum + one.free, 0) < left) continue
    chosen.push(offer)
    left -= offer.free
  }
  let open = quantity
  return chosen.map(one => {
    const share = Math.min(open, one.free)
    open -= share
    return { id: one.id, quantity: share }
  })
}

/** How far a need has got by what is confirmed. */
export function statusOf(
  quantity: number,
  confirmed: number,
): Extract<NeedStatus, 'open' | 'partly' | 'met'> {
  if (confirmed === 0) return 'open'
  return confirmed < quantity ? 'partly' : 'met'
}

export type NeedFacts = { reserved: number; confirmed: number; undelivered: number }
const works = (role: string) => !['supervisor', 'admin', 'auditor'].includes(role)

/** *owner* works in the office that has the need, *enterprise* holds its link; reservations move it by themselves. */
export function needParts(actor: Actor, ownerOfficeId: string | null): ReadonlySet<NeedPart> {
  if (actor.kind === 'link') return new Set(['enterprise'])
  return new Set(ownerOfficeId !== null && worksIn(actor, ownerOfficeId) ? ['owner'] : [])
}

export const needRefusals = ['holds-open', 'delivery-open'] as const

/** A need ends when nothing hangs on it any more. */
export function needForbids(action: NeedAction, facts: NeedFacts): (typeof needRefusals)[number] | undefined {
  if (action === 'close') {
    if (facts.reserved > 0) return 'holds-open'
    return facts.undelivered > 0 ? 'delivery-open' : undefined
  }
  if (action === 'withdraw' || action === 'giveUp')
    return facts.reserved > 0 || facts.undelivered > 0 ? 'holds-open' : undefined
  return undefined
}

/** Works in an office that has a need or keeps an offer. */
export const worksIn = (actor: Actor, officeId: string) =>
  actor.holdings.some(one => one.officeId === officeId && works(one.role))

/** Speaks for the offering side: in the office that keeps the offer, or for its place. */
export const offersIn = (actor: Actor, seats: readonly string[], officeId: string) =>
  worksIn(actor, officeId) || actor.write.some(key => key.startsWith('relief:') && seats.includes(key))

/** The office in which somebody works on a place: the nearest of those held. */
export function officeAt(actor: Actor, path: readonly string[]): string | undefined {
  return actor.holdings
    .filter(
      one => ['liaison', 'handler', 'leader', 'duty'].includes(one.role) && path.includes(one.divisionCode),
    )
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]?.officeId
}

/** Days that follow one another and are not past. */
export const mayRun = ({ fromOn, untilOn }: Pick<Terms, 'fromOn' | 'untilOn'>, today: string) =>
  fromOn <= untilOn && untilOn >= today

/** The offices that hold a part of something, each once. */
export const namesOf = (holders: readonly { office: string; quantity: number }[]) =>
  [...new Set(holders.map(one => one.office))].join('、')

/** Who may do what with a reservation: the offering side answers, either side lets go, the needing side counts who came. */
export function mayOn(
  side: { offering: boolean; needing: boolean },
  one: { state: string; holdUntil: Date; delivered: number | null },
  at: Date,
) {
  const held = one.state === 'reserved' && one.holdUntil > at
  const bound = one.state === 'confirmed' && one.delivered === null
  return {
    maySettle: side.offering && held,
    // The offering side declines what is not yet confirmed.
    mayRelease: (side.needing && (held || bound)) || (side.offering && bound),
    mayDeliver: side.needing && bound,
  }
}

/** The subject of the office that a need or an offer comes to where nobody cares for the enterprise. */
export const subjectOf: Readonly<Record<ExchangeKind, string>> = {
  part: 'industry',
  workers: 'labour',
  transport: 'transport',
  material: 'industry',
  place: 'industry',
}
