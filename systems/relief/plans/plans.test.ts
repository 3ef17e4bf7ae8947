import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { codeOf, refusalOf } from '#test/calls'
import { type Officer, places } from '#test/world'
import { exchangeApi } from '../exchange/api.ts'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { importApi } from '../import-api.ts'
import { menuApi } from '../menu/api.ts'
import { requestsApi } from '../requests/api.ts'
import { tasksApi } from '../tasks/api.ts'
import { visitsApi } from '../visits/api.ts'
import { plansApi } from './api.ts'

let w: ReliefWorld
let cityBoss: Officer
let countyBoss: Officer
let newTown: Officer
let auditor: Officer
beforeAll(async () => {
  w = await reliefWorld()
  cityBoss = w.officers.cityLeader
  countyBoss = w.officers.leader
  const office = await w.world.office('330481001', 'general', { name: '硖石街道', prefix: 'XS' })
  newTown = await w.world.officer('新镇干部', office, 'liaison', 'leader')
  auditor = await w.world.officer('审计', w.offices.cityForce, 'auditor')
})
afterAll(() => w.world.stop())

const plans = (who: Officer) => w.world.as(who, plansApi)
const here = (who: keyof ReliefWorld['officers'] = 'liaison') => plans(w.officers[who])
const at = (id: string) => ({ params: { id } })

let count = 0
/** Another enterprise of the town, with a problem reported for it. */
async function firm(given: { problem?: boolean } = {}) {
  const id = await w.world.enterprise(places.town, `试验第${++count}厂`, w.officers.liaison)
  const problem =
    given.problem === false
      ? undefined
      : await w.relief('liaison').reportProblem({
          body: {
            organisationId: id,
            category: 'SUPPLY',
            description: `第${count}厂的轴承断供。`,
            contactName: '罗启',
            contactTelephone: '100-0000-0021',
          },
        })
  return { id, problem }
}

describe('the plan of an enterprise', () => {
  const plan = { version: 0, goals: '四月底前恢复两条线。', changed: '首次制定' }
  it('keeps each version with who changed what, and refuses over a version that is not the last', async () => {
    const { id } = await firm({ problem: false })
    expect(await here().setPlan({ ...at(id), body: plan })).toEqual({ version: 1 })
    expect(await codeOf(here().setPlan({ ...at(id), body: { ...plan, goals: '另一份' } }))).toBe(
      'stale-version',
    )
    await here().setPlan({ ...at(id), body: { version: 1, goals: '五月满产。', changed: '时间推后' } })
    const { plans: versions } = await here().viewPlan(at(id))
    expect(versions.map(one => [one.version, one.goals, one.changed, one.by])).toEqual([
      [2, '五月满产。', '时间推后', '沈亦'],
      [1, '四月底前恢复两条线。', '首次制定', '沈亦'],
    ])
  })
  it('is written once when two officers write over the same version at the same time', async () => {
    const { id } = await firm({ problem: false })
    const codes = await Promise.all(
      [1, 2, 3].map(n => codeOf(here().setPlan({ ...at(id), body: { ...plan, goals: `第${n}稿` } }))),
    )
    expect(codes.toSorted()).toEqual(['done', 'stale-version', 'stale-version'])
  })
  it('is neither written nor seen by another county', async () => {
    expect(await codeOf(here('stranger').setPlan({ ...at(w.enterprise), body: plan }))).toBe('forbidden')
    await here().setPlan({ ...at(w.enterprise), body: plan })
    expect((await here('stranger').viewPlan(at(w.enterprise))).plans).toEqual([])
  })
})

