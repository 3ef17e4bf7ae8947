import { createHash } from 'node:crypto'
import type { Tx } from '#platform/db'
import { FileRefusal, type FileStore, fileLimits } from '#platform/files'
import { Refused, refuse } from '#platform/http'
import { PIECE } from './api.ts'
import { type TakenFile, takeFile } from './attachments.ts'
import * as store from './upload-store.ts'

/** Runs work in a transaction with the authority of whoever uploads: an account, or a tracking link. */
export type AsUploader = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/** An upload that is not whole by then is swept away. */
export const UPLOAD_HOURS = 24
/** Most uploads under way of one account or link. */
const MOST_UNDER_WAY = 30

export type NewUpload = { id: string; name: string; size: number; sha256: string }

/**
 * Begins an upload or says where it goes on: the same call after every break. Its id is made by whoever uploads; the
 * id of somebody else's upload answers as an unknown one does.
 */
export async function beginUpload(tx: Tx, upload: NewUpload, wall: Date): Promise<{ received: number }> {
  if (upload.size > fileLimits.picture)
    refuse('too-large', { limit: `${fileLimits.picture / 1024 / 1024} MB` })
  const sha256 = Buffer.from(upload.sha256, 'hex')
  const earlier = await store.lockUpload(tx, upload.id, wall)
  if (earlier !== undefined) {
    if (earlier.size !== upload.size || !earlier.sha256.equals(sha256)) refuse('upload-other-file')
    return { received: earlier.received }
  }
  if ((await store.countUploads(tx, wall)) >= MOST_UNDER_WAY) refuse('too-many-uploads')
  const expiresAt = new Date(wall.getTime() + UPLOAD_HOURS * 3_600_000)
  if (!(await store.insertUpload(tx, { ...upload, sha256 }, expiresAt))) refuse('upload-unknown')
  return { received: 0 }
}

/** Adds the piece that comes next. Any other is refused with where the upload stands, and changes nothing. */
export async function addPiece(
  tx: Tx,
  files: FileStore,
  id: string,
  offset: number,
  piece: Uint8Array,
  wall: Date,
): Promise<{ received: number }> {
  const upload = (await store.lockUpload(tx, id, wall)) ?? refuse('upload-unknown')
  if (offset !== upload.received) refuse('wrong-offset', { received: upload.received })
  if (piece.length === 0) refuse('empty')
  if (piece.length > PIECE || offset + piece.length > upload.size) refuse('upload-too-long')
  // The lock is held while the piece is written: what is confirmed is on disk, and nobody writes between.
  await files.spool.put(id, offset, piece).catch(asRefusal)
  const received = offset + piece.length
  await store.setReceived(tx, id, received)
  return { received }
}

const asRefusal = (error: unknown): never => {
  if (error instanceof FileRefusal)
    return refuse(error.code === 'not-there' ? 'upload-unknown' : error.code, { limit: error.limit })
  throw error
}

/** What a whole upload turned out to be: checked once, by content, outside any transaction; asked again, told again. */
export async function finishUpload(
  as: AsUploader,
  files: FileStore,
  id: string,
): Promise<{ id: string; name: string; mediaType: string; bytes: number }> {
  const upload = await as(
    async tx => (await store.lockUpload(tx, id, new Date())) ?? refuse('upload-unknown'),
  )
  const told = (file: TakenFile) => ({ id, name: file.name, mediaType: file.mediaType, bytes: file.bytes })
  if (upload.taken !== null) return told(upload.taken)
  if (upload.received < upload.size) refuse('wrong-offset', { received: upload.received })
  const forget = async () => {
    await as(tx => store.deleteUpload(tx, id))
    await files.spool.remove(id)
  }
  const hash = createHash('sha256')
  for await (const chunk of files.spool.read(id)) hash.update(chunk as Buffer)
  if (!hash.digest().equals(upload.sha256)) {
    await forget()
    refuse('wrong-hash')
  }
  const taken = await takeFile(files, files.spool.read(id), upload.name).catch(async error => {
    // Of the wrong kind today is of the wrong kind tomorrow; a full disk may have room again.
    if (error instanceof Refused && error.code !== 'disk-full') await forget()
    throw error
  })
  await as(tx => store.setTaken(tx, id, taken))
  await files.spool.remove(id)
  return told(taken)
}

/** The file of a finished upload of the actor's own, to be named by a verb in its transaction. */
export async function getUploaded(tx: Tx, id: string): Promise<TakenFile> {
  const upload = (await store.lockUpload(tx, id, new Date())) ?? refuse('upload-unknown')
  return upload.taken ?? refuse('wrong-offset', { received: upload.received })
}

/** The bytes of one piece, no more. */
export async function pieceOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > PIECE) refuse('upload-too-long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
