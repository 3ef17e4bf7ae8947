import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandApi } from '#command/api'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
import { reliefApi } from '../api.ts'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { menuApi } from './api.ts'
import { meanOf, partsOf } from './rules.ts'
import { orderWorkflow } from './workflow.ts'

let ground: ReliefWorld
let zheng: Awaited<ReturnType<ReliefWorld['world']['officer']>>
let secret: string
const service: Record<string, string> = {}
let team: string

const as = (who: { token: string } | undefined, lang?: string) => ground.world.as(who as never, menuApi, lang)
const one = async (text: string, values: unknown[] = []) =>
  (await ground.world.owner.query(text, values)).rows[0]
const count = async () => (await one('select count(*)::int as n from relief.service_order')).n as number

beforeAll(async () => {
  ground = await reliefWorld()
  zheng = await ground.world.officer('郑川', ground.offices.townOffice, 'leader')
  const relief = ground.world.as(ground.officers.liaison, reliefApi)
  await relief.makeReportLink({ params: { id: ground.enterprise } })
  secret = (await relief.reportLink({ params: { id: ground.enterprise } })).secret!
})
afterAll(() => ground?.world.stop())

const item = (name: string, days: number) => ({
  officeId: ground.offices.townOffice,
  name,
  nameEn: name,
  description: '上门办理。',
  subject: 'general',
  days,
})

test('a town publishes its services; another office cannot, and one name stands once', async () => {
  for (const [name, days] of [
    ['用工对接', 3],
    ['设备年检陪同', 5],
    ['消防隐患体检', 2],
  ] as const)
    service[name] = (await as(zheng).publishService({ body: item(name, days) })).id
  expect(await codeOf(as(zheng).publishService({ body: item('用工对接', 3) }))).toBe('service-there')
  expect(await codeOf(as(ground.officers.handler).publishService({ body: item('越权', 3) }))).toBe(
    'forbidden',
  )
  expect(await codeOf(as(ground.officers.supervisor).publishService({ body: item('越权', 3) }))).toBe(
    'forbidden',
  )
  expect(
    await codeOf(
      as(zheng).publishService({
        body: { ...item('倒期', 3), validFrom: '2022-05-02', validUntil: '2022-05-01' },
      }),
    ),
  ).toBe('service-period')
  expect(await codeOf(as(zheng).publishService({ body: { ...item('太久', 99) } }))).toBe('invalid')
})

test('a team 红领班 has a leader by name, officials, line leaders and departments, and its services', async () => {
  const body = {
    officeId: ground.offices.townOffice,
    name: '洲泉红领班',
    leaderId: zheng.id,
    members: [
      { part: 'official' as const, accountId: ground.officers.liaison.id },
      { part: 'line-leader' as const, name: '一线线长' },
      { part: 'department' as const, name: '镇安监所' },
    ],
    serviceIds: Object.values(service),
  }
  expect(await codeOf(as(zheng).makeTeam({ body: { ...body, leaderId: ground.officers.handler.id } }))).toBe(
    'not-in-office',
  )
  team = (await as(zheng).makeTeam({ body })).id
  expect(await codeOf(as(zheng).makeTeam({ body }))).toBe('team-there')
  const { rows } = await as(ground.officers.liaison).listTeams({ query: { mine: 'true' } as never })
  expect(rows).toMatchObject([
    {
      name: '洲泉红领班',
      leader: '郑川',
      open: 0,
      services: expect.arrayContaining([expect.objectContaining({ name: '用工对接' })]),
    },
  ])
  expect(rows[0]?.members.map(member => member.name).sort()).toEqual(['一线线长', '沈亦', '镇安监所'].sort())
})

