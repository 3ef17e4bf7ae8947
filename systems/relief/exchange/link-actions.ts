import { look } from '#platform/audit'
import { type Database, enterLink, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import { act, findOffice, newIdentity } from '#platform/matter'
import { notify } from '#platform/notices'
import { hashSecret, readSecret } from '#platform/seal'
import { dayOf } from '#platform/texts'
import { linkActor } from '../link-actions.ts'
import * as links from '../link-store.ts'
import { divisionOfTier, responsibleNow } from '../rules.ts'
import { findOfficeFor } from '../store.ts'
import { deliverOne, type Exchange, enterNeed, type NeedKind, type Settling, settleOne } from './actions.ts'
import * as byLink from './link-store.ts'
import { addContact, type Contact, changeOne, contactSeats, enterOffer } from './offer-actions.ts'
import * as offerStore from './offer-store.ts'
import { mayOn, subjectOf } from './rules.ts'
import type { ExchangeKind, Side, Terms } from './schema.ts'
import * as store from './store.ts'

/** A call by an enterprise's report link: the link's secret, and the call's own name. */
export type Caller = { db: Database; once: Once; secret: string; requestId: string }
type Said = { terms: Terms } & Contact

/** What the enterprise needs and offers, and what is reserved for it and of it: its own, and of others what that takes. */
export async function openExchange(db: Database, exchange: Exchange, secret: string, at: Date) {
  const hash = hashSecret(secret)
  return db.asLink(hash, async tx => {
    const firm = (await links.findReportFacts(tx, hash, at)) ?? refuse('link-unknown')
    const today = dayOf(at, exchange.world.zone)
    const needs = await byLink.listNeedsByLink(tx, hash, at)
    const offers = await byLink.listOffersByLink(tx, hash, at)
    const reservations = await byLink.listReservationsByLink(tx, hash, at)
    return {
      organisationName: firm.name,
      needs: needs.map(({ id: _, openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() })),
      offers: offers.map(row => ({ ...row, isOver: row.untilOn < today })),
      reservations: reservations.map(({ needId: _, offerer: __, ...row }) => ({
        ...row,
        holdUntil: row.holdUntil.toISOString(),
        ...mayOn(sideOf(row.side), row, at),
      })),
    }
  })
}

const sideOf = (side: Side) => ({ offering: side === 'offer', needing: side === 'need' })

/** Who cares for the enterprise now; where nobody does, the county's office of the subject. */
async function destinationOf(
  tx: Tx,
  firm: NonNullable<Awaited<ReturnType<typeof links.findReportFacts>>>,
  kind: ExchangeKind,
) {
  const responsible = responsibleNow(firm.team)
  const office =
    responsible === undefined
      ? await findOfficeFor(tx, firm.path, divisionOfTier(firm.path, 'county'), subjectOf[kind])
      : await findOffice(tx, responsible.officeId)
  return { office: office ?? refuse('no-office'), ownerId: responsible?.accountId ?? null }
}

const recipientOf = ({ office, ownerId }: { office: { id: string }; ownerId: string | null }) =>
  ownerId === null ? { officeId: office.id } : { accountId: ownerId }

/** One intention of the enterprise, carried out once. */
async function asFirm<T>(
  { db, once, secret }: Caller,
  work: (tx: Tx, linkId: string, hash: Buffer) => Promise<T>,
): Promise<T> {
  const hash = hashSecret(secret)
  return db.asLink(hash, async (tx, link) => {
    if (link === undefined || link.purpose !== 'report') return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, () => work(tx, link.link_id, hash))
  })
}

/** The enterprise says what it needs. The code is derived from the need's own link, so a retry gives the same. */
export async function needByLink(
  caller: Caller,
  exchange: Exchange,
  { terms, ...contact }: Said,
  at: Date,
): Promise<{ number: string; code: string }> {
  const { number, linkId } = await asFirm(caller, async (tx, reportId, hash) => {
    const firm = (await links.findReportFacts(tx, hash, at)) ?? refuse('link-unknown')
    const to = await destinationOf(tx, firm, terms.kind)
    const identity = await newIdentity(tx, to.office.prefix)
    const linkId = uuidv7()
    const secretHash = hashSecret(`${identity.number}:${exchange.secrets.of(linkId)}`)
    const seats = [`link:${reportId}`, `link:${linkId}`]
    await links.insertTrackLink(tx, identity.id, { id: linkId, secretHash, createdBy: null, seats })
    // From here the need's own link acts: the report link alone opens no matter.
    await enterLink(tx, secretHash)
    const actor = linkActor(linkId, caller.requestId)
    await enterNeed(tx, exchange, actor, firm, terms, { ...to, byLink: { id: linkId, identity } }, at)
    const personSeats = contactSeats(identity.id, to.office.id, firm.path, contact, linkId)
    const personId = await addContact(tx, exchange, contact, personSeats, at)
    if (personId !== undefined) await offerStore.insertNeedContact(tx, identity.id, personId, personSeats)
    const { number } = identity
    const word = { matterId: identity.id, template: 'new-need', params: { number } }
    await notify(tx, { ...word, to: recipientOf(to) }, at)
    await enterLink(tx, hash)
    return { number, linkId }
  })
  return { number, code: exchange.secrets.of(linkId) }
}

