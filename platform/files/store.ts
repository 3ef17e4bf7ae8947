import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileRefusal } from './refusal.ts'
import { createSpool, type Spool } from './spool.ts'

/** A kept file by its content: SHA-256 in hex, and bytes. */
export type KeptFile = { sha256: string; size: number }

export type FileStore = {
  /**
   * Keeps a file's bytes: when this returns they are on disk for good, under a name made of their content (the
   * same twice is kept once). Throws {@link FileRefusal} `too-large`, `empty` or `disk-full` and leaves nothing.
   */
  keep(source: Uint8Array | AsyncIterable<Uint8Array>, maxBytes: number): Promise<KeptFile>
  /** The bytes of a kept file, from `start` to `end` (inclusive) if given. Throws `not-there`. */
  read(sha256: string, range?: { start: number; end: number }): Promise<{ stream: Readable; size: number }>
  has(sha256: string): Promise<boolean>
  /** Forgets a file. The caller knows that nothing names it any more. */
  remove(sha256: string): Promise<void>
  /** Deletes what interrupted uploads have left, older than an hour; gives their number. Run at start. */
  sweep(): Promise<number>
  /** Whether every byte of a kept file is still what its name says. */
  intact(sha256: string): Promise<boolean>
  /** what arrives piece by piece */
  spool: Spool
}

/** The system's words for a disk that takes no more. */
export const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const hour = 3_600_000
const megabyte = 1024 * 1024

/** Files under one folder, readable by the server's own user only. */
export function createFileStore(folder: string): FileStore {
  const incoming = join(folder, 'incoming')
  const place = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new FileRefusal('not-there')
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }
  const has = (sha256: string) =>
    access(place(sha256)).then(
      () => true,
      () => false,
    )

  return {
    has,
    spool: createSpool(join(folder, 'uploads')),

    async keep(source, maxBytes) {
      const partial = join(incoming, randomUUID())
      try {
        await mkdir(incoming, { recursive: true, mode: 0o700 })
        const hash = createHash('sha256')
        let size = 0
        const file = await open(partial, 'wx', 0o600)
        try {
          for await (const chunk of source instanceof Uint8Array ? [source] : source) {
            size += chunk.length
            if (size > maxBytes) throw new FileRefusal('too-large', `${Math.round(maxBytes / megabyte)} MB`)
            hash.update(chunk)
            await writeAll(file, chunk)
          }
          if (size === 0) throw new FileRefusal('empty')
          await file.sync()
        } finally {
          await file.close()
        }
        const sha256 = hash.digest('hex')
        const target = place(sha256)
        const shelf = join(target, '..')
        await mkdir(shelf, { recursive: true, mode: 0o700 })
        await rename(partial, target)
        // Without this a power cut could forget the name of a file whose bytes are safe.
        for (const named of [shelf, join(shelf, '..'), folder]) await syncFolder(named)
        return { sha256, size }
      } catch (error) {
        await rm(partial, { force: true })
        if (full.has((error as NodeJS.ErrnoException).code ?? ''))
          throw new FileRefusal('disk-full', '', error)
        throw error
      }
    },

    async read(sha256, range) {
      const path = place(sha256)
      try {
        const { size } = await stat(path)
        return { stream: createReadStream(path, range), size }
      } catch (error) {
        throw new FileRefusal('not-there', '', error)
      }
    },

    async remove(sha256) {
      await rm(place(sha256), { force: true })
    },

    async sweep() {
      let swept = 0
      for (const name of await readdir(incoming).catch(() => [])) {
        const path = join(incoming, name)
        const found = await stat(path).catch(() => undefined)
        if (!found || Date.now() - found.mtimeMs < hour) continue
        await rm(path, { force: true })
        swept++
      }
      return swept
    },

    async intact(sha256) {
      if (!(await has(sha256))) return false
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(place(sha256))) hash.update(chunk as Buffer)
      return hash.digest('hex') === sha256
    },
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>

export async function writeAll(file: OpenFile, chunk: Uint8Array, from?: number) {
  for (let at = 0; at < chunk.length; ) {
    const place = from === undefined ? undefined : from + at
    at += (await file.write(chunk, at, chunk.length - at, place)).bytesWritten
  }
}

async function syncFolder(path: string) {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
