import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import iconv from 'iconv-lite'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { realClock } from '#platform/clock'
import { type Actor, type Database, openDatabase } from '#platform/db'
import { createFileStore } from '#platform/files'
import { buildServer } from '#platform/http/server'
import { readSheet } from '#platform/sheets'
import { texts as sheetTexts } from '#platform/sheets/texts'
import { makeCreditCode } from '#region/credit-code'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { buildRows, buildWorkbook } from '../../../platform/sheets/fixtures.ts'
import type { ImportPreview, ImportResult } from '../import-api.ts'
import { importRoutes } from '../import-routes.ts'
import { refusalTexts } from '../import-texts.ts'
import { importEnterprises } from './actions.ts'
import { buildGround, csvOf, freshSeal, listHeader, listOf } from './fixtures.ts'

let database: FreshDatabase
let owner: pg.Client
let db: Database
let server: FastifyInstance
let ground: Awaited<ReturnType<typeof buildGround>>
const folder = mkdtempSync(join(tmpdir(), 'imports-'))
const parts = { ...freshSeal(), files: createFileStore(join(folder, 'files')), zone: 'Asia/Shanghai' }
const actors = new Map<string, Actor>()

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  ground = await buildGround(owner)
  db = openDatabase({ app: database.appUrl, public: database.publicUrl, onError: () => undefined })
  server = await buildServer({
    db,
    clock: realClock(),
    routes: importRoutes(parts),
    texts: [refusalTexts, sheetTexts] as never,
    sessionOf: async token => actors.get(token),
    trustedProxies: [],
    version: 'test',
    logLevel: 'silent',
  })
  actors.set('city', ground.actorAt('3304:relief'))
  actors.set('jiashan', ground.actorAt('330421:relief'))
  actors.set('haiyan', ground.actorAt('330424:relief'))
  actors.set('bureau', ground.actorAt('330421:labour', 'handler'))
})
afterAll(async () => {
  await server?.close()
  await db?.close()
  await owner?.end()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await owner.query(`truncate app.import, relief.list_member, relief.contact, relief.pairing, region.person_token,
    region.person_value, region.person_key, region.person, region.organisation, audit.entry cascade`)
})

const codeOf = (n: number) => makeCreditCode(`91339900MA${String(n).padStart(7, '0')}`)
const header = [
  '统一社会信用代码',
  '企业名称',
  '乡镇街道',
  '地址',
  '行业',
  '规模',
  '从业人数',
  '营业收入（万元）',
  '联系人',
  '联系电话',
  '联企服务员',
  '名单',
]
const officerIn = (code: string) =>
  ground.officers.find(one => one.office.divisionCode === code && one.roles.includes('liaison'))!
/** A row of a factory in 罗星街道 of 嘉善县, with what a test changes. */
function row(n: number, change: Record<string, string> = {}): string[] {
  const base: Record<string, string> = {
    统一社会信用代码: codeOf(n),
    企业名称: `嘉善示范第${n}厂`,
    乡镇街道: '罗星街道',
    地址: `嘉善县罗星街道人民路${n}号`,
    行业: '汽车制造业',
    规模: '小型',
    从业人数: '120',
    '营业收入（万元）': '2,500.5',
    联系人: '罗启',
    联系电话: '138-0000-0021',
    联企服务员: officerIn('330421002').account,
    名单: '规上',
    ...change,
  }
  return header.map(name => base[name] ?? '')
}
const csv = (rows: string[][], names = header) => Buffer.from(csvOf(rows, names))

