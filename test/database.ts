import { randomBytes } from 'node:crypto'
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

async function asOwner(statement: string) {
  const client = new pg.Client({ connectionString: inject('cluster').ownerUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A migrated and otherwise empty database of the caller's own; drop it in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { ownerUrl, passwords, fault } = inject('cluster')
  if (fault) throw new Error(`The test database could not be migrated: ${fault}`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(`create database ${name} template tongzhou_template strategy file_copy`)
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
    drop: () => asOwner(`drop database if exists ${name} with (force)`),
  }
}
