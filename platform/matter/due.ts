import type { Actor, Tx } from '#platform/db'
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
  const { numUpdatedRows } = await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('id', '=', due.id)
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return
  const matter = await getLocked(tx, due.matterId)
  const clock =
    due.clockId === null ? undefined : await clockStore.findRunningClock(tx, matter.id, { id: due.clockId })
  if (clock === undefined || !matter.is_open) return
  const kind = kinds.get(matter.kind)
  if (kind === undefined) throw new Error(`No system handles matters of the kind ${matter.kind}.`)
  const params = { clock: clock.name, dueAt: clock.due_at.toISOString() }
  const to = matter.owner_id === null ? { officeId: matter.owner_office_id! } : { accountId: matter.owner_id }
  switch (due.what) {
    case 'remind':
      await notify(tx, { matterId: matter.id, to, template: 'remind', params }, at)
      break
    case 'overdue':
      await store.updateMatter(tx, matter.id, { priority: 'urgent' }, false)
      await store.insertHistory(tx, matter.id, actor, { action: 'overdue', detail: params, recordedAt }, at)
      await notify(tx, { matterId: matter.id, to, template: 'overdue', params }, at)
      // Of a matter that single people see, their office hears nothing.
      if (matter.owner_id !== null && matter.seats.includes(`office:${matter.owner_office_id}`)) {
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
