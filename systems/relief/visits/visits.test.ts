import { createHash } from 'node:crypto'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandApi } from '#command/api'
import { uuidv7 } from '#platform/db'
import { figuresApi } from '#platform/figures'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { plansApi } from '../plans/api.ts'
import { visitsApi } from './api.ts'
import { proposeDays, proposeFor, roundInForce } from './rules.ts'

let w: ReliefWorld
type Who = keyof ReliefWorld['officers']
const visits = (who: Who) => w.world.as(w.officers[who], visitsApi)

beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w?.world.stop())

async function upload(who: Who): Promise<string> {
  const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#7a8' } })
    .jpeg()
    .toBuffer()
  const id = uuidv7()
  const calls = w.world.as(w.officers[who], matterApi)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await calls.beginUpload({ body: { id, name: '车间.jpg', size: bytes.length, sha256 } })
  await calls.addPiece({ params: { uploadId: id }, query: { offset: 0 }, body: bytes })
  await calls.finishUpload({ params: { uploadId: id }, body: new Uint8Array() })
  return id
}

const told = (given: object = {}) => ({
  id: uuidv7(),
  organisationId: w.enterprise,
  occurredAt: '2022-04-20T08:30:00+08:00',
  how: 'on-site' as const,
  words: '总装线两班运转，转向节只够三天。',
  ...given,
})

describe('days are proposed', () => {
  it('evenly, with a town’s enterprises together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ organisationId: fc.uuid(), divisionCode: fc.constantFrom('1', '2', '3') })),
        fc.integer({ min: 1, max: 30 }),
        (stops, count) => {
          const days = Array.from({ length: count }, (_, i) => `2022-05-${String(i + 1).padStart(2, '0')}`)
          const proposed = proposeDays(stops, days)
          expect(proposed.length).toBe(stops.length)
          const load = days.map(day => proposed.filter(one => one.on === day).length)
          expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1)
          const towns = proposed.map(one => one.divisionCode)
          expect(towns).toEqual(towns.toSorted())
          expect(proposed.map(one => one.on)).toEqual(proposed.map(one => one.on).toSorted())
        },
      ),
    )
  })
  it('for each officer by themselves: nobody’s days are filled by another’s enterprises', () => {
    const stops = ['a', 'b', 'c', 'd'].map(organisationId => ({
      organisationId,
      divisionCode: '1',
      officerId: organisationId < 'c' ? 'one' : 'two',
    }))
    const proposed = proposeFor(stops, ['2022-05-05', '2022-05-06'])
    for (const officer of ['one', 'two'])
      expect(proposed.filter(one => one.officerId === officer).map(one => one.on)).toEqual([
        '2022-05-05',
        '2022-05-06',
      ])
  })
  it('not at all when no working day is left', () => {
    expect(proposeDays([{ organisationId: 'a', divisionCode: '1' }], [])).toEqual([])
  })
})

it('of two rounds in force the one of the nearer place counts, and none that ended', () => {
  const round = (id: string, divisionCode: string, endedAt: string | null = null) => ({
    id,
    divisionCode,
    list: null,
    fromOn: '2022-04-18',
    untilOn: '2022-05-04',
    endedAt,
  })
  const rounds = [round('a', '3304'), round('b', '330482'), round('c', '330482', '2022-04-19T00:00:00Z')]
  expect(roundInForce(rounds, '330482001', '2022-04-20')?.id).toBe('b')
  expect(roundInForce(rounds, '330481', '2022-04-20')?.id).toBe('a')
  expect(roundInForce(rounds, '330482001', '2022-05-05')).toBeUndefined()
})

