import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalsOf, fatesOf, heirOf, mayTurn, movedSeats, type OpenKind, yearOnYear } from './rules.ts'

describe('growth on the same period a year before', () => {
  it.each([
    ['164.7', '140.9', '16.9'],
    ['140.9', '164.7', '-14.5'],
    ['100', '100', '0.0'],
    ['100.05', '100', '0.1'],
    ['99.95', '100', '-0.1'],
    ['100.0499', '100', '0.0'],
    ['0', '12', '-100.0'],
  ])('%s against %s is %s %%', (value, base, growth) => expect(yearOnYear(value, base)).toBe(growth))

  it('is not said without a base, or on a base of nothing', () => {
    expect(yearOnYear('164.7', null)).toBeNull()
    expect(yearOnYear('164.7', '0.0')).toBeNull()
  })

  it('is never more than half a tenth away from the exact growth', () => {
    const decimal = fc.bigInt({ min: 1n, max: 10n ** 14n })
    const write = (n: bigint) => `${n / 10_000n}.${String(n % 10_000n).padStart(4, '0')}`
    fc.assert(
      fc.property(decimal, decimal, (value, base) => {
        const said = yearOnYear(write(value), write(base))!
        const tenths = BigInt(said.replace('.', ''))
        const off = tenths * base - (value - base) * 1000n
        expect((off < 0n ? -off : off) * 2n <= base).toBe(true)
      }),
    )
  })

  it('counts decimals without the zeros at their end', () => {
    expect(['164.7000', '164', '0.0001', '1.10'].map(decimalsOf)).toEqual([1, 0, 4, 1])
  })
})

describe('the seats of what follows an enterprise', () => {
  it('are those of the new place, of the same departments, and whatever belonged to no place', () => {
    const seats = ['relief:33', 'relief:3304', 'relief:330482', 'relief:330482:labour', 'office:a', 'link:b']
    expect(movedSeats(seats, ['33', '3304', '330482'], ['33', '3304', '330481']).toSorted()).toEqual(
      [
        'link:b',
        'office:a',
        'relief:33',
        'relief:3304',
        'relief:330481',
        'relief:33:labour',
        'relief:3304:labour',
        'relief:330481:labour',
      ].toSorted(),
    )
  })

  it('a leader or administrator of the place ends or moves an enterprise, nobody else', () => {
    const of = (role: 'leader' | 'admin' | 'liaison', divisionCode: string) => ({
      holdings: [{ role, officeId: 'o', divisionCode, subject: null, delegatedBy: null }],
    })
    const path = ['33', '3304', '330482', '330482001']
    expect(mayTurn(of('leader', '330482'), path)).toBe(true)
    expect(mayTurn(of('admin', '3304'), path)).toBe(true)
    expect(mayTurn(of('leader', '330481'), path)).toBe(false)
    expect(mayTurn(of('liaison', '330482001'), path)).toBe(false)
  })
})

describe('an open matter of an enterprise that has another place or officer', () => {
  const path = ['33', '3304', '330481', '330481001']
  const of = (kind: OpenKind, status: string, ownerId: string | null, officeCode: string) =>
    heirOf({ kind, status, ownerId, officeCode }, { path, freed: ['a'] })
  it.each([
    [
      'what one of its former officers had in hand is the next one’s',
      ['problem', 'accepted', 'a', '330481'],
      'officer',
    ],
    [
      'a problem of a bureau of the old place goes to the one of its subject',
      ['problem', 'accepted', 'b', '330482'],
      'subject',
    ],
    ['a problem of the city stays there', ['problem', 'accepted', null, '3304'], 'stays'],
    ['a solution that waits stays with those who made it', ['problem', 'sign-off', 'a', '330482'], 'stays'],
    ['an order of another town goes to the new one', ['order', 'accepted', null, '330482001'], 'place'],
    ['an order that was delivered waits where it is', ['order', 'delivered', null, '330482001'], 'stays'],
    ['a task of a bureau goes to its counterpart', ['task', 'assigned', null, '330482'], 'subject'],
    ['a task that was reported waits for its word', ['task', 'reported', null, '330482'], 'stays'],
    [
      'a measure of a bureau of the old place is the officer’s',
      ['promise', 'promised', 'b', '330482'],
      'officer',
    ],
    ['a need of the old town is the officer’s', ['need', 'open', null, '330482001'], 'officer'],
    ['a request goes with its problem', ['request', 'asked', 'a', '330482'], 'stays'],
  ] as const)('%s', (_, matter, heir) => {
    expect(of(...(matter as unknown as Parameters<typeof of>))).toBe(heir)
  })
  it('ends unless others hold something of it, and what waits is handed to nobody', () => {
    expect(fatesOf({ kind: 'need', status: 'open' }, true)).toEqual(['hand', 'stay'])
    expect(fatesOf({ kind: 'order', status: 'delivered' }, false)).toEqual(['stay'])
    expect(fatesOf({ kind: 'problem', status: 'confirming' }, false)).toEqual(['end', 'stay'])
  })
})
