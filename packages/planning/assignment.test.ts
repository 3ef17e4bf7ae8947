import fc from 'fast-check'
import highsModule from 'highs'
import { beforeAll, describe, expect, test } from 'vitest'
import { assign, type Demand, evenBounds, type Worker } from './index.ts'

// Its types are those of CommonJS, its code isn't.
const loadHighs = highsModule as unknown as typeof highsModule.default
let highs: Awaited<ReturnType<typeof loadHighs>>
beforeAll(async () => {
  highs = await loadHighs()
})

type Case = { amounts: number[]; workers: Worker[]; metres: number[][] }
const demandOf = ({ amounts, workers, metres }: Case): Demand => ({
  amounts,
  workers,
  distance: (place, worker) => metres[place]![worker]!,
})

const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([places, people]) =>
    fc.record({
      amounts: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: places, maxLength: places }),
      workers: fc.array(
        fc
          .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 12 }))
          .map(([carries, more]) => ({ carries, capacity: carries + more })),
        { minLength: people, maxLength: people },
      ),
      metres: fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: people, maxLength: people }), {
        minLength: places,
        maxLength: places,
      }),
    }),
  )

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const fits = ({ amounts, workers }: Case) =>
  total(amounts) <= total(workers.map(one => one.capacity - one.carries))

/** The least spread and, at the evenest loads, the least distance, by a solver that shares nothing with ours. */
function optimum({ amounts, workers, metres }: Case) {
  const pairs = amounts.flatMap((_, i) => workers.map((_, j) => [i, j] as const))
  const loads = workers.map((one, j) => ({ ...one, sum: amounts.map((_, i) => `x${i}_${j}`).join(' + ') }))
  const given = amounts.map((amount, i) => ` ${workers.map((_, j) => `x${i}_${j}`).join(' + ')} = ${amount}`)
  const general = `general\n ${pairs.map(([i, j]) => `x${i}_${j}`).join(' ')}`
  const solve = (objective: string, lines: string[], more = '') => {
    const text = `minimize\n obj: ${objective}\nsubject to\n${[...given, ...lines].join('\n')}\n${general}${more}\nend\n`
    const answer = highs.solve(text)
    expect(answer.Status).toBe('Optimal')
    return Math.round(answer.ObjectiveValue)
  }
  const spread = solve(
    'high - low',
    loads.flatMap(one => [
      ` ${one.sum} <= ${one.capacity - one.carries}`,
      ` ${one.sum} - high <= ${-one.carries}`,
      ` ${one.sum} - low >= ${-one.carries}`,
    ]),
    ' high low',
  )
  const bounds = evenBounds(total(amounts), workers)!
  const distance = solve(
    pairs.map(([i, j]) => `${metres[i]![j]} x${i}_${j}`).join(' + '),
    loads.flatMap((one, j) => [
      ` ${one.sum} <= ${bounds.most[j]! - one.carries}`,
      ` ${one.sum} >= ${bounds.least[j]! - one.carries}`,
    ]),
  )
  return { spread, distance }
}

/** What a clerk would do: enterprise after enterprise to the nearest who has room under the even load. */
function greedy({ amounts, workers, metres }: Case): number | undefined {
  const bounds = evenBounds(total(amounts), workers)!
  const room = workers.map((one, j) => bounds.most[j]! - one.carries)
  let sum = 0
  for (const [i, amount] of amounts.entries()) {
    for (let n = 0; n < amount; n++) {
      const free = workers.map((_, j) => j).filter(j => room[j]! > 0)
      const nearest = free.toSorted((a, b) => metres[i]![a]! - metres[i]![b]!)[0]!
      room[nearest]!--
      sum += metres[i]![nearest]!
    }
  }
  const isEven = workers.every((_, j) => bounds.most[j]! - room[j]! >= bounds.least[j]!)
  return isEven ? sum : undefined
}

describe('assigning work', () => {
  test('everything is assigned, and nobody carries more than they can', () => {
    fc.assert(
      fc.property(cases.filter(fits), given => {
        const found = assign(demandOf(given))!
        for (const [place, amount] of given.amounts.entries()) {
          expect(total(found.shares.filter(one => one.place === place).map(one => one.amount))).toBe(amount)
        }
        for (const [j, worker] of given.workers.entries()) {
          expect(found.loads[j]!).toBeLessThanOrEqual(worker.capacity)
          expect(found.loads[j]!).toBeGreaterThanOrEqual(worker.carries)
        }
      }),
    )
  })

  test('the spread of loads and then the distance are the least there is', () => {
    fc.assert(
      fc.property(cases.filter(fits), given => {
        const found = assign(demandOf(given))!
        expect({ spread: found.spread, distance: found.distance }).toEqual(optimum(given))
      }),
      { numRuns: 150 },
    )
  })

  test('it is never farther than going by the nearest with room', () => {
    fc.assert(
      fc.property(cases.filter(fits), given => {
        const clerk = greedy(given)
        if (clerk !== undefined) expect(assign(demandOf(given))!.distance).toBeLessThanOrEqual(clerk)
      }),
    )
  })

  test('what finds no room is refused whole', () => {
    fc.assert(
      fc.property(
        cases.filter(given => !fits(given)),
        given => {
          expect(assign(demandOf(given))).toBeUndefined()
        },
      ),
    )
  })

  test('the same demand gives the same answer', () => {
    fc.assert(
      fc.property(cases.filter(fits), given => {
        expect(assign(demandOf(given))).toEqual(assign(demandOf(given)))
      }),
    )
  })

  test('who carries much already is left alone, and the others share evenly', () => {
    const workers = [
      { carries: 30, capacity: 40 },
      { carries: 0, capacity: 40 },
      { carries: 2, capacity: 40 },
    ]
    const found = assign({ amounts: [11], workers, distance: (_, worker) => worker })!
    expect(found.loads).toEqual([30, 7, 6])
  })
})
