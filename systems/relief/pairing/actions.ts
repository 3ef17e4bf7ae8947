import { createHash } from 'node:crypto'
import { type Assignment, assign as solve } from '#packages/planning'
import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { findOffice } from '#platform/matter'
import * as enterprises from '../enterprise-store.ts'
import { dealOut, isAbsencePeriod, isDistanceKnown, metresBetween } from './rules.ts'
import type { AssignWish, Proposal } from './schema.ts'
import * as store from './store.ts'

// --- Absence

/** An officer tells the own absence; the leader of the office may tell it for them. */
async function officeOfAbsent(tx: Tx, actor: Actor, accountId: string, at: Date) {
  const office = (await enterprises.findLiaisonOffice(tx, accountId, at)) ?? refuse('not-a-liaison')
  const leads = actor.holdings.some(one => one.role === 'leader' && one.officeId === office.id)
  if (actor.id !== accountId && !leads) refuse('forbidden')
  return office
}

export async function recordAbsence(
  tx: Tx,
  actor: Actor,
  input: { accountId: string; from: string; until: string; coverId?: string | undefined },
  at: Date,
): Promise<{ id: string }> {
  const office = await officeOfAbsent(tx, actor, input.accountId, at)
  const [from, until] = [new Date(input.from), new Date(input.until)]
  if (!isAbsencePeriod(from, until, at)) refuse('absence-period')
  if (input.coverId !== undefined) {
    if (input.coverId === input.accountId) refuse('cover-unfit')
    if ((await enterprises.findLiaisonOffice(tx, input.coverId, at)) === undefined) refuse('cover-unfit')
  }
  const id = uuidv7()
  const absence = {
    id,
    accountId: input.accountId,
    coverId: input.coverId ?? null,
    from,
    until,
    by: actor.id,
    seats: [`account:${input.accountId}`, `office:${office.id}`, ...divisionSeats('admin', office.path)],
  }
  if (!(await store.insertAbsence(tx, absence, at))) refuse('absent-already')
  await tell(tx, actor, 'relief.recordAbsence', input.accountId, office.path, at)
  return { id }
}

export async function endAbsence(
  tx: Tx,
  actor: Actor,
  accountId: string,
  at: Date,
): Promise<{ ended: number }> {
  const office = await officeOfAbsent(tx, actor, accountId, at)
  const ended = await store.endAbsence(tx, accountId, at)
  if (ended > 0) await tell(tx, actor, 'relief.endAbsence', accountId, office.path, at)
  return { ended }
}

async function tell(
  tx: Tx,
  actor: Actor,
  action: string,
  subjectId: string,
  divisionPath: string[],
  at: Date,
): Promise<void> {
  await record(tx, actor, { action, subjectKind: 'account', subjectId, fields: ['cover'], divisionPath }, at)
}

// --- Service groups

type GroupInput = store.GroupFacts & { leaderId: string; memberIds: readonly string[] }