describe('whether an enterprise produces', () => {
  const stop = { state: 'stopped' as const, since: '2022-04-19T08:00:00+08:00', reason: '断供' }
  it('is told with its time and reason; the former state ends where the new one begins', async () => {
    const { id } = await firm({ problem: false })
    expect(await here().recordState({ ...at(id), body: stop })).toEqual({ changed: true })
    expect(await here().recordState({ ...at(id), body: stop })).toEqual({ changed: false })
    const again = { state: 'running' as const, since: '2022-04-20T08:00:00+08:00', source: 'visit' as const }
    expect(await here().recordState({ ...at(id), body: again })).toEqual({ changed: true })
    const { states } = await here().viewPlan(at(id))
    expect(states.map(one => [one.state, one.since, one.until])).toEqual([
      ['running', '2022-04-20T00:00:00.000Z', null],
      ['stopped', '2022-04-19T00:00:00.000Z', '2022-04-20T00:00:00.000Z'],
    ])
  })
  it('needs a reason to stand still, and no time to come', async () => {
    const { id } = await firm({ problem: false })
    const { reason: _, ...bare } = stop
    expect(await codeOf(here().recordState({ ...at(id), body: bare }))).toBe('needs-reason')
    const later = { ...stop, since: '2023-01-01T08:00:00+08:00' }
    expect(await codeOf(here().recordState({ ...at(id), body: later }))).toBe('state-ahead')
    expect(await codeOf(here('handler').recordState({ ...at(id), body: stop }))).toBe('forbidden')
  })
  it('is set by an officer’s report of a problem that stops production', async () => {
    const id = await w.world.enterprise(places.town, '停产厂', w.officers.liaison)
    await w.relief('liaison').reportProblem({
      body: { organisationId: id, category: 'SUPPLY', description: '全线停产。', stoppedProduction: true },
    })
    const { states } = await here().viewPlan(at(id))
    expect(states).toMatchObject([{ state: 'stopped', source: 'problem', reason: '全线停产。' }])
    const counts = await here('leader').countStates({ query: { within: places.county } })
    expect(counts.find(one => one.code === places.town)!.stopped).toBeGreaterThanOrEqual(1)
    const stopped = await w.relief('liaison').listEnterprises({ query: { state: 'stopped', q: '停产厂' } })
    expect(stopped).toMatchObject({ rows: [{ id }], total: 1 })
  })
})

describe('figures of enterprises and towns', () => {
  const quarter = {
    code: 'output' as const,
    period: '2022-Q1',
    value: '164.7',
    base: '140.9',
    source: '统计',
  }
  const read = (cutOff: string) =>
    w.world
      .as(cityBoss, figuresApi)
      .readFigures({ query: { cutOff, within: places.town } })
      .then(({ figures }) => Object.fromEntries(figures.map(one => [one.id, one.value])))

  it('a town’s quarter of 164.7 against 140.9 is growth of 16.9 % from the moment it was entered', async () => {
    const params = { code: places.town }
    const made = await here().recordDivisionIndicator({ params, body: quarter })
    expect(made.yearOnYear).toBe('16.9')
    const figures = await read('2022-04-20T09:00:00+08:00')
    expect(figures['relief.output-quarter']).toBe(164.7)
    expect(figures['relief.output-quarter-base']).toBe(140.9)
    expect(figures['relief.output-year-on-year']).toBe(16.9)
    expect((await read('2022-04-20T08:00:00+08:00'))['relief.output-quarter']).toBeNull()
  })
  it('a correction stands beside what it corrects, and is made once', async () => {
    const params = { code: places.siblingTown }
    const first = await here('leader').recordDivisionIndicator({ params, body: quarter })
    expect(await codeOf(here('leader').recordDivisionIndicator({ params, body: quarter }))).toBe(
      'indicator-there',
    )
    const body = { ...quarter, value: '165', corrects: first.id }
    await here('leader').recordDivisionIndicator({ params, body })
    expect(await codeOf(here('leader').recordDivisionIndicator({ params, body }))).toBe('indicator-there')
    const { indicators } = await here('leader').divisionIndicators({ params })
    expect(indicators.map(one => [one.value, one.isCorrected, one.yearOnYear])).toEqual([
      ['165', false, '17.1'],
      ['164.7', true, '16.9'],
    ])
  })
  it('isn’t entered for another place, nor finer than it is counted', async () => {
    const params = { code: places.town }
    expect(await codeOf(here('stranger').recordDivisionIndicator({ params, body: quarter }))).toBe(
      'forbidden',
    )
    const body = { code: 'employees' as const, period: '2022-04', value: '812.5', source: '走访' }
    expect(await codeOf(here().recordIndicator({ ...at(w.enterprise), body }))).toBe('too-fine')
    const sent = { ...at(w.enterprise), body: { ...body, value: '812' } }
    const key = 'the-same-intention'
    const twice = await Promise.all([1, 2].map(() => here().recordIndicator(sent, { key })))
    expect(twice[0]!.id).toBe(twice[1]!.id)
  })
})

describe('what was promised', () => {
  it('stands in the day of who promised it, and is kept in words', async () => {
    const body = { words: '周五前联系到两家替代供应商', dueOn: '2022-04-22', madeTo: '总经理' }
    const { id } = await here().promise({ ...at(w.enterprise), body })
    const day = await w.matters('liaison').myDay({})
    expect(day.now.concat(day.later).find(one => one.id === id)).toMatchObject({ nextStep: 'keep' })
    expect(await codeOf(w.act('handler', id, 'keep', { note: '好' }))).toBe('not-found')
    await w.act('liaison', id, 'keep', { note: '两家都已寄样。' })
    const { promises } = await here().viewPlan(at(w.enterprise))
    expect(promises.find(one => one.id === id)).toMatchObject({
      outcome: 'kept',
      outcomeWords: '两家都已寄样。',
    })
  })
  it('may be a measure that another office has to bring to an end', async () => {
    const body = { words: '落实贴息', dueOn: '2022-04-25', measure: true, ownerId: w.officers.handler.id }
    const { id } = await here().promise({ ...at(w.enterprise), body })
    const day = await w.matters('handler').myDay({})
    expect(day.now.concat(day.later).some(one => one.id === id)).toBe(true)
    await w.act('handler', id, 'admit', { reason: '银行不同意。' })
    const past = { words: '昨天', dueOn: '2022-04-19' }
    expect(await codeOf(here().promise({ ...at(w.enterprise), body: past }))).toBe('due-past')
  })
})

