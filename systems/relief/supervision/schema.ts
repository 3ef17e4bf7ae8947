import { z } from 'zod'

const count = z.int()

/** The numbers of supervision 督查 that have matters behind them. */
export const BoardNumber = z.enum([
  'collected',
  'open',
  'overdue',
  'solved',
  'explained',
  'withdrawn',
  'timedOut',
  'merged',
  'chased',
  'reopened',
  'selfConfirmed',
  'rated',
  'returned',
  'passed',
  'escalated',
])
export type BoardNumber = z.output<typeof BoardNumber>

/** One row of the board: an office, a place, or the whole. */
export const BoardRow = z.strictObject({
  key: z.string(),
  name: z.string(),
  nameEn: z.string(),
  ...(Object.fromEntries(BoardNumber.options.map(name => [name, count])) as Record<
    BoardNumber,
    typeof count
  >),
  /** mean of the enterprises' ratings, to one decimal */
  rating: z.number().nullable(),
  /** from collection to the last submission of the solution, in hours to one decimal */
  medianHours: z.number().nullable(),
  p90Hours: z.number().nullable(),
  /** of the register, where the row is a place */
  withoutOfficer: count.nullable(),
})
export type BoardRow = z.output<typeof BoardRow>
