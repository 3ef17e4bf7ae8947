import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandApi } from '#command/api'
import { type Actor, openDatabase, type Role } from '#platform/db'
import { systemActor } from '#platform/matter'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { causesApi } from '../causes/api.ts'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { openTask } from './actions.ts'
import { tasksApi } from './api.ts'
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

type About = Parameters<ReturnType<typeof tasks>['instruct']>[0]['body']['about']
type Addressee = { officeId: string; dueOn?: string; ownerId?: string }

const instruct = (who: Who, about: About, to: Addressee[], key?: string) =>
  tasks(who).instruct(
    { body: { about, words: '今天内解决运输。', to: to.map(one => ({ dueOn, ...one })) } },
    key === undefined ? {} : { key },
  )

async function instructed(order: Partial<Addressee> = {}) {
  const problem = await w.problem()
  await w.act('handler', problem.id, 'accept')
  const made = await instruct('cityLeader', { kind: 'problem', id: problem.id }, [
    { officeId: w.offices.labour, ...order },
  ])
  return { problem, task: made.tasks[0]! }
}

/** The office takes it up and reports; whoever ordered it closes it. */
async function carryOut(task: string, office: Who, orderer: Who) {
  await w.act(office, task, 'accept')
  await w.act(office, task, 'report', { note: '已办' })
  await w.act(orderer, task, 'close')
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
      about: { kind: 'problem', id: problem.id },
    })
    await w.act('cityLeader', task.id, 'sendBack', { reason: '写明到货时间' })
    await w.act('joint', task.id, 'report', { note: '10辆车，今晚到货。' })
    await w.act('cityLeader', task.id, 'close')
    await w.act('handler', problem.id, 'solve', { solution: '已运到' })
  })

  it('to two offices is a task of each with its own day, followed together, and binds until both are closed', async () => {
    const problem = await w.problem()
    await w.act('handler', problem.id, 'accept')
    const made = await instruct('cityLeader', { kind: 'problem', id: problem.id }, [
      { officeId: w.offices.labour, dueOn: '2022-05-19' },
      { officeId: w.offices.bureau },
    ])
    const view = () => tasks('cityLeader').viewInstruction({ params: { id: made.id } })
    expect(await view()).toMatchObject({
      words: '今天内解决运输。',
      orderedBy: '专班组长',
      about: { kind: 'problem', id: problem.id },
      tasks: [
        { ownerOffice: '平湖市人社局', dueOn: '2022-05-19', status: 'assigned' },
        { ownerOffice: '平湖市经信局', dueOn, status: 'assigned' },
      ],
    })
    const listed = async () =>
      (await tasks('cityLeader').listTasks({ query: { scope: 'ordered' } })).instructions.find(
        one => one.id === made.id,
      )
    await carryOut(made.tasks[0]!.id, 'joint', 'cityLeader')
    expect(await listed()).toMatchObject({ tasks: 2, open: 1, overdue: 0, about: { id: problem.id } })
    // Who handles the problem sees what it waits for.
    const joint = await tasks('handler').jointOf({ params: { kind: 'problem', id: problem.id } })
    expect(joint.tasks).toHaveLength(2)
    await w.photo('handler', problem.id)
    expect(await codeOf(w.act('handler', problem.id, 'solve', { solution: '好了' }))).toBe('children-open')
    await carryOut(made.tasks[1]!.id, 'second', 'cityLeader')
    await w.act('handler', problem.id, 'solve', { solution: '好了' })
    expect(await listed()).toBeUndefined()
    // An office that has one of them sees its own, and of the problem what it sees otherwise.
    const abroad = await instructed({ officeId: w.offices.siblingBureau })
    const { task } = await tasks('stranger').viewTask({ params: { id: abroad.task.id } })
    const seen = await tasks('stranger').viewInstruction({ params: { id: task.instructionId! } })
    expect([seen.about, seen.tasks.length]).toEqual([null, 1])
    expect(await codeOf(tasks('stranger').viewInstruction({ params: { id: made.id } }))).toBe('not-found')
  })

  it('about a common cause holds its end back; about an enterprise it stands on its page', async () => {
    const cause = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: '转向节断供', words: '独家供货', category: 'SUPPLY' },
    })
    const to = [{ officeId: w.offices.labour }]
    const { tasks: made } = await instruct('cityLeader', { kind: 'cause', id: cause.id }, to)
    expect(await codeOf(w.act('handler', cause.id, 'drop', { reason: '不办了' }))).toBe('children-open')
    await carryOut(made[0]!.id, 'joint', 'cityLeader')
    await w.act('handler', cause.id, 'drop', { reason: '已恢复供货' })
    expect(await codeOf(instruct('cityLeader', { kind: 'cause', id: cause.id }, to))).toBe('not-now')

    const about = { kind: 'enterprise', id: w.enterprise } as const
    expect(await codeOf(instruct('handler', about, to))).toBe('forbidden')
    const given = await instruct('leader', about, to)
    const seen = await tasks('leader').jointOf({ params: about })
    expect(seen).toMatchObject({ mayInstruct: true, mayCall: false, conferences: [] })
    expect(seen.tasks.map(task => task.id)).toEqual([given.tasks[0]!.id])
    expect((await tasks('stranger').jointOf({ params: about })).tasks).toEqual([])
    const { rows } = await w.world.owner.query<{ id: string }>(
      `update region.organisation set ended_at = now(), ended_as = 'closed' where id = $1 returning id`,
      [await w.world.enterprise(places.town, '已注销有限公司')],
    )
    expect(await codeOf(instruct('leader', { kind: 'enterprise', id: rows[0]!.id }, to))).toBe(
      'enterprise-ended',
    )
  })

  it('is given by a leader of the place or above, on a problem that is open, to offices that stand, by days to come', async () => {
    const problem = await w.problem()
    const given = (who: Who, to: Partial<Addressee>[] = [{}], id = problem.id) =>
      codeOf(
        instruct(
          who,
          { kind: 'problem', id },
          to.map(one => ({ officeId: w.offices.labour, ...one })),
        ),
      )
    expect(await given('handler')).toBe('forbidden')
    expect(await given('supervisor')).toBe('forbidden')
    expect(await given('stranger')).toBe('not-found')
    expect(await given('cityLeader', [{ officeId: problem.id }])).toBe('no-office')
    expect(await given('cityLeader', [{ dueOn: '2022-01-01' }])).toBe('due-past')
    expect(await given('cityLeader', [{ ownerId: w.officers.stranger.id }])).toBe('not-in-office')
    expect(await given('cityLeader', [{}, {}])).toBe('office-twice')
    expect(await given('cityLeader', [])).toBe('invalid')
    const asCause = { kind: 'cause', id: problem.id } as const
    expect(await codeOf(instruct('cityLeader', asCause, [{ officeId: w.offices.labour }]))).toBe('not-found')
    // Of two offices one can't be ordered anything: neither is.
    expect(await given('cityLeader', [{}, { officeId: w.offices.bureau, dueOn: '2022-01-01' }])).toBe(
      'due-past',
    )
    expect(
      (await tasks('cityLeader').jointOf({ params: { kind: 'problem', id: problem.id } })).tasks,
    ).toEqual([])
    await w.act('liaison', problem.id, 'withdraw', { reason: '自行解决' })
    expect(await given('cityLeader')).toBe('not-now')
  })

  it('sent five times at once by the same key is one', async () => {
    const problem = await w.problem()
    const about = { kind: 'problem', id: problem.id } as const
    const key = crypto.randomUUID()
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => instruct('cityLeader', about, [{ officeId: w.offices.labour }], key)),
    )
    expect(new Set(sent.map(one => one.id)).size).toBe(1)
    expect((await tasks('cityLeader').jointOf({ params: about })).tasks).toHaveLength(1)
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
    expect(view.task.about).toBeNull()
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

  it('is ordered by a rule without a person too: the office in whose name it is closes it', async () => {
    const seats = [`relief:${places.city}`, `office:${w.offices.cityForce}`]
    const { appUrl, publicUrl } = w.world.database
    const db = openDatabase({ app: appUrl, public: publicUrl, onError: () => undefined })
    const ticker = systemActor(seats)
    const order = {
      origin: 'notice',
      words: '请两日内答复逾期原因。',
      division: { code: places.county, path: [places.province, places.city, places.county] },
      officeId: w.offices.labour,
      dueOn,
      orderedOfficeId: w.offices.cityForce,
    } as const
    const world = { calendar: { isWorkingDay: () => true }, zone: 'Asia/Shanghai' }
    const at = new Date('2022-04-20T09:00:00+08:00')
    const { id } = await db.as(ticker, tx => openTask(tx, world, ticker, order, at))
    await db.close()
    await w.act('joint', id, 'accept')
    await w.act('joint', id, 'report', { note: '已答复' })
    const { matter, task } = await tasks('supervisor').viewTask({ params: { id } })
    expect(task).toMatchObject({ orderedBy: null, orderedOffice: '嘉兴市专班' })
    expect(matter.history[0]).toMatchObject({ action: 'order', actorKind: 'system', actor: null })
    await w.act('supervisor', id, 'close')
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
  const call = (who: Who, about?: { kind: 'problem' | 'cause'; id: string }, at = heldAt) =>
    tasks(who).callConference({
      body: {
        about,
        title: '转向节断供会商',
        agenda: '一、运输；二、用工。',
        heldAt: at,
        place: '市府二楼会议室',
        officeIds: [w.offices.labour, w.offices.cityForce],
      },
    })

  async function called() {
    const problem = await w.problem()
    await w.act('handler', problem.id, 'accept')
    return { problem, conference: await call('handler', { kind: 'problem', id: problem.id }) }
  }
  const two = () => [
    { words: '联系包车', officeId: w.offices.labour, dueOn },
    { words: '核对库存', officeId: w.offices.bureau, dueOn },
  ]
  /** The minutes of a conference, with what was resolved. */
  async function minuted(id: string, resolutions = two()) {
    const params = { id }
    const { matter } = await tasks('handler').viewConference({ params })
    return (await tasks('handler').recordMinutes({ params, body: minutes(matter.version, resolutions) }))
      .tasks
  }
  const view = (id: string, who: Who = 'handler') => tasks(who).viewConference({ params: { id } })
  const minutes = (version: number, resolutions: { words: string; officeId: string; dueOn: string }[]) => ({
    version,
    minutes: '议定两项。',
    present: '市专班、市人社局、平湖市经信局',
    resolutions,
  })

  it('ends in minutes whose resolutions are tasks with an office and a day, and by itself with the last of them', async () => {
    const { problem, conference } = await called()
    const params = { id: conference.id }
    const { matter } = await view(conference.id)
    const body = minutes(matter.version, two())
    expect(await codeOf(tasks('joint').recordMinutes({ params, body }))).toBe('forbidden')
    const [first, second] = await minuted(conference.id)
    // Who was called sees the minutes, and of the tasks its own.
    const seen = await view(conference.id, 'joint')
    expect(seen.conference).toMatchObject({ minutes: '议定两项。', resolved: 2 })
    expect(seen.tasks.map(task => task.words)).toEqual(['联系包车'])
    expect((await view(conference.id)).tasks.map(task => [task.words, task.status])).toEqual([
      ['联系包车', 'assigned'],
      ['核对库存', 'assigned'],
    ])
    expect(await codeOf(w.act('handler', conference.id, 'close'))).toBe('tasks-open')
    expect(await codeOf(w.act('handler', conference.id, 'complete'))).toBe('forbidden')
    await w.photo('handler', problem.id)
    expect(await codeOf(w.act('handler', problem.id, 'solve', { solution: '好了' }))).toBe('children-open')
    await carryOut(first!.id, 'joint', 'handler')
    expect((await view(conference.id)).matter.status).toBe('minuted')
    await w.act('handler', second!.id, 'withdraw', { reason: '库存已核' })
    const ended = (await view(conference.id)).matter
    expect(ended).toMatchObject({ status: 'closed', isOpen: false, nextStep: null })
    expect(ended.history.at(-1)).toMatchObject({ action: 'complete', actor: '承办人' })
    await w.act('handler', problem.id, 'solve', { solution: '好了' })
  })

  it('whose last two tasks are closed at once ends once; without any task the caller closes it', async () => {
    const { id } = await call('handler')
    const made = await minuted(id)
    for (const [i, who] of (['joint', 'second'] as const).entries()) {
      await w.act(who, made[i]!.id, 'accept')
      await w.act(who, made[i]!.id, 'report', { note: '已办' })
    }
    await Promise.all(made.map(task => w.act('handler', task.id, 'close')))
    const { matter } = await view(id)
    expect(matter.status).toBe('closed')
    expect(matter.history.filter(line => line.action === 'complete')).toHaveLength(1)
    const without = await call('handler')
    await minuted(without.id, [])
    await w.act('handler', without.id, 'close')
    expect((await view(without.id)).matter.status).toBe('closed')
  })

  it('is called on a common cause too, and what it resolves holds that back', async () => {
    const cause = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: '转向节断供', words: '独家供货', category: 'SUPPLY' },
    })
    const about = { kind: 'cause', id: cause.id } as const
    expect(await codeOf(call('stranger', about))).toBe('not-found')
    expect(await codeOf(call('supervisor', about))).toBe('forbidden')
    const { id } = await call('cityLeader', about)
    expect((await view(id)).conference.about).toEqual({ ...about, title: '转向节断供' })
    const { id: own } = await call('handler', about)
    const made = await minuted(own, two().slice(0, 1))
    const seen = await tasks('handler').jointOf({ params: about })
    expect(seen).toMatchObject({ mayCall: true, mayInstruct: false })
    expect(seen.conferences).toHaveLength(2)
    expect(await codeOf(w.act('handler', cause.id, 'drop', { reason: '不办了' }))).toBe('children-open')
    await carryOut(made[0]!.id, 'joint', 'handler')
    await w.act('handler', cause.id, 'drop', { reason: '已恢复' })
    expect(await codeOf(call('handler', about))).toBe('not-now')
  })

  it('has minutes to print, in Chinese and English, once they are out', async () => {
    const { conference } = await called()
    const print = async (who: Who, lang = 'zh-CN') => {
      const response = await fetch(`${w.world.address}/api/relief/conferences/${conference.id}/minutes`, {
        headers: { cookie: `tz_session=${w.officers[who].token}`, 'accept-language': lang },
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, type: response.headers.get('content-type'), bytes }
    }
    expect((await print('handler')).status).toBe(409)
    await minuted(conference.id)
    for (const [who, lang] of [
      ['handler', 'zh-CN'],
      ['joint', 'en'],
    ] as const) {
      const { type, bytes } = await print(who, lang)
      expect([type, bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])
    }
    expect((await print('stranger')).status).toBe(404)
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

  it('of an office that is dissolved is brought to its end by the successor', async () => {
    const office = await w.world.office(places.county, 'transport', { name: '平湖市交通局', prefix: 'PHT' })
    const calls = w.world.as(await w.world.officer('交通', office, 'handler'), tasksApi)
    const { id } = await calls.callConference({
      body: { title: '运力', agenda: '运力', heldAt, place: '线上', officeIds: [w.offices.labour] },
    })
    const { matter } = await calls.viewConference({ params: { id } })
    const body = minutes(matter.version, two().slice(0, 1))
    const made = await calls.recordMinutes({ params: { id }, body })
    const admin = await w.world.officer('管理员', w.offices.cityForce, 'admin')
    await w.world.as(admin, commandApi).endOffice({
      params: { id: office },
      body: { version: 1, successorId: w.offices.bureau, handOver: true },
    })
    await carryOut(made.tasks[0]!.id, 'joint', 'second')
    expect((await view(id)).matter).toMatchObject({ status: 'closed', ownerOffice: '平湖市经信局' })
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
    const about = { kind: 'problem', id: (await w.problem()).id } as const
    expect(await codeOf(call('stranger', about))).toBe('not-found')
    expect(await codeOf(call('supervisor', about))).toBe('forbidden')
    expect(await codeOf(call('handler', about, '2022-01-01T09:00:00+08:00'))).toBe('due-past')
    expect(await codeOf(call('cityLeader', about))).toBe('done')
    await w.act('liaison', about.id, 'withdraw', { reason: '自行解决' })
    expect(await codeOf(call('cityLeader', about))).toBe('not-now')
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

  it('what a rule ordered is nobody’s own, but its office’s', () => {
    const byRule = { ...facts, orderedBy: null, origin: 'notice' }
    expect([...taskParts(actor(['supervisor', 'else', '3304']), 'own', byRule)]).toEqual([])
    expect([...taskParts(actor(['supervisor', 'up', '3304']), 'own', byRule)]).toEqual(['orderer'])
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
