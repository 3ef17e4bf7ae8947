import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7, withKeys } from '#platform/db'
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
  openMatter,
} from '#platform/matter'
import { notify } from '#platform/notices'
import type { People } from '#platform/seal'
import { dayOf } from '#platform/texts'
import { hoursUntilEndOf } from '../rules.ts'
import { findTaskForceAbove } from '../store.ts'
import {
  byRank,
  combine,
  HOLD_HOURS,
  type NeedFacts,
  needForbids,
  needParts,
  needRefusals,
  scoreOf,
  statusOf,
  weights,
} from './rules.ts'
import type { Candidate, ReservationState, Terms } from './schema.ts'
import * as store from './store.ts'
import { type NeedAction, type NeedPart, type NeedStatus, needWorkflow } from './workflow.ts'

export type Exchange = { world: MatterWorld; people: People }

/** How many near offers are ranked, and how many of them are shown. */
const RANKED = 150
const SHOWN = 20
const LEAST_HOURS = 4

/** The office in which somebody works on a place: the nearest of those held. */
function officeAt(actor: Actor, path: readonly string[]): string {
  const holding = actor.holdings
    .filter(
      one => ['liaison', 'handler', 'leader', 'duty'].includes(one.role) && path.includes(one.divisionCode),
    )
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]
  return holding?.officeId ?? refuse('forbidden')
}
const worksIn = (actor: Actor, officeId: string) => needParts(actor, officeId).has('owner')
const offers = (actor: Actor, seats: readonly string[], officeId: string) =>
  worksIn(actor, officeId) || actor.write.some(key => key.startsWith('relief:') && seats.includes(key))

export const mayChange = (actor: Actor, offer: store.Offer) => offers(actor, offer.seats, offer.officeId)
export async function mayReserve(tx: Tx, actor: Actor, needId: string): Promise<boolean> {
  const office = (await findMatter(tx, needId))?.owner_office_id
  return office !== null && office !== undefined && worksIn(actor, office)
}

const kindOf = (
  parts: Kind<NeedFacts, NeedStatus, NeedPart, NeedAction>['parts'],
  effects: Kind<NeedFacts, NeedStatus, NeedPart, NeedAction>['effects'],
): Kind<NeedFacts, NeedStatus, NeedPart, NeedAction> => ({
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
  const office = (await findOffice(tx, officeAt(actor, firm.path))) ?? refuse('forbidden')
  if (firm.ended_at !== null) refuse('enterprise-ended')
  const today = dayOf(at, exchange.world.zone)
  if (terms.untilOn < terms.fromOn || terms.untilOn < today) refuse('days-over')
  if (input.problem !== undefined) {
    const problem = await findMatter(tx, input.problem.id)
    if (problem?.kind !== 'problem') refuse('not-found')
    if (!problem.is_open) refuse('not-now')
  }
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
      division: { code: firm.division_code, path: firm.path },
      office,
      ownerId: actor.id,
      nextStep: 'reserve',
      clocks: [meet],
      parent: input.problem,
      action: 'need',
      note: terms.words,
      detail: { kind: terms.kind, quantity: terms.quantity },
    },
    at,
  )
  const point = await store.pointOf(tx, firm.path)
  await store.insertNeed(tx, { matterId: opened.id, organisationId: firm.id, terms, point }, at)
  return opened
}

export type OfferInput = {
  organisationId?: string | undefined
  terms: Terms
  priceFen?: number | undefined
  contactName?: string | undefined
  contactTelephone?: string | undefined
}

