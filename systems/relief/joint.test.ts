import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matterApi } from '#platform/matter/api'
import { reliefApi } from '#relief/api'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from './fixtures.ts'

let w: ReliefWorld
beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w?.world.stop())

describe('a problem that was reported twice', () => {
  it('is merged into the other, counts apart, and its code tells where it went', async () => {
    const kept = await w.problem({ title: '转向节断供' })
    const double = await w.problem({ title: '缺转向节' })
    const before = await w.relief('cityLeader').countProblems({ query: {} })
    const { matter } = await w.relief('handler').viewProblem({ params: { id: double.id } })
    expect(matter.actions.find(offer => offer.action === 'merge')?.fields[0]).toMatchObject({
      name: 'into',
      kind: 'matter',
    })
    await w.act('handler', double.id, 'merge', { into: kept.id, note: '重复' })
    const after = await w.relief('handler').viewProblem({ params: { id: double.id } })
    expect(after.problem).toMatchObject({ outcome: 'merged', mergedInto: kept })
    expect(after.matter).toMatchObject({ status: 'merged', isOpen: false })

    const counts = await w.relief('cityLeader').countProblems({ query: {} })
    expect(counts.merged).toBe(before.merged + 1)
    expect(counts.solved).toBe(before.solved)
    expect(counts.collected).toBe(
      counts.open + counts.solved + counts.explained + counts.withdrawn + counts.timedOut + counts.merged,
    )

    const code = await w.relief('handler').tracking({ params: { id: double.id } })
    const tracked = await w.relief().track({ body: code })
    expect(tracked.mergedInto).toMatchObject({ number: kept.number, status: 'reported', nextStep: 'accept' })

    // Merged by mistake: it is opened again, with its own clock.
    await w.act('liaison', double.id, 'reopen', { reason: '不是同一件' })
    const again = await w.relief('handler').viewProblem({ params: { id: double.id } })
    expect(again.problem).toMatchObject({ outcome: null, mergedInto: null })
  })

  it('goes neither into itself, nor into one of another enterprise, nor into a merged one', async () => {
    const { id } = await w.problem()
    expect(await codeOf(w.act('handler', id, 'merge', { into: id }))).toBe('merge-into')
    const other = await w.world.enterprise(places.town, '示范光伏有限公司', w.officers.liaison)
    const elsewhere = await w.relief('liaison').reportProblem({
      body: { organisationId: other, category: 'SUPPLY', description: '缺硅料。' },
    })
    expect(await codeOf(w.act('handler', id, 'merge', { into: elsewhere.id }))).toBe('merge-into')
    const merged = await w.problem()
    const third = await w.problem()
    await w.act('handler', merged.id, 'merge', { into: third.id })
    expect(await codeOf(w.act('handler', id, 'merge', { into: merged.id }))).toBe('merge-into')
    // Another county doesn't see it; the database itself refuses another enterprise's.
    expect(await codeOf(w.act('stranger', id, 'merge', { into: third.id }))).toBe('not-found')
    await expect(
      w.world.owner.query(
        `update relief.problem set outcome = 'merged', merged_into = $1 where matter_id = $2`,
        [elsewhere.id, id],
      ),
    ).rejects.toThrow('problem_merged_same')
  })

  it('is not merged on a version that somebody has changed meanwhile', async () => {
    const { id } = await w.problem()
    const into = (await w.problem()).id
    const { version } = await w.matters('handler').viewMatter({ params: { id } })
    await w.act('second', id, 'accept')
    const call = w.matters('handler').actOnMatter({
      params: { id, action: 'merge' },
      body: { version, input: { into } },
    })
    expect(await codeOf(call)).toBe('stale-version')
  })
})

describe('a county that returns everything', () => {
  it('has it decided by the city’s task force the second time, and can’t return it again', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'giveBack', { reason: '不属本局职责' })
    await w.act('liaison', id, 'refer', { office: w.offices.bureau })
    await w.act('handler', id, 'giveBack', { reason: '仍不属本局' })
    const { matter } = await w.relief('cityHandler').viewProblem({ params: { id } })
    expect(matter).toMatchObject({ status: 'returned', ownerOffice: '嘉兴市专班', nextStep: 'route' })
    await w.act('cityHandler', id, 'refer', { office: w.offices.bureau, note: '由经信局牵头' })
    expect(await codeOf(w.act('handler', id, 'giveBack', { reason: '再退' }))).toBe('return-limit')
    await w.act('handler', id, 'accept')
    const { problem } = await w.relief('handler').viewProblem({ params: { id } })
    expect(problem.returns).toBe(2)
    // Who reads the problem sees both reasons, and why there is no third.
    const { history } = await w.matters('liaison').viewMatter({ params: { id } })
    expect(history.filter(line => line.action === 'giveBack').map(line => line.note)).toEqual([
      '不属本局职责',
      '仍不属本局',
    ])
  })

  it('returned by two people at once it is returned once; the page says why there is no third time', async () => {
    const { id } = await w.problem()
    const { version } = await w.matters('handler').viewMatter({ params: { id } })
    const back = (who: 'handler' | 'second') =>
      w.matters(who).actOnMatter({
        params: { id, action: 'giveBack' },
        body: { version, input: { reason: '不属本局' } },
      })
    const codes = await Promise.all([codeOf(back('handler')), codeOf(back('second'))])
    expect(codes.filter(code => code === 'done')).toHaveLength(1)
    expect((await w.relief('liaison').viewProblem({ params: { id } })).problem.returns).toBe(1)
    await w.act('liaison', id, 'refer', { office: w.offices.bureau })
    await w.act('handler', id, 'giveBack', { reason: '再退' })
    await w.act('cityHandler', id, 'refer', { office: w.offices.bureau })
    const { actions } = await w.matters('handler').viewMatter({ params: { id } })
    const offer = actions.find(one => one.action === 'giveBack')
    expect(offer).toMatchObject({ allowed: false })
    expect(offer?.reason).toMatch(/退/)
  })

  it('of all that is returned, the board of the city counts each', async () => {
    const all = await Promise.all([1, 2, 3].map(() => w.problem()))
    for (const { id } of all) await w.act('handler', id, 'giveBack', { reason: '不属本局' })
    const { rows } = await w.relief('supervisor').listProblems({ query: { status: 'returned', limit: 200 } })
    for (const { id } of all) expect(rows.map(row => row.id)).toContain(id)
    // The enterprise is told of no return: its own page goes on to say who has it and until when.
    const { number, secret } = await w.relief('liaison').tracking({ params: { id: all[0]!.id } })
    const seen = await w.relief().track({ body: { number, secret: secret! } })
    expect(JSON.stringify(seen)).not.toContain('不属本局')
    expect(seen.dueAt).not.toBeNull()
  })
})

