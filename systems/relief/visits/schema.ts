import { z } from 'zod'
import { Day } from '#platform/matter/schema'
import { ProblemReport, Tier } from '../schema.ts'

const day = Day

/** A round 走访轮次: each paired enterprise of a place, or of a list there, at least so often within a period. */
export const Round = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  divisionCode: z.string(),
  divisionName: z.string(),
  list: z.string().nullable(),
  fromOn: day,
  untilOn: day,
  least: z.int(),
  telephoneCounts: z.boolean(),
  officeId: z.uuid(),
  office: z.string(),
  officeEn: z.string(),
  endedAt: z.iso.datetime().nullable(),
  version: z.int(),
})
export type Round = z.output<typeof Round>

/** State of production 生产状态 as the enterprise told it. */
export const Production = z.enum(['running', 'partly', 'stopped'])
export type Production = z.output<typeof Production>

export const How = z.enum(['on-site', 'telephone'])

/** A problem found on a visit: reported with it, or neither is. */
const FoundProblem = ProblemReport.omit({ contactName: true, contactTelephone: true }).extend({
  tier: Tier.default('county'),
})

/** What an officer records of a visit 走访. The id is made on the phone: sent twice, it stands once. */
export const VisitRecord = z.strictObject({
  id: z.uuid(),
  organisationId: z.uuid(),
  /** by default now */
  occurredAt: z.iso.datetime({ offset: true }).optional(),
  how: How,
  companions: z.string().trim().min(1).max(200).optional(),
  metName: z.string().trim().min(1).max(60).optional(),
  metTelephone: z.string().trim().min(5).max(30).optional(),
  metPost: z.string().trim().min(1).max(60).optional(),
  words: z.string().trim().min(1).max(4000),
  production: Production.optional(),
  /** since when, by default since the visit */
  productionSince: z.iso.datetime({ offset: true }).optional(),
  promises: z.string().trim().min(1).max(1000).optional(),
  /** finished uploads */
  photos: z.array(z.uuid()).max(9).default([]),
  problems: z.array(FoundProblem).max(5).default([]),
  /** the mistaken record that this one corrects */
  corrects: z.uuid().optional(),
})
export type VisitRecord = z.output<typeof VisitRecord>

export const VisitRow = z.strictObject({
  id: z.uuid(),
  organisationId: z.uuid(),
  organisationName: z.string(),
  divisionName: z.string(),
  officer: z.string(),
  office: z.string(),
  officeEn: z.string(),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  how: How,
  words: z.string(),
  production: Production.nullable(),
  photos: z.int(),
  problems: z.int(),
  /** the record that corrects this one */
  correctedBy: z.uuid().nullable(),
})
export type VisitRow = z.output<typeof VisitRow>

export const Visit = VisitRow.omit({ photos: true, problems: true }).extend({
  companions: z.string().nullable(),
  met: z.strictObject({ personId: z.uuid(), name: z.string(), telephone: z.string() }).nullable(),
  metPost: z.string().nullable(),
  promises: z.string().nullable(),
  corrects: z.uuid().nullable(),
  photos: z.array(
    z.strictObject({ id: z.uuid(), name: z.string(), bytes: z.int(), hasThumbnail: z.boolean() }),
  ),
  problems: z.array(
    z.strictObject({ id: z.uuid(), number: z.string(), title: z.string(), status: z.string() }),
  ),
  mayCorrect: z.boolean(),
})
export type Visit = z.output<typeof Visit>

/** An enterprise of a round, as it stands with its visits. */
export const DueRow = z.strictObject({
  organisationId: z.uuid(),
  name: z.string(),
  divisionCode: z.string(),
  divisionName: z.string(),
  officerId: z.uuid(),
  officer: z.string(),
  office: z.string(),
  officeEn: z.string(),
  visits: z.int(),
  isDone: z.boolean(),
  lastAt: z.iso.datetime().nullable(),
  daysSince: z.int().nullable(),
  planId: z.uuid().nullable(),
  plannedOn: day.nullable(),
})
export type DueRow = z.output<typeof DueRow>

export const PlanRow = z.strictObject({
  id: z.uuid(),
  roundId: z.uuid(),
  organisationId: z.uuid(),
  name: z.string(),
  divisionName: z.string(),
  officer: z.string(),
  on: day,
  isVisited: z.boolean(),
})
export type PlanRow = z.output<typeof PlanRow>

/** How far a round has come for an office, officer, division or list. */
export const CoverageRow = z.strictObject({
  key: z.string(),
  label: z.string(),
  labelEn: z.string(),
  toVisit: z.int(),
  visited: z.int(),
  /** to one decimal */
  percent: z.number().nullable(),
})
export type CoverageRow = z.output<typeof CoverageRow>
