import { sql } from 'kysely'
import type { Tx } from '#platform/db'

/** A topic's row changed: open pages whose reader holds one of the seats fetch it anew. Heard after the commit only. */
export type Change = { topic: string; id: string; seats: readonly string[] }

/** PostgreSQL refuses a notification of 8,000 bytes and more. */
const MOST = 7_500

/** Tells every server process, and by it every open page, in the transaction that changes the row. */
export async function announce(tx: Tx, { topic, id, seats }: Change): Promise<void> {
  let rest = [...new Set(seats)]
  while (rest.length > 0) {
    let take = rest.length
    let payload = JSON.stringify({ topic, id, seats: rest })
    while (Buffer.byteLength(payload) > MOST && take > 1) {
      take = Math.ceil(take / 2)
      payload = JSON.stringify({ topic, id, seats: rest.slice(0, take) })
    }
    await sql`select pg_notify('changed', ${payload})`.execute(tx)
    rest = rest.slice(take)
  }
}