/** The enterprise says what it can spare; the office of whoever cares for it keeps the offer. */
export async function offerByLink(
  caller: Caller,
  exchange: Exchange,
  said: Said,
  at: Date,
): Promise<{ id: string; code: string }> {
  const { id, linkId } = await asFirm(caller, async (tx, reportId, hash) => {
    const firm = (await links.findReportFacts(tx, hash, at)) ?? refuse('link-unknown')
    const to = await destinationOf(tx, firm, said.terms.kind)
    const [id, linkId] = [uuidv7(), uuidv7()]
    const secretHash = hashSecret(`${id}:${exchange.secrets.of(linkId)}`)
    const seats = [`link:${reportId}`, `link:${linkId}`]
    await links.insertCodeLink(tx, { id: linkId, secretHash, createdBy: null, seats })
    await enterLink(tx, secretHash)
    const actor = linkActor(linkId, caller.requestId)
    const standing = { id, office: to.office, organisationId: firm.id, path: firm.path, linkId }
    await enterOffer(tx, exchange, actor, standing, said, at)
    const word = { matterId: null, template: 'new-offer', params: {} }
    await notify(tx, { ...word, to: recipientOf(to) }, at)
    await enterLink(tx, hash)
    return { id, linkId }
  })
  return { id, code: exchange.secrets.of(linkId) }
}

/** The enterprise takes its need back. */
export async function withdrawNeedByLink(
  caller: Caller,
  exchange: Exchange,
  kind: NeedKind,
  input: { number: string; version: number; reason: string },
  at: Date,
): Promise<{ status: string; version: number }> {
  return asFirm(caller, async (tx, reportId, hash) => {
    const needs = await byLink.listNeedsByLink(tx, hash, at)
    const { id } = needs.find(one => one.number === input.number) ?? refuse('not-found')
    if (!(await byLink.enterExchange(tx, hash, id, null))) refuse('not-found')
    const call = { input: { reason: input.reason }, version: input.version }
    const actor = linkActor(reportId, caller.requestId)
    const { status, version } = await act(tx, exchange.world, kind, actor, id, 'withdraw', call, at)
    return { status, version }
  })
}

/** The enterprise takes its offer back. */
export async function withdrawOfferByLink(
  caller: Caller,
  exchange: Exchange,
  id: string,
  version: number,
  at: Date,
): Promise<{ version: number }> {
  return asFirm(caller, async (tx, reportId, hash) => {
    if (!(await byLink.enterExchange(tx, hash, null, id))) refuse('not-found')
    const actor = linkActor(reportId, caller.requestId)
    return changeOne(tx, exchange, actor, id, { version, withdraw: true }, at)
  })
}

/** A reservation that concerns the link's enterprise, with the keys of its need and its offer and of nothing else. */
async function enterReservation(tx: Tx, hash: Buffer, id: string, at: Date) {
  const rows = await byLink.listReservationsByLink(tx, hash, at)
  const { side, needId, offerId, offerer } = rows.find(one => one.id === id) ?? refuse('not-found')
  if (!(await byLink.enterExchange(tx, hash, needId, offerId))) refuse('not-found')
  const { office_id, offerOfficeId } = (await store.findReservation(tx, id)) ?? refuse('not-found')
  const told = [...new Set([office_id, offerOfficeId])]
  return { side, held: { id, need_id: needId, offer_id: offerId, offerer, told } }
}

/** The enterprise that offers confirms or declines; either releases. Both offices hear of it. */
export async function settleByLink(
  caller: Caller,
  exchange: Exchange,
  id: string,
  how: Settling,
  reason: string | null,
  at: Date,
) {
  return asFirm(caller, async (tx, reportId, hash) => {
    const { side, held } = await enterReservation(tx, hash, id, at)
    if (how !== 'release' && side !== 'offer') refuse('forbidden')
    return settleOne(tx, exchange, linkActor(reportId, caller.requestId), held, how, reason, at)
  })
}

/** The enterprise that needs says how many came. */
export async function deliverByLink(
  caller: Caller,
  exchange: Exchange,
  id: string,
  quantity: number,
  at: Date,
): Promise<{ delivered: number }> {
  return asFirm(caller, async (tx, reportId, hash) => {
    const { side, held } = await enterReservation(tx, hash, id, at)
    if (side !== 'need') refuse('forbidden')
    return deliverOne(tx, exchange, linkActor(reportId, caller.requestId), held, { quantity }, at)
  })
}

/**
 * Whom to call on the other side, where that side said so: the link hangs at the gate, so it takes the code that was
 * given to whoever said the own side. The look is recorded.
 */
export async function contactByLink(
  { db, secret, requestId }: Omit<Caller, 'once'>,
  exchange: Exchange,
  id: string,
  code: string,
  at: Date,
): Promise<{ name: string | null; telephone: string | null }> {
  const hash = hashSecret(secret)
  return db.asLink(hash, async tx => {
    const firm = (await links.findReportFacts(tx, hash, at)) ?? refuse('link-unknown')
    const rows = await byLink.listReservationsByLink(tx, hash, at)
    const one = rows.find(row => row.id === id) ?? refuse('not-found')
    const codeHash = hashSecret(`${one.side === 'need' ? one.needNumber : one.offerId}:${readSecret(code)}`)
    const personId = (await byLink.enterContact(tx, hash, codeHash, id, at)) ?? refuse('not-found')
    const fields = ['name', 'telephone'] as const
    const values = (await exchange.people.read(tx, [personId], fields)).get(personId)
    const subject = { kind: 'reservation', id }
    const purpose = 'exchange.reserved'
    const seen = { personId, purpose, fields, subject, divisionPath: firm.path }
    await look(tx, linkActor(firm.linkId, requestId), seen, at)
    return { name: values?.name ?? null, telephone: values?.telephone ?? null }
  })
}
