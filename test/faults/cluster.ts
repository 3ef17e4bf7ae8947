import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate, startEmbedded } from '#platform/db'
import type { FreshDatabase } from '#test/database'

/**
 * A cluster of the test's own that may be killed: unlike the shared one it waits for the disk, so that what was
 * acknowledged must be there again.
 */
export async function ownCluster() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-fault-'))
  // As root the server runs as nobody, who must get through.
  fs.chmodSync(folder, 0o755)
  const cluster = await startEmbedded({ dataDir: folder, onStep: () => undefined })
  const passwords = { app: 'app', public: 'public' }
  await migrate(cluster.url('postgres'), passwords)
  const as = (user: keyof typeof passwords) =>
    Object.assign(new URL(cluster.url('postgres')), {
      username: `tongzhou_${user}`,
      password: passwords[user],
    }).href
  const database: FreshDatabase = {
    ownerUrl: cluster.url('postgres'),
    appUrl: as('app'),
    publicUrl: as('public'),
    drop: async () => undefined,
  }
  return {
    database,
    folder,
    restart: () => cluster.restart(),
    /** Ends the whole server at once, without a chance to write anything more. */
    async kill() {
      const gone = new Promise<void>(resolve => cluster.onExit(() => resolve()))
      const [pid] = fs.readFileSync(path.join(cluster.dataPath, 'postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGKILL')
      await gone
    },
    async stop() {
      await cluster.stop()
      for (const left of [path.dirname(cluster.dataPath), folder])
        fs.rmSync(left, { recursive: true, force: true })
    },
  }
}

/** Asks again and again until the answer is yes; throws after half a minute. */
export async function until(what: string, ask: () => Promise<boolean> | boolean): Promise<void> {
  const limit = performance.now() + 30_000
  while (!(await ask())) {
    if (performance.now() > limit) throw new Error(`It did not come about: ${what}.`)
    await sleep(50)
  }
}
