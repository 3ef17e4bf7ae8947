import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Officer, places, startWorld } from './world.ts'

const ROWS = 20_000
/** Tables that grow with the years: none of them may be read whole for a page. */
const big = [
  'matter',
  'problem',
  'organisation',
  'pairing',
  'clock',
  'history',
  'party',
  'list_member',
  'offer',
  'need',
  'reservation',
  'visit',
  'visit_plan',
]
const round = '0190ee00-0000-7000-8000-000000000001'

type Heard = { text: string; values: unknown[] }
type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] }

let world: Awaited<ReturnType<typeof startWorld>>
let officers: Record<'town' | 'province' | 'colleague', Officer>
let heard: Heard[] | undefined
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown

beforeAll(async () => {
  world = await startWorld()
  const town = await world.office(places.town, 'general', { prefix: 'TS' })
  const province = await world.office(places.province, 'relief', { prefix: 'ZJ' })
  officers = {
    town: await world.officer('镇', town, 'leader'),
    province: await world.officer('省', province, 'leader'),
    colleague: await world.officer('联企服务员', town, 'liaison'),
  }
  await load(town)
  const listening = function (this: pg.Client, ...args: unknown[]): unknown {
    const [text, values] = args
    if (heard !== undefined && typeof text === 'string' && this.user === 'tongzhou_app')
      heard.push({ text, values: Array.isArray(values) ? values : [] })
    return query.apply(this, args)
  }
  Object.defineProperty(pg.Client.prototype, 'query', { value: listening, writable: true })
}, 120_000)

afterAll(async () => {
  Object.defineProperty(pg.Client.prototype, 'query', { value: query, writable: true })
  await world?.stop()
})

