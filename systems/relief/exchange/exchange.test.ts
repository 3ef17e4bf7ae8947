import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '#apps/cli/run'
import { figuresApi } from '#platform/figures'
import { Refusal } from '#platform/http'
import { codeOf } from '#test/calls'
import { type Officer, places } from '#test/world'
import { reliefApi } from '../api.ts'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { importApi } from '../import-api.ts'
import { csvOf } from '../imports/fixtures.ts'
import { exchangeApi } from './api.ts'

let w: ReliefWorld
let pool: Officer
let otherFirm: string
let siblingFirm: string
let sibling: Officer
beforeAll(async () => {
  w = await reliefWorld()
  pool = await w.world.officer('邱禾', w.offices.labour, 'handler')
  sibling = w.officers.stranger
  otherFirm = await w.world.enterprise(places.town, '示范模具有限公司', w.officers.liaison)
  siblingFirm = await w.world.enterprise(places.siblingCounty, '海宁示范光伏', sibling)
})
afterAll(() => w.world.stop())

const exchange = (who: Officer) => w.world.as(who, exchangeApi)
const liaison = () => exchange(w.officers.liaison)
const terms = {
  kind: 'workers' as const,
  words: '组件装配普工，两班倒',
  specification: '装配工',
  testHours: 48,
  closedLoopBus: true,
  quantity: 95,
  fromOn: '2022-04-25',
  untilOn: '2022-05-25',
}
const needOf = (quantity = 95, change = {}) =>
  liaison().openNeed({ body: { organisationId: w.enterprise, terms: { ...terms, quantity, ...change } } })
const siblingNeed = (quantity = 95) =>
  exchange(sibling).openNeed({ body: { organisationId: siblingFirm, terms: { ...terms, quantity } } })
const offerOf = (quantity = 95, change = {}) =>
  exchange(pool).openOffer({
    body: {
      terms: { ...terms, testHours: 24, quantity, ...change },
      contactName: '劳务科',
      contactTelephone: '100-0000-0077',
    },
  })
const reserve = (
  who: Officer,
  needId: string,
  offerId: string,
  quantity: number,
  holdUntil?: string,
  key?: string,
) =>
  exchange(who).reserve(
    { params: { id: needId }, body: { offerId, quantity, ...(holdUntil && { holdUntil }) } },
    key === undefined ? {} : { key },
  )
const settle = (who: Officer, id: string, how: 'confirm' | 'decline' | 'release') =>
  exchange(who).settle({ params: { id, how }, body: how === 'confirm' ? {} : { reason: '另有安排' } })
const offerNow = async (id: string) => (await liaison().viewOffer({ params: { id } })).offer
const needNow = (id: string) => liaison().viewNeed({ params: { id } })

