import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { responsibleNow, speakersOf, type TeamMember } from '../rules.ts'
import { type Chosen, dealOut, isAbsencePeriod, isDistanceKnown, metresBetween } from './rules.ts'

const one = (part: 'main' | 'deputy', id: string, more: Partial<TeamMember> = {}): TeamMember => ({
  part,
  accountId: id,
  officeId: `office of ${id}`,
  isAway: false,
  cover: null,
  ...more,
})
const cover = { accountId: 'cover', officeId: 'office of cover' }

describe('who is responsible for an enterprise now', () => {
  test.each([
    ['the main officer', [one('main', 'a'), one('deputy', 'b')], 'a'],
    ['while away, who covers', [one('main', 'a', { isAway: true, cover }), one('deputy', 'b')], 'cover'],
    [
      'with nobody who covers, the first deputy',
      [one('main', 'a', { isAway: true }), one('deputy', 'b')],
      'b',
    ],
    [
      'not a deputy who is away too',
      [one('main', 'a', { isAway: true }), one('deputy', 'b', { isAway: true }), one('deputy', 'c')],
      'c',
    ],
    ['with nobody left, the office', [one('main', 'a', { isAway: true })], null],
    ['with no main officer, the first deputy', [one('deputy', 'b'), one('deputy', 'c')], 'b'],
  ] as const)('%s', (_, team, who) => {
    expect(responsibleNow(team)?.accountId).toBe(who)
  })

  test('nobody, where there is no officer at all', () => {
    expect(responsibleNow([])).toBeUndefined()
  })

  test('whoever is responsible may speak for the enterprise, and is never away', () => {
    const member = fc.record({
      accountId: fc.uuid(),
      officeId: fc.uuid(),
      isAway: fc.boolean(),
      cover: fc.option(fc.record({ accountId: fc.uuid(), officeId: fc.uuid() })),
    })
    fc.assert(
      fc.property(member, fc.array(member, { maxLength: 4 }), (main, deputies) => {
        const team: TeamMember[] = [
          { ...main, part: 'main' },
          ...deputies.map(each => ({ ...each, part: 'deputy' as const })),
        ]
        const found = responsibleNow(team)!
        if (found.accountId === null) {
          expect(team.every(each => each.isAway)).toBe(true)
          expect(found.officeId).toBe(main.officeId)
        } else {
          expect(speakersOf(team)).toContain(found.accountId)
          expect(team.find(each => each.accountId === found.accountId)?.isAway ?? false).toBe(false)
        }
      }),
    )
  })
})

describe('an absence', () => {
  const now = new Date('2022-04-20T09:00:00+08:00')
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
  test.each([
    ['from now for a week', later(0), later(7), true],
    ['told when it has begun', later(-2), later(1), true],
    ['that is over', later(-3), later(-1), false],
    ['that ends before it begins', later(3), later(1), false],
    ['of half a year and a day', later(0), later(181), false],
  ])('%s', (_, from, until, may) => {
    expect(isAbsencePeriod(from, until, now)).toBe(may)
  })
})

describe('distance', () => {
  const at = (code: string, longitude: number | null = null, latitude: number | null = null) => ({
    code,
    longitude,
    latitude,
  })
  test('nothing within a town, whatever is known of it', () => {
    expect(metresBetween(at('330482001', 121, 30), at('330482001'))).toBe(0)
  })
  test('as the crow flies between two towns', () => {
    expect(metresBetween(at('330482001', 121, 30), at('330482002', 121, 31))).toBe(111_195)
  })
  test('a little between two towns of which only the county is known', () => {
    expect(metresBetween(at('330482001', 121, 30), at('330482002', 121, 30))).toBe(3_000)
  })
  test('by the tree of divisions where a place is not known', () => {
    expect(metresBetween(at('330482001'), at('330482002'))).toBe(10_000)
    expect(metresBetween(at('330482001'), at('330481002'))).toBe(40_000)
    expect(metresBetween(at('330482001'), at('330201002'))).toBe(120_000)
  })
  test('between two towns of a county is told only where both have a point of their own', () => {
    const town = (code: string, isOwn: boolean) => ({ code, isOwn })
    expect(isDistanceKnown(town('330482001', false), town('330482002', true))).toBe(false)
    expect(isDistanceKnown(town('330482001', true), town('330482002', true))).toBe(true)
    expect(isDistanceKnown(town('330482001', false), town('330482001', false))).toBe(true)
    expect(isDistanceKnown(town('330482001', false), town('330481001', false))).toBe(true)
  })
})

describe('dealing out', () => {
  test('each gets what was their share, and who has an officer already keeps them as far as it reaches', () => {
    const chosen: Chosen[] = [
      { id: '1', town: 'A', officerId: 'y' },
      { id: '2', town: 'A', officerId: 'x' },
      { id: '3', town: 'A', officerId: 'x' },
      { id: '4', town: 'B', officerId: null },
    ]
    const shares = [
      { place: 0, worker: 0, amount: 1 },
      { place: 0, worker: 1, amount: 2 },
      { place: 1, worker: 0, amount: 1 },
    ]
    expect(Object.fromEntries(dealOut(['A', 'B'], ['x', 'y'], chosen, { shares }))).toEqual({
      1: 'y',
      2: 'x',
      3: 'y',
      4: 'x',
    })
  })
})
