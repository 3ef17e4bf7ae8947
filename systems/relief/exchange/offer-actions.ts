import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { findOffice } from '#platform/matter'
import { dayOf } from '#platform/texts'
import type { Exchange } from './actions.ts'
import * as offerStore from './offer-store.ts'
import { mayRun, namesOf, offersIn, officeAt, worksIn } from './rules.ts'
import type { Terms } from './schema.ts'
import * as store from './store.ts'

export const mayChange = (actor: Actor, offer: offerStore.Offer) =>
  offersIn(actor, offer.seats, offer.officeId)

export type Contact = {
  contactName?: string | undefined
  contactTelephone?: string | undefined
  mayBeCalled?: boolean
}

export type OfferInput = {
  organisationId?: string | undefined
  terms: Terms
  priceFen?: number | undefined
} & Contact

/** An enterprise's offer, or the labour pool of the actor's own office. Whom to call is sealed, for those at its place. */
export async function openOffer(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  input: OfferInput,
  at: Date,
): Promise<{ id: string }> {
  const firm =
    input.organisationId === undefined
      ? undefined
      : ((await store.findEnterprise(tx, input.organisationId)) ?? refuse('not-found'))
  if (firm !== undefined && firm.ended_at !== null) refuse('enterprise-ended')
  const own = actor.holdings.find(one => worksIn(actor, one.officeId))?.officeId
  const officeId = firm === undefined ? own : officeAt(actor, firm.path)
  const office = (await findOffice(tx, officeId ?? refuse('forbidden'))) ?? refuse('forbidden')
  const standing = { id: uuidv7(), office, organisationId: firm?.id ?? null, path: firm?.path ?? office.path }
  return enterOffer(tx, exchange, actor, standing, input, at)
}

/** Where an offer stands: the office that keeps it, whose it is, and the link by which it was said. */
export type Standing = {
  id: string
  office: { id: string }
  organisationId: string | null
  path: readonly string[]
  linkId?: string
}

export async function enterOffer(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  { id, office, organisationId, path, linkId }: Standing,
  input: Pick<OfferInput, 'terms' | 'priceFen'> & Contact,
  at: Date,
): Promise<{ id: string }> {
  const { terms } = input
  if (!mayRun(terms, dayOf(at, exchange.world.zone))) refuse('days-over')
  const own = linkId === undefined ? [] : [`link:${linkId}`]
  const seats = offerSeats(id, office.id, path)
  await offerStore.insertOffers(
    tx,
    [
      {
        id,
        organisationId,
        officeId: office.id,
        terms,
        priceFen: input.priceFen ?? null,
        divisionCode: path.at(-1)!,
        point: await store.pointOf(tx, path),
        ...(linkId !== undefined && { linkId }),
        seats: [...seats, ...own],
      },
    ],
    at,
  )
  const personSeats = contactSeats(id, office.id, path, input, linkId)
  const personId = await addContact(tx, exchange, input, personSeats, at)
  if (personId !== undefined)
    await offerStore.insertContacts(tx, [{ offerId: id, personId, seats: personSeats }])
  const deed = { action: 'relief.offer', subjectKind: 'offer', subjectId: id, fields: [], divisionPath: path }
  await record(tx, actor, deed, at)
  return { id }
}

export const offerSeats = (id: string, officeId: string, path: readonly string[]) => [
  ...divisionSeats('relief', path),
  `office:${officeId}`,
  `offer:${id}`,
]

/** Who sees the contact of a need or an offer: those at its place; the other side where it may call. */
export const contactSeats = (
  of: string,
  officeId: string,
  path: readonly string[],
  { mayBeCalled }: Pick<Contact, 'mayBeCalled'>,
  linkId?: string,
) => [
  ...divisionSeats('relief', path),
  `office:${officeId}`,
  ...(mayBeCalled === true ? [`contact:${of}`] : []),
  ...(linkId === undefined ? [] : [`link:${linkId}`]),
]

/** Seals whom to call; undefined where nobody was named. */
export async function addContact(
  tx: Tx,
  exchange: Pick<Exchange, 'people'>,
  { contactName, contactTelephone }: Contact,
  seats: readonly string[],
  at: Date,
): Promise<string | undefined> {
  if (contactName === undefined && contactTelephone === undefined) return undefined
  const id = uuidv7()
  const values = {
    ...(contactName !== undefined && { name: contactName }),
    ...(contactTelephone !== undefined && { telephone: contactTelephone }),
  }
  await exchange.people.add(tx, { id, seats, values, at })
  return id
}

/** Fewer, more or longer, or withdrawn; never below what others hold of it. */
export async function changeOffer(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  id: string,
  input: OfferChange,
  at: Date,
): Promise<{ version: number }> {
  const seen = (await offerStore.findOffer(tx, id, at)) ?? refuse('not-found')
  if (!mayChange(actor, seen)) refuse('forbidden')
  return withKeys(tx, actor, [`office:${seen.officeId}`], () => changeOne(tx, exchange, actor, id, input, at))
}

type OfferChange =
  | { version: number; quantity: number; untilOn: string }
  | { version: number; withdraw: true }

export async function changeOne(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  id: string,
  input: OfferChange,
  at: Date,
): Promise<{ version: number }> {
  const offer = (await offerStore.lockOffer(tx, NO_NEED, id, at)) ?? refuse('not-found')
  if (offer.version !== input.version) refuse('stale-version')
  if (offer.withdrawn) refuse('offer-over')
  const taken = offer.reserved + offer.confirmed
  if ('withdraw' in input ? offer.reserved > 0 : input.quantity < taken) {
    const rows = await store.listReservations(tx, { offerId: id })
    const holders = rows.filter(one => one.state === 'reserved' || one.state === 'confirmed')
    refuse('offer-held', { taken, holders: namesOf(holders) })
  }
  if (!('withdraw' in input) && input.untilOn < dayOf(at, exchange.world.zone)) refuse('days-over')
  const change = 'withdraw' in input ? { withdrawnAt: at } : input
  if (!(await offerStore.changeOffer(tx, id, input.version, change))) refuse('stale-version')
  const deed = {
    action: 'withdraw' in input ? 'relief.withdrawOffer' : 'relief.changeOffer',
    subjectKind: 'offer',
    subjectId: id,
    fields: [],
    divisionPath: [],
  }
  await record(tx, actor, deed, at)
  return { version: input.version + 1 }
}
export const NO_NEED = '00000000-0000-0000-0000-000000000000'

/** Whom to call about a need or an offer, masked, for those at its place; the look is recorded. */
export async function readContact(
  tx: Tx,
  exchange: Exchange,
  actor: Actor,
  of: { needId: string } | { offerId: string },
  at: Date,
) {
  const personId = (await offerStore.findContact(tx, of)) ?? refuse('not-found')
  const values = (await exchange.people.masked(tx, [personId], ['name', 'telephone'])).get(personId)
  const isNeed = 'needId' in of
  const deed = {
    action: isNeed ? 'relief.needContact' : 'relief.offerContact',
    subjectKind: isNeed ? 'need' : 'offer',
    subjectId: isNeed ? of.needId : of.offerId,
    fields: ['name', 'telephone'],
    divisionPath: [],
  }
  await record(tx, actor, deed, at)
  return { personId, name: values?.name ?? null, telephone: values?.telephone ?? null }
}
