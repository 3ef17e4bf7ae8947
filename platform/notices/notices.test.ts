import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { realClock, simulatedClock } from '#platform/clock'
import { type Actor, type Database, keysOf, openDatabase, type Role, uuidv7 } from '#platform/db'
import { buildServer } from '#platform/http/server'
import { type Jobs, startJobs } from '#platform/jobs'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { isSignedBy } from './adapters.ts'
import {
  type Adapters,
  type Book,
  hasReached,
  noticeRoutes,
  noticeTexts,
  notify,
  refusalTexts,
  sendingTask,
  signReceipt,
} from './index.ts'
import type { Receipt } from './schema.ts'
import { systemWith } from './send.ts'
import { markSent, settle } from './store.ts'

const at = new Date('2022-05-04T09:00:00+08:00')
const secret = 'a secret between us'
const telephone = '13800000000'
const clockWords = ((lang: string) => ({
  'clock.accept': lang === 'en' ? 'time to accept' : '接单时限',
})) as unknown as Book
const books = [noticeTexts, clockWords] as readonly Book[]

let fresh: FreshDatabase
let db: Database
let owner: pg.Pool

const office = { city: uuidv7(), other: uuidv7() }
const people = { officer: uuidv7(), colleague: uuidv7(), stranger: uuidv7() }
const personId = uuidv7()

const staff = (accountId: string, officeId: string, role: Role, divisionCode: string): Actor => {
  const holdings = [{ role, officeId, divisionCode, subject: null, delegatedBy: null }]
  return {
    kind: 'staff',
    id: accountId,
    ...keysOf(accountId, holdings),
    holdings,
    lang: 'zh-CN',
    requestId: 'test-request',
  }
}
const officer = staff(people.officer, office.city, 'handler', '330421')
const colleague = staff(people.colleague, office.city, 'handler', '330421')
const stranger = staff(people.stranger, office.other, 'handler', '330424')
const supervisor = { ...staff(people.colleague, office.city, 'supervisor', '330421'), lang: 'en' as const }

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  await owner.query(`insert into region.division (code, name, level, path, pinyin, initials, valid_from) values
    ('330421', '嘉善县', 'county', '{330421}', 'jiashanxian', 'jsx', '2000-01-01'),
    ('330424', '海盐县', 'county', '{330424}', 'haiyanxian', 'hyx', '2000-01-01')`)
  for (const [id, code, prefix] of [
    [office.city, '330421', 'JS'],
    [office.other, '330424', 'HY'],
  ])
    await owner.query(
      `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, valid_from, seats)
       values ($1, '局', 'Bureau', $2, $3, array[$3], 'industry', 'bureau', '2000-01-01', '{}')`,
      [id, prefix, code],
    )
  for (const [name, id] of Object.entries(people))
    await owner.query(
      `insert into auth.account (id, name, display_name, office_id, created_at, seats) values ($1, $2, $2, $3, now(), '{}')`,
      [id, name, name === 'stranger' ? office.other : office.city],
    )
  await owner.query(`insert into region.person (id, recorded_at, seats) values ($1, now(), $2)`, [
    personId,
    [`office:${office.city}`],
  ])
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await owner.query('truncate notice.call, notice.message, graphile_worker._private_jobs')
})
afterAll(async () => {
  await db.close()
  await owner.end()
  await fresh.drop()
})

const closing: (() => Promise<unknown>)[] = []
let number = 0
async function addMatter(officeId = office.city): Promise<{ id: string; number: string }> {
  const matter = { id: uuidv7(), number: `JS-2022-${++number}` }
  await owner.query(
    `insert into matter.matter (id, kind, number, title, division_code, status, owner_office_id, next_step, workflow_version, opened_at, recorded_at, seats)
     values ($1, 'test', $2, '嘉禾电子配件断供', '330421', 'open', $3, 'go', 1, $4, now(), $5)`,
    [matter.id, matter.number, officeId, at, [`office:${officeId}`]],
  )
  return matter
}
const tell = (matterId: string, to: Parameters<typeof notify>[1]['to'], template = 'remind', when = at) =>
  db.as(officer, tx =>
    notify(
      tx,
      { matterId, to, template, params: { clock: 'accept', dueAt: '2022-05-04T08:00:00.000Z' } },
      when,
    ),
  )
