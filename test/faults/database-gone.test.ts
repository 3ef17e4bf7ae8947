import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import type { Officer } from '#test/world'
import { ownCluster, until } from './cluster.ts'
import { expectRefusal, openPage, type Reply, send } from './send.ts'

let cluster: Awaited<ReturnType<typeof ownCluster>>
let w: ReliefWorld
let reporters: Officer[]
beforeAll(async () => {
  cluster = await ownCluster()
  w = await reliefWorld({ database: cluster.database })
  // Fifty people of ten accounts: one account alone may not write so often.
  reporters = []
  for (let i = 0; i < 10; i++)
    reporters.push(await w.world.officer(`上报人${i}`, w.offices.townOffice, 'liaison'))
})
afterAll(async () => {
  await w?.world.stop()
  await cluster?.stop()
})

// The minute is three seconds here: nothing in the server waits for longer than its next try.
it('the database gone under load: refused with words and when to try again, and nothing acknowledged is lost or doubled', async () => {
  const { address, owner } = w.world
  const acknowledged = new Map<string, string>()
  const refusals: Reply[] = []
  let isOver = false

  /** Sends one problem until it is acknowledged, always under the same key, as a page does. */
  async function report(officer: Officer, description: string) {
    const key = crypto.randomUUID()
    for (;;) {
      const reply = await send(address, {
        method: 'POST',
        path: '/api/relief/problems',
        headers: {
          cookie: `tz_session=${officer.token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ organisationId: w.enterprise, category: 'OTHER', description }),
      })
      if (reply.status === 200) {
        acknowledged.set(description, (reply.json as { number: string }).number)
        return
      }
      refusals.push(reply)
      await sleep(300)
    }
  }
  const load = Array.from({ length: 50 }, async (_, i) => {
    for (let n = 0; !isOver; n++) {
      await report(reporters[i % reporters.length]!, `缺件 ${i}-${n}`)
      await sleep(100)
    }
  })

  const page = openPage(address, w.officers.handler.token)
  await until('the page hears of a change', () => page.text.includes('event: changed'))
  await until('a hundred problems', () => acknowledged.size >= 100)

  await cluster.kill()
  await sleep(3000)
  expect((await send(address, { path: '/health' })).json).toEqual({ ok: true })
  expect(await send(address, { path: '/ready' })).toMatchObject({ status: 503, json: { ok: false } })
  expect(page.ended).toBe(false)
  await cluster.restart()

  const before = acknowledged.size
  await until('a hundred more', () => acknowledged.size >= before + 100)
  isOver = true
  await Promise.all(load)

  expect(refusals.length).toBeGreaterThanOrEqual(50)
  for (const refusal of refusals) {
    expectRefusal(refusal, 503, 'unavailable')
    expect(refusal.headers['retry-after']).toBe('5')
    expect((refusal.json as { detail: string }).detail).toContain('数据库')
  }
  const { rows } = await owner.query<{ description: string; number: string }>(
    `select p.description, m.number from relief.problem p join matter.matter m on m.id = p.matter_id where p.description like '缺件 %'`,
  )
  expect(rows.length).toBe(acknowledged.size)
  expect(new Map(rows.map(row => [row.description, row.number]))).toEqual(acknowledged)

  // Pages are told to come back, and hear again; jobs go on.
  await until('the stream with a gap is ended', () => page.ended)
  const again = openPage(address, w.officers.handler.token)
  await until('the page is open', () => again.status === 200)
  await w.problem()
  await until('the page hears again', () => again.text.includes('event: changed'))
  again.close()
  await until('every notice is out', async () => {
    const left = await owner.query(
      'select from graphile_worker._private_jobs where attempts < max_attempts limit 1',
    )
    return left.rowCount === 0
  })
  expect((await send(address, { path: '/ready' })).status).toBe(200)
}, 90_000)
