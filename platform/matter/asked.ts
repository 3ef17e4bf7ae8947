import { sql } from 'kysely'
import type { Actor, Tx } from '#platform/db'
import { uuidv7 } from '#platform/db'
import { tell } from './actions.ts'
import * as store from './store.ts'

/** The party that was asked: an office works along, a body without account stands outside. */
export type Asked = { officeId: string } | { outsideName: string }

/** Adds the party that a matter asks, and says that its lead, who asks, has taken it. Returns the party's id. */
export async function askParty(tx: Tx, matterId: string, asked: Asked, at: Date): Promise<string> {
  const id = uuidv7()
  await tx
    .updateTable('matter.party')
    .set({ state: 'accepted' })
    .where('matter_id', '=', matterId)
    .where('part', '=', 'lead')
    .where('until', 'is', null)
    .execute()
  await tx
    .insertInto('matter.party')
    .values({
      id,
      matter_id: matterId,
      part: 'officeId' in asked ? 'joint' : 'outside',
      office_id: 'officeId' in asked ? asked.officeId : null,
      outside_name: 'outsideName' in asked ? asked.outsideName : null,
      state: 'asked',
      since: at,
    })
    .execute()
  return id
}

/** What has become of the party that was asked. */
export async function setAsked(
  tx: Tx,
  matterId: string,
  state: 'asked' | 'accepted' | 'returned' | 'replied',
  reason: string | null = null,
): Promise<void> {
  await tx
    .updateTable('matter.party')
    .set({ state, reason })
    .where('matter_id', '=', matterId)
    .where('part', 'in', ['joint', 'outside'])
    .where('until', 'is', null)
    .execute()
}

/** Tells a matter what came of another one, with the files that came along; nothing where the actor doesn't see it. */
export async function tellOf(
  tx: Tx,
  actor: Actor,
  to: string,
  entry: { action: string; note: string | null; detail: Record<string, string> },
  files: { of: string; addedBy: readonly string[] } | undefined,
  at: Date,
): Promise<void> {
  if ((await store.findMatter(tx, to)) === undefined) return
  await tell(tx, actor, to, entry, at)
  if (files === undefined) return
  await copyFiles(tx, files.of, to, { addedBy: files.addedBy }, at)
}

/** Lets a matter hold files of another one: the same bytes under another name of theirs. */
export async function copyFiles(
  tx: Tx,
  from: string,
  to: string,
  which: { ids: readonly string[] } | { addedBy: readonly string[] },
  at: Date,
): Promise<number> {
  const { rows } = await sql<{
    name: string
    media_type: string
    bytes: number
    sha256: Buffer
    thumbnail_sha256: Buffer | null
    actor_kind: string
    actor_id: string | null
  }>`select name, media_type, bytes, sha256, thumbnail_sha256, actor_kind, actor_id from matter.attachment
    where matter_id = ${from} and ${
      'ids' in which
        ? sql`id = any(${[...which.ids]}::uuid[])`
        : sql`audience = 'all' and actor_id = any(${[...which.addedBy]}::uuid[])`
    }`.execute(tx)
  for (const row of rows) {
    await tx
      .insertInto('matter.attachment')
      .values({ ...row, id: uuidv7(), matter_id: to, added_at: at })
      .execute()
  }
  return rows.length
}