describe('solved problems that are like a new one', () => {
  it('are found by their words with how they were solved, and only where the reader may see them', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.photo('handler', id)
    await w.act('handler', id, 'solve', { solution: '苏州一家供应商月产1.6万件，首批已到厂。' })
    await w.act('leader', id, 'sign')
    await w.act('liaison', id, 'confirm', { rating: 5 })
    const body = { words: '转向节断供，生产线要停产了', category: 'SUPPLY' as const }
    const found = await here().similar({ body })
    expect(found[0]).toMatchObject({ id, solution: '苏州一家供应商月产1.6万件，首批已到厂。' })
    expect(await here('stranger').similar({ body })).toEqual([])
    expect(await here().similar({ body: { words: '请帮我们办理招聘会展位' } })).toEqual([])
    const other = await w.problem()
    expect((await here().similarTo(at(other.id))).map(one => one.id)).toEqual([id])
  })
})

describe('an enterprise that closes', () => {
  it('leaves no open problem undecided, has no officer, no link, and is counted nowhere', async () => {
    const { id, problem } = await firm()
    await w.relief('liaison').makeReportLink(at(id))
    const { secret } = await w.relief('liaison').reportLink(at(id))
    const opened = () => refusalOf(w.relief().openReport({ query: { secret: secret! } }))
    expect(await opened()).toBeUndefined()
    const before = await plans(countyBoss).previewTurn(at(id))
    expect(before).toMatchObject({ officers: 1, hidden: 0, hasLink: true })
    const body = { version: before.version, reason: '已注销登记' }
    expect(
      await codeOf(plans(countyBoss).closeEnterprise({ ...at(id), body: { ...body, matters: [] } })),
    ).toBe('matters-undecided')
    const fate = { matterId: problem!.id, version: 1, what: 'end' as const }
    const call = { ...at(id), body: { ...body, matters: [fate] } }
    expect(await codeOf(here().closeEnterprise(call))).toBe('forbidden')
    const without = await w.relief('leader').listEnterprises({ query: { officer: 'none' } })
    await plans(countyBoss).closeEnterprise(call)
    expect(await codeOf(plans(countyBoss).closeEnterprise(call))).toBe('enterprise-ended')
    expect((await w.relief('leader').listEnterprises({ query: { officer: 'none' } })).total).toBe(
      without.total,
    )
    expect((await w.matters('leader').viewMatter(at(problem!.id))).status).toBe('withdrawn')
    const { turns, endedAs } = await here().viewPlan(at(id))
    expect(endedAs).toBe('closed')
    expect(turns).toMatchObject([{ kind: 'closed', reason: '已注销登记', by: '局长' }])
    const { enterprise } = await w.relief('liaison').viewEnterprise(at(id))
    expect(enterprise.liaison).toBeNull()
    // Who still has the sheet on the wall is told whom to call.
    const closed = await opened()
    expect(closed?.code).toBe('link-unknown')
    expect(closed?.detail).toMatch(/[。]/)
  })
  it('is not ended when one of its problems changed meanwhile: nothing at all happens', async () => {
    const { id, problem } = await firm()
    const { version } = await plans(countyBoss).previewTurn(at(id))
    await w.act('handler', problem!.id, 'accept')
    const fate = { matterId: problem!.id, version: 1, what: 'end' as const }
    const body = { version, reason: '已注销登记', matters: [fate] }
    expect(await codeOf(plans(countyBoss).closeEnterprise({ ...at(id), body }))).toBe('stale-version')
    expect((await here().viewPlan(at(id))).endedAs).toBeNull()
    expect((await w.relief('liaison').viewEnterprise(at(id))).enterprise.liaison).toBe('沈亦')
  })
})