describe('a round', () => {
  let round: string

  it('is set by a leader for the own place, and by nobody else', async () => {
    const body = { name: '五一前走访', fromOn: '2022-04-18', untilOn: '2022-05-04' }
    expect(await codeOf(visits('liaison').setRound({ body }))).toBe('forbidden')
    expect(await codeOf(visits('leader').setRound({ body: { ...body, within: places.otherCity } }))).toBe(
      'forbidden',
    )
    expect(await codeOf(visits('leader').setRound({ body: { ...body, untilOn: '2022-04-01' } }))).toBe(
      'not-a-period',
    )
    round = (await visits('cityLeader').setRound({ body: { ...body, least: 1 } })).id
    expect(await codeOf(visits('cityLeader').setRound({ body: { ...body, fromOn: '2022-05-01' } }))).toBe(
      'round-overlaps',
    )
    const seen = await visits('liaison').listRounds({})
    expect(seen).toMatchObject({ inForce: round, maySet: false })
  })

  it('puts the officer’s enterprises on working days, moves them for a reason, and takes them off', async () => {
    const proposal = await visits('liaison').proposeDays({ query: { round } })
    expect(proposal.map(one => one.organisationId)).toEqual([w.enterprise])
    const plan = (on: string, reason?: string) =>
      visits('liaison').planVisits({
        body: { roundId: round, visits: [{ organisationId: w.enterprise, on }], reason },
      })
    expect(await codeOf(plan('2022-05-02'))).toBe('not-a-working-day')
    expect(await codeOf(plan('2022-05-09'))).toBe('outside-round')
    expect(await plan('2022-04-24')).toEqual({ planned: 1, moved: 0 })
    expect(await codeOf(plan('2022-04-25'))).toBe('reason-needed')
    expect(await plan('2022-04-25', '企业当天检修')).toEqual({ planned: 0, moved: 1 })
    const stranger = visits('stranger').planVisits({
      body: { roundId: round, visits: [{ organisationId: w.enterprise, on: '2022-04-26' }] },
    })
    expect(await codeOf(stranger)).toBe('not-in-round')
    const { rows, days } = await visits('liaison').listPlans({
      query: { from: '2022-04-23', until: '2022-05-04' },
    })
    expect(rows.map(row => row.on)).toEqual(['2022-04-25'])
    expect(days.find(day => day.on === '2022-04-24')?.isWorking).toBe(true)
    expect(days.find(day => day.on === '2022-05-03')?.isWorking).toBe(false)
    const params = { id: rows[0]!.id }
    expect(await codeOf(visits('stranger').cancelPlan({ params, body: { reason: '试试' } }))).toBe(
      'not-found',
    )
    await visits('liaison').cancelPlan({ params, body: { reason: '改为电话' } })
    const after = await visits('liaison').listDue({ query: { round, scope: 'mine' } })
    expect(after.rows).toMatchObject([
      { organisationId: w.enterprise, isDone: false, plannedOn: null, lastAt: null },
    ])
  })

  it('is planned by a leader for the officers of the office, who are told; for nobody else’s', async () => {
    const head = await w.world.officer('镇长', w.offices.townOffice, 'leader')
    const colleague = await w.world.officer('同镇', w.offices.townOffice, 'liaison')
    const third = await w.world.enterprise(places.town, '第三厂', colleague)
    const calls = w.world.as(head, visitsApi)
    expect(await codeOf(visits('liaison').proposeDays({ query: { round, scope: 'office' } }))).toBe(
      'forbidden',
    )
    const proposal = await calls.proposeDays({ query: { round, scope: 'office' } })
    expect(proposal.map(one => [one.organisationId, one.officer]).toSorted()).toEqual(
      [
        [w.enterprise, '沈亦'],
        [third, '同镇'],
      ].toSorted(),
    )
    const plan = (officerId: string, organisationId: string, on = '2022-04-26') =>
      calls.planVisits({ body: { roundId: round, visits: [{ organisationId, on, officerId }] } })
    // Not an officer of this enterprise, and not of an office that the actor leads.
    expect(await codeOf(plan(colleague.id, w.enterprise))).toBe('not-in-round')
    expect(
      await codeOf(
        visits('cityLeader').planVisits({
          body: {
            roundId: round,
            visits: [{ organisationId: third, on: '2022-04-26', officerId: colleague.id }],
          },
        }),
      ),
    ).toBe('not-in-round')
    expect(await plan(colleague.id, third)).toEqual({ planned: 1, moved: 0 })
    expect(await plan(colleague.id, third)).toEqual({ planned: 0, moved: 0 })
    const own = w.world.as(colleague, visitsApi)
    const { rows } = await own.listPlans({ query: { from: '2022-04-23', until: '2022-05-04' } })
    expect(rows.map(row => [row.name, row.on])).toEqual([['第三厂', '2022-04-26']])
    const notices = await w.world.as(colleague, noticesApi).listNotices({ query: {} })
    expect(notices.rows.map(row => row.text)).toEqual(['负责人为您排了1家企业的走访，请看走访日历。'])
    // It counts no further in this round.
    await w.world.owner.query(`update relief.pairing set valid_until = now() where organisation_id = $1`, [
      third,
    ])
  })

  it('is covered when its enterprises were visited as it asks, counted by office, officer, place and list', async () => {
    const second = await w.world.enterprise(places.town, '示范电子有限公司', w.officers.liaison)
    const coverage = (by: 'office' | 'officer' | 'division' | 'list') =>
      visits('cityLeader').coverage({ query: { round, by } })
    await visits('liaison').recordVisit({ body: told({ how: 'telephone' }) })
    expect((await coverage('office')).total).toMatchObject({ toVisit: 2, visited: 0, percent: 0 })
    await visits('liaison').recordVisit({ body: told() })
    for (const by of ['office', 'officer', 'division'] as const)
      expect((await coverage(by)).rows).toMatchObject([{ toVisit: 2, visited: 1, percent: 50 }])
    expect((await coverage('list')).rows).toEqual([])
    const left = await visits('cityLeader').listDue({ query: { round, state: 'unvisited' } })
    expect(left.rows.map(row => row.organisationId)).toEqual([second])
    const everything = await visits('cityLeader').listDue({ query: { round, limit: 1 } })
    const rest = await visits('cityLeader').listDue({ query: { round, limit: 1, cursor: everything.next! } })
    expect([...everything.rows, ...rest.rows].map(row => row.isDone)).toEqual([false, true])
    expect(await codeOf(visits('handler').coverage({ query: { round } }))).toBe('forbidden')
    const file = await fetch(`${w.world.address}/api/relief/visits/due/export?round=${round}&format=csv`, {
      headers: { cookie: `tz_session=${w.officers.cityLeader.token}` },
    })
    expect(file.status).toBe(200)
    expect(await file.text()).toContain('示范电子有限公司')
    const { figures } = await w.world
      .as(w.officers.cityLeader, figuresApi)
      .readFigures({ query: { within: places.city } })
    const value = (id: string) => figures.find(figure => figure.id === id)?.value
    expect([
      value('relief.visits'),
      value('relief.enterprises-visited'),
      value('relief.visit-coverage'),
    ]).toEqual([2, 1, 50])
  })

  it('ends once: a second decision on the old version is refused', async () => {
    const { rows } = await visits('cityLeader').listRounds({})
    const { version } = rows.find(row => row.id === round)!
    const end = () => visits('cityLeader').endRound({ params: { id: round }, body: { version } })
    await end()
    expect(await codeOf(end())).toBe('stale-version')
    expect((await visits('liaison').listRounds({})).inForce).toBeNull()
  })
})

