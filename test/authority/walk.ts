import type pg from 'pg'
import { type ActorName, actors, type Ground, insert, type Position, positions, type Row } from './ground.ts'
import { manifest, type Operation, type Table } from './manifest.ts'

/** A cell that came out otherwise than the design says. */
export type Disagreement = {
  table: string
  actor: ActorName
  position: Position
  operation: Operation
  expected: boolean
  found: boolean
}

async function become(client: pg.ClientBase, ground: Ground, actor: ActorName): Promise<void> {
  if (actor === 'link') {
    await client.query('set local role tongzhou_public')
    await client.query('select * from app.enter_link($1, now())', [ground.link.secretHash])
    return
  }
  const { id, read, write } = ground.accounts[actor]
  await client.query('set local role tongzhou_app')
  await client.query('select app.enter($1, $2, $3)', [`staff:${id}`, read.join(','), write.join(',')])
}

/** Tries something and takes it back; a refusal by grant or policy is an answer, any other error is not. */
async function attempt(client: pg.ClientBase, work: () => Promise<boolean>): Promise<boolean> {
  await client.query('savepoint attempt')
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return false
    throw error
  } finally {
    await client.query('rollback to savepoint attempt')
  }
}

const where = (key: readonly string[]) => key.map((column, i) => `${column} = $${i + 1}`).join(' and ')

/**
 * Walks actor × operation × position of one table inside the caller's transaction. Each cell stands beside a row at
 * every other position, so what must appear and what must not are tried together. `enough` ends it at the first find.
 */
export async function walk(
  client: pg.ClientBase,
  ground: Ground,
  table: string,
  enough = false,
): Promise<Disagreement[]> {
  const found: Disagreement[] = []
  for (const rows of [manifest[table]!].flat()) {
    found.push(...(await walkRows(client, ground, table, rows, enough)))
    if (enough && found.length > 0) break
  }
  return found
}

async function walkRows(
  client: pg.ClientBase,
  ground: Ground,
  table: string,
  { row, key, touch, may }: Table,
  enough: boolean,
): Promise<Disagreement[]> {
  const found: Disagreement[] = []
  for (const actor of actors) {
    await client.query('savepoint actor')
    const rows = new Map(positions.map(position => [position, row(ground.places[position], ground, actor)]))
    // What is to be inserted must not be there yet; for everything else every row is.
    for (const operation of ['insert', 'read', 'update', 'delete'] as const) {
      if (operation === 'read') for (const [, each] of rows) await insert(client, table, seedOf(table, each))
      await client.query('savepoint role')
      await become(client, ground, actor)
      for (const position of positions) {
        const one = rows.get(position)!
        const values = key.map(column => one[column])
        const expected = may[operation]?.[actor]?.includes(position) ?? false
        const result = await attempt(client, async () => {
          if (operation === 'insert') {
            await insert(client, table, one)
            return true
          }
          const column = touch ?? key[0]
          const statement = {
            read: `select ${key[0]} from ${table}`,
            update: `update ${table} set ${column} = ${column}`,
            delete: `delete from ${table}`,
          }[operation]
          const { rowCount } = await client.query(`${statement} where ${where(key)}`, values)
          return rowCount === 1
        })
        if (result !== expected) found.push({ table, actor, position, operation, expected, found: result })
        if (enough && found.length > 0) break
      }
      await client.query('rollback to savepoint role')
      if (enough && found.length > 0) break
    }
    await client.query('rollback to savepoint actor')
    if (enough && found.length > 0) break
  }
  return found
}

/** The sealer's column has no grant; a row laid by the owner carries it. */
const seedOf = (table: string, row: Row): Row => (table === 'audit.entry' ? { ...row, xid: '1' } : row)
