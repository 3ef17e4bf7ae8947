import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Key } from './keys.ts'

const VERSION = 1
const KEY_ID = 4
const IV = 12
const TAG = 16
const HEAD = 1 + KEY_ID + IV

/** A sealed value that was altered, moved to another row, cut short, or belongs to another key. */
export class BrokenSeal extends Error {
  override name = 'BrokenSeal'
}

/**
 * Seals bytes by AES-256-GCM: 1 byte version, 4 bytes key id, 12 bytes iv, ciphertext, 16 bytes tag. `place` is
 * `table.column:id`, so that a value put into another row or column doesn't open.
 */
export function seal(key: Key, place: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV)
  const head = Buffer.concat([Buffer.of(VERSION), key.id, iv])
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: TAG })
  cipher.setAAD(Buffer.concat([head.subarray(0, 1 + KEY_ID), Buffer.from(place)]))
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Opens what {@link seal} made for the same place. Throws {@link BrokenSeal}. */
export function unseal(key: Key, place: string, sealed: Buffer): Buffer {
  if (sealed.length < HEAD + TAG) throw new BrokenSeal(`The sealed value of ${place} is cut short.`)
  if (sealed[0] !== VERSION)
    throw new BrokenSeal(`The sealed value of ${place} has the unknown layout ${sealed[0]}.`)
  if (!sealed.subarray(1, 1 + KEY_ID).equals(key.id))
    throw new BrokenSeal(`The sealed value of ${place} was sealed under another key.`)
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(1 + KEY_ID, HEAD), {
    authTagLength: TAG,
  })
  decipher.setAAD(Buffer.concat([sealed.subarray(0, 1 + KEY_ID), Buffer.from(place)]))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD, sealed.length - TAG)), decipher.final()])
  } catch (error) {
    throw new BrokenSeal(`The sealed value of ${place} does not open.`, { cause: error })
  }
}

/** Whether a sealed value names this key; tells a lost or exchanged master key from an altered value. */
export const namesKey = (key: Key, sealed: Buffer): boolean => sealed.subarray(1, 1 + KEY_ID).equals(key.id)
