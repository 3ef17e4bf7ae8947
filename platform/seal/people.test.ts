import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Actor, type Database, keysOf, openDatabase, uuidv7 } from '#platform/db'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { keyOf } from './keys.ts'
import { countForeignKeys, openPeople } from './people.ts'
import { BrokenSeal } from './seal.ts'

const master = keyOf(randomBytes(32))
const people = openPeople(master, { nameTokens, queryTokens, nameMatches })
const at = new Date('2022-04-20T02:00:00Z')

function liaisonOf(divisionCode: string): Actor {
  const id = uuidv7()
  const holdings = [
    { role: 'liaison' as const, officeId: uuidv7(), divisionCode, subject: null, delegatedBy: null },
  ]
  return { kind: 'staff', id, ...keysOf(id, holdings), holdings, lang: 'zh-CN', requestId: 'test' }
}
const here = liaisonOf('330421')
const sibling = liaisonOf('330424')
const seatsHere = ['relief:330421', 'relief:3304', 'relief:33']

const luo = {
  name: '罗文山',
  telephone: '138 0000 0021',
  document: '339900 19900101 123x',
  address: '嘉善县魏塘街道亭桥南路1号',
  note: '常年出差',
}

let fresh: FreshDatabase
let db: Database
let owner: pg.Pool
let id: string

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({
    app: fresh.appUrl,
    public: fresh.publicUrl,
    onError: error => expect.fail(error.message),
  })
  owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 2 })
  // Dropping the database cuts connections that are still closing.
  owner.on('error', () => undefined)
})
afterAll(async () => {
  await db.close()
  await owner.end()
  await fresh.drop()
})
beforeEach(async () => {
  await owner.query('truncate region.person cascade')
  id = uuidv7()
  await db.as(here, tx => people.add(tx, { id, seats: seatsHere, values: luo, at }))
})

const counts = async () =>
  (
    await owner.query(`select (select count(*) from region.person)::int as people, (select count(*) from region.person_key)::int as keys,
      (select count(*) from region.person_value)::int as values, (select count(*) from region.person_token)::int as tokens`)
  ).rows[0]

describe('a person’s values', () => {
  test('are read by who may see the person', async () => {
    const read = await db.as(here, tx =>
      people.read(tx, [id], ['name', 'telephone', 'document', 'address', 'note']),
    )
    expect(read).toEqual(new Map([[id, luo]]))
    expect(await db.as(here, tx => people.read(tx, [id], ['name']))).toEqual(
      new Map([[id, { name: luo.name }]]),
    )
  })

  test('are masked before they leave the server', async () => {
    const masked = await db.as(here, tx =>
      people.masked(tx, [id], ['name', 'telephone', 'document', 'address', 'note']),
    )
    expect(masked.get(id)).toEqual({
      name: '罗**',
      telephone: '138-****-0021',
      document: '339900********123X',
      address: '嘉善县魏塘街道****',
      note: '****',
    })
  })

  test('stand nowhere in the database in plain words', async () => {
    for (const table of ['person', 'person_key', 'person_value', 'person_token']) {
      const { rows } = await owner.query<{ row: string }>(`select t::text as row from region.${table} t`)
      for (const { row } of rows)
        for (const value of [
          '罗',
          '13800000021',
          '3399',
          'luowenshan',
          'lws',
          '魏塘',
          Buffer.from('罗文').toString('hex'),
          Buffer.from('138').toString('hex'),
        ])
          expect(row.replaceAll(id, '')).not.toMatch(new RegExp(`(?<![0-9a-f])${value}`))
    }
  })

  test('are nothing to the officer of another county, who knows the id', async () => {
    await db.as(sibling, async tx => {
      expect(await people.read(tx, [id], ['name', 'telephone'])).toEqual(new Map())
      expect(await people.masked(tx, [id], ['name'])).toEqual(new Map())
      expect(await people.find(tx, { telephone: luo.telephone })).toEqual([])
      expect(await people.find(tx, { document: luo.document })).toEqual([])
      expect(await people.find(tx, { name: '罗文' })).toEqual([])
    })
    await expect(db.as(sibling, tx => people.change(tx, id, { note: 'x' }))).rejects.toThrow('not-found')
    await expect(db.as(sibling, tx => people.setSeats(tx, id, ['relief:330424']))).rejects.toThrow(
      'not-found',
    )
    await expect(db.as(sibling, tx => people.destroy(tx, id, 'x', at))).rejects.toThrow('not-found')
    await expect(
      db.as(sibling, tx => people.add(tx, { id: uuidv7(), seats: seatsHere, values: luo, at })),
    ).rejects.toMatchObject({ code: '42501' })
  })

  test('don’t open when the owner of the tables moves them to another person or field', async () => {
    const other = uuidv7()
    await db.as(here, tx =>
      people.add(tx, { id: other, seats: seatsHere, values: { name: '沈亦', telephone: '13900000022' }, at }),
    )
    await owner.query(
      `update region.person_value v set sealed = w.sealed from region.person_value w
       where v.person_id = $1 and v.field = 'telephone' and w.person_id = $2 and w.field = 'telephone'`,
      [id, other],
    )
    await expect(db.as(here, tx => people.read(tx, [id], ['telephone']))).rejects.toThrow(BrokenSeal)
    await owner.query(
      `update region.person_value v set sealed = w.sealed from region.person_value w
       where v.person_id = $1 and v.field = 'telephone' and w.person_id = $1 and w.field = 'name'`,
      [other],
    )
    await expect(db.as(here, tx => people.read(tx, [other], ['telephone']))).rejects.toThrow(BrokenSeal)
    await owner.query(
      'update region.person_key k set wrapped = w.wrapped from region.person_key w where k.person_id = $1 and w.person_id = $2',
      [id, other],
    )
    await expect(db.as(here, tx => people.read(tx, [id], ['name']))).rejects.toThrow(BrokenSeal)
  })

  test('tell an exchanged master key from altered values', async () => {
    expect(await countForeignKeys(owner, master)).toBe(0)
    const exchanged = keyOf(randomBytes(32))
    expect(await countForeignKeys(owner, exchanged)).toBe(1)
    const stranger = openPeople(exchanged, { nameTokens, queryTokens, nameMatches })
    await expect(db.as(here, tx => stranger.read(tx, [id], ['name']))).rejects.toThrow(/another key/)
  })
})