describe('an enterprise that moves to another county', () => {
  it('is seen there with all that is open; the old county keeps only what ended', async () => {
    const { id, problem } = await firm()
    await here().setPlan({ ...at(id), body: { version: 0, goals: '搬迁不停产。', changed: '首次制定' } })
    const { id: promised } = await here().promise({
      ...at(id),
      body: { words: '协助搬迁', dueOn: '2022-05-10' },
    })
    const done = await w.relief('liaison').reportProblem({
      body: { organisationId: id, category: 'TAX', description: '旧的税费问题。' },
    })
    await w.act('liaison', done.id, 'withdraw', { reason: '已自行解决' })
    await w.act('handler', problem!.id, 'accept')
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '迁入海宁', divisionCode: '330481001', officerId: newTown.id }
    expect(await codeOf(here('stranger').moveEnterprise({ ...at(id), body }))).toBe('forbidden')
    expect(await plans(countyBoss).moveEnterprise({ ...at(id), body })).toEqual({ matters: 2 })

    const there = w.world.as(newTown, matterApi)
    const seen = await there.viewMatter(at(problem!.id))
    expect(seen).toMatchObject({ ownerOffice: '海宁市经信局', status: 'reported', divisionCode: '330481001' })
    expect(seen.clocks.filter(clock => clock.promised && clock.stoppedAt === null)).toHaveLength(1)
    expect(await codeOf(w.matters('handler').viewMatter(at(problem!.id)))).toBe('not-found')
    expect(await codeOf(w.matters('liaison').viewMatter(at(problem!.id)))).toBe('not-found')
    expect((await w.matters('leader').viewMatter(at(done.id))).status).toBe('withdrawn')
    expect(await codeOf(there.viewMatter(at(done.id)))).toBe('not-found')

    const page = await plans(newTown).viewPlan(at(id))
    expect(page.plans[0]!.goals).toBe('搬迁不停产。')
    expect(page.turns).toMatchObject([{ kind: 'moved', reason: '迁入海宁' }])
    expect(page.promises).toMatchObject([{ id: promised, owner: '新镇干部' }])
    const old = await here().viewPlan(at(id))
    expect([old.plans, old.promises, old.turns.length]).toEqual([[], [], 1])
    const view = await w.world.as(newTown, (await import('../api.ts')).reliefApi).viewEnterprise(at(id))
    expect(view.enterprise.liaison).toBe('新镇干部')
    const { rows } = await w.world.as(newTown, noticesApi).listNotices({ query: {} })
    expect(rows.some(row => row.text.includes('迁入本地'))).toBe(true)
  })
  it('is flagged as without an officer when none is named, and not given to one who serves elsewhere', async () => {
    const { id } = await firm({ problem: false })
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '迁入海宁', divisionCode: '330481001', officerId: w.officers.liaison.id }
    expect(await codeOf(plans(countyBoss).moveEnterprise({ ...at(id), body }))).toBe('not-a-liaison')
    await plans(countyBoss).moveEnterprise({ ...at(id), body: { ...body, officerId: null } })
    const none = await w.relief('stranger').listEnterprises({ query: { officer: 'none', within: '330481' } })
    expect(none.rows.map(row => row.id)).toContain(id)
  })
})

describe('an enterprise that merges into another', () => {
  it('gives it its open problems and contacts, and its old name finds it', async () => {
    const { id, problem } = await firm()
    const successor = await firm({ problem: false })
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const self = { version, reason: '吸收合并', successorId: id }
    expect(await codeOf(plans(countyBoss).mergeEnterprise({ ...at(id), body: self }))).toBe('same-enterprise')
    const body = { ...self, successorId: successor.id }
    // Two leaders at once: it merges once.
    const both = await Promise.allSettled(
      [countyBoss, cityBoss].map(who => plans(who).mergeEnterprise({ ...at(id), body })),
    )
    expect(both.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))).toEqual([{ matters: 1 }])
    const { problems } = await w.relief('liaison').viewEnterprise(at(successor.id))
    expect(problems.map(one => one.id)).toEqual([problem!.id])
    for (const one of [id, successor.id])
      expect((await here().viewPlan(at(one))).turns).toMatchObject([
        { kind: 'merged', successorId: successor.id },
      ])
    const found = await w.relief('liaison').listEnterprises({ query: { q: `试验第${count - 1}厂` } })
    expect(found.rows.map(row => row.id)).toContain(successor.id)
    expect(found.rows.map(row => row.id)).not.toContain(id)
  })
})

