import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Day } from '#platform/matter/schema'
import {
  Candidate,
  ExchangeKind,
  NeedRow,
  NeedView,
  OfferRow,
  OpenNeed,
  OpenOffer,
  OpenReservation,
  Reservation,
  ReservationState,
  Terms,
} from './schema.ts'

const ofOne = z.strictObject({ id: z.uuid() })
const ofNeed = z.strictObject({ id: z.uuid() })
const quantity = z.int().min(1).max(1_000_000)
const instant = z.iso.datetime({ offset: true })
const reason = z.string().trim().min(1).max(1000)
const limit = z.coerce.number().int().min(1).max(100).default(50)
const secret = z.string().min(10).max(200)
const contact = {
  contactName: z.string().trim().min(1).max(60).optional(),
  contactTelephone: z.string().trim().min(3).max(30).optional(),
  /** the other side may call, once a person has reserved */
  mayBeCalled: z.boolean().default(false),
}
const byLink = ['invalid', 'link-unknown', 'too-many-requests'] as const
const within = z
  .string()
  .regex(/^\d{2,12}$/)
  .optional()

const Contact = z.strictObject({
  personId: z.uuid(),
  name: z.string().nullable(),
  telephone: z.string().nullable(),
})

/** Needs, offers, and the reservations that join them. */
export const exchangeApi = {
  listNeeds: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/needs',
    who: 'staff',
    summary: 'Needs that I may see, the nearest day first',
    input: {
      query: z.strictObject({
        open: z.enum(['open', 'closed']).default('open'),
        kind: ExchangeKind.optional(),
        organisation: z.uuid().optional(),
        problem: z.uuid().optional(),
        within,
        limit,
      }),
    },
    output: z.array(NeedRow),
    refusals: [],
  }),
  openNeed: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/needs',
    who: 'staff',
    summary: 'Enters what an enterprise needs, from when until when; it may hold back a problem',
    input: {
      body: z.strictObject({
        organisationId: z.uuid(),
        terms: Terms,
        problem: z.strictObject({ id: z.uuid(), blocks: z.boolean() }).optional(),
      }),
    },
    output: z.strictObject({ id: z.uuid(), number: z.string() }),
    refusals: ['not-found', 'forbidden', 'not-now', 'enterprise-ended', 'days-over'],
  }),
  viewNeed: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/needs/:id',
    who: 'staff',
    summary: 'One need with its reservations and its story',
    input: { params: ofNeed },
    output: NeedView,
    refusals: ['not-found'],
  }),
  matchNeed: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/needs/:id/candidates',
    who: 'staff',
    summary: 'Offers for a need, best first with the reasons, and the fewest that together are enough',
    input: { params: ofNeed },
    output: z.strictObject({
      left: z.int(),
      candidates: z.array(Candidate),
      together: z.array(z.strictObject({ offerId: z.uuid(), quantity: z.int() })),
    }),
    refusals: ['not-found'],
  }),
  reserve: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/needs/:id/reservations',
    who: 'staff',
    summary: 'Holds a part of an offer for a need until a moment, two days unless told',
    input: {
      params: ofNeed,
      body: z.strictObject({ offerId: z.uuid(), quantity, holdUntil: instant.optional() }),
    },
    output: z.strictObject({ id: z.uuid(), holdUntil: z.iso.datetime() }),
    refusals: [
      'not-found',
      'forbidden',
      'not-now',
      'days-over',
      'offer-over',
      'offer-unfit',
      'need-covered',
      'offer-taken',
    ],
  }),
  settle: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/reservations/:id/:how',
    who: 'staff',
    summary: 'The offering side confirms or declines; either side releases, with a reason. Twice is once',
    input: {
      params: z.strictObject({ id: z.uuid(), how: z.enum(['confirm', 'decline', 'release']) }),
      body: z.strictObject({ reason: reason.optional() }),
    },
    output: z.strictObject({ state: ReservationState }),
    refusals: ['not-found', 'forbidden', 'not-now', 'hold-over', 'needs-why'],
  }),
  deliver: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/reservations/:id/delivery',
    who: 'staff',
    summary: 'The needing side records how much came; figures count that, not what was promised',
    input: {
      params: ofOne,
      body: z.strictObject({ quantity: z.int().min(0).max(1_000_000), occurredAt: instant.optional() }),
    },
    output: z.strictObject({ delivered: z.int() }),
    refusals: ['not-found', 'forbidden', 'not-now', 'days-over', 'delivery-there', 'more-than-confirmed'],
  }),
  listOffers: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/offers',
    who: 'staff',
    summary: 'Offers in force, the newest first',
    input: {
      query: z.strictObject({
        kind: ExchangeKind.optional(),
        organisation: z.uuid().optional(),
        within,
        limit,
      }),
    },
    output: z.array(OfferRow),
    refusals: [],
  }),
  openOffer: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/offers',
    who: 'staff',
    summary: 'Enters an enterprise’s offer, or one of the own office’s labour pool; the contact is sealed',
    input: {
      body: z.strictObject({
        organisationId: z.uuid().optional(),
        terms: Terms,
        priceFen: z.int().min(0).max(1_000_000_000).optional(),
        ...contact,
      }),
    },
    output: ofOne,
    refusals: ['not-found', 'forbidden', 'enterprise-ended', 'days-over'],
  }),
  viewOffer: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/offers/:id',
    who: 'staff',
    summary: 'An offer and who holds how much of it',
    input: { params: ofOne },
    output: z.strictObject({ offer: OfferRow, reservations: z.array(Reservation), mayChange: z.boolean() }),
    refusals: ['not-found'],
  }),
  needContact: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/needs/:id/contact',
    who: 'staff',
    summary: 'Whom to call about a need that an enterprise said by its link, masked. The look is recorded',
    input: { params: ofOne },
    output: Contact,
    refusals: ['not-found'],
  }),
  offerContact: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/offers/:id/contact',
    who: 'staff',
    summary: 'Whom to call, masked; only for those at the offer’s place. The look is recorded',
    input: { params: ofOne },
    output: Contact,
    refusals: ['not-found'],
  }),
  changeOffer: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/offers/:id/changes',
    who: 'staff',
    summary: 'More, fewer or longer; refused below what others hold, saying who',
    input: {
      params: ofOne,
      body: z.strictObject({ version: z.int(), quantity, untilOn: Day }),
    },
    output: z.strictObject({ version: z.int() }),
    refusals: ['not-found', 'forbidden', 'stale-version', 'offer-over', 'offer-held', 'days-over'],
  }),
  withdrawOffer: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/offers/:id/withdrawal',
    who: 'staff',
    summary: 'Withdraws an offer of which nothing is held without an answer',
    input: { params: ofOne, body: z.strictObject({ version: z.int() }) },
    output: z.strictObject({ version: z.int() }),
    refusals: ['not-found', 'forbidden', 'stale-version', 'offer-over', 'offer-held', 'days-over'],
  }),
  openExchange: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/open/exchange',
    who: 'anyone',
    summary: 'What an enterprise needs, offers, and what is reserved, by its report link',
    input: { query: z.strictObject({ secret }) },
    output: z.strictObject({
      organisationName: z.string(),
      needs: z.array(OpenNeed),
      offers: z.array(OpenOffer),
      reservations: z.array(OpenReservation),
    }),
    refusals: ['link-unknown', 'too-many-requests'],
    perMinute: 60,
  }),
  needByLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/needs',
    who: 'anyone',
    summary: 'The enterprise says what it needs; it comes to its liaison officer. The code opens contacts',
    input: { body: z.strictObject({ secret, terms: Terms, ...contact }) },
    output: z.strictObject({ number: z.string(), code: z.string() }),
    refusals: [...byLink, 'enterprise-ended', 'days-over', 'no-office'],
    perMinute: 10,
  }),
  offerByLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/offers',
    who: 'anyone',
    summary: 'The enterprise says what it can spare. The code opens contacts',
    input: { body: z.strictObject({ secret, terms: Terms, ...contact }) },
    output: z.strictObject({ id: z.uuid(), code: z.string() }),
    refusals: [...byLink, 'enterprise-ended', 'days-over', 'no-office'],
    perMinute: 10,
  }),
  withdrawNeedByLink: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/open/needs/withdrawal',
    who: 'anyone',
    summary: 'The enterprise takes its need back, while nothing is held for it',
    input: { body: z.strictObject({ secret, number: z.string().min(5).max(40), version: z.int(), reason }) },
    output: z.strictObject({ status: z.string(), version: z.int() }),
    refusals: [...byLink, 'not-found', 'not-now', 'stale-version', 'holds-open'],
    perMinute: 20,
  }),
  withdrawOfferByLink: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/open/offers/:id/withdrawal',
    who: 'anyone',
    summary: 'The enterprise takes its offer back, while nothing of it waits for an answer',
    input: { params: ofOne, body: z.strictObject({ secret, version: z.int() }) },
    output: z.strictObject({ version: z.int() }),
    refusals: [...byLink, 'not-found', 'stale-version', 'offer-over', 'offer-held'],
    perMinute: 20,
  }),
  settleByLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/reservations/:id/:how',
    who: 'anyone',
    summary: 'The enterprise that offers confirms or declines, either releases, with a reason. Twice is once',
    input: {
      params: z.strictObject({ id: z.uuid(), how: z.enum(['confirm', 'decline', 'release']) }),
      body: z.strictObject({ secret, reason: reason.optional() }),
    },
    output: z.strictObject({ state: ReservationState }),
    refusals: [...byLink, 'not-found', 'forbidden', 'not-now', 'hold-over', 'needs-why'],
    perMinute: 20,
  }),
  deliverByLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/reservations/:id/delivery',
    who: 'anyone',
    summary: 'The enterprise that needs says how much came',
    input: {
      params: ofOne,
      body: z.strictObject({ secret, quantity: z.int().min(0).max(1_000_000) }),
    },
    output: z.strictObject({ delivered: z.int() }),
    refusals: [...byLink, 'not-found', 'forbidden', 'not-now', 'delivery-there', 'more-than-confirmed'],
    perMinute: 20,
  }),
  contactByLink: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/reservations/:id/contact',
    who: 'anyone',
    summary:
      'Whom to call on the other side of what is reserved, with the code of the own side. The look is recorded',
    input: { params: ofOne, body: z.strictObject({ secret, code: z.string().min(10).max(200) }) },
    output: z.strictObject({ name: z.string().nullable(), telephone: z.string().nullable() }),
    refusals: [...byLink, 'not-found'],
    perMinute: 10,
  }),
}