describe('a person is found', () => {
  test.each([
    [{ telephone: '13800000021' }],
    [{ telephone: '+86 138-0000-0021' }],
    [{ document: '33990019900101123X' }],
    [{ name: '罗文山' }],
    [{ name: '文山' }],
    [{ name: 'luowenshan' }],
    [{ name: 'lws' }],
  ])('by %j', async query => {
    const others = [
      { name: '罗文', telephone: '13800000022', document: '339900199001011241' },
      { name: '山文罗', telephone: '13800000023' },
      { name: '文山罗' },
    ].map(values => ({ id: uuidv7(), seats: seatsHere, values }))
    await db.as(here, tx => people.addMany(tx, others, at))
    const wanted = 'name' in query && query.name === '文山' ? [id, others[2]!.id].sort() : [id]
    expect((await db.as(here, tx => people.find(tx, query))).sort()).toEqual(wanted)
  })

  test('by nothing that is too short, unknown or only a part of a number', async () => {
    for (const query of [
      { name: '罗' },
      { name: '王五' },
      { name: '1380' },
      { telephone: '1380000' },
      { telephone: '' },
      { document: '339900' },
    ])
      expect(await db.as(here, tx => people.find(tx, query))).toEqual([])
  })

  test('by the token’s index, also under the application’s role', async () => {
    await db.as(here, async tx => {
      const many = Array.from({ length: 3000 }, (_, i) => ({
        id: uuidv7(),
        seats: seatsHere,
        values: { telephone: `139${String(i).padStart(8, '0')}` },
      }))
      await people.addMany(tx, many, at)
    })
    await owner.query('analyze region.person_token')
    const client = new pg.Client({ connectionString: fresh.appUrl })
    await client.connect()
    try {
      await client.query(`begin; select app.enter('staff:x', 'relief:330421', '')`)
      const { rows } = await client.query(
        `explain select person_id from region.person_token where kind = 'telephone' and token = any(array['\\x01'::bytea])`,
      )
      expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(
        /Index.*person_token_pkey[\s\S]*Index Cond:.*token/,
      )
    } finally {
      await client.end()
    }
  })
})

describe('a change', () => {
  test('is found by the new value and no longer by the former', async () => {
    await db.as(here, tx => people.change(tx, id, { telephone: '13911112222', name: '罗武', note: null }))
    await db.as(here, async tx => {
      expect(await people.find(tx, { telephone: '13911112222' })).toEqual([id])
      expect(await people.find(tx, { telephone: luo.telephone })).toEqual([])
      expect(await people.find(tx, { name: '文山' })).toEqual([])
      expect(await people.find(tx, { name: '罗武' })).toEqual([id])
      expect((await people.read(tx, [id], ['name', 'telephone', 'document', 'note'])).get(id)).toEqual({
        name: '罗武',
        telephone: '13911112222',
        document: luo.document,
      })
    })
  })
})

