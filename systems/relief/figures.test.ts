import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { noticesApi } from '#platform/notices/api'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from './fixtures.ts'

let w: ReliefWorld
/** What became of each problem and when, told by the test itself. */
const told: { id: string; at: number; status: string }[] = []
const start = Date.parse('2022-04-20T09:00:00+08:00')
const hour = 3_600_000
const ended = ['solved', 'explained', 'withdrawn', 'timed-out', 'merged']
let now = start
let late = ''

async function pass(hours: number) {
  now += hours * hour
  await w.world.server.moveTo(new Date(now))
}
const note = (id: string, status: string) => told.push({ id, at: now, status })

async function report(): Promise<string> {
  const { id } = await w.problem()
  note(id, 'open')
  return id
}
async function solve(id: string, until: 'sign-off' | 'confirming' | 'solved') {
  await w.act('handler', id, 'accept')
  await w.photo('handler', id)
  await pass(1)
  await w.act('handler', id, 'solve', { solution: '已到货' })
  if (until === 'sign-off') return
  await w.act('leader', id, 'sign')
  if (until === 'confirming') return
  await pass(1)
  await w.act('liaison', id, 'confirm', { rating: 5 })
  note(id, 'solved')
}

async function read(cutOff: number, within: string = places.city, who = w.officers.supervisor) {
  const { figures } = await w.world
    .as(who, figuresApi)
    .readFigures({ query: { cutOff: new Date(cutOff).toISOString(), within } })
  return Object.fromEntries(figures.map(figure => [figure.id.replace('relief.', ''), figure.value]))
}

beforeAll(async () => {
  w = await reliefWorld()
  const reopened = await report()
  await pass(1)
  await solve(await report(), 'solved')
  await solve(reopened, 'solved')
  const explained = await report()
  await w.act('leader', explained, 'accept')
  await pass(2)
  await w.act('leader', explained, 'explain', { reason: '国外停产，暂无替代' })
  note(explained, 'explained')
  const withdrawn = await report()
  await pass(1)
  await w.act('liaison', withdrawn, 'withdraw', { reason: '自行解决' })
  note(withdrawn, 'withdrawn')
  await w.act('liaison', reopened, 'reopen', { reason: '又断了' })
  note(reopened, 'open')
  const timedOut = await report()
  await solve(timedOut, 'confirming')
  await w.world.as(w.officers.liaison, noticesApi).recordCall({
    body: { direction: 'made', outcome: 'reached', matterId: timedOut, note: '已告知' },
  })
  late = await report()
  await w.act('liaison', late, 'chase')
  await pass(24 * 12)
  // Five working days: the 24th, a Sunday, is one of them.
  told.push({ id: timedOut, at: Date.parse('2022-04-26T23:59:59+08:00'), status: 'timed-out' })
})
afterAll(() => w.world.stop())

/** The oracle: the last thing told of each problem by the cut-off. */
function expected(cutOff: number): Record<string, number> {
  const status = new Map<string, string>()
  for (const one of told.filter(entry => entry.at <= cutOff).sort((a, b) => a.at - b.at)) {
    status.set(one.id, one.status)
  }
  const count = (wanted: string) => [...status.values()].filter(one => one === wanted).length
  return {
    collected: status.size,
    open: count('open'),
    ...Object.fromEntries(ended.map(one => [one, count(one)])),
  }
}

