import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { tasksApi } from '../tasks/api.ts'
import { supervisionApi } from './api.ts'
import { dataOf } from './report.ts'
import { placesApart, ruleInForce, workingDaysBack } from './rules.ts'
import { WeekBody } from './schema.ts'

type Who = keyof ReliefWorld['officers']
let r: ReliefWorld
let problem: { id: string }
let notice: { id: string; number: string }
const as = (who: Who) => r.world.as(r.officers[who], supervisionApi)
const order = () => ({ officeId: r.offices.bureau, words: '请三日内书面答复。', dueOn: '2022-04-25' })
const pdfAt = async (path: string, who: Who = 'supervisor', lang = 'zh-CN') => {
  const response = await fetch(`${r.world.address}${path}`, {
    headers: { cookie: `tz_session=${r.officers[who].token}`, 'accept-language': lang },
  })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}

beforeAll(async () => {
  r = await reliefWorld()
  problem = await r.problem({ title: '断供' })
  await r.problem({ title: '物流' })
})
afterAll(() => r.world.stop())

describe('a written notice', () => {
  it('is given by a supervisor of the place alone, and not twice for a repeated request', async () => {
    for (const who of ['handler', 'stranger', 'cityLeader'] as const)
      expect(await codeOf(as(who).issueNotice({ body: order() }))).toBe('forbidden')
    const late = { ...order(), dueOn: '2022-04-19' }
    expect(await codeOf(as('supervisor').issueNotice({ body: late }))).toBe('due-past')
    const body = { ...order(), problemId: problem.id }
    notice = await as('supervisor').issueNotice({ body }, { key: 'notice-of-the-day-1' })
    const again = await as('supervisor').issueNotice({ body }, { key: 'notice-of-the-day-1' })
    expect(again).toEqual(notice)
    const { rows } = await r.world.as(r.officers.handler, tasksApi).listTasks({ query: { origin: 'notice' } })
    expect(rows.map(row => [row.id, row.words, row.dueOn])).toEqual([[notice.id, body.words, body.dueOn]])
  })

  it('is taken up and answered by the office, and closed by the supervisor', async () => {
    const body = { ...order(), officeId: r.offices.labour }
    const { id } = await as('supervisor').issueNotice({ body })
    await r.act('joint', id, 'accept')
    await r.act('joint', id, 'report', { note: '已整改。' })
    expect(await codeOf(r.act('joint', id, 'close'))).toBe('forbidden')
    await r.act('supervisor', id, 'close')
    const { task, matter } = await r.world.as(r.officers.supervisor, tasksApi).viewTask({ params: { id } })
    expect([task.origin, task.answer, matter.status]).toEqual(['notice', '已整改。', 'closed'])
  })
})

