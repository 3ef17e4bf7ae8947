import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { simulatedClock } from '#platform/clock'
import { type Actor, type Database, type Holding, keysOf, openDatabase, uuidv7 } from '#platform/db'
import { buildServer, type RefusalTexts } from '#platform/http/server'
import { hashSecret, keyOf, openPeople } from '#platform/seal'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { search } from './actions.ts'
import { GENESIS, nextHash } from './chain.ts'
import { auditRoutes, findHead, look, noteHead, readHeads, record, sealOnce, verify } from './index.ts'
import type { AccessRecord, AuditEntry } from './schema.ts'
import { refusalTexts } from './texts.ts'

const people = openPeople(keyOf(randomBytes(32)), { nameTokens, queryTokens, nameMatches })
const at = new Date('2022-04-20T02:00:00Z')
const path21 = ['33', '3304', '330421']
const officeId = uuidv7()

function actorOf(role: Holding['role'], divisionCode: string, id = uuidv7()): Actor {
  const holdings = [{ role, officeId, divisionCode, subject: null, delegatedBy: null }]
  return { kind: 'staff', id, ...keysOf(id, holdings), holdings, lang: 'zh-CN', requestId: 'req-1' }
}
const liaison = actorOf('liaison', '330421')
const auditor21 = actorOf('auditor', '330421')
const auditor24 = actorOf('auditor', '330424')
const auditor33 = actorOf('auditor', '33')