/** An enterprise's offer, or the labour pool of the actor's own office. Whom to call is sealed, for those at its place. */
export async function openOffer(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  input: OfferInput,
  at: Date,
): Promise<{ id: string }> {
  const { terms } = input
  if (terms.untilOn < terms.fromOn || terms.untilOn < dayOf(at, exchange.world.zone)) refuse('days-over')
  const firm =
    input.organisationId === undefined
      ? undefined
      : ((await store.findEnterprise(tx, input.organisationId)) ?? refuse('not-found'))
  if (firm !== undefined && firm.ended_at !== null) refuse('enterprise-ended')
  const own = actor.holdings.find(one => worksIn(actor, one.officeId))?.officeId
  const officeId = firm === undefined ? (own ?? refuse('forbidden')) : officeAt(actor, firm.path)
  const office = (await findOffice(tx, officeId)) ?? refuse('forbidden')
  const path = firm?.path ?? office.path
  const seats = [...divisionSeats('relief', path), `office:${office.id}`]
  const id = uuidv7()
  await store.insertOffer(
    tx,
    {
      id,
      organisationId: firm?.id ?? null,
      officeId: office.id,
      terms,
      priceFen: input.priceFen ?? null,
      divisionCode: path.at(-1)!,
      point: await store.pointOf(tx, path),
      seats,
    },
    at,
  )
  if (input.contactName !== undefined || input.contactTelephone !== undefined) {
    const personId = uuidv7()
    const values = {
      ...(input.contactName !== undefined && { name: input.contactName }),
      ...(input.contactTelephone !== undefined && { telephone: input.contactTelephone }),
    }
    await exchange.people.add(tx, { id: personId, seats, values, at })
    await store.insertContact(tx, id, personId, seats)
  }
  const deed = { action: 'relief.offer', subjectKind: 'offer', subjectId: id, fields: [], divisionPath: path }
  await record(tx, actor, deed, at)
  return { id }
}

/** Fewer, more or longer, or withdrawn; never below what others hold of it. */
export async function changeOffer(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  id: string,
  input: { version: number; quantity: number; untilOn: string } | { version: number; withdraw: true },
  at: Date,
): Promise<{ version: number }> {
  const seen = (await store.findOffer(tx, id, at)) ?? refuse('not-found')
  if (!offers(actor, seen.seats, seen.officeId)) refuse('forbidden')
  return withKeys(tx, actor, [`office:${seen.officeId}`], async () => {
    const offer = (await store.lockOffer(tx, NO_NEED, id, at))!
    if (offer.version !== input.version) refuse('stale-version')
    if (offer.withdrawn) refuse('offer-over')
    const taken = offer.reserved + offer.confirmed
    if ('withdraw' in input ? offer.reserved > 0 : input.quantity < taken) {
      const rows = await store.listReservations(tx, { offerId: id })
      const holders = rows.filter(one => one.state === 'reserved' || one.state === 'confirmed')
      refuse('offer-held', { taken, holders: namesOf(holders) })
    }
    if (!('withdraw' in input) && input.untilOn < dayOf(at, exchange.world.zone)) refuse('days-over')
    const change = 'withdraw' in input ? { withdrawnAt: at } : input
    if (!(await store.changeOffer(tx, id, input.version, change))) refuse('stale-version')
    const deed = {
      action: 'withdraw' in input ? 'relief.withdrawOffer' : 'relief.changeOffer',
      subjectKind: 'offer',
      subjectId: id,
      fields: [],
      divisionPath: [],
    }
    await record(tx, actor, deed, at)
    return { version: input.version + 1 }
  })
}
const NO_NEED = '00000000-0000-0000-0000-000000000000'

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
  const near = await store.listNear(tx, need, dayOf(at, exchange.world.zone), RANKED, at)
  const past = await store.readPast(tx, [...new Set(near.map(one => one.organisationId ?? one.officeId))])
  const wanted = { ...need.terms, longitude: need.longitude, latitude: need.latitude }
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
      .map(one => ({ ...one, offer: store.shown(one.offer) })),
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
  const offer = (await store.lockOffer(tx, needId, input.offerId, at)) ?? refuse('not-found')
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
    await store.moveOffer(tx, offer.id, { reserved: input.quantity })
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

