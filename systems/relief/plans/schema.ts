import { z } from 'zod'

const instant = z.iso.datetime()
const by = { by: z.string(), office: z.string(), at: instant }

/** Whether an enterprise produces 生产状态. */
export const State = z.enum(['running', 'partly', 'stopped'])
export type State = z.output<typeof State>
export const StateSource = z.enum(['visit', 'problem', 'call', 'other'])
export type StateSource = z.output<typeof StateSource>

/** A state with its time; the current one has no end. */
export const StateRow = z.strictObject({
  id: z.uuid(),
  state: State,
  since: instant,
  until: instant.nullable(),
  reason: z.string().nullable(),
  source: StateSource,
  sourceId: z.uuid().nullable(),
  by: z.string().nullable(),
})
export type StateRow = z.output<typeof StateRow>

/** A version of the plan of an enterprise 一企一策. */
export const PlanVersion = z.strictObject({
  version: z.int(),
  goals: z.string(),
  inForce: z.boolean(),
  changed: z.string(),
  ...by,
})
export type PlanVersion = z.output<typeof PlanVersion>

/** What is counted: output 工业总产值, sales 营业收入, employees 在岗职工, electricity 用电量, tax 税收. */
export const IndicatorCode = z.enum(['output', 'sales', 'employees', 'electricity', 'tax'])
export type IndicatorCode = z.output<typeof IndicatorCode>
/** A quarter 2022-Q1 or a month 2022-03. */
export const Period = z.string().regex(/^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$/)
/** A decimal number as text: no binary fraction comes near a statistic. */
export const Decimal = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/)

/** A dated figure 指标 with that of a year before; year on year is computed. */
export const Indicator = z.strictObject({
  id: z.uuid(),
  code: IndicatorCode,
  period: Period,
  value: z.string(),
  base: z.string().nullable(),
  /** in per cent, one decimal */
  yearOnYear: z.string().nullable(),
  source: z.string(),
  corrects: z.uuid().nullable(),
  isCorrected: z.boolean(),
  ...by,
})
export type Indicator = z.output<typeof Indicator>

/** A promise 承诺 to the enterprise, or a measure 措施 of its plan. */
export const PromiseRow = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  isMeasure: z.boolean(),
  words: z.string(),
  madeTo: z.string().nullable(),
  dueOn: z.iso.date(),
  dueAt: instant.nullable(),
  startedAt: instant,
  owner: z.string().nullable(),
  ownerOffice: z.string().nullable(),
  ownerOfficeEn: z.string().nullable(),
  outcome: z.enum(['kept', 'broken', 'withdrawn']).nullable(),
  outcomeWords: z.string().nullable(),
})
export type PromiseRow = z.output<typeof PromiseRow>

/** A turn 变更 in an enterprise's life, told on its page and on the other's. */
export const Turn = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['closed', 'moved', 'merged']),
  organisationId: z.uuid(),
  organisationName: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  successorId: z.uuid().nullable(),
  successorName: z.string().nullable(),
  reason: z.string(),
  by: z.string().nullable(),
  at: instant,
})
export type Turn = z.output<typeof Turn>

/** What becomes of an open matter of an enterprise that closes: it ends, an office takes it, or whoever has it goes on. */
export const Fate = z.strictObject({
  matterId: z.uuid(),
  version: z.int(),
  what: z.enum(['end', 'hand', 'stay']),
  officeId: z.uuid().optional(),
})
export type Fate = z.output<typeof Fate>

/** An open matter of an enterprise, with what can become of it when the enterprise closes. */
export const OpenMatter = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['problem', 'promise', 'order', 'need', 'task']),
  number: z.string(),
  title: z.string(),
  version: z.int(),
  office: z.string(),
  officeEn: z.string(),
  owner: z.string().nullable(),
  fates: z.array(Fate.shape.what),
})

/** An enterprise that merged into this one: what was planned, counted and who cared for it, as far as the reader sees. */
export const Former = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  at: instant,
  plan: PlanVersion.nullable(),
  indicators: z.array(Indicator),
  officers: z.array(
    z.strictObject({
      name: z.string(),
      office: z.string(),
      officeEn: z.string(),
      part: z.enum(['main', 'deputy']),
      from: instant,
      until: instant,
    }),
  ),
})
export type Former = z.output<typeof Former>
