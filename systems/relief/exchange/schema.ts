import { z } from 'zod'
import { Day, MatterRow, MatterView } from '#platform/matter/schema'

/** What is needed and offered 供需种类, and what it is counted in. */
export const ExchangeKind = z.enum(['part', 'workers', 'transport', 'material', 'place'])
export type ExchangeKind = z.output<typeof ExchangeKind>
export const Unit = z.enum(['pieces', 'persons', 'vehicles', 'tonnes', 'square-metres'])
export type Unit = z.output<typeof Unit>

const day = Day
const quantity = z.int().min(1).max(1_000_000)

/** What both a need and an offer say; the unit follows from the kind. Trade of workers, specification of all else. */
export const Terms = z.strictObject({
  kind: ExchangeKind,
  words: z.string().trim().min(1).max(2000),
  specification: z.string().trim().max(80).default(''),
  testHours: z.int().min(1).max(168).nullable().default(null),
  closedLoopBus: z.boolean().default(false),
  quantity,
  fromOn: day,
  untilOn: day,
})
export type Terms = z.output<typeof Terms>

/** Where something lies; nulls where nobody knows. */
export const Point = z.strictObject({ longitude: z.number().nullable(), latitude: z.number().nullable() })
export type Point = z.output<typeof Point>

/** An offer 供给 as a row: of another enterprise, or of an office's labour pool 用工余缺. */
export const OfferRow = Terms.extend({
  id: z.uuid(),
  unit: Unit,
  free: z.int(),
  reserved: z.int(),
  confirmed: z.int(),
  priceFen: z.int().nullable(),
  organisationId: z.uuid().nullable(),
  offerer: z.string(),
  office: z.string(),
  officeEn: z.string(),
  divisionName: z.string(),
  withdrawn: z.boolean(),
  version: z.int(),
})
export type OfferRow = z.output<typeof OfferRow>

/** Why an offer stands where it stands among the candidates. */
export const Reason = z.enum([
  'specification-same',
  'specification-like',
  'specification-other',
  'covers-all',
  'covers-part',
  'same-town',
  'same-county',
  'near',
  'far',
  'distance-unknown',
  'days-all',
  'days-part',
  'test-fresh',
  'test-unknown',
  'bus',
  'no-bus',
  'reliable',
  'unreliable',
])
export type Reason = z.output<typeof Reason>

/** A candidate 候选, ranked by rule and chosen by a person. */
export const Candidate = z.strictObject({
  offer: OfferRow,
  score: z.number(),
  /** as the crow flies; null where a place is unknown; with the reason same-town or same-county no distance is known */
  km: z.number().nullable(),
  covers: z.int(),
  reasons: z.array(Reason),
})
export type Candidate = z.output<typeof Candidate>

export const ReservationState = z.enum(['reserved', 'confirmed', 'released', 'declined', 'lapsed'])
export type ReservationState = z.output<typeof ReservationState>

/** A reservation 预留: held until a moment, then confirmed by the offering side, declined or released. */
export const Reservation = z.strictObject({
  id: z.uuid(),
  offerId: z.uuid(),
  needId: z.uuid(),
  quantity: z.int(),
  state: ReservationState,
  holdUntil: z.iso.datetime(),
  offerer: z.string(),
  office: z.string(),
  officeEn: z.string(),
  reason: z.string().nullable(),
  delivered: z.int().nullable(),
  maySettle: z.boolean(),
  mayRelease: z.boolean(),
  mayDeliver: z.boolean(),
})
export type Reservation = z.output<typeof Reservation>

export const NeedRow = MatterRow.extend({
  needKind: ExchangeKind,
  unit: Unit,
  specification: z.string(),
  quantity: z.int(),
  reserved: z.int(),
  confirmed: z.int(),
  delivered: z.int(),
  organisationName: z.string(),
  fromOn: day,
  untilOn: day,
})
export type NeedRow = z.output<typeof NeedRow>

/** A need 需求 with its reservations. */
export const NeedView = z.strictObject({
  matter: MatterView,
  need: Terms.extend({
    unit: Unit,
    organisationId: z.uuid(),
    organisationName: z.string(),
    reserved: z.int(),
    confirmed: z.int(),
    delivered: z.int(),
  }),
  reservations: z.array(Reservation),
  mayReserve: z.boolean(),
})

/** A need as its enterprise reads it by its link. */
export const OpenNeed = Terms.extend({
  number: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  version: z.int(),
  openedAt: z.iso.datetime(),
  owner: z.string().nullable(),
  office: z.string().nullable(),
  officeEn: z.string().nullable(),
  unit: Unit,
  reserved: z.int(),
  confirmed: z.int(),
  delivered: z.int(),
})
export type OpenNeed = z.output<typeof OpenNeed>

/** An offer as its enterprise reads it by its link. */
export const OpenOffer = Terms.extend({
  id: z.uuid(),
  version: z.int(),
  withdrawn: z.boolean(),
  /** the last day is past */
  isOver: z.boolean(),
  office: z.string(),
  officeEn: z.string(),
  unit: Unit,
  reserved: z.int(),
  confirmed: z.int(),
})
export type OpenOffer = z.output<typeof OpenOffer>

export const Side = z.enum(['need', 'offer'])
export type Side = z.output<typeof Side>

/** What is reserved for an enterprise or of it, as it reads it by its link; of the other side what getting in touch takes. */
export const OpenReservation = z.strictObject({
  id: z.uuid(),
  side: Side,
  needNumber: z.string(),
  offerId: z.uuid(),
  quantity: z.int(),
  state: ReservationState,
  holdUntil: z.iso.datetime(),
  reason: z.string().nullable(),
  delivered: z.int().nullable(),
  other: z.string(),
  otherEn: z.string(),
  place: z.string(),
  fromOn: day,
  untilOn: day,
  /** somebody of the other side may be called */
  hasContact: z.boolean(),
  maySettle: z.boolean(),
  mayRelease: z.boolean(),
  mayDeliver: z.boolean(),
})
export type OpenReservation = z.output<typeof OpenReservation>
