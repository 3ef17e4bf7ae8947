import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { act } from '#platform/matter'
import { notify } from '#platform/notices'
import type { ProblemKind, Relief } from '../actions.ts'
import { pair } from '../enterprise-actions.ts'
import { findLiaisonOffice, listContacts } from '../enterprise-store.ts'
import { revokeReportLinks } from '../link-store.ts'
import { divisionOfTier } from '../rules.ts'
import { findOfficeFor } from '../store.ts'
import { type PromiseKind, writerAt } from './actions.ts'
import { mayTurn, movedSeats } from './rules.ts'
import type { Fate } from './schema.ts'
import * as store from './store.ts'
import * as turns from './turn-store.ts'

/** What the turns of an enterprise need: its problems and promises are matters that they bring along. */
export type Turning = { relief: Relief; problems: ProblemKind; promises: PromiseKind }

type Place = { code: string; path: readonly string[] }
type Enterprise = NonNullable<Awaited<ReturnType<typeof store.lockEnterprise>>>
const placeOf = (enterprise: Enterprise): Place => ({
  code: enterprise.division_code,
  path: enterprise.path,
})

/** The enterprise, locked, if the actor may end or move it and every open problem of it is seen. */
async function begin(tx: Tx, actor: Actor, id: string, version: number) {
  const known = (await store.findEnterprise(tx, id)) ?? refuse('not-found')
  if (!mayTurn(actor, known.path)) refuse('forbidden')
  const enterprise = (await store.lockEnterprise(tx, id)) ?? refuse('forbidden')
  if (enterprise.ended_at !== null) refuse('enterprise-ended')
  if (enterprise.version !== version) refuse('stale-version')
  const problems = await turns.listOpenProblems(tx, id)
  if ((await turns.countOpen(tx, id)) > problems.length) refuse('problems-hidden')
  return { enterprise, problems }
}

export async function preview(tx: Tx, actor: Actor, id: string) {
  const enterprise = (await store.findEnterprise(tx, id)) ?? refuse('not-found')
  if (!mayTurn(actor, enterprise.path)) refuse('forbidden')
  if (enterprise.ended_at !== null) refuse('enterprise-ended')
  const problems = await turns.listOpenProblems(tx, id)
  return {
    version: enterprise.version,
    problems: problems.map(({ id, number, title, status, version, office, office_en }) => ({
      ...{ id, number, title, status, version, office },
      officeEn: office_en,
    })),
    hidden: (await turns.countOpen(tx, id)) - problems.length,
    officers: (await turns.listPairings(tx, id)).length,
    promises: (await turns.listOpenPromises(tx, id)).length,
    contacts: (await listContacts(tx, id)).length,
    hasLink: await turns.hasReportLink(tx, id),
  }
}

/** While a turn runs its actor holds the keys of both places and of the offices there: audited on both sides. */
async function across<T>(
  tx: Tx,
  actor: Actor,
  places: readonly Place[],
  work: (wide: Actor) => Promise<T>,
): Promise<T> {
  const codes = places.map(place => place.code)
  const offices = await turns.listOfficesAt(tx, [...new Set(places.flatMap(place => place.path))])
  const keys = [
    ...codes.flatMap(code => [`relief:${code}`, `admin:${code}`]),
    ...offices.map(id => `office:${id}`),
  ]
  const wide = { ...actor, read: [...actor.read, ...keys], write: [...actor.write, ...keys] }
  return withKeys(tx, actor, keys, () => work(wide))
}

async function tell(
  tx: Tx,
  actor: Actor,
  turn: Parameters<typeof turns.insertTurn>[1],
  places: readonly Place[],
  at: Date,
): Promise<void> {
  await turns.insertTurn(tx, turn, at)
  for (const place of places) {
    const entry = {
      action: `relief.${turn.kind}`,
      subjectKind: 'organisation',
      subjectId: turn.organisationId,
      purpose: turn.reason,
      fields: turn.kind === 'moved' ? ['division'] : ['ended'],
      divisionPath: place.path,
    }
    await record(tx, actor, entry, at)
  }
}

