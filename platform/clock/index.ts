/**
 * Business time: drives facts, the clocks of matters and rules. It runs with the wall clock unless this
 * database simulates (a story, a test); then it stands still until it is moved forward.
 * Wall time (`Date.now()`) drives sessions, lock-outs, rate limits, sealing and logs, and is never simulated.
 */
export type Clock = {
  now(): Date
  readonly isSimulated: boolean
  /** Moves simulated time forward. Throws where time is real, or when asked to go back. */
  moveTo(at: Date): void
}

export function realClock(): Clock {
  return {
    now: () => new Date(),
    isSimulated: false,
    moveTo() {
      throw new Error('Time is real in this database: only a story or a test can move its clock.')
    },
  }
}

export function simulatedClock(start: Date): Clock {
  let current = start
  return {
    now: () => current,
    isSimulated: true,
    moveTo(at) {
      if (at < current)
        throw new Error(`The clock cannot go back from ${current.toISOString()} to ${at.toISOString()}.`)
      current = at
    },
  }
}
