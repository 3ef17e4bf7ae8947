import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { TakenFile } from './attachments.ts'

export type Upload = {
  id: string
  name: string
  size: number
  sha256: Buffer
  received: number
  taken: TakenFile | null
}

type Kept = Omit<TakenFile, 'sha256' | 'thumbnail'> & { sha256: string; thumbnail: string | null }

/** An upload of the actor's own that has not run out, locked: two tabs write one after the other. */
export async function lockUpload(tx: Tx, id: string, wall: Date): Promise<Upload | undefined> {
  const row = await tx
    .selectFrom('matter.upload')
    .select(['id', 'name', 'size', 'sha256', 'received', 'taken'])
    .where('id', '=', id)
    .where('expires_at', '>', wall)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const taken = row.taken as Kept | null
  return {
    ...row,
    taken: taken && {
      ...taken,
      sha256: Buffer.from(taken.sha256, 'hex'),
      thumbnail: taken.thumbnail === null ? null : Buffer.from(taken.thumbnail, 'hex'),
    },
  }
}

/** Begins an upload; false where the id is taken, by whomever. */
export async function insertUpload(
  tx: Tx,
  upload: { id: string; name: string; size: number; sha256: Buffer },
  expiresAt: Date,
): Promise<boolean> {
  const { rows } = await sql`insert into matter.upload (id, actor, name, size, sha256, expires_at)
    values (${upload.id}, current_setting('app.actor', true), ${upload.name}, ${upload.size}, ${upload.sha256}, ${expiresAt})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** How many of the actor's uploads are under way. */
export async function countUploads(tx: Tx, wall: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('matter.upload')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where(sql<boolean>`actor = current_setting('app.actor', true)`)
    .where('expires_at', '>', wall)
    .where('taken', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function setReceived(tx: Tx, id: string, received: number): Promise<void> {
  await tx.updateTable('matter.upload').set({ received }).where('id', '=', id).execute()
}

export async function setTaken(tx: Tx, id: string, file: TakenFile): Promise<void> {
  const kept: Kept = {
    ...file,
    sha256: file.sha256.toString('hex'),
    thumbnail: file.thumbnail?.toString('hex') ?? null,
  }
  await tx
    .updateTable('matter.upload')
    .set({ taken: JSON.stringify(kept) })
    .where('id', '=', id)
    .execute()
}

/** What came whole but is not what was announced begins anew. */
export async function deleteUpload(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('matter.upload').where('id', '=', id).execute()
}