describe('a visit', () => {
  it('stands with its photographs and the problems found, all of it or none', async () => {
    const photo = await upload('liaison')
    const body = told({
      metName: '罗启',
      metTelephone: '100-0000-0021',
      metPost: '厂长',
      companions: '张工',
      production: 'partly',
      promises: '周五前问到替代供应商。',
      photos: [photo],
      problems: [
        { category: 'SUPPLY', description: '转向节断供。' },
        { category: 'LABOUR', description: '缺一名司机。', stoppedProduction: true },
      ],
    })
    const recorded = await visits('liaison').recordVisit({ body })
    expect(recorded.problems).toHaveLength(2)
    const seen = await visits('cityLeader').viewVisit({ params: { id: body.id } })
    expect(seen).toMatchObject({ production: 'partly', promises: '周五前问到替代供应商。', metPost: '厂长' })
    expect(seen.problems.map(one => one.status)).toEqual(['reported', 'reported'])
    const { matter } = await w.relief('liaison').viewProblem({ params: { id: recorded.problems[0]!.id } })
    expect(matter.title).toContain('转向节断供')
    // Who was met is known to the officer’s office alone, and masked there.
    expect(seen.met).toBeNull()
    expect((await visits('liaison').viewVisit({ params: { id: body.id } })).met?.name).toBe('罗*')
    const picture = await fetch(
      `${w.world.address}/api/relief/visits/${body.id}/photos/${seen.photos[0]!.id}?size=small`,
      { headers: { cookie: `tz_session=${w.officers.liaison.token}` } },
    )
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])

    const failed = told({ problems: [{ category: 'SUPPLY', description: '不该留下。' }], photos: [uuidv7()] })
    expect(await codeOf(visits('liaison').recordVisit({ body: failed }))).toBe('upload-unknown')
    expect(await codeOf(visits('liaison').viewVisit({ params: { id: failed.id } }))).toBe('not-found')
    const { rows } = await w.relief('liaison').listProblems({ query: {} })
    expect(rows.some(row => row.title.includes('不该留下'))).toBe(false)
  })

  it('sent again from a phone that heard no answer stands once, whatever its key', async () => {
    const body = told({ problems: [{ category: 'TAX', description: '退税未到账。' }] })
    const first = await visits('liaison').recordVisit({ body })
    expect(await visits('liaison').recordVisit({ body })).toEqual(first)
    const both = await Promise.all([
      visits('liaison').recordVisit({ body }),
      visits('liaison').recordVisit({ body }),
    ])
    expect(both).toEqual([first, first])
    expect(await codeOf(visits('leader').recordVisit({ body }))).toBe('visit-other')
  })

  it('two copies that arrive at the same moment stand once', async () => {
    const body = told({ problems: [{ category: 'TAX', description: '同时到达。' }] })
    const answers = await Promise.all([1, 2].map(() => codeOf(visits('liaison').recordVisit({ body }))))
    expect(answers).toContain('done')
    const { rows } = await w.relief('liaison').listProblems({ query: {} })
    expect(rows.filter(row => row.title.includes('同时到达'))).toHaveLength(1)
  })

  it('is seen by its place and office; elsewhere nothing is learnt, and nothing recorded', async () => {
    const body = told()
    await visits('liaison').recordVisit({ body })
    expect(await codeOf(visits('stranger').viewVisit({ params: { id: body.id } }))).toBe('not-found')
    expect(await codeOf(visits('stranger').recordVisit({ body: told() }))).toBe('forbidden')
    expect(await codeOf(visits('supervisor').recordVisit({ body: told() }))).toBe('forbidden')
    expect((await visits('stranger').listVisits({ query: {} })).rows).toEqual([])
    expect((await visits('supervisor').viewVisit({ params: { id: body.id } })).id).toBe(body.id)
  })

  it('that was recorded by mistake is corrected by a second record, once; both stand', async () => {
    const mistaken = told({ words: '写错了企业的情况。' })
    await visits('liaison').recordVisit({ body: mistaken })
    const correction = told({ corrects: mistaken.id, words: '更正：仓里还有三天的量。' })
    expect(await codeOf(visits('leader').recordVisit({ body: told({ corrects: mistaken.id }) }))).toBe(
      'forbidden',
    )
    await visits('liaison').recordVisit({ body: correction })
    expect(await codeOf(visits('liaison').recordVisit({ body: told({ corrects: mistaken.id }) }))).toBe(
      'already-corrected',
    )
    const seen = await visits('liaison').viewVisit({ params: { id: mistaken.id } })
    expect([seen.words, seen.correctedBy, seen.mayCorrect]).toEqual([
      '写错了企业的情况。',
      correction.id,
      false,
    ])
  })

  it('that hears of production sets the enterprise’s state since then; a correction holds from when it was made', async () => {
    const id = await w.world.enterprise(places.town, '停工厂', w.officers.liaison)
    const states = async () =>
      (await w.world.as(w.officers.liaison, plansApi).viewPlan({ params: { id } })).states.map(one => [
        one.state,
        one.since,
        one.until,
        one.source,
        one.sourceId,
      ])
    const heard = told({
      organisationId: id,
      production: 'stopped',
      productionSince: '2022-04-18T08:00:00+08:00',
      words: '原料断了，18日起停产。',
    })
    const later = { ...heard, id: uuidv7(), productionSince: '2022-04-20T08:45:00+08:00' }
    expect(await codeOf(visits('liaison').recordVisit({ body: later }))).toBe('state-ahead')
    await visits('liaison').recordVisit({ body: heard })
    const stopped = ['stopped', '2022-04-18T00:00:00.000Z']
    expect(await states()).toEqual([[...stopped, null, 'visit', heard.id]])
    // The same told again changes nothing, nor does what was heard before.
    await visits('liaison').recordVisit({ body: told({ organisationId: id, production: 'stopped' }) })
    const older = { occurredAt: '2022-04-17T10:00:00+08:00', production: 'running' }
    await visits('liaison').recordVisit({ body: told({ organisationId: id, ...older }) })
    expect(await states()).toEqual([[...stopped, null, 'visit', heard.id]])
    const corrected = told({ organisationId: id, production: 'partly', corrects: heard.id })
    await visits('liaison').recordVisit({ body: corrected })
    const [now, before] = await states()
    expect(now).toEqual(['partly', expect.any(String), null, 'visit', corrected.id])
    expect(before).toEqual([...stopped, now?.[1], 'visit', heard.id])
  })

  it('can’t have happened tomorrow, nor without words', async () => {
    expect(
      await codeOf(
        visits('liaison').recordVisit({ body: told({ occurredAt: '2022-04-21T09:00:00+08:00' }) }),
      ),
    ).toBe('visit-ahead')
    expect(await codeOf(visits('liaison').recordVisit({ body: told({ words: ' ' }) }))).toBe('invalid')
  })
})

