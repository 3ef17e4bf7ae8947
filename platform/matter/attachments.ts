import type { Readable } from 'node:stream'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import {
  downloadHeaders,
  FileRefusal,
  type FileStore,
  fileLimits,
  inspectFile,
  reencodeImage,
} from '#platform/files'
import { Refused, refuse } from '#platform/http'
import { announce } from '#platform/notices'
import { getLocked } from './actions.ts'
import * as attachmentStore from './attachment-store.ts'
import type { Attachment } from './schema.ts'
import * as store from './store.ts'

/** A file whose bytes stand on disk and whose kind is known, not yet named by any matter. */
export type TakenFile = {
  name: string
  mediaType: string
  bytes: number
  sha256: Buffer
  thumbnail: Buffer | null
}

async function bytesOf(source: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw new FileRefusal('too-large', `${most / 1024 / 1024} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Takes an uploaded file outside any transaction: by its content, pictures made anew without their location. */
export async function takeFile(files: FileStore, source: Readable, name: string): Promise<TakenFile> {
  try {
    const bytes = await bytesOf(source, fileLimits.picture)
    const inspected = await inspectFile(bytes, name)
    if (!inspected.picture) {
      const kept = await files.keep(bytes, fileLimits.document)
      return {
        name: inspected.name,
        mediaType: inspected.type,
        bytes: kept.size,
        sha256: Buffer.from(kept.sha256, 'hex'),
        thumbnail: null,
      }
    }
    const { full, thumbnail } = await reencodeImage(bytes)
    const kept = await files.keep(full.bytes, fileLimits.picture)
    const small = await files.keep(thumbnail.bytes, fileLimits.picture)
    return {
      name: inspected.name,
      mediaType: full.type,
      bytes: kept.size,
      sha256: Buffer.from(kept.sha256, 'hex'),
      thumbnail: Buffer.from(small.sha256, 'hex'),
    }
  } catch (error) {
    if (error instanceof FileRefusal) throw new Refused(error.code, { limit: error.limit })
    throw error
  }
}

/** Names a taken file in a matter: an append. The same file sent twice by a retry stands once. */
export async function attach(
  tx: Tx,
  actor: Actor,
  matterId: string,
  file: TakenFile,
  audience: 'all' | 'staff',
  at: Date,
): Promise<Attachment> {
  const matter = await getLocked(tx, matterId)
  const earlier = await tx
    .selectFrom('matter.attachment')
    .select('id')
    .where('matter_id', '=', matterId)
    .where('sha256', '=', file.sha256)
    .where('name', '=', file.name)
    .executeTakeFirst()
  const id = earlier?.id ?? uuidv7()
  if (earlier === undefined) {
    await attachmentStore.insertAttachment(tx, { id, matterId, ...file, audience }, actor, at)
    await store.insertHistory(
      tx,
      matterId,
      actor,
      { action: 'attach', detail: { attachmentId: id }, audience },
      at,
    )
    await announce(tx, { topic: 'matters', id: matterId, seats: matter.seats })
  }
  return {
    id,
    name: file.name,
    mediaType: file.mediaType,
    bytes: file.bytes,
    hasThumbnail: file.thumbnail !== null,
    addedAt: at.toISOString(),
  }
}

/** Names the files of one matter in another too, which both stand under the actor's eyes: what is there already stays once. */
export async function copyAttachments(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  at: Date,
): Promise<void> {
  for (const { id, name } of await attachmentStore.listAttachments(tx, from)) {
    const row = (await attachmentStore.findAttachment(tx, from, id)) ?? refuse('not-found')
    const file = {
      name,
      mediaType: row.media_type,
      bytes: row.bytes,
      sha256: row.sha256,
      thumbnail: row.thumbnail_sha256,
    }
    await attach(tx, actor, to, file, 'all', at)
  }
}

/** An attachment's bytes for whoever sees its matter. */
export async function openAttachment(
  tx: Tx,
  files: FileStore,
  matterId: string,
  id: string,
  size: 'full' | 'small',
) {
  const row = (await attachmentStore.findAttachment(tx, matterId, id)) ?? refuse('not-found')
  const small = size === 'small' ? row.thumbnail_sha256 : null
  const sha256 = (small ?? row.sha256).toString('hex')
  const { stream, size: bytes } = await files.read(sha256).catch(error => {
    if (error instanceof FileRefusal) return refuse(error.code)
    throw error
  })
  return {
    body: stream,
    headers: downloadHeaders({ name: row.name, type: row.media_type, size: bytes }),
  }
}
