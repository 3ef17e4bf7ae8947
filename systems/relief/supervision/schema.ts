import { z } from 'zod'
import { MatterRow } from '#platform/matter/schema'
import { dateForms, type LedgerColumn, ledgerColumns } from './ledger-columns.ts'

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
  /** paired enterprises that were not visited as often as the round in force at the cut-off asks */
  unvisited: count.nullable(),
})
export type BoardRow = z.output<typeof BoardRow>

/** The steps of supervision: chase 催办 before the limit, then a written notice 督办, then circulated 通报. */
export const Step = z.enum(['chase', 'notice', 'circular'])
export type Step = z.output<typeof Step>

/** By when the steps are due, and which of them happen by themselves. */
const ruleTerms = {
  /** hours before the limit, to whoever was never chased */
  chaseHours: z.int().min(1).max(72),
  /** on which working day after the limit */
  noticeDays: z.int().min(1).max(30),
  /** on which working day after a notice that nobody answered */
  circularDays: z.int().min(2).max(30),
  /** the other steps are proposed to people */
  automatic: z.array(Step),
  validFrom: z.iso.date(),
}

/** One line of the dated plain table: a place's rule from a day on; the latest whose day has come is in force. */
export const Rule = z.strictObject({
  ...ruleTerms,
  /** a division’s code; empty: every place */
  within: z.string(),
  version: z.int(),
  officeId: z.uuid().nullable(),
  office: z.string().nullable(),
  officeEn: z.string().nullable(),
  by: z.string().nullable(),
})
export type Rule = z.output<typeof Rule>

export const NewRule = z.strictObject({
  ...ruleTerms,
  within: z.string().regex(/^\d{2,12}$/),
  /** of the place’s latest rule; 0 where it has none of its own */
  version: z.int().min(0),
})
export type NewRule = z.output<typeof NewRule>

/** A written notice 督办 that nobody answered. */
export const SilentNotice = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  words: z.string(),
  dueOn: z.iso.date(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
})
export type SilentNotice = z.output<typeof SilentNotice>

/** A circular 通报 as it stands frozen. */
export const CircularBody = z.strictObject({
  rows: z.array(BoardRow),
  notices: z.array(SilentNotice),
})
export type CircularBody = z.output<typeof CircularBody>

export const CircularRow = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  revision: z.int(),
  title: z.string(),
  office: z.string(),
  officeEn: z.string(),
  cutOff: z.iso.datetime(),
  issuedAt: z.iso.datetime(),
  offices: z.int(),
  reads: z.int(),
})
export type CircularRow = z.output<typeof CircularRow>

/** A division's week as it is reported: everything since the start, the week's own, and what is overdue. */
export const WeekBody = z.strictObject({
  place: z.string(),
  weekOn: z.iso.date(),
  cutOff: z.iso.datetime(),
  total: BoardRow,
  week: BoardRow,
  rows: z.array(BoardRow),
  overdue: z.array(MatterRow),
})
export type WeekBody = z.output<typeof WeekBody>

/** How a moment is written: 2022-04-20, 2022-04-20 09:00, 2022年4月20日, 2022/4/20, 2022.4.20. */
export const DateForm = z.enum(dateForms)
export type DateForm = z.output<typeof DateForm>

/** A column with the head that the office gives it, null for the usual one. */
export const ChosenColumn = z.strictObject({
  column: z.enum(ledgerColumns as [LedgerColumn, ...LedgerColumn[]]),
  head: z.string().trim().min(1).max(60).nullable(),
})
export type ChosenColumn = z.output<typeof ChosenColumn>