describe('an office that is merged into another', () => {
  it('leaves its rounds, the days put on them, its visits and what is due to the successor', async () => {
    const { world, offices } = w
    const administration = await world.office(places.city, 'administration', {
      name: '管理',
      prefix: 'ADM',
      kind: 'duty',
    })
    const admin = await world.officer('管理员', administration, 'admin')
    // The successor is another town: its place alone shows it nothing of this one.
    const successor = await world.office(places.siblingTown, 'general', { name: '新街道', prefix: 'XJ' })
    const handler = await world.officer('新同事', successor, 'handler')
    const leader = await world.officer('当湖主任', offices.townOffice, 'leader')
    const { id: round } = await world.as(leader, visitsApi).setRound({
      body: { name: '五月走访', fromOn: '2022-05-05', untilOn: '2022-05-31' },
    })
    const planned = { roundId: round, visits: [{ organisationId: w.enterprise, on: '2022-05-09' }] }
    await visits('liaison').planVisits({ body: planned })
    const body = told()
    await visits('liaison').recordVisit({ body })
    const of = world.as(handler, visitsApi)
    expect(await codeOf(of.viewVisit({ params: { id: body.id } }))).toBe('not-found')

    await world.as(admin, commandApi).endOffice({
      params: { id: offices.townOffice },
      body: { version: 1, successorId: successor, handOver: true },
    })

    const { rows } = await of.listRounds({})
    expect(rows.find(row => row.id === round)).toMatchObject({ office: '新街道', version: 2, endedAt: null })
    expect(await of.viewVisit({ params: { id: body.id } })).toMatchObject({
      words: body.words,
      office: '当湖街道',
    })
    // Who was there goes on under the new name, with the days and the enterprises that are due.
    const period = { from: '2022-05-05', until: '2022-05-31' }
    expect((await visits('liaison').listPlans({ query: period })).rows.map(row => row.on)).toEqual([
      '2022-05-09',
    ])
    const office = await of.listPlans({ query: { ...period, scope: 'office' } })
    expect(office.rows.map(row => row.organisationId)).toEqual([w.enterprise])
    const due = await visits('liaison').listDue({ query: { round, scope: 'mine' } })
    expect(due.rows.find(row => row.organisationId === w.enterprise)).toMatchObject({
      office: '新街道',
      plannedOn: '2022-05-09',
    })
    // The former leader, now of the successor, has the last word on it.
    await world.as(leader, visitsApi).endRound({ params: { id: round }, body: { version: 2 } })
  })
})