describe('figures at a cut-off', () => {
  it('tell what had become of every problem then, and add up, at any moment', async () => {
    const moments = fc.integer({ min: start - hour, max: now })
    await fc.assert(
      fc.asyncProperty(moments, async cutOff => {
        const figures = await read(cutOff)
        expect(figures).toMatchObject(expected(cutOff))
        const { collected, open, solved, explained, withdrawn, 'timed-out': timedOut, merged } = figures
        expect(collected).toBe(open! + solved! + explained! + withdrawn! + timedOut! + merged!)
      }),
      {
        numRuns: 40,
        examples: [[start], [now], ...told.flatMap(one => [[one.at], [one.at - 1]])] as [number][],
      },
    )
    expect(expected(now)).toEqual({
      collected: 6,
      open: 2,
      solved: 1,
      explained: 1,
      withdrawn: 1,
      'timed-out': 1,
      merged: 0,
    })
  })

  it('count what ran over the promised time, was chased, and was confirmed by staff', async () => {
    expect(await read(now)).toMatchObject({
      chased: 1,
      'confirmed-by-staff': 1,
      overdue: 2,
      'solve-rate': 16.7,
    })
    expect(await read(start)).toMatchObject({ chased: 0, overdue: 0, 'solve-rate': 0 })
    expect(await read(start - 1)).toMatchObject({
      collected: 0,
      'solve-rate': null,
      'median-hours-to-solve': null,
    })
    expect(await read(now)).toMatchObject({ 'median-hours-to-solve': 1 })
  })

  it('count a problem over its time until it is signed, and again when the time of its rework has run out', async () => {
    const { overdue, open } = await read(now)
    await solve(late, 'confirming')
    expect(await read(now)).toMatchObject({ overdue: overdue! - 1, open })
    await w.act('liaison', late, 'dispute', { reason: '还缺一半' })
    await pass(47)
    expect(await read(now)).toMatchObject({ overdue: overdue! - 1, open })
    await pass(1)
    expect(await read(now)).toMatchObject({ overdue, open })
  })

  it('stay as they were when something is learnt later about an earlier day', async () => {
    const yesterday = now - 24 * hour
    const before = await read(yesterday)
    const { id } = told[0]!
    await w.world.owner.query(
      `insert into matter.history (matter_id, seq, at, recorded_at, actor_kind, action, detail)
       values ($1, 99, $2, $3, 'system', 'withdraw', '{"from":"accepted","to":"withdrawn"}')`,
      [id, new Date(yesterday - hour), new Date(now)],
    )
    expect(await read(yesterday)).toEqual(before)
    expect(await read(now)).toMatchObject({ withdrawn: before.withdrawn! + 1, open: before.open! - 1 })
    await w.world.owner.query('delete from matter.history where matter_id = $1 and seq = 99', [id])
  })

  it('stay as they were when the server was down as something fell due and tells it late', async () => {
    await w.problem()
    const yesterday = now + 49 * hour
    const { overdue } = await read(now)
    now += 72 * hour
    // As after a night without the server: the clock is there before the ticker.
    w.world.server.clock.moveTo(new Date(now))
    const before = await read(yesterday)
    await w.world.server.runDue()
    expect(await read(yesterday)).toEqual(before)
    expect(await read(now)).toMatchObject({ overdue: overdue! + 1 })
    const { rows } = await w.world.owner.query(
      `select at, recorded_at from matter.history where action = 'overdue' order by recorded_at desc, at desc limit 1`,
    )
    expect(rows[0].recorded_at.getTime()).toBe(now)
    expect(rows[0].at.getTime()).toBe(now - 24 * hour)
  })

  it('count within a division, its enterprises and those without an officer', async () => {
    await w.world.enterprise(places.siblingTown, '示范无人对接有限公司')
    await w.world.owner.query(`update region.organisation set recorded_at = $1`, [new Date(start)])
    await w.world.owner.query(`update relief.pairing set recorded_at = $1`, [new Date(start)])
    expect(await read(now)).toMatchObject({ enterprises: 2, 'enterprises-without-officer': 1 })
    expect(await read(now, places.town)).toMatchObject({ collected: 7, enterprises: 1 })
    expect(await read(now, places.siblingCounty)).toMatchObject({ collected: 0, enterprises: 0 })
  })

  it('are given whole or not at all: not above one’s place, not without a session, not ahead of time', async () => {
    const inTown = w.officers.liaison
    expect(await codeOf(read(now, places.town, inTown))).toBe('done')
    expect(await codeOf(read(now, places.county, inTown))).toBe('forbidden')
    expect(await codeOf(read(now, places.town, w.officers.handler))).toBe('forbidden')
    expect(await codeOf(read(now + 1))).toBe('cut-off-ahead')
    expect(await codeOf(read(now, '99'))).toBe('not-found')
    expect(await codeOf(w.world.as(undefined, figuresApi).readFigures({ query: {} }))).toBe('unauthenticated')
  })

  it('say what they mean in the reader’s language', async () => {
    const of = async (lang: string) =>
      (await w.world.as(w.officers.supervisor, figuresApi, lang).readFigures({ query: {} })).figures.find(
        figure => figure.id === 'relief.solved',
      )!
    expect((await of('zh-CN')).unit).toBe('个')
    expect((await of('en')).definition).toContain('confirmed as solved by the enterprise')
  })
})
