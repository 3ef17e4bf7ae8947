import type { Tx } from '#platform/db'
import type { MatterWorld } from './actions.ts'
import * as clockStore from './clock-store.ts'
import { type Duration, dueAt, remindAt } from './deadlines.ts'

export type NewClock = { name: string; isPromised: boolean; ruleVersion: string; duration: Duration }

/** Starts clocks with their reminders; an overdue clock is escalated a working day later. */
export async function startClocks(
  tx: Tx,
  world: MatterWorld,
  matterId: string,
  clocks: readonly NewClock[],
  at: Date,
): Promise<void> {
  const rows = clocks.map(({ duration, ...clock }) => {
    const due = dueAt(at, duration, world.calendar, world.zone)
    return {
      clock: { ...clock, ...duration, startedAt: at, dueAt: due },
      due: dueOf(world, clock.name, at, due),
    }
  })
  await clockStore.insertClocks(tx, matterId, rows)
}

/** What the ticker has to do for a clock; the enterprise's confirmation times out, all others are overdue. */
export function dueOf(world: MatterWorld, name: string, start: Date, due: Date): clockStore.NewDue[] {
  if (name === 'confirm') {
    return [
      { what: 'remind', at: remindAt(start, due) },
      { what: 'time-out', at: due },
    ]
  }
  return [
    { what: 'remind', at: remindAt(start, due) },
    { what: 'overdue', at: due },
    { what: 'escalate', at: dueAt(due, { unit: 'working-days', amount: 1 }, world.calendar, world.zone) },
  ]
}
