import { once } from 'node:events'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, type Database, openDatabase } from '#platform/db'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { announce, type Change } from './announce.ts'

const system: Actor = {
  kind: 'system',
  id: null,
  read: [],
  write: [],
  holdings: [],
  lang: 'zh-CN',
  requestId: 'test',
}
let fresh: FreshDatabase
let db: Database
let listener: pg.Client

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  listener = new pg.Client({ connectionString: fresh.appUrl })
  await listener.connect()
  await listener.query('listen changed')
})
afterAll(async () => {
  await listener.end()
  await db.close()
  await fresh.drop()
})

test('a change is heard after the commit, and not at all when it was rolled back', async () => {
  const rolledBack = db.as(system, async tx => {
    await announce(tx, { topic: 'matters', id: 'gone', seats: ['staff'] })
    throw new Error('no')
  })
  await expect(rolledBack).rejects.toThrow('no')
  const changes: string[] = []
  listener.on('notification', ({ payload }) => changes.push((JSON.parse(payload!) as Change).id))
  await db.as(system, tx => announce(tx, { topic: 'matters', id: 'kept', seats: ['staff'] }))
  while (changes.length === 0) await once(listener, 'notification')
  expect(changes).toEqual(['kept'])
  listener.removeAllListeners('notification')
})

test('a change with more seats than one notification holds reaches all of them', async () => {
  const seats = Array.from({ length: 1000 }, (_, i) => `office:${String(i).padStart(36, '0')}`)
  const changes: Change[] = []
  listener.on('notification', ({ payload }) => changes.push(JSON.parse(payload!) as Change))
  await db.as(system, tx => announce(tx, { topic: 'matters', id: 'wide', seats }))
  while (changes.flatMap(change => change.seats).length < seats.length) await once(listener, 'notification')
  expect(changes.flatMap(change => change.seats)).toEqual(seats)
  expect(changes.length).toBeGreaterThan(1)
})
