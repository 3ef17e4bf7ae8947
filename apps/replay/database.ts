import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Urls } from '#apps/server/main'
import type { Config } from '#platform/config'
import { migrate, startEmbedded } from '#platform/db'
import { type Key, keyOf, loginPasswords, openMasterKey } from '#platform/seal'
import type { Lang } from '#platform/texts'

/** A migrated and otherwise empty database for one story, with a folder for its files. */
export type StoryDatabase = {
  urls: Urls
  masterKey: Key
  dataDir: string
  /** where it can be looked at while it stands */
  place: string
  drop(): Promise<void>
  /** leaves it standing; stops only what this process has started */
  leave(): Promise<void>
}

const PREFIX = 'tongzhou-story-'

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** What a killed run of the same user left behind. */
function removeAbandoned() {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = Number(/^tongzhou-story-(\d+)-/.exec(name)?.[1])
    const folder = path.join(os.tmpdir(), name)
    if (!pid || !isGone(pid) || fs.statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.())
      continue
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function urlsOf(owner: string, masterKey: Key): Urls {
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
 * Makes a database of a story's own. Without DATABASE_URL it stands in a cluster of its own in the folder for
 * temporary files, so that a story plays beside a running server and touches nothing of it.
 */
export async function openStoryDatabase(
  {
    config,
    lang,
    keep,
  }: { config: Config; lang: Lang /** it will be looked at afterwards */; keep: boolean },
  onStep: (sentence: string) => void,
): Promise<StoryDatabase> {
  removeAbandoned()
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), keep ? 'tongzhou-kept-' : `${PREFIX}${process.pid}-`))
  // As root the database runs as nobody, who must get through.
  fs.chmodSync(dataDir, 0o755)
  const removeFiles = () => fs.rmSync(dataDir, { recursive: true, force: true })
  const name = `tongzhou_story_${randomBytes(6).toString('hex')}`
  try {
    if (config.databaseUrl === undefined) {
      const embedded = await startEmbedded({ dataDir, lang, onStep, fsync: keep })
      const removeCluster = () => fs.rmSync(path.dirname(embedded.dataPath), { recursive: true, force: true })
      try {
        const masterKey = keyOf(randomBytes(32))
        await query(embedded.url('postgres'), `create database ${name}`)
        await migrate(embedded.url(name), loginPasswords(masterKey))
        return {
          urls: urlsOf(embedded.url(name), masterKey),
          masterKey,
          dataDir,
          place: embedded.dataPath,
          leave: () => embedded.stop(),
          async drop() {
            await embedded.stop()
            removeCluster()
            removeFiles()
          },
        }
      } catch (error) {
        await embedded.stop()
        removeCluster()
        throw error
      }
    }
    // The logins are the server's: their passwords must stay those that its other databases use.
    const masterKey = openMasterKey({ keyFile: config.keyFile, dataDir: config.dataDir, lang })
    const own = new URL(config.databaseUrl)
    own.pathname = `/${name}`
    await query(config.databaseUrl, `create database ${name} encoding 'UTF8' template template0`)
    const drop = () => query(config.databaseUrl!, `drop database if exists ${name} with (force)`)
    try {
      await migrate(own.href, loginPasswords(masterKey))
    } catch (error) {
      await drop()
      throw error
    }
    return {
      urls: urlsOf(own.href, masterKey),
      masterKey,
      dataDir,
      place: `${own.host}/${name}`,
      leave: async () => undefined,
      async drop() {
        await drop()
        removeFiles()
      },
    }
  } catch (error) {
    removeFiles()
    throw error
  }
}