describe('new seats', () => {
  test('move the person with key, values and tokens from one county to the other', async () => {
    const seats = ['relief:330424', 'relief:3304']
    const both: Actor = {
      ...here,
      read: [...here.read, 'relief:330424'],
      write: [...here.write, 'relief:330424'],
    }
    await db.as(both, tx => people.setSeats(tx, id, seats))
    expect(await db.as(here, tx => people.read(tx, [id], ['name']))).toEqual(new Map())
    await db.as(sibling, async tx => {
      expect((await people.read(tx, [id], ['name'])).get(id)).toEqual({ name: luo.name })
      expect(await people.find(tx, { name: '罗文' })).toEqual([id])
      await people.destroy(tx, id, '期限届满', at)
      await people.setSeats(tx, id, ['relief:330424'])
    })
    for (const table of ['person', 'destruction'])
      expect((await owner.query(`select seats from region.${table}`)).rows).toEqual([
        { seats: ['relief:330424'] },
      ])
  })
})

describe('destroying', () => {
  test('takes key, values and tokens away, keeps the person’s id and leaves a proof over the ciphertexts', async () => {
    const before = (
      await owner.query<{ field: string; sealed: Buffer; wrapped: Buffer }>(
        'select v.field, v.sealed, k.wrapped from region.person_value v join region.person_key k using (person_id) order by v.field',
      )
    ).rows
    const hash = createHash('sha256').update(before[0]!.wrapped)
    for (const { field, sealed } of before) hash.update(`\n${field}:${sealed.length}\n`).update(sealed)
    const done = await db.as(here, tx => people.destroy(tx, id, '期限届满', at))
    expect(done).toEqual({
      fields: ['address', 'document', 'name', 'note', 'telephone'],
      proof: hash.digest(),
    })
    expect(await counts()).toEqual({ people: 1, keys: 0, values: 0, tokens: 0 })
    expect(
      (await owner.query('select ground, fields, proof, destroyed_at from region.destruction')).rows,
    ).toEqual([{ ground: '期限届满', fields: done.fields, proof: done.proof, destroyed_at: at }])
    await db.as(here, async tx => {
      expect(await people.read(tx, [id], ['name'])).toEqual(new Map())
      expect(await people.find(tx, { telephone: luo.telephone })).toEqual([])
    })
    await expect(db.as(here, tx => people.change(tx, id, { name: '罗文' }))).rejects.toThrow(
      'person-destroyed',
    )
    await expect(db.as(here, tx => people.destroy(tx, id, '再次', at))).rejects.toThrow('person-destroyed')
  })

  test('waits for a change that is still being written, and leaves nothing of it behind', async () => {
    await db.as(here, tx => people.change(tx, id, { note: null }))
    let destroyed = false
    let destroying: Promise<unknown> | undefined
    await db.as(here, async tx => {
      await people.change(tx, id, { note: '新备注', telephone: '13911112222' })
      destroying = db
        .as(here, other => people.destroy(other, id, '期限届满', at))
        .finally(() => {
          destroyed = true
        })
      for (let waiting = 0; waiting === 0 && !destroyed; await sleep(10)) {
        const { rows } = await owner.query<{ n: number }>(
          'select count(*)::int as n from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
        )
        waiting = rows[0]!.n
      }
    })
    await destroying
    expect(await counts()).toEqual({ people: 1, keys: 0, values: 0, tokens: 0 })
  })
})

test('many people are added in few statements, each with a key of their own', async () => {
  const many = Array.from({ length: 2500 }, (_, i) => ({
    id: uuidv7(),
    seats: seatsHere,
    values: { name: `张${String.fromCharCode(0x4e00 + i)}`, telephone: `139${String(i).padStart(8, '0')}` },
  }))
  await db.as(here, tx => people.addMany(tx, many, at))
  expect(await counts()).toMatchObject({ people: 2501, keys: 2501, values: 5005 })
  const read = await db.as(here, tx =>
    people.read(
      tx,
      many.map(one => one.id),
      ['name', 'telephone'],
    ),
  )
  expect(read.size).toBe(2500)
  expect(read.get(many[2499]!.id)).toEqual(many[2499]!.values)
  await db.as(here, tx => people.addMany(tx, [], at))
})