describe('everything that is open of an enterprise', () => {
  let service: string
  let round: string
  let siblingLabour: string
  beforeAll(async () => {
    const townLeader = await w.world.officer('镇长', w.offices.townOffice, 'leader')
    siblingLabour = await w.world.office('330481', 'labour', { name: '海宁市人社局', prefix: 'HNL' })
    const { id } = await w.world.as(townLeader, menuApi).publishService({
      body: { officeId: w.offices.townOffice, name: '用工对接', subject: 'general', days: 5 },
    })
    service = id
    round = (
      await w.world.as(cityBoss, visitsApi).setRound({
        body: { name: '四月走访', fromOn: '2022-04-18', untilOn: '2022-05-31' },
      })
    ).id
  })

  const order = async (id: string) => {
    const calls = w.world.as(w.officers.liaison, menuApi)
    const { orders } = await calls.orderServices({ ...at(id), body: { serviceIds: [service] } })
    return orders[0]!.id
  }

  /** An enterprise in the middle of everything, with the id of each matter by a word. */
  async function busy() {
    const { id, problem } = await firm()
    const as = <T extends Parameters<typeof w.world.as>[1]>(who: keyof ReliefWorld['officers'], api: T) =>
      w.world.as(w.officers[who], api)
    await w.act('handler', problem!.id, 'accept')
    const due = { dueOn: '2022-05-10' }
    const terms = {
      ...{
        kind: 'workers' as const,
        words: '普工',
        specification: '',
        testHours: null,
        closedLoopBus: false,
      },
      ...{ quantity: 20, fromOn: '2022-05-05', untilOn: '2022-06-05' },
    }
    const instruct = async (about: { kind: 'problem' | 'enterprise'; id: string }) => {
      const body = { about, words: '落实用工补贴', to: [{ officeId: w.offices.labour, ...due }] }
      return (await as('cityLeader', tasksApi).instruct({ body })).tasks[0]!.id
    }
    const measure = { ...due, words: '落实贴息', measure: true, ownerId: w.officers.handler.id }
    const ask = { subject: '请推荐供应商', asked: '月供2000件', to: { officeId: w.offices.cityForce } }
    const of = {
      problem: problem!.id,
      order: await order(id),
      need: (await as('liaison', exchangeApi).openNeed({ body: { organisationId: id, terms } })).id,
      promise: (await here().promise({ ...at(id), body: { ...due, words: '周五前答复' } })).id,
      measure: (await here().promise({ ...at(id), body: measure })).id,
      'task of the problem': await instruct({ kind: 'problem', id: problem!.id }),
      task: await instruct({ kind: 'enterprise', id }),
      request: (await as('handler', requestsApi).ask({ body: { parentId: problem!.id, ...ask } })).id,
    }
    const visit = { organisationId: id, on: '2022-05-09' }
    await as('liaison', visitsApi).planVisits({ body: { roundId: round, visits: [visit] } })
    return { id, of, matters: Object.keys(of).length }
  }

  /** Who has each of them, in which state. */
  async function holders(of: Record<string, string>) {
    const { rows } = await w.world.owner.query<{ id: string; told: string }>(
      `select m.id, concat_ws(' ', m.status, o.name, a.display_name) as told from matter.matter m
       join region.office o on o.id = m.owner_office_id left join auth.account a on a.id = m.owner_id where m.id = any($1)`,
      [Object.values(of)],
    )
    return Object.fromEntries(
      Object.entries(of).map(([word, id]) => [word, rows.find(row => row.id === id)?.told]),
    )
  }
  const visitsOf = async (id: string) =>
    (
      await w.world.owner.query<{ name: string; on: string }>(
        `select a.display_name as name, p.on_day::text as on from relief.visit_plan p join auth.account a on a.id = p.account_id
         where p.organisation_id = $1 and p.ended_at is null`,
        [id],
      )
    ).rows
  const told = async (who: Officer) =>
    (await w.world.as(who, noticesApi).listNotices({ query: { limit: 100 } })).rows
      .map(row => row.text)
      .join('\n')

  it('moves to the offices and the officer of the new place, who are told; the promised time runs on', async () => {
    const { id, of, matters } = await busy()
    const promised = async (matter: string) =>
      (await w.matters('cityLeader').viewMatter(at(matter))).clocks.find(one => one.promised)!.dueAt
    const before = await promised(of.order)
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '整体搬迁', divisionCode: '330481001', officerId: newTown.id }
    expect(await plans(countyBoss).moveEnterprise({ ...at(id), body })).toEqual({ matters })
    expect(await holders(of)).toEqual({
      problem: 'reported 海宁市经信局',
      order: 'ordered 硖石街道',
      need: 'open 硖石街道 新镇干部',
      promise: 'promised 硖石街道 新镇干部',
      measure: 'promised 硖石街道 新镇干部',
      'task of the problem': 'assigned 海宁市人社局',
      task: 'assigned 海宁市人社局',
      request: 'asked 嘉兴市专班',
    })
    expect(await visitsOf(id)).toEqual([{ name: '新镇干部', on: '2022-05-09' }])
    expect(await promised(of.order)).toBe(before)
    // The new place sees all of it, the old one nothing of it; whoever ordered a task still does.
    const there = w.world.as(newTown, matterApi)
    for (const matter of Object.values(of).filter(one => one !== of.request))
      expect((await there.viewMatter(at(matter))).divisionCode).toBe('330481001')
    for (const [word, matter] of Object.entries(of).filter(([word]) => word !== 'request'))
      expect([word, await codeOf(w.matters('leader').viewMatter(at(matter)))]).toEqual([word, 'not-found'])
    const { history } = await there.viewMatter(at(of.order))
    expect(history.at(-1)).toMatchObject({ action: 'hand-over', note: '整体搬迁' })
    // The offices that have something now act on it; the one that asks is the one that leads the problem now.
    const counterpart = await w.world.officer('海宁人社', siblingLabour, 'handler')
    const theirs = w.world.as(counterpart, matterApi)
    const seen = await theirs.viewMatter(at(of.task))
    expect(seen.actions.find(one => one.action === 'accept')?.allowed).toBe(true)
    const asker = w.world.as(w.officers.stranger, requestsApi)
    expect((await asker.viewRequest(at(of.request))).request.office).toBe('海宁市经信局')
    const blocking = await w.world
      .as(w.officers.stranger, matterApi)
      .viewMatter(at(of['task of the problem']))
    expect(blocking.ownerOffice).toBe('海宁市人社局')
    const news = await told(newTown)
    for (const word of ['迁入本地', '由您联系服务', '转由您办理']) expect(news).toContain(word)
    expect(await told(w.officers.liaison)).toContain('不再由您联系服务')
    expect(await told(w.officers.handler)).toContain('已转给别的单位办理')
  })

  it('goes to the office where no officer is named, and a visit that nobody can make is off', async () => {
    const { id, of } = await busy()
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '整体搬迁', divisionCode: '330481001', officerId: null }
    await plans(countyBoss).moveEnterprise({ ...at(id), body })
    const { need, promise, measure } = await holders(of)
    expect([need, promise, measure]).toEqual(['open 硖石街道', 'promised 硖石街道', 'promised 硖石街道'])
    expect(await visitsOf(id)).toEqual([])
  })

  it('that moves with its needs and offers: their place, their office, and what is held of them', async () => {
    const { id } = await firm({ problem: false })
    const exchange = w.world.as(w.officers.liaison, exchangeApi)
    const terms = {
      ...{ kind: 'part' as const, words: '轴承', specification: '', testHours: null, closedLoopBus: false },
      ...{ quantity: 100, fromOn: '2022-05-05', untilOn: '2022-06-05' },
    }
    const contact = { contactName: '销售科', contactTelephone: '100-0000-0066' }
    const offer = await exchange.openOffer({ body: { organisationId: id, terms, ...contact } })
    const need = await exchange.openNeed({ body: { organisationId: w.enterprise, terms } })
    const held = await exchange.reserve({ ...at(need.id), body: { offerId: offer.id, quantity: 40 } })
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '整体搬迁', divisionCode: '330481001', officerId: newTown.id }
    await plans(countyBoss).moveEnterprise({ ...at(id), body })
    const there = w.world.as(newTown, exchangeApi)
    const view = await there.viewOffer(at(offer.id))
    expect(view.offer).toMatchObject({ office: '硖石街道', reserved: 40 })
    expect(view.mayChange).toBe(true)
    expect((await there.offerContact(at(offer.id))).name).toBe('销**')
    expect(await codeOf(exchange.offerContact(at(offer.id)))).toBe('not-found')
    const settle = (who: Officer) =>
      w.world.as(who, exchangeApi).settle({ params: { id: held.id, how: 'confirm' }, body: {} })
    await settle(newTown)
    const { candidates } = await exchange.matchNeed(at(need.id))
    expect(candidates[0]?.reasons ?? []).not.toContain('same-county')
  })

  it('merges into another: its officer has what the former ones had, the offices go on, twice ordered is once', async () => {
    const { id, of, matters } = await busy()
    await here().setPlan({ ...at(id), body: { version: 0, goals: '两厂合并生产。', changed: '首次制定' } })
    await here().recordIndicator({
      ...at(id),
      body: { code: 'output', period: '2022-Q1', value: '1.2', base: '1', source: '统计' },
    })
    const next = await w.world.officer('承接干部', w.offices.townOffice, 'liaison')
    const successor = await w.world.enterprise(places.town, '承接厂', next)
    await order(successor)
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '吸收合并', successorId: successor }
    expect(await plans(countyBoss).mergeEnterprise({ ...at(id), body })).toEqual({ matters })
    expect(await holders(of)).toEqual({
      problem: 'accepted 平湖市经信局 承办人',
      order: 'withdrawn 当湖街道',
      need: 'open 当湖街道 承接干部',
      promise: 'promised 当湖街道 承接干部',
      measure: 'promised 平湖市经信局 承办人',
      'task of the problem': 'assigned 平湖市人社局',
      task: 'assigned 平湖市人社局',
      request: 'asked 嘉兴市专班',
    })
    expect(await visitsOf(successor)).toEqual([{ name: '承接干部', on: '2022-05-09' }])
    const { formers, promises } = await plans(next).viewPlan(at(successor))
    expect(promises.map(one => one.words).toSorted()).toEqual(['周五前答复', '落实贴息'].toSorted())
    expect(formers).toMatchObject([
      {
        id,
        plan: { goals: '两厂合并生产。', inForce: false },
        indicators: [{ value: '1.2', yearOnYear: '20.0' }],
        officers: [{ name: '沈亦', office: '当湖街道', part: 'main' }],
      },
    ])
    const about = { kind: 'enterprise', id: successor } as const
    const joint = await w.world.as(cityBoss, tasksApi).jointOf({ params: about })
    expect(joint.tasks.map(one => one.id)).toEqual([of.task])
    expect(await told(next)).toContain('承接厂')
    expect(await told(w.officers.liaison)).toContain('不再由您联系服务')
  })

  it('merges into one of another county: what was planned and counted is read there, also after it moves on', async () => {
    const { id, of } = await busy()
    await here().setPlan({ ...at(id), body: { version: 0, goals: '并入海宁。', changed: '首次制定' } })
    const successor = await w.world.enterprise('330481001', '海宁承接厂', newTown)
    const { version } = await plans(countyBoss).previewTurn(at(id))
    const body = { version, reason: '吸收合并', successorId: successor }
    await plans(countyBoss).mergeEnterprise({ ...at(id), body })
    const { problem, order: ordered, need } = await holders(of)
    expect([problem, ordered, need]).toEqual([
      'reported 海宁市经信局',
      'ordered 硖石街道',
      'open 硖石街道 新镇干部',
    ])
    const planOf = async (who: Officer) => (await plans(who).viewPlan(at(successor))).formers[0]!.plan?.goals
    expect(await planOf(newTown)).toBe('并入海宁。')
    const back = await w.world.officer('回迁干部', w.offices.townOffice, 'liaison')
    const again = { version: 1, reason: '迁回', divisionCode: places.town, officerId: back.id }
    await plans(cityBoss).moveEnterprise({ ...at(successor), body: again })
    expect(await planOf(back)).toBe('并入海宁。')
  })

  it('closes as it was decided by name: ended, handed to an office, or left; with a problem ends what hangs on it', async () => {
    const { id, of } = await busy()
    const preview = await plans(countyBoss).previewTurn(at(id))
    // What hangs on a problem isn't asked about: it goes with the problem.
    expect(preview.matters.map(one => [one.kind, one.fates])).toEqual([
      ['problem', ['end', 'hand', 'stay']],
      ['order', ['end', 'hand', 'stay']],
      ['need', ['end', 'hand', 'stay']],
      ['promise', ['end', 'hand', 'stay']],
      ['promise', ['end', 'hand', 'stay']],
      ['task', ['end', 'hand', 'stay']],
    ])
    const fate = (
      matterId: string,
      what: 'end' | 'hand' | 'stay',
      officeId?: string,
    ): { matterId: string; version: number; what: typeof what; officeId?: string | undefined } => ({
      ...{ matterId, what, officeId },
      version: preview.matters.find(one => one.id === matterId)!.version,
    })
    const body = (matters: ReturnType<typeof fate>[]) => ({
      ...at(id),
      body: { version: preview.version, reason: '已注销登记', matters },
    })
    const rest = [
      fate(of.order, 'end'),
      fate(of.need, 'hand', w.offices.labour),
      fate(of.promise, 'end'),
      fate(of.measure, 'hand', w.offices.cityForce),
      fate(of.task, 'stay'),
    ]
    const close = (first: ReturnType<typeof fate>) =>
      plans(countyBoss).closeEnterprise(body([first, ...rest]))
    expect(await codeOf(plans(countyBoss).closeEnterprise(body(rest)))).toBe('matters-undecided')
    expect(await codeOf(close(fate(of.problem, 'hand')))).toBe('no-office')
    expect(await codeOf(close(fate(of.problem, 'hand', w.offices.bureau)))).toBe('same-office')
    await close(fate(of.problem, 'end'))
    expect(await holders(of)).toEqual({
      problem: 'withdrawn 平湖市经信局 承办人',
      order: 'withdrawn 当湖街道',
      need: 'open 平湖市人社局',
      promise: 'dropped 当湖街道 沈亦',
      measure: 'promised 嘉兴市专班',
      'task of the problem': 'withdrawn 平湖市人社局',
      task: 'assigned 平湖市人社局',
      request: 'withdrawn 嘉兴市专班',
    })
    expect(await visitsOf(id)).toEqual([])
    const labour = await told(w.officers.joint)
    for (const word of ['转由您办理', '所属企业已注销']) expect(labour).toContain(word)
    const seen = await w.matters('cityHandler').viewMatter(at(of.measure))
    expect(seen.actions.filter(one => one.allowed).map(one => one.action)).toContain('keep')
  })

  it('is handed on with its problem, whose lead then asks for its sake', async () => {
    const { id, of } = await busy()
    const { version, matters } = await plans(countyBoss).previewTurn(at(id))
    const fates = matters.map(one => ({
      ...{ matterId: one.id, version: one.version },
      ...(one.kind === 'problem'
        ? { what: 'hand' as const, officeId: w.offices.labour }
        : { what: 'stay' as const }),
    }))
    await plans(countyBoss).closeEnterprise({
      ...at(id),
      body: { version, reason: '已注销', matters: fates },
    })
    const { problem, request } = await holders(of)
    expect([problem, request]).toEqual(['reported 平湖市人社局', 'asked 嘉兴市专班'])
    const asks = await w.world.as(w.officers.joint, requestsApi).viewRequest(at(of.request))
    expect(asks.request.office).toBe('平湖市人社局')
  })

  it('is held where others hold something of a need: it can’t end, and stays with its office', async () => {
    const { id } = await firm({ problem: false })
    const exchange = w.world.as(w.officers.liaison, exchangeApi)
    const terms = {
      ...{ kind: 'part' as const, words: '轴承', specification: '', testHours: null, closedLoopBus: false },
      ...{ quantity: 10, fromOn: '2022-05-05', untilOn: '2022-06-05' },
    }
    const need = await exchange.openNeed({ body: { organisationId: id, terms } })
    const offer = await exchange.openOffer({ body: { organisationId: w.enterprise, terms } })
    await exchange.reserve({ ...at(need.id), body: { offerId: offer.id, quantity: 5 } })
    const preview = await plans(countyBoss).previewTurn(at(id))
    expect(preview.matters.map(one => one.fates)).toEqual([['hand', 'stay']])
    const close = (what: 'end' | 'stay') =>
      plans(countyBoss).closeEnterprise({
        ...at(id),
        body: {
          version: preview.version,
          reason: '已注销',
          matters: [{ matterId: need.id, version: preview.matters[0]!.version, what }],
        },
      })
    expect(await codeOf(close('end'))).toBe('not-now')
    await close('stay')
  })
})

