import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { run } from '#apps/cli/run'
import type { ListRow } from '#platform/imports/api'

import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { importApi } from '../import-api.ts'
import { csvOf } from './fixtures.ts'

type Officer = ReliefWorld['officers']['liaison']
let ground: ReliefWorld
let people: Record<'leader' | 'wang' | 'li' | 'clerk' | 'haining', Officer>
/** Enterprises by name: the first has its officer already. */
const firms: Record<string, string> = {}
const codes: Record<string, string> = {}
let key = 0

beforeAll(async () => {
  ground = await reliefWorld()
  const { world, offices } = ground
  const county = await world.office(places.county, 'relief', { name: '平湖市专班', prefix: 'PHZ' })
  people = {
    leader: await world.officer('县专班组长', county, 'leader'),
    wang: await world.officer('王一', offices.townOffice, 'liaison'),
    li: await world.officer('李二', offices.townOffice, 'liaison'),
    clerk: await world.officer('文书', offices.townOffice, 'handler'),
    haining: ground.officers.stranger,
  }
  firms.整车 = ground.enterprise
  for (const name of ['轴承', '纺织', '食品', '迁走'])
    firms[name] = await world.enterprise(places.town, `示范${name}有限公司`)
  firms.邻县 = await world.enterprise(places.siblingCounty, '示范邻县有限公司')
  await world.owner.query(
    `update region.organisation set ended_at = $2, ended_as = 'moved-away' where id = $1`,
    [firms.迁走, new Date('2022-04-01T00:00:00Z')],
  )
  for (const [name, id] of Object.entries(firms)) {
    const { rows } = await world.owner.query('select credit_code from region.organisation where id = $1', [
      id,
    ])
    codes[name] = rows[0].credit_code
  }
})
afterAll(() => ground?.world.stop())
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const header = ['统一社会信用代码', '联企服务员', '单位', '分工', '开始日期']
const list = (...rows: string[][]) => csvOf(rows, header)
const accountOf = async (who: Officer) =>
  (await ground.world.owner.query('select name from auth.account where id = $1', [who.id])).rows[0]
    .name as string
const as = (who: Officer) => ground.world.as(who, importApi)
const preview = (bytes: string, who = people.leader) =>
  as(who).previewPairings({ query: { name: '结对.csv' }, body: new TextEncoder().encode(bytes) } as never)
type Shown = Awaited<ReturnType<typeof preview>>
const confirm = (shown: Shown, choice: object = {}, who = people.leader) =>
  as(who).importPairings(
    {
      body: {
        token: shown.token,
        mapping: shown.mapping,
        mode: 'good-rows',
        confirmChanges: true,
        ...choice,
      },
    },
    { key: `pairings-${++key}-import` },
  )
const issues = (rows: readonly ListRow[]) => rows.map(row => row.issues.map(issue => issue.code))
/** Who looks after an enterprise now: names, main officer first. */
async function officersOf(name: string) {
  const { rows } = await ground.world.owner.query(
    `select a.display_name as who, p.part from relief.pairing p join auth.account a on a.id = p.account_id
     where p.organisation_id = $1 and p.valid_until is null order by p.part desc, 1`,
    [firms[name]],
  )
  return rows.map(row => `${row.who} ${row.part}`)
}

