import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { notify } from '#platform/notices'
import { pair } from '../enterprise-actions.ts'
import { findLiaisonOffice, listContacts } from '../enterprise-store.ts'
import { findNeed } from '../exchange/store.ts'
import { revokeReportLinks } from '../link-store.ts'
import { findOfficeFor } from '../store.ts'
import { writerAt } from './actions.ts'
import { type Ending, endsOf } from './endings.ts'
import {
  carry,
  handOn,
  inItsStead,
  moveContacts,
  moveTrade,
  moveVisits,
  type Place,
  recipientOf,
  type Turn,
} from './follow.ts'
import * as following from './follow-store.ts'
import { fatesOf, mayTurn } from './rules.ts'
import type { Fate } from './schema.ts'
import * as store from './store.ts'
import * as turns from './turn-store.ts'

/** What the turns of an enterprise need: what is open of it is matters of many kinds, which they bring along or end. */
export type Turning = Ending

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
  const matters = await following.listOpen(tx, id)
  if ((await turns.countOpen(tx, id)) > matters.filter(one => one.kind === 'problem').length)
    refuse('problems-hidden')
  return { enterprise, matters, officers: await turns.listPairings(tx, id) }
}

/** Whether others hold something of a need, or what was promised for it has still to come. */
async function isHeld(tx: Tx, matter: following.OpenMatter, at: Date): Promise<boolean> {
  const need = matter.kind === 'need' ? await findNeed(tx, matter.id, at) : undefined
  return need !== undefined && (need.reserved > 0 || need.undelivered > 0)
}

export async function preview(tx: Tx, actor: Actor, id: string, at: Date) {
  const enterprise = (await store.findEnterprise(tx, id)) ?? refuse('not-found')
  if (!mayTurn(actor, enterprise.path)) refuse('forbidden')
  if (enterprise.ended_at !== null) refuse('enterprise-ended')
  const open = await following.listOpen(tx, id)
  const matters = []
  for (const matter of open) {
    if (matter.kind === 'request' || matter.problemId !== null) continue
    const { id, kind, number, title, version, office, officeEn, owner } = matter
    const fates = fatesOf(matter, await isHeld(tx, matter, at))
    matters.push({ id, kind, number, title, version, office, officeEn, owner, fates })
  }
  return {
    version: enterprise.version,
    matters,
    hidden: (await turns.countOpen(tx, id)) - open.filter(one => one.kind === 'problem').length,
    officers: (await turns.listPairings(tx, id)).length,
    visits: (await following.listVisitPlans(tx, id)).length,
    contacts: (await listContacts(tx, id)).length,
    hasLink: await turns.hasReportLink(tx, id),
  }
}