/** Acts on a problem in the enterprise's stead: whoever ends it decides what its officer otherwise would. */
function inItsStead({ relief, problems }: Turning, tx: Tx, wide: Actor, at: Date) {
  const kind = { ...problems.kind, parts: () => new Set(['liaison'] as const) }
  return (
    id: string,
    action: 'withdraw' | 'refer' | 'route',
    version: number,
    input: Record<string, string>,
  ) => act(tx, relief.world, kind, wide, id, action, { version, input }, at)
}

/** What ends with an enterprise whatever becomes of its problems: officers, link, state, plan. */
async function wind(tx: Tx, wide: Actor, enterprise: Enterprise, reason: string, at: Date): Promise<void> {
  await turns.endPairings(tx, enterprise.id, at)
  await revokeReportLinks(tx, enterprise.id)
  await turns.endVisitPlans(tx, enterprise.id, reason, at)
  await store.endState(tx, enterprise.id, at)
  const [plan] = await store.listPlans(tx, enterprise.id)
  if (plan?.inForce !== true) return
  const ended = {
    organisationId: enterprise.id,
    after: plan.version,
    goals: plan.goals,
    inForce: false,
    changed: reason,
    seats: divisionSeats('relief', enterprise.path),
  }
  await store.insertPlan(tx, ended, writerAt(wide, enterprise.path), at)
}

/** The enterprise closed 企业注销: each of its open problems is decided by name, or nothing happens. */
export async function close(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; problems: readonly Fate[] },
  at: Date,
): Promise<void> {
  const { enterprise, problems } = await begin(tx, actor, id, call.version)
  const fates = new Map(call.problems.map(fate => [fate.problemId, fate]))
  if (problems.some(problem => !fates.has(problem.id)) || fates.size !== problems.length)
    refuse('problems-undecided')
  const place = placeOf(enterprise)
  await across(tx, actor, [place], async wide => {
    const decide = inItsStead(parts, tx, wide, at)
    for (const problem of problems) {
      const fate = fates.get(problem.id)!
      if (fate.what === 'withdraw')
        await decide(problem.id, 'withdraw', fate.version, { reason: call.reason })
      else if (fate.what === 'refer')
        await decide(problem.id, 'refer', fate.version, {
          office: fate.officeId ?? refuse('no-office'),
          note: call.reason,
        })
      else await turns.freeOwner(tx, problem.id)
    }
    for (const promise of await turns.listOpenPromises(tx, id)) {
      const kind = { ...parts.promises.kind, parts: () => new Set(['turn'] as const) }
      const input = { reason: call.reason }
      await act(
        tx,
        parts.relief.world,
        kind,
        wide,
        promise.id,
        'drop',
        { version: promise.version, input },
        at,
      )
    }
    await wind(tx, wide, enterprise, call.reason, at)
    await turns.withdrawOffers(tx, id, at)
    await turns.endEnterprise(tx, id, { as: 'closed', successorId: null }, at)
    const turn = {
      organisationId: id,
      kind: 'closed' as const,
      from: place.code,
      to: null,
      successorId: null,
      reason: call.reason,
      accountId: actor.id,
      seats: divisionSeats('relief', place.path),
    }
    await tell(tx, actor, turn, [place], at)
  })
}

/** Open problems stand in the new place; an office of the old place hands its own on to the one that has its subject there. */
async function moveProblems(
  tx: Tx,
  parts: Turning,
  wide: Actor,
  problems: readonly turns.OpenProblem[],
  from: Place,
  to: Place,
  reason: string,
  at: Date,
): Promise<void> {
  const decide = inItsStead(parts, tx, wide, at)
  for (const problem of problems) {
    const seats = movedSeats(await turns.findSeats(tx, problem.id), from.path, to.path)
    await turns.moveMatter(tx, problem.id, { divisionCode: to.code, seats })
    const isForeign = !to.path.includes(problem.office_code)
    // A solution that waits for its signature or confirmation is brought to its end by those who made it.
    if (isForeign && ['reported', 'returned', 'accepted'].includes(problem.status))
      await decide(problem.id, 'route', problem.version, {
        category: problem.category,
        tier: problem.tier,
        note: reason,
      })
    const gone = await turns.endForeignParties(tx, problem.id, to.path, at)
    const now = await turns.findSeats(tx, problem.id)
    const kept = now.filter(seat => !gone.some(office => seat === `office:${office}`))
    await turns.moveMatter(tx, problem.id, { divisionCode: to.code, seats: kept })
    if (problem.reporter_id !== null) {
      const own = kept.filter(seat => seat.startsWith('office:') || seat.startsWith('link:'))
      await parts.relief.people.setSeats(tx, problem.reporter_id, own)
    }
  }
}

