import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { codeOf } from '#test/calls'
import { type ReliefWorld, reliefWorld } from './fixtures.ts'

let w: ReliefWorld
beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w.world.stop())

const view = (id: string, who: 'liaison' | 'handler' | 'supervisor' = 'liaison') =>
  w.matters(who).viewMatter({ params: { id } })
const running = async (id: string, name: string) =>
  (await view(id)).clocks.find(clock => clock.name === name && clock.stoppedAt === null)!
const now = () => w.world.server.clock.now()
const inHours = (hours: number) => new Date(now().getTime() + hours * 3_600_000)
const told = async (who: keyof ReliefWorld['officers'], id: string) =>
  (await w.world.as(w.officers[who], noticesApi).listNotices({ query: {} })).rows
    .filter(row => row.matterId === id)
    .map(row => row.text)

async function confirming(given: Parameters<ReliefWorld['problem']>[0] = {}) {
  const { id } = await w.problem(given)
  await w.act('handler', id, 'accept')
  await w.photo('handler', id)
  await w.act('handler', id, 'solve', { solution: '已到货' })
  await w.act('leader', id, 'sign')
  return id
}

describe('what falls due', () => {
  it('reminds the office in the last quarter, marks it overdue, tells the level above a working day later', async () => {
    const { id } = await w.problem()
    await w.world.moveTo(inHours(3.1))
    expect(await told('handler', id)).toHaveLength(2)
    await w.world.moveTo(inHours(1))
    expect(await view(id)).toMatchObject({ priority: 'urgent' })
    await w.world.moveTo('2022-04-21T23:59:59+08:00')
    const actions = (await view(id)).history.map(entry => entry.action)
    expect(actions).toEqual(['report', 'overdue', 'escalate'])
    expect((await told('cityHandler', id)).join()).toContain('请督促')
    expect(await w.world.errors).toEqual([])
  })

  it('says nothing of a clock that stopped in time', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.world.moveTo(inHours(5))
    expect((await view(id)).history.map(entry => entry.action)).toEqual(['report', 'accept'])
  })

  it('paused, a clock stands still; at the pause’s limit it runs on, later by the time it stood', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    const clock = await running(id, 'solve')
    const params = { id, clockId: clock.id }
    const until = inHours(12)
    expect(
      await codeOf(
        w.matters('stranger').pauseClock({ params, body: { reason: '无关', until: until.toISOString() } }),
      ),
    ).toBe('not-found')
    await w
      .matters('handler')
      .pauseClock({ params, body: { reason: '等企业补图纸', until: until.toISOString() } })
    expect((await view(id)).dueAt).toBeNull()
    await w.world.moveTo(until)
    const resumed = await running(id, 'solve')
    expect(resumed.pausedAt).toBeNull()
    expect(Date.parse(resumed.dueAt) - Date.parse(clock.dueAt)).toBe(12 * 3_600_000)
  })

  it('an extension is asked before the time runs out and granted by a second person', async () => {
    const { id } = await w.problem()
    await w.act('leader', id, 'accept')
    const clock = await running(id, 'solve')
    const params = { id, clockId: clock.id }
    const until = new Date(Date.parse(clock.dueAt) + 86_400_000).toISOString()
    await w.matters('leader').askExtension({ params, body: { until, reason: '等检验报告' } })
    const [asked] = (await view(id)).extensions
    const decide = (who: 'leader' | 'handler') =>
      w.matters(who).decideExtension({ params: { id, extensionId: asked!.id }, body: { approved: true } })
    expect(await codeOf(decide('handler'))).toBe('forbidden')
    expect(await codeOf(decide('leader'))).toBe('second-person')
    const deputy = await w.world.officer('副局长', w.offices.bureau, 'leader')
    await w.world
      .as(deputy, matterApi)
      .decideExtension({ params: { id, extensionId: asked!.id }, body: { approved: true } })
    expect((await running(id, 'solve')).dueAt).toBe(until)
  })
})