let fresh: FreshDatabase
let db: Database
let owner: pg.Pool

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({
    app: fresh.appUrl,
    public: fresh.publicUrl,
    onError: error => expect.fail(error.message),
  })
  owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 4 })
  // Dropping the database cuts connections that are still closing.
  owner.on('error', () => undefined)
  for (const [i, code] of path21.entries())
    await owner.query(
      `insert into region.division (code, name, level, parent_code, path, pinyin, initials, valid_from)
       values ($1, $2, $3, $4, $5, 'x', 'x', '2020-01-01')`,
      [
        code,
        ['浙江省', '嘉兴市', '嘉善县'][i],
        ['province', 'city', 'county'][i],
        path21[i - 1] ?? null,
        path21.slice(0, i + 1),
      ],
    )
  await owner.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, valid_from, seats)
     values ($1, '嘉善县企业服务专班', 'Jiashan Relief Task Force', 'JS', '330421', $2, 'relief', 'task-force', '2020-01-01', '{}')`,
    [officeId, path21],
  )
  await owner.query(
    `insert into auth.account (id, name, display_name, office_id, created_at, seats) values ($1, 'zhou', '周敏', $2, now(), '{}')`,
    [liaison.id, officeId],
  )
})
afterAll(async () => {
  await db.close()
  await owner.end()
  await fresh.drop()
})
beforeEach(() => owner.query('truncate audit.entry, audit.seal, region.person, region.destruction cascade'))

const change = (subjectId: string, divisionPath = path21) =>
  db.as(liaison, tx =>
    record(
      tx,
      liaison,
      { action: 'problem.accept', subjectKind: 'problem', subjectId, fields: ['status'], divisionPath },
      at,
    ),
  )
const changes = async (count: number) => {
  for (let i = 0; i < count; i++) await change(`p${i}`)
}
/** Seals until only `left` entries aren't: a transaction of another test's database in the same cluster may hold some up. */
async function sealAll({ batch = 5000, left = 0 } = {}) {
  for (let sealed = 0, tries = 0; tries < 500; tries++) {
    sealed += (await sealOnce(owner, { batch })).sealed
    if ((await verify(owner)).unsealed === left) return { sealed, head: await findHead(owner) }
    await sleep(20)
  }
  return expect.fail('Some entries were never sealed.')
}
/** Behind the back of keys and checks, as only the owner of the tables can. */
async function tamper(statement: string) {
  const client = await owner.connect()
  try {
    await client.query(`set session_replication_role = replica`)
    const { rowCount } = await client.query(statement)
    expect(rowCount).toBe(1)
  } finally {
    await client.query('reset session_replication_role')
    client.release()
  }
}

describe('an entry', () => {
  test('says who did what to which noun, at both times, and is seen at its place only', async () => {
    await change('p1')
    for (const auditor of [auditor21, auditor33]) {
      const { rows } = await db.as(auditor, tx => search(tx, auditor, { limit: 10 }))
      expect(rows).toMatchObject([
        {
          actorKind: 'staff',
          actorId: liaison.id,
          actorName: '周敏',
          actorOffice: '嘉善县企业服务专班',
          kind: 'change',
          action: 'problem.accept',
          subjectKind: 'problem',
          subjectId: 'p1',
          fields: ['status'],
          businessAt: '2022-04-20T02:00:00.000000Z',
          isSealed: false,
        },
      ])
      expect(Math.abs(Date.parse(rows[0]!.recordedAt) - Date.now())).toBeLessThan(60_000)
    }
    expect(await db.as(auditor24, tx => search(tx, auditor24, { limit: 10 }))).toEqual({
      rows: [],
      next: null,
    })
    await expect(db.as(liaison, tx => search(tx, liaison, { limit: 10 }))).rejects.toThrow('forbidden')
    expect(await db.as(liaison, tx => tx.selectFrom('audit.entry').selectAll().execute())).toEqual([])
  })

  test.each([
    ['update', `update audit.entry set action = 'nothing'`],
    ['delete', 'delete from audit.entry'],
    ['truncate', 'truncate audit.entry cascade'],
    ['update of the seal', 'update audit.seal set seq = 9'],
    ['delete of the seal', 'delete from audit.seal'],
    ['forged seal', `insert into audit.seal values (9, gen_random_uuid(), 'x', now())`],
    [
      'forged transaction number',
      `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, xid, seats)
       values (gen_random_uuid(), now(), now(), 'system', 'change', 'x', 'x', 'x', '3', '{}')`,
    ],
  ])('is never altered by the application’s logins: %s', async (_, statement) => {
    await change('p1')
    await sealAll()
    for (const url of [fresh.appUrl, fresh.publicUrl]) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
      } finally {
        await client.end()
      }
    }
  })

  test('can’t be written in the name of somebody else, or of nobody', async () => {
    const somebody = actorOf('liaison', '330421')
    const deed = { action: 'x', subjectKind: 'x', subjectId: 'x', fields: [], divisionPath: path21 }
    await expect(db.as(liaison, tx => record(tx, somebody, deed, at))).rejects.toMatchObject({
      code: '42501',
    })
    const client = new pg.Client({ connectionString: fresh.appUrl })
    await client.connect()
    try {
      const statement = `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, seats)
        values (gen_random_uuid(), now(), now(), 'system', 'change', 'x', 'x', 'x', '{}')`
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.end()
    }
  })

  test('goes with the change that it belongs to when that is rolled back', async () => {
    await expect(
      db.as(liaison, async tx => {
        await record(
          tx,
          liaison,
          { action: 'x', subjectKind: 'x', subjectId: 'x', fields: [], divisionPath: path21 },
          at,
        )
        throw new Error('thought better of it')
      }),
    ).rejects.toThrow('thought better')
    expect((await verify(owner)).unsealed).toBe(0)
  })
})

test('an enterprise that reports by a link leaves its caller sealed and its change in the audit, which it can’t read', async () => {
  const linkId = uuidv7()
  const personId = uuidv7()
  await owner.query(
    `insert into matter.link (id, purpose, secret_hash, created_at, seats) values ($1, 'report', $2, now(), $3)`,
    [linkId, hashSecret('a secret'), [`link:${linkId}`]],
  )
  const link: Actor = {
    kind: 'link',
    id: linkId,
    read: [],
    write: [],
    holdings: [],
    lang: 'zh-CN',
    requestId: 'req-2',
  }
  const deed = {
    action: 'problem.report',
    subjectKind: 'problem',
    subjectId: 'p1',
    fields: [],
    divisionPath: path21,
  }
  await db.asLink(hashSecret('a secret'), async tx => {
    const seats = ['relief:330421', `link:${linkId}`]
    await people.add(tx, { id: personId, seats, values: { name: '罗文山', telephone: '13800000021' }, at })
    await record(tx, link, deed, at)
  })
  await expect(
    db.asLink(hashSecret('a secret'), tx => record(tx, { ...link, id: uuidv7() }, deed, at)),
  ).rejects.toMatchObject({ code: '42501' })
  await expect(db.asLink(hashSecret('no secret'), tx => record(tx, link, deed, at))).rejects.toMatchObject({
    code: '42501',
  })
  await expect(
    db.asLink(hashSecret('a secret'), tx => tx.selectFrom('audit.entry').selectAll().execute()),
  ).rejects.toMatchObject({ code: '42501' })
  const { rows } = await db.as(auditor21, tx => search(tx, auditor21, { limit: 10 }))
  expect(rows).toMatchObject([
    { actorKind: 'link', actorId: linkId, actorName: null, action: 'problem.report' },
  ])
  expect(await db.as(liaison, tx => people.find(tx, { telephone: '13800000021' }))).toEqual([personId])
})

describe('an auditor’s search', () => {
  test('goes by actor, subject, person, kind and time, in pages that lose and repeat nothing', async () => {
    const personId = uuidv7()
    await changes(25)
    await db.as(auditor21, tx =>
      look(
        tx,
        auditor21,
        {
          personId,
          purpose: '核实停产',
          fields: ['telephone'],
          subject: { kind: 'problem', id: 'p3' },
          divisionPath: path21,
        },
        at,
      ),
    )
    const find = (filter: Omit<Parameters<typeof search>[2], 'limit'>, limit = 200) =>
      db.as(auditor21, tx => search(tx, auditor21, { ...filter, limit }))
    expect((await find({ actor: liaison.id! })).rows).toHaveLength(25)
    expect((await find({ subject: 'p3' })).rows.map(row => row.kind)).toEqual(['look', 'change'])
    expect((await find({ person: personId })).rows).toMatchObject([
      { purpose: '核实停产', fields: ['telephone'] },
    ])
    expect((await find({ kind: 'look' })).rows).toHaveLength(1)
    expect((await find({ from: new Date(Date.now() + 60_000) })).rows).toEqual([])
    expect((await find({ until: new Date(Date.now() - 60_000) })).rows).toEqual([])
    const all = (await find({})).rows.map(row => row.id)
    const paged: string[] = []
    let after: { recordedAt: string; id: string } | undefined
    do {
      const page = await find(after === undefined ? {} : { after }, 7)
      paged.push(...page.rows.map(row => row.id))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(paged).toEqual(all)
    expect(all).toHaveLength(26)
  })

  test('a look at many people leaves a row for each', async () => {
    const looks = Array.from({ length: 2500 }, () => ({
      personId: uuidv7(),
      purpose: '导出名单',
      fields: ['name'],
      divisionPath: path21,
    }))
    await db.as(liaison, tx => look(tx, liaison, looks, at))
    expect(
      (await owner.query('select count(distinct person_id)::int as n from audit.entry')).rows[0],
    ).toEqual({ n: 2500 })
  })
})

describe('the chain', () => {
  test('is whole after sealing in batches, and goes on where it stopped', async () => {
    await changes(7)
    const first = await sealAll({ batch: 3 })
    expect(first).toMatchObject({ sealed: 7, head: { seq: 7 } })
    expect(await sealOnce(owner)).toEqual({ sealed: 0, head: first.head })
    await changes(2)
    expect((await verify(owner)).oldestUnsealedAt).toBeInstanceOf(Date)
    await sealAll()
    const seen: number[] = []
    const found = await verify(owner, { onProgress: checked => seen.push(checked) })
    expect(found).toMatchObject({ checked: 9, broken: undefined, unsealed: 0, oldestUnsealedAt: undefined })
    expect(found.head).toEqual(await findHead(owner))
    expect(seen.at(-1)).toBe(9)
  })

  test.each([
    [
      'entry-altered',
      3,
      `update audit.entry set fields = '{}' where id = (select entry_id from audit.seal where seq = 3)`,
    ],
    [
      'entry-altered',
      3,
      `update audit.entry set recorded_at = recorded_at + interval '1 microsecond' where id = (select entry_id from audit.seal where seq = 3)`,
    ],
    [
      'entry-altered',
      5,
      `update audit.entry set actor_id = gen_random_uuid() where id = (select entry_id from audit.seal where seq = 5)`,
    ],
    [
      'entry-altered',
      2,
      `update audit.entry set seats = '{}' where id = (select entry_id from audit.seal where seq = 2)`,
    ],
    [
      'entry-missing',
      4,
      'delete from audit.entry where id = (select entry_id from audit.seal where seq = 4)',
    ],
    ['seal-missing', 2, 'delete from audit.seal where seq = 2'],
    ['seal-altered', 2, `update audit.seal set hash = sha256('x') where seq = 2`],
    ['seal-missing', 1, 'delete from audit.seal where seq = 1'],
  ])('tells %s at link %i', async (what, seq, statement) => {
    await changes(5)
    await sealAll()
    expect((await verify(owner)).broken).toBeUndefined()
    await tamper(statement)
    expect((await verify(owner)).broken).toMatchObject({ what, seq })
  })

  test('shows an entry that was slipped in behind the sealer as unsealed for ever', async () => {
    await changes(3)
    await sealAll()
    await owner.query(
      `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, xid, seats)
       values (gen_random_uuid(), '2022-01-01Z', now(), 'system', 'change', 'x', 'x', 'x', '3', '{}')`,
    )
    await changes(1)
    await sealAll({ left: 1 })
    expect(await verify(owner)).toMatchObject({
      checked: 4,
      unsealed: 1,
      oldestUnsealedAt: new Date('2022-01-01Z'),
    })
  })

  test('that was cut short or written anew as a whole differs from the heads noted outside the database', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'tongzhou-heads-'))
    const file = path.join(folder, 'audit', 'heads.jsonl')
    try {
      expect(await readHeads(file)).toEqual([])
      await changes(4)
      const { head } = await sealAll()
      await noteHead(file, head!)
      await noteHead(file, head!)
      await fs.appendFile(file, '{"seq":9,"ha')
      expect(await readHeads(file)).toEqual([head])
      await noteHead(file, { ...head!, seq: 3 })
      expect((await readHeads(file)).map(one => one.seq)).toEqual([4, 3])
      await fs.writeFile(file, '')
      await noteHead(file, head!)
      expect((await verify(owner, { known: await readHeads(file) })).broken).toBeUndefined()

      await owner.query('delete from audit.seal where seq = 4')
      await owner.query('delete from audit.entry where id not in (select entry_id from audit.seal)')
      expect((await verify(owner)).broken).toBeUndefined()
      expect((await verify(owner, { known: await readHeads(file) })).broken).toMatchObject({
        what: 'head-missing',
        seq: 4,
      })

      await owner.query('truncate audit.seal')
      await changes(1)
      await sealAll()
      expect((await verify(owner)).broken).toBeUndefined()
      expect((await verify(owner, { known: await readHeads(file) })).broken).toMatchObject({
        what: 'head-differs',
        seq: 4,
      })
    } finally {
      await fs.rm(folder, { recursive: true })
    }
  })

  test('waits for a transaction that began earlier and still runs, and then loses none of its entries', async () => {
    const slow = await owner.connect()
    try {
      await slow.query('begin')
      await slow.query(
        `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, seats)
         values (gen_random_uuid(), now(), now(), 'system', 'change', 'slow', 'x', 'slow', '{}')`,
      )
      await changes(3)
      expect((await sealOnce(owner)).sealed).toBe(0)
      await slow.query('commit')
      expect((await sealAll()).sealed).toBe(4)
      const { rows } = await owner.query(
        'select e.subject_id from audit.seal s join audit.entry e on e.id = s.entry_id order by s.seq',
      )
      expect(rows.map(row => row.subject_id)).toEqual(['slow', 'p0', 'p1', 'p2'])
    } finally {
      slow.release()
    }
  })

  test('holds every entry once, whatever writes and seals at the same time', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 25; i++)
        await db.as(liaison, async tx => {
          for (let j = 0; j <= i % 3; j++)
            await record(
              tx,
              liaison,
              {
                action: 'x',
                subjectKind: 'x',
                subjectId: `${writer}-${i}-${j}`,
                fields: [],
                divisionPath: path21,
              },
              at,
            )
        })
    })
    let writing = true
    const sealers = Array.from({ length: 2 }, async () => {
      while (writing) await sealOnce(owner, { batch: 7 })
    })
    await Promise.all(writers)
    writing = false
    await Promise.all(sealers)
    await sealAll({ batch: 7 })
    const { rows } = await owner.query('select count(*)::int as entries from audit.entry')
    expect(await verify(owner)).toMatchObject({ checked: rows[0].entries, broken: undefined, unsealed: 0 })
  })

  test('goes on after the database was restored on a server that counts transactions from a lower number', async () => {
    await changes(3)
    await owner.query(`update audit.entry set xid = (xid::text::bigint + 4000000000)::text::xid8`)
    await sealAll({ batch: 2 })
    await changes(2)
    expect((await sealAll()).sealed).toBe(2)
    await changes(2)
    expect((await sealAll()).sealed).toBe(2)
    expect(await verify(owner)).toMatchObject({ checked: 7, broken: undefined, unsealed: 0 })
  })

  test('follows from the written-down encoding alone, and no two entries share one', () => {
    const entry = fc.record({
      id: fc.uuid(),
      recorded_at: fc.constant('2022-05-07T01:30:00.000000Z'),
      business_at: fc.constant('2022-05-07T01:30:00.000000Z'),
      actor_kind: fc.string(),
      actor_id: fc.option(fc.uuid()),
      kind: fc.string(),
      action: fc.string(),
      subject_kind: fc.string(),
      subject_id: fc.string(),
      person_id: fc.option(fc.uuid()),
      purpose: fc.option(fc.string({ unit: 'grapheme' })),
      fields: fc.array(fc.string()),
      request_id: fc.option(fc.string()),
      xid: fc.nat().map(String),
      seats: fc.array(fc.string()),
    })
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        expect(nextHash(GENESIS, a).equals(nextHash(GENESIS, b))).toBe(
          JSON.stringify(a) === JSON.stringify(b),
        )
        expect(nextHash(nextHash(GENESIS, a), b)).not.toEqual(nextHash(GENESIS, b))
      }),
    )
  })
})

describe('a person’s values over HTTP', () => {
  const personId = uuidv7()
  const origin = { cookie: 'tz_session=' }
  let app: Awaited<ReturnType<typeof buildServer>>
  const actors: Record<string, Actor> = {
    liaison,
    auditor21,
    auditor24,
    stranger: actorOf('liaison', '330424'),
  }

  beforeAll(async () => {
    app = await buildServer({
      db,
      clock: simulatedClock(at),
      routes: auditRoutes({ people }),
      texts: [refusalTexts as unknown as RefusalTexts],
      sessionOf: async token => actors[token],
      version: 'test',
      logLevel: 'silent',
      trustedProxies: [],
    })
  })
  afterAll(() => app.close())
  beforeEach(() =>
    db.as(liaison, tx =>
      people.add(tx, {
        id: personId,
        seats: ['relief:330421'],
        values: { name: '罗文山', telephone: '13800000021' },
        at,
      }),
    ),
  )

  const call = (who: string, method: 'GET' | 'POST', url: string, payload?: object) =>
    app.inject({ method, url, headers: { cookie: origin.cookie + who }, ...(payload && { payload }) })
  const reveal = (
    who: string,
    body: object = { fields: ['telephone'], purpose: '核实停产情况' },
    id = personId,
  ) => call(who, 'POST', `/api/people/${id}/reveal`, body)

  test('are revealed with a reason, and the look is in the audit of both places before they leave', async () => {
    const reply = await reveal('liaison')
    expect([reply.statusCode, reply.json()]).toEqual([200, { telephone: '13800000021' }])
    expect(
      (await owner.query('select kind, person_id, purpose, fields, seats, actor_id from audit.entry')).rows,
    ).toEqual([
      {
        kind: 'look',
        person_id: personId,
        purpose: '核实停产情况',
        fields: ['telephone'],
        seats: ['audit:33', 'audit:3304', 'audit:330421'],
        actor_id: liaison.id,
      },
    ])
    expect((await owner.query(`select * from app.reply where body::text like '%138%'`)).rows).toEqual([])
  })

  test('are refused without a reason, for an unknown field, and to whoever doesn’t see the person', async () => {
    expect((await reveal('liaison', { fields: ['telephone'], purpose: ' ' })).statusCode).toBe(422)
    expect((await reveal('liaison', { fields: [], purpose: '核实' })).statusCode).toBe(422)
    expect((await reveal('liaison', { fields: ['blood'], purpose: '核实' })).statusCode).toBe(422)
    for (const who of ['stranger', 'auditor21'])
      expect((await reveal(who)).json()).toMatchObject({ status: 404, code: 'not-found' })
    expect((await reveal('liaison', undefined, uuidv7())).json()).toMatchObject({
      status: 404,
      code: 'not-found',
    })
    expect((await reveal('nobody')).statusCode).toBe(401)
    expect((await verify(owner)).unsealed).toBe(0)
  })

  test('leave an access record that an auditor prints, and the print is recorded', async () => {
    expect((await call('auditor21', 'GET', `/api/people/${personId}/access-record`)).statusCode).toBe(404)
    await reveal('liaison')
    await reveal('liaison', { fields: ['name'], purpose: '上门走访' })
    const reply = await call('auditor21', 'GET', `/api/people/${personId}/access-record`)
    const found = reply.json<AccessRecord>()
    expect(found).toMatchObject({ personId, destroyedAt: null, divisions: ['330421'] })
    expect(found.entries.map(entry => [entry.actorName, entry.purpose, entry.fields])).toEqual([
      ['周敏', '核实停产情况', ['telephone']],
      ['周敏', '上门走访', ['name']],
    ])
    expect(reply.body).not.toMatch(/罗|138/)
    const again = (
      await call('auditor21', 'GET', `/api/people/${personId}/access-record`)
    ).json<AccessRecord>()
    expect(again.entries.at(-1)).toMatchObject({
      kind: 'export',
      action: 'person.access-record',
      actorId: auditor21.id,
    })
    expect((await call('liaison', 'GET', `/api/people/${personId}/access-record`)).statusCode).toBe(403)
    expect((await call('auditor24', 'GET', `/api/people/${personId}/access-record`)).statusCode).toBe(404)
  })

  test('once destroyed leave history, audit and counts whole', async () => {
    await reveal('liaison')
    await sealAll()
    await db.as(liaison, async tx => {
      const { fields } = await people.destroy(tx, personId, '期限届满', at)
      const deed = {
        kind: 'destroy',
        action: 'person.destroy',
        subjectKind: 'person',
        subjectId: personId,
        personId,
        purpose: '期限届满',
      } as const
      await record(tx, liaison, { ...deed, fields, divisionPath: path21 }, at)
    })
    await sealAll()
    expect(await verify(owner)).toMatchObject({ checked: 2, broken: undefined, unsealed: 0 })
    expect((await reveal('liaison')).json()).toMatchObject({
      status: 409,
      code: 'person-destroyed',
      detail: '此人的个人信息已依法销毁，无法查看或更改。',
    })
    const found = (
      await call('auditor21', 'GET', `/api/people/${personId}/access-record`)
    ).json<AccessRecord>()
    expect(found.entries.map(entry => entry.kind)).toEqual(['look', 'destroy'])
    expect(Date.parse(found.destroyedAt!)).toBe(at.getTime())
    expect((await owner.query('select count(*)::int as people from region.person')).rows).toEqual([
      { people: 1 },
    ])
  })

  test('the audit is paged over HTTP, and a cursor of somebody’s own making is refused', async () => {
    await changes(3)
    const first = (await call('auditor21', 'GET', '/api/audit?limit=2&kind=change')).json<{
      rows: AuditEntry[]
      next: string
    }>()
    expect(first.rows.map(row => row.subjectId)).toEqual(['p2', 'p1'])
    const second = (
      await call(
        'auditor21',
        'GET',
        `/api/audit?limit=2&kind=change&cursor=${encodeURIComponent(first.next)}`,
      )
    ).json()
    expect(second).toMatchObject({ rows: [{ subjectId: 'p0' }], next: null })
    expect((await call('auditor21', 'GET', '/api/audit?cursor=1')).json()).toMatchObject({
      status: 422,
      fields: [{ path: 'cursor' }],
    })
    expect((await call('liaison', 'GET', '/api/audit')).json()).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
  })
})