/** While a turn runs its actor holds the keys of both places and of the offices there: audited on both sides. */
export async function across<T>(
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

/** Officers who care for it no longer are told, but for whoever did it. */
async function tellFreed(
  tx: Tx,
  actor: Actor,
  freed: readonly string[],
  name: string,
  at: Date,
): Promise<void> {
  for (const accountId of freed)
    if (accountId !== actor.id)
      await notify(
        tx,
        { matterId: null, to: { accountId }, template: 'enterprise-gone', params: { number: name } },
        at,
      )
}

/** What ends with an enterprise whatever becomes of its matters: officers, link, state, plan. */
async function wind(tx: Tx, wide: Actor, enterprise: Enterprise, reason: string, at: Date): Promise<void> {
  await turns.endPairings(tx, enterprise.id, at)
  await revokeReportLinks(tx, enterprise.id)
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

/** The enterprise closed 企业注销: each of its open matters is decided by name, or nothing happens. */
export async function close(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; matters: readonly Fate[] },
  at: Date,
): Promise<void> {
  const { enterprise, matters, officers } = await begin(tx, actor, id, call.version)
  const fates = new Map(call.matters.map(fate => [fate.matterId, fate]))
  const own = matters.filter(one => one.kind !== 'request' && one.problemId === null)
  if (own.some(one => !fates.has(one.id)) || fates.size !== own.length) refuse('matters-undecided')
  const place = placeOf(enterprise)
  await across(tx, actor, [place], async wide => {
    const end = endsOf(parts, tx, wide, call.reason, at)
    const refer = inItsStead(parts.relief, parts.problems, tx, wide, at)
    for (const matter of own) {
      const fate = fates.get(matter.id)!
      if (fate.version !== matter.version) refuse('stale-version')
      if (!fatesOf(matter, await isHeld(tx, matter, at)).includes(fate.what)) refuse('not-now')
      const office = fate.what === 'hand' ? (fate.officeId ?? refuse('no-office')) : matter.officeId
      if (fate.what === 'hand' && office === matter.officeId) refuse('same-office')
      if (fate.what === 'end') {
        // What was asked or ordered for its sake ends with a problem.
        for (const one of matters) if (one.problemId === matter.id) await end(one)
        await end(matter)
      } else if (fate.what === 'stay') {
        const to = recipientOf({ officeId: matter.officeId, accountId: matter.ownerId })
        const params = { number: matter.number }
        await notify(tx, { matterId: matter.id, to, template: 'enterprise-closed', params }, at)
      } else if (matter.kind === 'problem') {
        await refer(matter.id, 'refer', matter.version, { office, note: call.reason })
      } else {
        const to = { officeId: office, accountId: null }
        await handOn(tx, parts.relief.world, wide, matter, to, call.reason, at)
      }
    }
    await wind(tx, wide, enterprise, call.reason, at)
    await following.endVisitPlans(tx, id, call.reason, at)
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
    const freed = officers.map(one => one.account_id)
    await tellFreed(tx, actor, freed, enterprise.name, at)
  })
}

/** The enterprise moved 企业迁移: the new place sees what is open, and the old one only what ended there. */
export async function move(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; divisionCode: string; officerId: string | null },
  at: Date,
): Promise<{ matters: number }> {
  const { relief, problems } = parts
  const { enterprise, matters, officers } = await begin(tx, actor, id, call.version)
  const division = (await store.findDivision(tx, call.divisionCode)) ?? refuse('not-found')
  const [from, to] = [placeOf(enterprise), { code: division.code, path: division.path }]
  if (from.code === to.code) refuse('same-place')
  const office = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
  const liaison = call.officerId === null ? undefined : await findLiaisonOffice(tx, call.officerId, at)
  if (call.officerId !== null && !to.path.includes(liaison?.path.at(-1) ?? '')) refuse('not-a-liaison')
  const turn: Turn = {
    from,
    to,
    reason: call.reason,
    heir: { officeId: liaison?.id ?? office.id, accountId: call.officerId },
    freed: officers.map(one => one.account_id).filter(one => one !== call.officerId),
  }
  await across(tx, actor, [from, to], async wide => {
    const seats = [...divisionSeats('relief', to.path), ...divisionSeats('admin', to.path)]
    await turns.endPairings(tx, id, at)
    await turns.moveEnterprise(tx, id, { divisionCode: to.code, path: to.path, seats })
    if (call.officerId !== null)
      await pair(tx, actor, { organisationIds: [id], accountId: call.officerId }, at)
    await turns.moveStanding(tx, [{ id, path: to.path }])
    const formers = await turns.listFormers(tx, id)
    await turns.showPast(
      tx,
      formers.map(one => one.id),
      to.path,
    )
    await moveVisits(tx, relief.world, id, { organisationId: id }, turn, at)
    await carry(tx, relief, problems, wide, matters, turn, at)
    await moveTrade(tx, relief, id, matters, turn)
    const offices = [office.id, ...(liaison === undefined ? [] : [liaison.id])]
    await moveContacts(tx, relief, id, { organisationId: id, offices, keepsMain: true })
    const told = {
      organisationId: id,
      kind: 'moved' as const,
      from: from.code,
      to: to.code,
      successorId: null,
      reason: call.reason,
      accountId: actor.id,
      seats: divisionSeats('relief', [...new Set([...from.path, ...to.path])]),
    }
    await tell(tx, actor, told, [from, to], at)
    await tellFreed(tx, actor, turn.freed, enterprise.name, at)
    const params = { number: enterprise.name }
    const news = { matterId: null, params }
    await notify(tx, { ...news, to: { officeId: office.id }, template: 'enterprise-moved' }, at)
    if (call.officerId !== null)
      await notify(tx, { ...news, to: { accountId: call.officerId }, template: 'enterprise-given' }, at)
  })
  return { matters: matters.length }
}