describe('95 workers taken twice', () => {
  it('two counties at once: one gets them, the other is told who has them', async () => {
    const offer = await offerOf()
    const [here, there] = [await needOf(), await siblingNeed()]
    const calls = await Promise.allSettled([
      reserve(w.officers.liaison, here.id, offer.id, 95),
      reserve(sibling, there.id, offer.id, 95),
    ])
    const refused = calls.filter(one => one.status === 'rejected')
    expect(refused).toHaveLength(1)
    const { problem } = refused[0]!.reason as Refusal
    expect(problem.code).toBe('offer-taken')
    expect(problem.detail + problem.title).toMatch(/当湖街道|海宁市经信局/)
    expect(await offerNow(offer.id)).toMatchObject({ free: 0, reserved: 95 })
  })
  it('twenty at once for nine each: ten are served, and never more than offered', async () => {
    const offer = await offerOf()
    const needs = await Promise.all(Array.from({ length: 20 }, () => needOf(9)))
    const codes = await Promise.all(
      needs.map(one => codeOf(reserve(w.officers.liaison, one.id, offer.id, 9))),
    )
    expect(codes.filter(code => code === 'done')).toHaveLength(10)
    expect(codes.filter(code => code === 'offer-taken')).toHaveLength(10)
    expect(await offerNow(offer.id)).toMatchObject({ free: 5, reserved: 90, confirmed: 0 })
  })
  it('the same submission sent again is one reservation', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    const key = '00000000-0000-4000-8000-00000000aa01'
    const all = await Promise.all(
      [1, 2, 3].map(() => reserve(w.officers.liaison, need.id, offer.id, 40, undefined, key)),
    )
    expect(new Set(all.map(one => one.id)).size).toBe(1)
    expect(await offerNow(offer.id)).toMatchObject({ free: 55 })
  })
  it('a release that comes twice gives back once', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    const { id } = await reserve(w.officers.liaison, need.id, offer.id, 95)
    await settle(pool, id, 'confirm')
    const states = await Promise.all([settle(w.officers.liaison, id, 'release'), settle(pool, id, 'release')])
    expect(states).toEqual([{ state: 'released' }, { state: 'released' }])
    expect(await offerNow(offer.id)).toMatchObject({ free: 95, reserved: 0, confirmed: 0 })
    expect((await needNow(need.id)).matter.status).toBe('open')
  })
  it('a need is not covered twice by two offers', async () => {
    const [one, two, need] = [await offerOf(), await offerOf(), await needOf()]
    const codes = await Promise.all(
      [one, two].map(({ id }) => codeOf(reserve(w.officers.liaison, need.id, id, 95))),
    )
    expect(codes.toSorted()).toEqual(['done', 'need-covered'])
  })
  it('an offer is not reduced below what is held, and it says who holds it', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    await reserve(w.officers.liaison, need.id, offer.id, 60)
    const change = (quantity: number) =>
      exchange(pool).changeOffer({
        params: { id: offer.id },
        body: { version: 1, quantity, untilOn: terms.untilOn },
      })
    const refused = await change(59).catch(error => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).problem.code).toBe('offer-held')
    expect((refused as Refusal).message).toContain('当湖街道')
    expect(
      await codeOf(exchange(pool).withdrawOffer({ params: { id: offer.id }, body: { version: 1 } })),
    ).toBe('offer-held')
    expect(await change(60)).toEqual({ version: 2 })
    expect(await codeOf(change(70))).toBe('stale-version')
  })
  it('the database refuses it too, whatever asks', async () => {
    const offer = await offerOf()
    await expect(
      w.world.owner.query('update relief.offer set reserved = 50, confirmed = 46 where id = $1', [offer.id]),
    ).rejects.toThrow(/offer_covered/)
  })
})

describe('a hold', () => {
  it('that ran out gives its quantity back, and can’t be confirmed any more', async () => {
    const [offer, first, second] = [await offerOf(), await needOf(), await needOf()]
    const now = new Date((await needNow(first.id)).matter.openedAt).getTime()
    const until = new Date(now + 60_000).toISOString()
    const held = await reserve(w.officers.liaison, first.id, offer.id, 95, until)
    await w.world.moveTo(new Date(now + 120_000))
    expect(await offerNow(offer.id)).toMatchObject({ free: 95, reserved: 0 })
    expect(await codeOf(settle(pool, held.id, 'confirm'))).toBe('hold-over')
    expect(await codeOf(reserve(w.officers.liaison, second.id, offer.id, 95))).toBe('done')
    expect((await needNow(first.id)).need.reserved).toBe(0)
  })
})

