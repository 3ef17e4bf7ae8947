import type { Actor } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import { dayOf } from '#platform/texts'
import * as actions from './actions.ts'
import { exchangeApi } from './api.ts'
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

export const exchangeRoutes = (parts: { exchange: actions.Exchange; matters: MatterParts }): Route[] => [
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
    return (await store.listOffers(tx, query, today, query.limit, at)).map(store.shown)
  }),
  bind(exchangeApi.openOffer, ({ body, actor, tx, at }) =>
    actions.openOffer(tx, parts.exchange, actor, body, at),
  ),
  bind(exchangeApi.viewOffer, async ({ params, actor, tx, at }) => {
    const offer = (await store.findOffer(tx, params.id, at)) ?? refuse('not-found')
    const rows = await store.listReservations(tx, { offerId: params.id })
    return {
      offer: store.shown(offer),
      reservations: rows.map(toReservation(actor, at)),
      mayChange: !offer.withdrawn && actions.mayChange(actor, offer),
    }
  }),
  bind(exchangeApi.offerContact, ({ params, actor, tx, at }) =>
    actions.readContact(tx, parts.exchange, actor, params.id, at),
  ),
  bind(exchangeApi.changeOffer, ({ params, body, actor, tx, at }) =>
    actions.changeOffer(tx, parts.exchange, actor, params.id, body, at),
  ),
  bind(exchangeApi.withdrawOffer, ({ params, body, actor, tx, at }) =>
    actions.changeOffer(tx, parts.exchange, actor, params.id, { ...body, withdraw: true }, at),
  ),
]