async function movePromises(
  tx: Tx,
  id: string,
  from: Place,
  to: Place,
  owner: { officeId: string; accountId: string | null },
  at: Date,
): Promise<void> {
  for (const promise of await turns.listOpenPromises(tx, id)) {
    const before = await turns.findSeats(tx, promise.id)
    const isForeign = !to.path.includes(promise.office_code)
    const seats = movedSeats(before, from.path, to.path)
    if (!isForeign) {
      await turns.moveMatter(tx, promise.id, { divisionCode: to.code, seats })
      continue
    }
    await turns.giveTo(tx, promise.id, owner, at)
    const kept = seats.filter(seat => !seat.startsWith('office:'))
    await turns.moveMatter(tx, promise.id, {
      divisionCode: to.code,
      seats: [...kept, `office:${owner.officeId}`],
    })
  }
}

/** Orders and needs are seen in the new place; who has them goes on with them. */
async function moveOthers(tx: Tx, id: string, from: Place, to: Place): Promise<void> {
  for (const matter of await turns.listOtherMatters(tx, id)) {
    const seats = movedSeats(await turns.findSeats(tx, matter), from.path, to.path)
    await turns.moveMatter(tx, matter, { divisionCode: to.code, seats })
  }
}

/** The contacts of an enterprise are seen by its officer's office and the one at its place. */
async function moveContacts(
  tx: Tx,
  parts: Turning,
  from: string,
  to: { organisationId: string; offices: readonly string[]; keepsMain: boolean },
): Promise<void> {
  const seats = [...new Set(to.offices)].map(office => `office:${office}`)
  for (const contact of await listContacts(tx, from)) {
    await turns.moveContact(tx, contact.id, {
      organisationId: to.organisationId,
      isMain: contact.isMain && to.keepsMain,
      seats,
    })
    await parts.relief.people.setSeats(tx, contact.personId, seats)
  }
}

/** The enterprise moved 企业迁移: the new place sees what is open, and the old one only what ended there. */
export async function move(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; divisionCode: string; officerId: string | null },
  at: Date,
): Promise<{ problems: number }> {
  const { enterprise, problems } = await begin(tx, actor, id, call.version)
  const division = (await store.findDivision(tx, call.divisionCode)) ?? refuse('not-found')
  const [from, to] = [placeOf(enterprise), { code: division.code, path: division.path }]
  if (from.code === to.code) refuse('same-place')
  const office = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
  const liaison = call.officerId === null ? undefined : await findLiaisonOffice(tx, call.officerId, at)
  if (call.officerId !== null && !to.path.includes(liaison?.path.at(-1) ?? '')) refuse('not-a-liaison')
  await across(tx, actor, [from, to], async wide => {
    const seats = [...divisionSeats('relief', to.path), ...divisionSeats('admin', to.path)]
    await turns.endPairings(tx, id, at)
    await turns.moveEnterprise(tx, id, { divisionCode: to.code, path: to.path, seats })
    if (call.officerId !== null)
      await pair(tx, actor, { organisationIds: [id], accountId: call.officerId }, at)
    await turns.moveStanding(tx, [{ id, path: to.path }])
    await turns.endVisitPlans(tx, id, call.reason, at)
    await moveOthers(tx, id, from, to)
    await moveProblems(tx, parts, wide, problems, from, to, call.reason, at)
    const owner = { officeId: liaison?.id ?? office.id, accountId: call.officerId }
    await movePromises(tx, id, from, to, owner, at)
    const offices = [office.id, ...(liaison === undefined ? [] : [liaison.id])]
    await moveContacts(tx, parts, id, { organisationId: id, offices, keepsMain: true })
    const turn = {
      organisationId: id,
      kind: 'moved' as const,
      from: from.code,
      to: to.code,
      successorId: null,
      reason: call.reason,
      accountId: actor.id,
      seats: divisionSeats('relief', [...new Set([...from.path, ...to.path])]),
    }
    await tell(tx, actor, turn, [from, to], at)
    const params = { number: enterprise.name }
    await notify(
      tx,
      { matterId: null, to: { officeId: office.id }, template: 'enterprise-moved', params },
      at,
    )
  })
  return { problems: problems.length }
}