test('a list pairs enterprises with main officers and deputies, by code or name, by account or name', async () => {
  const shown = await preview(
    list(
      [codes.轴承!, await accountOf(people.wang), '', '主', '2022-04-10'],
      ['示范轴承有限公司', '李二（当湖街道）', '', '副', ''],
      [codes.纺织!, '李二', '当湖街道', '', '44660'],
    ),
  )
  expect(shown.counts).toMatchObject({ rows: 3, added: 3, changed: 0, refused: 0 })
  expect(shown.added.map(row => [row.name, ...row.facts])).toEqual([
    ['示范轴承有限公司', '王一', '主联'],
    ['示范轴承有限公司', '李二', '副联'],
    ['示范纺织有限公司', '李二', '主联'],
  ])
  expect(await officersOf('轴承')).toEqual([])
  await confirm(shown)
  expect(await officersOf('轴承')).toEqual(['王一 main', '李二 deputy'])
  const { rows } = await ground.world.owner.query(
    'select valid_from, paired_by, office_id from relief.pairing where organisation_id = any($1) order by valid_from',
    [[firms.轴承, firms.纺织]],
  )
  expect(rows.slice(0, 2)).toEqual([
    {
      valid_from: new Date('2022-04-09T00:00:00+08:00'),
      paired_by: people.leader.id,
      office_id: ground.offices.townOffice,
    },
    {
      valid_from: new Date('2022-04-10T00:00:00+08:00'),
      paired_by: people.leader.id,
      office_id: ground.offices.townOffice,
    },
  ])
  const audit = await ground.world.owner.query(
    `select action, count(*)::int as n from audit.entry where action in ('relief.pair', 'relief.importPairings') group by 1 order by 1`,
  )
  expect(audit.rows).toEqual([
    { action: 'relief.importPairings', n: 1 },
    { action: 'relief.pair', n: 3 },
  ])
})

test('rows that cannot be are refused with what is wrong, and the good ones are taken', async () => {
  const shown = await preview(
    list(
      ['91330000MA00000000', '王一', '', '', ''],
      ['没有这家企业', '王一', '', '', ''],
      [codes.食品!, '文书', '', '', ''],
      [codes.食品!, '没有这个人', '', '', ''],
      [codes.食品!, '邻县', '', '', ''],
      [codes.迁走!, '王一', '', '', ''],
      [codes.邻县!, '邻县', '', '', ''],
      [codes.食品!, '王一', '', '', '2022-13-40'],
      [codes.食品!, '王一', '', '', '2022-05-01'],
      [codes.食品!, '王一', '', '看门', ''],
      [codes.食品!, '王一', '', '主', ''],
      [codes.食品!, '李二', '', '主', ''],
      [codes.食品!, '王一', '', '副', ''],
      [codes.食品!, '李二', '', '副', ''],
    ),
  )
  expect(issues(shown.refused)).toEqual([
    ['pair-unknown'],
    ['pair-unknown'],
    ['officer-role'],
    ['officer-unknown'],
    ['officer-elsewhere'],
    ['pair-ended'],
    ['pair-outside'],
    ['not-a-date'],
    ['pair-later'],
    ['not-offered'],
    ['pair-two-mains'],
    ['doubled-in-file'],
  ])
  expect(shown.refused[10]?.issues[0]?.message).toContain('12')
  expect(shown.counts).toMatchObject({ rows: 14, added: 2, refused: 12 })
  expect(await codeOf(confirm(shown, { mode: 'all-or-nothing' }))).toBe('rows-refused')
  expect(await officersOf('食品')).toEqual([])
  const done = await confirm(shown)
  expect(done.counts).toMatchObject({ added: 2, refused: 12 })
  expect(await officersOf('食品')).toEqual(['王一 main', '李二 deputy'])
  const report = await fetch(
    `${ground.world.address}/api/relief/pairing-imports/${done.id}/report?token=${done.report}&format=csv`,
    { headers: { cookie: `tz_session=${people.leader.token}` } },
  )
  expect(report.status).toBe(200)
  expect((await report.text()).trim().split('\n')).toHaveLength(13)
})

test('two rows for one enterprise cannot both name its main officer, by code and by name', async () => {
  const shown = await preview(
    list([codes.整车!, '王一', '', '主', ''], ['示范整车有限公司', '李二', '', '主', '']),
  )
  expect(issues(shown.refused)).toEqual([['pair-two-mains']])
})

