import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { FileRefusal, type FileStore } from '#platform/files'
import { refuse } from '#platform/http'
import type { Secrets } from '#platform/seal'

/** What stands in an envelope: a few facts, and bytes. */
export type Letter<T> = { about: T; bytes: Buffer }

const IV = 12
const TAG = 16

/**
 * An uploaded list names people, so it waits on the disk encrypted, and opens only for what it was closed for
 * (`purpose`: an account's upload, an import's report). Gives the name to ask for it by.
 */
export async function putAway<T>(
  files: FileStore,
  secrets: Secrets,
  purpose: string,
  letter: Letter<T>,
): Promise<string> {
  const head = Buffer.from(JSON.stringify(letter.about))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(head.length)
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secrets, purpose), iv)
  const closed = Buffer.concat([
    iv,
    cipher.update(size),
    cipher.update(head),
    cipher.update(letter.bytes),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const { sha256 } = await files.keep(closed, closed.length)
  return sha256
}

/** Opens what was put away for the same purpose. Refuses with import-gone. */
export async function takeOut<T>(
  files: FileStore,
  secrets: Secrets,
  purpose: string,
  token: string,
): Promise<Letter<T>> {
  let closed: Buffer
  try {
    closed = await buffer((await files.read(token)).stream)
  } catch (error) {
    if (error instanceof FileRefusal) return refuse('import-gone')
    throw error
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secrets, purpose), closed.subarray(0, IV), {
      authTagLength: TAG,
    })
    decipher.setAuthTag(closed.subarray(-TAG))
    const open = Buffer.concat([decipher.update(closed.subarray(IV, -TAG)), decipher.final()])
    const end = 4 + open.readUInt32BE(0)
    return { about: JSON.parse(open.subarray(4, end).toString()) as T, bytes: open.subarray(end) }
  } catch {
    return refuse('import-gone')
  }
}

const keyFor = (secrets: Secrets, purpose: string) =>
  createHash('sha256')
    .update(`envelope:${secrets.of(`envelope:${purpose}`)}`)
    .digest()