/** Twenty thousand enterprises and problems, a fifth of the problems open, one in twenty of the town. */
async function load(officeId: string) {
  const { owner } = world
  const seats = `case when n % 20 = 0 then array['relief:33', 'relief:3304', 'relief:330482', 'relief:330482001', 'admin:33', 'office:${officeId}']
    else array['relief:33', 'relief:3304', 'relief:330482', 'relief:330482002', 'admin:33'] end`
  const code = `case when n % 20 = 0 then '330482001' else '330482002' end`
  const id = (kind: string) => `('0190${kind}00-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  await owner.query(
    `insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, pinyin, initials, recorded_at, seats)
     select ${id('aa')}, '91339900' || lpad(n::text, 10, '0'), false, '嘉兴' || chr(20000 + n % 3000) || chr(21000 + n % 999) || '电子有限公司',
       ${code}, array['33', '3304', '330482', ${code}], 'jiaxing' || n || 'dianziyouxiangongsi', 'jx' || n || 'dzyxgs', now(), ${seats}
     from generate_series(1, ${ROWS}) n`,
  )
  await owner.query(
    `insert into matter.matter (id, kind, number, title, division_code, status, is_open, owner_office_id, owner_id, next_step, due_at,
       workflow_version, opened_at, recorded_at, closed_at, seats)
     select ${id('bb')}, 'problem', 'TS-' || lpad(n::text, 6, '0') || '-0', '问题', ${code}, case when n % 5 = 0 then 'accepted' else 'timed-out' end,
       n % 5 = 0, $1, case when n % 200 = 0 then $2::uuid end, case when n % 5 = 0 then 'solve' end,
       case when n % 5 = 0 then now() + make_interval(mins => n) end, 1, now(), now(), case when n % 5 > 0 then now() end, ${seats}
     from generate_series(1, ${ROWS}) n`,
    [officeId, officers.town.id],
  )
  await owner.query(
    `insert into relief.problem (matter_id, organisation_id, category, tier, channel, description, outcome, recorded_at)
     select ${id('bb')}, ${id('aa')}, (array['SUPPLY', 'LOGISTICS', 'TAX', 'FINANCE'])[1 + n % 4], 'county', 'officer', '原因', case when n % 5 > 0 then 'timed-out' end, now()
     from generate_series(1, ${ROWS}) n`,
  )
  await owner.query(
    `insert into matter.clock (id, matter_id, name, is_promised, rule_version, unit, amount, started_at, due_at, stopped_at)
     select ${id('cc')}, ${id('bb')}, 'solve', true, '1', 'hours', 48, now(), now(), case when n % 5 > 0 then now() end from generate_series(1, ${ROWS}) n`,
  )
  await owner.query(
    `insert into relief.list_member (organisation_id, list, valid_from)
     select ${id('aa')}, case when n % 100 = 0 then 'top100' else 'above-scale' end, now() from generate_series(1, ${ROWS}) n`,
  )
  await owner.query(
    `insert into relief.pairing (id, organisation_id, account_id, office_id, valid_from, recorded_at, seats)
     select ${id('dd')}, ${id('aa')}, case when n % 100 = 0 then $1::uuid else $2::uuid end, $3, now(), now(), ${seats}
     from generate_series(1, ${ROWS}) n where n % 4 > 0 or n % 100 = 0`,
    [officers.town.id, officers.colleague.id, officeId],
  )
  await owner.query(
    `insert into relief.round (id, name, office_id, division_code, from_on, until_on, least, telephone_counts, created_by, recorded_at, seats)
     select '${round}', '轮次', $1, '33', '2022-04-18', '2022-05-04', 1, false, $2, now(), array['relief:33']`,
    [officeId, officers.province.id],
  )
  await owner.query(
    `insert into relief.visit (id, organisation_id, account_id, office_id, occurred_at, recorded_at, how, words, seats)
     select ${id('ef')}, ${id('aa')}, $1, $2, '2022-04-19T09:00:00+08:00', '2022-04-19T09:30:00+08:00', 'on-site', '正常', ${seats}
     from generate_series(1, ${ROWS}) n where n % 3 > 0`,
    [officers.colleague.id, officeId],
  )
  await owner.query(
    `insert into relief.visit_plan (id, round_id, organisation_id, account_id, on_day, recorded_at, seats)
     select ${id('ed')}, '${round}', ${id('aa')}, case when n % 100 = 0 then $1::uuid else $2::uuid end, '2022-04-21', now(), ${seats}
     from generate_series(1, ${ROWS}) n where n % 3 = 0`,
    [officers.town.id, officers.colleague.id],
  )
  await loadExchange(officeId, seats, code)
  await owner.query('vacuum (analyze)')
}

/** As many offers, all over; a fifth as many needs, each with a reservation. */
async function loadExchange(officeId: string, seats: string, code: string) {
  const { owner } = world
  const id = (kind: string) => `('0190${kind}00-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const terms = `'workers', 'persons', '普工', (array['装配工', '焊工', '电工'])[1 + n % 3]`
  const point = '119 + n % 200 / 100.0, 29 + n % 170 / 100.0'
  await owner.query(
    `insert into relief.offer (id, organisation_id, office_id, kind, unit, words, specification, quantity, division_code, longitude, latitude,
       from_on, until_on, recorded_at, seats)
     select ${id('ea')}, ${id('aa')}, $1, ${terms}, 5 + n % 60, ${code}, ${point}, '2022-04-01', '2022-06-30',
       now() - make_interval(mins => n), ${seats} from generate_series(1, ${ROWS}) n`,
    [officeId],
  )
  await owner.query(
    `insert into matter.matter (id, kind, number, title, division_code, status, is_open, owner_office_id, owner_id, next_step, due_at,
       workflow_version, opened_at, recorded_at, parent_id, seats)
     select ${id('fa')}, 'need', 'TN-' || lpad(n::text, 6, '0') || '-0', '需求', ${code}, 'open', true, $1, $2, 'reserve',
       now() + make_interval(mins => n), 1, now(), now(), ${id('bb')}, ${seats} from generate_series(20, ${ROWS}, 5) n`,
    [officeId, officers.town.id],
  )
  await owner.query(
    `insert into relief.need (matter_id, organisation_id, kind, unit, words, specification, quantity, longitude, latitude, from_on, until_on, recorded_at)
     select ${id('fa')}, ${id('aa')}, ${terms}, 95, ${point}, '2022-04-25', '2022-05-25', now() from generate_series(20, ${ROWS}, 5) n`,
  )
  await owner.query(
    `insert into relief.reservation (id, offer_id, need_id, offerer_id, quantity, state, hold_until, reserved_by, office_id, occurred_at,
       recorded_at, settled_at, seats)
     select ${id('ab')}, ${id('ea')}, ${id('fa')}, ${id('aa')}, 1, 'confirmed', now(), $2, $1, now(), now(), now(), ${seats}
     from generate_series(20, ${ROWS}, 5) n`,
    [officeId, officers.town.id],
  )
}

const scansOf = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(scansOf),
]

