import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type { Lang } from '#platform/texts'
import { choosePlace, createCluster, has, placeBinaries } from './embedded-place.ts'
import { launch, lockData, type Place, type Running } from './embedded-server.ts'
import { EmbeddedError, texts, type Words } from './embedded-texts.ts'

const major = '18'

export type Embedded = {
  /** A connection string for a superuser who may do anything in this cluster. */
  url(database: string): string
  superuser: { user: string; password: string }
  port: number
  /** The cluster's folder; beside it stands postgres.log. */
  dataPath: string
  /** Fast shutdown: open transactions are rolled back. Safe to call twice. */
  stop(): Promise<void>
  /** Starts the server again on the same port and data after it was lost. */
  restart(): Promise<void>
  /** Calls `listener` when the server ends without {@link Embedded.stop}. */
  onExit(listener: (how: string) => void): void
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

/**
 * Starts the PostgreSQL that came with the packages on 127.0.0.1 and a free port, making its cluster under
 * `dataDir` the first time. Only `fsync: false` may lose data, and it is for tests alone.
 * Throws {@link EmbeddedError}, among others when the same data are already in use.
 */
export async function startEmbedded(options: {
  dataDir: string
  lang?: Lang
  onStep: (step: string) => void
  fsync?: boolean
}): Promise<Embedded> {
  const { onStep, fsync = true } = options
  const words = texts(options.lang ?? 'zh-CN')
  const { home, account } = choosePlace(options.dataDir, words)
  const data = path.join(home, 'postgres')
  const unlock = await lockData(home, data, account, words)
  try {
    const native = placeBinaries(home, account, words, onStep)
    if (!has(data)) {
      onStep(words.creating({ at: data }))
      await createCluster(home, native, account, fsync, words)
    }
    const found = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim()
    if (found !== major) throw new EmbeddedError(words.version({ at: data, found, want: major }))
    return await serve({ home, native, data, account }, fsync, words, onStep, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function serve(
  place: Place,
  fsync: boolean,
  words: Words,
  onStep: (step: string) => void,
  unlock: () => void,
): Promise<Embedded> {
  const password = fs.readFileSync(path.join(place.data, 'tongzhou.password'), 'utf8')
  const listeners: ((how: string) => void)[] = []
  let port = await findFreePort()
  let running = await launch(place, port, fsync, words, onStep)
  for (let tries = 0; running === 'port taken'; tries++) {
    if (tries === 5) throw new EmbeddedError(words.failed({ reason: `127.0.0.1:${port}` }))
    port = await findFreePort()
    running = await launch(place, port, fsync, words, onStep)
  }
  let current: Running = running
  let stopped: Promise<void> | undefined
  const follow = () => {
    const followed = current
    void followed.exited.then(how => {
      if (!stopped && current === followed) for (const listener of listeners) listener(how)
    })
  }
  follow()

  async function end() {
    current.child.kill('SIGINT')
    const late = setTimeout(() => current.child.kill('SIGQUIT'), 20_000)
    await current.exited
    clearTimeout(late)
    unlock()
  }

  return {
    url: database => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    superuser: { user: 'postgres', password },
    port,
    dataPath: place.data,
    onExit: listener => {
      listeners.push(listener)
    },
    stop() {
      stopped ??= end()
      return stopped
    },
    async restart() {
      const again = await launch(place, port, fsync, words, onStep)
      if (again === 'port taken') throw new EmbeddedError(words.failed({ reason: `127.0.0.1:${port}` }))
      current = again
      follow()
    },
  }
}