describe('no closing by time-out', () => {
  it('without a delivered notice or a recorded call: it stays open and the office is told to call', async () => {
    const id = await confirming()
    await w.world.moveTo('2022-05-01T00:00:00+08:00')
    const matter = await view(id)
    expect(matter.status).toBe('confirming')
    expect((await told('handler', id)).join()).toContain('不能按超时办结')
    const { rows } = await w.world.as(w.officers.handler, noticesApi).dueCalls({ query: {} })
    const entry = rows.find(row => row.matterId === id)!
    await w.world.as(w.officers.handler, noticesApi).recordCall({
      body: { messageId: entry.messageId, direction: 'made', outcome: 'reached', note: '企业说再看看' },
    })
    await w.world.moveTo('2022-05-07T00:00:00+08:00')
    const after = await w.relief('liaison').viewProblem({ params: { id } })
    expect(after.matter.status).toBe('timed-out')
    expect(after.problem.outcome).toBe('timed-out')
  })
})

describe('a deadline', () => {
  it('over Labour Day 2022 counts the make-up Saturday, 7 May', async () => {
    await w.world.moveTo('2022-05-09T09:00:00+08:00')
    const world = await reliefWorld()
    try {
      await world.world.moveTo('2022-04-29T10:00:00+08:00')
      const { id } = await world.relief('liaison').reportProblem({
        body: { organisationId: world.enterprise, category: 'LABOUR', description: '缺工95人' },
      })
      const { clocks } = await world.matters('liaison').viewMatter({ params: { id } })
      expect(clocks.find(clock => clock.name === 'solve')!.dueAt).toBe(
        new Date('2022-05-10T23:59:59+08:00').toISOString(),
      )
    } finally {
      await world.world.stop()
    }
  })

  it('over the Spring Festival of 2023 counts the make-up weekend after it', async () => {
    await w.world.moveTo('2023-01-20T10:00:00+08:00')
    const { id } = await w.relief('liaison').reportProblem({
      body: { organisationId: w.enterprise, category: 'LABOUR', description: '节后返岗包车' },
    })
    // 21–27 January is the holiday; Saturday 28 and Sunday 29 January are worked.
    expect((await running(id, 'solve')).dueAt).toBe(new Date('2023-02-01T23:59:59+08:00').toISOString())
  })
})

describe('parent and child', () => {
  it('a problem with an open child that blocks it cannot be solved first', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.photo('handler', id)
    const child = await w.relief('liaison').reportProblem({
      body: {
        organisationId: w.enterprise,
        category: 'LOGISTICS',
        description: '零件在路上',
        parentId: id,
        blocksParent: true,
      },
    })
    expect(await codeOf(w.act('handler', id, 'solve', { solution: '到货' }))).toBe('children-open')
    const offer = (await view(id, 'handler')).actions.find(one => one.action === 'solve')!
    expect(offer).toMatchObject({ allowed: false, reason: '还有下级事项没有办结。请先办结它们。' })
    await w.act('liaison', child.id, 'withdraw', { reason: '已到' })
    expect(await codeOf(w.act('handler', id, 'solve', { solution: '到货' }))).toBe('done')
    expect((await view(id)).children).toMatchObject([{ id: child.id, isOpen: false, blocks: true }])
  })
})

// Last: it moves the clock on.
describe('more time', () => {
  it('that is declined, or asked for too late, changes nothing, and the reason is told', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    const clock = await running(id, 'solve')
    const params = { id, clockId: clock.id }
    const later = (days: number) => new Date(Date.parse(clock.dueAt) + days * 86_400_000).toISOString()
    const ask = (who: 'handler' | 'joint' | 'cityHandler', until: string) =>
      codeOf(w.matters(who).askExtension({ params, body: { until, reason: '等检验报告' } }))
    expect(await ask('joint', later(1))).toBe('not-found')
    expect(await ask('cityHandler', later(1))).toBe('not-found')
    expect(await ask('handler', clock.dueAt)).toBe('not-later')
    expect(await ask('handler', later(1))).toBe('done')
    const [asked] = (await view(id)).extensions
    const decide = { params: { id, extensionId: asked!.id }, body: { approved: false, note: '请按期办结' } }
    // Decided once, also by two clicks at the same moment.
    const codes = await Promise.all([1, 2].map(() => codeOf(w.matters('leader').decideExtension(decide))))
    expect(codes.toSorted()).toEqual(['done', 'not-found'])
    expect((await running(id, 'solve')).dueAt).toBe(clock.dueAt)
    const { extensions, history } = await view(id)
    expect(extensions).toMatchObject([{ approved: false }])
    expect(history.some(line => line.note === '请按期办结')).toBe(true)
    await w.world.moveTo(later(1))
    expect(await ask('handler', later(5))).toBe('already-overdue')
  })
})