test('an enterprise ticks three services by its link: three orders, each with owner and date; five times the same are the same', async () => {
  const shown = await as(undefined).openMenu({ query: { secret } })
  expect(shown).toMatchObject({ organisationName: '示范整车有限公司', orders: [] })
  expect(shown.services.map(one => one.team)).toEqual(['洲泉红领班', '洲泉红领班', '洲泉红领班'])
  const body = { secret, serviceIds: Object.values(service), words: '下周方便' }
  const answers = []
  for (let i = 0; i < 5; i++)
    answers.push(await as(undefined).orderByLink({ body }, { key: 'same-submission-1' }))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(await count()).toBe(3)
  expect(answers[0]?.orders).toMatchObject([
    { owner: '郑川', name: '用工对接', dueAt: expect.stringContaining('2022-04-2') },
    { owner: '郑川' },
    { owner: '郑川' },
  ])
  // Another intention with the same ticks finds what is on order; at once, too.
  const again = await Promise.all([
    as(undefined).orderByLink({ body }, { key: 'other-submission-2' }),
    as(undefined).orderByLink({ body }, { key: 'other-submission-3' }),
  ])
  expect(again.flatMap(one => one.orders.map(order => order.wasThere))).toEqual(Array(6).fill(true))
  expect(await count()).toBe(3)
  expect(await codeOf(as(undefined).openMenu({ query: { secret: 'x'.repeat(30) } }))).toBe('link-unknown')
  expect(
    await codeOf(
      as(undefined).orderByLink(
        { body: { secret, serviceIds: ['0193d6a0-0000-7000-8000-000000000000'] } },
        { key: 'off-the-menu-4' },
      ),
    ),
  ).toBe('off-menu')
})

test('an order is accepted, delivered, and confirmed with rating and words by the enterprise', async () => {
  const { rows } = await as(zheng).listOrders({ query: { mine: 'true' } as never })
  expect(rows).toHaveLength(3)
  const { id } = rows.find(row => row.service === '用工对接')!
  expect(await codeOf(ground.act('handler', id, 'accept'))).toBe('not-found')
  const matters = ground.world.as(zheng, (await import('#platform/matter/api')).matterApi)
  const act = async (action: string, input: Record<string, string | number> = {}) => {
    const { version } = await matters.viewMatter({ params: { id } })
    return matters.actOnMatter({ params: { id, action }, body: { version, input } })
  }
  await act('accept')
  expect(await codeOf(act('confirm', { rating: 5 }))).toBe('forbidden')
  await act('deliver', { solution: '办了专场，6人到岗。' })
  const shown = await as(undefined).openMenu({ query: { secret } })
  const mine = shown.orders.find(order => order.name === '用工对接')!
  expect(mine).toMatchObject({ status: 'delivered', delivered: '办了专场，6人到岗。' })
  const confirm = (version: number, key: string) =>
    as(undefined).actOnOrderByLink(
      {
        params: { action: 'confirm' },
        body: { secret, number: mine.number, version, input: { rating: 5, note: '很及时' } },
      },
      { key },
    )
  expect(await codeOf(confirm(1, 'stale-confirm-1'))).toBe('stale-version')
  expect(await confirm(mine.version, 'confirm-order-1')).toMatchObject({ status: 'confirmed' })
  expect(await confirm(mine.version, 'confirm-order-1')).toMatchObject({ status: 'confirmed' })
  const view = await as(zheng).viewOrder({ params: { id } })
  expect(view.order).toMatchObject({ rating: 5, words: '很及时', service: '用工对接', team: '洲泉红领班' })
  const menu = await as(zheng).listServices({ query: { office: ground.offices.townOffice } })
  expect(menu.rows.find(row => row.name === '用工对接')).toMatchObject({ orders: 1, delivered: 1, rating: 5 })
  expect((await as(zheng).listTeams({ query: {} as never })).rows[0]).toMatchObject({ open: 2, rating: 5 })
})

test('an officer ticks for the enterprise; what is on order is not ordered twice, a stranger cannot', async () => {
  const call = (who: typeof zheng, key: string) =>
    as(who).orderServices(
      { params: { id: ground.enterprise }, body: { serviceIds: Object.values(service) } },
      { key },
    )
  expect(await codeOf(call(ground.officers.stranger, 'stranger-order'))).toBe('forbidden')
  const { orders } = await call(ground.officers.liaison, 'officer-order-1')
  expect(orders.map(order => order.wasThere)).toEqual([false, true, true])
  expect(await count()).toBe(4)
  expect(
    (await as(ground.officers.liaison).listOrders({ query: { organisation: ground.enterprise } as never }))
      .rows,
  ).toHaveLength(3)
})

