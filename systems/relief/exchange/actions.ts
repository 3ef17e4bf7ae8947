import { type Actor, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import {
  act,
  bindKind,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type Matter,
  type MatterWorld,
  type NewClock,
  newIdentity,
  type Office,
  openMatter,
} from '#platform/matter'
import { notify } from '#platform/notices'
import type { People, Secrets } from '#platform/seal'
import { dayOf } from '#platform/texts'
import { hoursUntilEndOf } from '../rules.ts'
import { findTaskForceAbove } from '../store.ts'
import * as offerStore from './offer-store.ts'
import {
  byRank,
  combine,
  HOLD_HOURS,
  mayOn,
  mayRun,
  type NeedFacts,
  namesOf,
  needForbids,
  needParts,
  needRefusals,
  offersIn,
  officeAt,
  scoreOf,
  statusOf,
  weights,
  worksIn,
} from './rules.ts'
import type { Candidate, ReservationState, Terms } from './schema.ts'
import * as store from './store.ts'
import { type NeedAction, type NeedPart, type NeedStatus, needWorkflow } from './workflow.ts'

export type Exchange = { world: MatterWorld; people: People; secrets: Secrets }

/** How many near offers are ranked, and how many of them are shown. */
const RANKED = 150
const SHOWN = 20
const LEAST_HOURS = 4

export async function mayReserve(tx: Tx, actor: Actor, needId: string): Promise<boolean> {
  const office = (await findMatter(tx, needId))?.owner_office_id
  return office !== null && office !== undefined && worksIn(actor, office)
}

export type NeedKind = Kind<NeedFacts, NeedStatus, NeedPart, NeedAction>

const kindOf = (parts: NeedKind['parts'], effects: NeedKind['effects']): NeedKind => ({
  workflow: needWorkflow,
  async facts(tx, matter, _actor, at) {
    const need = (await store.findNeed(tx, matter.id, at)) ?? refuse('not-found')
    return { reserved: need.reserved, confirmed: need.confirmed, undelivered: need.undelivered }
  },
  parts,
  refusals: needRefusals,
  forbids: (action, _actor, facts) => needForbids(action, facts),
  effects,
})

export function needKind() {
  const kind = kindOf((actor, matter) => needParts(actor, matter.owner_office_id), {})
  return { kind, bound: bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!)) }
}

/** Writes into a need's story what happened to a reservation; its status follows from what is confirmed. */
async function tellNeed(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  matter: Matter,
  action: Extract<
    NeedAction,
    'reserve' | 'confirmReservation' | 'declineReservation' | 'releaseReservation' | 'deliver'
  >,
  detail: Record<string, string | number>,
  note: string | null,
  at: Date,
): Promise<void> {
  const effect = async () => {
    const need = (await store.findNeed(tx, matter.id, at))!
    const status = statusOf(need.terms.quantity, need.confirmed)
    const next = status !== 'met' ? 'reserve' : need.undelivered > 0 ? 'deliver' : 'close'
    const moved = status === matter.status ? {} : { from: matter.status, to: status }
    return { change: { status, next_step: next }, detail: { ...detail, ...moved } }
  }
  const kind = kindOf(() => new Set<NeedPart>(['exchange']), { [action]: effect })
  await act(tx, exchange.world, kind, actor, matter.id, action, { input: note === null ? {} : { note } }, at)
}

export async function openNeed(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  input: { organisationId: string; terms: Terms; problem?: { id: string; blocks: boolean } | undefined },
  at: Date,
): Promise<Identity> {
  const { terms } = input
  const firm = (await store.findEnterprise(tx, input.organisationId)) ?? refuse('not-found')
  const office =
    (await findOffice(tx, officeAt(actor, firm.path) ?? refuse('forbidden'))) ?? refuse('forbidden')
  if (firm.ended_at !== null) refuse('enterprise-ended')
  if (input.problem !== undefined) {
    const problem = await findMatter(tx, input.problem.id)
    if (problem?.kind !== 'problem') refuse('not-found')
    if (!problem.is_open) refuse('not-now')
  }
  const { id, name, division_code: divisionCode, path } = firm
  const how = { office, ownerId: actor.id, problem: input.problem }
  return enterNeed(tx, exchange, actor, { id, name, divisionCode, path }, terms, how, at)
}

export type Firm = { id: string; name: string; divisionCode: string; path: readonly string[] }
type Entering = {
  office: Pick<Office, 'id' | 'prefix' | 'subject'>
  ownerId: string | null
  problem?: { id: string; blocks: boolean } | undefined
  /** said by the enterprise itself */
  byLink?: { id: string; identity: Identity }
}

