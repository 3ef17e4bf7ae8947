import type { Actor, Tx } from '#platform/db'
import type { Attachment } from './schema.ts'

export async function listAttachments(tx: Tx, matterId: string): Promise<Attachment[]> {
  const rows = await tx
    .selectFrom('matter.attachment')
    .select(['id', 'name', 'media_type', 'bytes', 'thumbnail_sha256', 'added_at'])
    .where('matter_id', '=', matterId)
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    hasThumbnail: row.thumbnail_sha256 !== null,
    addedAt: row.added_at.toISOString(),
  }))
}

export async function insertAttachment(
  tx: Tx,
  attachment: {
    id: string
    matterId: string
    name: string
    mediaType: string
    bytes: number
    sha256: Buffer
    thumbnail: Buffer | null
    audience: 'all' | 'staff'
  },
  actor: Actor,
  at: Date,
): Promise<void> {
  await tx
    .insertInto('matter.attachment')
    .values({
      id: attachment.id,
      matter_id: attachment.matterId,
      name: attachment.name,
      media_type: attachment.mediaType,
      bytes: attachment.bytes,
      sha256: attachment.sha256,
      thumbnail_sha256: attachment.thumbnail,
      added_at: at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      audience: attachment.audience,
    })
    .execute()
}

export async function findAttachment(tx: Tx, matterId: string, id: string) {
  return tx
    .selectFrom('matter.attachment')
    .select(['name', 'media_type', 'bytes', 'sha256', 'thumbnail_sha256'])
    .where('matter_id', '=', matterId)
    .where('id', '=', id)
    .executeTakeFirst()
}