describe('the steps of a need', () => {
  it('are reserved, confirmed by the offering side, and 93 of 95 came: 93 count', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    const recruited = async () => {
      const cutOff = (await needNow(need.id)).matter.history.at(-1)!.at
      const query = { cutOff, within: places.town }
      const { figures } = await w.world.as(w.officers.cityLeader, figuresApi).readFigures({ query })
      return figures.find(one => one.id === 'relief.workers-recruited')!.value
    }
    expect(await recruited()).toBe(0)
    const { id } = await reserve(w.officers.liaison, need.id, offer.id, 95)
    expect(await codeOf(settle(w.officers.liaison, id, 'confirm'))).toBe('forbidden')
    expect(await codeOf(settle(sibling, id, 'release'))).toBe('forbidden')
    await settle(pool, id, 'confirm')
    expect((await needNow(need.id)).matter).toMatchObject({ status: 'met', nextStep: 'deliver' })
    const deliver = (quantity: number) => liaison().deliver({ params: { id }, body: { quantity } })
    expect(await codeOf(deliver(96))).toBe('more-than-confirmed')
    expect(await deliver(93)).toEqual({ delivered: 93 })
    expect(await codeOf(deliver(95))).toBe('delivery-there')
    expect(await recruited()).toBe(93)
    const view = await needNow(need.id)
    expect(view.need).toMatchObject({ confirmed: 93, delivered: 93, reserved: 0 })
    expect(view.matter).toMatchObject({ status: 'partly' })
    expect(view.matter.history.map(one => one.action)).toEqual([
      'need',
      'reserve',
      'confirmReservation',
      'deliver',
    ])
    expect(await w.act('liaison', need.id, 'close')).toMatchObject({ status: 'closed' })
  })
  it('don’t end while something is held', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    const { id } = await reserve(w.officers.liaison, need.id, offer.id, 95)
    expect(await codeOf(w.act('liaison', need.id, 'withdraw', { reason: '订单取消' }))).toBe('holds-open')
    await settle(w.officers.liaison, id, 'release')
    expect(await w.act('liaison', need.id, 'withdraw', { reason: '订单取消' })).toMatchObject({
      status: 'withdrawn',
    })
    expect(await codeOf(reserve(w.officers.liaison, need.id, offer.id, 1))).toBe('not-now')
  })
  it('belong to its place: another county neither sees nor uses it', async () => {
    const [offer, need] = [await offerOf(), await needOf()]
    expect(await codeOf(exchange(sibling).viewNeed({ params: { id: need.id } }))).toBe('not-found')
    expect(await codeOf(reserve(sibling, need.id, offer.id, 1))).toBe('not-found')
    expect(await codeOf(exchange(sibling).openNeed({ body: { organisationId: w.enterprise, terms } }))).toBe(
      'forbidden',
    )
  })
  it('need days that lie ahead and an offer of its kind', async () => {
    expect(await codeOf(needOf(1, { untilOn: '2022-04-01', fromOn: '2022-03-01' }))).toBe('days-over')
    const part = await offerOf(5, { kind: 'part', testHours: null })
    expect(await codeOf(reserve(w.officers.liaison, (await needOf()).id, part.id, 1))).toBe('offer-unfit')
  })
})

describe('candidates', () => {
  it('are ranked with their reasons, an enterprise’s own offer not among them', async () => {
    const spec = { specification: '光伏焊接工' }
    const good = await offerOf(95, spec)
    const stale = await offerOf(95, { ...spec, testHours: 100 })
    const own = await liaison().openOffer({
      body: { organisationId: w.enterprise, terms: { ...terms, ...spec } },
    })
    const other = await liaison().openOffer({
      body: { organisationId: otherFirm, terms: { ...terms, ...spec, quantity: 30 } },
    })
    const need = await needOf(95, spec)
    const { candidates, together, left } = await liaison().matchNeed({ params: { id: need.id } })
    expect(left).toBe(95)
    expect(together).toEqual([{ offerId: good.id, quantity: 95 }])
    const order = candidates.map(one => one.offer.id)
    expect(order[0]).toBe(good.id)
    expect(order).toContain(other.id)
    expect(order).not.toContain(own.id)
    expect(candidates[0]!.reasons).toContain('test-fresh')
    expect(candidates.find(one => one.offer.id === stale.id)!.reasons).toContain('test-unknown')
  })
  it('show offers to every official, their contacts to those at the place only', async () => {
    const offer = await offerOf()
    expect((await exchange(sibling).viewOffer({ params: { id: offer.id } })).offer.free).toBe(95)
    expect(await codeOf(exchange(sibling).offerContact({ params: { id: offer.id } }))).toBe('not-found')
    expect((await exchange(pool).offerContact({ params: { id: offer.id } })).telephone).toContain('*')
  })
})

