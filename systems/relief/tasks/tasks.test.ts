import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Role } from '#platform/db'
import { tasksApi } from '#relief/tasks/api'
import { codeOf } from '#test/calls'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { conferenceForbids, mayInstruct, taskForbids, taskParts } from './rules.ts'
import { conferenceWorkflow, taskWorkflow } from './workflow.ts'

let w: ReliefWorld
beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w?.world.stop())

type Who = keyof ReliefWorld['officers']
const tasks = (who: Who) => w.world.as(w.officers[who], tasksApi)
const dueOn = '2022-05-20'

async function instructed(order: { officeId?: string; dueOn?: string } = {}) {
  const problem = await w.problem()
  await w.act('handler', problem.id, 'accept')
  const task = await tasks('cityLeader').instruct({
    params: { id: problem.id },
    body: { words: '今天内解决运输。', officeId: w.offices.labour, dueOn, ...order },
  })
  return { problem, task }
}

describe('a leader’s instruction', () => {
  it('binds: the problem isn’t submitted before the office has answered and the leader has closed it', async () => {
    const { problem, task } = await instructed()
    await w.photo('handler', problem.id)
    expect(await codeOf(w.act('handler', problem.id, 'solve', { solution: '已运到' }))).toBe('children-open')
    expect(await codeOf(w.act('leader', problem.id, 'explain', { reason: '无法解决' }))).toBe('children-open')
    await w.act('joint', task.id, 'accept')
    await w.act('joint', task.id, 'report', { note: '已安排10辆车。' })
    expect(await codeOf(w.act('joint', task.id, 'close'))).toBe('forbidden')
    expect((await tasks('cityLeader').viewTask({ params: { id: task.id } })).task).toMatchObject({
      answer: '已安排10辆车。',
      origin: 'instruction',
      orderedBy: '专班组长',
      problem: { id: problem.id },
    })
    await w.act('cityLeader', task.id, 'sendBack', { reason: '写明到货时间' })
    await w.act('joint', task.id, 'report', { note: '10辆车，今晚到货。' })
    await w.act('cityLeader', task.id, 'close')
    await w.act('handler', problem.id, 'solve', { solution: '已运到' })
  })

  it('is given by a leader of the place or above, on a problem that is open, to an office that stands, by a day to come', async () => {
    const problem = await w.problem()
    const instruct = (who: Who, body: { officeId?: string; dueOn?: string } = {}, id = problem.id) =>
      codeOf(
        tasks(who).instruct({
          params: { id },
          body: { words: '办', officeId: w.offices.labour, dueOn, ...body },
        }),
      )
    expect(await instruct('handler')).toBe('forbidden')
    expect(await instruct('supervisor')).toBe('forbidden')
    expect(await instruct('stranger')).toBe('not-found')
    expect(await instruct('cityLeader', { officeId: problem.id })).toBe('no-office')
    expect(await instruct('cityLeader', { dueOn: '2022-01-01' })).toBe('due-past')
    await w.act('liaison', problem.id, 'withdraw', { reason: '自行解决' })
    expect(await instruct('cityLeader')).toBe('not-now')
  })

  it('sent five times at once by the same key is one', async () => {
    const problem = await w.problem()
    const calls = tasks('cityLeader')
    const key = crypto.randomUUID()
    const body = { words: '尽快', officeId: w.offices.labour, dueOn }
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => calls.instruct({ params: { id: problem.id }, body }, { key })),
    )
    expect(new Set(sent.map(one => one.id)).size).toBe(1)
    const { tasks: rows } = await calls.jointOf({ params: { id: problem.id } })
    expect(rows).toHaveLength(1)
  })
})

