import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkCreditCode } from './credit-code.ts'
import { demoEnterprises, demoOfficers, demoOffices, demoPairings, demoProblems } from './demo.ts'
import { isWithin, readTownNames } from './divisions.ts'
import { industries } from './industries.ts'

const fingerprint = (value: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)))
    .digest('hex')

const enterprises = demoEnterprises({ count: 6537, seed: 3304 })
const offices = demoOffices()
const officers = demoOfficers({ count: 400, seed: 3304 })
const towns = [...readTownNames().keys()].filter(code => code.length === 9 && isWithin(code, '3304'))
const from = Temporal.Instant.from('2022-04-18T00:00:00+08:00')
const until = Temporal.Instant.from('2022-05-05T00:00:00+08:00')
const problems = [...demoProblems({ count: 2000, seed: 3304, from, until, enterprises: 6537 })]

test('the same seed makes the same city, another seed another', () => {
  const city = (seed: number) =>
    fingerprint([
      demoEnterprises({ count: 500, seed }),
      demoOfficers({ count: 400, seed }),
      [...demoProblems({ count: 500, seed, from, until, enterprises: 500 })].map(problem => ({
        ...problem,
        reportedAt: String(problem.reportedAt),
        closedAt: String(problem.closedAt),
      })),
    ])
  expect(city(1)).toBe(city(1))
  expect(city(1)).not.toBe(city(2))
})

describe('the enterprises of the demonstration city', () => {
  test('a small city is the beginning of the large one', () => {
    expect(demoEnterprises({ count: 300, seed: 3304 })).toEqual(enterprises.slice(0, 300))
  })

  test('names, codes and telephones occur once, ten times the city too', () => {
    const many = demoEnterprises({ count: 65_370, seed: 7 })
    for (const value of ['name', 'creditCode'] as const)
      expect(new Set(many.map(enterprise => enterprise[value])).size).toBe(many.length)
    expect(new Set(many.map(({ contact }) => contact.telephone)).size).toBe(many.length)
    expect(() => demoEnterprises({ count: 100_000, seed: 7 })).toThrow(RangeError)
  })

  test('their codes are valid and under the unassigned prefix, their telephones ring nowhere', () => {
    for (const { creditCode, contact } of enterprises) {
      const { normalized, ok } = checkCreditCode(creditCode)
      if (!ok || normalized !== creditCode || !creditCode.startsWith('91339900')) expect.fail(creditCode)
      if (!/^100-\d{4}-\d{4}$/.test(contact.telephone) || [...contact.name].length < 2)
        expect.fail(contact.telephone)
    }
  })

  test('all are above scale, in a town of Jiaxing, in a branch of manufacturing and of the size of their figures', () => {
    const inJiaxing = new Set(towns)
    const codes = new Set(industries.map(industry => industry.code))
    for (const { divisionCode, industry, size, employees, revenueFen } of enterprises) {
      if (!inJiaxing.has(divisionCode)) expect.fail(divisionCode)
      if (!codes.has(industry)) expect.fail(industry)
      if (revenueFen < 2_000_000_000n) expect.fail(String(revenueFen))
      const isLarge = employees >= 1000 && revenueFen >= 40_000_000_000n
      const isMedium = employees >= 300 && revenueFen >= 2_000_000_000n
      if (size !== (isLarge ? 'large' : isMedium ? 'medium' : 'small'))
        expect.fail(`${employees} people: ${size}`)
    }
  })

  test('every town has some and the first hundred are the list', () => {
    expect(new Set(enterprises.map(enterprise => enterprise.divisionCode)).size).toBe(towns.length)
    expect(enterprises.filter(({ lists }) => lists.includes('top100')).map(({ index }) => index)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    )
    expect(enterprises[0]).toMatchObject({
      name: '平湖示范整车有限公司',
      contact: { name: '罗启', post: '厂长' },
    })
  })
})