async function preview(who: string, bytes: Buffer, name = '名单.csv') {
  const answer = await server.inject({
    method: 'POST',
    url: `/api/relief/imports/preview?name=${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/octet-stream' },
    cookies: { tz_session: who },
    payload: bytes,
  })
  return { status: answer.statusCode, body: answer.json<ImportPreview & { code: string; detail: string }>() }
}
let key = 0
async function confirm(who: string, shown: ImportPreview, choice: object = {}) {
  const answer = await server.inject({
    method: 'POST',
    url: '/api/relief/imports',
    headers: { 'idempotency-key': `import-${++key}` },
    cookies: { tz_session: who },
    payload: {
      token: shown.token,
      mapping: shown.mapping,
      mode: 'good-rows',
      confirmChanges: true,
      ...choice,
    },
  })
  return { status: answer.statusCode, body: answer.json<ImportResult & { code: string; detail: string }>() }
}
async function take(who: string, bytes: Buffer) {
  const { body } = await preview(who, bytes)
  return confirm(who, body)
}
const one = async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows[0]
const count = async (table: string) => Number((await one(`select count(*) from ${table}`)).count)
const everything = [
  'region.organisation',
  'region.person',
  'region.person_token',
  'relief.list_member',
  'relief.pairing',
  'relief.contact',
  'app.import',
  'audit.entry',
]
const nothingStands = async () => {
  for (const table of everything) expect([table, await count(table)]).toEqual([table, 0])
}

test('a list becomes enterprises with their lists, officers and sealed contacts', async () => {
  const { body: shown } = await preview(
    'city',
    csv([row(1), row(2, { 乡镇街道: '330424001', 联企服务员: '' })]),
  )
  expect(shown.counts).toEqual({ rows: 2, added: 2, changed: 0, unchanged: 0, refused: 0, warned: 0 })
  expect(shown.mapping).toMatchObject({ creditCode: 0, name: 1, division: 2, officer: 10 })
  expect(shown.added[0]).toMatchObject({
    line: 2,
    division: '嘉善县罗星街道',
    officer: officerIn('330421002').name,
  })
  await nothingStands()
  const { body } = await confirm('city', shown)
  expect(body.counts.added).toBe(2)
  expect(body.report).toBeNull()
  const stored = await one('select * from region.organisation where credit_code = $1', [codeOf(1)])
  expect(stored).toMatchObject({
    name: '嘉善示范第1厂',
    credit_code_ok: true,
    division_code: '330421002',
    path: ['33', '3304', '330421', '330421002'],
    industry: 'C36',
    size: 'small',
    employees: 120,
    revenue_fen: '2500500000',
    initials: 'jssfd1c',
    seats: [
      'relief:33',
      'relief:3304',
      'relief:330421',
      'relief:330421002',
      'admin:33',
      'admin:3304',
      'admin:330421',
      'admin:330421002',
    ],
  })
  expect(await one('select list from relief.list_member where organisation_id = $1', [stored.id])).toEqual({
    list: 'above-scale',
  })
  expect(
    await one('select account_id from relief.pairing where organisation_id = $1 and valid_until is null', [
      stored.id,
    ]),
  ).toEqual({
    account_id: officerIn('330421002').id,
  })
  const contact = await one('select person_id, is_main from relief.contact where organisation_id = $1', [
    stored.id,
  ])
  expect(contact.is_main).toBe(true)
  const read = (actor: Actor) =>
    db.as(actor, tx => parts.people.read(tx, [contact.person_id], ['name', 'telephone']))
  expect((await read(ground.actorAt('330421002:general'))).get(contact.person_id)).toEqual({
    name: '罗启',
    telephone: '138-0000-0021',
  })
  expect((await read(ground.actorAt('330424:relief'))).size).toBe(0)
  const plain = await one(`select string_agg(encode(sealed, 'escape'), '') as all from region.person_value`)
  // Long enough not to stand in a ciphertext by chance.
  expect(plain.all).not.toContain('0000-0021')
  expect(await one('select action, kind, actor_id from audit.entry')).toMatchObject({
    action: 'relief.import',
    kind: 'change',
    actor_id: actors.get('city')!.id,
  })
})

test('a wrong code warns and never blocks; a doubled one is refused with the line of the first', async () => {
  const wrong = `${codeOf(3).slice(0, 17)}${codeOf(3)[17] === '0' ? '1' : '0'}`
  const rows = [
    row(1),
    row(2, { 统一社会信用代码: wrong }),
    row(3, { 统一社会信用代码: '9133042' }),
    row(4, { 统一社会信用代码: codeOf(1).toLowerCase() }),
    row(5, { 企业名称: '嘉善示范第1厂' }),
  ]
  const { body: shown } = await preview('city', csv(rows))
  expect(shown.counts).toMatchObject({ added: 4, refused: 1, warned: 3 })
  expect(shown.refused[0]).toMatchObject({
    line: 5,
    issues: [{ code: 'doubled-in-file', message: expect.stringContaining('2') }],
  })
  expect(shown.warned.map(one => one.issues.map(issue => issue.code))).toEqual([
    ['code-check-digit'],
    ['code-length'],
    ['same-name'],
  ])
  await confirm('city', shown)
  expect(await one('select credit_code_ok from region.organisation where credit_code = $1', [wrong])).toEqual(
    { credit_code_ok: false },
  )
})

test('GB18030 is read without being declared', async () => {
  const bytes = iconv.encode(csvOf([row(1, { 企业名称: '嘉善㐂㐂餐饮有限公司' })], header), 'gb18030')
  const { body: shown } = await preview('city', bytes)
  expect(shown.encoding).toBe('gb18030')
  expect(shown.notes.join()).toContain('GB18030')
  await confirm('city', shown)
  expect(await one('select name from region.organisation')).toEqual({ name: '嘉善㐂㐂餐饮有限公司' })
})

test('a workbook with a merged title, merged towns and dates as numbers is imported', async () => {
  const names = ['统一社会信用代码', '企业名称', '乡镇街道', '登记日期', '从业人数']
  const sheet = buildRows([
    ['嘉善县重点企业名单', null, null, null, null],
    names,
    [codeOf(1), '嘉善示范第1厂', '罗星街道', 44688, 120],
    [codeOf(2), '嘉善示范第2厂', null, { attributes: 's="1"', inner: '<v>44689</v>' }, 80],
  ])
  const bytes = buildWorkbook([
    {
      name: '名单',
      xml: `${sheet}<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="C3:C4"/></mergeCells>`,
    },
  ])
  const { body: shown } = await preview('city', bytes, '名单.xlsx')
  expect(shown).toMatchObject({ format: 'xlsx', header: names, counts: { added: 2, refused: 0 } })
  await confirm('city', shown)
  const { rows } = await owner.query(
    'select division_code, employees from region.organisation order by credit_code',
  )
  expect(rows).toEqual([
    { division_code: '330421002', employees: 120 },
    { division_code: '330421002', employees: 80 },
  ])
})

test('a corrected file updates by credit code after its differences were confirmed', async () => {
  await take('city', csv([row(1), row(2), row(3)]))
  const other = ground.officers.find(
    one => one.office.divisionCode === '330421003' && one.roles.includes('liaison'),
  )!
  const corrected = csv([
    row(1, { 企业名称: '嘉善示范第一厂', 从业人数: '', 联系电话: '139-0000-0099' }),
    row(2),
    row(3, { 乡镇街道: '惠民街道', 联企服务员: `${other.name}（${other.office.name}）`, 名单: '百强' }),
    row(4),
  ])
  const { body: shown } = await preview('city', corrected)
  expect(shown.counts).toMatchObject({ added: 1, changed: 2, unchanged: 1, refused: 0 })
  expect(shown.changed[0]?.changes).toEqual([
    { field: 'name', before: '嘉善示范第1厂', after: '嘉善示范第一厂' },
    { field: 'contactTelephone', before: '138-****-0021', after: '139-0000-0099' },
  ])
  expect(shown.changed[1]?.changes).toEqual([
    { field: 'division', before: '嘉善县罗星街道', after: '嘉善县惠民街道' },
    { field: 'officer', before: officerIn('330421002').name, after: other.name },
    { field: 'lists', before: 'above-scale', after: 'above-scale、top100' },
  ])
  const unconfirmed = await confirm('city', shown, { confirmChanges: false })
  expect(unconfirmed).toMatchObject({ status: 409, body: { code: 'changes-unconfirmed' } })
  const { body } = await confirm('city', shown)
  expect(body.counts).toMatchObject({ added: 1, changed: 2, unchanged: 1 })
  expect(
    await one('select name, employees, version from region.organisation where credit_code = $1', [codeOf(1)]),
  ).toEqual({
    name: '嘉善示范第一厂',
    employees: 120,
    version: 2,
  })
  const moved = await one('select id, seats, division_code from region.organisation where credit_code = $1', [
    codeOf(3),
  ])
  expect(moved.division_code).toBe('330421003')
  expect(moved.seats).toContain('relief:330421003')
  const { rows: pairings } = await owner.query(
    'select account_id, valid_until is null as stands from relief.pairing where organisation_id = $1 order by stands',
    [moved.id],
  )
  expect(pairings).toEqual([
    { account_id: officerIn('330421002').id, stands: false },
    { account_id: other.id, stands: true },
  ])
  // The contact went along: the new town's office reads it, the former one no longer does.
  const contact = await one(
    'select person_id from relief.contact where organisation_id = $1 and valid_until is null',
    [moved.id],
  )
  const readAt = (office: string) =>
    db.as(ground.actorAt(office), tx => parts.people.read(tx, [contact.person_id], ['name']))
  expect((await readAt('330421003:general')).size).toBe(1)
  expect((await readAt('330421002:general')).size).toBe(0)
  const { rows: audited } = await owner.query(
    `select fields from audit.entry where subject_kind = 'organisation' order by fields`,
  )
  expect(audited).toEqual([
    { fields: ['division', 'officer', 'lists'] },
    { fields: ['name', 'contactTelephone'] },
  ])
})

test('the same file a second time is refused, by its content and not by its name', async () => {
  const bytes = csv([row(1)])
  await take('city', bytes)
  expect(await preview('city', bytes, '另一个名字.csv')).toMatchObject({
    status: 409,
    body: { code: 'imported-before' },
  })
})

test('five confirmations at once import once', async () => {
  const { body: shown } = await preview('city', csv(listOf(40, 3, ground.officers), listHeader))
  const answers = await Promise.all(Array.from({ length: 5 }, () => confirm('city', shown)))
  expect(answers.map(one => one.status).sort()).toEqual([200, 409, 409, 409, 409])
  expect(await count('region.organisation')).toBe(40)
  expect(await count('app.import')).toBe(1)
  expect(await count('relief.contact')).toBe(40)
})

test('an officer of another county can neither add nor change there: row by row, the rest is taken', async () => {
  await take('city', csv([row(1)]))
  const { body: shown } = await preview(
    'haiyan',
    csv([
      row(1, { 企业名称: '改名', 乡镇街道: '武原街道', 联企服务员: '' }),
      row(2),
      row(3, { 乡镇街道: '武原街道', 联企服务员: '' }),
    ]),
  )
  expect(shown.counts).toMatchObject({ added: 1, changed: 0, refused: 2 })
  expect(shown.refused.map(one => one.issues[0]?.code)).toEqual(['enterprise-elsewhere', 'division-outside'])
  const { status, body } = await confirm('haiyan', shown)
  expect([status, body.counts.added]).toEqual([200, 1])
  expect(await one('select name from region.organisation where credit_code = $1', [codeOf(1)])).toEqual({
    name: '嘉善示范第1厂',
  })
  expect(await preview('bureau', csv([row(9)]))).toMatchObject({ status: 403 })
})

test('SQL and HTML in every field stay what they are: text', async () => {
  const nasty = `'); drop table region.organisation; -- <script>alert("1")</script>{a,b}\\N`
  const { body: shown } = await preview(
    'city',
    csv([
      row(1, {
        企业名称: nasty,
        地址: nasty,
        行业: nasty.slice(0, 50),
        联系人: nasty.slice(0, 50),
        联系电话: `<b>'1'</b>`,
        名单: `<i>'"{x}`,
      }),
      row(2, { 乡镇街道: nasty.slice(0, 50) }),
      row(3, { 联企服务员: nasty }),
      row(4, { 统一社会信用代码: `'; drop--<b>` }),
      row(5, { 规模: nasty, 从业人数: nasty, '营业收入（万元）': nasty }),
    ]),
  )
  expect(shown.counts).toMatchObject({ added: 2, refused: 3 })
  expect(shown.refused[0]?.issues[0]?.value).toBe(nasty.slice(0, 50))
  await confirm('city', shown)
  const stored = await one(
    'select id, name, address, industry from region.organisation where credit_code = $1',
    [codeOf(1)],
  )
  expect(stored).toMatchObject({ name: nasty, address: nasty, industry: nasty.slice(0, 50) })
  expect(await one('select list from relief.list_member where organisation_id = $1', [stored.id])).toEqual({
    list: `<i>'"{x}`,
  })
  const { person_id: id } = await one('select person_id from relief.contact where organisation_id = $1', [
    stored.id,
  ])
  const values = await db.as(ground.actorAt('330421002:general'), tx =>
    parts.people.read(tx, [id], ['name', 'telephone']),
  )
  expect(values.get(id)).toEqual({ name: nasty.slice(0, 50), telephone: `<b>'1'</b>` })
})

test('all or nothing means nothing when a row is refused', async () => {
  const { body: shown } = await preview('city', csv([row(1), row(2, { 乡镇街道: '没有这个镇' })]))
  expect(await confirm('city', shown, { mode: 'all-or-nothing' })).toMatchObject({
    status: 409,
    body: { code: 'rows-refused' },
  })
  await nothingStands()
})

test('when the database dies in mid-import nothing stands, and the next try imports all of it', async () => {
  const path = join(folder, 'large.csv')
  await writeFile(path, csvOf(listOf(2400, 5, ground.officers)))
  const killer = new pg.Client({ connectionString: database.ownerUrl })
  await killer.connect()
  const job = {
    db,
    ...parts,
    actor: actors.get('city')!,
    path,
    mode: 'good-rows',
    confirmChanges: true,
    lang: 'en',
    at: new Date(),
  } as const
  let killed: Promise<unknown> | undefined
  const broken = importEnterprises({
    ...job,
    onProgress(step) {
      if (step === 'contacts')
        killed ??= killer.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename = 'tongzhou_app' and xact_start is not null`)
    },
  })
  await expect(broken).rejects.toThrow()
  expect(killed).toBeDefined()
  await killed
  await killer.end()
  await nothingStands()
  const done = await importEnterprises(job)
  expect(done.counts.added).toBe(2400)
  for (const table of ['region.organisation', 'relief.pairing', 'relief.contact', 'region.person'])
    expect(await count(table)).toBe(2400)
})

test('the refused rows come back as a sheet that says what is wrong and can be imported when corrected', async () => {
  const { body: shown } = await preview('city', csv([row(1), row(2, { 乡镇街道: '罗星街', 联系人: '=1+1' })]))
  const { body } = await confirm('city', shown)
  expect(body.counts).toMatchObject({ added: 1, refused: 1 })
  const fetchReport = (who: string) =>
    server.inject({
      url: `/api/relief/imports/${body.id}/report?token=${body.report}&format=csv`,
      cookies: { tz_session: who },
    })
  const answer = await fetchReport('city')
  expect(answer.headers['content-disposition']).toContain('attachment')
  expect(answer.body).toContain('罗星街道（330421002）')
  expect(answer.body).toContain(`'=1+1`)
  expect((await fetchReport('haiyan')).statusCode).toBe(404)
  const corrected = Buffer.from(answer.body.replace(/罗星街(?=,)/, '罗星街道'))
  expect((await readSheet(corrected)).rows).toHaveLength(1)
  const { body: again } = await preview('city', corrected)
  expect(again.counts).toMatchObject({ added: 1, refused: 0 })
  await confirm('city', again)
  expect(await count('region.organisation')).toBe(2)
})

test('columns that are not recognised are chosen by hand and previewed again without a second upload', async () => {
  const names = header.map(name => (name === '企业名称' ? '甲列' : name))
  const { body: shown } = await preview('city', csv([row(1)], names))
  expect(shown).toMatchObject({ missing: ['name'], added: [] })
  expect(await confirm('city', shown)).toMatchObject({ status: 409, body: { code: 'columns-missing' } })
  const again = await server.inject({
    method: 'POST',
    url: `/api/relief/imports/${shown.token}/preview`,
    cookies: { tz_session: 'city' },
    payload: { mapping: { ...shown.mapping, name: 1 } },
  })
  expect(again.json<ImportPreview>()).toMatchObject({
    missing: [],
    counts: { added: 1 },
    certainty: { name: 'chosen' },
  })
})

test('an upload opens for nobody but whoever made it, and lies encrypted on the disk', async () => {
  const { body: shown } = await preview('city', csv([row(1)]))
  expect(await confirm('jiashan', shown)).toMatchObject({ status: 409, body: { code: 'import-gone' } })
  const { stream } = await parts.files.read(shown.token)
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).includes(Buffer.from('罗启'))).toBe(false)
  await confirm('city', shown)
  await expect.poll(() => parts.files.has(shown.token)).toBe(false)
})

test('a list that tells only the county leaves the enterprise in its town, with an officer of that town', async () => {
  await take('city', csv([row(1)]))
  const { body: shown } = await preview('city', csv([row(1, { 乡镇街道: '嘉善县', 从业人数: '121' })]))
  expect(shown.changed[0]?.changes).toEqual([{ field: 'employees', before: '120', after: '121' }])
  await confirm('city', shown)
  expect(await one('select division_code, employees from region.organisation')).toEqual({
    division_code: '330421002',
    employees: 121,
  })
})

test('an upload larger than a list can be is refused before all of it is taken in', async () => {
  expect(await preview('city', Buffer.alloc(31 * 1024 * 1024, '甲'))).toMatchObject({
    status: 413,
    body: { code: 'too-large', limit: '30 MB' },
  })
})