describe('circulated by rule', () => {
  let circular: { id: string; number: string }
  it('proposes to chase before the limit, and a notice the working day after', async () => {
    const { rule } = await as('supervisor').proposals({ query: {} })
    expect([rule.chaseHours, rule.noticeDays, rule.circularDays]).toEqual([4, 1, 5])
    expect([rule.automatic, rule.within]).toEqual([[], ''])
    await r.world.moveTo('2022-04-22T04:00:00+08:00')
    expect((await as('supervisor').proposals({ query: {} })).chase).toEqual([])
    await r.world.moveTo('2022-04-22T06:00:00+08:00')
    expect((await as('supervisor').proposals({ query: {} })).chase).toHaveLength(2)
    await r.world.moveTo('2022-04-25T09:00:00+08:00')
    expect((await as('supervisor').proposals({ query: {} })).circular).toEqual([])
    await r.world.moveTo('2022-04-26T09:00:00+08:00')
    const { notice: due } = await as('supervisor').proposals({ query: {} })
    expect(due).toHaveLength(1)
    expect(due[0]!.id).not.toBe(problem.id)
  })

  it('proposes a notice that is silent on the fifth working day (Sunday 24 April was worked), and none that was answered', async () => {
    const { circular: due, mayIssue } = await as('supervisor').proposals({ query: {} })
    expect(due.map(one => one.number)).toEqual([notice.number])
    expect(mayIssue).toBe(true)
    expect((await as('stranger').proposals({ query: {} })).circular).toEqual([])
  })

  it('freezes the offices with the board’s numbers at the cut-off', async () => {
    const body = {
      within: places.city,
      title: '关于督办未答复情况的通报',
      words: '请对照整改。',
      noticeIds: [notice.id],
      officeIds: [r.offices.labour],
    }
    expect(await codeOf(as('cityLeader').issueCircular({ body }))).toBe('forbidden')
    const none = { ...body, noticeIds: [], officeIds: [] }
    expect(await codeOf(as('supervisor').issueCircular({ body: none }))).toBe('no-office')
    circular = await as('supervisor').issueCircular({ body })
    const seen = await as('handler').viewCircular({ params: { id: circular.id } })
    const board = await as('supervisor').board({ query: { by: 'office', cutOff: seen.cutOff } })
    const { withoutOfficer: _, ...own } = board.rows.find(row => row.key === r.offices.bureau)!
    expect(seen.body.rows.find(row => row.key === r.offices.bureau)).toMatchObject(own)
    expect(seen.body.rows.find(row => row.key === r.offices.labour)).toMatchObject({ collected: 0 })
    expect((await as('supervisor').proposals({ query: {} })).circular).toEqual([])
  })

  it('is confirmed by each office for itself, once, and unseen by others', async () => {
    const params = { id: circular.id }
    expect((await as('handler').viewCircular({ params })).toConfirm).toEqual([r.offices.bureau])
    await as('handler').confirmCircular({ params, body: { officeId: r.offices.bureau } })
    await as('second').confirmCircular({ params, body: { officeId: r.offices.bureau } })
    const forOthers = { params, body: { officeId: r.offices.labour } }
    expect(await codeOf(as('handler').confirmCircular(forOthers))).toBe('forbidden')
    const seen = await as('supervisor').viewCircular({ params })
    expect(seen.readBy.map(one => [one.officeId, one.by])).toEqual([[r.offices.bureau, '承办人']])
    expect(await codeOf(as('stranger').viewCircular({ params }))).toBe('not-found')
  })

  it('is corrected by a new revision, and the older stays readable', async () => {
    const params = { id: circular.id }
    const body = { title: '更正', words: '更正后的内容。' }
    expect(await codeOf(as('handler').reviseCircular({ params, body }))).toBe('forbidden')
    const next = await as('supervisor').reviseCircular({ params, body })
    expect(next.number).toBe(circular.number)
    expect(await codeOf(as('supervisor').reviseCircular({ params, body }))).toBe('stale-version')
    expect((await as('handler').viewCircular({ params })).words).toBe('请对照整改。')
    const seen = await as('handler').viewCircular({ params: { id: next.id } })
    expect([seen.revision, seen.revisions.length, seen.reads]).toEqual([2, 2, 0])
    expect((await as('handler').listCirculars({})).map(row => row.id)).toEqual([next.id])
  })

  it('is counted in the figures, a correction not again', async () => {
    const calls = r.world.as(r.officers.supervisor, figuresApi)
    const { figures } = await calls.readFigures({ query: { within: places.city } })
    const value = (id: string) => figures.find(one => one.id === id)?.value
    expect([value('relief.notices-issued'), value('relief.circulars')]).toEqual([2, 1])
  })

  it('counts working days back over a holiday', () => {
    const calendar = {
      isWorkingDay: (day: string) => !['2022-05-02', '2022-05-01', '2022-04-30'].includes(day),
    }
    const from = workingDaysBack(new Date('2022-05-03T02:00:00Z'), 2, calendar, 'Asia/Shanghai')
    expect(from.toISOString()).toBe('2022-04-28T16:00:00.000Z')
  })
})