/** The enterprise merged into another 企业合并: its open matters and contacts are the successor's from now on. */
export async function merge(
  tx: Tx,
  parts: Turning,
  actor: Actor,
  id: string,
  call: { version: number; reason: string; successorId: string },
  at: Date,
): Promise<{ matters: number }> {
  const { relief, problems } = parts
  if (call.successorId === id) refuse('same-enterprise')
  const { enterprise, matters, officers } = await begin(tx, actor, id, call.version)
  const successor = (await store.findEnterprise(tx, call.successorId)) ?? refuse('not-found')
  if (successor.ended_at !== null) refuse('enterprise-ended')
  const [from, to] = [
    placeOf(enterprise),
    { code: successor.division_code, path: successor.path as readonly string[] },
  ]
  const office = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
  const team = await turns.listPairings(tx, successor.id)
  const main = team.find(one => one.part === 'main')
  const turn: Turn = {
    from,
    to,
    reason: call.reason,
    heir: { officeId: main?.office_id ?? office.id, accountId: main?.account_id ?? null },
    freed: officers
      .map(one => one.account_id)
      .filter(account => !team.some(one => one.account_id === account)),
  }
  await across(tx, actor, [from, to], async wide => {
    const end = endsOf(parts, tx, wide, call.reason, at)
    const twice = new Set(await turns.listTwice(tx, id, successor.id))
    for (const one of matters) if (twice.has(one.id)) await end(one)
    const open = matters.filter(one => !twice.has(one.id))
    await moveVisits(tx, relief.world, id, { organisationId: successor.id }, turn, at)
    await wind(tx, wide, enterprise, call.reason, at)
    await turns.takeOverProblems(tx, id, successor.id)
    await carry(tx, relief, problems, wide, open, turn, at)
    await turns.takeOverPromises(tx, id, successor.id)
    if (from.code !== to.code) await moveTrade(tx, relief, id, open, turn)
    await turns.takeOverOthers(tx, id, successor.id)
    const past = [id, ...(await turns.listFormers(tx, id)).map(one => one.id)]
    await turns.showPast(tx, past, to.path)
    const offices = [office.id, ...(main === undefined ? [] : [main.office_id])]
    const keepsMain = !(await listContacts(tx, successor.id)).some(contact => contact.isMain)
    await moveContacts(tx, relief, id, { organisationId: successor.id, offices, keepsMain })
    await turns.endEnterprise(tx, id, { as: 'merged', successorId: successor.id }, at)
    const told = {
      organisationId: id,
      kind: 'merged' as const,
      from: from.code,
      to: null,
      successorId: successor.id,
      reason: call.reason,
      accountId: actor.id,
      seats: divisionSeats('relief', [...new Set([...from.path, ...to.path])]),
    }
    await tell(tx, actor, told, from.code === to.code ? [from] : [from, to], at)
    await tellFreed(tx, actor, turn.freed, enterprise.name, at)
    const params = { number: `${enterprise.name} → ${successor.name}` }
    const news = { matterId: null, to: recipientOf(turn.heir), template: 'enterprise-merged', params }
    await notify(tx, news, at)
  })
  return { matters: matters.length }
}
