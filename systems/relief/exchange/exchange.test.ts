import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figuresApi } from '#platform/figures'
import { Refusal } from '#platform/http'
import { codeOf } from '#test/calls'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
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
