import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ListRow } from '#platform/imports/api'
import { matterApi } from '#platform/matter/api'
import { readSheet } from '#platform/sheets'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../../relief/fixtures.ts'
import { commandApi } from '../api.ts'

let ground: ReliefWorld
let admin: Awaited<ReturnType<ReliefWorld['world']['officer']>>
beforeAll(async () => {
  ground = await reliefWorld()
  const city = await ground.world.office(places.city, 'administration', {
    name: '嘉兴市系统管理',
    prefix: 'ADM',
    kind: 'duty',
  })
  admin = await ground.world.officer('管理员', city, 'admin')
})
afterAll(() => ground?.world.stop())

const csv = (...rows: string[][]) => new TextEncoder().encode(rows.map(row => row.join(',')).join('\r\n'))
const asAdmin = () => ground.world.as(admin, commandApi)
type Kind = 'Offices' | 'Accounts'
let key = 0

async function preview(kind: Kind, bytes: Uint8Array, who = admin) {
  const calls = ground.world.as(who, commandApi)
  return calls[`preview${kind}`]({ query: { name: '名单.csv' }, body: bytes } as never)
}
async function take(kind: Kind, bytes: Uint8Array) {
  const shown = await preview(kind, bytes)
  const body = {
    token: shown.token,
    mapping: shown.mapping,
    mode: 'good-rows' as const,
    confirmChanges: true,
  }
  const done = await asAdmin()[`import${kind}`]({ body } as never, { key: `list-${++key}-import` })
  return { shown, done: done as typeof done & { created?: string[] } }
}
const one = async (text: string, values: unknown[] = []) =>
  (await ground.world.owner.query(text, values)).rows[0]
const issues = (rows: ListRow[]) => rows.map(row => row.issues.map(issue => issue.code))

const offices = [['编号前缀', '单位名称', '区划', '条线', '类型', '看下级条线']]

test('offices come from a list, by prefix; a corrected list changes them, a repeated file is refused', async () => {
  const file = csv(
    ...offices,
    ['PHT', '平湖市交通局', '平湖市', '交通', '部门', '否'],
    ['PHH', '平湖市卫健局', '330482', '卫健', '局', ''],
    ['X', '坏前缀', '330482', '工业', '局', ''],
    ['NBX', '宁波局', '3302', '工业', '局', ''],
    ['PHZ', '无区划局', '乌有镇', '工业', '局', ''],
  )
  const { shown, done } = await take('Offices', file)
  expect(shown.counts).toMatchObject({ rows: 5, added: 2, refused: 3 })
  expect(issues(shown.refused)).toEqual([['not-a-prefix'], ['outside'], ['division-unknown']])
  expect(done.counts.added).toBe(2)
  expect(
    await one(`select name, subject, kind, sees_subject from region.office where prefix = 'PHT'`),
  ).toEqual({
    name: '平湖市交通局',
    subject: 'transport',
    kind: 'bureau',
    sees_subject: false,
  })
  expect(await codeOf(preview('Offices', file))).toBe('imported-before')
  const again = await take(
    'Offices',
    csv(
      ...offices,
      ['PHT', '平湖市交通运输局', '平湖市', '交通', '部门', '是'],
      ['PHH', '平湖市卫健局', '330482', '卫健', '局', ''],
    ),
  )
  expect(again.shown.counts).toMatchObject({ changed: 1, unchanged: 1 })
  expect(again.shown.changed[0]?.changes.map(change => change.field)).toEqual(['name', 'seesSubject'])
  expect(await one(`select name, sees_subject from region.office where prefix = 'PHT'`)).toEqual({
    name: '平湖市交通运输局',
    sees_subject: true,
  })
})

