type Window = { until: number; count: number }
type Told = (error: null, result: { current: number; ttl: number }) => void

const MOST_KEYS = 20_000

/**
 * Counts calls by key in windows of time, by the monotonic clock: after the wall clock was set back, nobody waits
 * for the old time to come again. Also the store of the rate-limit plugin, whose own goes by the wall clock.
 */
export class Windows {
  readonly #windows = new Map<string, Window>()

  /** Counts one call; tells the seconds to wait, or 0 while no more than `most` came within `length` milliseconds. */
  count(key: string, length: number, most: number): number {
    const { current, ttl } = this.#add(key, length)
    return current > most ? Math.ceil(ttl / 1000) : 0
  }

  incr(key: string, tell: Told, length: number) {
    tell(null, this.#add(key, length))
  }

  child(): Windows {
    return new Windows()
  }

  #add(key: string, length: number) {
    const now = performance.now()
    const open = this.#windows.get(key)
    if (open !== undefined && open.until > now) {
      open.count++
      return { current: open.count, ttl: open.until - now }
    }
    this.#windows.delete(key)
    // The oldest goes first: a bot with a thousand addresses must not fill the memory.
    if (this.#windows.size >= MOST_KEYS) this.#windows.delete(this.#windows.keys().next().value ?? '')
    this.#windows.set(key, { until: now + length, count: 1 })
    return { current: 1, ttl: length }
  }
}