test('a delivery that the enterprise disputes comes back with a new date; a withdrawn service is delivered but not ordered', async () => {
  const { rows } = await as(zheng).listOrders({ query: { mine: 'true' } as never })
  const { id } = rows.find(row => row.service === '设备年检陪同')!
  const matters = ground.world.as(zheng, (await import('#platform/matter/api')).matterApi)
  for (const [action, input] of [
    ['accept', {}],
    ['deliver', { solution: '已陪同。' }],
  ] as const) {
    const { version } = await matters.viewMatter({ params: { id } })
    await matters.actOnMatter({ params: { id, action }, body: { version, input } })
  }
  const { orders } = await as(undefined).openMenu({ query: { secret } })
  const { number, version } = orders.find(order => order.name === '设备年检陪同')!
  const body = { secret, number, version, input: { reason: '还差一台。' } }
  expect(
    await as(undefined).actOnOrderByLink({ params: { action: 'dispute' }, body }, { key: 'dispute-order-1' }),
  ).toMatchObject({ status: 'accepted' })
  const withdraw = (body: { version: number; reason: string }, who: { token: string } = zheng) =>
    as(who).withdrawService({ params: { id: service.设备年检陪同! }, body })
  expect(await codeOf(withdraw({ version: 2, reason: '' }))).toBe('invalid')
  expect(await codeOf(withdraw({ version: 2, reason: '越权' }, ground.officers.handler))).toBe('forbidden')
  expect(await codeOf(withdraw({ version: 1, reason: '设备科撤并' }))).toBe('stale-version')
  await withdraw({ version: 2, reason: '设备科撤并' })
  expect(await codeOf(withdraw({ version: 3, reason: '再下一次' }))).toBe('service-withdrawn')
  const all = await as(zheng).listServices({ query: { office: ground.offices.townOffice, state: 'all' } })
  expect(all.rows.find(row => row.name === '设备年检陪同')).toMatchObject({
    withdrawnBecause: '设备科撤并',
    open: 1,
  })
  const menu = await as(undefined).openMenu({ query: { secret } })
  expect(menu.services.map(one => one.name)).not.toContain('设备年检陪同')
  expect(menu.orders.find(order => order.number === number)).toMatchObject({ isOpen: true, owner: '郑川' })
})

test('a service is changed over the version that was read; what runs keeps its day and its team’s leader', async () => {
  const { rows } = await as(zheng).listServices({ query: { office: ground.offices.townOffice } })
  const { version, ...was } = rows.find(row => row.name === '消防隐患体检')!
  const body = { ...item('消防隐患上门体检', 4), officeId: undefined, teamId: was.teamId, version }
  const { officeId: _, ...change } = body
  const before = (await as(zheng).listOrders({ query: { mine: 'true' } as never })).rows
  const params = { id: was.id }
  expect(await codeOf(as(zheng).changeService({ params, body: { ...change, name: '用工对接' } }))).toBe(
    'service-there',
  )
  const at = [1, 2].map(() => codeOf(as(zheng).changeService({ params, body: change })))
  expect((await Promise.all(at)).toSorted()).toEqual(['done', 'stale-version'])
  const after = (await as(zheng).listOrders({ query: { mine: 'true' } as never })).rows
  expect(after.map(row => [row.dueAt, row.owner])).toEqual(before.map(row => [row.dueAt, row.owner]))
  expect(after.map(row => row.service)).toContain('消防隐患上门体检')
})