/** What an enterprise does by its report link. */
describe('an enterprise by its link', () => {
  const open = () => w.world.as(undefined, exchangeApi)
  const linkOf = async (who: Officer, id: string) => {
    const relief = w.world.as(who, reliefApi)
    await relief.makeReportLink({ params: { id } })
    return (await relief.reportLink({ params: { id } })).secret!
  }
  const contact = { contactName: '罗启', contactTelephone: '100-0000-0021' }
  const view = (secret: string) => open().openExchange({ query: { secret } })
  const heldOf = async (secret: string, id: string) =>
    (await view(secret)).reservations.find(one => one.id === id)!
  const settleBy = (secret: string, id: string, how: 'confirm' | 'decline' | 'release', key?: string) =>
    open().settleByLink(
      { params: { id, how }, body: { secret, ...(how !== 'confirm' && { reason: '另有安排' }) } },
      key === undefined ? {} : { key },
    )
  let firm: string
  let lender: string
  let said: { number: string; code: string }
  let spare: { id: string; code: string }
  let needId: string
  beforeAll(async () => {
    firm = await linkOf(w.officers.liaison, w.enterprise)
    lender = await linkOf(w.officers.liaison, otherFirm)
  })

  it('says a need: it comes to its liaison officer with number and date, once however often it is sent', async () => {
    const body = { secret: firm, terms: { ...terms, specification: '链焊工' }, ...contact }
    const key = '00000000-0000-4000-8000-00000000bb01'
    const all = []
    for (let i = 0; i < 3; i++) all.push(await open().needByLink({ body }, { key }))
    said = all[0]!
    expect(all).toEqual([said, said, said])
    const rows = (await liaison().listNeeds({ query: { organisation: w.enterprise, limit: 100 } })).filter(
      one => one.specification === '链焊工',
    )
    expect(rows).toMatchObject([{ number: said.number, owner: '沈亦', quantity: 95 }])
    needId = rows[0]!.id
    const { matter } = await needNow(needId)
    expect(matter.history[0]).toMatchObject({ action: 'need', actorKind: 'link' })
    expect((await liaison().needContact({ params: { id: needId } })).telephone).toContain('*')
    expect(await codeOf(exchange(sibling).needContact({ params: { id: needId } }))).toBe('not-found')
    expect(
      await codeOf(open().needByLink({ body: { ...body, terms: { ...terms, untilOn: '2022-04-01' } } })),
    ).toBe('days-over')
    expect(await codeOf(open().needByLink({ body: { ...body, secret: 'x'.repeat(26) } }))).toBe(
      'link-unknown',
    )
    expect(await codeOf(open().needByLink({ body: { ...body, terms: { ...terms, quantity: 0 } } }))).toBe(
      'invalid',
    )
  })

  it('says what it can spare, is asked, confirms; of the other side each reads name, town, quantity and days', async () => {
    const body = { secret: lender, terms: { ...terms, quantity: 40 }, ...contact, mayBeCalled: true }
    spare = await open().offerByLink({ body })
    const { offer } = await liaison().viewOffer({ params: { id: spare.id } })
    expect(offer).toMatchObject({ offerer: '示范模具有限公司', office: '当湖街道', free: 40 })
    const { id } = await reserve(w.officers.liaison, needId, spare.id, 35)
    const asked = await heldOf(lender, id)
    expect(asked).toMatchObject({
      side: 'offer',
      other: '示范整车有限公司',
      quantity: 35,
      place: '当湖街道',
      fromOn: '2022-04-25',
      maySettle: true,
      mayDeliver: false,
      hasContact: false,
    })
    expect(await heldOf(firm, id)).toMatchObject({
      side: 'need',
      other: '示范模具有限公司',
      maySettle: false,
      mayRelease: true,
      hasContact: true,
    })
    expect(await codeOf(settleBy(firm, id, 'confirm'))).toBe('forbidden')
    expect(
      await codeOf(open().settleByLink({ params: { id, how: 'decline' }, body: { secret: lender } })),
    ).toBe('needs-why')
    expect(await settleBy(lender, id, 'confirm')).toEqual({ state: 'confirmed' })
    expect(await settleBy(lender, id, 'confirm')).toEqual({ state: 'confirmed' })
    const { matter, need } = await needNow(needId)
    expect(matter).toMatchObject({ status: 'partly' })
    expect(matter.history.at(-1)).toMatchObject({ action: 'confirmReservation', actorKind: 'link' })
    expect(need).toMatchObject({ confirmed: 35, reserved: 0 })
    expect(
      await codeOf(open().deliverByLink({ params: { id }, body: { secret: lender, quantity: 30 } })),
    ).toBe('forbidden')
    expect(await open().deliverByLink({ params: { id }, body: { secret: firm, quantity: 30 } })).toEqual({
      delivered: 30,
    })
    expect((await needNow(needId)).need).toMatchObject({ confirmed: 30, delivered: 30 })
    expect(await codeOf(settleBy(lender, id, 'release'))).toBe('not-now')
  })

  it('forwarded to a stranger shows no contact and nobody else’s, and every look at a contact is recorded', async () => {
    const { id } = await reserve(w.officers.liaison, needId, spare.id, 5)
    const seen = JSON.stringify(await view(firm))
    expect(seen).not.toContain('罗启')
    expect(seen).not.toContain('100-0000')
    const third = await linkOf(sibling, siblingFirm)
    const other = await view(third)
    expect(other.reservations).toEqual([])
    expect(JSON.stringify(other)).not.toContain(said.number)
    expect(await codeOf(settleBy(third, id, 'release'))).toBe('not-found')
    expect(
      await codeOf(
        open().withdrawNeedByLink({
          body: { secret: third, number: said.number, version: 1, reason: '不是我们的' },
        }),
      ),
    ).toBe('not-found')
    const call = (secret: string, code: string) =>
      open().contactByLink({ params: { id }, body: { secret, code } })
    // The link hangs at the gate: without the code of whoever said the need it names nobody.
    for (const [secret, code] of [
      [firm, spare.code],
      [third, said.code],
      [firm, 'A'.repeat(26)],
    ] as const)
      expect(await codeOf(call(secret, code))).toBe('not-found')
    expect(await call(firm, said.code.toLowerCase())).toEqual({ name: '罗启', telephone: '100-0000-0021' })
    // Who needs did not say that it may be called.
    expect(await codeOf(call(lender, spare.code))).toBe('not-found')
    const looks = await w.world.owner.query(
      `select subject_id, actor_kind from audit.entry where kind = 'look' and purpose = 'exchange.reserved'`,
    )
    expect(looks.rows).toEqual([{ subject_id: id, actor_kind: 'link' }])
    await settleBy(firm, id, 'release')
    expect(await codeOf(call(firm, said.code))).toBe('not-found')
  })

  it('confirms or releases while officers reserve: never more than offered, and it adds up', async () => {
    for (const how of ['confirm', 'release'] as const) {
      const { id: offerId } = await liaison().openOffer({ body: { organisationId: otherFirm, terms } })
      const needs = await Promise.all([needOf(60), needOf(40), needOf(40), siblingNeed(35)])
      const held = await reserve(w.officers.liaison, needs[0].id, offerId, 60)
      const [settled, ...codes] = await Promise.all([
        settleBy(lender, held.id, how),
        codeOf(reserve(w.officers.liaison, needs[1].id, offerId, 40)),
        codeOf(reserve(w.officers.liaison, needs[2].id, offerId, 40)),
        codeOf(reserve(sibling, needs[3].id, offerId, 35)),
        codeOf(settleBy(lender, held.id, how)),
      ])
      expect(settled).toEqual({ state: how === 'confirm' ? 'confirmed' : 'released' })
      const { offer, reservations } = await liaison().viewOffer({ params: { id: offerId } })
      const sum = (state: string) =>
        reservations.filter(one => one.state === state).reduce((all, one) => all + one.quantity, 0)
      expect(offer).toMatchObject({ reserved: sum('reserved'), confirmed: sum('confirmed') })
      expect(offer.reserved + offer.confirmed).toBeLessThanOrEqual(95)
      expect(codes.filter(code => code === 'offer-taken').length).toBeGreaterThanOrEqual(
        how === 'confirm' ? 2 : 0,
      )
      expect(codes.every(code => ['done', 'offer-taken'].includes(code))).toBe(true)
    }
  })

  it('takes back what nobody holds, on what it saw last', async () => {
    const body = { secret: lender, terms: { ...terms, quantity: 20 } }
    const { id } = await open().offerByLink({ body })
    const back = (version: number) =>
      open().withdrawOfferByLink({ params: { id }, body: { secret: lender, version } })
    const need = await needOf(20)
    const held = await reserve(w.officers.liaison, need.id, id, 20)
    expect(await codeOf(back(1))).toBe('offer-held')
    await settleBy(lender, held.id, 'decline')
    expect(await codeOf(back(7))).toBe('stale-version')
    expect(await back(1)).toEqual({ version: 2 })
    expect(await codeOf(reserve(w.officers.liaison, need.id, id, 1))).toBe('offer-over')
    const shown = (await view(firm)).needs.find(one => one.number === said.number)!
    const withdraw = (version: number) =>
      open().withdrawNeedByLink({
        body: { secret: firm, number: said.number, version, reason: '已自行解决' },
      })
    expect(await codeOf(withdraw(shown.version + 3))).toBe('stale-version')
    expect(await withdraw(shown.version)).toMatchObject({ status: 'withdrawn' })
  })

  it('whose link was renewed acts by the new one, and the old one is unknown', async () => {
    const before = await view(firm)
    const renewed = await linkOf(w.officers.liaison, w.enterprise)
    expect(await codeOf(view(firm))).toBe('link-unknown')
    const after = await view(renewed)
    expect(after.needs.map(one => one.number)).toEqual(before.needs.map(one => one.number))
  })
})