const messages = async () =>
  (
    await owner.query<{
      id: string
      channel: string
      status: string
      attempts: number
      last_error: string | null
      follows: string | null
    }>(
      'select id, channel, status, attempts, last_error, follows from notice.message order by created_at, id',
    )
  ).rows

/** A gateway that answers as told, in turn; the last answer stays. */
async function gateway(answers: (number | 'hang' | 'hold')[]) {
  const taken: { headers: http.IncomingHttpHeaders; body: string }[] = []
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      taken.push({ headers: request.headers, body })
      const answer = answers[Math.min(taken.length, answers.length) - 1]!
      arrive()
      if (answer === 'hang') request.socket.destroy()
      else if (answer !== 'hold') response.writeHead(answer).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`, taken, arrived }
}

/** A mail server as small as RFC 5321 allows; `verdict` answers RCPT. */
async function mailServer(verdict = '250 ok') {
  const mails: { to: string; data: string }[] = []
  const server = net.createServer(socket => {
    let to = ''
    let data: string | undefined
    let rest = ''
    socket.write('220 sink\r\n')
    socket.on('error', () => undefined)
    socket.on('data', chunk => {
      rest += chunk
      for (;;) {
        if (data !== undefined) {
          const end = rest.indexOf('\r\n.\r\n')
          if (end < 0) return
          mails.push({ to, data: rest.slice(0, end) })
          rest = rest.slice(end + 5)
          data = undefined
          socket.write('250 taken\r\n')
          continue
        }
        const end = rest.indexOf('\r\n')
        if (end < 0) return
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (/^EHLO/i.test(line)) socket.write('250 sink\r\n')
        else if (/^RCPT/i.test(line)) {
          to = line
          socket.write(`${verdict}\r\n`)
        } else if (/^DATA/i.test(line)) {
          data = ''
          socket.write('354 go\r\n')
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => new Promise(resolve => server.close(resolve)))
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails }
}

async function worker(
  adapters: Adapters,
  known: { telephone?: string; email?: string } | undefined = { telephone },
) {
  const jobs: Jobs = await startJobs({
    ownerUrl: fresh.ownerUrl,
    tasks: [
      sendingTask({
        db,
        clock: simulatedClock(at),
        adapters,
        books,
        zone: 'Asia/Shanghai',
        reach: async () => known,
      }),
    ],
    ticker: { clock: simulatedClock(at), handle: async () => undefined },
    crontab: '',
    onError: () => undefined,
    onEvent: () => undefined,
  })
  closing.push(() => jobs.stop())
  return jobs
}
/** A worker in a process of its own, to be killed. */
const killable = (url: string) => `
  import { realClock } from '#platform/clock'
  import { openDatabase } from '#platform/db'
  import { startJobs } from '#platform/jobs'
  import { noticeTexts, sendingTask } from '#platform/notices'
  const onError = () => undefined
  const db = openDatabase({ app: ${JSON.stringify(fresh.appUrl)}, public: ${JSON.stringify(fresh.publicUrl)}, onError })
  const clock = { ...realClock(), isSimulated: true }
  await startJobs({
    ownerUrl: ${JSON.stringify(fresh.ownerUrl)},
    tasks: [sendingTask({ db, clock, adapters: { webhook: { url: ${JSON.stringify(url)}, secret: ${JSON.stringify(secret)} } },
      books: [noticeTexts], zone: 'Asia/Shanghai', reach: async () => ({ telephone: ${JSON.stringify(telephone)} }) })],
    ticker: { clock, handle: async () => undefined }, crontab: '', onError, onEvent: onError,
  })`

/** The queue's pauses grow to minutes; a test doesn't wait for them. */
async function untilNothingIsLeft(jobs: Jobs) {
  for (let i = 0; i < 30; i++) {
    await jobs.settle()
    const { rowCount } = await owner.query('update graphile_worker._private_jobs set run_at = now()')
    if (rowCount === 0) return
    await owner.query(`select pg_notify('jobs:insert', '{"r":1,"count":1}')`)
  }
  throw new Error('Still trying.')
}

/** A server with these routes alone; the cookie names the actor. */
async function server(adapters: Adapters = {}) {
  const stories: string[] = []
  const actors: Record<string, Actor> = { officer, colleague, stranger, supervisor }
  const app = await buildServer({
    db,
    clock: realClock(),
    routes: noticeRoutes({
      books,
      zone: 'Asia/Shanghai',
      adapters,
      tellCall: async (_tx, _actor, call) => {
        stories.push(`${call.matterId} ${call.outcome}`)
      },
    }),
    texts: [refusalTexts as never],
    sessionOf: async token => actors[token],
    version: 'test',
    logLevel: 'silent',
    trustedProxies: [],
  })
  closing.push(() => app.close())
  const call = async (who: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const response = await app.inject({
      method,
      url,
      cookies: { tz_session: who },
      headers: { 'idempotency-key': uuidv7(), 'accept-language': 'zh-CN' },
      ...(payload && { payload }),
    })
    return { status: response.statusCode, body: response.json() }
  }
  return { call, stories }
}

describe('a notice in the app', () => {
  test('is found by the officer, counted as unread, read in both languages, and marked as read once', async () => {
    const { id, number } = await addMatter()
    await tell(id, { accountId: people.officer })
    await tell(id, { accountId: people.officer }, 'overdue')
    const { call } = await server()
    const { body } = await call('officer', 'GET', '/api/notices?limit=1')
    expect(body).toMatchObject({ unread: 2, rows: [{ matterId: id, matterNumber: number, readAt: null }] })
    expect(body.rows[0].text).toBe(`${number} 嘉禾电子配件断供：接单时限已于5月4日16:00到期，请尽快办理。`)
    const next = await call('officer', 'GET', `/api/notices?limit=1&cursor=${encodeURIComponent(body.next)}`)
    expect(next.body).toMatchObject({ next: null, rows: [{ text: expect.stringContaining('将于') }] })
    await expect(
      call('officer', 'POST', '/api/notices/read', { ids: [body.rows[0].id] }),
    ).resolves.toMatchObject({
      body: { unread: 1 },
    })
    await expect(call('officer', 'POST', '/api/notices/read', {})).resolves.toMatchObject({
      body: { unread: 0 },
    })
    await expect(call('officer', 'GET', '/api/notices?unread=true')).resolves.toMatchObject({
      body: { rows: [] },
    })
  })

  test('to an office is seen by each of its officials in their language, also by one who only supervises', async () => {
    const { id, number } = await addMatter()
    await tell(id, { officeId: office.city })
    const { call } = await server()
    await expect(call('colleague', 'GET', '/api/notices')).resolves.toMatchObject({ body: { unread: 1 } })
    const { body } = await call('supervisor', 'GET', '/api/notices')
    expect(body.rows[0]).toMatchObject({ forOffice: true })
    expect(body.rows[0].text).toContain(`${number} 嘉禾电子配件断供: time to accept ends on 4 May, 16:00.`)
    await expect(call('supervisor', 'POST', '/api/notices/read', {})).resolves.toMatchObject({
      body: { unread: 1 },
    })
  })

  test('and the call-back list of another office stay hidden, and its notices cannot be marked or answered', async () => {
    const { id } = await addMatter()
    await tell(id, { accountId: people.officer })
    await tell(id, { officeId: office.city })
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({}))
    const { call } = await server()
    await expect(call('stranger', 'GET', '/api/notices')).resolves.toMatchObject({
      body: { rows: [], unread: 0 },
    })
    await expect(call('stranger', 'GET', '/api/calls/due')).resolves.toMatchObject({
      body: { rows: [], total: 0 },
    })
    const ids = (await messages()).map(one => one.id)
    await call('stranger', 'POST', '/api/notices/read', { ids })
    for (const messageId of ids) {
      const answer = { direction: 'made', outcome: 'reached', messageId }
      await expect(call('stranger', 'POST', '/api/calls', answer)).resolves.toMatchObject({ status: 404 })
    }
    const onMatter = { direction: 'made', outcome: 'reached', matterId: id }
    await expect(call('stranger', 'POST', '/api/calls', onMatter)).resolves.toMatchObject({ status: 404 })
    expect((await messages()).map(one => one.status).sort()).toEqual(['delivered', 'delivered', 'queued'])
    await expect(
      db.as(stranger, tx => tx.selectFrom('notice.message').selectAll().execute()),
    ).resolves.toEqual([])
  })

  test('is taken back with the business transaction that was rolled back, and so is its sending', async () => {
    const { id } = await addMatter()
    await expect(
      db.as(officer, async tx => {
        await notify(tx, { matterId: id, to: { personId }, template: 'remind', params: {} }, at)
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await messages()).toEqual([])
    expect((await owner.query('select from graphile_worker.jobs')).rowCount).toBe(0)
  })
})

test('an enterprise that acts by its link tells the office and itself, and reads neither', async () => {
  const { id } = await addMatter()
  const linkId = uuidv7()
  const hash = createHash('sha256').update('secret of the link').digest()
  await owner.query(
    `insert into matter.link (id, purpose, matter_id, secret_hash, created_at, seats) values ($1, 'track', $2, $3, now(), $4)`,
    [linkId, id, hash, [`link:${linkId}`]],
  )
  await owner.query('update matter.matter set seats = seats || $1 where id = $2', [[`link:${linkId}`], id])
  await db.asLink(hash, async tx => {
    await notify(tx, { matterId: id, to: { officeId: office.city }, template: 'remind', params: {} }, at)
    await notify(tx, { matterId: id, to: { personId }, template: 'remind', params: {} }, at)
  })
  await expect(db.asLink(hash, tx => tx.selectFrom('notice.message').select('id').execute())).rejects.toThrow(
    /permission denied/,
  )
  await untilNothingIsLeft(await worker({}))
  const { call } = await server()
  await expect(call('officer', 'GET', '/api/notices')).resolves.toMatchObject({ body: { unread: 1 } })
  await expect(call('officer', 'GET', '/api/calls/due')).resolves.toMatchObject({ body: { total: 1 } })
})

describe('a message by webhook', () => {
  test('is posted signed, without title, under its own id as key, and the look at the telephone is audited', async () => {
    const { id, number } = await addMatter()
    const { url, taken } = await gateway([202])
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({ webhook: { url, secret } }))
    const [message] = await messages()
    expect(message).toMatchObject({ channel: 'webhook', status: 'sent', attempts: 1 })
    const { headers, body } = taken[0]!
    expect(JSON.parse(body)).toEqual({
      messageId: message!.id,
      to: telephone,
      text: `${number} ${number}：接单时限将于5月4日16:00到期。`,
      lang: 'zh-CN',
    })
    expect(headers['idempotency-key']).toBe(message!.id)
    const hmac = createHmac('sha256', secret).update(`${headers['x-timestamp']}.${body}`).digest('hex')
    expect(headers['x-signature']).toBe(hmac)
    const { rows } = await owner.query(
      'select kind, person_id, fields from audit.entry where subject_id = $1',
      [message!.id],
    )
    expect(rows).toEqual([{ kind: 'look', person_id: personId, fields: ['telephone'] }])
  })

  test('is tried again after a busy or broken gateway, and keeps no telephone in its record', async () => {
    const { id } = await addMatter()
    const { url, taken } = await gateway([503, 'hang', 429, 200])
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({ webhook: { url, secret } }))
    expect(taken).toHaveLength(4)
    expect(new Set(taken.map(one => one.headers['idempotency-key'])).size).toBe(1)
    expect(await messages()).toMatchObject([{ status: 'sent', attempts: 4, last_error: null }])
    const { rows } = await owner.query(
      `select (select string_agg(m::text, '') from notice.message m) as text`,
    )
    expect(rows[0].text).not.toContain(telephone)
  })

  test.each([
    ['a number that the gateway refuses', [400], 1, 'http-400'],
    ['a gateway that stays broken', [500], 8, 'http-500'],
  ] as const)(
    'to %s fails and puts the person on the call-back list once',
    async (_, answers, attempts, why) => {
      const { id, number } = await addMatter()
      const { url } = await gateway([...answers])
      await tell(id, { personId })
      await untilNothingIsLeft(await worker({ webhook: { url, secret } }))
      const all = await messages()
      expect(all.find(one => one.channel === 'webhook')).toMatchObject({
        status: 'failed',
        attempts,
        last_error: why,
      })
      expect(all.filter(one => one.channel === 'call')).toMatchObject([{ status: 'queued' }])
      const { call } = await server()
      const { body } = await call('officer', 'GET', '/api/calls/due')
      expect(body).toMatchObject({ total: 1, rows: [{ personId, matterNumber: number, tries: 0 }] })
    },
  )

  test('is sent again when the worker was killed between sending and recording, and is recorded once', async () => {
    const { id } = await addMatter()
    const { url, taken, arrived } = await gateway(['hold', 200])
    await tell(id, { personId })
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', killable(url)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await arrived
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await messages()).toMatchObject([{ status: 'queued', attempts: 1 }])
    await untilNothingIsLeft(await worker({ webhook: { url, secret } }))
    expect(taken).toHaveLength(2)
    expect(new Set(taken.map(one => one.headers['idempotency-key'])).size).toBe(1)
    expect(await messages()).toMatchObject([{ channel: 'webhook', status: 'sent', attempts: 2 }])
  })
})

describe('a message by e-mail', () => {
  test('is taken by the mail server, with subject and text in Chinese; taken is not yet delivered', async () => {
    const { id, number } = await addMatter()
    const { url, mails } = await mailServer()
    await tell(id, { personId })
    const adapters = { email: { url, from: 'notice@example.gov.cn' } }
    await untilNothingIsLeft(await worker(adapters, { email: 'boss@example.com' }))
    expect(mails).toHaveLength(1)
    expect(mails[0]!.to).toContain('boss@example.com')
    const [head = '', text = ''] = mails[0]!.data.split('\r\n\r\n')
    expect(head).toContain(`<${(await messages())[0]!.id}@tongzhou>`)
    expect(Buffer.from(text, 'base64').toString()).toContain(`${number} ${number}：接单时限`)
    expect(await messages()).toMatchObject([{ channel: 'email', status: 'sent' }])
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(false)
  })

  test('to a mailbox that does not exist fails and puts the person on the call-back list', async () => {
    const { id } = await addMatter()
    const { url } = await mailServer('550 no such mailbox')
    await tell(id, { personId })
    const adapters = { email: { url, from: 'notice@example.gov.cn' } }
    await untilNothingIsLeft(await worker(adapters, { email: 'gone@example.com' }))
    const all = await messages()
    expect(all.find(one => one.channel === 'email')).toMatchObject({
      status: 'failed',
      last_error: 'smtp-550',
    })
    expect(all.some(one => one.channel === 'call')).toBe(true)
  })
})

describe('receipts', () => {
  const receipt = (messageId: string, status: 'delivered' | 'failed', key = secret): Receipt => {
    const unsigned = { messageId, status, at: '2026-01-01T00:00:00Z', reason: 'gw:1' }
    return { ...unsigned, signature: signReceipt(key, unsigned) }
  }

  test('a signed receipt delivers; a wrong signature, an altered receipt and an unknown message change nothing', async () => {
    const { id } = await addMatter()
    const { url } = await gateway([200])
    const adapters = { webhook: { url, secret } }
    await tell(id, { personId })
    await untilNothingIsLeft(await worker(adapters))
    const messageId = (await messages())[0]!.id
    const { call } = await server(adapters)
    const post = (body: Receipt) => call('', 'POST', '/api/notices/receipts', body)
    await expect(post(receipt(messageId, 'delivered', 'another secret at all'))).resolves.toMatchObject({
      status: 409,
      body: { code: 'bad-signature' },
    })
    const altered = { ...receipt(messageId, 'failed'), status: 'delivered' as const }
    expect(isSignedBy(secret, altered)).toBe(false)
    await expect(post(altered)).resolves.toMatchObject({ body: { code: 'bad-signature' } })
    await expect(post(receipt(uuidv7(), 'delivered'))).resolves.toMatchObject({ body: { changed: false } })
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(false)
    await expect(post(receipt(messageId, 'delivered'))).resolves.toMatchObject({ body: { changed: true } })
    await expect(post(receipt(messageId, 'failed'))).resolves.toMatchObject({ body: { changed: false } })
    expect(await messages()).toMatchObject([{ status: 'delivered' }])
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(true)
  })

  test('repeated and out of order never lead back from delivered, nor put a person on the list twice', async () => {
    const matter = await addMatter()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('delivered', 'failed', 'sent'), { maxLength: 8 }),
        async steps => {
          await owner.query('truncate notice.call, notice.message')
          const id = uuidv7()
          await owner.query(
            `insert into notice.message (id, matter_id, channel, person_id, template, status, created_at, recorded_at, seats)
           values ($1, $2, 'webhook', $3, 'remind', 'queued', now(), now(), array['office:' || $4::text])`,
            [id, matter.id, personId, office.city],
          )
          let isDelivered = false
          for (const step of steps) {
            const system = systemWith([`office:${office.city}`])
            if (step === 'sent') await db.as(system, tx => markSent(tx, id))
            else await db.as(system, tx => settle(tx, id, step, 'gw'))
            isDelivered ||= step === 'delivered'
            const all = await messages()
            expect(all.length).toBeLessThanOrEqual(2)
            if (isDelivered) expect(all.every(one => one.status === 'delivered')).toBe(true)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('an official cannot settle a message, only the system', async () => {
    const { id } = await addMatter()
    await tell(id, { personId })
    const [message] = await messages()
    await owner.query(`update notice.message set channel = 'webhook'`)
    await expect(db.as(officer, tx => settle(tx, message!.id, 'delivered', null))).resolves.toBeUndefined()
  })
})

describe('where no channel is', () => {
  test('the person is called: no answer stays on the list, reached takes it off and counts as told', async () => {
    const { id } = await addMatter()
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({}))
    const { call, stories } = await server()
    const due = await call('colleague', 'GET', '/api/calls/due')
    const messageId = due.body.rows[0].messageId as string
    const answer = (outcome: string) => ({ direction: 'made', outcome, messageId, note: '请其核对' })
    await expect(call('officer', 'POST', '/api/calls', answer('no-answer'))).resolves.toMatchObject({
      status: 200,
    })
    await expect(call('officer', 'GET', '/api/calls/due')).resolves.toMatchObject({
      body: { rows: [{ tries: 1, lastOutcome: 'no-answer' }] },
    })
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(false)
    await expect(call('officer', 'POST', '/api/calls', answer('reached'))).resolves.toMatchObject({
      status: 200,
    })
    await expect(call('officer', 'POST', '/api/calls', answer('reached'))).resolves.toMatchObject({
      status: 409,
      body: { code: 'already-reached' },
    })
    await expect(call('officer', 'GET', '/api/calls/due')).resolves.toMatchObject({
      body: { rows: [], total: 0 },
    })
    expect(stories).toEqual([`${id} no-answer`, `${id} reached`])
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(true)
    const later = new Date('2027-01-01T00:00:00Z')
    await expect(db.as(officer, tx => hasReached(tx, id, later))).resolves.toBe(false)
  })

  test('two who answer the same entry at once: one records, the other is told', async () => {
    const { id } = await addMatter()
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({}))
    const { call } = await server()
    const { body } = await call('officer', 'GET', '/api/calls/due')
    const answer = { direction: 'made', outcome: 'reached', messageId: body.rows[0].messageId }
    const answers = await Promise.all(
      ['officer', 'colleague'].map(who => call(who, 'POST', '/api/calls', answer)),
    )
    expect(answers.map(one => one.status).sort()).toEqual([200, 409])
  })

  test('after a hand-over the new office has the entry on its list, the old one no more', async () => {
    const { id } = await addMatter()
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({}))
    await owner.query('update matter.matter set owner_office_id = $1, seats = $2 where id = $3', [
      office.other,
      [`office:${office.other}`, `office:${office.city}`],
      id,
    ])
    const { call } = await server()
    await expect(call('stranger', 'GET', '/api/calls/due')).resolves.toMatchObject({ body: { total: 1 } })
    await expect(call('officer', 'GET', '/api/calls/due')).resolves.toMatchObject({ body: { total: 0 } })
  })

  test('a supervisor sees the list and records no calls', async () => {
    const { id } = await addMatter()
    await tell(id, { personId })
    await untilNothingIsLeft(await worker({}))
    const { call } = await server()
    const { body } = await call('supervisor', 'GET', '/api/calls/due')
    const answer = { direction: 'made', outcome: 'reached', messageId: body.rows[0].messageId }
    await expect(call('supervisor', 'POST', '/api/calls', answer)).resolves.toMatchObject({ status: 403 })
  })

  test('a call taken without an entry is recorded on its matter and counts as reached', async () => {
    const { id } = await addMatter()
    const { call } = await server()
    const taken = { direction: 'taken', outcome: 'reached', matterId: id, personId }
    await expect(call('officer', 'POST', '/api/calls', taken)).resolves.toMatchObject({ status: 200 })
    await expect(db.as(officer, tx => hasReached(tx, id, at))).resolves.toBe(true)
  })
})
