import { record } from '#platform/audit'
import { type Actor, type Tx, withKeys } from '#platform/db'
import { fieldsOf, refuse } from '#platform/http'
import { announce, type TellCall } from '#platform/notices'
import * as clockStore from './clock-store.ts'
import { type NewClock, startClocks } from './clocks.ts'
import type { Calendar } from './deadlines.ts'
import * as store from './store.ts'
import { type ActionRow, inputOf, type Verdict, verdictsOf, type Workflow } from './workflow.ts'

/** What the clocks of matters are counted by. */
export type MatterWorld = { calendar: Calendar; zone: string }

export type Input = Record<string, string | number | undefined>

export type EffectCall<F> = {
  tx: Tx
  world: MatterWorld
  actor: Actor
  matter: store.Matter
  facts: F
  input: Input
  at: Date
}

/** What an effect adds to the table's row: columns of the matter, details of the story, another next step. */
export type EffectResult = {
  change?: store.MatterChange
  detail?: store.NewHistory['detail']
  fields?: string[]
  next?: string
}

/** A kind of matter: its table, and what only its system knows. `F` is what its rules look at. */
export type Kind<F, S extends string = string, P extends string = string, A extends string = string> = {
  workflow: Workflow<S, P, A>
  facts(tx: Tx, matter: store.Matter, actor: Actor, at: Date): Promise<F>
  parts(actor: Actor, matter: store.Matter, facts: F): ReadonlySet<P>
  /** every code that `forbids` may give: part of the contract of acting on a matter */
  refusals: readonly string[]
  forbids(action: A, actor: Actor, facts: F, at: Date): string | undefined
  effects: { readonly [K in A]?: (call: EffectCall<F>) => Promise<EffectResult | undefined> }
}

/** A kind whose facts only its system knows, closed over for those who handle matters of every kind. */
export type BoundKind = {
  workflow: Workflow
  refusals: readonly string[]
  act(
    tx: Tx,
    world: MatterWorld,
    actor: Actor,
    id: string,
    action: string,
    call: ActCall,
    at: Date,
  ): Promise<ActReply>
  offers(tx: Tx, actor: Actor, matter: store.Matter, at: Date): Promise<Verdict[]>
  /** the office that hears of an overdue matter, one level up; undefined at the top */
  escalateTo(tx: Tx, matter: store.Matter): Promise<string | undefined>
}

/** `recordedAt` is a moment of business, given where the action is written down later than it happened. */
export type ActCall = { version?: number; input: unknown; recordedAt?: Date }

export type ActReply = { id: string; status: string; version: number }

export function bindKind<F, S extends string, P extends string, A extends string>(
  kind: Kind<F, S, P, A>,
  escalateTo: BoundKind['escalateTo'],
): BoundKind {
  const isAction = (action: string): action is A => Object.hasOwn(kind.workflow.actions, action)
  return {
    workflow: kind.workflow as unknown as Workflow,
    refusals: kind.refusals,
    async act(tx, world, actor, id, action, call, at) {
      return isAction(action) ? act(tx, world, kind, actor, id, action, call, at) : refuse('not-found')
    },
    async offers(tx, actor, matter, at) {
      const facts = await kind.facts(tx, matter, actor, at)
      const parts = kind.parts(actor, matter, facts)
      return verdictsOf(kind.workflow, matter.status as S, parts, action =>
        kind.forbids(action, actor, facts, at),
      )
    },
    escalateTo,
  }
}

/** Locks a matter of a kind, or refuses as if it were not there. */
export async function getLocked(tx: Tx, id: string): Promise<store.Matter> {
  return (await store.lockMatter(tx, id)) ?? refuse('not-found')
}

/**
 * Carries out one action of a matter's table. Refuses what the table, a fact, or a stale version forbids,
 * whatever the page showed.
 */
