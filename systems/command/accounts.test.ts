import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusalTexts as auditTexts } from '#platform/audit/texts'
import { refusalTexts as authTexts, sessionOf } from '#platform/auth'
import { type Clock, simulatedClock } from '#platform/clock'
import { type Database, openDatabase, uuidv7 } from '#platform/db'
import { client } from '#platform/http'
import { buildServer, type RefusalTexts } from '#platform/http/server'
import { handOver } from '#platform/matter'
import { nameTokens } from '#region/names'
import { codeOf } from '#test/calls'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { business, groundOf, type Offices } from '../../platform/auth/fixtures.ts'
import {
  createFirstAdministrator,
  createAccount as operatorCreates,
  issueCode as operatorIssues,
  listAccounts as operatorLists,
} from '../../platform/auth/operator.ts'
import { commandApi } from './api.ts'
import { commandRoutes } from './routes.ts'
import { refusalTexts } from './texts.ts'

let fresh: FreshDatabase
let db: Database
let ground: ReturnType<typeof groundOf>
let offices: Offices
let app: FastifyInstance
let clock: Clock
const password = '春天的柳树很绿很绿2022'

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  ground = groundOf(fresh.ownerUrl)
  offices = await ground.build()
  clock = simulatedClock(business)
  app = await buildServer({
    db,
    clock,
    routes: commandRoutes({ clock, handOver, timeZone: 'Asia/Shanghai' }),
    texts: [authTexts, auditTexts, refusalTexts] as readonly RefusalTexts[],
    sessionOf: (token, at, request) => sessionOf(db, token, at, request),
    version: '0',
    logLevel: 'silent',
    trustedProxies: [],
  })
})
afterAll(async () => {
  await app?.close()
  await db?.close()
  await ground?.pool.end()
  await fresh?.drop()
})

let machines = 0
/** A browser of its own: calls by the contract over HTTP, with its own address and cookies. */
function browser(lang = 'zh-CN') {
  const remoteAddress = `10.1.${Math.floor(++machines / 250)}.${machines % 250}`
  const cookies: Record<string, string> = {}
  const seen: { setCookie: string } = { setCookie: '' }
  const inject: typeof fetch = async (address, init) => {
    const reply = await app.inject({
      url: String(address),
      method: (init?.method ?? 'GET') as 'GET',
      headers: { ...(init?.headers as Record<string, string>), 'accept-language': lang },
      cookies,
      remoteAddress,
      ...(typeof init?.body === 'string' && { payload: init.body }),
    })
    for (const cookie of reply.cookies) cookies[cookie.name] = cookie.value
    seen.setCookie = String(reply.headers['set-cookie'] ?? seen.setCookie)
    return new Response(reply.body, { status: reply.statusCode })
  }
  return Object.assign(client(commandApi, { fetch: inject }), { seen, cookies })
}
type Browser = ReturnType<typeof browser>

let people = 0
/** An official with roles, signed in. */
async function official(
  office: keyof Offices,
  roles: readonly (readonly ['liaison' | 'leader' | 'admin' | 'auditor' | 'handler', keyof Offices])[],
): Promise<Browser & { id: string; name: string }> {
  const name = `official-${++people}`
  const id = await ground.account(offices[office], name, password)
  for (const [role, at] of roles) await ground.role(id, role, offices[at])
  const own = browser()
  await own.signIn({ body: { name, password } })
  return Object.assign(own, { id, name })
}

const moved = (ms: number) => new Date(clock.now().getTime() + ms).toISOString()
const hour = 3_600_000

async function problem(ownerId: string, office: keyof Offices): Promise<string> {
  const id = uuidv7()
  await ground.pool.query(
    `insert into matter.matter (id, kind, number, title, division_code, status, owner_office_id, owner_id, next_step,
       workflow_version, opened_at, recorded_at, due_at, seats)
     select $1, 'problem', $2, '缺少零件', o.division_code, 'accepted', o.id, $3, 'solve', 1, $4, $4, $5,
       array(select 'relief:' || c from unnest(o.path) c) || ('office:' || o.id)
     from region.office o where o.id = $6`,
    [id, id.slice(-12), ownerId, clock.now(), new Date(clock.now().getTime() - hour), offices[office]],
  )
  return id
}

