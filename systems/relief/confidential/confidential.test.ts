import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandApi } from '#command/api'
import { auditApi } from '#platform/audit/api'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { type Asked, everyAnswer } from '#test/answers'
import { codeOf } from '#test/calls'
import { openPage } from '#test/faults/send'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { requestsApi } from '../requests/api.ts'
import { tasksApi } from '../tasks/api.ts'
import { confidentialApi } from './api.ts'

let w: ReliefWorld
let examiner: Officer
let blind: Record<string, Officer>
/** Who has every role there is at the named office and above it. */
let everywhere: Officer

beforeAll(async () => {
  w = await reliefWorld()
  const { bureau, townOffice, cityForce, siblingBureau, labour } = w.offices
  examiner = w.officers.supervisor
  const both = await w.world.officer('两处任职', bureau, 'leader')
  for (const role of ['leader', 'supervisor', 'handler']) {
    await w.world.owner.query(
      `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
       values (gen_random_uuid(), $1, $2, $3, '2022-01-01', now(), '{}')`,
      [both.id, role, cityForce],
    )
  }
  everywhere = await w.world.officer(
    '样样都任',
    bureau,
    'leader',
    'handler',
    'liaison',
    'supervisor',
    'duty',
    'admin',
    'auditor',
  )
  const cityBureau = await w.world.office(places.city, 'industry', { prefix: 'JXI', seesSubject: true })
  const standIn = await w.world.officer('代管', bureau, 'handler')
  const hold = (account: Officer, role: string, by: string | null) =>
    w.world.owner.query(
      `insert into auth.role_holding (id, account_id, role, office_id, delegated_by, valid_from, valid_until, recorded_at, seats)
       values (gen_random_uuid(), $1, $2, $3, $4::uuid, '2022-01-01', case when $4::uuid is null then null else '2022-12-31'::date end, now(), '{}')`,
      [account.id, role, cityForce, by],
    )
  for (const role of ['leader', 'supervisor', 'liaison', 'duty', 'handler', 'admin'])
    await hold(everywhere, role, null)
  await hold(standIn, 'supervisor', examiner.id)
  blind = {
    'its handler who stands in for the examiner above': standIn,
    'who has every role in it and above': everywhere,
    'the enterprise’s liaison officer, who made its link': w.officers.liaison,
    'the duty officer above': w.officers.hotline,
    'the department’s line above': await w.world.officer('条线', cityBureau, 'handler', 'leader'),
    'a handler of the named office': w.officers.handler,
    'its leader': w.officers.leader,
    'its leader who also supervises above': both,
    'the leader of its county': await w.world.officer('县领导', labour, 'leader'),
    'the duty officer of its county': await w.world.officer('县值班', labour, 'duty'),
    'the supervisor of its county': await w.world.officer('县督查', labour, 'supervisor'),
    'its auditor': await w.world.officer('县审计', bureau, 'auditor'),
    'its administrator': await w.world.officer('县管理', bureau, 'admin'),
    'somebody below': await w.world.officer('镇领导', townOffice, 'leader'),
    'a sibling': await w.world.officer('邻县领导', siblingBureau, 'leader', 'supervisor'),
    'a handler above': w.officers.cityHandler,
    'a leader above, where supervisors are': w.officers.cityLeader,
  }
})
afterAll(() => w.world.stop())

const code = () => [...randomBytes(26)].map(one => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[one & 31]).join('')
const calls = (officer: Officer | undefined) => w.world.as(officer, confidentialApi)
const pixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

async function byEnterprise(secretCode = code()) {
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  const { secret } = await w.relief('liaison').reportLink({ params: { id: w.enterprise } })
  const offices = await calls(undefined).nameableOffices({ body: { secret: secret! } })
  expect(offices.map(office => office.id)).toContain(w.offices.bureau)
  const body = {
    secret: secret!,
    officeId: w.offices.bureau,
    description: '拖延不办，索要好处。',
    code: secretCode,
    contactName: '罗启',
    contactTelephone: '100-0000-0021',
  }
  return { ...(await calls(undefined).reportByLinkInConfidence({ body })), code: secretCode }
}
async function idOf(number: string): Promise<string> {
  const { rows } = await w.world.owner.query('select id from matter.matter where number = $1', [number])
  return rows[0].id
}