/** Lists of offers 供给名单 from labour pools and enterprises. */
describe('a list of offers', () => {
  const header = [
    '编号',
    '种类',
    '工种',
    '人数',
    '截止日期',
    '企业',
    '联系人',
    '电话',
    '核酸检测',
    '可告知对方',
  ]
  const list = (...rows: string[][]) => csvOf(rows, header)
  const imports = (who: Officer) => w.world.as(who, importApi)
  const preview = (bytes: Uint8Array, who = pool) =>
    imports(who).previewOffers({ query: { name: '用工余缺.csv' }, body: bytes } as never)
  type Shown = Awaited<ReturnType<typeof preview>>
  let key = 0
  const confirm = (shown: Shown, choice: object = {}, who = pool) =>
    imports(who).importOffers(
      {
        body: {
          token: shown.token,
          mapping: shown.mapping,
          mode: 'good-rows',
          confirmChanges: true,
          ...choice,
        },
      },
      { key: `offers-import-${++key}` },
    )
  const utf8 = (text: string) => new TextEncoder().encode(text)
  const listed = async (number: string) =>
    (
      await w.world.owner.query(
        `select id, quantity, specification, until_on::text as until, version, organisation_id from relief.offer where list_key = $1`,
        [number],
      )
    ).rows[0]

  it('enters a labour pool’s workers and what enterprises can spare, in GB18030, each row reported', async () => {
    const rows = [
      ['A-1', '用工', '电工', '30', '2022-06-30', '', '劳务科', '100-0000-0077', '24', '是'],
      ['A-2', '零件', '转向节', '500', '2022/6/1', '示范模具有限公司', '', '', '', ''],
      ['A-3', '劳力', '电工', '30', '2022-06-30', '', '', '', '', ''],
      ['A-4', '用工', '电工', '0', '2022-06-30', '', '', '', '', ''],
      ['A-5', '用工', '电工', '5', '2022-03-01', '', '', '', '', ''],
      ['A-6', '用工', '电工', '5', '2022-06-30', '没有这家企业', '', '', '', ''],
      ['A-7', '用工', '电工', '5', '2022-06-30', '海宁示范光伏', '', '', '', ''],
      ['A-1', '用工', '钳工', '5', '2022-06-30', '', '', '', '', ''],
      ['', '用工', '钳工', '5', '2022-06-30', '', '', '', '', ''],
    ]
    const shown = await preview(new Uint8Array(iconv.encode(list(...rows), 'gb18030')))
    expect(shown).toMatchObject({
      encoding: 'gb18030',
      missing: [],
      counts: { rows: 9, added: 2, refused: 7 },
    })
    expect(shown.added.map(row => [row.key, row.name, ...row.facts])).toEqual([
      ['A-1', '本单位用工余缺', '用工', '电工', '30'],
      ['A-2', '示范模具有限公司', '零件', '转向节', '500'],
    ])
    expect(shown.refused.map(row => row.issues.map(issue => issue.code))).toEqual([
      ['not-offered'],
      ['number-outside'],
      ['offer-over'],
      ['pair-unknown'],
      ['offer-outside'],
      ['doubled-in-file'],
      ['required'],
    ])
    expect(await codeOf(confirm(shown, { mode: 'all-or-nothing' }))).toBe('rows-refused')
    expect(await listed('A-1')).toBeUndefined()
    expect((await confirm(shown)).counts).toMatchObject({ added: 2, refused: 7 })
    const { id } = await listed('A-1')
    expect(await exchange(pool).viewOffer({ params: { id } })).toMatchObject({
      offer: { offerer: '平湖市人社局', quantity: 30, testHours: 24, free: 30 },
      mayChange: true,
    })
    expect((await exchange(pool).offerContact({ params: { id } })).telephone).toContain('*')
    expect(await listed('A-2')).toMatchObject({ organisation_id: otherFirm })
    expect(await codeOf(preview(new Uint8Array(iconv.encode(list(...rows), 'gb18030'))))).toBe(
      'imported-before',
    )
  })

  it('that was corrected shows its differences first, and never goes below what is held', async () => {
    const { id } = await listed('A-1')
    const need = await needOf(20, { specification: '电工' })
    await reserve(w.officers.liaison, need.id, id, 20)
    const wrong = await preview(
      utf8(
        list(
          ['A-1', '用工', '电工', '19', '2022-06-30', '', '', '', '', ''],
          ['A-2', '用工', '电工', '30', '2022-06-30', '', '', '', '', ''],
        ),
      ),
    )
    expect(wrong.refused.map(row => row.issues[0]!.code)).toEqual(['offer-held', 'offer-key-other'])
    const shown = await preview(
      utf8(
        `\uFEFF${list(
          ['A-1', '用工', '高压电工', '25', '2022-07-31', '', '', '100-0000-0088', '', ''],
          ['A-2', '零件', '转向节', '500', '2022-06-01', '示范模具有限公司', '', '', '', ''],
        )}`,
      ),
    )
    expect(shown.counts).toMatchObject({ added: 0, changed: 1, unchanged: 1, refused: 0 })
    expect(shown.changed[0]!.changes).toEqual([
      { field: 'quantity', before: '30', after: '25' },
      { field: 'untilOn', before: '2022-06-30', after: '2022-07-31' },
      { field: 'specification', before: '电工', after: '高压电工' },
      { field: 'contactTelephone', before: expect.stringContaining('*'), after: '100-0000-0088' },
    ])
    expect(await codeOf(confirm(shown, { confirmChanges: false }))).toBe('changes-unconfirmed')
    // Somebody takes the rest between the look and the import: the list comes too late, and nothing of it stands.
    const rest = await reserve(w.officers.liaison, (await needOf(9)).id, id, 9)
    expect(await codeOf(confirm(shown, { mode: 'all-or-nothing' }))).toBe('rows-refused')
    await settle(w.officers.liaison, rest.id, 'release')
    await confirm(shown)
    expect(await listed('A-1')).toMatchObject({
      quantity: 25,
      specification: '高压电工',
      until: '2022-07-31',
    })
    const { personId, name } = await exchange(pool).offerContact({ params: { id } })
    expect(name).not.toBeNull()
    const seats = await w.world.owner.query('select seats from region.person where id = $1', [personId])
    expect(seats.rows[0].seats).toContain(`contact:${id}`)
  })

  it('is for those who work in an office; another office’s number is its own', async () => {
    const bytes = utf8(list(['A-1', '用工', '电工', '12', '2022-06-30', '', '', '', '', '']))
    expect(await codeOf(preview(bytes, w.officers.supervisor))).toBe('forbidden')
    const shown = await preview(bytes, w.officers.handler)
    expect(shown.counts).toMatchObject({ added: 1 })
    expect(await codeOf(confirm(shown, {}, pool))).toBe('import-gone')
  })

  it('is imported at the machine itself, and says line by line what it refused', async () => {
    const folder = fs.mkdtempSync(path.join(path.dirname(w.world.dataDir), 'cli-'))
    const file = path.join(folder, '供给.csv')
    fs.writeFileSync(
      file,
      list(
        ['B-1', '运输', '厢式货车', '4', '2022-06-30', '', '', '', '', ''],
        ['B-2', '运输', '厢式货车', '四', '2022-06-30', '', '', '', '', ''],
      ),
    )
    const keyFile = path.join(folder, 'key')
    fs.writeFileSync(keyFile, createHash('sha256').update('test').digest('base64'), { mode: 0o600 })
    vi.stubEnv('DATABASE_URL', w.world.database.ownerUrl)
    vi.stubEnv('KEY_FILE', keyFile)
    vi.stubEnv('DATA_DIR', w.world.dataDir)
    let said = ''
    vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      said += chunk
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    const code = await run(['import', 'offers', file, '--office', 'PHL', '--json'])
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    expect([code, JSON.parse(said)]).toMatchObject([
      0,
      { counts: { rows: 2, added: 1, refused: 1 }, issues: [{ line: 3, severity: 'error' }] },
    ])
    expect(await listed('B-1')).toMatchObject({ quantity: 4 })
  })
})

