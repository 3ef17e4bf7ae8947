import { type Actor, type Tx, withKeys } from '#platform/db'
import * as store from './store.ts'

/**
 * What relief keeps of an office that is dissolved goes to its successor: pairings stay with their officers, contacts
 * and reporters stay in sight. Returns how many enterprises.
 */
export async function mergeOfficeInto(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  at: Date,
): Promise<number> {
  return withKeys(tx, actor, [`office:${from}`, `office:${to}`], async () => {
    await store.moveOfficeSeats(tx, `office:${from}`, `office:${to}`)
    return store.moveOfficePairings(tx, from, to, at)
  })
}
