import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byRank, combine, distanceKm, type Offered, scoreOf, statusOf, type Wanted } from './rules.ts'

const need: Wanted = {
  kind: 'workers',
  words: '普工',
  specification: '装配工',
  testHours: 48,
  closedLoopBus: true,
  quantity: 95,
  fromOn: '2022-04-25',
  untilOn: '2022-04-30',
  divisionCode: '330482001',
  longitude: 121.02,
  latitude: 30.7,
}
const offer: Offered = {
  ...need,
  divisionCode: '330483109',
  longitude: 121.1,
  testHours: 24,
  free: 95,
  kept: 0,
  dropped: 0,
}

describe('an offer for a need', () => {
  it.each([
    [
      'the same trade, enough, tested, by bus and next door',
      {},
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'near', 'days-all'],
    ],
    [
      'a test of three days',
      { testHours: 72 },
      ['specification-same', 'test-unknown', 'bus', 'covers-all', 'near', 'days-all'],
    ],
    [
      'another trade',
      { specification: '电工' },
      ['specification-other', 'test-fresh', 'bus', 'covers-all', 'near', 'days-all'],
    ],
    [
      'two days only',
      { fromOn: '2022-04-29' },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'near', 'days-part'],
    ],
    [
      'forty of them',
      { free: 40 },
      ['specification-same', 'test-fresh', 'bus', 'covers-part', 'near', 'days-all'],
    ],
    [
      'who kept their word',
      { kept: 9, dropped: 0 },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'near', 'days-all', 'reliable'],
    ],
    [
      'nobody knows where',
      { longitude: null, latitude: null },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'distance-unknown', 'days-all'],
    ],
    [
      'in another town of the county, of which only the county’s place is known',
      { divisionCode: '330482100', longitude: need.longitude },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'same-county', 'days-all'],
    ],
    [
      'in another town whose own place is known',
      { divisionCode: '330482100', longitude: 121.05 },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'near', 'days-all'],
    ],
    [
      'in the same town, wherever that lies',
      { divisionCode: need.divisionCode, longitude: null, latitude: null },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'same-town', 'days-all'],
    ],
    [
      'far away',
      { latitude: 34 },
      ['specification-same', 'test-fresh', 'bus', 'covers-all', 'far', 'days-all'],
    ],
  ])('is given its reasons: %s', (_, change, reasons) => {
    expect(scoreOf(need, { ...offer, ...change }, 95)?.reasons).toEqual(reasons)
  })
  it('that ended before, has nothing left or is of another kind is no candidate', () => {
    expect(scoreOf(need, { ...offer, untilOn: '2022-04-24', fromOn: '2022-04-01' }, 95)).toBeUndefined()
    expect(scoreOf(need, { ...offer, free: 0 }, 95)).toBeUndefined()
    expect(scoreOf(need, { ...offer, kind: 'part' }, 95)).toBeUndefined()
  })
  it('never loses by offering more, standing nearer or having kept more', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(50),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.nat(20),
        (free, more, away, kept) => {
          const one = { ...offer, free: free + 1, latitude: 30.7 + away, kept }
          const score = scoreOf(need, one, 95)!.score
          expect(scoreOf(need, { ...one, free: one.free + more }, 95)!.score).toBeGreaterThanOrEqual(score)
          expect(scoreOf(need, { ...one, latitude: 30.7 + away / 2 }, 95)!.score).toBeGreaterThanOrEqual(
            score,
          )
          expect(scoreOf(need, { ...one, kept: kept + 1 }, 95)!.score).toBeGreaterThanOrEqual(score)
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(100)
        },
      ),
    )
  })
  it('of unknown distance stands after all others, however good', () => {
    const one = (id: string, change: Partial<Offered>) => ({
      offer: { id },
      ...scoreOf(need, { ...offer, ...change }, 95)!,
    })
    const unknown = one('a', { longitude: null, latitude: null, kept: 20 })
    const far = one('b', { specification: '电工', latitude: 34 })
    expect(unknown.score).toBeGreaterThan(far.score)
    expect([unknown, far].toSorted(byRank)).toEqual([far, unknown])
    const shares = [
      { id: 'a', free: 95, km: null },
      { id: 'b', free: 95, km: 400 },
    ]
    expect(combine(95, shares)).toEqual([{ id: 'b', quantity: 95 }])
  })
  it('lies as far as the crow flies', () => {
    const jiaxing = { longitude: 120.755, latitude: 30.746 }
    expect(distanceKm(jiaxing, { longitude: 120.585, latitude: 31.299 })).toBeCloseTo(63.6, 0)
    expect(distanceKm(jiaxing, jiaxing)).toBe(0)
  })
})

describe('offers taken together', () => {
  const shares = fc
    .array(fc.record({ free: fc.integer({ min: 0, max: 40 }), km: fc.integer({ min: 0, max: 9 }) }), {
      maxLength: 8,
    })
    .map(list => list.map((one, i) => ({ ...one, id: String(i) })))
  it('are the fewest that are enough, the nearest of those first, and give just what is needed', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 120 }), (offers, quantity) => {
        const sets: (typeof offers)[] = []
        for (let bits = 1; bits < 1 << offers.length; bits++) {
          const set = offers.filter((one, i) => bits & (1 << i) && one.free > 0)
          if (set.reduce((sum, one) => sum + one.free, 0) >= quantity) sets.push(set)
        }
        const found = combine(quantity, offers)
        if (sets.length === 0) {
          expect(found).toBeUndefined()
          return
        }
        const size = Math.min(...sets.map(set => set.length))
        expect(found).toHaveLength(size)
        expect(found!.reduce((sum, one) => sum + one.quantity, 0)).toBe(quantity)
        for (const one of found!) {
          expect(one.quantity).toBeGreaterThan(0)
          expect(one.quantity).toBeLessThanOrEqual(offers[Number(one.id)]!.free)
        }
        const kms = (set: readonly { km: number }[]) => set.map(one => one.km).toSorted((a, b) => a - b)
        const best = sets
          .filter(set => set.length === size)
          .map(kms)
          .toSorted((a, b) => a.map((km, i) => km - b[i]!).find(gap => gap !== 0) ?? 0)[0]
        expect(kms(found!.map(one => offers[Number(one.id)]!))).toEqual(best)
      }),
    )
  })
})

it('a need is partly met by 93 of 95 and met by all', () => {
  expect([0, 93, 95].map(confirmed => statusOf(95, confirmed))).toEqual(['open', 'partly', 'met'])
})