describe('a confidential report about an office', () => {
  it('is seen by the supervision above and by nobody of the office, its place or below', async () => {
    const { number } = await byEnterprise()
    const id = await idOf(number)
    const seen = await calls(examiner).viewConfidential({ params: { id } })
    expect(seen).toMatchObject({ description: '拖延不办，索要好处。', by: 'enterprise' })
    for (const [who, officer] of Object.entries(blind)) {
      const matters = w.world.as(officer, matterApi)
      const found = {
        who,
        page: await codeOf(calls(officer).viewConfidential({ params: { id } })),
        matter: await codeOf(matters.viewMatter({ params: { id } })),
        list: (await matters.listMatters({ query: { open: 'all', kind: 'confidential' } })).rows,
        search: (await matters.listMatters({ query: { open: 'all', number } })).rows,
        day: (await matters.myDay({})).office.filter(row => row.kind === 'confidential'),
        notices: JSON.stringify(await w.world.as(officer, noticesApi).listNotices({ query: {} })).includes(
          number,
        ),
        audit: await w.world
          .as(officer, auditApi)
          .searchAudit({ query: { subject: id } })
          .then(
            ({ rows }) => rows.length,
            () => 0,
          ),
      }
      expect(found).toEqual({
        who,
        page: 'not-found',
        matter: 'not-found',
        list: [],
        search: [],
        day: [],
        notices: false,
        audit: 0,
      })
    }
    const above = await w.world.officer('市审计', w.offices.cityForce, 'auditor')
    const { rows } = await w.world.as(above, auditApi).searchAudit({ query: { subject: id } })
    expect(rows.map(row => row.action)).toContain('confidential.receive')
  })

  it('is told by no call of the whole contract to who has every role in the named office and above it', async () => {
    const { number } = await byEnterprise()
    const id = await idOf(number)
    const { contact } = await calls(examiner).viewConfidential({ params: { id } })
    const file = await w.world.as(examiner, matterApi).attach({
      params: { id },
      query: { name: '录音文字.png' },
      body: pixel,
    })
    const words = [
      ...[number, '保密', number.slice(0, -2), '拖延', id, contact!.personId, file.id, examiner.id],
      ...['all', 'confidential', 'matters', '330482', '3304', 'true', 'csv', 'office', 'received', 'in'],
      ...['2022-04', '2022-04-18', '2022-04-20T00:00:00Z', '2022-W16'],
    ]
    const secrets = [number, '保密反映', '拖延', '录音文字', contact!.personId, file.id]
    const tells = (answers: Asked[]) =>
      answers.filter(({ status, text }) => status < 300 && [...secrets, id].some(one => text.includes(one)))
    const answers = await everyAnswer(w.world.address, everywhere.token, words)
    expect(answers.length).toBeGreaterThan(300)
    expect(tells(answers)).toEqual([])
    // The same questions, asked by who may see it, are answered.
    const seen = tells(await everyAnswer(w.world.address, examiner.token, words))
    const paths = seen.map(one => one.path.split('?')[0])
    for (const path of [
      '/api/matters',
      `/api/matters/${id}`,
      `/api/relief/confidential/${id}`,
      '/api/notices',
    ])
      expect(paths).toContain(path)
  }, 60_000)

  it('has no open page of others told that something changed, and takes no word from them', async () => {
    const pages = [examiner, everywhere, w.officers.handler].map(one => openPage(w.world.address, one.token))
    const heard = (page: (typeof pages)[number], id: string) =>
      expect.poll(() => page.text, { timeout: 10_000 }).toContain(id)
    try {
      await expect.poll(() => pages.every(page => page.status === 200)).toBe(true)
      const { number } = await byEnterprise()
      const id = await idOf(number)
      await heard(pages[0]!, id)
      // What is told later has come: what was told before would have.
      const { id: later } = await w.problem({ title: '后来的问题' })
      for (const page of pages) await heard(page, later)
      for (const page of pages.slice(1)) expect(page.text).not.toContain(id)
      for (const officer of [everywhere, w.officers.handler]) {
        const matters = w.world.as(officer, matterApi)
        const clockId = '00000000-0000-7000-8000-000000000001'
        const until = '2022-05-20T00:00:00Z'
        const tried: Record<string, () => Promise<unknown>> = {
          comment: () => matters.comment({ params: { id }, body: { text: '看看', audience: 'staff' } }),
          take: () =>
            matters.actOnMatter({ params: { id, action: 'take' }, body: { version: 1, input: {} } }),
          assign: () => matters.assign({ params: { id }, body: { accountId: officer.id, version: 1 } }),
          attach: () => matters.attach({ params: { id }, query: { name: '图.png' }, body: pixel }),
          pause: () => matters.pauseClock({ params: { id, clockId }, body: { until, reason: '等' } }),
          extend: () => matters.askExtension({ params: { id, clockId }, body: { until, reason: '等' } }),
          call: () =>
            w.world
              .as(officer, noticesApi)
              .recordCall({ body: { matterId: id, outcome: 'reached', direction: 'made' } }),
          request: () =>
            w.world.as(officer, requestsApi).ask({
              body: { parentId: id, subject: '问', asked: '问', to: { officeId: w.offices.labour } },
            }),
          instruction: () =>
            w.world.as(officer, tasksApi).instruct({
              body: {
                about: { kind: 'problem', id },
                words: '查',
                to: [{ officeId: w.offices.bureau, dueOn: '2022-05-10' }],
              },
            }),
        }
        for (const [what, call] of Object.entries(tried))
          expect([what, await codeOf(call())]).toEqual([what, 'not-found'])
      }
    } finally {
      for (const page of pages) page.close()
    }
  })

  it('has no child that others would see, and is assigned to nobody who doesn’t see it', async () => {
    // Where no supervisor is, a leader examines, who otherwise may ask other offices.
    const { number } = await byEnterprise()
    const id = await idOf(number)
    await w.world.owner.query(
      `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
       values (gen_random_uuid(), $1, 'leader', $2, '2022-01-01', now(), '{}')`,
      [examiner.id, w.offices.cityForce],
    )
    const ask = w.world.as(examiner, requestsApi).ask({
      body: { parentId: id, subject: '请说明', asked: '请说明', to: { officeId: w.offices.bureau } },
    })
    expect(await codeOf(ask)).toBe('forbidden')
    const { version } = await w.world.as(examiner, matterApi).viewMatter({ params: { id } })
    const assign = (accountId: string) =>
      codeOf(w.world.as(examiner, matterApi).assign({ params: { id }, body: { accountId, version } }))
    for (const other of [w.officers.cityHandler, everywhere])
      expect(await assign(other.id)).toBe('not-in-office')
    expect(await assign(examiner.id)).toBe('done')
    const { rows } = await w.world.owner.query(
      'select count(*)::int as n from matter.matter where parent_id = $1',
      [id],
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('is followed by number and code like any problem, and answered', async () => {
    const { number, code: secret } = await byEnterprise()
    const id = await idOf(number)
    expect(await codeOf(w.relief().track({ body: { number, secret: code() } }))).toBe('tracking-unknown')
    const first = await w.relief().track({ body: { number, secret } })
    expect(first).toMatchObject({
      kind: 'confidential',
      status: 'received',
      description: '拖延不办，索要好处。',
    })
    await w.relief().actByLink({
      params: { action: 'addFacts' },
      body: { number, secret, input: { note: '还有录音。' } },
    })
    const act = async (action: string, input: Record<string, string> = {}) => {
      const matters = w.world.as(examiner, matterApi)
      const { version } = await matters.viewMatter({ params: { id } })
      return matters.actOnMatter({ params: { id, action }, body: { version, input } })
    }
    await act('take')
    expect(await codeOf(act('admit', { account: blind['its leader who also supervises above']!.id }))).toBe(
      'named-there',
    )
    await act('admit', { account: w.officers.cityLeader.id })
    expect(await codeOf(calls(w.officers.cityLeader).viewConfidential({ params: { id } }))).toBe('done')
    await act('answer', { note: '已核查并责令整改。' })
    const last = await w.relief().track({ body: { number, secret } })
    expect(last).toMatchObject({ status: 'answered', solution: '已核查并责令整改。', isOpen: false })
  })

  it('of an official names no official, and keeps only the hash of the code', async () => {
    const body = { officeId: w.offices.bureau, description: '局里压件不办。', code: code() }
    const key = 'the-same-report-twice'
    const first = await calls(w.officers.second).reportInConfidence({ body }, { key })
    expect(await calls(w.officers.second).reportInConfidence({ body }, { key })).toEqual(first)
    const id = await idOf(first.number)
    const { rows } = await w.world.owner.query(
      `select (select count(*)::int from matter.history where matter_id = $1::uuid and actor_id = $2::uuid)
         + (select count(*)::int from audit.entry where subject_id = $1::text and actor_id = $2::uuid) as named,
        (select count(*)::int from app.reply where body::text like '%' || $3 || '%') as codes`,
      [id, w.officers.second.id, body.code],
    )
    expect(rows[0]).toEqual({ named: 0, codes: 0 })
    // The reporter's own account sees it by number and code alone.
    expect(await codeOf(calls(w.officers.second).viewConfidential({ params: { id } }))).toBe('not-found')
    expect(await codeOf(w.relief().track({ body: { number: first.number, secret: body.code } }))).toBe('done')
  })

  it('about the city’s task force goes to the province, and without anybody above it is refused', async () => {
    const body = { officeId: w.offices.cityForce, description: '专班推诿。', code: code() }
    expect(await codeOf(calls(w.officers.handler).reportInConfidence({ body }))).toBe('no-examiner')
    const province = await w.world.office(places.province, 'relief', { name: '省专班', prefix: 'ZJ' })
    const inspector = await w.world.officer('省督查', province, 'supervisor')
    const { number } = await calls(w.officers.handler).reportInConfidence({ body })
    const id = await idOf(number)
    expect(await codeOf(calls(inspector).viewConfidential({ params: { id } }))).toBe('done')
    expect(await codeOf(calls(examiner).viewConfidential({ params: { id } }))).toBe('not-found')
  })

  it('is handed on by an examiner who leaves, and closed to one who joins the named office', async () => {
    const { cityForce, bureau } = w.offices
    const [leaving, next, joining] = await Promise.all(
      ['离任督查', '接任督查', '调任督查'].map(name => w.world.officer(name, cityForce, 'supervisor')),
    )
    const { number } = await byEnterprise()
    const id = await idOf(number)
    const sees = async (officer: Officer) =>
      (await codeOf(calls(officer).viewConfidential({ params: { id } }))) === 'done'
    const { version } = await w.world.as(leaving, matterApi).viewMatter({ params: { id } })
    await w.world.as(leaving, matterApi).actOnMatter({
      params: { id, action: 'take' },
      body: { version, input: {} },
    })
    // Who comes to the named office loses it at once.
    expect(await sees(joining!)).toBe(true)
    await w.world.owner.query(
      `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
       values (gen_random_uuid(), $1, 'handler', $2, '2022-04-20', now(), '{}')`,
      [joining!.id, bureau],
    )
    expect(await sees(joining!)).toBe(false)
    const admin = await w.world.officer('市管理', cityForce, 'admin')
    const command = w.world.as(admin, commandApi)
    const account = await command.viewAccount({ params: { id: leaving!.id } })
    const end = (successorId: string) =>
      codeOf(
        command.endAccount({ params: { id: leaving!.id }, body: { version: account.version, successorId } }),
      )
    expect(await end(next!.id)).toBe('done')
    expect(await sees(next!)).toBe(true)
    const { rows } = await w.world.owner.query(
      'select owner_id, seats @> array[$2] as kept from matter.matter where id = $1',
      [id, `account:${leaving!.id}`],
    )
    expect(rows).toEqual([{ owner_id: next!.id, kept: false }])
  })

  it('is handed to nobody of the named office when its examiner leaves', async () => {
    const leaving = await w.world.officer('离任二', w.offices.cityForce, 'supervisor')
    const { number } = await byEnterprise()
    const id = await idOf(number)
    const { version } = await w.world.as(leaving, matterApi).viewMatter({ params: { id } })
    await w.world
      .as(leaving, matterApi)
      .actOnMatter({ params: { id, action: 'take' }, body: { version, input: {} } })
    const page = openPage(w.world.address, everywhere.token)
    await expect.poll(() => page.status).toBe(200)
    const admin = await w.world.officer('市管理二', w.offices.cityForce, 'admin')
    const command = w.world.as(admin, commandApi)
    const account = await command.viewAccount({ params: { id: leaving.id } })
    const body = { version: account.version, successorId: everywhere.id }
    await command.endAccount({ params: { id: leaving.id }, body })
    expect(await codeOf(calls(everywhere).viewConfidential({ params: { id } }))).toBe('not-found')
    const { rows } = await w.world.owner.query('select owner_id, seats from matter.matter where id = $1', [
      id,
    ])
    expect(rows[0].seats).not.toContain(`account:${everywhere.id}`)
    expect(rows[0].seats).toContain(`account:${rows[0].owner_id}`)
    page.close()
    expect(page.text).not.toContain(id)
  })

  it('about an office that is merged upwards is examined by nobody of the successor, nor of the former office', async () => {
    const named = await w.world.office(places.county, 'transport', { name: '平湖市交通局', prefix: 'PHT' })
    const moved = await w.world.officer('原交通局长', named, 'leader')
    const other = await w.world.office(places.city, 'tax', { name: '嘉兴市税务局', prefix: 'JXT' })
    const apart = await w.world.officer('税务督查', other, 'supervisor')
    const body = { officeId: named, description: '交通局压件。', code: code() }
    const { number } = await calls(w.officers.second).reportInConfidence({ body })
    const id = await idOf(number)
    const sees = async (officer: Officer) =>
      (await codeOf(calls(officer).viewConfidential({ params: { id } }))) === 'done'
    expect([await sees(examiner), await sees(apart)]).toEqual([true, true])
    const admin = w.world.as(await w.world.officer('市管理三', other, 'admin'), commandApi)
    await admin.endOffice({
      params: { id: named },
      body: { version: 1, successorId: w.offices.cityForce, handOver: true },
    })
    expect([await sees(examiner), await sees(moved), await sees(apart)]).toEqual([false, false, true])
    const { version } = await w.world.as(apart, matterApi).viewMatter({ params: { id } })
    const admit = w.world.as(apart, matterApi).actOnMatter({
      params: { id, action: 'admit' },
      body: { version, input: { account: examiner.id } },
    })
    expect(await codeOf(admit)).toBe('named-there')
  })

  // Last: the clock moves on.
  it('that is late is told to its examiners alone', async () => {
    const { number } = await byEnterprise()
    const id = await idOf(number)
    await w.world.moveTo('2022-05-20T09:00:00+08:00')
    const { rows } = await w.world.owner.query(
      `select distinct m.template, bool_and(m.office_id is null and x.seats @> array['account:' || m.account_id]) as seated
       from notice.message m join matter.matter x on x.id = m.matter_id where x.id = $1 group by m.template`,
      [id],
    )
    expect(rows).toContainEqual({ template: 'overdue', seated: true })
    expect(rows.every(row => row.seated)).toBe(true)
  })
})
