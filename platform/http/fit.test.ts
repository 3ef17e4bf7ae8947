import { expect, it } from 'vitest'
import { findUnfit } from './fit.ts'

it('names each text that the database cannot hold, however deep, and lets every other text pass', () => {
  expect(findUnfit({ a: 'x\0', b: { c: ['\ud800', '好', '\u{1f9a0}'] }, d: 1, e: null })).toEqual([
    'a',
    'b.c.0',
  ])
  expect(findUnfit({ input: { 'k\0': 'v' } })).toEqual(['input'])
  expect(findUnfit('plain')).toEqual([])
  let deep: unknown = 'x\0'
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(findUnfit({ deep })).toHaveLength(1)
})
