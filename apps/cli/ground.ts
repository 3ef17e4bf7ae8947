import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import type { Urls } from '#apps/server/main'
import type { Config } from '#platform/config'
import { ChangedMigration, type Embedded, EmbeddedError, migrate, startEmbedded } from '#platform/db'
import { type Key, KeyFileError, loginPasswords, openMasterKey } from '#platform/seal'
import type { Lang } from '#platform/texts'
import { exit, Failure } from './failure.ts'
import { texts } from './texts.ts'

const EMBEDDED_NAME = 'tongzhou'
export const LEAST_VERSION = 16

/** A database that answers, with the key of its sealed values. */
export type Ground = { urls: Urls; masterKey: Key; embedded: Embedded | undefined; close(): Promise<void> }

const reasonOf = (error: unknown) =>
  error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the named database where the server has none of this name. */
async function ensureDatabase(url: string): Promise<void> {
  try {
    await withClient(url, client => client.query('select 1'))
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error
    const other = new URL(url)
    const name = decodeURIComponent(other.pathname.slice(1))
    other.pathname = '/postgres'
    await withClient(other.href, async client => {
      try {
        await client.query(`create database ${pg.escapeIdentifier(name)} encoding 'UTF8' template template0`)
      } catch (failed) {
        // Another command made it at the same moment.
        if (!['42P04', '23505'].includes((failed as { code?: string }).code ?? '')) throw failed
      }
    })
  }
}

export function urlsOf(owner: string, masterKey: Key): Urls {
  const passwords = loginPasswords(masterKey)
  const as = (login: 'app' | 'public') => {
    const url = new URL(owner)
    url.username = `tongzhou_${login}`
    url.password = passwords[login]
    return url.href
  }
  return { owner, app: as('app'), public: as('public') }
}

/**
 * Opens the key and the database: the embedded one, or the server that DATABASE_URL names. Throws {@link Failure} of
 * the surroundings with what to do. 'shared': beside a running server of the same data, its database.
 */
export async function openGround(
  config: Config,
  lang: Lang,
  onStep: (sentence: string) => void,
  use: 'alone' | 'shared' = 'shared',
): Promise<Ground> {
  const words = texts(lang)
  let embedded: Embedded | undefined
  try {
    const running =
      use === 'shared' && config.databaseUrl === undefined ? await findRunning(config) : undefined
    if (running !== undefined) {
      const masterKey = openMasterKey({ keyFile: config.keyFile, dataDir: config.dataDir, lang })
      return { urls: urlsOf(running, masterKey), masterKey, embedded, close: async () => undefined }
    }
    if (config.databaseUrl === undefined) {
      // As root the database runs as nobody, who must get through.
      fs.mkdirSync(config.dataDir, { recursive: true, mode: 0o755 })
    }
    const masterKey = openMasterKey({ keyFile: config.keyFile, dataDir: config.dataDir, lang })
    if (config.databaseUrl === undefined)
      embedded = await startEmbedded({ dataDir: config.dataDir, lang, onStep })
    const owner = config.databaseUrl ?? embedded!.url(EMBEDDED_NAME)
    await ensureDatabase(owner)
    const version = await withClient(owner, async client =>
      Number((await client.query('show server_version_num')).rows[0].server_version_num),
    )
    if (version < LEAST_VERSION * 10_000)
      throw new Failure(
        exit.surroundings,
        words.databaseOld({ found: Math.floor(version / 10_000), least: LEAST_VERSION }),
      )
    return { urls: urlsOf(owner, masterKey), masterKey, embedded, close: async () => embedded?.stop() }
  } catch (error) {
    await embedded?.stop()
    if (error instanceof Failure) throw error
    if (error instanceof EmbeddedError || error instanceof KeyFileError)
      throw new Failure(exit.surroundings, error.message)
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EACCES' || code === 'EROFS')
      throw new Failure(exit.surroundings, words.noWrite({ at: config.dataDir, reason: reasonOf(error) }))
    throw new Failure(
      exit.surroundings,
      words.databaseUnreachable({ at: placeOf(config), reason: reasonOf(error) }),
    )
  }
}

const runningFile = (config: Config) => path.join(config.dataDir, 'running.json')
const Running = z.object({ pid: z.int(), url: z.string() })

/** Lets the other commands reach the embedded database of a running server. As secret as the database's own password file. */
export function noteRunning(config: Config, { embedded, urls }: Ground): () => void {
  if (embedded === undefined) return () => undefined
  const file = runningFile(config)
  fs.rmSync(file, { force: true })
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, url: urls.owner }), { mode: 0o600 })
  return () => fs.rmSync(file, { force: true })
}

/** The owner's address of a running server's embedded database; undefined when none answers. */
export async function findRunning(config: Config): Promise<string | undefined> {
  try {
    const { pid, url } = Running.parse(JSON.parse(fs.readFileSync(runningFile(config), 'utf8')))
    process.kill(pid, 0)
    await withClient(url, client => client.query('select 1'))
    return url
  } catch {
    return undefined
  }
}

/** Where the database is, without its password. */
export function placeOf(config: Config): string {
  if (config.databaseUrl === undefined) return config.dataDir
  const url = new URL(config.databaseUrl)
  return `${url.host}${url.pathname}`
}

/** Migrates; throws {@link Failure} when a migration was changed or fails. */
export async function migrateGround(
  ground: Ground,
  lang: Lang,
  onFile: (name: string) => void,
): Promise<string[]> {
  try {
    return await migrate(ground.urls.owner, loginPasswords(ground.masterKey), onFile)
  } catch (error) {
    const words = texts(lang)
    throw new Failure(
      exit.refused,
      error instanceof ChangedMigration
        ? words.migrationChanged({ reason: error.message })
        : words.migrationFailed({ reason: reasonOf(error) }),
    )
  }
}