export async function makeGroup(
  tx: Tx,
  actor: Actor,
  input: GroupInput & { officeId: string },
  at: Date,
): Promise<{ id: string }> {
  const office = await findOffice(tx, input.officeId)
  if (office === undefined || office.subject !== 'relief') return refuse('not-a-task-force')
  const seats = [...divisionSeats('relief', office.path), ...divisionSeats('admin', office.path)]
  if (!seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  if ((await store.findGroupNamed(tx, office.id, input.name)) !== undefined) refuse('group-name-taken')
  const id = uuidv7()
  await store.insertGroup(tx, { ...input, id, seats }, at)
  await setMembers(tx, { id, seats }, [], input, at)
  await recordGroup(tx, actor, 'relief.makeGroup', id, office.path, at)
  return { id }
}

export async function changeGroup(
  tx: Tx,
  actor: Actor,
  id: string,
  input: GroupInput & { version: number },
  at: Date,
): Promise<{ version: number }> {
  const { group, path } = await getGroup(tx, actor, id, input.version)
  const named = await store.findGroupNamed(tx, group.office_id, input.name)
  if (named !== undefined && named !== id) refuse('group-name-taken')
  const version = await store.updateGroup(tx, id, input)
  await setMembers(tx, group, await store.listMembers(tx, [id]), input, at)
  await recordGroup(tx, actor, 'relief.changeGroup', id, path, at)
  return { version }
}

export async function endGroup(
  tx: Tx,
  actor: Actor,
  id: string,
  version: number,
  at: Date,
): Promise<{ version: number }> {
  const { path } = await getGroup(tx, actor, id, version)
  const members = await store.listMembers(tx, [id])
  await store.endMembers(
    tx,
    id,
    members.map(one => one.account_id),
    at,
  )
  await store.carryGroup(tx, id)
  const next = await store.updateGroup(tx, id, { endedAt: at })
  await recordGroup(tx, actor, 'relief.endGroup', id, path, at)
  return { version: next }
}

async function getGroup(tx: Tx, actor: Actor, id: string, version: number) {
  const group = (await store.lockGroup(tx, id)) ?? refuse('not-found')
  if (!group.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  if (group.version !== version) refuse('stale-version')
  const office = (await findOffice(tx, group.office_id)) ?? refuse('not-found')
  return { group, path: office.path }
}

/** Brings the members to what is wished: who stays in the same part keeps the day on which they began. */
async function setMembers(
  tx: Tx,
  group: { id: string; seats: string[] },
  standing: readonly { account_id: string; part: string }[],
  input: GroupInput,
  at: Date,
): Promise<void> {
  const wished = new Map<string, 'leader' | 'member'>(input.memberIds.map(id => [id, 'member']))
  wished.set(input.leaderId, 'leader')
  const ids = [...wished.keys()]
  if ((await store.countAccounts(tx, ids)) !== ids.length) refuse('member-unfit')
  const kept = new Set(
    standing.filter(one => wished.get(one.account_id) === one.part).map(one => one.account_id),
  )
  const gone = standing.map(one => one.account_id).filter(id => !kept.has(id))
  await store.endMembers(tx, group.id, gone, at)
  const added = ids
    .filter(id => !kept.has(id))
    .map(accountId => ({ id: uuidv7(), accountId, part: wished.get(accountId)! }))
  if ((await store.insertMembers(tx, group.id, added, group.seats, at)) !== added.length)
    refuse('in-another-group')
  await store.carryGroup(tx, group.id)
}

const recordGroup = (tx: Tx, actor: Actor, action: string, id: string, divisionPath: string[], at: Date) =>
  record(
    tx,
    actor,
    { action, subjectKind: 'service-group', subjectId: id, fields: ['members'], divisionPath },
    at,
  )

// --- Assignment

type Row = { id: string; organisationId: string; accountId: string; officeId: string; seats: string[] }
type Plan = { proposal: Proposal; rows: Row[] }

/** Solves an assignment from what stands now; the same facts give the same plan. */
async function plan(tx: Tx, actor: Actor, wish: AssignWish, at: Date): Promise<Plan> {
  const reaches = (key: string) => /^relief:\d+$/.test(key) && wish.within.startsWith(key.slice(7))
  if (!actor.write.some(reaches)) refuse('forbidden')
  const enterprises = await store.listToAssign(tx, wish.within, wish.list, wish.which)
  if (enterprises.length === 0) refuse('nothing-to-assign')
  const officers = await store.listOfficers(tx, wish.offices, wish.groups, at)
  if (officers.length === 0) refuse('nobody-to-assign')
  const townOf = (code: string) => code.slice(0, 9)
  const byTown = Map.groupBy(enterprises, one => townOf(one.division_code))
  const towns = [...byTown.keys()].toSorted()
  // Of a town without a centroid its county's is taken.
  const nested = [...towns, ...officers.map(one => one.division_code)].flatMap(code => [
    code,
    code.slice(0, 6),
  ])
  const codes = [...new Set(nested)]
  const places = new Map((await store.listPlaces(tx, codes)).map(place => [place.code, place]))
  const placeOf = (code: string) => {
    const known = [code, code.slice(0, 6)].map(one => places.get(one))
    const at = known.find(one => one?.longitude != null)
    const isOwn = at?.code === code
    return { code, isOwn, longitude: at?.longitude ?? null, latitude: at?.latitude ?? null }
  }
  const capacities = new Map(wish.capacities.map(one => [one.accountId, one.capacity]))
  const chosenOf = new Map<string, number>()
  for (const { officer_id: id } of enterprises) if (id !== null) chosenOf.set(id, (chosenOf.get(id) ?? 0) + 1)
  const workers = officers.map(one => {
    const carries = one.main - (chosenOf.get(one.account_id) ?? 0)
    return { carries, capacity: Math.max(carries, capacities.get(one.account_id) ?? wish.capacity) }
  })
  const metres = towns.map(town =>
    officers.map(one => metresBetween(placeOf(town), placeOf(one.division_code))),
  )
  const isKnown = (town: number, officer: number) =>
    isDistanceKnown(placeOf(towns[town]!), placeOf(officers[officer]!.division_code))
  const room = workers.reduce((sum, one) => sum + one.capacity - one.carries, 0)
  const solved: Assignment =
    solve({
      amounts: towns.map(town => byTown.get(town)!.length),
      workers,
      distance: (town, worker) => metres[town]![worker]!,
    }) ?? refuse('no-room', { count: enterprises.length - room })
  const chosen = enterprises.map(one => ({
    id: one.id,
    town: townOf(one.division_code),
    officerId: one.officer_id,
  }))
  const officerIds = officers.map(one => one.account_id)
  const dealt = dealOut(towns, officerIds, chosen, solved)
  const officerOf = new Map(officers.map(one => [one.account_id, one]))
  const rows = enterprises
    .filter(one => dealt.get(one.id) !== one.officer_id)
    .map(one => {
      const officer = officerOf.get(dealt.get(one.id)!)!
      return {
        id: uuidv7(),
        organisationId: one.id,
        accountId: officer.account_id,
        officeId: officer.office_id,
        seats: one.seats,
      }
    })
  const facts = [
    ...enterprises.map(one => `${one.id} ${one.division_code} ${one.officer_id ?? ''}`),
    ...officers.map((one, i) => `${one.account_id} ${one.office_id} ${one.main} ${workers[i]!.capacity}`),
  ]
  const amountOf = (shares: Assignment['shares']) => shares.reduce((sum, share) => sum + share.amount, 0)
  const farOf = (shares: Assignment['shares']) => {
    const known = shares.filter(share => isKnown(share.place, share.worker))
    const far = known.reduce((sum, share) => sum + share.amount * metres[share.place]![share.worker]!, 0)
    return { kilometres: Math.round(far / 100) / 10, inCounty: amountOf(shares) - amountOf(known) }
  }
  const spreadOf = (loads: readonly number[]) => Math.max(...loads) - Math.min(...loads)
  const proposal = {
    state: createHash('sha256').update(facts.join('\n')).digest('base64url'),
    enterprises: enterprises.length,
    changed: rows.length,
    spreadNow: spreadOf(officers.map(one => one.main)),
    spreadThen: solved.spread,
    ...farOf(solved.shares),
    officers: officers.map((one, j) => {
      const shares = solved.shares.filter(share => share.worker === j)
      const added = amountOf(shares)
      const { kilometres, inCounty } = farOf(shares)
      return {
        accountId: one.account_id,
        name: one.name,
        office: one.office,
        officeEn: one.office_en,
        now: one.main,
        added,
        total: solved.loads[j]!,
        capacity: workers[j]!.capacity,
        kilometres: added === inCounty ? null : Math.round((kilometres / (added - inCounty)) * 10) / 10,
        inCounty,
      }
    }),
  }
  return { proposal, rows }
}

export async function propose(tx: Tx, actor: Actor, wish: AssignWish, at: Date): Promise<Proposal> {
  return (await plan(tx, actor, wish, at)).proposal
}

/** Carries out what was proposed: solved anew under a lock, so that what was accepted is what is written, or nothing. */
export async function assign(
  tx: Tx,
  actor: Actor,
  wish: AssignWish & { state: string },
  at: Date,
): Promise<{ assigned: number; officers: number }> {
  await store.lockPairings(tx)
  const { proposal, rows } = await plan(tx, actor, wish, at)
  if (proposal.state !== wish.state) refuse('stale-proposal')
  await store.writeAssignment(tx, rows, actor.id, at)
  const officers = new Set(rows.map(row => row.accountId))
  const divisionPath = [2, 4, 6, 9, 12]
    .filter(length => length <= wish.within.length)
    .map(length => wish.within.slice(0, length))
  for (const subjectId of officers) {
    const entry = {
      action: 'relief.assign',
      subjectKind: 'account',
      subjectId,
      fields: ['liaison'],
      divisionPath,
    }
    await record(tx, actor, entry, at)
  }
  return { assigned: rows.length, officers: officers.size }
}
