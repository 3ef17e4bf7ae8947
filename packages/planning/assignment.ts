/** Who may be given work: what they carry already, and the most that they may carry. */
export type Worker = { carries: number; capacity: number }

/** Work at places, all of one place alike, and the workers; `distance` is a whole number, such as metres. */
export type Demand = {
  /** how much work lies at each place */
  amounts: readonly number[]
  workers: readonly Worker[]
  distance(place: number, worker: number): number
}

export type Assignment = {
  /** how much of a place's work goes to a worker; only what is more than nothing */
  shares: { place: number; worker: number; amount: number }[]
  /** what each worker carries then */
  loads: number[]
  /** the greatest load less the smallest */
  spread: number
  /** the sum of the distances of all work */
  distance: number
}

/** The load that each worker must reach and may not pass, so that loads are as even as can be. */
export type Bounds = { least: number[]; most: number[] }

const levelled = ({ carries, capacity }: Worker, level: number) =>
  Math.max(carries, Math.min(capacity, level))
const sum = (values: Iterable<number>) => {
  let total = 0
  for (const value of values) total += value
  return total
}

/**
 * Work is poured over the workers like water over an uneven ground: each ends at the common level, at one above it, at
 * what was carried already, or at the own capacity. No other loads have a smaller spread, and none a smaller sum of
 * squares. Undefined when the work doesn't find room.
 */
export function evenBounds(amount: number, workers: readonly Worker[]): Bounds | undefined {
  const total = amount + sum(workers.map(worker => worker.carries))
  const at = (level: number) => sum(workers.map(worker => levelled(worker, level)))
  let [low, high] = [0, Math.max(0, ...workers.map(worker => worker.capacity))]
  if (total > at(high)) return undefined
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (at(middle) <= total) low = middle
    else high = middle - 1
  }
  const above = at(low) === total ? low : low + 1
  return {
    least: workers.map(worker => levelled(worker, low)),
    most: workers.map(worker => levelled(worker, above)),
  }
}

/**
 * Gives all work to workers: first the loads as even as can be, then the least total distance. Both are exact. The same
 * demand always gives the same answer. Undefined when the work doesn't find room.
 *
 * A transportation problem of places and workers: work that nobody has (a last row, at no distance) fills the places
 * above a worker's least load, so that every worker is filled exactly. Shortest augmenting paths over reduced costs, as
 * much as fits along each.
 */
export function assign(demand: Demand): Assignment | undefined {
  const { amounts, workers } = demand
  const total = sum(amounts)
  const bounds = evenBounds(total, workers)
  if (bounds === undefined) return undefined
  const rows = amounts.length + 1
  const columns = workers.length
  const room = workers.map((worker, j) => bounds.most[j]! - worker.carries)
  const supply = [...amounts, sum(room) - total]
  const cost = new Float64Array(rows * columns)
  const limit = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const isNobody = i === amounts.length
      cost[i * columns + j] = isNobody ? 0 : demand.distance(i, j)
      limit[i * columns + j] = isNobody ? bounds.most[j]! - bounds.least[j]! : supply[i]!
    }
  }
  const flow = transport(supply, room, cost, limit)
  const shares: Assignment['shares'] = []
  for (let place = 0; place < amounts.length; place++) {
    for (let worker = 0; worker < columns; worker++) {
      const amount = flow[place * columns + worker]!
      if (amount > 0) shares.push({ place, worker, amount })
    }
  }
  const loads = workers.map(worker => worker.carries)
  for (const share of shares) loads[share.worker]! += share.amount
  return {
    shares,
    loads,
    spread: loads.length === 0 ? 0 : Math.max(...loads) - Math.min(...loads),
    distance: sum(shares.map(share => share.amount * cost[share.place * columns + share.worker]!)),
  }
}

/** The cheapest flow of all supply into all room, which are equal; `limit` bounds each pair of row and column. */
function transport(
  supply: readonly number[],
  room: readonly number[],
  cost: Float64Array,
  limit: Float64Array,
): Float64Array {
  const [rows, columns] = [supply.length, room.length]
  const flow = new Float64Array(rows * columns)
  const left = Float64Array.from(room)
  // Prices under which no pair with room left costs less than nothing, and no pair in use more.
  const rowPrice = new Float64Array(rows)
  const columnPrice = new Float64Array(columns)
  const reached = new Float64Array(columns)
  const from = new Int32Array(columns)
  const rowReached = new Float64Array(rows)
  const rowFrom = new Int32Array(rows)
  const isDone = new Uint8Array(columns)

  const relax = (row: number, soFar: number) => {
    rowReached[row] = soFar
    const base = row * columns
    for (let j = 0; j < columns; j++) {
      if (isDone[j] === 1 || flow[base + j]! >= limit[base + j]!) continue
      const length = soFar + cost[base + j]! - rowPrice[row]! - columnPrice[j]!
      if (length < reached[j]!) {
        reached[j] = length
        from[j] = row
      }
    }
  }
  const nearest = () => {
    let found = -1
    for (let j = 0; j < columns; j++) {
      if (isDone[j] === 0 && (found < 0 || reached[j]! < reached[found]!)) found = j
    }
    if (found < 0 || reached[found] === Number.POSITIVE_INFINITY) throw new Error('The flow finds no way.')
    return found
  }
  /** The shortest way from a row to a column with room. */
  const search = (start: number): number => {
    reached.fill(Number.POSITIVE_INFINITY)
    rowReached.fill(Number.POSITIVE_INFINITY)
    isDone.fill(0)
    rowFrom[start] = -1
    relax(start, 0)
    for (;;) {
      const column = nearest()
      const soFar = reached[column]!
      if (left[column]! > 0) {
        settle(soFar)
        return column
      }
      isDone[column] = 1
      for (let row = 0; row < rows; row++) {
        if (flow[row * columns + column]! === 0 || rowReached[row] !== Number.POSITIVE_INFINITY) continue
        rowFrom[row] = column
        // A pair in use costs nothing, so going back along it doesn't either.
        relax(row, soFar)
      }
    }
  }
  const settle = (length: number) => {
    for (let row = 0; row < rows; row++) {
      if (rowReached[row]! < length) rowPrice[row]! += length - rowReached[row]!
    }
    for (let j = 0; j < columns; j++) {
      if (isDone[j] === 1) columnPrice[j]! -= length - reached[j]!
    }
  }

  for (let start = 0; start < rows; start++) {
    for (let rest = supply[start]!; rest > 0; ) {
      const end = search(start)
      let amount = Math.min(rest, left[end]!)
      for (let column = end; ; ) {
        const row = from[column]!
        amount = Math.min(amount, limit[row * columns + column]! - flow[row * columns + column]!)
        if (row === start) break
        column = rowFrom[row]!
        amount = Math.min(amount, flow[row * columns + column]!)
      }
      for (let column = end; ; ) {
        const row = from[column]!
        flow[row * columns + column]! += amount
        if (row === start) break
        column = rowFrom[row]!
        flow[row * columns + column]! -= amount
      }
      left[end]! -= amount
      rest -= amount
    }
  }
  return flow
}