describe('the offices and officers of the demonstration city', () => {
  test('keys, names and number series occur once', () => {
    for (const value of ['key', 'prefix', 'nameEn', 'name'] as const)
      expect(new Set(offices.map(office => office[value])).size).toBe(offices.length)
    for (const { prefix, nameEn } of offices) {
      expect(prefix).toMatch(/^[A-Z0-9]{2,8}$/)
      expect(nameEn).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test('Jiaxing is staffed for every subject in the city and each county, and in every town', () => {
    const keys = new Set(offices.map(office => office.key))
    for (const place of ['3304', ...new Set(towns.map(town => town.slice(0, 6)))])
      for (const subject of [
        'relief',
        'industry',
        'labour',
        'transport',
        'commerce',
        'finance',
        'health',
        'tax',
      ])
        expect(keys).toContain(`${place}:${subject}`)
    for (const town of towns) expect(keys).toContain(`${town}:general`)
    expect(
      offices.filter(office => office.divisionCode.length === 4 && office.kind === 'task-force').length,
    ).toBe(11)
  })

  test('every office has a leader and, but for the duty desks, a handler', () => {
    for (const { key, kind } of offices) {
      const roles = officers.filter(officer => officer.officeKey === key).flatMap(officer => officer.roles)
      expect(roles).toContain('leader')
      expect(roles).toContain(kind === 'duty' ? 'duty' : 'handler')
    }
  })

  test('there are as many officers as asked for, but never fewer than the offices need', () => {
    expect(officers.length).toBe(400)
    const fewest = demoOfficers({ count: 0, seed: 3304 })
    expect(fewest.length).toBeGreaterThan(300)
    expect(officers.slice(0, fewest.length)).toEqual(fewest)
  })

  test('an officer signs in under a name of their own and sits in an office that exists', () => {
    const keys = new Set(offices.map(office => office.key))
    expect(new Set(officers.map(officer => officer.account)).size).toBe(officers.length)
    expect(new Set(officers.map(officer => officer.name)).size).toBe(officers.length)
    for (const { account, officeKey } of officers) {
      expect(account).toMatch(/^[a-z]{2,50}\d*$/)
      expect(keys).toContain(officeKey)
    }
  })

  test("the story's officers are there", () => {
    expect(officers).toContainEqual({
      account: 'shenyi',
      name: '沈亦',
      officeKey: '3304:industry',
      roles: ['liaison'],
    })
    expect(officers).toContainEqual({
      account: 'qiuhe',
      name: '邱禾',
      officeKey: '3304:labour',
      roles: ['liaison'],
    })
    expect(officers).toContainEqual({
      account: 'chenglan',
      name: '程澜',
      officeKey: '33:duty',
      roles: ['duty'],
    })
  })
})

describe('who looks after whom', () => {
  const pairings = demoPairings(enterprises, officers)
  const officerOf = new Map(officers.map(officer => [officer.account, officer]))

  test('every enterprise has exactly one liaison officer of its town, its county or, on the list, the city', () => {
    expect(pairings.map(pairing => pairing.enterprise)).toEqual(
      enterprises.map(enterprise => enterprise.index),
    )
    for (const { enterprise, account } of pairings) {
      const officer = officerOf.get(account)!
      const [place] = officer.officeKey.split(':') as [string]
      const { divisionCode, lists } = enterprises[enterprise]!
      if (!officer.roles.includes('liaison') || !isWithin(divisionCode, place)) expect.fail(account)
      if ((place === '3304') !== lists.includes('top100')) expect.fail(account)
    }
  })

  test('fifty officials of the city have two each of the hundred', () => {
    const each = Map.groupBy(pairings.slice(0, 100), pairing => pairing.account)
    expect(each.size).toBe(50)
    expect(each.get('shenyi')!.map(pairing => pairing.enterprise)).toEqual([0, 50])
    for (const theirs of each.values()) expect(theirs.length).toBe(2)
  })
})

describe('the problems of the demonstration city', () => {
  test('are reported in order, in the period and by day', () => {
    let before = from
    for (const { reportedAt } of problems) {
      expect(Temporal.Instant.compare(before, reportedAt)).toBeLessThanOrEqual(0)
      before = reportedAt
      const hour = reportedAt.toZonedDateTimeISO('Asia/Shanghai').hour
      expect(hour >= 8 && hour < 22).toBe(true)
    }
    expect(Temporal.Instant.compare(before, until)).toBe(-1)
  })

  test('a closed one has its moment after the report and before the end, a solved one its solution and rating', () => {
    for (const { outcome, reportedAt, closedAt, solution, rating } of problems) {
      expect(closedAt === null).toBe(outcome === 'open')
      if (closedAt) {
        expect(Temporal.Instant.compare(reportedAt, closedAt)).toBe(-1)
        expect(Temporal.Instant.compare(closedAt, until)).toBe(-1)
      }
      expect(rating !== null).toBe(outcome === 'solved')
      if (outcome === 'solved' || outcome === 'explained') expect(solution).toBeTruthy()
    }
  })

  test('cover all categories, tiers, channels and outcomes, with nothing left to fill in', () => {
    const kinds = (value: 'category' | 'tier' | 'channel' | 'outcome') =>
      new Set(problems.map(p => p[value])).size
    expect([kinds('category'), kinds('tier'), kinds('channel'), kinds('outcome')]).toEqual([8, 3, 3, 5])
    for (const { title, description, solution } of problems) {
      expect(`${title}${description}${solution}`).not.toMatch(/[{}]|undefined/)
      expect(title.length).toBeLessThanOrEqual(200)
    }
  })

  test('belong to enterprises that exist, also where there are few', () => {
    for (const { enterprise } of problems) expect(enterprise).toBeLessThan(6537)
    for (const { enterprise } of demoProblems({ count: 200, seed: 1, from, until, enterprises: 10 }))
      expect(enterprise).toBeLessThan(10)
  })

  test('a single night is a period too, one without length is none', () => {
    const evening = Temporal.Instant.from('2022-04-18T23:00:00+08:00')
    const night = { count: 20, seed: 1, from: evening, until: evening.add({ hours: 4 }), enterprises: 10 }
    expect([...demoProblems(night)].length).toBe(20)
    expect(() => [...demoProblems({ ...night, until: evening })]).toThrow(RangeError)
  })
})
