import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'

/** What happened to an account at its door; `path` is its office's, null for a name that no account has. */
export type DoorEvent = {
  action: string
  accountId: string | null
  path: readonly string[] | null
  wall: Date
  business: Date
  requestId: string
}

/** Writes the audit row of a sign-in, in the transaction that carries it out. */
export async function recordAtDoor(tx: Tx, event: DoorEvent): Promise<void> {
  await sql`
    insert into audit.entry (id, recorded_at, business_at, actor_kind, actor_id, kind, action, subject_kind, subject_id, request_id, seats)
    select ${uuidv7()}, ${event.wall}, ${event.business}, ${event.accountId === null ? 'system' : 'staff'}, ${event.accountId},
      'sign-in', ${event.action}, 'account', ${event.accountId ?? 'unknown'}, ${event.requestId},
      array(select 'audit:' || code from unnest(coalesce(${event.path}::text[],
        (select array[root_code] from app.deployment), '{}')) as code)`.execute(tx)
}
