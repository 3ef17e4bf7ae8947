import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { Refused } from '#platform/http'
import { announce, notify } from '#platform/notices'
import { type BoundKind, getLocked, type MatterWorld } from './actions.ts'
import { resumeClock } from './clock-actions.ts'
import * as clockStore from './clock-store.ts'
import { dueAt } from './deadlines.ts'
import * as store from './store.ts'

/** Who the ticker is: it acts on one matter at a time, with that matter's own seats. */
export function systemActor(seats: readonly string[]): Actor {
  const keys = [...seats, 'staff']
  return {
    kind: 'system',
    id: null,
    read: keys,
    write: keys,
    holdings: [],
    lang: 'zh-CN',
    requestId: 'ticker',
  }
}

export type DueRow = { id: string; matterId: string; clockId: string | null; what: string; at: Date }

/** What a system does at a moment for whole places; gives the moment at which it will look again, if it will. */
export type PlaceWork = (
  tx: Tx,
  actor: Actor,
  seats: readonly string[],
  at: Date,
) => Promise<Date | undefined>

/** Asks for a place's work at a moment; where it waits already it stays as it is. */
export async function askPlaceWork(tx: Tx, what: string, seats: readonly string[], at: Date): Promise<void> {
  await tx
    .insertInto('matter.due')
    .values({ id: uuidv7(), what, at, seats: [...seats] })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

async function isTaken(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Does what fell due for a place at `at`, business time now: a server that was down catches up with one look. */
export async function handlePlaceDue(
  tx: Tx,
  work: PlaceWork,
  due: { id: string; what: string; seats: readonly string[] },
  actor: Actor,
  at: Date,
): Promise<void> {
  if (!(await isTaken(tx, due.id, at))) return
  const next = await work(tx, actor, due.seats, at)
  if (next !== undefined) await askPlaceWork(tx, due.what, due.seats, next)
}

/**
 * Does what fell due: reminds, marks as overdue, escalates one level up, lets a paused clock run, or times out.
 * Does nothing for a clock that has stopped. `at` is the moment that the row names, so that a late run tells the truth;
 * `recordedAt` is business time now: a cut-off that was asked before the late run keeps its answer.
 */
export async function handleDue(
  tx: Tx,
  world: MatterWorld,
  kinds: ReadonlyMap<string, BoundKind>,
  due: DueRow,
  actor: Actor,
  recordedAt: Date,
): Promise<void> {
  const { at } = due
  if (!(await isTaken(tx, due.id, at))) return
  const matter = await getLocked(tx, due.matterId)
  const clock =
    due.clockId === null ? undefined : await clockStore.findRunningClock(tx, matter.id, { id: due.clockId })
  if (clock === undefined || !matter.is_open) return
  const kind = kinds.get(matter.kind)
  if (kind === undefined) throw new Error(`No system handles matters of the kind ${matter.kind}.`)
  const params = { clock: clock.name, dueAt: clock.due_at.toISOString() }
  // Of a matter that single people see, their office hears nothing, also when none of them is left.
  const isOffices = matter.seats.includes(`office:${matter.owner_office_id}`)
  const to =
    matter.owner_id !== null
      ? { accountId: matter.owner_id }
      : isOffices
        ? { officeId: matter.owner_office_id! }
        : undefined
  switch (due.what) {
    case 'remind':
      if (to !== undefined) await notify(tx, { matterId: matter.id, to, template: 'remind', params }, at)
      break
    case 'overdue':
      await store.updateMatter(tx, matter.id, { priority: 'urgent' }, false)
      await store.insertHistory(tx, matter.id, actor, { action: 'overdue', detail: params, recordedAt }, at)
      if (to !== undefined) await notify(tx, { matterId: matter.id, to, template: 'overdue', params }, at)
      if (matter.owner_id !== null && isOffices) {
        await notify(
          tx,
          { matterId: matter.id, to: { officeId: matter.owner_office_id! }, template: 'overdue', params },
          at,
        )
      }
      break
    case 'escalate': {
      const officeId = await kind.escalateTo(tx, matter)
      if (officeId === undefined) return
      await store.insertHistory(
        tx,
        matter.id,
        actor,
        { action: 'escalate', detail: { ...params, officeId }, recordedAt },
        at,
      )
      await notify(tx, { matterId: matter.id, to: { officeId }, template: 'escalate', params }, at)
      break
    }
    case 'resume':
      return resumeClock(tx, world, actor, matter.id, clock.id, at)
    case 'time-out':
      try {
        const call = { version: matter.version, input: {}, recordedAt }
        await kind.act(tx, world, actor, matter.id, 'timeOut', call, at)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        // Nobody was reached: it stays open, and the office is told to call; looked at again a working day later.
        const again = dueAt(at, { unit: 'working-days', amount: 1 }, world.calendar, world.zone)
        await clockStore.insertDue(tx, matter.id, clock.id, [{ what: 'time-out', at: again }])
        await notify(
          tx,
          { matterId: matter.id, to: { officeId: matter.owner_office_id! }, template: 'not-reached', params },
          at,
        )
      }
      break
  }
  await announce(tx, { topic: 'matters', id: matter.id, seats: matter.seats })
}