describe('a task', () => {
  it('is given back once with a reason, ordered of another office, and then not given back again', async () => {
    const { task } = await instructed()
    expect(await codeOf(w.act('joint', task.id, 'giveBack', {}))).toBe('invalid')
    await w.act('joint', task.id, 'giveBack', { reason: '不归我局' })
    await w.act('cityLeader', task.id, 'reassign', { office: w.offices.bureau })
    expect(await codeOf(w.act('handler', task.id, 'giveBack', { reason: '也不归我局' }))).toBe(
      'task-return-limit',
    )
    const view = await tasks('handler').viewTask({ params: { id: task.id } })
    expect(view.matter.actions.find(offer => offer.action === 'giveBack')).toMatchObject({ allowed: false })
  })

  it('shows the office that has it nothing of the problem that it can’t see otherwise', async () => {
    const { problem, task } = await instructed({ officeId: w.offices.siblingBureau })
    const view = await tasks('stranger').viewTask({ params: { id: task.id } })
    expect(view.task.problem).toBeNull()
    expect(view.task.words).toBe('今天内解决运输。')
    expect(await codeOf(w.relief('stranger').viewProblem({ params: { id: problem.id } }))).toBe('not-found')
  })

  it('taken up by two at once is taken up by one', async () => {
    const { task } = await instructed({ officeId: w.offices.bureau })
    const both = await Promise.all([
      codeOf(w.act('handler', task.id, 'accept')),
      codeOf(w.act('second', task.id, 'accept')),
    ])
    expect(both.filter(code => code === 'done')).toHaveLength(1)
  })

  it('stands in the lists of who has it and of who ordered it', async () => {
    const { task } = await instructed()
    const ids = async (who: Who, scope: 'office' | 'ordered') =>
      (await tasks(who).listTasks({ query: { scope } })).rows.map(row => row.id)
    expect(await ids('joint', 'office')).toContain(task.id)
    expect(await ids('cityLeader', 'ordered')).toContain(task.id)
    expect(await ids('stranger', 'office')).not.toContain(task.id)
  })
})

describe('a conference', () => {
  const heldAt = '2022-05-12T09:00:00+08:00'

  async function called() {
    const problem = await w.problem()
    await w.act('handler', problem.id, 'accept')
    const conference = await tasks('handler').callConference({
      body: {
        problemId: problem.id,
        title: '转向节断供会商',
        agenda: '一、运输；二、用工。',
        heldAt,
        place: '市府二楼会议室',
        officeIds: [w.offices.labour, w.offices.cityForce],
      },
    })
    return { problem, conference }
  }
  const minutes = (version: number, resolutions: { words: string; officeId: string; dueOn: string }[]) => ({
    version,
    minutes: '议定两项。',
    present: '市专班、市人社局、平湖市经信局',
    resolutions,
  })

  it('ends in minutes whose resolutions are tasks with an office and a day; it isn’t closed before they are', async () => {
    const { problem, conference } = await called()
    const params = { id: conference.id }
    const { matter } = await tasks('handler').viewConference({ params })
    const two = [
      { words: '联系包车', officeId: w.offices.labour, dueOn },
      { words: '核对库存', officeId: w.offices.bureau, dueOn },
    ]
    expect(await codeOf(tasks('joint').recordMinutes({ params, body: minutes(matter.version, two) }))).toBe(
      'forbidden',
    )
    const made = await tasks('handler').recordMinutes({ params, body: minutes(matter.version, two) })
    expect(made.tasks).toHaveLength(2)
    // Who was called sees the minutes, and of the tasks its own.
    const seen = await tasks('joint').viewConference({ params })
    expect(seen.conference.minutes).toBe('议定两项。')
    expect(seen.tasks.map(task => task.words)).toEqual(['联系包车'])
    const view = await tasks('handler').viewConference({ params })
    expect(view.tasks.map(task => [task.words, task.status])).toEqual([
      ['联系包车', 'assigned'],
      ['核对库存', 'assigned'],
    ])
    expect(await codeOf(w.act('handler', conference.id, 'close'))).toBe('tasks-open')
    await w.photo('handler', problem.id)
    expect(await codeOf(w.act('handler', problem.id, 'solve', { solution: '好了' }))).toBe('children-open')
    for (const [i, who] of (['joint', 'second'] as const).entries()) {
      await w.act(who, made.tasks[i]!.id, 'accept')
      await w.act(who, made.tasks[i]!.id, 'report', { note: '已办' })
      await w.act('handler', made.tasks[i]!.id, 'close')
    }
    await w.act('handler', conference.id, 'close')
    await w.act('handler', problem.id, 'solve', { solution: '好了' })
  })

  it('with one resolution that can’t be ordered has no minutes and no task at all', async () => {
    const { conference } = await called()
    const params = { id: conference.id }
    const { matter } = await tasks('handler').viewConference({ params })
    const body = minutes(matter.version, [
      { words: '联系包车', officeId: w.offices.labour, dueOn },
      { words: '过了期', officeId: w.offices.bureau, dueOn: '2022-01-01' },
    ])
    expect(await codeOf(tasks('handler').recordMinutes({ params, body }))).toBe('due-past')
    const view = await tasks('handler').viewConference({ params })
    expect(view).toMatchObject({ matter: { status: 'called', version: matter.version }, tasks: [] })
    expect(view.conference.minutes).toBeNull()
  })

  it('takes the minutes of one of two who write them at once', async () => {
    const { conference } = await called()
    const params = { id: conference.id }
    const { matter } = await tasks('handler').viewConference({ params })
    const both = await Promise.all(
      (['handler', 'second'] as const).map(who =>
        codeOf(tasks(who).recordMinutes({ params, body: minutes(matter.version, []) })),
      ),
    )
    expect(both.toSorted()).toEqual(['done', 'stale-version'])
  })

  it('is called by who handles the problem or leads above it, not by a stranger, not for yesterday', async () => {
    const problem = await w.problem()
    const call = (who: Who, at = heldAt) =>
      codeOf(
        tasks(who).callConference({
          body: {
            problemId: problem.id,
            title: '会商',
            agenda: '议',
            heldAt: at,
            place: '线上',
            officeIds: [w.offices.labour],
          },
        }),
      )
    expect(await call('stranger')).toBe('not-found')
    expect(await call('supervisor')).toBe('forbidden')
    expect(await call('handler', '2022-01-01T09:00:00+08:00')).toBe('due-past')
    expect(await call('cityLeader')).toBe('done')
  })
})

