import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DEMO_PASSWORD, findDemoReportLink, findSeed, listDemoAccounts, type Size } from '#apps/seed/index'
import type { Config } from '#platform/config'
import { type Key, openSecrets } from '#platform/seal'
import { duration, figure, type Lang } from '#platform/texts'
import { exit, Failure } from './failure.ts'
import { type Ground, migrateGround, noteRunning, openGround } from './ground.ts'
import { progressOn } from './progress.ts'
import { loadDemo } from './seed.ts'
import { texts } from './texts.ts'
import { buildWeb, isWebStale } from './web.ts'

const LONGEST_CLOSE = 10_000
const MOST_RESTARTS = 5

export type StartOptions = { size: Size; seed: number }

/**
 * Brings everything up and stays until it is told to stop. Resolves with the exit code after a clean stop: first the
 * server with its jobs, then the database. The first signal wins; after ten seconds it ends anyway.
 */
export async function start(
  config: Config,
  options: StartOptions,
  lang: Lang,
  version: string,
): Promise<number> {
  const words = texts(lang)
  const began = Date.now()
  const progress = progressOn(process.stderr, lang)
  const stopping = new AbortController()
  const asked = new Promise<string>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (stopping.signal.aborted) return
        stopping.abort()
        resolve(signal)
      })
    }
  })
  const closers: (() => Promise<void>)[] = []
  let isClosing = false
  let bringing: Promise<void> | undefined
  const close = async () => {
    isClosing = true
    const late = setTimeout(() => {
      process.stderr.write(`${words.stopLate}\n`)
      process.exit(exit.refused)
    }, LONGEST_CLOSE)
    const closeAll = async () => {
      for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer()
    }
    await closeAll()
    // Told to stop while it was still starting: what came up in the meantime goes too.
    await Promise.race([
      bringing?.catch(() => undefined),
      sleep(LONGEST_CLOSE / 3, undefined, { ref: false }),
    ])
    await closeAll()
    clearTimeout(late)
  }

  async function bringUp(): Promise<void> {
    await demandPort(config, lang)
    const ground = await openGround(config, lang, progress.say, 'alone')
    closers.push(ground.close)
    followDatabase(ground, words, progress.say, () => isClosing)
    const forget = noteRunning(config, ground)
    closers.push(async () => forget())
    if (stopping.signal.aborted) return
    const ran = await migrateGround(ground, lang, () => undefined)
    if (ran.length > 0) progress.say(words.migrated({ count: ran.length }))
    // While the database is busy with the data, the other core builds the pages.
    const building = isWebStale()
      ? buildWeb(stopping.signal).then(
          () => undefined,
          (error: Error) => error,
        )
      : undefined
    const owner = new pg.Client({ connectionString: ground.urls.owner })
    owner.on('error', () => undefined)
    await owner.connect()
    const held = await findSeed(owner)
    await owner.end()
    if (stopping.signal.aborted) return
    if (held === undefined) {
      progress.say(words.firstData)
      await loadDemo(
        ground,
        config,
        { size: options.size, seed: options.seed, now: new Date() },
        lang,
        progress,
      )
    }
    if (building !== undefined) {
      const bar = progress.step(words.stepBuild)
      const fault = await building
      if (stopping.signal.aborted) return
      if (fault !== undefined) bar.abandon()
      if (fault !== undefined)
        throw new Failure(exit.surroundings, words.buildFailed({ reason: fault.message }))
      bar.end()
    }
    if (stopping.signal.aborted) return
    const { startServer } = await import('#apps/server/main')
    const server = await startServer({
      config,
      urls: ground.urls,
      masterKey: ground.masterKey,
      version,
      onError: error => {
        if (!isClosing) process.stderr.write(`${new Date().toISOString()} ${error.message}\n`)
      },
    })
    closers.push(() => server.close())
    closers.push(keepWallTime(ground.urls.owner))
    await greet(ground, server.address, lang, began, ground.masterKey)
  }

  try {
    bringing = bringUp()
    await Promise.race([bringing, asked])
  } catch (error) {
    await close()
    if (stopping.signal.aborted) return exit.ok
    throw error
  }
  await asked
  process.stderr.write(`\n${words.stopping}\n`)
  await close()
  process.stderr.write(`${words.stopped}\n`)
  return exit.ok
}

