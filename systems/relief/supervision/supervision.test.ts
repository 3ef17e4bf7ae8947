import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { figuresApi } from '#platform/figures'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { visitsApi } from '../visits/api.ts'
import { supervisionApi } from './api.ts'
import { BoardNumber } from './schema.ts'

let r: ReliefWorld
const board = (who: keyof ReliefWorld['officers'], query: Record<string, string> = {}) =>
  r.world.as(r.officers[who], supervisionApi).board({ query: { by: 'office', ...query } })
const rowOf = (answer: Awaited<ReturnType<typeof board>>, key: string) =>
  answer.rows.find(row => row.key === key)

beforeAll(async () => {
  r = await reliefWorld()
  await r.problem({ title: '甲' })
  await r.world.moveTo('2022-04-20T09:10:00+08:00')
  const returned = await r.problem({ title: '乙' })
  await r.world.moveTo('2022-04-20T09:20:00+08:00')
  await r.act('handler', returned.id, 'giveBack', { reason: '不是我局职责' })
  await r.world.moveTo('2022-04-20T09:30:00+08:00')
  const passed = await r.problem({ title: '丙' })
  await r.world.moveTo('2022-04-20T09:40:00+08:00')
  await r.act('handler', passed.id, 'referUp', { reason: '请市里办' })
})
afterAll(() => r.world.stop())

describe('the board', () => {
  it('counts what each office answers for; what it gave back and handed on stays its own', async () => {
    const answer = await board('supervisor')
    expect(answer.total).toMatchObject({ collected: 3, open: 3, returned: 1, passed: 1 })
    expect(rowOf(answer, r.offices.bureau)).toMatchObject({ collected: 1, returned: 1, passed: 1 })
    expect(rowOf(answer, r.offices.cityForce)).toMatchObject({ collected: 1, returned: 0, passed: 0 })
  })

  it('has as many matters behind every number as the number says', async () => {
    for (const by of ['office', 'place'] as const) {
      const answer = await board('supervisor', { by })
      for (const row of [answer.total, ...answer.rows]) {
        for (const number of BoardNumber.options) {
          const query = { by, number, ...(row.key !== '' && { key: row.key }) }
          const behind = await r.world.as(r.officers.supervisor, supervisionApi).boardMatters({ query })
          expect(`${row.key} ${number} ${behind.rows.length}`).toBe(`${row.key} ${number} ${row[number]}`)
        }
      }
    }
  })

  it('says what the figures say', async () => {
    const { total } = await board('supervisor', { within: places.city })
    const { figures } = await r.world
      .as(r.officers.supervisor, figuresApi)
      .readFigures({ query: { within: places.city } })
    const figure = (id: string) => figures.find(one => one.id === id)?.value
    expect(figure('relief.collected')).toBe(total.collected)
    expect(figure('relief.open')).toBe(total.open)
    expect(figure('relief.overdue')).toBe(total.overdue)
    expect(figure('relief.returned')).toBe(total.returned)
    expect(figure('relief.escalated')).toBe(total.escalated)
  })

  it('of an earlier moment stays as it was', async () => {
    const cutOff = '2022-04-20T09:15:00+08:00'
    const then = await board('supervisor', { cutOff })
    expect(then.total).toMatchObject({ collected: 2, returned: 0, passed: 0 })
  })

  it('shows an office’s people their own line, and a neighbour nothing', async () => {
    const own = await board('handler')
    expect(own.rows.map(row => row.key)).toContain(r.offices.bureau)
    const { total } = await board('joint')
    expect(total.collected).toBe(0)
  })

  it('lets a supervisor chase several, and says of each that is refused why', async () => {
    const calls = r.world.as(r.officers.supervisor, supervisionApi)
    const { rows } = await calls.boardMatters({ query: { number: 'open' } })
    const ids = rows.map(row => row.id)
    const first = await calls.chaseProblems({ body: { ids } })
    expect(first.map(one => one.refused)).toEqual([null, null, null])
    expect((await board('supervisor')).total.chased).toBe(3)
    const again = await calls.chaseProblems({ body: { ids } })
    expect(again.every(one => one.refused !== null)).toBe(true)
    const stranger = await r.world.as(r.officers.stranger, supervisionApi).chaseProblems({ body: { ids } })
    expect(stranger.every(one => one.refused !== null)).toBe(true)
  })

  it('counts the enterprises that nobody visited, by place, for whoever sees the place', async () => {
    const before = await board('supervisor', { by: 'place' })
    expect(before.place).toBe('嘉兴市')
    expect(before.total.unvisited).toBe(1)
    await r.world.as(r.officers.liaison, visitsApi).recordVisit({
      body: {
        id: uuidv7(),
        organisationId: r.enterprise,
        occurredAt: r.world.server.clock.now().toISOString(),
        how: 'on-site',
        words: '走访',
      },
    })
    const after = await board('supervisor', { by: 'place' })
    expect(after.total.unvisited).toBe(0)
    expect((await board('joint')).total.unvisited).toBeNull()
  })

  it('refuses a cut-off that lies ahead', async () => {
    await expect(board('supervisor', { cutOff: '2022-05-20T09:00:00+08:00' })).rejects.toMatchObject({
      problem: { code: 'cut-off-ahead' },
    })
  })

  it('keeps escalation with the office that let it come so far, and gives a closed office’s numbers to its successor', async () => {
    await r.world.moveTo('2022-04-26T09:00:00+08:00')
    const late = await board('supervisor')
    expect(rowOf(late, r.offices.bureau)!.escalated).toBeGreaterThan(0)
    expect(late.total.overdue).toBeGreaterThan(0)
    await r.world.owner.query('update region.office set valid_until = $2, successor_id = $3 where id = $1', [
      r.offices.bureau,
      '2022-04-25T00:00:00+08:00',
      r.offices.labour,
    ])
    const merged = await board('supervisor')
    expect(rowOf(merged, r.offices.bureau)).toBeUndefined()
    expect(rowOf(merged, r.offices.labour)).toMatchObject({ returned: 1, passed: 1 })
    const before = await board('supervisor', { cutOff: '2022-04-24T09:00:00+08:00' })
    expect(rowOf(before, r.offices.bureau)).toMatchObject({ returned: 1, passed: 1 })
  })

  it('never differs from the story that it is folded from', async () => {
    const { rows } = await r.world.owner.query(
      `(select * from relief.standing except select * from relief.fold('infinity'))
       union all (select * from relief.fold('infinity') except select * from relief.standing)`,
    )
    expect(rows).toEqual([])
  })
})
