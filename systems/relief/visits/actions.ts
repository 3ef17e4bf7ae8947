import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'
import type { FileStore } from '#platform/files'
import { refuse } from '#platform/http'
import { getUploaded, type MatterWorld } from '#platform/matter'
import { announce, notify } from '#platform/notices'
import { dayOf } from '#platform/texts'
import type { Relief } from '../actions.ts'
import { mayReportFor } from '../enterprise-actions.ts'
import { findOrganisation, type Organisation } from '../enterprise-store.ts'
import { heardState } from '../plans/actions.ts'
import { report } from '../report-actions.ts'
import { daysBetween } from './rules.ts'
import type { Round, VisitRecord } from './schema.ts'
import * as store from './store.ts'

export type Visits = { relief: Relief; files: FileStore }

const AHEAD_MS = 5 * 60_000
const MOST_DAYS = 366
const MOST_REASON = 500

export async function getRound(tx: Tx, id: string): Promise<Round> {
  return (await store.listRounds(tx)).find(round => round.id === id) ?? refuse('not-found')
}

/** Where the actor leads. */
export const ledBy = (actor: Actor) =>
  actor.holdings.filter(held => held.role === 'leader' && held.delegatedBy === null)

/** The office and place in which the actor leads: the highest of them. */
export const findLed = (actor: Actor) =>
  ledBy(actor).toSorted((a, b) => a.divisionCode.length - b.divisionCode.length)[0]

/** A leader sets a round for the own place or one below. */
export async function setRound(
  tx: Tx,
  actor: Actor,
  input: {
    name: string
    fromOn: string
    untilOn: string
    within?: string | undefined
    list?: string | undefined
    least: number
    telephoneCounts: boolean
  },
  at: Date,
): Promise<{ id: string }> {
  const led = findLed(actor) ?? refuse('forbidden')
  const within = input.within ?? led.divisionCode
  const path = (await store.getPath(tx, within)) ?? refuse('forbidden')
  if (!path.includes(led.divisionCode)) refuse('forbidden')
  if (input.untilOn < input.fromOn || daysBetween(input.fromOn, input.untilOn).length > MOST_DAYS)
    refuse('not-a-period')
  const id = uuidv7()
  const round = {
    id,
    name: input.name,
    officeId: led.officeId,
    divisionCode: within,
    list: input.list ?? null,
    fromOn: input.fromOn,
    untilOn: input.untilOn,
    least: input.least,
    telephoneCounts: input.telephoneCounts,
    createdBy: actor.id!,
    seats: [...divisionSeats('relief', path), `office:${led.officeId}`],
  }
  if (!(await store.insertRound(tx, round, at))) refuse('round-overlaps')
  const deed = {
    action: 'relief.setRound',
    subjectKind: 'round',
    subjectId: id,
    fields: [],
    divisionPath: path,
  }
  await record(tx, actor, deed, at)
  await announce(tx, { topic: 'visits', id, seats: ['staff'] })
  return { id }
}

export async function endRound(tx: Tx, actor: Actor, id: string, version: number, at: Date): Promise<null> {
  const round = await getRound(tx, id)
  const path = (await store.getPath(tx, round.divisionCode)) ?? refuse('not-found')
  // A leader of its place or above, and of the office that took it over.
  const leads = actor.holdings.some(
    held =>
      held.role === 'leader' &&
      held.delegatedBy === null &&
      (path.includes(held.divisionCode) || held.officeId === round.officeId),
  )
  if (!leads) refuse('forbidden')
  if (!(await store.endRound(tx, id, version, at))) refuse('stale-version')
  const deed = {
    action: 'relief.endRound',
    subjectKind: 'round',
    subjectId: id,
    fields: [],
    divisionPath: path,
  }
  await record(tx, actor, deed, at)
  await announce(tx, { topic: 'visits', id, seats: ['staff'] })
  return null
}

/**
 * Whose visit it is: one's own, or an officer's of an office that the actor leads; without a name the main officer's
 * there.
 */