test('a new leader takes the team’s open orders by name; the services that it delivers are chosen anew', async () => {
  const next = await ground.world.officer('李红', ground.offices.townOffice, 'handler')
  const { rows } = await as(zheng).listTeams({ query: {} as never })
  const kept = rows[0]!.services.filter(one => one.name !== '用工对接').map(one => one.id)
  await as(zheng).changeTeam({
    params: { id: team },
    body: {
      version: rows[0]!.version,
      name: '洲泉红领班',
      leaderId: next.id,
      members: [],
      serviceIds: kept,
    },
  })
  const owners = await ground.world.owner.query(
    `select distinct m.owner_id from relief.service_order r join matter.matter m on m.id = r.matter_id where m.is_open`,
  )
  expect(owners.rows).toEqual([{ owner_id: next.id }])
  const { services } = await as(undefined).openMenu({ query: { secret } })
  expect(services.map(one => [one.name, one.leader])).toEqual([
    ['消防隐患上门体检', '李红'],
    ['用工对接', null],
  ])
})

test('a team that ends leaves its services to the office and its open orders to an official by name', async () => {
  const { id } = await as(zheng).makeTeam({
    body: {
      officeId: ground.offices.townOffice,
      name: '临时红领班',
      leaderId: zheng.id,
      serviceIds: [service.用工对接!],
    },
  })
  const { orders } = await as(ground.officers.liaison).orderServices(
    {
      params: { id: await ground.world.enterprise(places.town, '点单厂', ground.officers.liaison) },
      body: { serviceIds: [service.用工对接!] },
    },
    { key: 'order-of-team-1' },
  )
  const end = (given: object, who: { token: string } = zheng) =>
    as(who).endTeam({
      params: { id },
      body: { version: 1, reason: '专项结束', ownerId: ground.officers.liaison.id, ...given },
    })
  expect(await codeOf(end({}, ground.officers.handler))).toBe('forbidden')
  expect(await codeOf(end({ ownerId: ground.officers.handler.id }))).toBe('not-in-office')
  expect(await codeOf(end({ version: 7 }))).toBe('stale-version')
  expect(await codeOf(end({ reason: ' ' }))).toBe('invalid')
  expect(await end({})).toEqual({ orders: 1 })
  expect(await codeOf(end({}))).toBe('not-found')
  const { matter } = await as(zheng).viewOrder({ params: { id: orders[0]!.id } })
  expect([matter.owner, matter.history.at(-1)?.action]).toEqual(['沈亦', 'assign'])
  const { rows } = await as(zheng).listServices({ query: { office: ground.offices.townOffice } })
  expect(rows.find(row => row.name === '用工对接')).toMatchObject({ team: null, open: 2 })
  expect(
    await one('select ended_because, valid_until is not null as ended from relief.team where id = $1', [id]),
  ).toEqual({ ended_because: '专项结束', ended: true })
})

test('a town that is merged takes menu, team and orders with it', async () => {
  const city = await ground.world.office(places.city, 'administration', {
    name: '管理',
    prefix: 'ADM',
    kind: 'duty',
  })
  const admin = await ground.world.officer('管理员', city, 'admin')
  const target = await ground.world.office(places.town, 'general', { name: '新街道', prefix: 'XJ' })
  await ground.world.as(admin, commandApi).endOffice({
    params: { id: ground.offices.townOffice },
    body: { version: 1, successorId: target, handOver: true },
  })
  expect(await one('select office_id from relief.team where id = $1', [team])).toEqual({ office_id: target })
  const shown = await as(undefined).openMenu({ query: { secret } })
  expect(shown.services.map(one => one.office)).toEqual(['新街道', '新街道'])
  expect((await as(zheng).listOrders({ query: { office: target } as never })).rows.length).toBe(4)
})

test('every open status of an order has a way out, and a mean has one decimal', () => {
  const statuses = Object.entries(orderWorkflow.statuses)
  for (const [status, { open }] of statuses) {
    const out = Object.values(orderWorkflow.actions).filter(row =>
      (row.from as readonly string[]).includes(status),
    )
    expect([status, out.length > 0]).toEqual([status, open])
  }
  expect(meanOf(0, 0)).toBeNull()
  expect(meanOf(3, 13)).toBe(4.3)
  const actor = {
    kind: 'link',
    id: 'x',
    read: [],
    write: [],
    holdings: [],
    lang: 'en',
    requestId: '',
  } as const
  expect([...partsOf(actor, { ownerOfficeId: null, officers: [] })]).toEqual(['enterprise'])
})
