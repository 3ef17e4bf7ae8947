import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { tasksApi } from '../tasks/api.ts'
import { supervisionApi } from './api.ts'
import { dataOf } from './report.ts'
import { workingDaysBack } from './rules.ts'
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
    const steps = (await as('supervisor').proposals({ query: {} })).steps
    expect(steps.map(one => [one.step, one.amount])).toEqual([
      ['chase', 4],
      ['notice', 1],
      ['circular', 5],
    ])
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