/** Asks for the port before anything long begins: an answer after a minute of loading would be a poor one. */
async function demandPort({ port, host }: Config, lang: Lang): Promise<void> {
  const probe = net.createServer()
  try {
    await new Promise<void>((resolve, reject) => probe.on('error', reject).listen(port, host, resolve))
  } catch (error) {
    const words = texts(lang)
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Failure(exit.surroundings, words.portTaken({ port, host }))
    if (code === 'EACCES') throw new Failure(exit.surroundings, words.portForbidden({ port }))
    throw new Failure(exit.surroundings, words.hostUnusable({ host, reason: message }))
  } finally {
    if (probe.listening) await new Promise(resolve => probe.close(resolve))
  }
}

/** A database that was lost (killed, out of memory) is started again; the pools reconnect by themselves. */
function followDatabase(
  { embedded }: Ground,
  words: ReturnType<typeof texts>,
  say: (line: string) => void,
  isClosing: () => boolean,
) {
  let restarts = 0
  embedded?.onExit(how => {
    if (isClosing()) return
    restarts++
    say(words.databaseLost({ how }))
    if (restarts > MOST_RESTARTS) {
      say(words.databaseGone)
      process.kill(process.pid, 'SIGTERM')
      return
    }
    embedded.restart().then(
      () => say(words.databaseBack),
      (error: Error) => {
        say(error.message)
        process.kill(process.pid, 'SIGTERM')
      },
    )
  })
}

/** Notes the wall time each minute, so that doctor sees a clock that was set back, also while nothing ran. */
function keepWallTime(ownerUrl: string): () => Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, idleTimeoutMillis: 1000 })
  pool.on('error', () => undefined)
  const note = async () => {
    await pool
      .query('update app.deployment set last_wall_at = greatest(last_wall_at, $1)', [new Date()])
      .catch(() => undefined)
  }
  const timer = setInterval(() => void note(), 60_000)
  return async () => {
    clearInterval(timer)
    await note()
    await pool.end()
  }
}

/** The address, and in a demonstration who can be signed in as. */
async function greet(ground: Ground, address: string, lang: Lang, began: number, masterKey: Key) {
  const words = texts(lang)
  const owner = new pg.Client({ connectionString: ground.urls.owner })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ kind: string; enterprises: string; problems: string }>(
      `select kind, (select count(*) from region.organisation) as enterprises, (select count(*) from relief.problem) as problems from app.deployment`,
    )
    const lines = ['', words.ready({ address, seconds: duration0(Date.now() - began, lang) })]
    if (rows[0]?.kind === 'demonstration') {
      const { enterprises, problems } = rows[0]
      lines.push(
        words.demonstration({
          enterprises: figure(Number(enterprises), lang),
          problems: figure(Number(problems), lang),
        }),
        '',
      )
      for (const one of await listDemoAccounts(owner)) {
        const what = words[`demo-${one.what}` as 'demo-liaison']
        lines.push(
          `  ${one.account.padEnd(16)} ${one.name}  ${what}  ${lang === 'en' ? one.officeEn : one.office}`,
        )
      }
      lines.push('', words.demoPassword({ password: DEMO_PASSWORD }))
      const link = await findDemoReportLink(owner)
      if (link !== undefined)
        lines.push(
          words.demoLink({
            enterprise: link.enterprise,
            address: `${address}/r/${openSecrets(masterKey).of(link.id)}`,
          }),
        )
    }
    lines.push('', words.howToStop, '')
    process.stdout.write(`${lines.join('\n')}\n`)
  } finally {
    await owner.end()
  }
}

const duration0 = (milliseconds: number, lang: Lang) =>
  milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : duration(milliseconds, lang)
