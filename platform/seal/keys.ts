import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { LoginPasswords } from '#platform/db'
import type { Lang } from '#platform/texts'
import { keyFileTexts } from './texts.ts'

/** A key of 32 bytes with the 4 bytes by which a sealed value names it. */
export type Key = { readonly id: Buffer; readonly bytes: Buffer }

/** Thrown by {@link openMasterKey}; the message is a sentence for the administrator. */
export class KeyFileError extends Error {
  override name = 'KeyFileError'
}

export function keyOf(bytes: Buffer): Key {
  return { id: createHash('sha256').update('key id').update(bytes).digest().subarray(0, 4), bytes }
}

/** Another process may make the key at the same moment: the first link wins and both read the same file. */
function createKeyFile(file: string) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const fresh = `${file}.${process.pid}.new`
  const handle = fs.openSync(fresh, 'w', 0o600)
  try {
    fs.writeSync(handle, `${randomBytes(32).toString('base64')}\n`)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
  try {
    fs.linkSync(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(fresh, { force: true })
  }
}

/**
 * The master key: 32 random bytes in base64, mode 0600, made at first use outside the data folder.
 * Throws {@link KeyFileError} when it stands inside it, others can read it, or it is malformed.
 */
export function openMasterKey(place: { keyFile: string; dataDir: string; lang: Lang }): Key {
  const { keyFile: file, dataDir } = place
  const words = keyFileTexts(place.lang)
  const inside = path.relative(dataDir, file)
  if (!inside.startsWith('..') && !path.isAbsolute(inside))
    throw new KeyFileError(words.insideData({ file, dataDir }))
  let held: string
  let mode: number
  try {
    if (!fs.existsSync(file)) createKeyFile(file)
    held = fs.readFileSync(file, 'utf8').trim()
    mode = fs.statSync(file).mode & 0o777
  } catch (error) {
    throw new KeyFileError(words.unreachable({ file, reason: (error as Error).message }), { cause: error })
  }
  if ((mode & 0o077) !== 0)
    throw new KeyFileError(words.readable({ file, mode: mode.toString(8).padStart(4, '0') }))
  const bytes = Buffer.from(held, 'base64')
  if (bytes.length !== 32 || bytes.toString('base64') !== held)
    throw new KeyFileError(words.malformed({ file }))
  return keyOf(bytes)
}

/** A key for one use, 32 bytes, by HKDF-SHA256 (RFC 5869). */
export function deriveKey(master: Key, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master.bytes, 'tongzhou', label, 32))
}

/** The passwords of the database's two logins: they need no place of their own. */
export function loginPasswords(master: Key): LoginPasswords {
  const of = (login: string) => deriveKey(master, `login:${login}`).toString('base64url')
  return { app: of('app'), public: of('public') }
}
