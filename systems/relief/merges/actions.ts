import { type Actor, type Tx, withKeys } from '#platform/db'
import { reseatNamed } from '../confidential/store.ts'
import * as store from './store.ts'

/**
 * What relief keeps of an office that is dissolved goes to its successor: pairings stay with their officers, contacts
 * and reporters stay in sight, and what is said about it in confidence stays hidden from both. Returns how many enterprises.
 */
export async function mergeOfficeInto(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  at: Date,
): Promise<number> {
  return withKeys(tx, actor, [`office:${from}`, `office:${to}`], async () => {
    await reseatNamed(tx, from, at)
    await store.moveOfficeSeats(tx, `office:${from}`, `office:${to}`)
    return store.moveOfficePairings(tx, from, to, at)
  })
}
