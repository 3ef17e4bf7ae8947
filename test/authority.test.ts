import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, layGround } from './authority/ground.ts'
import { apart, manifest } from './authority/manifest.ts'
import { type Disagreement, walk } from './authority/walk.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'

let database: FreshDatabase
let client: pg.Client
let ground: Ground

beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  ground = await layGround(client)
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const tables = Object.keys(manifest)
const sentence = (cell: Disagreement) =>
  `${cell.actor} ${cell.found ? 'may' : 'may not'} ${cell.operation} a row of ${cell.table} that is ${cell.position}; ${cell.expected ? 'it must' : 'it must not'}`

async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    return await work()
  } finally {
    await client.query('rollback')
  }
}

describe('who sees and changes what, in the database itself', () => {
  it('knows every table, and every table has row-level security', async () => {
    const { rows } = await client.query<{ name: string; secured: boolean }>(`
      select n.nspname || '.' || c.relname as name, c.relrowsecurity as secured
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')`)
    expect(rows.map(row => row.name).sort()).toEqual([...tables, ...apart].sort())
    // The list of migrations is the owner's alone: nobody else has a grant on it.
    expect(rows.filter(row => !row.secured).map(row => row.name)).toEqual(['public.migration'])
  })

  it.each(tables)('%s: every role, place and operation as designed', async table => {
    const disagreements = await inTransaction(() => walk(client, ground, table))
    expect(disagreements.map(sentence)).toEqual([])
  })

  it('notices when any one policy is dropped', async () => {
    const { rows } = await client.query<{ table: string; policyname: string }>(
      `select schemaname || '.' || tablename as table, policyname from pg_policies where schemaname <> 'graphile_worker' order by 1, 2`,
    )
    const unnoticed: string[] = []
    for (const { table, policyname } of rows) {
      if (apart.includes(table) || table === 'auth.session') continue
      const disagreements = await inTransaction(async () => {
        await client.query(`drop policy ${policyname} on ${table}`)
        return walk(client, ground, table, true)
      })
      if (disagreements.length === 0) unnoticed.push(`${policyname} on ${table}`)
    }
    expect(unnoticed).toEqual([])
  })

  it('without an actor nothing is seen and nothing is written', async () => {
    for (const table of tables) {
      const seen = await inTransaction(async () => {
        await client.query('set local role tongzhou_app')
        try {
          const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)
          return rows[0]!.n
        } catch (error) {
          if ((error as { code?: string }).code === '42501') return 0
          throw error
        }
      })
      expect(`${table} ${seen}`).toBe(`${table} 0`)
    }
  })
})

describe('rows of one’s own', () => {
  const as = async (role: keyof Ground['accounts'], work: () => Promise<unknown>) => {
    const { id, read, write } = ground.accounts[role]
    await client.query('set local role tongzhou_app')
    await client.query('select app.enter($1, $2, $3)', [`staff:${id}`, read.join(','), write.join(',')])
    const result = await work()
    await client.query('reset role')
    return result
  }
  const own = (table: string, count: string) => async () =>
    (await client.query(`select count(${count})::int as n from ${table}`)).rows[0].n

  it('replies kept for a retry are the actor’s alone', async () => {
    await inTransaction(async () => {
      const { id } = ground.accounts.handler
      await client.query(`insert into app.reply values ($1, 'a-key-of-it', '\\x00', 200, '{}', now())`, [
        `staff:${id}`,
      ])
      expect(await as('handler', own('app.reply', '*'))).toBe(1)
      expect(await as('liaison', own('app.reply', '*'))).toBe(0)
      await client.query('drop policy reply_own on app.reply')
      expect(await as('handler', own('app.reply', '*'))).toBe(0)
    })
  })

  it('a file on its way is seen and changed by whoever sends it alone', async () => {
    await inTransaction(async () => {
      const { id } = ground.accounts.handler
      await client.query(
        `insert into matter.upload (id, actor, name, size, sha256, expires_at)
         values (gen_random_uuid(), $1, 'a.jpg', 1, sha256('\\x00'), now())`,
        [`staff:${id}`],
      )
      const add = async () => (await client.query('update matter.upload set received = 1')).rowCount
      expect(await as('handler', own('matter.upload', '*'))).toBe(1)
      expect(await as('leader', own('matter.upload', '*'))).toBe(0)
      expect(await as('leader', add)).toBe(0)
      expect(await as('handler', add)).toBe(1)
      await client.query('drop policy upload_own on matter.upload')
      expect(await as('handler', own('matter.upload', '*'))).toBe(0)
    })
  })

  it('sessions are seen and ended by their account alone', async () => {
    await inTransaction(async () => {
      const { id } = ground.accounts.handler
      await client.query(
        `insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, seats)
         values (gen_random_uuid(), $1, '\\x00', now(), now(), now(), $2)`,
        [id, [`account:${id}`]],
      )
      const end = async () => (await client.query('update auth.session set revoked_at = now()')).rowCount
      expect(await as('handler', own('auth.session', 'id'))).toBe(1)
      expect(await as('admin', own('auth.session', 'id'))).toBe(0)
      expect(await as('admin', end)).toBe(0)
      expect(await as('handler', end)).toBe(1)
      await client.query('drop policy session_change on auth.session')
      expect(await as('handler', end)).toBe(0)
    })
  })
})
