import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '#platform/db'

/** A kind of work for later: its name in the queue and what it is told. Payloads hold ids, codes and moments only. */
export type Job<P> = { name: string; payload: z.ZodType<P> }

/** One try at a job. Work may run more than once, so it must be idempotent. */
export type Attempt = { number: number; isLast: boolean; signal: AbortSignal }

/** What the worker calls for a job of this name. */
export type Task = { name: string; run(payload: unknown, attempt: Attempt): Promise<void> }

export function job<P>(name: string, payload: z.ZodType<P>): Job<P> {
  return { name, payload }
}

/** Says what is done for a job; a throw makes the queue try again, later each time. */
export function task<P>(of: Job<P>, handle: (payload: P, attempt: Attempt) => Promise<void>): Task {
  return { name: of.name, run: (payload, attempt) => handle(of.payload.parse(payload), attempt) }
}

/**
 * Asks for a job in the business transaction: a rollback leaves nothing. A job with the same `key` that has not
 * begun is replaced.
 */
export async function enqueue<P>(tx: Tx, of: Job<P>, payload: P, key?: string): Promise<void> {
  await sql`select app.add_job(${of.name}, ${JSON.stringify(payload)}::json, ${key ?? null})`.execute(tx)
}