it('any sequence of reserving, confirming, declining and releasing keeps within the offer and adds up', async () => {
  const step = fc.record({
    what: fc.constantFrom('reserve', 'confirm', 'decline', 'release'),
    n: fc.integer({ min: 1, max: 9 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async steps => {
      const [offer, need] = [await offerOf(15), await needOf(200)]
      const ids: string[] = []
      const model = new Map<string, { n: number; state: string }>()
      for (const { what, n } of steps) {
        if (what === 'reserve') {
          const held = [...model.values()]
            .filter(one => ['reserved', 'confirmed'].includes(one.state))
            .reduce((sum, one) => sum + one.n, 0)
          const answer = await reserve(w.officers.liaison, need.id, offer.id, n).catch(() => undefined)
          expect(answer !== undefined).toBe(held + n <= 15)
          if (answer !== undefined) {
            ids.push(answer.id)
            model.set(answer.id, { n, state: 'reserved' })
          }
        } else if (ids.length > 0) {
          const id = ids[n % ids.length]!
          const code = await codeOf(settle(pool, id, what as 'confirm'))
          const one = model.get(id)!
          const goes = one.state === 'reserved' || (what === 'release' && one.state === 'confirmed')
          if (goes)
            one.state = { confirm: 'confirmed', decline: 'declined', release: 'released' }[what as 'confirm']
          else if (code === 'done') expect(one.state).toMatch(new RegExp(`^${what}`.slice(0, 6)))
        }
        const sum = (state: string) =>
          [...model.values()].filter(one => one.state === state).reduce((all, one) => all + one.n, 0)
        expect(await offerNow(offer.id)).toMatchObject({
          reserved: sum('reserved'),
          confirmed: sum('confirmed'),
        })
        expect((await needNow(need.id)).need).toMatchObject({
          reserved: sum('reserved'),
          confirmed: sum('confirmed'),
        })
      }
    }),
    { numRuns: 8 },
  )
}, 60_000)