test('accounts come with roles; each new one gets a code on a sheet, and nothing keeps it', async () => {
  const file = csv(
    ['账号', '姓名', '单位', '角色', '开始日期', '结束日期'],
    ['zhou.lin', '周琳', 'PHI', '承办人、负责人', '', ''],
    ['new-liaison', '王一', '当湖街道', '联企服务员', '2022-05-01', '2022-12-31'],
    ['bad', '李二', '没有的单位', '承办人', '', ''],
    ['bad2', '李三', 'PHI', '皇帝', '', ''],
  )
  const { shown, done } = await take('Accounts', file)
  expect(shown.counts).toMatchObject({ added: 2, refused: 2 })
  expect(issues(shown.refused)).toEqual([['office-unknown'], ['role-unknown']])
  expect(done.created).toHaveLength(2)
  const { rows } = await ground.world.owner.query(
    `select a.name, r.role, r.valid_from, r.valid_until from auth.role_holding r join auth.account a on a.id = r.account_id
     where a.id = any($1) order by a.name, r.role`,
    [done.created],
  )
  expect(rows.map(row => [row.name, row.role])).toEqual([
    ['new-liaison', 'liaison'],
    ['zhou.lin', 'handler'],
    ['zhou.lin', 'leader'],
  ])
  expect(rows[0].valid_until).toEqual(new Date('2023-01-01T00:00:00+08:00'))
  const answer = await fetch(`${ground.world.address}/api/accounts/codes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: `tz_session=${admin.token}`,
      origin: ground.world.address,
    },
    body: JSON.stringify({ ids: done.created }),
  })
  expect(answer.status).toBe(200)
  const sheet = readSheet(new Uint8Array(await answer.arrayBuffer()), { known: ['账号', '姓名'] })
  const cells = (await sheet).rows.map(row => row.cells)
  expect(cells.map(row => row[0])).toEqual(['zhou.lin', 'new-liaison'])
  const code = cells[0]![3]!
  const opened = await ground.world.as(undefined, commandApi).useCode({
    body: { name: 'zhou.lin', code, password: 'eine lange Reise 7' },
  })
  expect(opened.expiresAt).toBeTruthy()
  const kept = await one(`select count(*)::int as n from app.reply where body::text like '%' || $1 || '%'`, [
    code,
  ])
  expect(kept.n).toBe(0)
  const again = await preview(
    'Accounts',
    csv(['账号', '姓名', '单位', '角色'], ['zhou.lin', '周琳', 'PHI', '承办人']),
  )
  expect(again.counts).toMatchObject({ unchanged: 1 })
})

test('who administers nothing imports no offices and no accounts', async () => {
  expect(
    await codeOf(
      preview('Offices', csv(...offices, ['QQ', '某局', '330482', '工业', '局', '']), ground.officers.leader),
    ),
  ).toBe('forbidden')
})

test('an office dissolved and merged: its matters, enterprises and roles go on with the successor, and its key opens nothing', async () => {
  const { offices: there, officers, world } = ground
  const led = await ground.problem()
  await ground.act('handler', led.id, 'accept')
  const joint = await ground.problem()
  await ground.act('handler', joint.id, 'accept')
  await ground.act('handler', joint.id, 'invite', { office: there.labour })
  const before = await one('select number, seats from matter.matter where id = $1', [led.id])
  const end = (id: string, successorId: string, version = 1) =>
    asAdmin().endOffice({ params: { id }, body: { version, successorId, handOver: true } })
  expect(
    await codeOf(
      world.as(officers.leader, commandApi).endOffice({
        params: { id: there.bureau },
        body: { version: 1, successorId: there.labour, handOver: true },
      }),
    ),
  ).toBe('outside-place')
  expect(await codeOf(end(there.bureau, there.bureau))).toBe('successor-unfit')
  expect(await codeOf(end(there.bureau, there.labour, 9))).toBe('stale-version')
  // In the same moment colleagues go on working, and new problems come in for the office that goes.
  const third = await ground.problem()
  const [told, accepted, ...reported] = await Promise.all([
    end(there.bureau, there.labour),
    codeOf(ground.act('second', third.id, 'accept')),
    ...[1, 2, 3, 4].map(() => ground.problem().catch(() => undefined)),
  ])
  expect(told.matters).toBeGreaterThanOrEqual(3)
  // Who acted with the keys of a moment ago tries again, and finds it.
  expect(['done', 'stale-version', 'not-found']).toContain(accepted)
  for (const problem of [third, ...reported]) {
    if (problem === undefined) continue
    const stands = await one('select owner_office_id, seats from matter.matter where id = $1', [problem.id])
    // With the successor, or, of one that came too late, with the office that the routes name now: never with nobody.
    expect(stands.owner_office_id).not.toBe(there.bureau)
    expect(stands.seats).toContain(`office:${stands.owner_office_id}`)
    expect(stands.seats).not.toContain(`office:${there.bureau}`)
  }
  const after = await one(
    'select number, seats, owner_office_id, owner_id from matter.matter where id = $1',
    [led.id],
  )
  expect(after).toMatchObject({
    number: before.number,
    owner_office_id: there.labour,
    owner_id: officers.handler.id,
  })
  expect(after.seats).toContain(`office:${there.labour}`)
  expect(after.seats).not.toContain(`office:${there.bureau}`)
  expect(after.seats.filter((seat: string) => seat.startsWith('link:'))).toEqual(
    before.seats.filter((seat: string) => seat.startsWith('link:')),
  )
  const { rows: parties } = await world.owner.query(
    `select part, office_id from matter.party where matter_id = $1 and until is null order by part`,
    [joint.id],
  )
  expect(parties.filter(party => party.part === 'lead')).toEqual([{ part: 'lead', office_id: there.labour }])
  expect(parties.filter(party => party.office_id === there.bureau)).toEqual([])
  // The officer of the dissolved office goes on where he stood, and the colleagues of the successor see it too.
  await ground.photo('handler', led.id)
  await ground.act('handler', led.id, 'solve', { solution: '已协调。' })
  const seen = await ground.matters('joint').viewMatter({ params: { id: led.id } })
  expect(seen.history.map(entry => entry.action)).toContain('merge-office')
  const held = await one(
    'select count(*)::int as n from auth.role_holding where office_id = $1 and (valid_until is null or valid_until > $2)',
    [there.bureau, world.server.clock.now()],
  )
  expect(held.n).toBe(0)
  const session = await world.as(officers.handler, commandApi).whoAmI({})
  expect(session.holdings.map(holding => holding.officeId)).toEqual([there.labour])
  const { rows: audit } = await world.owner.query(
    `select action from audit.entry where action like '%merge%' order by action`,
  )
  expect(audit.map(entry => entry.action)).toEqual([
    'office.merge',
    ...Array.from({ length: told.matters }, () => 'problem.merge-office'),
  ])
})

test('a town merged into another keeps its enterprises, its officers and its link', async () => {
  const { offices: there, officers, world, enterprise } = ground
  const link = await ground.relief('liaison').makeReportLink({ params: { id: enterprise } })
  const target = await world.office(places.siblingTown, 'general', { name: '钟埭街道', prefix: 'ZD' })
  const { enterprises } = await asAdmin().endOffice({
    params: { id: there.townOffice },
    body: { version: 1, successorId: target, handOver: true },
  })
  expect(enterprises).toBe(1)
  expect(
    await one(
      'select account_id, office_id from relief.pairing where organisation_id = $1 and valid_until is null',
      [enterprise],
    ),
  ).toEqual({ account_id: officers.liaison.id, office_id: target })
  const kept = await one(
    `select f.name, f.liaison_id, f.liaison_office_id from matter.link l, relief.report_facts(l.secret_hash, now()) f where l.id = $1`,
    [link.linkId],
  )
  expect(kept).toEqual({
    name: '示范整车有限公司',
    liaison_id: officers.liaison.id,
    liaison_office_id: target,
  })
  expect(await codeOf(world.as(undefined, matterApi).viewMatter({ params: { id: enterprise } }))).toBe(
    'unauthenticated',
  )
})

test('a list of offices dissolves one into its successor', async () => {
  const { world, offices: there } = ground
  const head = [['编号前缀', '单位名称', '区划', '条线', '类型', '承接单位']]
  const row = ['PHH', '平湖市卫健局', '330482', '卫健', '局', 'PHL']
  const { shown } = await take('Offices', csv(...head, row))
  expect(shown.changed[0]?.changes.map(change => change.field)).toEqual(['successor'])
  expect(await one(`select successor_id from region.office where prefix = 'PHH'`)).toEqual({
    successor_id: there.labour,
  })
  expect(world.errors).toEqual([])
})
