import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileRefusal } from './refusal.ts'
import { full, writeAll } from './store.ts'

/** Files that arrive piece by piece, each under the id of its upload until it is whole. */
export type Spool = {
  /** Puts a piece at its place: on disk for good when this returns. A piece put twice stands once. Throws `disk-full`. */
  put(id: string, offset: number, piece: Uint8Array): Promise<void>
  read(id: string): Readable
  remove(id: string): Promise<void>
  /** Deletes what nobody has added to for so long; gives their number. */
  sweep(olderThanMs: number): Promise<number>
}

export function createSpool(folder: string): Spool {
  const place = (id: string) => {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new FileRefusal('not-there')
    return join(folder, id)
  }
  return {
    async put(id, offset, piece) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        // Not the flag for appending: what a killed server wrote beyond its last confirmed piece is written over.
        const file = await open(place(id), offset === 0 ? 'w' : 'r+', 0o600)
        try {
          await writeAll(file, piece, offset).catch(async error => {
            // A disk that is full gets back what the broken piece took.
            await file.truncate(offset).catch(() => undefined)
            throw error
          })
          await file.sync()
        } finally {
          await file.close()
        }
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (full.has(code ?? '')) throw new FileRefusal('disk-full', '', error)
        if (code === 'ENOENT') throw new FileRefusal('not-there', '', error)
        throw error
      }
    },
    read: id => createReadStream(place(id)),
    remove: id => rm(place(id), { force: true }),
    async sweep(olderThanMs) {
      let swept = 0
      for (const name of await readdir(folder).catch(() => [])) {
        const found = await stat(join(folder, name)).catch(() => undefined)
        if (!found || Date.now() - found.mtimeMs < olderThanMs) continue
        await rm(join(folder, name), { force: true })
        swept++
      }
      return swept
    },
  }
}