function visitorOf(actor: Actor, enterprise: Organisation, officerId: string | undefined) {
  const isOwn = officerId === undefined || officerId === actor.id
  if (isOwn && caresFor(actor, enterprise)) return actor.id!
  const named = enterprise.team.find(member =>
    officerId === undefined ? member.part === 'main' : member.accountId === officerId,
  )
  const leads = actor.holdings.some(held => held.role === 'leader' && held.officeId === named?.officeId)
  return named === undefined || !leads ? refuse('not-in-round') : named.accountId
}

/** Puts visits on days of a round; an officer whose days somebody else set is told. */
export async function planVisits(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  input: {
    roundId: string
    visits: readonly { organisationId: string; on: string; officerId?: string | undefined }[]
    reason?: string | undefined
  },
  at: Date,
): Promise<{ planned: number; moved: number }> {
  const round = await getRound(tx, input.roundId)
  const today = dayOf(at, world.zone)
  let planned = 0
  let moved = 0
  const told = new Map<string, number>()
  for (const { organisationId, on, officerId: named } of input.visits) {
    if (on < round.fromOn || on > round.untilOn || round.endedAt !== null) refuse('outside-round')
    if (!world.calendar.isWorkingDay(on)) refuse('not-a-working-day')
    const enterprise = (await findOrganisation(tx, organisationId, at)) ?? refuse('not-in-round')
    if (!enterprise.path.includes(round.divisionCode)) refuse('not-in-round')
    const officerId = visitorOf(actor, enterprise, named)
    const [earlier] = await store.findPlans(tx, round.id, [organisationId], today)
    if (earlier !== undefined && (earlier.on_day as unknown as string) === on) continue
    if (earlier !== undefined) {
      await store.endPlan(tx, earlier.id, input.reason ?? refuse('reason-needed'), at)
      moved++
    }
    const seats = seatsFor(enterprise.path, mainOf(enterprise)?.officeId, officerId)
    const plan = { id: uuidv7(), roundId: round.id, organisationId, accountId: officerId, on, seats }
    if (!(await store.insertPlan(tx, plan, at))) continue
    planned++
    if (officerId !== actor.id) told.set(officerId, (told.get(officerId) ?? 0) + 1)
  }
  for (const [accountId, count] of told)
    await notify(
      tx,
      { matterId: null, to: { accountId }, template: 'visits-planned', params: { number: String(count) } },
      at,
    )
  await announce(tx, { topic: 'visits', id: round.id, seats: actor.write })
  return { planned: planned - moved, moved }
}

