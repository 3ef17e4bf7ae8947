import type pg from 'pg'
import { z } from 'zod'
import type { Clock } from '#platform/clock'
import { job } from './job.ts'

/** What falls due at a moment of business; `seats` are those of its matter, or its own where it is of no single one. */
export type DueRow = {
  id: string
  matterId: string | null
  clockId: string | null
  what: string
  at: Date
  seats: string[]
}

export type Ticker = {
  clock: Clock
  /** Does what fell due and marks the row as done, in one transaction; nothing where it is done already. */
  handle(due: DueRow): Promise<void>
}

export const dueJob = job('due', z.strictObject({ id: z.uuid() }))

const columns = `d.id, d.matter_id as "matterId", d.clock_id as "clockId", d.what, d.at, coalesce(d.seats, m.seats) as seats`
const waiting = `matter.due d left join matter.matter m on m.id = d.matter_id where d.done_at is null`

export async function findDue(pool: pg.Pool, id: string): Promise<DueRow | undefined> {
  const { rows } = await pool.query<DueRow>(`select ${columns} from ${waiting} and d.id = $1`, [id])
  return rows[0]
}

/** The row that is due first at a moment of business. */
export async function findNextDue(pool: pg.Pool, at: Date): Promise<DueRow | undefined> {
  const { rows } = await pool.query<DueRow>(
    `select ${columns} from ${waiting} and d.at <= $1 order by d.at, d.id limit 1`,
    [at],
  )
  return rows[0]
}

/**
 * Asks for a job per row that is due, in order and one after the other; a row whose job waits already is left alone,
 * so that a job that failed keeps its pause. Returns how many were asked for.
 */
export async function enqueueDue(pool: pg.Pool, at: Date): Promise<number> {
  const { rows } = await pool.query<{ asked: number }>(
    `with ready as (
       select d.id, d.at from ${waiting} and d.at <= $1
         and not exists (select from graphile_worker.jobs j where j.key = 'due:' || d.id)
       order by d.at, d.id limit 1000
     ), asked as (
       select graphile_worker.add_job('due', json_build_object('id', id), queue_name => 'due', job_key => 'due:' || id,
         job_key_mode => 'unsafe_dedupe',
         -- The queue sorts by this moment alone. A day early, so that a wall clock set back holds nothing up.
         run_at => at - interval '1 day' + row_number() over (order by at, id) * interval '1 microsecond') from ready
     )
     select count(*)::int as asked from asked`,
    [at],
  )
  return rows[0]!.asked
}
