import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { finish, getLocked, holdsOffice, type MatterWorld } from './actions.ts'
import * as clockStore from './clock-store.ts'
import { dueOf } from './clocks.ts'
import { type Duration, dueAfterPause } from './deadlines.ts'
import * as store from './store.ts'

const leads = (actor: Actor, officeId: string | null) =>
  actor.holdings.some(holding => holding.role === 'leader' && holding.officeId === officeId)

/** Stops a clock for a reason and with a limit; the ticker lets it run again then. */
export async function pauseClock(
  tx: Tx,
  actor: Actor,
  id: string,
  clockId: string,
  pause: { reason: string; until: Date },
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  if (!holdsOffice(actor, matter.owner_office_id)) refuse('forbidden')
  const clock = (await clockStore.findRunningClock(tx, id, { id: clockId })) ?? refuse('not-found')
  if (clock.paused_at !== null) refuse('already-paused')
  if (clock.due_at <= at) refuse('already-overdue')
  if (pause.until <= at || pause.until.getTime() - at.getTime() > 30 * 86_400_000) refuse('pause-limit')
  await clockStore.moveClock(
    tx,
    clock,
    { dueAt: clock.due_at, pause: { at, ...pause } },
    [{ what: 'resume', at: pause.until }],
    at,
  )
  await finish(
    tx,
    actor,
    matter,
    { action: 'pause', note: pause.reason, detail: { clock: clock.name, until: pause.until.toISOString() } },
    {},
    at,
  )
}

export async function resumeClock(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  id: string,
  clockId: string,
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  if (actor.kind !== 'system' && !holdsOffice(actor, matter.owner_office_id)) refuse('forbidden')
  const clock = (await clockStore.findRunningClock(tx, id, { id: clockId })) ?? refuse('not-found')
  if (clock.paused_at === null) refuse('not-paused')
  const due = dueAfterPause(
    clock.due_at,
    clock.unit as Duration['unit'],
    clock.paused_at!,
    at,
    world.calendar,
    world.zone,
  )
  await clockStore.moveClock(tx, clock, { dueAt: due, pause: null }, dueOf(world, clock.name, at, due), at)
  await finish(
    tx,
    actor,
    matter,
    { action: 'resume', detail: { clock: clock.name, dueAt: due.toISOString() } },
    {},
    at,
  )
}

/** Asks for more time before the clock runs out; a second person decides. */
export async function askExtension(
  tx: Tx,
  actor: Actor,
  id: string,
  clockId: string,
  wish: { until: Date; reason: string },
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  if (!holdsOffice(actor, matter.owner_office_id)) refuse('forbidden')
  const clock = (await clockStore.findRunningClock(tx, id, { id: clockId })) ?? refuse('not-found')
  if (clock.due_at <= at) refuse('already-overdue')
  if (wish.until <= clock.due_at) refuse('not-later')
  await tx
    .insertInto('matter.extension')
    .values({
      id: uuidv7(),
      matter_id: id,
      clock_id: clockId,
      asked_by: actor.id!,
      asked_at: at,
      until: wish.until,
      reason: wish.reason,
    })
    .execute()
  await finish(
    tx,
    actor,
    matter,
    {
      action: 'ask-extension',
      note: wish.reason,
      detail: { clock: clock.name, until: wish.until.toISOString() },
    },
    undefined,
    at,
  )
}

export async function decideExtension(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  id: string,
  extensionId: string,
  decision: { approved: boolean; note?: string | undefined },
  at: Date,
): Promise<void> {
  const matter = await getLocked(tx, id)
  // Whoever leads it decides: the office that asked another one, not the one that was asked.
  const parties = await store.listCurrentParties(tx, id)
  const lead = parties.find(party => party.part === 'lead')?.office_id ?? matter.owner_office_id
  if (!leads(actor, lead)) refuse('forbidden')
  const asked = await tx
    .selectFrom('matter.extension')
    .select(['clock_id', 'asked_by', 'until', 'decided_at'])
    .where('id', '=', extensionId)
    .where('matter_id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (asked === undefined || asked.decided_at !== null) return refuse('not-found')
  if (asked.asked_by === actor.id) refuse('second-person')
  await tx
    .updateTable('matter.extension')
    .set({ decided_by: actor.id, decided_at: at, approved: decision.approved })
    .where('id', '=', extensionId)
    .execute()
  const clock = await clockStore.findRunningClock(tx, id, { id: asked.clock_id })
  if (decision.approved && clock !== undefined) {
    await clockStore.moveClock(
      tx,
      clock,
      { dueAt: asked.until, pause: null },
      dueOf(world, clock.name, at, asked.until),
      at,
    )
  }
  await finish(
    tx,
    actor,
    matter,
    {
      action: decision.approved ? 'approve-extension' : 'decline-extension',
      note: decision.note ?? null,
      detail: { until: asked.until.toISOString() },
    },
    {},
    at,
  )
}
