import { afterEach, expect, it, vi } from 'vitest'
import { Windows } from './limits.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('a wall clock set back makes nobody wait for the old time', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const windows = new Windows()
  const calls = (count: number) =>
    Array.from({ length: count }, () => windows.count('10.0.0.1', 60_000, 3)).at(-1)
  expect(calls(3)).toBe(0)
  vi.advanceTimersByTime(10_000)
  expect(calls(1)).toBe(50)
  vi.setSystemTime(Date.now() - 3_600_000)
  expect(calls(1)).toBe(50)
  vi.advanceTimersByTime(50_000)
  expect(calls(1)).toBe(0)
})

it('a bot with ever new addresses fills no memory and pushes nobody out at once', () => {
  const windows = new Windows()
  for (let i = 0; i < 3; i++) windows.count('staff', 60_000, 2)
  for (let i = 0; i < 19_000; i++) windows.count(`bot ${i}`, 60_000, 2)
  expect(windows.count('staff', 60_000, 2)).toBeGreaterThan(0)
  for (let i = 0; i < 30_000; i++) windows.count(`bot ${i}`, 60_000, 2)
  expect(windows.count('staff', 60_000, 2)).toBe(0)
})