describe('the weekly report', () => {
  it('is kept on Monday as it stood when the day began, once, and says what the board says', async () => {
    await r.world.moveTo('2022-05-02T07:00:00+08:00')
    for (const _ of [1, 2]) await r.world.server.everyMonday()
    const kept = await as('supervisor').listReports({})
    expect(kept.map(one => [one.weekOn, one.cutOff])).toEqual([['2022-04-25', '2022-05-01T16:00:00.000Z']])
    const body = await as('supervisor').viewReport({ params: { id: kept[0]!.id } })
    const query = { within: places.city, by: 'office' as const, cutOff: body.cutOff }
    const board = await as('supervisor').board({ query })
    expect(body.total).toEqual(board.total)
    expect(body.rows).toEqual(board.rows)
    expect(body.overdue).toHaveLength(board.total.overdue)
    for (const lang of ['zh-CN', 'en'] as const) {
      const data = dataOf(WeekBody.parse(body), lang, 'Asia/Shanghai')
      const figures = data.figures as { label: string; whole: string; definition: string }[]
      expect(figures.slice(0, 4).map(one => one.whole)).toEqual(
        [board.total.collected, board.total.solved, board.total.open, board.total.overdue].map(String),
      )
      expect(figures.every(one => one.definition.length > 0)).toBe(true)
      const offices = data.offices as string[][]
      expect(offices.map(row => row[1])).toEqual(board.rows.map(row => String(row.collected)))
    }
    expect(await as('stranger').listReports({})).toEqual([])
  })

  it('is a PDF in both languages, on demand and as it was kept', async () => {
    const [kept] = await as('supervisor').listReports({})
    for (const lang of ['zh-CN', 'en'])
      for (const path of ['report?weekOf=2022-04-27', `reports/${kept!.id}/pdf`]) {
        const { status, bytes } = await pdfAt(`/api/relief/supervision/${path}`, 'supervisor', lang)
        expect([status, bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
      }
    const ahead = await pdfAt('/api/relief/supervision/report?cutOff=2023-01-01T00:00:00Z')
    expect(ahead.status).toBeGreaterThanOrEqual(400)
    expect((await pdfAt(`/api/relief/supervision/reports/${kept!.id}/pdf`, 'stranger')).status).toBe(404)
  })
})

describe('supervision by rule', () => {
  const server = () => r.world.server
  const moveTo = (moment: string) => server().moveTo(new Date(`${moment}+08:00`))
  const rule = {
    ...{ within: places.city, version: 0, chaseHours: 4, noticeDays: 1, circularDays: 2 },
    ...{ automatic: ['chase', 'notice', 'circular'] as ('chase' | 'notice' | 'circular')[] },
    validFrom: '2022-05-05',
  }
  const looksWaiting = async () =>
    Number(
      (
        await r.world.owner.query(
          "select count(*) from matter.due where what = 'supervise' and done_at is null",
        )
      ).rows[0].count,
    )
  const noticesOf = async () =>
    (await r.world.as(r.officers.handler, tasksApi).listTasks({ query: { origin: 'notice' } })).rows
  const chasesOf = async (id: string) =>
    (await r.matters('handler').viewMatter({ params: { id } })).history.filter(
      line => line.action === 'chase',
    )
  let third: { id: string }

  it('is set by a supervisor of the place, from today on, and not over a colleague’s change', async () => {
    await moveTo('2022-05-05T08:10:00')
    third = await r.problem({ title: '缺料' })
    for (const who of ['handler', 'cityLeader', 'stranger'] as const)
      expect(await codeOf(as(who).setRule({ body: rule }))).toBe('forbidden')
    const past = { ...rule, validFrom: '2022-05-04' }
    expect(await codeOf(as('supervisor').setRule({ body: past }))).toBe('rule-past')
    expect(await codeOf(as('supervisor').setRule({ body: { ...rule, circularDays: 1 } }))).toBe('invalid')
    await as('supervisor').setRule({ body: rule })
    expect(await codeOf(as('supervisor').setRule({ body: rule }))).toBe('stale-version')
    const seen = await as('handler').proposals({ query: { within: places.county } })
    expect(seen.rule).toMatchObject({ within: places.city, version: 1, by: '督查', office: '嘉兴市专班' })
    expect(seen.rules.map(one => one.within)).toEqual([places.city, ''])
    expect(await looksWaiting()).toBe(1)
  })

  it('chases once, at the first full hour within four hours of the limit, though it is a night', async () => {
    await moveTo('2022-05-07T04:30:00')
    expect(await chasesOf(third.id)).toEqual([])
    await moveTo('2022-05-07T08:00:00')
    const chased = await chasesOf(third.id)
    expect(chased.map(line => [line.at, line.actorKind])).toEqual([['2022-05-06T21:00:00.000Z', 'system']])
  })

  it('gives written notice at nine on the working day after, to be answered before it would be circulated', async () => {
    await moveTo('2022-05-09T08:30:00')
    expect((await noticesOf()).some(one => one.words.includes('缺料'))).toBe(false)
    await moveTo('2022-05-09T12:00:00')
    const given = (await noticesOf()).filter(one => one.words.includes('缺料'))
    expect(given.map(one => [one.openedAt, one.dueOn, one.orderedBy, one.orderedOffice])).toEqual([
      ['2022-05-09T01:00:00.000Z', '2022-05-10', null, '嘉兴市专班'],
    ])
  })

  it('circulates what stays silent, freezes the office’s numbers, and leaves nothing to propose', async () => {
    await moveTo('2022-05-11T12:00:00')
    const all = await as('handler').listCirculars({})
    const seen = await as('handler').viewCircular({ params: { id: all[0]!.id } })
    expect([seen.issuedAt, seen.title]).toEqual(['2022-05-11T01:00:00.000Z', '关于督办事项逾期未答复的通报'])
    expect(seen.body.notices.map(one => one.words.includes('缺料'))).toEqual([true])
    expect(seen.toConfirm).toEqual([r.offices.bureau])
    const { chase, notice, circular } = await as('supervisor').proposals({ query: {} })
    expect([chase, notice, circular]).toEqual([[], [], []])
  })

  it('does each step once, and catches up within the hour after the server was down', async () => {
    const late = await r.problem({ title: '断电' })
    await r.world.moveTo('2022-05-17T10:20:00+08:00')
    await moveTo('2022-05-17T12:00:00')
    expect((await noticesOf()).filter(one => one.words.includes('断电'))).toHaveLength(1)
    expect((await noticesOf()).filter(one => one.words.includes('缺料'))).toHaveLength(1)
    expect(await chasesOf(late.id)).toEqual([])
    expect(await looksWaiting()).toBe(1)
  })

  it('rests from the day on which people do all steps again', async () => {
    await as('supervisor').setRule({
      body: { ...rule, version: 1, automatic: [], validFrom: '2022-05-18' },
    })
    await moveTo('2022-05-18T01:00:00')
    const silent = await as('supervisor').proposals({ query: {} })
    expect(silent.rule).toMatchObject({ version: 2, automatic: [] })
    expect(await looksWaiting()).toBe(0)
    await r.problem({ title: '停气' })
    await moveTo('2022-05-23T12:00:00')
    expect((await as('supervisor').proposals({ query: {} })).notice).toHaveLength(1)
  })

  it('of a county’s own goes before the city’s, and the city’s leaves the county out', () => {
    const of = (within: string, version: number, validFrom: string) => ({ within, version, validFrom })
    const rules = [
      of('', 1, '2022-04-18'),
      of('3304', 1, '2022-04-20'),
      of('3304', 2, '2022-04-22'),
      of('330482', 1, '2022-04-21'),
    ]
    const on = (place: string, day: string) => ruleInForce(rules, place, day)
    expect(on('330481', '2022-04-19')).toBe(rules[0])
    expect(on('330481', '2022-04-21')).toBe(rules[1])
    expect(on('330481', '2022-04-22')).toBe(rules[2])
    expect(on('330482001', '2022-04-22')).toBe(rules[3])
    expect(placesApart(rules, '3304', '2022-04-20')).toEqual([])
    expect(placesApart(rules, '3304', '2022-04-21')).toEqual(['330482'])
  })
})
