import { type Tx, uuidv7 } from '#platform/db'

export type NewClock = {
  name: string
  isPromised: boolean
  ruleVersion: string
  unit: 'working-days' | 'hours' | 'time-of-day'
  amount: number
  startedAt: Date
  dueAt: Date
}

export type NewDue = { what: 'remind' | 'overdue' | 'escalate' | 'resume' | 'time-out'; at: Date }

/** Starts clocks, each with what the ticker has to do for it. */
export async function insertClocks(
  tx: Tx,
  matterId: string,
  clocks: { clock: NewClock; due: NewDue[] }[],
): Promise<void> {
  if (clocks.length === 0) return
  const rows = clocks.map(({ clock, due }) => ({ id: uuidv7(), clock, due }))
  await tx
    .insertInto('matter.clock')
    .values(
      rows.map(({ id, clock }) => ({
        id,
        matter_id: matterId,
        name: clock.name,
        is_promised: clock.isPromised,
        rule_version: clock.ruleVersion,
        unit: clock.unit,
        amount: clock.amount,
        started_at: clock.startedAt,
        due_at: clock.dueAt,
      })),
    )
    .execute()
  const due = rows.flatMap(row =>
    row.due.map(one => ({ id: uuidv7(), matter_id: matterId, clock_id: row.id, ...one })),
  )
  if (due.length > 0) await tx.insertInto('matter.due').values(due).execute()
}

export async function insertDue(tx: Tx, matterId: string, clockId: string, due: NewDue[]): Promise<void> {
  await tx
    .insertInto('matter.due')
    .values(due.map(one => ({ id: uuidv7(), matter_id: matterId, clock_id: clockId, ...one })))
    .execute()
}

/** Stops the named clocks (all of them without names) and what was still to come of them. */
export async function stopClocks(
  tx: Tx,
  matterId: string,
  names: readonly string[] | 'all',
  at: Date,
): Promise<void> {
  if (names !== 'all' && names.length === 0) return
  let stopping = tx
    .updateTable('matter.clock')
    .set({ stopped_at: at, paused_at: null, pause_reason: null, pause_until: null })
    .where('matter_id', '=', matterId)
    .where('stopped_at', 'is', null)
  if (names !== 'all') stopping = stopping.where('name', 'in', names)
  const stopped = await stopping.returning('id').execute()
  if (stopped.length === 0) return
  await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('matter_id', '=', matterId)
    .where('done_at', 'is', null)
    .where(
      'clock_id',
      'in',
      stopped.map(clock => clock.id),
    )
    .execute()
}

export type ClockRow = {
  id: string
  matter_id: string
  name: string
  is_promised: boolean
  unit: string
  started_at: Date
  due_at: Date
  paused_at: Date | null
  stopped_at: Date | null
}

export async function findRunningClock(
  tx: Tx,
  matterId: string,
  by: { id: string } | { name: string },
): Promise<ClockRow | undefined> {
  return tx
    .selectFrom('matter.clock')
    .select([
      'id',
      'matter_id',
      'name',
      'is_promised',
      'unit',
      'started_at',
      'due_at',
      'paused_at',
      'stopped_at',
    ])
    .where('matter_id', '=', matterId)
    .where('stopped_at', 'is', null)
    .where(eb => ('id' in by ? eb('id', '=', by.id) : eb('name', '=', by.name)))
    .executeTakeFirst()
}

/** Moves a clock's due moment, and with it what the ticker still has to do. */
export async function moveClock(
  tx: Tx,
  clock: ClockRow,
  change: { dueAt: Date; pause: { at: Date; reason: string; until: Date } | null },
  due: NewDue[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable('matter.clock')
    .set({
      due_at: change.dueAt,
      paused_at: change.pause?.at ?? null,
      pause_reason: change.pause?.reason ?? null,
      pause_until: change.pause?.until ?? null,
    })
    .where('id', '=', clock.id)
    .execute()
  await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('clock_id', '=', clock.id)
    .where('done_at', 'is', null)
    .execute()
  if (due.length > 0) await insertDue(tx, clock.matter_id, clock.id, due)
}
