import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'

test('each test file works in a migrated database of its own, under logins that rule nothing', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  expect(one.appUrl).not.toBe(other.appUrl)
  for (const connectionString of [one.appUrl, other.publicUrl]) {
    const client = new pg.Client({ connectionString })
    await client.connect()
    const { rows } = await client.query(
      'select rolsuper or rolbypassrls as mighty from pg_roles where rolname = current_user',
    )
    expect(rows).toEqual([{ mighty: false }])
    await client.end()
  }
  await Promise.all([one.drop(), other.drop()])
})