const namesOf = (holders: readonly { office: string; quantity: number }[]) =>
  [...new Set(holders.map(one => one.office))].join('、')

type Settling = 'confirm' | 'decline' | 'release'
const steps = {
  confirm: { to: 'confirmed', told: 'confirmReservation' },
  decline: { to: 'declined', told: 'declineReservation' },
  release: { to: 'released', told: 'releaseReservation' },
} as const

/** Who may do what with a reservation: the offering side answers, either side lets go, the needing side counts who came. */
export function mayOf(actor: Actor, one: store.RawReservation, at: Date) {
  const offering = offers(actor, one.offerSeats, one.offerOfficeId)
  const needing = worksIn(actor, one.office_id)
  const held = one.state === 'reserved' && one.hold_until > at
  const bound = one.state === 'confirmed' && one.delivered === null
  return {
    maySettle: offering && held,
    // The offering side declines what is not yet confirmed.
    mayRelease: (needing && (held || bound)) || (offering && bound),
    mayDeliver: needing && bound,
  }
}

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
  const offering = offers(actor, seen.offerSeats, seen.offerOfficeId)
  if (!(offering || (how === 'release' && worksIn(actor, seen.office_id)))) refuse('forbidden')
  const keys = [`office:${seen.office_id}`, `office:${seen.offerOfficeId}`]
  return withKeys(tx, actor, keys, async () => {
    await store.lockOffer(tx, seen.need_id, seen.offer_id, at)
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
    await store.moveOffer(tx, one.offer_id, by)
    await store.moveNeed(tx, one.need_id, by)
    const matter = (await findMatter(tx, one.need_id))!
    await tellNeed(
      tx,
      exchange,
      actor,
      matter,
      told,
      { quantity: one.quantity, offerer: one.offerer },
      reason,
      at,
    )
    const word = {
      matterId: one.need_id,
      to: { officeId: offering && one.office_id !== one.offerOfficeId ? one.office_id : one.offerOfficeId },
      template: `reservation-${to}`,
      params: { number: matter.number },
    }
    await notify(tx, word, at)
    return { state: to }
  })
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
  const occurredAt = input.occurredAt ?? at
  if (occurredAt > at) refuse('days-over')
  await store.lockOffer(tx, seen.need_id, seen.offer_id, at)
  const one = (await store.findReservation(tx, id))!
  if (one.state !== 'confirmed') refuse('not-now')
  if (one.delivered !== null) refuse('delivery-there', { delivered: one.delivered })
  if (input.quantity > one.quantity) refuse('more-than-confirmed', { confirmed: one.quantity })
  if (!(await store.setDelivered(tx, id, input.quantity, occurredAt, at))) refuse('not-now')
  await store.moveNeed(tx, one.need_id, {
    confirmed: input.quantity - one.quantity,
    delivered: input.quantity,
  })
  const matter = (await findMatter(tx, one.need_id))!
  const detail = { quantity: input.quantity, promised: one.quantity, offerer: one.offerer }
  await tellNeed(tx, exchange, actor, matter, 'deliver', detail, null, at)
  return { delivered: input.quantity }
}

/** Whom to call of an offer, for those at its place and once it is theirs to use; the look is recorded. */
export async function readContact(tx: Tx, exchange: Exchange, actor: Actor, offerId: string, at: Date) {
  const offer = (await store.findOffer(tx, offerId, at)) ?? refuse('not-found')
  const personId = await store.findContact(tx, offerId)
  if (personId === undefined) return refuse('not-found')
  const values = (await exchange.people.masked(tx, [personId], ['name', 'telephone'])).get(personId)
  const deed = {
    action: 'relief.offerContact',
    subjectKind: 'offer',
    subjectId: offer.id,
    fields: ['name', 'telephone'],
    divisionPath: [],
  }
  await record(tx, actor, deed, at)
  return { personId, name: values?.name ?? null, telephone: values?.telephone ?? null }
}
