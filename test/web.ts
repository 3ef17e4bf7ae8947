import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { buildWeb, isWebStale } from '#apps/cli/web'

const cache = path.resolve(import.meta.dirname, '../.cache')
const lock = path.join(cache, 'web.lock')
const PATIENCE = 120_000

/**
 * The built app under apps/web/dist, which the server hands out. One build for the whole run: test files that need
 * it at the same time wait for the first. A lock that a killed run left behind counts for two minutes.
 */
export async function ensureWeb(): Promise<void> {
  fs.mkdirSync(cache, { recursive: true })
  while (isWebStale()) {
    try {
      fs.mkdirSync(lock)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const since = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
      if (Date.now() - since > PATIENCE) fs.rmSync(lock, { recursive: true, force: true })
      await wait(200)
      continue
    }
    try {
      return await buildWeb(new AbortController().signal)
    } finally {
      fs.rmSync(lock, { recursive: true, force: true })
    }
  }
}
