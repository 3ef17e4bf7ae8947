import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFileStore } from '#platform/files'
import { openMasterKey } from '#platform/seal'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { findSeed, listDemoAccounts, NotEmpty, seedDemo } from './index.ts'

const now = new Date('2026-11-24T02:00:00Z')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-seed-'))
const masterKey = openMasterKey({
  keyFile: path.join(folder, 'key'),
  dataDir: path.join(folder, 'data'),
  lang: 'en',
})
const files = createFileStore(path.join(folder, 'files'))
const seeding = (database: FreshDatabase, seed = 7) =>
  seedDemo(
    { ownerUrl: database.ownerUrl, masterKey, files, zone: 'Asia/Shanghai' },
    { size: 'small', seed, now },
  )

/** What differs between two seeds of the same wish: ciphertexts, the password's salt, and wall times. */
const leftOut = new Set([
  'person_key.wrapped',
  'person_value.sealed',
  'credential.password_hash',
  'deployment.last_wall_at',
  'entry.recorded_at',
  'entry.xid',
])

async function dump(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ schema: string; name: string; columns: string[] }>(
    `select table_schema as schema, table_name as name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns where table_schema in ('app', 'auth', 'audit', 'matter', 'notice', 'region', 'relief') group by 1, 2 order by 1, 2`,
  )
  const hashes: Record<string, string> = {}
  for (const { schema, name, columns } of rows) {
    const kept = columns
      .filter(column => !leftOut.has(`${name}.${column}`))
      .map(column => `t.${pg.escapeIdentifier(column)}`)
    const found = await pool.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(r, E'\\n' order by r)), '') as hash from (select row(${kept.join(', ')})::text as r from ${schema}.${pg.escapeIdentifier(name)} t) x`,
    )
    hashes[`${schema}.${name}`] = found.rows[0].hash
  }
  return hashes
}

let first: FreshDatabase
let pool: pg.Pool
beforeAll(async () => {
  first = await freshDatabase()
  pool = new pg.Pool({ connectionString: first.ownerUrl, max: 2 })
  await seeding(first)
}, 120_000)
afterAll(async () => {
  await pool.end()
  await first.drop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const count = async (query: string) => Number((await pool.query(query)).rows[0].count)

describe('a demonstration', () => {
  test('is the same again for the same size, seed and day', async () => {
    const second = await freshDatabase()
    const again = new pg.Pool({ connectionString: second.ownerUrl, max: 2 })
    try {
      await seeding(second)
      expect(await dump(again)).toEqual(await dump(pool))
    } finally {
      await again.end()
      await second.drop()
    }
  }, 120_000)

  test('refuses a database that holds data, says so when they are its own, and leaves them as they are', async () => {
    const before = await count('select count(*) from matter.matter')
    await expect(seeding(first)).rejects.toMatchObject({ isSame: true })
    await expect(seeding(first, 8)).rejects.toBeInstanceOf(NotEmpty)
    expect(await count('select count(*) from matter.matter')).toBe(before)
    expect(await findSeed(pool)).toBe('small/7')
  })

  test('gives every enterprise exactly one main liaison officer, who holds that role', async () => {
    expect(
      await count(`select count(*) from region.organisation o where 1 <> (select count(*) from relief.pairing p
        join auth.role_holding h on h.account_id = p.account_id and h.role = 'liaison' and h.office_id = p.office_id
        where p.organisation_id = o.id and p.part = 'main' and p.valid_until is null)`),
    ).toBe(0)
  })

  test('stands on the board of supervision as its stories say, and goes on doing so', async () => {
    expect(
      await count(
        `select count(*) from (table relief.standing except select * from relief.fold('infinity')) s`,
      ),
    ).toBe(0)
    expect(await count('select count(*) from relief.standing')).toBe(
      await count("select count(*) from matter.matter where kind = 'problem'"),
    )
    expect(await count(`select count(*) from pg_trigger where tgname = 'restate' and tgenabled = 'O'`)).toBe(
      1,
    )
  })

  test('holds problems in every state, each with a story, one lead and numbers that go on', async () => {
    const { rows } = await pool.query<{ status: string }>(
      `select distinct status from matter.matter where kind = 'problem'`,
    )
    expect(rows.map(row => row.status).sort()).toEqual(
      [
        'accepted',
        'confirming',
        'explained',
        'reported',
        'returned',
        'sign-off',
        'solved',
        'timed-out',
        'withdrawn',
      ].sort(),
    )
    expect(
      await count(
        `select count(*) from matter.matter m where 1 <> (select count(*) from matter.party p where p.matter_id = m.id and p.part = 'lead' and p.until is null)`,
      ),
    ).toBe(0)
    expect(
      await count(
        `select count(*) from matter.matter m where not exists (select from matter.history h where h.matter_id = m.id and h.seq = 1 and h.action in ('report', 'order', 'ask', 'need'))`,
      ),
    ).toBe(0)
    // The nearest running clock is what the lists show.
    expect(
      await count(`select count(*) from matter.matter m where m.is_open and m.due_at is distinct from
        (select min(c.due_at) from matter.clock c where c.matter_id = m.id and c.stopped_at is null and c.paused_at is null)`),
    ).toBe(0)
    expect(
      await count(`select count(*) from matter.series s where s.last <>
        (select count(*) from matter.matter m where m.number like s.prefix || '-%')
          + (select count(*) from relief.circular c where c.number like s.prefix || '-%')`),
    ).toBe(0)
  })

  test('holds two hundred needs, some met in part by an offer that is used up by just that', async () => {
    const { rows } = await pool.query(
      `select m.status, count(*)::int as n from matter.matter m join relief.need d on d.matter_id = m.id
       where (m.status = 'partly') = (d.confirmed > 0) group by 1 order by 1`,
    )
    expect(rows).toEqual([
      { status: 'open', n: 133 },
      { status: 'partly', n: 67 },
    ])
    expect(
      await count(`select count(*) from relief.reservation r join relief.offer f on f.id = r.offer_id join relief.need d on d.matter_id = r.need_id
        where f.kind = d.kind and f.confirmed = r.quantity and d.confirmed = r.quantity`),
    ).toBe(67)
    expect(await count('select count(*) from relief.offer where longitude is not null')).toBe(2000)
  })

  test('holds orders from service menus in every state, each with its service, its leader and its link', async () => {
    const { rows } = await pool.query(
      `select m.status, count(*)::int as n from matter.matter m join relief.service_order r on r.matter_id = m.id
         join relief.team t on t.id = r.team_id and t.leader_id = m.owner_id join relief.service s on s.id = r.service_id and s.office_id = m.owner_office_id
         join matter.link l on l.id = r.link_id and l.matter_id = m.id
       where m.kind = 'order' and (m.is_open = (r.outcome is null)) and m.is_open = (m.next_step is not null) group by 1 order by 1`,
    )
    expect(rows.map(row => row.status)).toEqual([
      'accepted',
      'confirmed',
      'declined',
      'delivered',
      'ordered',
      'timed-out',
      'withdrawn',
    ])
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(60)
  })

  test('holds requests in every state, to offices and to bodies outside', async () => {
    const { rows } = await pool.query(
      `select m.status, count(*)::int as n from matter.matter m join relief.request r on r.matter_id = m.id group by 1 order by 1`,
    )
    expect(rows.map(row => row.status)).toEqual([
      'accepted',
      'asked',
      'closed',
      'declined',
      'replied',
      'unanswered',
      'withdrawn',
    ])
  })

  test('holds written notices of which some are silent and were circulated, a rule, and two offices’ own columns', async () => {
    const { rows } = await pool.query(
      `select distinct m.status from matter.matter m join relief.task t on t.matter_id = m.id where t.origin = 'notice' order by 1`,
    )
    expect(rows.map(row => row.status)).toEqual(['accepted', 'assigned', 'closed', 'reported'])
    expect(
      await count(`select count(*) from relief.circular c join relief.task t on t.matter_id = any (c.notice_ids)
        join matter.matter m on m.id = t.matter_id where m.status = 'assigned' and t.due_on < c.occurred_at::date`),
    ).toBe(3)
    expect(await count('select count(*) from relief.circular_read')).toBe(1)
    expect(await count('select count(*) from relief.ledger')).toBe(2)
    expect(await count("select count(*) from matter.due where what = 'supervise' and done_at is null")).toBe(
      1,
    )
  })

  test('tells no story backwards, none in the future, and does nothing late that a clock had to do', async () => {
    expect(
      await count(
        `select count(*) from (select at < lag(at) over (partition by matter_id order by seq) as back from matter.history) x where back`,
      ),
    ).toBe(0)
    expect((await pool.query('select count(*) from matter.history where at > $1', [now])).rows[0].count).toBe(
      '0',
    )
    expect(
      (await pool.query('select count(*) from matter.due where done_at is null and at <= $1', [now])).rows[0]
        .count,
    ).toBe('0')
  })

  test('signs off no solution by whoever wrote it, and solves nothing without evidence', async () => {
    expect(
      await count(`select count(*) from matter.history s join matter.history w on w.matter_id = s.matter_id and w.action = 'solve' and w.seq < s.seq
        where s.action = 'sign' and s.actor_id = w.actor_id`),
    ).toBe(0)
    expect(
      await count(
        `select count(*) from relief.problem p where p.solution is not null and not exists (select from matter.attachment a where a.matter_id = p.matter_id)`,
      ),
    ).toBe(0)
  })

  test('gives the first officer a desk with work overdue, due today, waiting and done', async () => {
    const { rows } = await pool.query(
      `select count(*) filter (where m.is_open) as open, count(*) filter (where m.is_open and m.due_at < $1) as overdue,
         count(*) filter (where m.is_open and m.due_at between $1 and $1 + interval '12 hours') as today,
         count(*) filter (where m.status = 'confirming') as confirming
       from matter.matter m join auth.account a on a.id = m.owner_id where a.name = 'shenyi'`,
      [now],
    )
    const desk = rows[0]
    expect(Number(desk.open)).toBeGreaterThanOrEqual(10)
    expect(Number(desk.overdue)).toBeGreaterThanOrEqual(2)
    expect(Number(desk.today)).toBeGreaterThanOrEqual(2)
    expect(Number(desk.confirming)).toBeGreaterThanOrEqual(2)
    const accounts = await listDemoAccounts(pool)
    expect(accounts[0]).toMatchObject({ what: 'liaison', account: 'shenyi' })
    expect(accounts).toHaveLength(8)
  })

  test('a killed load leaves nothing behind', async () => {
    const database = await freshDatabase()
    const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
    owner.on('error', () => undefined)
    try {
      const wish = { size: 'small' as const, seed: 1, now }
      const loading = seedDemo(
        { ownerUrl: database.ownerUrl, masterKey, files, zone: 'Asia/Shanghai' },
        wish,
        step => {
          if (step === 'enterprises') throw new Error(`stopped ${randomBytes(2).toString('hex')}`)
        },
      )
      await expect(loading).rejects.toThrow('stopped')
      expect(await findSeed(owner as pg.Pool)).toBeUndefined()
    } finally {
      await owner.end()
      await database.drop()
    }
  }, 60_000)
})