export async function enterNeed(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  firm: Firm,
  terms: Terms,
  { office, ownerId, problem, byLink }: Entering,
  at: Date,
): Promise<Identity> {
  if (!mayRun(terms, dayOf(at, exchange.world.zone))) refuse('days-over')
  const identity = byLink?.identity ?? (await newIdentity(tx, office.prefix))
  const hours = hoursUntilEndOf(terms.fromOn, at, exchange.world.zone)
  const meet: NewClock = {
    name: 'meet',
    isPromised: true,
    ruleVersion: weights.version,
    duration: { unit: 'hours', amount: Math.max(hours, LEAST_HOURS) },
  }
  const opened = await openMatter(
    tx,
    exchange.world,
    actor,
    {
      workflow: needWorkflow,
      title: `${firm.name}：${terms.words.split('\n')[0]}`.slice(0, 120),
      division: { code: firm.divisionCode, path: firm.path },
      office,
      ownerId,
      nextStep: 'reserve',
      clocks: [meet],
      identity,
      linkIds: byLink === undefined ? [] : [byLink.id],
      seats: [`need:${identity.id}`],
      parent: problem,
      action: 'need',
      note: terms.words,
      detail: { kind: terms.kind, quantity: terms.quantity },
    },
    at,
  )
  const point = await store.pointOf(tx, firm.path)
  const linkId = byLink?.id ?? null
  await store.insertNeed(tx, { matterId: opened.id, organisationId: firm.id, terms, point, linkId }, at)
  return opened
}

/** Offers for a need, best first with the reasons, and the fewest that together are enough. A person chooses. */
export async function match(
  tx: Tx,
  exchange: Exchange,
  needId: string,
  at: Date,
): Promise<{ candidates: Candidate[]; together: { offerId: string; quantity: number }[]; left: number }> {
  const need = (await store.findNeed(tx, needId, at)) ?? refuse('not-found')
  const left = need.terms.quantity - need.reserved - need.confirmed
  if (left <= 0) return { candidates: [], together: [], left: 0 }
  const near = await offerStore.listNear(tx, need, dayOf(at, exchange.world.zone), RANKED, at)
  const past = await store.readPast(tx, [...new Set(near.map(one => one.organisationId ?? one.officeId))])
  const { divisionCode, longitude, latitude } = need
  const wanted = { ...need.terms, divisionCode, longitude, latitude }
  const ranked = near
    .filter(one => one.organisationId !== need.organisationId)
    .flatMap(offer => {
      const { kept, dropped } = past.get(offer.organisationId ?? offer.officeId) ?? { kept: 0, dropped: 0 }
      const scored = scoreOf(wanted, { ...offer, kept, dropped }, left)
      return scored === undefined ? [] : [{ offer, ...scored }]
    })
    .toSorted(byRank)
  const fitting = ranked.filter(
    one => !one.reasons.some(why => ['specification-other', 'test-unknown', 'no-bus'].includes(why)),
  )
  const shares = fitting.map(one => ({ id: one.offer.id, free: one.offer.free, km: one.km }))
  const together = combine(left, shares) ?? []
  const named = new Set(together.map(one => one.id))
  return {
    candidates: ranked
      .filter((one, place) => place < SHOWN || named.has(one.offer.id))
      .map(one => ({ ...one, offer: offerStore.shown(one.offer) })),
    together: together.map(one => ({ offerId: one.id, quantity: one.quantity })),
    left,
  }
}

/** Holds a part of an offer for a need. Two at once: the second waits here, then finds what is left. */
export async function reserve(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  needId: string,
  input: { offerId: string; quantity: number; holdUntil?: Date | undefined },
  at: Date,
): Promise<{ id: string; holdUntil: string }> {
  const matter = (await findMatter(tx, needId)) ?? refuse('not-found')
  if (matter.kind !== 'need') refuse('not-found')
  if (!worksIn(actor, matter.owner_office_id!)) refuse('forbidden')
  if (!matter.is_open) refuse('not-now')
  const holdUntil = input.holdUntil ?? new Date(at.getTime() + HOLD_HOURS * 3_600_000)
  if (holdUntil <= at) refuse('days-over')
  const offer = (await offerStore.lockOffer(tx, needId, input.offerId, at)) ?? refuse('not-found')
  const need = (await store.findNeed(tx, needId, at)) ?? refuse('not-found')
  const isOver = offer.withdrawn || offer.untilOn < dayOf(at, exchange.world.zone)
  if (isOver || offer.untilOn < need.terms.fromOn || offer.fromOn > need.terms.untilOn) refuse('offer-over')
  if (offer.kind !== need.terms.kind) refuse('offer-unfit')
  const left = need.terms.quantity - need.reserved - need.confirmed
  if (input.quantity > left) refuse('need-covered', { left })
  if (input.quantity > offer.free) {
    const holders = (await store.listReservations(tx, { offerId: offer.id })).filter(
      one => one.state === 'reserved' || one.state === 'confirmed',
    )
    refuse('offer-taken', { free: offer.free, holders: namesOf(holders) })
  }
  const reservation: store.NewReservation = {
    offerId: offer.id,
    needId,
    offererId: offer.organisationId ?? offer.officeId,
    quantity: input.quantity,
    holdUntil,
    reservedBy: actor.id!,
    officeId: matter.owner_office_id!,
    seats: [...new Set([...matter.seats, ...offer.seats])],
  }
  const id = await withKeys(tx, actor, [`office:${offer.officeId}`], async () => {
    await offerStore.moveOffer(tx, offer.id, { reserved: input.quantity })
    return store.insertReservation(tx, reservation, at)
  })
  await store.moveNeed(tx, needId, { reserved: input.quantity })
  await tellNeed(
    tx,
    exchange,
    actor,
    matter,
    'reserve',
    { quantity: input.quantity, offerer: offer.offerer },
    null,
    at,
  )
  await notify(
    tx,
    {
      matterId: needId,
      to: { officeId: offer.officeId },
      template: 'reserved',
      params: { number: matter.number },
    },
    at,
  )
  return { id, holdUntil: holdUntil.toISOString() }
}

