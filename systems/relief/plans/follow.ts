import { type Actor, divisionSeats, type Tx } from '#platform/db'
import { refuse } from '#platform/http'
import {
  act,
  changeLead,
  findMatter,
  findOffice,
  type MatterWorld,
  type NewClock,
  tellOf,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { dayOf } from '#platform/texts'
import type { ProblemKind, Relief } from '../actions.ts'
import { listContacts } from '../enterprise-store.ts'
import { pointOf } from '../exchange/store.ts'
import { acceptClock as orderClock } from '../menu/actions.ts'
import { findOfficeFor } from '../store.ts'
import { acceptClock as taskClock } from '../tasks/actions.ts'
import * as following from './follow-store.ts'
import { heirOf, movedSeats } from './rules.ts'

export type Place = { code: string; path: readonly string[] }

/** Who has something from now on: an office, by name or not. */
export type Holder = { officeId: string; accountId: string | null }

/** An enterprise stands elsewhere, or is another's from now on. */
export type Turn = {
  from: Place
  to: Place
  reason: string
  /** its main officer there; without one the general office there */
  heir: Holder
  /** who cared for it until now and does so no longer */
  freed: readonly string[]
}

export const recipientOf = (to: Holder) =>
  to.accountId === null ? { officeId: to.officeId } : { accountId: to.accountId }

/** Who has something is asked anew: where an office has to accept it, that begins again. */
const beginning: Partial<
  Record<following.OpenMatter['kind'], { status: string; next: string; clock: NewClock }>
> = {
  order: { status: 'ordered', next: 'accept', clock: orderClock },
  task: { status: 'assigned', next: 'accept', clock: taskClock },
}

/** An open matter, no problem, goes to another office or official; the promised time runs on. Both sides are told. */
export async function handOn(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  matter: following.OpenMatter,
  to: Holder,
  reason: string,
  at: Date,
): Promise<void> {
  const isElsewhere = to.officeId !== matter.officeId
  if (isElsewhere) {
    const now = (await findMatter(tx, matter.id)) ?? refuse('not-found')
    const office = (await findOffice(tx, to.officeId)) ?? refuse('no-office')
    const begins = beginning[matter.kind]
    const call = { tx, world, actor, matter: now, facts: undefined, input: {}, at }
    const lead = { office, ownerId: to.accountId }
    await changeLead(call, 'relief', lead, begins === undefined ? [] : [begins.clock], 'ended')
    // As they were, but for the office that had it: a seat may be a row's own, or that of whoever ordered it.
    const kept = now.seats.filter(seat => seat !== `office:${matter.officeId}`)
    const lines = kept.filter(seat => /^relief:\d+$/.test(seat)).map(seat => `${seat}:${office.subject}`)
    const seats = [...new Set([...kept, ...lines, `office:${office.id}`])]
    await following.giveMatter(tx, matter.id, { ...to, seats, status: begins?.status, next: begins?.next })
    if (matter.kind === 'order') await following.leaveTeam(tx, matter.id)
    if (matter.kind === 'need') await following.seatReservations(tx, matter.id, office.id)
  } else {
    await following.giveMatter(tx, matter.id, to)
  }
  const detail = {
    ...(isElsewhere && { officeId: to.officeId }),
    ...(to.accountId !== null && { accountId: to.accountId }),
  }
  await tellOf(tx, actor, matter.id, { action: 'hand-over', note: reason, detail }, undefined, at)
  await tellBoth(tx, matter, to, at)
}

async function tellBoth(tx: Tx, matter: following.OpenMatter, to: Holder, at: Date): Promise<void> {
  const params = { number: matter.number }
  const given = { matterId: matter.id, to: recipientOf(to), template: 'matter-given', params }
  await notify(tx, given, at)
  const former = { officeId: matter.officeId, accountId: matter.ownerId }
  await notify(tx, { matterId: matter.id, to: recipientOf(former), template: 'matter-gone', params }, at)
}

/** Acts on a problem in the enterprise's stead: whoever turns it decides what its officer otherwise would. */
export function inItsStead(relief: Relief, problems: ProblemKind, tx: Tx, wide: Actor, at: Date) {
  const kind = { ...problems.kind, parts: () => new Set(['liaison'] as const) }
  return (
    id: string,
    action: 'withdraw' | 'refer' | 'route',
    version: number,
    input: Record<string, string>,
  ) => act(tx, relief.world, kind, wide, id, action, { version, input }, at)
}

async function handProblem(
  tx: Tx,
  relief: Relief,
  problems: ProblemKind,
  wide: Actor,
  problem: following.OpenMatter,
  heir: 'officer' | 'subject',
  turn: Turn,
  at: Date,
): Promise<void> {
  const decide = inItsStead(relief, problems, tx, wide, at)
  const note = turn.reason
  if (heir === 'subject') {
    const { category, tier } = problem.problem!
    await decide(problem.id, 'route', problem.version, { category, tier, note })
    return
  }
  if (turn.heir.officeId === problem.officeId)
    return handOn(tx, relief.world, wide, problem, turn.heir, note, at)
  await decide(problem.id, 'refer', problem.version, { office: turn.heir.officeId, note })
  await following.giveMatter(tx, problem.id, turn.heir)
  await tellBoth(tx, problem, turn.heir, at)
}

/** Where an open matter of the old place goes; undefined where it stays. */
export async function nextOf(
  tx: Tx,
  matter: Pick<following.OpenMatter, 'officeCode' | 'subject'>,
  heir: 'officer' | 'subject' | 'place',
  turn: Pick<Turn, 'to' | 'heir'>,
): Promise<Holder | undefined> {
  if (heir === 'officer') return turn.heir
  const level = turn.to.path.find(code => code.length === matter.officeCode.length) ?? turn.to.code
  const subject = heir === 'place' ? 'general' : matter.subject
  const office = await findOfficeFor(tx, turn.to.path, level, subject)
  // The task of a bureau that has no counterpart there stays with it.
  return office === undefined || office.subject !== subject
    ? undefined
    : { officeId: office.id, accountId: null }
}

/** Everything open of an enterprise stands in the new place, each matter with whoever has it there. */
export async function carry(
  tx: Tx,
  relief: Relief,
  problems: ProblemKind,
  wide: Actor,
  matters: readonly following.OpenMatter[],
  turn: Turn,
  at: Date,
): Promise<void> {
  const { from, to } = turn
  for (const matter of matters) {
    const seats = movedSeats(await following.findSeats(tx, matter.id), from.path, to.path)
    await following.moveMatter(tx, matter.id, { divisionCode: to.code, seats })
    const heir = heirOf(matter, { path: to.path, freed: turn.freed })
    if (matter.kind === 'problem') {
      if (heir === 'officer' || heir === 'subject')
        await handProblem(tx, relief, problems, wide, matter, heir, turn, at)
    } else if (heir !== 'stays') {
      const next = await nextOf(tx, matter, heir, turn)
      if (next !== undefined) await handOn(tx, relief.world, wide, matter, next, turn.reason, at)
    }
    await leaveForeign(tx, relief.people, matter, to, at)
    const lead = matters.find(one => one.id === matter.problemId)?.officeId
    if (matter.kind === 'task' && lead !== undefined) await following.followLead(tx, matter.id, lead, at)
  }
}

/**
 * Offices of the old place that only took part in a problem or order see it no longer. Whoever ordered a task goes on to
 * see it, and so do the two sides of a request.
 */
export async function leaveForeign(
  tx: Tx,
  people: Relief['people'],
  matter: Pick<following.OpenMatter, 'id' | 'kind' | 'problem'>,
  to: Place,
  at: Date,
): Promise<void> {
  if (matter.kind !== 'problem' && matter.kind !== 'order') return
  const gone = await following.endForeignParties(tx, matter.id, to.path, at)
  const now = await following.findSeats(tx, matter.id)
  const kept = now.filter(seat => !gone.some(office => seat === `office:${office}`))
  await following.moveMatter(tx, matter.id, { divisionCode: to.code, seats: kept })
  if (matter.problem === null || matter.problem.reporterId === null) return
  const own = kept.filter(seat => seat.startsWith('office:') || seat.startsWith('link:'))
  await people.setSeats(tx, matter.problem.reporterId, own)
}

/** The contacts of an enterprise are seen by its officer's office and the one at its place. */
export async function moveContacts(
  tx: Tx,
  relief: Relief,
  from: string,
  to: { organisationId: string; offices: readonly string[]; keepsMain: boolean },
): Promise<void> {
  const seats = [...new Set(to.offices)].map(office => `office:${office}`)
  for (const contact of await listContacts(tx, from)) {
    await following.moveContact(tx, contact.id, {
      organisationId: to.organisationId,
      isMain: contact.isMain && to.keepsMain,
      seats,
    })
    await relief.people.setSeats(tx, contact.personId, seats)
  }
}

/** Whom to call is known at the new place, and no longer at the old one. */
async function moveCallees(
  tx: Tx,
  relief: Relief,
  of: 'offer' | 'need',
  id: string,
  swap: (seats: readonly string[]) => string[],
): Promise<void> {
  for (const callee of await following.listCallees(tx, of, id)) {
    await following.seatCallee(tx, of, id, callee.personId, swap(callee.seats))
    await relief.people.setSeats(tx, callee.personId, swap(callee.personSeats))
  }
}

/**
 * What an enterprise needs and offers lies where it stands; an offer kept by an office of the old place gets another.
 * `matters` are as they were before they were carried.
 */
export async function moveTrade(
  tx: Tx,
  relief: Relief,
  id: string,
  matters: readonly following.OpenMatter[],
  turn: Turn,
): Promise<void> {
  const { from, to, heir } = turn
  const point = await pointOf(tx, to.path)
  const swapOf = (officeId: string, next: string) => (seats: readonly string[]) => [
    ...new Set(
      movedSeats(seats, from.path, to.path).map(seat =>
        seat === `office:${officeId}` ? `office:${next}` : seat,
      ),
    ),
  ]
  await following.moveNeeds(tx, id, point)
  for (const need of matters.filter(one => one.kind === 'need')) {
    const now = (await findMatter(tx, need.id))?.owner_office_id ?? need.officeId
    await moveCallees(tx, relief, 'need', need.id, swapOf(need.officeId, now))
  }
  for (const offer of await following.listOffers(tx, id)) {
    const officeId = to.path.includes(offer.officeCode) ? offer.officeId : heir.officeId
    const swap = swapOf(offer.officeId, officeId)
    await following.moveOffer(tx, offer.id, {
      ...{ officeId, divisionCode: to.code, point },
      seats: swap(offer.seats),
    })
    await moveCallees(tx, relief, 'offer', offer.id, swap)
  }
}

/**
 * A visit that stands on a day to come is the new officer's, where the round reaches the enterprise's new place or its
 * successor; otherwise it is off.
 */
export async function moveVisits(
  tx: Tx,
  world: MatterWorld,
  id: string,
  target: { organisationId: string },
  turn: Turn,
  at: Date,
): Promise<void> {
  const { to, heir, reason } = turn
  const plans = await following.listVisitPlans(tx, id)
  await following.endVisitPlans(tx, id, reason, at)
  if (heir.accountId === null) return
  const today = dayOf(at, world.zone)
  const seats = [...divisionSeats('relief', to.path), `office:${heir.officeId}`, `account:${heir.accountId}`]
  for (const plan of plans) {
    if (plan.on < today || !to.path.includes(plan.divisionCode)) continue
    const next = { roundId: plan.roundId, on: plan.on, accountId: heir.accountId, seats }
    await following.insertVisitPlan(
      tx,
      { ...next, organisationId: target.organisationId, list: plan.list },
      at,
    )
  }
}