export async function cancelPlan(tx: Tx, actor: Actor, id: string, reason: string, at: Date): Promise<null> {
  const plan = (await store.findPlan(tx, id)) ?? refuse('not-found')
  if (!plan.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  await store.endPlan(tx, id, reason, at)
  await announce(tx, { topic: 'visits', id, seats: plan.seats })
  return null
}

const mainOf = (enterprise: Organisation) => enterprise.team.find(member => member.part === 'main')

/** The main officer, a deputy, or who covers for one. */
const caresFor = (actor: Actor, { team }: Organisation) =>
  team.some(member => member.accountId === actor.id || member.cover?.accountId === actor.id)

const seatsFor = (path: readonly string[], officeId: string | undefined, accountId: string) => [
  ...divisionSeats('relief', path),
  ...(officeId === undefined ? [] : [`office:${officeId}`]),
  `account:${accountId}`,
]

/** Records a visit with its photographs and the problems found. The same id again is the same visit. */
export async function recordVisit(
  tx: Tx,
  { relief }: Visits,
  actor: Actor,
  input: VisitRecord,
  at: Date,
): Promise<{ id: string; problems: { id: string; number: string }[] }> {
  const earlier = await store.findVisit(tx, input.id)
  if (earlier !== undefined) {
    if (earlier.row.account_id !== actor.id || earlier.row.organisation_id !== input.organisationId)
      refuse('visit-other')
    return { id: input.id, problems: earlier.problems.map(({ id, number }) => ({ id, number })) }
  }
  const enterprise = (await findOrganisation(tx, input.organisationId, at)) ?? refuse('no-enterprise')
  const main = mainOf(enterprise)
  if (!caresFor(actor, enterprise) && !(await mayReportFor(tx, actor, enterprise.id, at))) refuse('forbidden')
  const occurredAt = input.occurredAt === undefined ? at : new Date(input.occurredAt)
  if (occurredAt.getTime() > at.getTime() + AHEAD_MS) refuse('visit-ahead')
  if (input.corrects !== undefined) {
    const mistaken = (await store.findVisit(tx, input.corrects)) ?? refuse('not-found')
    if (!mayCorrect(actor, mistaken.row)) refuse('forbidden')
    if (mistaken.row.correctedBy !== null) refuse('already-corrected')
  }
  const officeId =
    actor.holdings.find(held => held.role === 'liaison')?.officeId ??
    actor.holdings[0]?.officeId ??
    refuse('forbidden')
  const seats = [
    ...new Set([
      ...seatsFor(enterprise.path, main?.officeId, actor.id!),
      `office:${officeId}`,
      ...(main === undefined ? [] : [`account:${main.accountId}`]),
    ]),
  ]
  const hasMet = input.metName !== undefined || input.metTelephone !== undefined
  const metId = hasMet ? uuidv7() : null
  if (metId !== null) {
    await relief.people.add(tx, {
      id: metId,
      seats: seats.filter(seat => !seat.startsWith('relief:')),
      values: {
        ...(input.metName !== undefined && { name: input.metName }),
        ...(input.metTelephone !== undefined && { telephone: input.metTelephone }),
      },
      at,
    })
  }
  await store.insertVisit(
    tx,
    {
      id: input.id,
      organisationId: enterprise.id,
      accountId: actor.id!,
      officeId,
      occurredAt,
      how: input.how,
      companions: input.companions ?? null,
      metId,
      metPost: input.metPost ?? null,
      words: input.words,
      production: input.production ?? null,
      promises: input.promises ?? null,
      correctsId: input.corrects ?? null,
      seats,
    },
    at,
  )
  for (const uploadId of input.photos)
    await store.insertPhoto(tx, uuidv7(), input.id, await getUploaded(tx, uploadId))
  const problems: { id: string; number: string }[] = []
  for (const found of input.problems) {
    const opened = await report(
      tx,
      relief,
      actor,
      {
        ...found,
        organisationId: enterprise.id,
        channel: 'officer',
        blocksParent: false,
        ...(input.metName !== undefined && { contactName: input.metName }),
        ...(input.metTelephone !== undefined && { contactTelephone: input.metTelephone }),
      },
      at,
    )
    await store.insertProblem(tx, input.id, opened.id)
    problems.push({ id: opened.id, number: opened.number })
  }
  if (input.production !== undefined) {
    const since = input.productionSince === undefined ? occurredAt : new Date(input.productionSince)
    if (since > occurredAt) refuse('state-ahead')
    const told = { state: input.production, since, reason: input.words.slice(0, MOST_REASON) }
    await heardState(tx, actor, enterprise.id, { ...told, visitId: input.id, corrects: input.corrects }, at)
  }
  const deed = {
    action: input.corrects === undefined ? 'relief.recordVisit' : 'relief.correctVisit',
    subjectKind: 'visit',
    subjectId: input.id,
    fields: metId === null ? [] : ['met'],
    divisionPath: enterprise.path,
    ...(metId !== null && { personId: metId }),
  }
  await record(tx, actor, deed, at)
  await announce(tx, { topic: 'visits', id: input.id, seats })
  return { id: input.id, problems }
}

/** Who recorded a visit corrects it, and the leader of that office. */
export const mayCorrect = (actor: Actor, visit: { account_id: string; office_id: string }) =>
  visit.account_id === actor.id ||
  actor.holdings.some(held => held.role === 'leader' && held.officeId === visit.office_id)
