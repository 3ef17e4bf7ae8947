import type { Actor } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import { dayOf } from '#platform/texts'
import * as actions from './actions.ts'
import { exchangeApi } from './api.ts'
import * as byLink from './link-actions.ts'
import * as offers from './offer-actions.ts'
import * as offerStore from './offer-store.ts'
import type { Reservation, ReservationState } from './schema.ts'
import * as store from './store.ts'

const toReservation =
  (actor: Actor, at: Date) =>
  (row: store.RawReservation): Reservation => ({
    id: row.id,
    offerId: row.offer_id,
    needId: row.need_id,
    quantity: row.quantity,
    state: row.state === 'reserved' && row.hold_until <= at ? 'lapsed' : (row.state as ReservationState),
    holdUntil: row.hold_until.toISOString(),
    offerer: row.offerer,
    office: row.office,
    officeEn: row.officeEn,
    reason: row.reason,
    delivered: row.delivered,
    ...actions.mayOf(actor, row, at),
  })

export const exchangeRoutes = (parts: {
  exchange: actions.Exchange
  kind: actions.NeedKind
  matters: MatterParts
}): Route[] => [
  bind(exchangeApi.listNeeds, ({ query, tx }) => store.listNeeds(tx, query, query.limit)),
  bind(exchangeApi.openNeed, ({ body, actor, tx, at }) =>
    actions.openNeed(tx, parts.exchange, actor, body, at),
  ),
  bind(exchangeApi.viewNeed, async ({ params, actor, tx, at }) => {
    const matter = await viewMatter(tx, parts.matters, actor, params.id, at)
    const need = (await store.findNeed(tx, params.id, at)) ?? refuse('not-found')
    const rows = await store.listReservations(tx, { needId: params.id })
    const { terms, unit, organisationId, organisationName, reserved, confirmed, delivered } = need
    return {
      matter,
      need: { ...terms, unit, organisationId, organisationName, reserved, confirmed, delivered },
      reservations: rows.map(toReservation(actor, at)),
      mayReserve: matter.isOpen && (await actions.mayReserve(tx, actor, params.id)),
    }
  }),
  bind(exchangeApi.matchNeed, ({ params, tx, at }) => actions.match(tx, parts.exchange, params.id, at)),
  bind(exchangeApi.reserve, ({ params, body, actor, tx, at }) => {
    const { holdUntil, ...rest } = body
    const input = { ...rest, ...(holdUntil !== undefined && { holdUntil: new Date(holdUntil) }) }
    return actions.reserve(tx, parts.exchange, actor, params.id, input, at)
  }),
  bind(exchangeApi.settle, async ({ params, body, actor, tx, at }) => {
    const { id, how } = params
    if (how !== 'confirm' && body.reason === undefined) refuse('needs-why')
    return actions.settle(tx, parts.exchange, actor, id, how, body.reason ?? null, at)
  }),
  bind(exchangeApi.deliver, ({ params, body, actor, tx, at }) => {
    const { occurredAt, quantity } = body
    const input = { quantity, ...(occurredAt !== undefined && { occurredAt: new Date(occurredAt) }) }
    return actions.deliver(tx, parts.exchange, actor, params.id, input, at)
  }),
  bind(exchangeApi.listOffers, async ({ query, tx, at }) => {
    const today = dayOf(at, parts.exchange.world.zone)
    return (await offerStore.listOffers(tx, query, today, query.limit, at)).map(offerStore.shown)
  }),
  bind(exchangeApi.openOffer, ({ body, actor, tx, at }) =>
    offers.openOffer(tx, parts.exchange, actor, body, at),
  ),
  bind(exchangeApi.viewOffer, async ({ params, actor, tx, at }) => {
    const offer = (await offerStore.findOffer(tx, params.id, at)) ?? refuse('not-found')
    const rows = await store.listReservations(tx, { offerId: params.id })
    return {
      offer: offerStore.shown(offer),
      reservations: rows.map(toReservation(actor, at)),
      mayChange: !offer.withdrawn && offers.mayChange(actor, offer),
    }
  }),
  bind(exchangeApi.offerContact, ({ params, actor, tx, at }) =>
    offers.readContact(tx, parts.exchange, actor, { offerId: params.id }, at),
  ),
  bind(exchangeApi.needContact, ({ params, actor, tx, at }) =>
    offers.readContact(tx, parts.exchange, actor, { needId: params.id }, at),
  ),
  bind(exchangeApi.changeOffer, ({ params, body, actor, tx, at }) =>
    offers.changeOffer(tx, parts.exchange, actor, params.id, body, at),
  ),
  bind(exchangeApi.withdrawOffer, ({ params, body, actor, tx, at }) =>
    offers.changeOffer(tx, parts.exchange, actor, params.id, { ...body, withdraw: true }, at),
  ),
  bind(exchangeApi.openExchange, ({ query, db, at }) =>
    byLink.openExchange(db, parts.exchange, query.secret, at),
  ),
  bind(exchangeApi.needByLink, ({ body: { secret, ...said }, db, once, requestId, at }) =>
    byLink.needByLink({ db, once, secret, requestId }, parts.exchange, said, at),
  ),
  bind(exchangeApi.offerByLink, ({ body: { secret, ...said }, db, once, requestId, at }) =>
    byLink.offerByLink({ db, once, secret, requestId }, parts.exchange, said, at),
  ),
  bind(exchangeApi.withdrawNeedByLink, ({ body: { secret, ...input }, db, once, requestId, at }) =>
    byLink.withdrawNeedByLink({ db, once, secret, requestId }, parts.exchange, parts.kind, input, at),
  ),
  bind(exchangeApi.withdrawOfferByLink, ({ params, body: { secret, version }, db, once, requestId, at }) =>
    byLink.withdrawOfferByLink({ db, once, secret, requestId }, parts.exchange, params.id, version, at),
  ),
  bind(exchangeApi.settleByLink, async ({ params, body: { secret, reason }, db, once, requestId, at }) => {
    const { id, how } = params
    if (how !== 'confirm' && reason === undefined) refuse('needs-why')
    const caller = { db, once, secret, requestId }
    return byLink.settleByLink(caller, parts.exchange, id, how, reason ?? null, at)
  }),
  bind(exchangeApi.deliverByLink, ({ params, body: { secret, quantity }, db, once, requestId, at }) =>
    byLink.deliverByLink({ db, once, secret, requestId }, parts.exchange, params.id, quantity, at),
  ),
  bind(exchangeApi.contactByLink, ({ params, body: { secret, code }, db, requestId, at }) =>
    byLink.contactByLink({ db, secret, requestId }, parts.exchange, params.id, code, at),
  ),
]