export async function act<F, S extends string, P extends string, A extends string>(
  tx: Tx,
  world: MatterWorld,
  kind: Kind<F, S, P, A>,
  actor: Actor,
  id: string,
  action: A,
  call: ActCall,
  at: Date,
): Promise<ActReply> {
  const matter = await getLocked(tx, id)
  if (matter.kind !== kind.workflow.kind) refuse('not-found')
  const row: ActionRow<S, P> = kind.workflow.actions[action]
  if (row.kind === 'transition' && call.version !== matter.version) refuse('stale-version')
  const facts = await kind.facts(tx, matter, actor, at)
  const parts = kind.parts(actor, matter, facts)
  if (!row.who.some(part => parts.has(part))) refuse('forbidden')
  if (!row.from.includes(matter.status as S)) refuse('not-now')
  const reason = kind.forbids(action, actor, facts, at)
  if (reason !== undefined) refuse(reason)
  const parsed = inputOf(row.fields).safeParse(call.input)
  if (!parsed.success) refuse('invalid', {}, fieldsOf(parsed.error.issues))
  const input = parsed.data
  await clockStore.stopClocks(tx, id, row.stops ?? [], at)
  const result = (await kind.effects[action]?.({ tx, world, actor, matter, facts, input, at })) ?? {}
  const status = row.to === 'same' ? matter.status : row.to
  const isOpen = kind.workflow.statuses[status as S].open
  if (!isOpen) await clockStore.stopClocks(tx, id, 'all', at)
  const next = result.next ?? (row.next === 'same' ? matter.next_step : row.next)
  await store.updateMatter(
    tx,
    id,
    {
      status,
      is_open: isOpen,
      next_step: isOpen ? next : null,
      closed_at: isOpen ? null : (matter.closed_at ?? at),
      ...result.change,
    },
    row.kind === 'transition',
  )
  const note = input.note ?? input.reason ?? input.solution
  await store.insertHistory(
    tx,
    id,
    actor,
    {
      action,
      note: note === undefined ? null : String(note),
      fields: result.fields ?? [],
      detail: { ...(status !== matter.status && { from: matter.status, to: status }), ...result.detail },
      audience: row.audience ?? 'all',
      coversFor: coverOf(actor, matter),
      ...(call.recordedAt && { recordedAt: call.recordedAt }),
    },
    at,
  )
  await record(
    tx,
    actor,
    {
      action: `${matter.kind}.${action}`,
      subjectKind: matter.kind,
      subjectId: id,
      fields: result.fields ?? [],
      divisionPath: pathOf(matter),
    },
    at,
  )
  await announce(tx, {
    topic: 'matters',
    id,
    seats: [...new Set([...matter.seats, ...(result.change?.seats ?? [])])],
  })
  return { id, status, version: matter.version + (row.kind === 'transition' ? 1 : 0) }
}

/** The division path of a matter, read from its seats' own division. */
export function pathOf(matter: store.Matter): string[] {
  const code = matter.division_code
  return [2, 4, 6, 9, 12].filter(length => length <= code.length).map(length => code.slice(0, length))
}

/** Hands a matter to another office as its lead: the seat goes along, the promised clock runs on, the inner one restarts. */
export async function changeLead(
  call: EffectCall<unknown>,
  system: string,
  to: { office: store.Office; ownerId: string | null },
  inner: readonly NewClock[],
  former: 'ended' | 'informed' | { returned: string },
): Promise<store.MatterChange> {
  const { tx, world, matter, at } = call
  const from = matter.owner_office_id
  if (from === to.office.id && former !== 'informed') refuse('same-office')
  if (from !== null) {
    await store.endParty(
      tx,
      matter.id,
      from,
      typeof former === 'object' ? { state: 'returned', reason: former.returned } : {},
      at,
    )
  }
  await store.endParty(tx, matter.id, to.office.id, {}, at)
  await store.insertParty(tx, matter.id, { part: 'lead', officeId: to.office.id, state: 'asked' }, at)
  if (from !== null && from !== to.office.id && former !== 'ended') {
    await store.insertParty(tx, matter.id, { part: 'informed', officeId: from, state: 'accepted' }, at)
  }
  await clockStore.stopClocks(
    tx,
    matter.id,
    inner.map(clock => clock.name),
    at,
  )
  await startClocks(tx, world, matter.id, inner, at)
  const parties = await store.listCurrentParties(tx, matter.id)
  const links = matter.seats.filter(seat => seat.startsWith('link:')).map(seat => seat.slice(5))
  return {
    owner_office_id: to.office.id,
    owner_id: to.ownerId,
    seats: store.seatsOf(
      system,
      pathOf(matter),
      parties.flatMap(party => party.office_id ?? []),
      to.office.subject,
      links,
    ),
  }
}

/** Adds an office that works along; the lead stays one. */
export async function addJoint(call: EffectCall<unknown>, office: store.Office): Promise<store.MatterChange> {
  const { tx, matter, at } = call
  const parties = await store.listCurrentParties(tx, matter.id)
  if (parties.some(party => party.office_id === office.id && party.part !== 'informed'))
    refuse('already-party')
  await store.endParty(tx, matter.id, office.id, {}, at)
  await store.insertParty(tx, matter.id, { part: 'joint', officeId: office.id, state: 'asked' }, at)
  return { seats: [...new Set([...matter.seats, `office:${office.id}`])] }
}

