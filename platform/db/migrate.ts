import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const folder = join(import.meta.dirname, '../../migrations')
const LOCK = 3304_2022

export type LoginPasswords = { app: string; public: string }

/** A migration that was changed after it ran: the database and the files no longer tell the same story. */
export class ChangedMigration extends Error {}

/**
 * Brings a database to the newest schema: numbered SQL files, each in a transaction, each once, under an
 * advisory lock; then sets the passwords of the two logins. Returns the names of the files that ran.
 */
export async function migrate(
  ownerUrl: string,
  passwords: LoginPasswords,
  onStep: (name: string) => void = () => undefined,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await runMigrations({ connectionString: ownerUrl })
    await client.query(`create table if not exists public.migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from public.migration',
    )
    const applied = new Map(rows.map(row => [row.name, row.checksum]))
    const ran: string[] = []
    for (const name of (await readdir(folder)).filter(file => /^\d{4}_\w+\.sql$/.test(file)).sort()) {
      const text = await readFile(join(folder, name), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      if (applied.has(name)) {
        if (applied.get(name) !== checksum)
          throw new ChangedMigration(`migrations/${name} was changed after it ran.`)
        continue
      }
      onStep(name)
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into public.migration (name, checksum) values ($1, $2)', [name, checksum])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migrations/${name} failed: ${(error as Error).message}`, { cause: error })
      }
      ran.push(name)
    }
    for (const login of ['app', 'public'] as const) {
      await client.query(`alter role tongzhou_${login} password ${pg.escapeLiteral(passwords[login])}`)
      const database = pg.escapeIdentifier(client.database ?? 'postgres')
      await client.query(`grant connect on database ${database} to tongzhou_${login}`)
    }
    return ran
  } finally {
    await client.end()
  }
}
