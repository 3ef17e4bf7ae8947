import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { until } from './cluster.ts'
import { expectRefusal, expectSafe, openPage, type Request, send } from './send.ts'

let w: ReliefWorld
let secret: string
beforeAll(async () => {
  // Only what beats is faked, so that a test can let the next beat come.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  w = await reliefWorld({ trustedProxies: ['127.0.0.1'] })
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  secret = (await w.relief('liaison').reportLink({ params: { id: w.enterprise } })).secret!
})
afterAll(async () => {
  vi.useRealTimers()
  await w.world.stop()
})

const json = { 'content-type': 'application/json' }
const cookie = () => ({ cookie: `tz_session=${w.officers.liaison.token}` })
const post = (path: string, body: unknown, more: Partial<Request> = {}) =>
  send(w.world.address, {
    method: 'POST',
    path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
    headers: { ...json, 'idempotency-key': crypto.randomUUID(), ...more.headers },
  })
const report = (from: string) =>
  post('/api/open/report', { secret, category: 'OTHER', description: '机器人' }, { from })

describe('a public form flooded by a bot', () => {
  it('refuses the bot with words and when to come back; others and the staff behind the same address go on', async () => {
    const bot = '10.9.9.9'
    const replies = []
    for (let i = 0; i < 30; i++) replies.push(await report(bot))
    expect(replies.slice(0, 10).map(reply => reply.status)).toEqual(Array(10).fill(200))
    for (const reply of replies.slice(10)) {
      expectRefusal(reply, 429, 'too-many-requests')
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect((await report('10.9.9.8')).status).toBe(200)
    const staff = await send(w.world.address, { path: '/api/relief/problems', headers: cookie(), from: bot })
    expect(staff.status).toBe(200)
    const key = { headers: cookie(), from: bot }
    const own = await post(
      '/api/relief/problems',
      { organisationId: w.enterprise, category: 'OTHER', description: '甲' },
      key,
    )
    expect(own.status, own.text).toBe(200)
  })

  it('tracking numbers tried one by one are answered alike, then slowed', async () => {
    const replies = []
    for (let i = 0; i < 25; i++)
      replies.push(
        await post(
          '/api/open/track',
          { number: `DH-${1000 + i}-0`, secret: 'A'.repeat(26) },
          { from: '10.9.9.7' },
        ),
      )
    const words = replies.slice(0, 20).map(reply => ({ ...(reply.json as object), requestId: '' }))
    for (const word of words) expect(word).toEqual(words[0])
    expectRefusal(replies[0]!, 404, 'tracking-unknown')
    for (const reply of replies.slice(20)) expectRefusal(reply, 429, 'too-many-requests')
  })

  it('one account may not call without end, whatever addresses it comes from', async () => {
    const { token } = w.officers.cityHandler
    let refused: Awaited<ReturnType<typeof send>> | undefined
    for (let i = 0; i < 50 && refused === undefined; i++) {
      const replies = await Promise.all(
        Array.from({ length: 32 }, (_, n) =>
          send(w.world.address, {
            path: '/api/sessions',
            headers: { cookie: `tz_session=${token}` },
            from: `10.8.${i}.${n}`,
          }),
        ),
      )
      refused = replies.find(reply => reply.status !== 200)
    }
    expectRefusal(refused!, 429, 'too-many-requests')
  })
})

describe('a request that no page of ours makes', () => {
  const body = { organisationId: '', category: 'OTHER', description: '甲' }
  const problems = '/api/relief/problems'
  for (const [what, request, status, code] of [
    ['malformed JSON', { method: 'POST', path: problems, headers: json, body: '{"a":' }, 422, 'invalid'],
    [
      'invalid UTF-8',
      { method: 'POST', path: problems, headers: json, body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
      422,
      'invalid',
    ],
    ['an empty body', { method: 'POST', path: problems, headers: json, body: '' }, 422, 'invalid'],
    [
      'a prototype key',
      { method: 'POST', path: problems, headers: json, body: '{"__proto__":{"a":1}}' },
      422,
      'invalid',
    ],
    [
      'JSON nested 200,000 deep',
      { method: 'POST', path: problems, headers: json, body: '['.repeat(200_000) + ']'.repeat(200_000) },
      422,
      'invalid',
    ],
    [
      'a body of more than 1 MB',
      { method: 'POST', path: problems, headers: json, body: `"${'x'.repeat(1_000_001)}"` },
      413,
      'too-large',
    ],
    [
      'XML',
      { method: 'POST', path: problems, headers: { 'content-type': 'application/xml' }, body: '<a/>' },
      415,
      'unsupported-type',
    ],
    [
      'a plain form',
      {
        method: 'POST',
        path: problems,
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(body),
      },
      415,
      'unsupported-type',
    ],
    [
      'bytes where no file is taken',
      { method: 'POST', path: problems, headers: { 'content-type': 'application/octet-stream' }, body: 'a' },
      415,
      'unsupported-type',
    ],
    [
      'bytes to a call without input',
      {
        method: 'DELETE',
        path: '/api/session',
        headers: { 'content-type': 'application/octet-stream' },
        body: 'a',
      },
      415,
      'unsupported-type',
    ],
    [
      'JSON where a file is taken',
      { method: 'POST', path: '/api/relief/imports/preview?name=a.csv', headers: json, body: '{}' },
      415,
      'unsupported-type',
    ],
    ['an unknown address', { path: '/api/nothing/here' }, 404, 'not-found'],
    ['an address that is no address', { path: '/api/%zz' }, 404, 'not-found'],
    ['a method that a call does not have', { method: 'PATCH', path: problems }, 404, 'not-found'],
    [
      'a preflight of another site',
      {
        method: 'OPTIONS',
        path: problems,
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      },
      403,
      'wrong-origin',
    ],
    ['a parameter given twice', { path: `${problems}?limit=1&limit=2` }, 422, 'invalid'],
    ['a prototype parameter', { path: `${problems}?__proto__=1&constructor=2` }, 422, 'invalid'],
    [
      'a garbled cursor',
      { path: `${problems}?cursor=1~------------------------------------` },
      422,
      'invalid',
    ],
    [
      'a cursor that is no moment',
      { path: `${problems}?cursor=1~00000000-0000-7000-8000-000000000000` },
      422,
      'invalid',
    ],
    ['a cursor of another list', { path: '/api/relief/enterprises?cursor=abc' }, 422, 'invalid'],
    ['a NUL in a search', { path: '/api/search?q=a%00b' }, 422, 'invalid'],
    ['a path out of the folder', { path: '/assets/../../../package.json' }, 404, 'not-found'],
    ['a path out of the folder, encoded', { path: '/assets/..%2f..%2f..%2fpackage.json' }, 404, 'not-found'],
    ['the head of the event stream', { method: 'HEAD', path: '/api/events' }, 404, ''],
  ] as [string, Request, number, string][]) {
    it(`${what}: ${status} with words`, async () => {
      const key = { 'idempotency-key': crypto.randomUUID() }
      const reply = await send(w.world.address, {
        ...request,
        headers: { ...cookie(), ...key, ...request.headers },
      })
      if (code === '') expect(reply.status).toBe(status)
      else expectRefusal(reply, status, code)
      expect(reply.headers['access-control-allow-methods']).toBeUndefined()
    })
  }

  it('a NUL or half a character in a text is named by its field', async () => {
    for (const [description, language] of [
      ['停线\0', 'zh-CN'],
      ['停线\ud83d', 'en'],
    ] as const) {
      const reply = await post(
        problems,
        { ...body, organisationId: w.enterprise, description },
        { headers: { ...cookie(), 'accept-language': language } },
      )
      expectRefusal(reply, 422, 'invalid')
      expect((reply.json as { fields: { path: string }[] }).fields).toMatchObject([{ path: 'description' }])
    }
  })

  it('a header of 20 kB is refused, and the server goes on', async () => {
    // On a connection of its own, as one that has answered before is just closed.
    const reply = await fetch(`${w.world.address}/health`, { headers: { 'x-long': 'a'.repeat(20_000) } })
    expect(reply.status).toBe(431)
    expect((await send(w.world.address, { path: '/health' })).status).toBe(200)
  })
})

describe('another site', () => {
  it('cannot act with an officer’s cookie, and is told nothing across origins', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: w.world.address, 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of foreign) {
      const reply = await post(
        '/api/relief/problems',
        { organisationId: w.enterprise, category: 'OTHER', description: '冒名' },
        { headers: { ...cookie(), ...headers } },
      )
      expectRefusal(reply, 403, 'wrong-origin')
    }
    const read = await send(w.world.address, {
      path: '/api/my-day',
      headers: { ...cookie(), origin: 'https://evil.example' },
    })
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
    expect(read.headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(read.headers['cache-control']).toBe('no-store')
    for (const path of ['/', '/api', '/api/openapi.json', '/health', '/nothing.js'])
      expectSafe(await send(w.world.address, { path }))
  })
})

describe('an open page', () => {
  it('hears only of what its reader may see, and no longer once the session has ended', async () => {
    const owner = openPage(w.world.address, w.officers.handler.token)
    const stranger = openPage(w.world.address, w.officers.stranger.token)
    await until('both are open', () => owner.status === 200 && stranger.status === 200)
    const { id } = await w.problem()
    await until('the owner hears', () => owner.text.includes(id))
    expect(stranger.text).not.toContain(id)
    await w.world.owner.query('update auth.session set revoked_at = now() where account_id = $1', [
      w.officers.handler.id,
    ])
    await vi.advanceTimersByTimeAsync(25_000)
    await until('the stream has ended', () => owner.ended)
    expect(stranger.text).toContain(': still here')
    expect(stranger.ended).toBe(false)
    stranger.close()
    const again = openPage(w.world.address, w.officers.handler.token)
    await until('it is refused', () => again.status !== 0)
    expect(again.status).toBe(401)
  })
})

it('a wall clock set back by an hour ends no session and refuses nobody', async () => {
  vi.useRealTimers()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  for (const path of ['/api/session', '/api/relief/problems'])
    expect((await send(w.world.address, { path, headers: cookie() })).status).toBe(200)
  expect((await report('10.7.7.7')).status).toBe(200)
})