describe('a department that sees its own subject in every county', () => {
  it('lists the labour problems of all counties and no others, and changes none of them', async () => {
    const cityLabour = await w.world.office(places.city, 'labour', {
      name: '嘉兴市人社局',
      prefix: 'JXL',
      seesSubject: true,
    })
    const siblingLabour = await w.world.office(places.siblingCounty, 'labour', {
      name: '海宁市人社局',
      prefix: 'HNL',
    })
    const officer = await w.world.officer('邱禾', cityLabour, 'handler')
    const across = await w.world.enterprise(places.siblingCounty, '海宁示范有限公司')
    const report = (organisationId: string, category: 'LABOUR' | 'SUPPLY') =>
      w.relief('cityLeader').reportProblem({
        body: { organisationId, category, description: '缺工。' },
      })
    const here = await report(w.enterprise, 'LABOUR')
    const there = await report(across, 'LABOUR')
    const other = await report(across, 'SUPPLY')

    const calls = w.world.as(officer, reliefApi)
    const { rows } = await calls.listProblems({ query: { scope: 'subject', limit: 200 } })
    expect(rows.map(row => row.id).sort()).toEqual([here.id, there.id].sort())
    expect(await codeOf(calls.viewProblem({ params: { id: other.id } }))).toBe('not-found')
    const { matter } = await calls.viewProblem({ params: { id: there.id } })
    expect(matter.actions).toEqual([])
    const write = w.world.as(officer, matterApi).actOnMatter({
      params: { id: there.id, action: 'accept' },
      body: { version: matter.version, input: {} },
    })
    expect(['forbidden', 'not-found']).toContain(await codeOf(write))
    // What another bureau refers to labour is seen there from then on; another city's is not.
    await w.act('stranger', other.id, 'refer', { office: siblingLabour })
    expect(await codeOf(calls.viewProblem({ params: { id: other.id } }))).toBe('done')
    const far = await w.world.office(places.otherCity, 'labour', { name: '外市人社局', prefix: 'NBL' })
    const farLeader = await w.world.officer('外市', far, 'leader')
    const abroad = await w.world.enterprise(places.otherCity, '外市示范有限公司')
    await w.world.office(places.otherCity, 'industry', { prefix: 'NBI' })
    await w.world.office(places.otherCity, 'relief', { prefix: 'NB' })
    const away = await w.world.as(farLeader, reliefApi).reportProblem({
      body: { organisationId: abroad, category: 'LABOUR', description: '缺工。', tier: 'city' },
    })
    expect(await codeOf(calls.viewProblem({ params: { id: away.id } }))).toBe('not-found')
    const sheet = await fetch(`${w.world.address}/api/relief/problems/export?format=csv`, {
      headers: { cookie: `tz_session=${officer.token}` },
    }).then(answer => answer.text())
    for (const one of [here, there, other]) expect(sheet).toContain(one.number)
    expect(sheet).not.toContain(away.number)
    // Contacts are the county's own: the line sees problems, no one's telephone.
    expect((await calls.viewEnterprise({ params: { id: w.enterprise } })).enterprise.contacts).toEqual([])
    // An office without such a line has no such list.
    expect((await w.relief('joint').listProblems({ query: { scope: 'subject' } })).rows).toEqual([])
  })
})

describe('more time that is asked for', () => {
  it('waits in the day of the office’s leader, of nobody else, until it is decided', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    const { clocks } = await w.matters('handler').viewMatter({ params: { id } })
    const clock = clocks.find(one => one.name === 'solve')!
    const until = new Date(Date.parse(clock.dueAt) + 86_400_000).toISOString()
    await w.matters('handler').askExtension({
      params: { id, clockId: clock.id },
      body: { until, reason: '等外地回函' },
    })
    const asked = async (who: 'leader' | 'handler' | 'cityLeader' | 'stranger') =>
      (await w.matters(who).myDay({})).extensions.filter(one => one.matter.id === id)
    expect(await asked('leader')).toMatchObject([{ askedBy: '承办人', until, reason: '等外地回函' }])
    for (const who of ['handler', 'cityLeader', 'stranger'] as const) expect(await asked(who)).toEqual([])
    const { extensions } = await w.matters('leader').viewMatter({ params: { id } })
    await w.matters('leader').decideExtension({
      params: { id, extensionId: extensions[0]!.id },
      body: { approved: true },
    })
    expect(await asked('leader')).toEqual([])
  })
})
