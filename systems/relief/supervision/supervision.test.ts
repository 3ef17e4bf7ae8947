import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { figuresApi } from '#platform/figures'
import { noticesApi } from '#platform/notices/api'
import { codeOf } from '#test/calls'
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

  it('counts unvisited enterprises as the round of visits in force does, by place, for whoever sees the place', async () => {
    expect((await board('supervisor', { by: 'place' })).total.unvisited).toBeNull()
    await r.world.as(r.officers.cityLeader, visitsApi).setRound({
      body: { name: '五一前走访', fromOn: '2022-04-18', untilOn: '2022-05-04' },
    })
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

  it('refuses a period that ends before it begins', async () => {
    const query = { by: 'office' as const, from: '2022-04-21', until: '2022-04-20' }
    const calls = r.world.as(r.officers.supervisor, supervisionApi)
    expect(await codeOf(calls.board({ query }))).toBe('period-backwards')
    expect(await codeOf(calls.boardMatters({ query: { ...query, number: 'open' } }))).toBe('period-backwards')
  })

  it('refuses a cut-off that lies ahead', async () => {
    await expect(board('supervisor', { cutOff: '2022-05-20T09:00:00+08:00' })).rejects.toMatchObject({
      problem: { code: 'cut-off-ahead' },
    })
  })

  it('says in every cell what reading each problem one by one says, and leads from every cell to just those', async () => {
    await everyEnd()
    for (const by of ['office', 'place'] as const) {
      const answer = await board('supervisor', { by })
      const counted = await countOneByOne(by)
      for (const row of [answer.total, ...answer.rows]) {
        const { name: _n, nameEn: _e, withoutOfficer, unvisited, ...numbers } = row
        expect(numbers).toEqual({ key: row.key, ...counted(row.key) })
        for (const number of BoardNumber.options)
          expect(`${row.key} ${number} ${await countBehind(by, row.key, number)}`).toBe(
            `${row.key} ${number} ${row[number]}`,
          )
        const place = row.key || answer.within
        if (withoutOfficer !== null) expect(await countWithoutOfficer(place)).toBe(withoutOfficer)
        if (unvisited !== null) expect(await countUnvisited(answer.rounds[place]!, place)).toBe(unvisited)
      }
      expect(answer.total).toMatchObject({ solved: 3, selfConfirmed: 2, reopened: 2, explained: 1 })
      expect(answer.total).toMatchObject({ withdrawn: 1, timedOut: 1, merged: 1 })
      expect(Math.min(answer.total.overdue, answer.total.escalated, answer.total.rated)).toBeGreaterThan(0)
      if (by === 'place') expect(answer.total).toMatchObject({ unvisited: 1, withoutOfficer: 1 })
    }
  }, 30_000)

  it('keeps escalation with the office that let it come so far, and gives a closed office’s numbers to its successor', async () => {
    const late = await board('supervisor')
    const own = rowOf(late, r.offices.bureau)!
    expect(rowOf(late, r.offices.bureau)!.escalated).toBeGreaterThan(0)
    expect(late.total.overdue).toBeGreaterThan(0)
    await r.world.owner.query('update region.office set valid_until = $2, successor_id = $3 where id = $1', [
      r.offices.bureau,
      '2022-04-25T00:00:00+08:00',
      r.offices.labour,
    ])
    const merged = await board('supervisor', { cutOff: '2022-04-28T09:00:00+08:00' })
    expect(rowOf(merged, r.offices.bureau)).toBeUndefined()
    const moved = { returned: own.returned, passed: own.passed }
    expect(rowOf(merged, r.offices.labour)).toMatchObject(moved)
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

/** Problems of every end and on every way, by 28 April. */
async function everyEnd() {
  const { world, act, photo, problem } = r
  await world.enterprise(places.siblingTown, '无人服务有限公司')
  const other = await world.enterprise(places.siblingTown, '示范轴承有限公司', r.officers.liaison)
  const took = async (title: string) => {
    const made = await problem({ title })
    await act('handler', made.id, 'accept')
    await photo('handler', made.id)
    return made.id
  }
  const submit = async (id: string) => {
    await act('handler', id, 'solve', { solution: '已到货。' })
    await act('leader', id, 'sign')
  }
  await world.moveTo('2022-04-20T10:00:00+08:00')
  const ids: string[] = []
  for (const title of ['一', '二', '三', '四', '五', '六', '七']) ids.push(await took(title))
  const [one, two, three, four, five, six, seven] = ids as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  for (const [i, id] of [one, two, three, four].entries()) {
    await world.moveTo(`2022-04-20T1${i + 1}:30:00+08:00`)
    await submit(id)
    // The fourth is confirmed at the enterprise itself.
    if (i < 3) await act('liaison', id, 'confirm', { rating: 3 + (i % 3) })
  }
  const link = await r.relief('liaison').tracking({ params: { id: four } })
  const { version } = await r.relief().track({ body: link })
  await r.relief().actByLink({
    params: { action: 'confirm' },
    body: { ...link, version, input: { rating: 5 } },
  })
  await world.moveTo('2022-04-21T09:30:00+08:00')
  await act('liaison', one, 'reopen', { reason: '又断了。' })
  await act('liaison', two, 'reopen', { reason: '没到货。' })
  await world.moveTo('2022-04-21T15:00:00+08:00')
  await submit(two)
  await act('liaison', two, 'confirm', { rating: 4 })
  await act('leader', five, 'explain', { reason: '目前没有办法。' })
  await act('liaison', six, 'withdraw', { reason: '不需要了。' })
  await r.relief('liaison').reportProblem({
    body: {
      ...{ organisationId: other, category: 'LABOUR', tier: 'town', description: '缺装配工。' },
      ...{ contactName: '罗启', contactTelephone: '100-0000-0022' },
    },
  })
  const duplicate = await took('七')
  await act('handler', duplicate, 'merge', { into: seven })
  await submit(seven)
  await world.as(r.officers.liaison, noticesApi).recordCall({
    body: { matterId: seven, direction: 'made', outcome: 'reached', note: '企业说以后再评。' },
  })
  await world.moveTo('2022-04-28T09:00:00+08:00')
}

type Told = { action: string; at: Date; to: string | null; clock: string | null; office: string }
type One = {
  office: string
  status: string
  rating: number | null
  confirmedBy: string | null
  chased: number
  reopened: number
  openedAt: Date
  limitPassed: boolean
  story: Told[]
}

/** Every problem as its own rows and its own story have it, counted one after the other without the board's SQL. */
async function countOneByOne(by: 'office' | 'place') {
  const now = r.world.server.clock.now()
  const { rows } = await r.world.owner.query<One>(
    `select m.owner_office_id as office, m.status, p.rating, p.confirmed_by as "confirmedBy", p.chased, p.reopened,
       m.opened_at as "openedAt",
       exists (select from matter.clock c where c.matter_id = m.id and c.name = 'solve' and c.stopped_at is null and c.due_at <= $1) as "limitPassed",
       (select json_agg(json_build_object('action', h.action, 'at', h.at, 'to', h.detail ->> 'to', 'clock', h.detail ->> 'clock',
          'office', h.owner_office_id) order by h.seq) from matter.history h where h.matter_id = m.id) as story
     from matter.matter m join relief.problem p on p.matter_id = m.id where m.kind = 'problem'`,
    [now],
  )
  const { rows: offices } = await r.world.owner.query<{ id: string; code: string }>(
    'select id, division_code as code from region.office',
  )
  const divisionOf = new Map(offices.map(office => [office.id, office.code]))
  const keyOf = (office: string) => (by === 'office' ? office : divisionOf.get(office)!.slice(0, 6))
  const ends = { explained: 'explained', withdrawn: 'withdrawn', 'timed-out': 'timedOut', merged: 'merged' }
  /** the offices that led before a line of the story was written */
  const ledBefore = (one: One, is: (line: Told, before: Told) => boolean) =>
    one.story.flatMap((line, i) => {
      const before = one.story[i - 1]
      return before !== undefined && is(line, before) ? [keyOf(before.office)] : []
    })
  return (key: string) => {
    const mine = rows.filter(one => key === '' || keyOf(one.office) === key)
    const count = (is: (one: One) => boolean) => mine.filter(is).length
    const countWhere = (keys: (one: One) => string[]) =>
      rows.filter(one => (key === '' ? keys(one).length > 0 : keys(one).includes(key))).length
    const solved = mine.filter(one => one.status === 'solved')
    const hours = solved
      .map(one => {
        const last = one.story.findLast(line => line.action === 'solve')!
        return (new Date(last.at).getTime() - one.openedAt.getTime()) / 3_600_000
      })
      .toSorted((a, b) => a - b)
    const quantile = (share: number) => {
      if (hours.length === 0) return null
      const [at, low] = [share * (hours.length - 1), Math.floor(share * (hours.length - 1))]
      const value = hours[low]! + (at - low) * ((hours[low + 1] ?? hours[low]!) - hours[low]!)
      return Math.round(value * 10) / 10
    }
    const ratings = solved.flatMap(one => one.rating ?? [])
    return {
      collected: mine.length,
      open: count(one => one.status !== 'solved' && !(one.status in ends)),
      overdue: count(one => one.limitPassed),
      solved: solved.length,
      ...Object.fromEntries(
        Object.entries(ends).map(([status, name]) => [name, count(one => one.status === status)]),
      ),
      chased: count(one => one.chased > 0),
      reopened: count(one => one.reopened > 0),
      selfConfirmed: solved.filter(one => one.confirmedBy !== 'enterprise').length,
      rated: ratings.length,
      returned: countWhere(one => ledBefore(one, line => line.action === 'giveBack')),
      passed: countWhere(one =>
        ledBefore(
          one,
          (line, before) =>
            ['route', 'refer', 'referUp'].includes(line.action) && before.office !== line.office,
        ),
      ),
      escalated: countWhere(one =>
        one.story.flatMap(line => (line.action === 'escalate' ? [keyOf(line.office)] : [])),
      ),
      rating:
        ratings.length === 0
          ? null
          : Math.round((ratings.reduce((a, b) => a + b) / ratings.length) * 10) / 10,
      medianHours: quantile(0.5),
      p90Hours: quantile(0.9),
    }
  }
}

/** How many matters stand behind a cell, page by page. */
async function countBehind(by: 'office' | 'place', key: string, number: BoardNumber): Promise<number> {
  const calls = r.world.as(r.officers.supervisor, supervisionApi)
  const seen = new Set<string>()
  let cursor: string | undefined
  do {
    const query = { by, number, limit: 4, ...(key && { key }), ...(cursor && { cursor }) }
    const { rows, next } = await calls.boardMatters({ query })
    for (const row of rows) seen.add(row.id)
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return seen.size
}

async function countWithoutOfficer(within: string): Promise<number> {
  const { rows } = await r.relief('supervisor').listEnterprises({ query: { within, officer: 'none' } })
  return rows.length
}

async function countUnvisited(round: string, within: string): Promise<number> {
  const query = { round, within, scope: 'all' as const, state: 'unvisited' as const }
  return (await r.world.as(r.officers.supervisor, visitsApi).listDue({ query })).rows.length
}
