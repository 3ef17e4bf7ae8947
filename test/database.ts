import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'

export type FreshDatabase = {
  /** The owner of the tables, here a superuser: migrations, jobs, and looking behind the policies. */
  ownerUrl: string
  /** The application's login, under row-level security. */
  appUrl: string
  /** The login of calls without an account. */
  publicUrl: string
  drop(): Promise<void>
}

async function asOwner(work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: inject('cluster').ownerUrl })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** Connections that were ended a moment ago may close first: whoever is thrown out complains where nobody listens. */
async function drop(client: pg.Client, name: string) {
  for (let tries = 0; tries < 50; tries++) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name])
    if (rowCount === 0) break
    await wait(20)
  }
  await client.query(`drop database if exists ${name} with (force)`)
}

/** A migrated and otherwise empty database of the caller's own; drop it in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { ownerUrl, passwords, fault } = inject('cluster')
  if (fault) throw new Error(`The test database could not be migrated: ${fault}`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(client =>
    client.query(`create database ${name} template tongzhou_template strategy file_copy`),
  )
  const urlOf = (user?: string, password?: string) => {
    const url = new URL(ownerUrl)
    url.pathname = `/${name}`
    if (user) url.username = user
    if (password) url.password = password
    return url.href
  }
  return {
    ownerUrl: urlOf(),
    appUrl: urlOf('tongzhou_app', passwords.app),
    publicUrl: urlOf('tongzhou_public', passwords.public),
    drop: () => asOwner(client => drop(client, name)),
  }
}
