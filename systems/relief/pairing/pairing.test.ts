import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandApi } from '#command/api'
import { figuresApi } from '#platform/figures'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { reliefApi } from '#relief/api'
import { codeOf, refusalOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { pairingApi } from './api.ts'

let w: ReliefWorld
let cover: Awaited<ReturnType<ReliefWorld['world']['officer']>>
let deputy: typeof cover
let townLeader: typeof cover
let admin: typeof cover
beforeAll(async () => {
  w = await reliefWorld()
  cover = await w.world.officer('代管', w.offices.townOffice, 'liaison', 'handler')
  deputy = await w.world.officer('副职', w.offices.bureau, 'liaison', 'handler')
  townLeader = await w.world.officer('镇长', w.offices.townOffice, 'leader')
  admin = await w.world.officer('管理员', w.offices.cityForce, 'admin')
})
afterAll(() => w?.world.stop())

type Officer = typeof cover
const as = (officer: Officer) => w.world.as(officer, pairingApi)
const inDays = (days: number) =>
  new Date(new Date('2022-04-20T09:00:00+08:00').getTime() + days * 86_400_000).toISOString()
const day = { from: inDays(0), until: inDays(5) }

/** A problem that an enterprise reported by its link, and its tracking code. */
async function byLink(enterprise: string) {
  const params = { id: enterprise }
  await w.relief('cityLeader').makeReportLink({ params })
  const { secret } = await w.relief('cityLeader').reportLink({ params })
  const told = await w.relief().reportByLink({
    body: { secret: secret!, category: 'SUPPLY', description: '缺货，停产。' },
  })
  const { rows } = await w.relief('cityLeader').listProblems({ query: { organisation: enterprise } })
  return { ...told, id: rows.find(row => row.number === told.number)!.id }
}
const ownerOf = async (id: string) =>
  (
    await w.world.owner.query<{ owner_id: string | null; owner_office_id: string }>(
      'select owner_id, owner_office_id from matter.matter where id = $1',
      [id],
    )
  ).rows[0]!

describe('deputies', () => {
  test('a deputy may report for the enterprise and is a liaison officer in its problems', async () => {
    const enterprise = await w.world.enterprise(places.town, '示范副职有限公司', w.officers.liaison)
    const body = { organisationIds: [enterprise], accountId: deputy.id }
    expect(await as(townLeader).addDeputy({ body })).toEqual({ added: 1 })
    expect(await as(townLeader).addDeputy({ body })).toEqual({ added: 0 })
    const { members, responsible } = await as(deputy).viewTeam({ params: { id: enterprise } })
    expect(members.map(one => [one.part, one.name, one.pairedBy])).toEqual([
      ['main', '沈亦', null],
      ['deputy', '副职', '镇长'],
    ])
    expect(responsible?.name).toBe('沈亦')
    const opened = await w.world.as(deputy, reliefApi).reportProblem({
      body: { organisationId: enterprise, category: 'SUPPLY', description: '断供。' },
    })
    await w.world
      .as(deputy, matterApi)
      .viewMatter({ params: { id: opened.id } })
      .then(matter => expect(matter.actions.map(one => one.action)).toContain('withdraw'))
  })

  test('only who reaches the enterprise may add or end one, and only a liaison officer is one', async () => {
    const body = { organisationIds: [w.enterprise], accountId: deputy.id }
    expect(await codeOf(as(w.officers.stranger).addDeputy({ body }))).toBe('forbidden')
    expect(
      await codeOf(as(townLeader).addDeputy({ body: { ...body, accountId: w.officers.handler.id } })),
    ).toBe('not-a-liaison')
    const ending = { organisationId: w.enterprise, accountId: deputy.id }
    expect(await codeOf(as(w.officers.stranger).endDeputy({ body: ending }))).toBe('forbidden')
    await as(townLeader).addDeputy({ body })
    expect(await as(townLeader).endDeputy({ body: ending })).toEqual({ ended: 1 })
    expect(await as(townLeader).endDeputy({ body: ending })).toEqual({ ended: 0 })
  })
})

describe('an officer on leave', () => {
  test('what an enterprise reports comes to who covers, and lists say who that is', async () => {
    const officer = await w.world.officer('请假', w.offices.townOffice, 'liaison')
    const enterprise = await w.world.enterprise(places.town, '示范请假有限公司', officer)
    await as(officer).recordAbsence({ body: { accountId: officer.id, ...day, coverId: cover.id } })
    expect(await ownerOf((await byLink(enterprise)).id)).toMatchObject({ owner_id: cover.id })
    const { rows } = await w.relief('cityLeader').listEnterprises({ query: { within: places.town } })
    expect(rows.find(row => row.id === enterprise)?.coveredBy).toBe('代管')
    const team = await as(cover).viewTeam({ params: { id: enterprise } })
    expect(team.members[0]).toMatchObject({ name: '请假', cover: '代管' })
    expect(team.responsible?.name).toBe('代管')
    expect(await as(officer).endAbsence({ body: { accountId: officer.id } })).toEqual({ ended: 1 })
    expect(await ownerOf((await byLink(enterprise)).id)).toMatchObject({ owner_id: officer.id })
  })

  test('with nobody who covers it comes to the deputy, and without one to the office', async () => {
    const officer = await w.world.officer('不在', w.offices.townOffice, 'liaison')
    const enterprise = await w.world.enterprise(places.town, '示范不在有限公司', officer)
    await as(townLeader).recordAbsence({ body: { accountId: officer.id, ...day } })
    expect(await ownerOf((await byLink(enterprise)).id)).toEqual({
      owner_id: null,
      owner_office_id: w.offices.townOffice,
    })
    await as(townLeader).addDeputy({ body: { organisationIds: [enterprise], accountId: deputy.id } })
    expect(await ownerOf((await byLink(enterprise)).id)).toEqual({
      owner_id: deputy.id,
      owner_office_id: w.offices.bureau,
    })
  })

  test('a problem that is reopened goes to who covers, and they are told', async () => {
    const officer = await w.world.officer('休假', w.offices.townOffice, 'liaison', 'handler')
    const enterprise = await w.world.enterprise(places.town, '示范重开有限公司', officer)
    const told = await byLink(enterprise)
    const act = async (who: Officer, action: string, input: Record<string, string | number> = {}) => {
      const calls = w.world.as(who, matterApi)
      const { version } = await calls.viewMatter({ params: { id: told.id } })
      await calls.actOnMatter({ params: { id: told.id, action }, body: { version, input } })
    }
    await act(officer, 'accept')
    const calls = w.world.as(officer, matterApi)
    await calls.attach({ params: { id: told.id }, query: { name: '复产.png' }, body: pixel })
    await act(officer, 'solve', { solution: '已联系新的供应商。' })
    await act(townLeader, 'sign')
    const typed = { number: told.number, secret: told.secret }
    const byEnterprise = async (action: 'confirm' | 'reopen', input: Record<string, string | number>) => {
      const { version } = await w.relief().track({ body: typed })
      await w.relief().actByLink({ params: { action }, body: { ...typed, version, input } })
    }
    await byEnterprise('confirm', { rating: 5 })
    await as(officer).recordAbsence({ body: { accountId: officer.id, ...day, coverId: cover.id } })
    await byEnterprise('reopen', { reason: '又断供了。' })
    expect(await ownerOf(told.id)).toMatchObject({ owner_id: cover.id })
    const { rows } = await w.world.owner.query(
      `select account_id from notice.message where matter_id = $1 and template = 'reopened'`,
      [told.id],
    )
    expect(rows).toEqual([{ account_id: cover.id }])
    // In words, in the day of who covers, with the link still the enterprise's own.
    const { rows: notices } = await w.world.as(cover, noticesApi).listNotices({ query: {} })
    expect(notices.find(one => one.text.includes(told.number))?.text).toContain('又回到您这里')
    const { now, later } = await w.world.as(cover, matterApi).myDay({})
    expect([...now, ...later].map(one => one.number)).toContain(told.number)
    expect(await w.relief().track({ body: typed })).toMatchObject({ status: 'accepted', isOpen: true })
  })

  test('an absence is told by the officer or the leader, once for a time, and covered by a liaison officer', async () => {
    const officer = await w.world.officer('规矩', w.offices.townOffice, 'liaison')
    const body = { accountId: officer.id, ...day }
    expect(await codeOf(as(deputy).recordAbsence({ body }))).toBe('forbidden')
    expect(await codeOf(as(officer).recordAbsence({ body: { ...body, until: inDays(-1) } }))).toBe(
      'absence-period',
    )
    expect(
      await codeOf(as(officer).recordAbsence({ body: { ...body, coverId: w.officers.handler.id } })),
    ).toBe('cover-unfit')
    await as(officer).recordAbsence({ body })
    expect(await codeOf(as(officer).recordAbsence({ body }))).toBe('absent-already')
  })
})

describe('an officer who leaves', () => {
  test('with 40 open problems: enterprises, deputyships and problems go to the successor by name', async () => {
    const leaving = await w.world.officer('离任', w.offices.townOffice, 'liaison', 'handler')
    const next = await w.world.officer('接任', w.offices.townOffice, 'liaison', 'handler')
    const [own, other] = [
      await w.world.enterprise(places.town, '示范交接一有限公司', leaving),
      await w.world.enterprise(places.town, '示范交接二有限公司', w.officers.liaison),
    ]
    await as(townLeader).addDeputy({ body: { organisationIds: [other], accountId: leaving.id } })
    const calls = w.world.as(leaving, reliefApi)
    for (let i = 0; i < 40; i++) {
      await calls.reportProblem({
        body: { organisationId: own, category: 'SUPPLY', description: `问题${i}`, tier: 'town' },
      })
    }
    await w.world.owner.query(
      `update matter.matter set owner_id = $1 where id in (select matter_id from relief.problem where organisation_id = $2)`,
      [leaving.id, own],
    )
    const covered = await w.world.officer('被代', w.offices.townOffice, 'liaison')
    await as(covered).recordAbsence({ body: { accountId: covered.id, ...day, coverId: leaving.id } })
    const command = w.world.as(admin, commandApi)
    const { version, openMatters } = await command.viewAccount({ params: { id: leaving.id } })
    expect(openMatters).toBe(40)
    const mine = async (who: Officer) =>
      (await w.world.as(who, matterApi).listMatters({ query: { scope: 'mine', limit: 200 } })).rows
    const before = await mine(leaving)
    const refused = await refusalOf(command.endAccount({ params: { id: leaving.id }, body: { version } }))
    expect(refused?.code).toBe('matters-open')
    expect(refused?.detail).toContain('40')
    // A colleague writes into some of them at the same moment: nobody's words are lost, nobody waits for ever.
    const words = before.slice(0, 10).map(one =>
      w.world.as(townLeader, matterApi).comment({
        params: { id: one.id },
        body: { text: '交接期间的补充', audience: 'staff' },
      }),
    )
    const ended = command.endAccount({
      params: { id: leaving.id },
      body: { version, successorId: next.id },
    })
    await Promise.all(words)
    expect((await ended).handedOver).toBe(40)
    const after = await mine(next)
    // What was promised to the enterprise doesn't begin anew.
    expect(after.map(one => [one.number, one.dueAt]).toSorted()).toEqual(
      before.map(one => [one.number, one.dueAt]).toSorted(),
    )
    const { history } = await w.world.as(next, matterApi).viewMatter({ params: { id: before[0]!.id } })
    expect(history.map(line => line.action)).toEqual(expect.arrayContaining(['hand-over', 'comment']))
    expect(history.find(line => line.action === 'comment')?.note).toBe('交接期间的补充')
    expect(await codeOf(w.world.as(leaving, matterApi).myDay({}))).toBe('unauthenticated')
    const { rows } = await w.world.owner.query(
      `select organisation_id, part from relief.pairing where account_id = $1 and valid_until is null order by part desc`,
      [next.id],
    )
    expect(rows).toEqual([
      { organisation_id: own, part: 'main' },
      { organisation_id: other, part: 'deputy' },
    ])
    const { rows: left } = await w.world.owner.query(
      `select (select count(*)::int from relief.pairing where account_id = $1 and valid_until is null) as pairings,
        (select count(*)::int from matter.matter where owner_id = $1 and is_open) as matters,
        (select count(*)::int from relief.absence where cover_id = $1) as covers`,
      [leaving.id],
    )
    expect(left).toEqual([{ pairings: 0, matters: 0, covers: 0 }])
  })
})

describe('service groups', () => {
  test('a group of the task force has a leader and members, and their pairings carry it', async () => {
    const [head, member] = [
      await w.world.officer('组长', w.offices.cityForce, 'liaison'),
      await w.world.officer('组员', w.offices.cityForce, 'liaison'),
    ]
    const enterprise = await w.world.enterprise(places.town, '示范百强有限公司', head)
    const wish = {
      officeId: w.offices.cityForce,
      name: '交通物流组',
      nameEn: 'Transport group',
      subject: 'transport',
      leaderId: head.id,
      memberIds: [member.id],
    }
    expect(await codeOf(as(townLeader).makeGroup({ body: wish }))).toBe('forbidden')
    expect(
      await codeOf(as(w.officers.cityLeader).makeGroup({ body: { ...wish, officeId: w.offices.bureau } })),
    ).toBe('not-a-task-force')
    const { id } = await as(w.officers.cityLeader).makeGroup({ body: wish })
    expect(await codeOf(as(w.officers.cityLeader).makeGroup({ body: wish }))).toBe('group-name-taken')
    expect(await codeOf(as(w.officers.cityLeader).makeGroup({ body: { ...wish, name: '用工组' } }))).toBe(
      'in-another-group',
    )
    const team = await as(townLeader).viewTeam({ params: { id: enterprise } })
    expect(team.members[0]).toMatchObject({ group: '交通物流组' })
    const [group] = await as(townLeader).listGroups({})
    expect(group).toMatchObject({ enterprises: 1, version: 1 })
    expect(group!.members.map(one => [one.name, one.isLeader])).toEqual([
      ['组长', true],
      ['组员', false],
    ])
    const change = { ...wish, version: 1, leaderId: member.id, memberIds: [] }
    const { officeId: _, ...body } = change
    expect(await as(w.officers.cityLeader).changeGroup({ params: { id }, body })).toEqual({ version: 2 })
    expect(await codeOf(as(w.officers.cityLeader).changeGroup({ params: { id }, body }))).toBe(
      'stale-version',
    )
    const after = await as(townLeader).viewTeam({ params: { id: enterprise } })
    expect(after.members[0]).toMatchObject({ group: null })
    await as(w.officers.cityLeader).endGroup({ params: { id }, body: { version: 2 } })
    expect(await as(townLeader).listGroups({})).toEqual([])
  })
})

describe('balanced assignment', () => {
  test('a preview is carried out whole, and refused when somebody paired meanwhile', async () => {
    const office = await w.world.office(places.siblingTown, 'general', { name: '钟埭街道', prefix: 'ZD' })
    const [a, b] = [
      await w.world.officer('甲', office, 'liaison'),
      await w.world.officer('乙', w.offices.bureau, 'liaison'),
    ]
    const enterprises: string[] = []
    for (let i = 0; i < 7; i++)
      enterprises.push(await w.world.enterprise(places.siblingTown, `示范分配${i}有限公司`))
    const wish = { within: places.siblingTown, offices: [office, w.offices.bureau], capacity: 4 }
    const leader = as(w.officers.cityLeader)
    expect(await codeOf(as(w.officers.stranger).propose({ body: wish }))).toBe('forbidden')
    expect(await codeOf(leader.propose({ body: { ...wish, capacity: 1 } }))).toBe('no-room')
    const proposal = await leader.propose({ body: wish })
    expect(proposal).toMatchObject({ enterprises: 7, changed: 7 })
    expect(proposal.spreadThen).toBeLessThanOrEqual(1)
    await w.relief('cityLeader').pair({ body: { organisationIds: [enterprises[0]!], accountId: a.id } })
    const stale = leader.assign({ body: { ...wish, state: proposal.state } })
    expect(await codeOf(stale)).toBe('stale-proposal')
    const again = await leader.propose({ body: wish })
    expect(await leader.assign({ body: { ...wish, state: again.state } })).toMatchObject({ assigned: 6 })
    expect(await codeOf(leader.propose({ body: wish }))).toBe('nothing-to-assign')
    const loads = await leader.readWorkload({ query: { within: places.county } })
    const of = (officer: Officer) => loads.find(one => one.accountId === officer.id)!.main
    expect(of(a)).toBeGreaterThanOrEqual(2)
    expect(of(a) + of(b)).toBeGreaterThanOrEqual(4)
    const [row] = (await leader.readCoverage({ query: { within: places.county } })).filter(
      one => one.code === places.siblingTown,
    )
    expect(row).toMatchObject({ enterprises: 7, paired: 7, city: 0 })
    expect(row!.county + row!.town).toBe(7)
  })

  test('figures say how many groups, officers and levels there are', async () => {
    for (const table of ['region.organisation', 'relief.pairing'])
      await w.world.owner.query(`update ${table} set recorded_at = '2022-04-18'`)
    const { figures } = await w.world
      .as(w.officers.cityLeader, figuresApi)
      .readFigures({ query: { within: places.city } })
    const of = (id: string) => figures.find(figure => figure.id === id)?.value
    expect(of('relief.service-groups')).toBe(0)
    expect(of('relief.levels-with-officers')).toBe(3)
    const { rows } = await w.world.owner.query(
      `select count(distinct account_id)::int as n from relief.pairing where valid_until is null and part = 'main'`,
    )
    expect(of('relief.officers')).toBe(rows[0].n)
  })
})

const pixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