/** What the call sent to the database for an officer, planned anew under the application's role and the same keys. */
async function scannedBy(officer: Officer, path: string): Promise<string[]> {
  heard = []
  const answer = await fetch(world.address + path, { headers: { cookie: `tz_session=${officer.token}` } })
  const told = heard
  heard = undefined
  expect(answer.status, await answer.text()).toBe(200)
  const enter = told.findIndex(one => one.text.startsWith('begin; select app.enter'))
  const work = told.slice(enter + 1).filter(one => !/^(begin|commit)/.test(one.text))
  expect(work.length).toBeGreaterThan(0)
  const client = new pg.Client({ connectionString: world.database.appUrl })
  await client.connect()
  try {
    await client.query(told[enter]!.text)
    const found = new Set<string>()
    for (const { text, values } of work) {
      const { rows } = await client.query(`explain (format json) ${text}`, values)
      for (const name of scansOf(rows[0]['QUERY PLAN'][0].Plan as Plan)) found.add(name)
    }
    await client.query('commit')
    return [...found].filter(name => big.includes(name))
  } finally {
    await client.end()
  }
}

const problems = '/api/relief/problems?limit=50'
const enterprises = '/api/relief/enterprises?limit=50'
const lists = [
  problems,
  `${problems}&cursor=${encodeURIComponent('2022-04-21T00:00:00.000Z~00000000-0000-7000-8000-000000000000')}`,
  `${problems}&status=accepted`,
  `${problems}&category=TAX`,
  `${problems}&within=${places.town}`,
  `${problems}&overdue=true`,
  `${problems}&scope=mine`,
  `${problems}&scope=office`,
  `${problems}&open=closed`,
  `${problems}&open=all`,
  `${problems}&open=all&organisation=0190aa00-0000-7000-8000-000000000014`,
  '/api/matters?limit=50',
  '/api/my-day',
  enterprises,
  `${enterprises}&cursor=0190aa00-0000-7000-8000-000000000014`,
  `${enterprises}&within=${places.town}`,
  `${enterprises}&list=top100`,
  `${enterprises}&officer=me`,
  `${enterprises}&q=${encodeURIComponent('电子')}`,
  `${enterprises}&q=dianzi`,
  `${enterprises}&q=jxdz`,
  '/api/relief/enterprises/0190aa00-0000-7000-8000-000000000014/team',
  `/api/relief/pairings/coverage?within=${places.town}`,
  `/api/relief/pairings/coverage?within=${places.county}&list=top100`,
  `/api/relief/pairings/workload?within=${places.town}`,
  '/api/relief/groups',
  '/api/relief/needs?limit=50',
  `/api/relief/needs?limit=50&within=${places.town}`,
  '/api/relief/needs?organisation=0190aa00-0000-7000-8000-000000000014',
  '/api/relief/needs?problem=0190bb00-0000-7000-8000-000000000014',
  '/api/relief/needs/0190fa00-0000-7000-8000-000000000014/candidates',
  '/api/relief/offers?limit=50',
  '/api/relief/offers?limit=50&kind=workers',
  `/api/relief/offers?limit=50&within=${places.town}`,
  `/api/relief/offers?limit=50&within=${places.county}`,
  '/api/relief/offers?organisation=0190aa00-0000-7000-8000-000000000014',
  '/api/relief/offers/0190ea00-0000-7000-8000-000000000014',
  `/api/relief/visits/due?round=${round}&scope=mine`,
  `/api/relief/visits/due?round=${round}&within=${places.town}`,
  `/api/relief/visits/due?round=${round}&within=${places.town}&state=visited`,
  `/api/relief/visits/due?round=${round}&within=${places.town}&list=top100`,
  `/api/relief/visits/coverage?round=${round}&within=${places.town}`,
  `/api/relief/visits/coverage?round=${round}&within=${places.town}&by=officer`,
  `/api/relief/visits/plans?from=2022-04-18&until=2022-04-30`,
  `/api/relief/visits/plans?from=2022-04-18&until=2022-04-30&scope=office`,
  '/api/relief/visits?limit=50',
  '/api/relief/visits?limit=50&organisation=0190aa00-0000-7000-8000-000000000014',
  `/api/search?q=${encodeURIComponent('电子')}`,
  '/api/search?q=jx',
]

describe('with twenty thousand problems and enterprises', () => {
  test.each(lists)('%s reads no large table whole, for a town’s and a province’s officer', async path => {
    for (const who of ['town', 'province'] as const)
      expect(await scannedBy(officers[who], path), who).toEqual([])
  })

  test('a list read whole is noticed', async () => {
    await world.owner.query('drop index matter.matter_done')
    expect(await scannedBy(officers.province, '/api/my-day')).toEqual(['matter'])
  })
})