export type Settling = 'confirm' | 'decline' | 'release'
const steps = {
  confirm: { to: 'confirmed', told: 'confirmReservation' },
  decline: { to: 'declined', told: 'declineReservation' },
  release: { to: 'released', told: 'releaseReservation' },
} as const

/** What the reader of a reservation may do with it. */
export const mayOf = (actor: Actor, one: store.RawReservation, at: Date) =>
  mayOn(
    { offering: offersIn(actor, one.offerSeats, one.offerOfficeId), needing: worksIn(actor, one.office_id) },
    { state: one.state, holdUntil: one.hold_until, delivered: one.delivered },
    at,
  )

/** The offering side confirms or declines, either side releases. A release that comes twice is one. */
export async function settle(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  id: string,
  how: Settling,
  reason: string | null,
  at: Date,
): Promise<{ state: ReservationState }> {
  const seen = (await store.findReservation(tx, id)) ?? refuse('not-found')
  const offering = offersIn(actor, seen.offerSeats, seen.offerOfficeId)
  if (!(offering || (how === 'release' && worksIn(actor, seen.office_id)))) refuse('forbidden')
  const keys = [`office:${seen.office_id}`, `office:${seen.offerOfficeId}`]
  const told = offering && seen.office_id !== seen.offerOfficeId ? seen.office_id : seen.offerOfficeId
  return withKeys(tx, actor, keys, () =>
    settleOne(tx, exchange, actor, { ...seen, told: [told] }, how, reason, at),
  )
}

/** What settling and counting need to know of a reservation. */
type Held = { id: string; need_id: string; offer_id: string; offerer: string }

/** Locked and read again, for whoever may: an official by offices, an enterprise by its link. `told` are the offices that hear of it. */
export async function settleOne(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  { id, need_id, offer_id, offerer, told: offices }: Held & { told: readonly string[] },
  how: Settling,
  reason: string | null,
  at: Date,
): Promise<{ state: ReservationState }> {
  await offerStore.lockOffer(tx, need_id, offer_id, at)
  const one = (await store.findReservation(tx, id))!
  const { to, told } = steps[how]
  if (one.state === to) return { state: to }
  if (one.state === 'lapsed') refuse('hold-over')
  const from = one.state
  if (from !== 'reserved' && !(how === 'release' && from === 'confirmed' && one.delivered === null))
    refuse('not-now')
  if (!(await store.settle(tx, id, from, to, reason, at))) refuse('not-now')
  const by =
    how === 'confirm' ? { reserved: -one.quantity, confirmed: one.quantity } : { [from]: -one.quantity }
  await offerStore.moveOffer(tx, offer_id, by)
  await store.moveNeed(tx, need_id, by)
  const matter = (await findMatter(tx, need_id))!
  const detail = { quantity: one.quantity, offerer }
  await tellNeed(tx, exchange, actor, matter, told, detail, reason, at)
  const word = { matterId: need_id, template: `reservation-${to}`, params: { number: matter.number } }
  for (const officeId of offices) await notify(tx, { ...word, to: { officeId } }, at)
  return { state: to }
}

/** How many came. What did not come is looked for again. */
export async function deliver(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  id: string,
  input: { quantity: number; occurredAt?: Date | undefined },
  at: Date,
): Promise<{ delivered: number }> {
  const seen = (await store.findReservation(tx, id)) ?? refuse('not-found')
  if (!worksIn(actor, seen.office_id)) refuse('forbidden')
  return deliverOne(tx, exchange, actor, seen, input, at)
}

export async function deliverOne(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  { id, need_id, offer_id, offerer }: Held,
  input: { quantity: number; occurredAt?: Date | undefined },
  at: Date,
): Promise<{ delivered: number }> {
  const occurredAt = input.occurredAt ?? at
  if (occurredAt > at) refuse('days-over')
  await offerStore.lockOffer(tx, need_id, offer_id, at)
  const one = (await store.findReservation(tx, id))!
  if (one.state !== 'confirmed') refuse('not-now')
  if (one.delivered !== null) refuse('delivery-there', { delivered: one.delivered })
  if (input.quantity > one.quantity) refuse('more-than-confirmed', { confirmed: one.quantity })
  if (!(await store.setDelivered(tx, id, input.quantity, occurredAt, at))) refuse('not-now')
  await store.moveNeed(tx, need_id, {
    confirmed: input.quantity - one.quantity,
    delivered: input.quantity,
  })
  const matter = (await findMatter(tx, need_id))!
  const detail = { quantity: input.quantity, promised: one.quantity, offerer }
  await tellNeed(tx, exchange, actor, matter, 'deliver', detail, null, at)
  return { delivered: input.quantity }
}