describe('the rules', () => {
  const actor = (...holdings: [Role, string, string][]): Actor => ({
    kind: 'staff',
    id: 'a',
    read: [],
    write: [],
    lang: 'zh-CN',
    requestId: '',
    holdings: holdings.map(([role, officeId, divisionCode]) => ({
      role,
      officeId,
      divisionCode,
      subject: null,
      delegatedBy: null,
    })),
  })
  const facts = { orderedBy: 'b', orderedOfficeId: 'up', origin: 'instruction', returns: 0 }

  it('an instruction is closed by a leader; what an office ordered, by any who works there', () => {
    expect([...taskParts(actor(['handler', 'up', '3304']), 'own', facts)]).toEqual([])
    expect([...taskParts(actor(['leader', 'up', '3304']), 'own', facts)]).toEqual(['orderer'])
    expect([
      ...taskParts(actor(['handler', 'up', '3304']), 'own', { ...facts, origin: 'conference' }),
    ]).toEqual(['orderer'])
    expect([
      ...taskParts(actor(['supervisor', 'up', '3304']), 'own', { ...facts, origin: 'notice' }),
    ]).toEqual(['orderer'])
    expect([...taskParts(actor(['supervisor', 'own', '3304']), 'own', facts)]).toEqual([])
  })

  it('only a leader at or above the place instructs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Role>('liaison', 'handler', 'leader', 'supervisor', 'duty', 'admin', 'auditor'),
        fc.constantFrom('33', '3304', '330482', '330481', '3303'),
        (role, at) => {
          const path = ['33', '3304', '330482']
          expect(mayInstruct(actor([role, 'x', at]), path)).toBe(role === 'leader' && path.includes(at))
        },
      ),
    )
  })

  it('from every status there is a way out', () => {
    for (const { workflow } of [{ workflow: taskWorkflow }, { workflow: conferenceWorkflow }]) {
      const rows = Object.values(workflow.actions) as { from: readonly string[]; to: string }[]
      const ends = Object.entries(workflow.statuses).flatMap(([name, one]) => (one.open ? [] : [name]))
      const reaches = (status: string, seen: readonly string[]): boolean =>
        ends.includes(status) ||
        rows.some(
          row =>
            row.from.includes(status) &&
            row.to !== 'same' &&
            !seen.includes(row.to) &&
            reaches(row.to, [...seen, row.to]),
        )
      for (const status of Object.keys(workflow.statuses)) expect(reaches(status, [status])).toBe(true)
    }
    expect(taskForbids('giveBack', { ...facts, returns: 1 })).toBe('task-return-limit')
    expect(conferenceForbids('close', { openTasks: 1 })).toBe('tasks-open')
  })
})