/** For whom the actor stands in here: nobody, where the own roles reach. */
function coverOf(actor: Actor, matter: store.Matter): string | null {
  const own = actor.holdings.some(
    holding =>
      holding.delegatedBy === null &&
      (holding.officeId === matter.owner_office_id || actor.id === matter.owner_id),
  )
  return own ? null : (actor.holdings.find(holding => holding.delegatedBy !== null)?.delegatedBy ?? null)
}

export const holdsOffice = (actor: Actor, officeId: string | null) =>
  officeId !== null && actor.write.includes(`office:${officeId}`)

export async function finish(
  tx: Tx,
  actor: Actor,
  matter: store.Matter,
  entry: store.NewHistory,
  change: store.MatterChange | undefined,
  at: Date,
): Promise<void> {
  if (change !== undefined) await store.updateMatter(tx, matter.id, change, false)
  await store.insertHistory(tx, matter.id, actor, { ...entry, coversFor: coverOf(actor, matter) }, at)
  await record(
    tx,
    actor,
    {
      action: `${matter.kind}.${entry.action}`,
      subjectKind: matter.kind,
      subjectId: matter.id,
      fields: entry.fields ?? [],
      divisionPath: pathOf(matter),
    },
    at,
  )
  await announce(tx, { topic: 'matters', id: matter.id, seats: matter.seats })
}

/** Writes a line into the story of a matter that the actor sees. */
export async function tell(
  tx: Tx,
  actor: Actor,
  id: string,
  entry: store.NewHistory,
  at: Date,
): Promise<void> {
  await finish(tx, actor, await getLocked(tx, id), entry, undefined, at)
}

/** Adds words to the story: an append, so it needs no version. */
export async function comment(
  tx: Tx,
  actor: Actor,
  id: string,
  words: { text: string; audience: store.Audience },
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  await finish(
    tx,
    actor,
    matter,
    { action: 'comment', note: words.text, audience: words.audience },
    undefined,
    at,
  )
}

/** Takes a matter of the own office, or gives it to a colleague: its next step has a name then. */
export async function assign(
  tx: Tx,
  actor: Actor,
  id: string,
  to: { accountId: string; version: number },
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  if (!holdsOffice(actor, matter.owner_office_id)) refuse('forbidden')
  if (matter.version !== to.version) refuse('stale-version')
  if (!(await store.servesIn(tx, to.accountId, matter.owner_office_id!, at))) refuse('not-in-office')
  // Of a matter that single people see, nobody else of their office hears.
  const seats = [`office:${matter.owner_office_id}`, `account:${to.accountId}`]
  if (!seats.some(seat => matter.seats.includes(seat))) refuse('not-in-office')
  await store.updateMatter(tx, id, { owner_id: to.accountId }, true)
  await finish(tx, actor, matter, { action: 'assign', detail: { accountId: to.accountId } }, undefined, at)
}

/**
 * Hands every open matter of an officer to another one by name; returns how many. The administrator who ends an
 * account doesn't see its matters otherwise: `offices` are the officer's, and their keys are held for this verb alone.
 */
export async function handOver(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  offices: readonly string[],
  at: Date,
): Promise<number> {
  return withKeys(
    tx,
    actor,
    // A matter of single people is no office's: it goes on by the officer's own seat.
    [...offices.map(id => `office:${id}`), `account:${from}`],
    async () => {
      const open = await tx
        .selectFrom('matter.matter')
        .select('id')
        .where('owner_id', '=', from)
        .where('is_open', '=', true)
        .execute()
      for (const { id } of open) {
        const matter = await getLocked(tx, id)
        const isSeated = matter.seats.includes(`account:${from}`)
        const seats = isSeated && { seats: [...new Set([...matter.seats, `account:${to}`])] }
        await store.updateMatter(tx, id, { owner_id: to, ...seats }, true)
        const detail = { fromAccountId: from, accountId: to }
        await finish(tx, actor, matter, { action: 'hand-over', detail }, undefined, at)
      }
      return open.length
    },
  )
}

/** Tells a telephone call in the story of its matter. */
export const tellCall: TellCall = async (tx, actor, call, at) => {
  const matter = await getLocked(tx, call.matterId)
  const detail = { callId: call.id, direction: call.direction, outcome: call.outcome }
  await finish(
    tx,
    actor,
    matter,
    { action: 'call', note: call.note, detail, audience: 'staff' },
    undefined,
    at,
  )
}