/** The enterprise merged into another 企业合并: its open matters and contacts are the successor's from now on. */
export async function merge(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; successorId: string },
  at: Date,
): Promise<{ problems: number }> {
  if (call.successorId === id) refuse('same-enterprise')
  const { enterprise, problems } = await begin(tx, actor, id, call.version)
  const successor = (await store.findEnterprise(tx, call.successorId)) ?? refuse('not-found')
  if (successor.ended_at !== null) refuse('enterprise-ended')
  const [from, to] = [
    placeOf(enterprise),
    { code: successor.division_code, path: successor.path as readonly string[] },
  ]
  const office = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
  const main = (await turns.listPairings(tx, successor.id)).find(one => one.part === 'main')
  await across(tx, actor, [from, to], async wide => {
    await wind(tx, wide, enterprise, call.reason, at)
    await turns.takeOverProblems(tx, id, successor.id)
    if (from.code !== to.code) await moveProblems(tx, parts, wide, problems, from, to, call.reason, at)
    const owner = { officeId: main?.office_id ?? office.id, accountId: main?.account_id ?? null }
    if (from.code !== to.code) await movePromises(tx, id, from, to, owner, at)
    await turns.takeOverPromises(tx, id, successor.id)
    if (from.code !== to.code) await moveOthers(tx, id, from, to)
    await turns.takeOverOthers(tx, id, successor.id)
    const offices = [office.id, ...(main === undefined ? [] : [main.office_id])]
    const keepsMain = !(await listContacts(tx, successor.id)).some(contact => contact.isMain)
    await moveContacts(tx, parts, id, { organisationId: successor.id, offices, keepsMain })
    await turns.endEnterprise(tx, id, { as: 'merged', successorId: successor.id }, at)
    const turn = {
      organisationId: id,
      kind: 'merged' as const,
      from: from.code,
      to: null,
      successorId: successor.id,
      reason: call.reason,
      accountId: actor.id,
      seats: divisionSeats('relief', [...new Set([...from.path, ...to.path])]),
    }
    await tell(tx, actor, turn, from.code === to.code ? [from] : [from, to], at)
  })
  return { problems: problems.length }
}

/**
 * The register says that enterprises stand in another division: what is open of them follows, as when one moves. An
 * office of the old place hands on to the one of its subject in the new place; officers stay as the list has them.
 */
export async function follow(
  tx: Tx,
  people: Relief['people'],
  actor: Actor,
  moved: readonly { id: string; from: Place; to: Place }[],
  at: Date,
): Promise<void> {
  await turns.moveStanding(
    tx,
    moved.map(({ id, to }) => ({ id, path: to.path })),
  )
  const busy = new Set(
    await turns.listWithOpenMatters(
      tx,
      moved.map(one => one.id),
    ),
  )
  for (const { id, from, to } of moved.filter(one => busy.has(one.id)))
    await across(tx, actor, [from, to], async () => {
      const office = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
      await movePromises(tx, id, from, to, { officeId: office.id, accountId: null }, at)
      for (const problem of await turns.listOpenProblems(tx, id)) {
        const isForeign = !to.path.includes(problem.office_code)
        const own = isForeign && ['reported', 'returned', 'accepted'].includes(problem.status)
        const tier = divisionOfTier(to.path, problem.tier as 'town' | 'county' | 'city')
        const next = own ? await findOfficeFor(tx, to.path, tier, problem.subject) : undefined
        if (next !== undefined) await turns.referTo(tx, actor, problem.id, next.id, at)
        const gone = await turns.endForeignParties(tx, problem.id, to.path, at)
        const seats = movedSeats(await turns.findSeats(tx, problem.id), from.path, to.path)
        const left = next === undefined ? gone : [...gone, problem.owner_office_id]
        const kept = seats.filter(seat => !left.some(one => seat === `office:${one}`))
        const all = next === undefined ? kept : [...kept, `office:${next.id}`]
        await turns.moveMatter(tx, problem.id, { divisionCode: to.code, seats: all })
        if (problem.reporter_id === null) continue
        const working = all.filter(seat => seat.startsWith('office:') || seat.startsWith('link:'))
        await people.setSeats(tx, problem.reporter_id, working)
      }
    })
}
