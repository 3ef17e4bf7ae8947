import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Actor } from './actor.ts'
import type { DB } from './types.gen.ts'

const literal = pg.escapeLiteral

export type { DB }
export type Tx = Transaction<DB>

// A day stays a day: as a Date it would shift with the server's zone.
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)

const nameOf = (actor: Actor) => (actor.kind === 'system' ? 'system' : `${actor.kind}:${actor.id}`)
const enterAs = (actor: Actor, more: readonly string[] = []) =>
  `select app.enter(${literal(nameOf(actor))}, ${literal([...actor.read, ...more].join(','))}, ${literal([...actor.write, ...more].join(','))})`

/** Changes a public transaction over to another link, by its secret; the keys come from the link's row. */
export async function enterLink(tx: Tx, secretHash: Buffer): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`select * from app.enter_link(${secretHash}, ${new Date()})`.execute(tx)
  return rows[0]
}

/** Holds more keys for one piece of work inside a transaction: a verb with a ground of its own, such as a hand-over. */
export async function withKeys<T>(
  tx: Tx,
  actor: Actor,
  keys: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  await sql.raw(enterAs(actor, keys)).execute(tx)
  const result = await work()
  await sql.raw(enterAs(actor)).execute(tx)
  return result
}

/** The row of matter.link by whose secret a call without account entered. */
export type LinkRow = {
  link_id: string
  purpose: 'report' | 'track' | 'party'
  matter_id: string | null
  organisation_id: string | null
  party_id: string | null
}

export type Database = {
  /** One transaction with the actor's authority; there is no other way to the tables. */
  as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction of the public login, whose keys come from the link's row; `link` is undefined for no such link. */
  asLink<T>(secretHash: Buffer | null, work: (tx: Tx, link: LinkRow | undefined) => Promise<T>): Promise<T>
  /**
   * The one multiplexed wait for change notices; returns the way to stop. Reconnects by itself, and says so by
   * `onGap` when it hears again: what was announced meanwhile is lost.
   */
  listen(onChange: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>
  /** Answers whether the database can be reached, as the application's login. */
  ping(): Promise<boolean>
  pools: { app: pg.Pool; public: pg.Pool }
  close(): Promise<void>
}

/**
 * Opens the application's logins. Neither owns a table nor can bypass row-level security.
 * `onError` hears of connections that broke while idle.
 */
export function openDatabase(urls: {
  app: string
  public: string
  onError: (error: Error) => void
  size?: number
}): Database {
  const poolOf = (connectionString: string, max: number) => {
    const pool = new pg.Pool({
      connectionString,
      max,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    pool.on('error', urls.onError)
    pool.on('connect', client => client.on('error', urls.onError))
    return pool
  }
  const pools = { app: poolOf(urls.app, urls.size ?? 10), public: poolOf(urls.public, 4) }
  const app = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pools.app }) })
  const open = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pools.public }) })

  async function transact<T>(db: Kysely<DB>, first: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return db.connection().execute(async connection => {
      // Begin and authority in one round trip: without parameters pg sends both as one simple query.
      await sql.raw(first).execute(connection)
      try {
        const result = await work(connection as Tx)
        await sql.raw('commit').execute(connection)
        return result
      } catch (error) {
        await sql
          .raw('rollback')
          .execute(connection)
          .catch(() => undefined)
        throw error
      }
    })
  }

  return {
    pools,
    as(actor, work) {
      if (actor.kind !== 'system' && actor.id === null) throw new Error('A transaction needs an actor.')
      return transact(app, `begin; ${enterAs(actor)}`, work)
    },
    asLink(secretHash, work) {
      return transact(open, 'begin', async tx => {
        return work(tx, secretHash === null ? undefined : await enterLink(tx, secretHash))
      })
    },
    async listen(onChange, onGap) {
      let client: pg.Client | undefined
      let timer: NodeJS.Timeout | undefined
      let stopped = false
      const connect = async (): Promise<void> => {
        const next = new pg.Client({
          connectionString: urls.app,
          connectionTimeoutMillis: 5_000,
          keepAlive: true,
        })
        client = next
        next.on('error', urls.onError)
        next.on('notification', message => onChange(message.payload ?? ''))
        next.on('end', () => {
          if (!stopped) timer = setTimeout(() => void again(), 1000)
        })
        await next.connect()
        await next.query('listen changed')
      }
      const again = () => connect().then(onGap, urls.onError)
      await connect().catch(error => {
        stopped = true
        throw error
      })
      return async () => {
        stopped = true
        clearTimeout(timer)
        await client?.end()
      }
    },
    async ping() {
      try {
        await pools.app.query('select 1')
        return true
      } catch {
        return false
      }
    },
    async close() {
      await Promise.all([app.destroy(), open.destroy()])
    },
  }
}