test('a corrected list shows its differences, and changes nothing before they are confirmed', async () => {
  const shown = await preview(
    list(
      [codes.整车!, '王一', '', '主', '2022-04-19'],
      [codes.整车!, '沈亦', '', '副', '2022-04-19'],
      [codes.纺织!, '李二', '', '主', ''],
      [codes.食品!, '李二', '', '主', ''],
    ),
  )
  expect(shown.counts).toMatchObject({ added: 0, changed: 3, unchanged: 1, refused: 0 })
  expect(shown.changed.map(row => row.changes)).toEqual([
    [{ field: 'officer', before: '沈亦', after: '王一' }],
    [{ field: 'part', before: '主联', after: '副联' }],
    [
      { field: 'part', before: '副联', after: '主联' },
      { field: 'officer', before: '王一', after: '李二' },
    ],
  ])
  expect(await codeOf(confirm(shown, { confirmChanges: false }))).toBe('changes-unconfirmed')
  expect(await officersOf('整车')).toEqual(['沈亦 main'])
  await confirm(shown)
  expect(await officersOf('整车')).toEqual(['王一 main', '沈亦 deputy'])
  expect(await officersOf('食品')).toEqual(['李二 main'])
  // The former main officer ends on the day on which the new one begins: no day has two.
  const { rows } = await ground.world.owner.query(
    `select valid_until, ended_by from relief.pairing where organisation_id = $1 and part = 'main' and valid_until is not null`,
    [firms.整车],
  )
  expect(rows).toEqual([{ valid_until: new Date('2022-04-19T00:00:00+08:00'), ended_by: people.leader.id }])
})

test('a list that was imported is refused the second time, and two confirmations at once import once', async () => {
  const bytes = list([codes.轴承!, '沈亦', '', '副', ''])
  const shown = await preview(bytes)
  const answers = await Promise.all([codeOf(confirm(shown)), codeOf(confirm(shown))])
  expect(answers.filter(one => one === 'done')).toHaveLength(1)
  expect(await officersOf('轴承')).toEqual(['王一 main', '李二 deputy', '沈亦 deputy'])
  expect(await codeOf(preview(bytes))).toBe('imported-before')
})

test('who has no authority imports nothing: a handler is refused, a town takes its own enterprises only', async () => {
  const bytes = list([codes.轴承!, '李二', '', '主', ''])
  expect(await codeOf(preview(bytes, ground.officers.handler))).toBe('forbidden')
  const shown = await preview(bytes)
  expect(await codeOf(confirm(shown, {}, ground.officers.cityLeader))).toBe('import-gone')
  const next = await preview(list([codes.轴承!, '邻县', '', '主', '']), people.haining)
  expect(issues(next.refused)).toEqual([['pair-outside']])
  expect(await codeOf(confirm(next, {}, people.haining))).toBe('no-good-rows')
})

test('the machine’s own command imports a list of pairings, and says line by line what it refused', async () => {
  const folder = fs.mkdtempSync(path.join(path.dirname(ground.world.dataDir), 'cli-'))
  const file = path.join(folder, '结对.csv')
  fs.writeFileSync(file, list([codes.轴承!, '李二', '', '主', ''], ['无此企业', '李二', '', '主', '']))
  const keyFile = path.join(folder, 'key')
  fs.writeFileSync(keyFile, createHash('sha256').update('test').digest('base64'), { mode: 0o600 })
  const tongzhou = async (...args: string[]) => {
    vi.stubEnv('DATABASE_URL', ground.world.database.ownerUrl)
    vi.stubEnv('KEY_FILE', keyFile)
    vi.stubEnv('DATA_DIR', ground.world.dataDir)
    const said = { out: '', err: '' }
    vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      said.out += chunk
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
      said.err += chunk
      return true
    })
    const code = await run(['import', 'pairings', file, '--office', 'PHZ', '--lang', 'en', ...args])
    vi.restoreAllMocks()
    return { ...said, code }
  }
  const unconfirmed = await tongzhou()
  expect([unconfirmed.code, unconfirmed.err]).toEqual([1, expect.stringContaining('1')])
  expect(await officersOf('轴承')).toEqual(['王一 main', '李二 deputy', '沈亦 deputy'])
  const refused = path.join(folder, 'refused.csv')
  const done = await tongzhou('--confirm-changes', '--refused', refused, '--json')
  expect(done.code, done.err).toBe(0)
  expect(JSON.parse(done.out)).toMatchObject({
    counts: { rows: 2, changed: 1, refused: 1 },
    issues: [{ line: 3, severity: 'error' }],
  })
  expect(fs.readFileSync(refused, 'utf8')).toContain('无此企业')
  expect(await officersOf('轴承')).toEqual(['李二 main', '沈亦 deputy'])
  const again = await tongzhou('--confirm-changes')
  expect(again.code).toBe(1)
})
