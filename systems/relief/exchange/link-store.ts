import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { OpenNeed, OpenOffer, OpenReservation } from './schema.ts'

type LinkedNeed = Omit<OpenNeed, 'openedAt'> & { id: string; openedAt: Date }
export async function listNeedsByLink(tx: Tx, hash: Buffer, at: Date): Promise<LinkedNeed[]> {
  const { rows } =
    await sql<LinkedNeed>`select * from relief.needs_by_link(${hash}, ${new Date()}, ${at})`.execute(tx)
  return rows
}

type LinkedOffer = Omit<OpenOffer, 'isOver'>
export async function listOffersByLink(tx: Tx, hash: Buffer, at: Date): Promise<LinkedOffer[]> {
  const { rows } =
    await sql<LinkedOffer>`select * from relief.offers_by_link(${hash}, ${new Date()}, ${at})`.execute(tx)
  return rows
}

export type LinkedReservation = Omit<
  OpenReservation,
  'holdUntil' | 'maySettle' | 'mayRelease' | 'mayDeliver'
> & { needId: string; holdUntil: Date; offerer: string }
export async function listReservationsByLink(tx: Tx, hash: Buffer, at: Date): Promise<LinkedReservation[]> {
  const { rows } = await sql<LinkedReservation>`
    select * from relief.reservations_by_link(${hash}, ${new Date()}, ${at})`.execute(tx)
  return rows
}

/** From here the call holds the keys of one need, one offer or both; false where the link's enterprise has neither. */
export async function enterExchange(
  tx: Tx,
  hash: Buffer,
  needId: string | null,
  offerId: string | null,
): Promise<boolean> {
  const { rows } = await sql<{ link: string | null }>`
    select relief.enter_exchange(${hash}, ${new Date()}, ${needId}, ${offerId}) as link`.execute(tx)
  return rows[0]?.link != null
}

/** From here the call sees whom to call on the other side, and gives their id; undefined where it may not. */
export async function enterContact(
  tx: Tx,
  hash: Buffer,
  codeHash: Buffer,
  reservationId: string,
  at: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ person: string | null }>`
    select relief.enter_contact(${hash}, ${codeHash}, ${reservationId}, ${new Date()}, ${at}) as person`.execute(
    tx,
  )
  return rows[0]?.person ?? undefined
}