describe('who has looked', () => {
  it('is told to an auditor of the place and nobody else', async () => {
    expect(await plans(auditor).looks(at(w.enterprise))).toEqual([])
    expect(await codeOf(here('leader').looks(at(w.enterprise)))).toBe('forbidden')
  })
})

describe('a register that says that an enterprise stands in another county', () => {
  it('moves what is open of it there, to the office that has its subject', async () => {
    const { id, problem } = await firm()
    await here().setPlan({ ...at(id), body: { version: 0, goals: '随企迁移。', changed: '首次制定' } })
    const { enterprise } = await w.relief('liaison').viewEnterprise(at(id))
    const rows = [
      ['统一社会信用代码', '企业名称', '乡镇街道'],
      [enterprise.creditCode, enterprise.name, '330481001'],
    ]
    const file = new TextEncoder().encode(rows.map(row => row.join(',')).join('\r\n'))
    const calls = w.world.as(cityBoss, importApi)
    const preview = await calls.previewImport({ query: { name: '名录.csv' }, body: file })
    const { token, mapping } = preview
    await calls.importEnterprises({ body: { token, mapping, mode: 'good-rows', confirmChanges: true } })
    const seen = await w.world.as(newTown, matterApi).viewMatter(at(problem!.id))
    expect(seen).toMatchObject({ ownerOffice: '海宁市经信局', divisionCode: '330481001' })
    expect(await codeOf(w.matters('handler').viewMatter(at(problem!.id)))).toBe('not-found')
    expect(await codeOf(w.matters('leader').viewMatter(at(problem!.id)))).toBe('not-found')
    expect((await plans(newTown).viewPlan(at(id))).plans[0]!.goals).toBe('随企迁移。')
    const stranger = w.world.as(w.officers.stranger, matterApi)
    const { version } = await stranger.viewMatter(at(problem!.id))
    await stranger.actOnMatter({
      params: { id: problem!.id, action: 'refer' },
      body: { version, input: { office: w.offices.cityForce } },
    })
  })
})