test('the session’s cookie is closed to scripts and to other sites, and its token stands in no answer', async () => {
  const name = `official-${++people}`
  await ground.account(offices.county, name, password)
  const own = browser()
  expect(Object.keys(await own.signIn({ body: { name, password } }))).toEqual(['expiresAt'])
  expect(own.seen.setCookie).toMatch(/^tz_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
  const { rows } = await ground.pool.query('select body::text from app.reply')
  for (const row of rows) expect(row.body).not.toContain(own.cookies.tz_session)
})

test('who is signed in sees name, office, roles and pages, and no keys', async () => {
  const liaison = await official('county', [['liaison', 'county']])
  const session = await liaison.whoAmI({})
  expect(session).toMatchObject({
    account: { id: liaison.id, isDemo: false },
    office: { divisionCode: '330421', divisionName: '嘉善县' },
    place: '330421',
    nav: [
      'my-day',
      'report',
      'problems',
      'causes',
      'tasks',
      'requests',
      'enterprises',
      'visits',
      'exchange',
      'orders',
      'pairings',
      'map',
    ],
    deployment: {
      isDemonstration: false,
      root: { code: '33' },
      isSimulated: true,
      timeZone: 'Asia/Shanghai',
    },
  })
  expect(session.holdings).toHaveLength(1)
  expect(JSON.stringify(session)).not.toContain('relief:')
  expect(await codeOf(browser().whoAmI({}))).toBe('unauthenticated')
  expect((await browser().deployment({})).businessTime).toBe(clock.now().toISOString())
})

test('a county’s administrator creates accounts in the county and below, not beside it or above', async () => {
  const admin = await official('county', [['admin', 'county']])
  const create = (office: keyof Offices) =>
    codeOf(
      admin.createAccount({
        body: { name: `new-${++people}`, displayName: '沈亦安', officeId: offices[office] },
      }),
    )
  expect(await create('county')).toBe('done')
  expect(await create('town')).toBe('done')
  expect(await create('sibling')).toBe('outside-place')
  expect(await create('city')).toBe('outside-place')
  expect(await create('province')).toBe('outside-place')
  const liaison = await official('county', [['liaison', 'county']])
  expect(
    await codeOf(
      liaison.createAccount({
        body: { name: `new-${++people}`, displayName: '沈亦安', officeId: offices.county },
      }),
    ),
  ).toBe('outside-place')
})

test('the database itself refuses an account or a role that a county’s administrator writes beside or above', async () => {
  const admin = await official('county', [['admin', 'county']])
  const actor = (await sessionOf(
    db,
    admin.cookies.tz_session!,
    { wall: new Date(), business: clock.now() },
    { lang: 'zh-CN', requestId: 'r' },
  ))!
  const colleague = await ground.account(offices.county, `official-${++people}`)
  const role = (officeId: string, seats: string[], accountId = colleague) =>
    db.as(actor, tx =>
      tx
        .insertInto('auth.role_holding')
        .values({
          id: uuidv7(),
          account_id: accountId,
          role: 'leader',
          office_id: officeId,
          valid_from: clock.now(),
          recorded_at: clock.now(),
          granted_by: admin.id,
          seats,
        })
        .execute(),
    )
  const own = ['admin:33', 'admin:3304', 'admin:330421']
  await expect(role(offices.city, own)).rejects.toMatchObject({ code: '42501' })
  await expect(role(offices.city, ['admin:33', 'admin:3304'])).rejects.toMatchObject({ code: '42501' })
  await expect(role(offices.sibling, own)).rejects.toMatchObject({ code: '42501' })
  await expect(role(offices.county, own, admin.id)).rejects.toMatchObject({ code: '42501' })
  await role(offices.county, own)
  const account = (officeId: string) =>
    db.as(actor, tx =>
      tx
        .insertInto('auth.account')
        .values({
          id: uuidv7(),
          name: `official-${++people}`,
          display_name: '某',
          office_id: officeId,
          created_at: clock.now(),
          seats: own,
        })
        .execute(),
    )
  await expect(account(offices.sibling)).rejects.toMatchObject({ code: '42501' })
  await account(offices.county)
})

test('roles are granted at the administrator’s place and below, once, for a period, and never to oneself', async () => {
  const admin = await official('county', [['admin', 'county']])
  const officer = await ground.account(offices.town, `official-${++people}`)
  const grant = (
    role: 'liaison' | 'leader' | 'admin',
    office: keyof Offices,
    to = officer,
    from?: string,
    until?: string,
  ) => codeOf(admin.grantRole({ params: { id: to }, body: { role, officeId: offices[office], from, until } }))
  expect(await grant('liaison', 'town', officer, moved(hour), moved(48 * hour))).toBe('done')
  expect(await grant('liaison', 'town', officer, moved(24 * hour))).toBe('role-held')
  expect(await grant('liaison', 'town', officer, moved(48 * hour))).toBe('done')
  expect(await grant('leader', 'county')).toBe('done')
  expect(await grant('leader', 'city')).toBe('outside-place')
  expect(await grant('leader', 'sibling')).toBe('outside-place')
  expect(await grant('leader', 'town', officer, moved(-hour))).toBe('role-period')
  expect(await grant('leader', 'town', officer, moved(hour), moved(hour))).toBe('role-period')
  expect(await grant('leader', 'county', admin.id)).toBe('own-account')
})

test('a county’s administrator comes by no reset into the roles of the province', async () => {
  const admin = await official('county', [['admin', 'county']])
  const higher = await official('county', [['leader', 'province']])
  expect(await codeOf(admin.issueCode({ params: { id: higher.id } }))).toBe('roles-above')
  expect(await codeOf(admin.endAccount({ params: { id: higher.id }, body: { version: 1 } }))).toBe(
    'roles-above',
  )
  expect((await higher.whoAmI({})).place).toBe('33')
})

test('an administrator’s code is shown once, kept nowhere, and lets its person choose a password', async () => {
  const admin = await official('county', [['admin', 'county']])
  const { id } = await admin.createAccount({
    body: { name: `First.${++people}`, displayName: '沈亦安', officeId: offices.county },
  })
  const { code, sheet } = await admin.issueCode({ params: { id } })
  expect(sheet).toContain(code)
  expect(sheet).toContain('沈亦安（嘉善县专班）')
  const stored = await ground.pool.query(
    `select (select string_agg(body::text, ' ') from app.reply) || (select string_agg(e::text, ' ') from audit.entry e) as everything`,
  )
  expect(stored.rows[0].everything).not.toContain(code)
  const first = browser('en')
  const use = (typed: string) => first.useCode({ body: { name: `first.${people}`, code: typed, password } })
  await use(code.toLowerCase())
  expect((await first.whoAmI({})).account.displayName).toBe('沈亦安')
  expect(await codeOf(use(code))).toBe('code-refused')
  const again = await admin.issueCode({ params: { id } })
  expect(await codeOf(first.whoAmI({}))).toBe('unauthenticated')
  expect(await codeOf(first.signIn({ body: { name: `first.${people}`, password } }))).toBe('sign-in-refused')
  await use(again.code)
})

test('cover begins and ends at its business moments, and shows for whom it acts', async () => {
  const leader = await official('county', [['leader', 'county']])
  const colleague = await official('town', [])
  const cover = (body: Partial<{ role: 'leader' | 'admin'; to: string; from: string; until: string }> = {}) =>
    leader.delegate({
      body: {
        role: 'leader',
        officeId: offices.county,
        to: colleague.id,
        from: moved(hour),
        until: moved(3 * hour),
        ...body,
      },
    })
  await cover()
  expect(await codeOf(cover({ from: moved(2 * hour), until: moved(4 * hour) }))).toBe('delegation-overlap')
  expect(await codeOf(cover({ role: 'admin' }))).toBe('role-not-own')
  expect(await codeOf(cover({ to: leader.id }))).toBe('own-account')
  expect(await codeOf(cover({ until: moved(200 * 24 * hour) }))).toBe('role-period')
  const neighbour = await official('sibling', [])
  expect(await codeOf(cover({ to: neighbour.id, from: moved(5 * hour), until: moved(6 * hour) }))).toBe(
    'delegate-elsewhere',
  )
  const holdings = async () => (await colleague.whoAmI({})).holdings
  expect(await holdings()).toEqual([])
  clock.moveTo(new Date(moved(hour)))
  expect(await holdings()).toMatchObject([{ role: 'leader', coversFor: { id: leader.id } }])
  const onward = { role: 'leader' as const, officeId: offices.county, to: neighbour.id, until: moved(hour) }
  expect(await codeOf(colleague.delegate({ body: onward }))).toBe('role-not-own')
  clock.moveTo(new Date(moved(2 * hour - 1)))
  expect(await holdings()).toHaveLength(1)
  clock.moveTo(new Date(moved(1)))
  expect(await holdings()).toEqual([])
})

test('cover ends with the role that it covers, and when its giver takes it back', async () => {
  const admin = await official('county', [['admin', 'county']])
  const leader = await official('county', [['leader', 'county']])
  const colleague = await official('county', [])
  const stranger = await official('county', [['leader', 'county']])
  const cover = () =>
    leader.delegate({
      body: { role: 'leader', officeId: offices.county, to: colleague.id, until: moved(hour) },
    })
  const count = async () => (await colleague.whoAmI({})).holdings.length
  const first = await cover()
  expect(await count()).toBe(1)
  expect(await codeOf(stranger.endRole({ params: first }))).toBe('outside-place')
  await leader.endRole({ params: first })
  expect(await count()).toBe(0)
  expect(await codeOf(leader.endRole({ params: first }))).toBe('role-ended')
  await cover()
  expect(await count()).toBe(1)
  const { rows } = await admin.listRoles({ query: { account: leader.id } })
  await admin.endRole({ params: { id: rows[0]!.id } })
  expect([await count(), (await leader.whoAmI({})).holdings.length]).toEqual([0, 0])
})

test('an officer who moves on is ended at once, and every open matter goes to the named successor', async () => {
  const admin = await official('county', [['admin', 'county']])
  const officer = await official('county', [['liaison', 'county']])
  const unfit = await official('county', [['liaison', 'sibling']])
  const successor = await official('county', [['handler', 'county']])
  const matters = [await problem(officer.id, 'county'), await problem(officer.id, 'county')]
  const end = (successorId?: string, version = 1) =>
    admin.endAccount({ params: { id: officer.id }, body: { version, successorId } })
  expect((await admin.viewAccount({ params: { id: officer.id } })).openMatters).toBe(2)
  expect((await officer.viewAccount({ params: { id: officer.id } })).openMatters).toBeNull()
  await expect(end()).rejects.toMatchObject({ problem: { code: 'matters-open', count: 2 } })
  expect(await codeOf(end(unfit.id))).toBe('successor-unfit')
  expect(await codeOf(end(officer.id))).toBe('successor-unfit')
  expect(await codeOf(end(successor.id, 2))).toBe('stale-version')
  expect((await officer.whoAmI({})).account.id).toBe(officer.id)
  expect(await end(successor.id)).toEqual({ handedOver: 2 })
  expect(await codeOf(officer.whoAmI({}))).toBe('unauthenticated')
  expect(await codeOf(browser().signIn({ body: { name: officer.name, password } }))).toBe('sign-in-refused')
  expect(await codeOf(end(successor.id))).toBe('account-ended')
  const owners = await ground.pool.query('select owner_id, version from matter.matter where id = any($1)', [
    matters,
  ])
  expect(owners.rows).toEqual([
    { owner_id: successor.id, version: 2 },
    { owner_id: successor.id, version: 2 },
  ])
  const told = await ground.pool.query(
    'select actor_id, action from matter.history where matter_id = any($1)',
    [matters],
  )
  expect(told.rows).toEqual([
    { actor_id: admin.id, action: 'hand-over' },
    { actor_id: admin.id, action: 'hand-over' },
  ])
  const roles = await ground.pool.query('select valid_until from auth.role_holding where account_id = $1', [
    officer.id,
  ])
  expect(roles.rows).toEqual([{ valid_until: clock.now() }])
  expect(await codeOf(admin.endAccount({ params: { id: admin.id }, body: { version: 1 } }))).toBe(
    'own-account',
  )
})

test('every verb leaves its row in the audit, under the office’s auditors', async () => {
  const admin = await official('county', [['admin', 'county']])
  const { id } = await admin.createAccount({
    body: { name: `audited-${++people}`, displayName: '陆云', officeId: offices.town },
  })
  await admin.changeAccount({
    params: { id },
    body: { displayName: '陆芸', officeId: offices.county, version: 1 },
  })
  expect(
    await codeOf(
      admin.changeAccount({
        params: { id },
        body: { displayName: '陆芸', officeId: offices.county, version: 1 },
      }),
    ),
  ).toBe('stale-version')
  await admin.issueCode({ params: { id } })
  const role = await admin.grantRole({ params: { id }, body: { role: 'liaison', officeId: offices.county } })
  await admin.endRole({ params: role })
  await admin.endAccount({ params: { id }, body: { version: 2 } })
  const { rows } = await ground.pool.query(
    'select action, actor_id, fields, seats from audit.entry where subject_id = $1 order by recorded_at, id',
    [id],
  )
  expect(rows.map(row => [row.action, row.fields.join(), row.seats.at(-1)])).toEqual([
    ['account.create', '', 'audit:330421100'],
    ['account.change', 'displayName,office', 'audit:330421'],
    ['account.issue-code', '', 'audit:330421'],
    ['role.grant', 'liaison', 'audit:330421'],
    ['role.end', 'liaison', 'audit:330421'],
    ['account.end', '', 'audit:330421'],
  ])
  expect(new Set(rows.map(row => row.actor_id))).toEqual(new Set([admin.id]))
})

test('an account that is sent five times at once is created once', async () => {
  const admin = await official('county', [['admin', 'county']])
  const body = { name: `five-${++people}`, displayName: '何田', officeId: offices.county }
  const send = () => admin.createAccount({ body }, { key: 'one-intention' })
  const ids = (await Promise.all([send(), send(), send(), send(), send()])).map(reply => reply.id)
  expect(new Set(ids).size).toBe(1)
  expect((await admin.listAccounts({ query: { q: body.name } })).rows.map(row => row.id)).toEqual([ids[0]])
  expect(await codeOf(admin.createAccount({ body }))).toBe('name-taken')
})

test('offices are created at and below the place, and end when nothing and nobody is left in them', async () => {
  const admin = await official('county', [['admin', 'county']])
  const body = {
    name: '人社局',
    nameEn: 'Labour Bureau',
    prefix: 'JSRS',
    divisionCode: '330421',
    subject: 'labour',
    kind: 'bureau' as const,
  }
  const { id } = await admin.createOffice({ body })
  expect(await codeOf(admin.createOffice({ body: { ...body, name: '人社二局' } }))).toBe('prefix-taken')
  expect(
    await codeOf(admin.createOffice({ body: { ...body, prefix: 'HYRS', divisionCode: '330424' } })),
  ).toBe('outside-place')
  const clerk = await admin.createAccount({
    body: { name: `clerk-${++people}`, displayName: '周琳', officeId: id },
  })
  const end = (version = 1) =>
    codeOf(admin.endOffice({ params: { id }, body: { version, successorId: offices.county } }))
  expect(await end()).toBe('office-in-use')
  await admin.changeAccount({
    params: { id: clerk.id },
    body: { displayName: '周琳', officeId: offices.county, version: 1 },
  })
  expect(await end(2)).toBe('stale-version')
  expect(await end()).toBe('done')
  expect(await end()).toBe('office-ended')
  expect(
    await codeOf(
      admin.createAccount({ body: { name: `late-${++people}`, displayName: '某', officeId: id } }),
    ),
  ).toBe('office-ended')
  const { rows } = await admin.listOffices({ query: { within: '330421', state: 'ended' } })
  expect(rows).toMatchObject([{ id, successorId: offices.county, version: 2 }])
})

test('lists come in pages without gaps or doubles', async () => {
  const admin = await official('county', [['admin', 'county']])
  for (let i = 0; i < 7; i++)
    await admin.createAccount({
      body: { name: `page-${i}`, displayName: `页${i}`, officeId: offices.county },
    })
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await admin.listAccounts({ query: { q: 'page-', limit: 3, cursor } })
    names.push(...page.rows.map(row => row.name))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map(i => `page-${i}`))
  const seen: string[] = []
  do {
    const page = await admin.listOffices({ query: { limit: 2, cursor } })
    seen.push(...page.rows.map(row => row.id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(Object.values(offices)))
  const roles = await admin.listRoles({ query: { role: 'admin', office: offices.county, limit: 1 } })
  const next = await admin.listRoles({
    query: { role: 'admin', office: offices.county, limit: 1, cursor: roles.next! },
  })
  expect(next.rows[0]!.id).not.toBe(roles.rows[0]!.id)
  expect((await admin.listAccounts({ query: { q: '100%' } })).rows).toEqual([])
})

test('organisations, divisions and officials are found by characters, pinyin and initials', async () => {
  const admin = await official('county', [['admin', 'county']])
  await admin.createAccount({
    body: { name: `found-${++people}`, displayName: '单雪晴', officeId: offices.county },
  })
  const { pinyin, initials } = nameTokens('嘉善县')
  await ground.pool.query(`update region.division set pinyin = $1, initials = $2 where code = '330421'`, [
    pinyin,
    initials,
  ])
  const firm = nameTokens('嘉善晨光零件有限公司')
  await ground.pool.query(
    `insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, pinyin, initials, recorded_at, seats)
     values ($1, '91330421MA2ABCDE1X', true, '嘉善晨光零件有限公司', '330421', '{33,3304,330421}', $2, $3, $4, '{relief:330421}')`,
    [uuidv7(), firm.pinyin, firm.initials, clock.now()],
  )
  const find = (q: string, within?: string) => admin.search({ query: { q, within } })
  expect((await find('雪晴')).officials).toMatchObject([{ displayName: '单雪晴', divisionCode: '330421' }])
  expect((await find('shanxueqing')).officials).toHaveLength(1)
  expect((await find('sxq')).officials).toHaveLength(1)
  const both = await find('嘉善')
  expect([both.organisations.length, both.divisions.map(one => one.nameEn)]).toEqual([1, ['Jiashan County']])
  expect((await find('chenguang')).organisations).toHaveLength(1)
  expect((await find('91330421MA')).organisations).toHaveLength(1)
  expect((await find('晨光', '330424')).organisations).toEqual([])
  expect(await find('嘉')).toEqual({ organisations: [], divisions: [], places: [], officials: [] })
})

test('the map counts the open and overdue matters that the viewer may see, by county', async () => {
  const [own, other] = [
    await official('county', [['leader', 'county']]),
    await official('sibling', [['leader', 'sibling']]),
  ]
  const city = await official('city', [['leader', 'city']])
  await problem(other.id, 'sibling')
  await problem(other.id, 'sibling')
  await problem(city.id, 'city')
  const map = async (viewer: Browser, within?: string) => {
    const { rows, above } = await viewer.map({ query: { within } })
    const of = (code: string) => rows.find(row => row.code === code)?.counts[0]
    return { codes: rows.map(row => row.code), sibling: of('330424'), county: of('330421'), above: above[0] }
  }
  expect(await map(own)).toMatchObject({ codes: ['330421', '330424'], sibling: undefined, above: undefined })
  expect(await map(other)).toMatchObject({
    sibling: { kind: 'problem', open: 2, overdue: 2 },
    county: undefined,
  })
  const whole = await map(city, '3304')
  expect(whole).toMatchObject({ sibling: { open: 2, overdue: 2 }, above: { open: 1, overdue: 1 } })
  expect(whole.county?.open).toBeGreaterThan(0)
  expect((await map(own, '330421')).codes).toEqual(['330421100'])
})

test('divisions are listed below the root, or below the one that is named', async () => {
  const liaison = await official('county', [])
  expect((await liaison.listDivisions({ query: {} })).rows.map(row => row.code)).toEqual(['3304'])
  const below = await liaison.listDivisions({ query: { parent: '3304' } })
  expect(below.parent.name).toBe('嘉兴市')
  expect(below.rows.map(row => row.name)).toEqual(['嘉善县', '海盐县'])
  expect(await codeOf(liaison.listDivisions({ query: { parent: '99' } }))).toBe('not-found')
})

test('own sessions are listed and ended over HTTP, and signing out ends this one', async () => {
  const liaison = await official('county', [])
  const second = browser('en')
  await second.signIn({ body: { name: liaison.name, password } })
  const { rows } = await liaison.listSessions({})
  expect(rows.map(row => row.isThis)).toEqual([false, true])
  await liaison.revokeSession({ params: { id: rows[0]!.id } })
  expect(await codeOf(second.whoAmI({}))).toBe('unauthenticated')
  await liaison.changePassword({ body: { present: password, password: `${password}!` } })
  await liaison.signOut({})
  expect(await codeOf(liaison.whoAmI({}))).toBe('unauthenticated')
})

test('refusals at the door are told in the reader’s language, with the seconds to wait', async () => {
  const name = `official-${++people}`
  await ground.account(offices.county, name, password)
  const attempt = (lang: string) => browser(lang).signIn({ body: { name, password: 'wrong password' } })
  await expect(attempt('en')).rejects.toThrow('The account or the password is wrong.')
  await expect(attempt('zh-CN')).rejects.toThrow('账号或密码不正确。')
  await expect(attempt('zh-CN')).rejects.toThrow()
  await expect(attempt('en')).rejects.toThrow('Several attempts were wrong. Try again in 1 s.')
})

test('the operator makes the first administrator, who signs in by code and grants roles', async () => {
  const at = { business: clock.now(), wall: new Date() }
  const person = {
    name: 'Root.Admin',
    displayName: '顾闻',
    tokens: nameTokens('顾闻', { surname: true }),
    divisionCode: '3304',
  }
  const issued = await createFirstAdministrator(ground.pool, person, at)
  expect(issued).toMatchObject({ name: 'root.admin', displayName: '顾闻', office: '嘉兴市专班' })
  await expect(createFirstAdministrator(ground.pool, person, at)).rejects.toMatchObject({
    code: 'name-taken',
  })
  const own = browser()
  await own.useCode({ body: { name: 'root.admin', code: issued.code, password } })
  expect((await own.whoAmI({})).nav).toEqual(['import', 'accounts', 'offices'])
  const clerk = await operatorCreates(
    ground.pool,
    { name: 'clerk.op', displayName: '何田', tokens: nameTokens('何田'), officeId: offices.county },
    at,
  )
  await own.grantRole({
    params: { id: clerk.accountId },
    body: { role: 'liaison', officeId: offices.county },
  })
  expect(await operatorLists(ground.pool, { within: '3304' }, clock.now())).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'root.admin',
        hasPassword: true,
        roles: [expect.objectContaining({ role: 'admin' })],
      }),
      expect.objectContaining({
        name: 'clerk.op',
        hasPassword: false,
        roles: [expect.objectContaining({ role: 'liaison' })],
      }),
    ]),
  )
  const again = await operatorIssues(ground.pool, 'root.admin', at)
  expect(await codeOf(own.whoAmI({}))).toBe('unauthenticated')
  await own.useCode({ body: { name: 'root.admin', code: again.code, password } })
})
