import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { codeOf } from '#test/calls'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { importApi } from '../import-api.ts'
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
    expect(await plans(countyBoss).mergeEnterprise({ ...at(id), body })).toEqual({ matters: 1 })
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
