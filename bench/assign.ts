import highsModule from 'highs'
import { type Assignment, assign, type Demand } from '#packages/planning'
import { randomOf } from '#packages/random'
import { demoEnterprises, demoOfficers, demoOffices } from '#region/demo'
import { readDivisions } from '#region/divisions'
import { metresBetween } from '#relief/pairing/rules'
import { median, type Table } from './measure.ts'

// Its types are those of CommonJS, its code isn't.
const loadHighs = highsModule as unknown as typeof highsModule.default

const ENTERPRISES = 6537
const OFFICERS = 400
const CAPACITY = 40

/** A city's enterprises by town and its officers by office, some of whom carry enterprises already. */
function groundOf(): Demand {
  const random = randomOf(1, 'bench assign')
  const officeOf = new Map(demoOffices().map(office => [office.key, office.divisionCode]))
  const liaisons = demoOfficers({ count: 900, seed: 1 }).filter(one => one.roles.includes('liaison'))
  const officers = liaisons.slice(0, OFFICERS).map(one => officeOf.get(one.officeKey)!)
  if (officers.length !== OFFICERS) throw new Error(`Only ${officers.length} officers.`)
  const byTown = Map.groupBy(demoEnterprises({ count: ENTERPRISES, seed: 1 }), one =>
    one.divisionCode.slice(0, 9),
  )
  const towns = [...byTown.keys()].toSorted()
  const divisions = new Map(readDivisions().map(one => [one.code, one]))
  const placeOf = (code: string) => {
    const known = [code, code.slice(0, 6), code.slice(0, 4)].map(one => divisions.get(one))
    const at = known.find(one => one?.longitude !== undefined)
    return { code, longitude: at?.longitude ?? null, latitude: at?.latitude ?? null }
  }
  const metres = towns.map(town => officers.map(code => metresBetween(placeOf(town), placeOf(code))))
  return {
    amounts: towns.map(town => byTown.get(town)!.length),
    workers: officers.map(() => ({ carries: Math.floor(random() * 9), capacity: CAPACITY })),
    distance: (place, worker) => metres[place]![worker]!,
  }
}

type Optimum = { spread: number; distance: number; ms: number }

/** The least spread and, at that, the least distance, by HiGHS: two models that know nothing of our method. */
async function optimumOf({ amounts, workers, distance }: Demand): Promise<Optimum> {
  const highs = await loadHighs()
  const solve = (text: string) => {
    const answer = highs.solve(text)
    if (answer.Status !== 'Optimal') throw new Error(`HiGHS: ${answer.Status}`)
    return answer
  }
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const began = performance.now()
  const loads = workers.map((_, j) => `l${j}`)
  const even = solve(
    `minimize\n obj: high - low\nsubject to\n ${loads.join(' + ')} = ${total + workers.reduce((sum, one) => sum + one.carries, 0)}\n${workers
      .map((_, j) => ` l${j} - high <= 0\n l${j} - low >= 0`)
      .join('\n')}\nbounds\n${workers
      .map((one, j) => ` ${one.carries} <= l${j} <= ${one.capacity}`)
      .join('\n')}\ngeneral\n ${loads.join(' ')} high low\nend\n`,
  )
  const roundOf = (name: string) => Math.round((even.Columns[name] as { Primal: number }).Primal)
  const [high, low] = [roundOf('high'), roundOf('low')]
  const x = (i: number, j: number) => `x${i}_${j}`
  const nearest = solve(
    `minimize\n obj: ${amounts.map((_, i) => workers.map((_, j) => `${distance(i, j)} ${x(i, j)}`).join(' + ')).join('\n + ')}\nsubject to\n${[
      ...amounts.map((amount, i) => ` ${workers.map((_, j) => x(i, j)).join(' + ')} = ${amount}`),
      ...workers.flatMap((one, j) => {
        const sum = amounts.map((_, i) => x(i, j)).join(' + ')
        return [
          ` ${sum} <= ${Math.min(one.capacity, high) - one.carries}`,
          ` ${sum} >= ${Math.max(one.carries, low) - one.carries}`,
        ]
      }),
    ].join('\n')}\nend\n`,
  )
  return { spread: high - low, distance: nearest.ObjectiveValue, ms: performance.now() - began }
}

/** Balanced assignment of a city's enterprises to its officers, against the optimum. */
export async function benchAssign(): Promise<Table> {
  const demand = groundOf()
  const times: number[] = []
  let found: Assignment | undefined
  for (let run = 0; run < 7; run++) {
    const began = performance.now()
    found = assign(demand)
    times.push(performance.now() - began)
  }
  if (found === undefined) throw new Error('There is no room.')
  const optimum = await optimumOf(demand)
  const kilometres = Math.round(found.distance / 1000)
  return {
    name: 'assign',
    title: `Balanced assignment of ${ENTERPRISES} enterprises in ${demand.amounts.length} towns to ${OFFICERS} officers`,
    rows: [
      {
        what: 'time',
        value: median(times),
        unit: 'ms',
        limit: 1000,
        detail: `HiGHS ${optimum.ms.toFixed(0)} ms`,
      },
      {
        what: 'spread of loads above the optimum',
        value: found.spread - optimum.spread,
        unit: '',
        limit: 0,
        detail: `${found.spread}, HiGHS ${optimum.spread}`,
      },
      {
        what: 'distance, times the optimum',
        value: found.distance / optimum.distance,
        unit: '×',
        limit: 1.000001,
        detail: `${kilometres} km, HiGHS ${Math.round(optimum.distance / 1000)} km`,
      },
    ],
    notes: [
      'The median of seven; HiGHS once, as two models: the least spread, then the least distance at it.',
    ],
  }
}
