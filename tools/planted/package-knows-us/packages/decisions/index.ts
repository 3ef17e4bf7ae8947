import type { Clock } from '#platform/clock'

export function decide(clock: Clock) {
  return clock.now()
}
