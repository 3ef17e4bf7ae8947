import { type SqlBool, sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { ExchangeKind, OfferRow, Point, Terms, Unit } from './schema.ts'
import { termColumns, toTerms } from './store.ts'

export type NewOffer = {
  id: string
  organisationId: string | null
  officeId: string
  terms: Terms
  priceFen: number | null
  divisionCode: string
  point: Point
  linkId?: string
  listKey?: string
  seats: readonly string[]
}

/** A statement takes 65,535 parameters. */
const CHUNK = 1000

export async function insertOffers(tx: Tx, offers: readonly NewOffer[], at: Date): Promise<void> {
  for (let i = 0; i < offers.length; i += CHUNK)
    await tx
      .insertInto('relief.offer')
      .values(
        offers.slice(i, i + CHUNK).map(offer => ({
          id: offer.id,
          link_id: offer.linkId ?? null,
          list_key: offer.listKey ?? null,
          organisation_id: offer.organisationId,
          office_id: offer.officeId,
          ...termColumns(offer.terms, offer.point),
          price_fen: offer.priceFen,
          division_code: offer.divisionCode,
          recorded_at: at,
          seats: [...offer.seats],
        })),
      )
      .execute()
}

export async function insertContacts(
  tx: Tx,
  contacts: readonly { offerId: string; personId: string; seats: readonly string[] }[],
): Promise<void> {
  for (let i = 0; i < contacts.length; i += CHUNK)
    await tx
      .insertInto('relief.offer_contact')
      .values(
        contacts
          .slice(i, i + CHUNK)
          .map(one => ({ offer_id: one.offerId, person_id: one.personId, seats: [...one.seats] })),
      )
      .execute()
}

/** An offer as an office's list knows it by its number. */
export type Listed = {
  id: string
  key: string
  version: number
  withdrawn: boolean
  organisationId: string | null
  offerer: string | null
  /** reserved or confirmed by others */
  held: number
  terms: Terms
  personId: string | null
  mayBeCalled: boolean
}

export async function readListed(
  tx: Tx,
  officeId: string,
  keys: readonly string[],
  at: Date,
): Promise<Listed[]> {
  if (keys.length === 0) return []
  const rows = await offerRows(tx, at)
    .select([
      'f.list_key',
      sql<string | null>`(select c.person_id from relief.offer_contact c where c.offer_id = f.id
        and c.ended_at is null)`.as('person'),
      sql<boolean>`exists (select from relief.offer_contact c join region.person p on p.id = c.person_id
        where c.offer_id = f.id and c.ended_at is null and p.seats @> array['contact:' || f.id])`.as(
        'called',
      ),
    ])
    .where('f.office_id', '=', officeId)
    .where(sql<SqlBool>`f.list_key = any(${[...keys]}::text[])`)
    .execute()
  return rows.map(row => ({
    id: row.id,
    key: row.list_key!,
    version: row.version,
    withdrawn: row.withdrawn_at !== null,
    organisationId: row.organisation_id,
    offerer: row.firm,
    held: row.reserved - row.lapsed + row.confirmed,
    terms: toTerms(row),
    personId: row.person,
    mayBeCalled: row.called,
  }))
}

/** Writes what a corrected list says over the version that was compared; false where it is another one by now. */
export async function updateTerms(tx: Tx, id: string, version: number, terms: Terms): Promise<boolean> {
  const rows = await tx
    .updateTable('relief.offer')
    .set({
      words: terms.words,
      specification: terms.specification,
      test_hours: terms.testHours,
      closed_loop_bus: terms.closedLoopBus,
      quantity: terms.quantity,
      from_on: terms.fromOn,
      until_on: terms.untilOn,
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .execute()
  return rows.length === 1
}

const offerRows = (tx: Tx, at: Date) =>
  tx.selectFrom('relief.offer as f').select([
    'f.id',
    'f.kind',
    'f.unit',
    'f.words',
    'f.specification',
    'f.test_hours',
    'f.closed_loop_bus',
    'f.quantity',
    'f.reserved',
    'f.confirmed',
    'f.price_fen',
    'f.organisation_id',
    'f.office_id',
    'f.division_code',
    'f.longitude',
    'f.latitude',
    'f.from_on',
    'f.until_on',
    'f.withdrawn_at',
    'f.version',
    'f.seats',
    sql<string | null>`(select g.name from region.organisation g where g.id = f.organisation_id)`.as('firm'),
    sql<string>`(select o.name from region.office o where o.id = f.office_id)`.as('office'),
    sql<string>`(select o.name_en from region.office o where o.id = f.office_id)`.as('office_en'),
    sql<string>`(select d.name from region.division d where d.code = f.division_code)`.as('place'),
    sql<number>`coalesce((select sum(r.quantity) from relief.reservation r where r.offer_id = f.id
        and r.state = 'reserved' and r.hold_until <= ${at}), 0)::int`.as('lapsed'),
  ])

type RawOffer = Awaited<ReturnType<ReturnType<typeof offerRows>['execute']>>[number]
export type Offer = OfferRow & Point & { officeId: string; divisionCode: string; seats: string[] }
const toOffer = (row: RawOffer): Offer => ({
  ...toTerms(row),
  id: row.id,
  unit: row.unit as Unit,
  free: row.quantity - row.reserved - row.confirmed + row.lapsed,
  reserved: row.reserved - row.lapsed,
  confirmed: row.confirmed,
  priceFen: row.price_fen === null ? null : Number(row.price_fen),
  organisationId: row.organisation_id,
  offerer: row.firm ?? row.office,
  office: row.office,
  officeEn: row.office_en,
  divisionName: row.place,
  withdrawn: row.withdrawn_at !== null,
  version: row.version,
  officeId: row.office_id,
  divisionCode: row.division_code,
  longitude: row.longitude,
  latitude: row.latitude,
  seats: row.seats,
})
/** What a reader is given of an offer. */
export const shown = ({
  officeId: _,
  divisionCode: __,
  seats: ___,
  longitude: ____,
  latitude: _____,
  ...row
}: Offer): OfferRow => row

export async function findOffer(tx: Tx, id: string, at: Date): Promise<Offer | undefined> {
  const row = await offerRows(tx, at).where('f.id', '=', id).executeTakeFirst()
  return row && toOffer(row)
}

/** Locks an offer, with the holds that ran out given back to it and to the need. */
export async function lockOffer(tx: Tx, needId: string, id: string, at: Date): Promise<Offer | undefined> {
  await sql`select relief.lapse(${needId}, ${id}, ${at})`.execute(tx)
  return findOffer(tx, id, at)
}

/** The offers near a need, and the ones of just its specification wherever they are: what the rule then ranks. */
export async function listNear(
  tx: Tx,
  need: Point & { terms: Terms },
  today: string,
  most: number,
  at: Date,
): Promise<Offer[]> {
  const { terms } = need
  const from = terms.fromOn > today ? terms.fromOn : today
  const rows = await offerRows(tx, at)
    .where(
      sql<SqlBool>`f.id = any(array(select relief.offers_near(${terms.kind}, ${terms.specification}, ${from}::date,
        ${terms.untilOn}::date, ${need.longitude}::float8, ${need.latitude}::float8, ${most}, ${at})))`,
    )
    .execute()
  return rows.map(toOffer)
}

export async function listOffers(
  tx: Tx,
  filter: { kind?: ExchangeKind | undefined; within?: string | undefined; organisation?: string | undefined },
  today: string,
  limit: number,
  at: Date,
): Promise<Offer[]> {
  let query = offerRows(tx, at)
    .where('f.withdrawn_at', 'is', null)
    .where(sql<SqlBool>`f.until_on >= ${today}::date`)
  if (filter.kind !== undefined) query = query.where('f.kind', '=', filter.kind)
  if (filter.organisation !== undefined) query = query.where('f.organisation_id', '=', filter.organisation)
  if (filter.within !== undefined)
    query = query
      .where('f.division_code', '>=', filter.within)
      .where('f.division_code', '<', `${filter.within}:`)
  const rows = await query.orderBy('f.recorded_at', 'desc').orderBy('f.id', 'desc').limit(limit).execute()
  return rows.map(toOffer)
}

export async function moveOffer(tx: Tx, id: string, by: { reserved?: number; confirmed?: number }) {
  await tx
    .updateTable('relief.offer')
    .set({
      reserved: sql<number>`reserved + ${by.reserved ?? 0}`,
      confirmed: sql<number>`confirmed + ${by.confirmed ?? 0}`,
    })
    .where('id', '=', id)
    .execute()
}

export async function changeOffer(
  tx: Tx,
  id: string,
  version: number,
  change: { quantity: number; untilOn: string } | { withdrawnAt: Date },
): Promise<boolean> {
  const columns =
    'withdrawnAt' in change
      ? { withdrawn_at: change.withdrawnAt }
      : { quantity: change.quantity, until_on: change.untilOn }
  const rows = await tx
    .updateTable('relief.offer')
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .execute()
  return rows.length === 1
}

/** Another contact follows: who stood so far is no longer called. */
export async function endContact(tx: Tx, offerId: string, at: Date): Promise<void> {
  await tx
    .updateTable('relief.offer_contact')
    .set({ ended_at: at })
    .where('offer_id', '=', offerId)
    .where('ended_at', 'is', null)
    .execute()
}

export async function insertNeedContact(tx: Tx, needId: string, personId: string, seats: readonly string[]) {
  await tx
    .insertInto('relief.need_contact')
    .values({ need_id: needId, person_id: personId, seats: [...seats] })
    .execute()
}

export async function findContact(tx: Tx, of: { needId: string } | { offerId: string }) {
  const row =
    'needId' in of
      ? await tx
          .selectFrom('relief.need_contact')
          .select('person_id')
          .where('need_id', '=', of.needId)
          .executeTakeFirst()
      : await tx
          .selectFrom('relief.offer_contact')
          .select('person_id')
          .where('offer_id', '=', of.offerId)
          .where('ended_at', 'is', null)
          .executeTakeFirst()
  return row?.person_id
}

/** Offers and reservations of an office that is dissolved are its successor's. */
export async function moveOffice(tx: Tx, from: string, to: string): Promise<void> {
  const [gone, come] = [`office:${from}`, `office:${to}`]
  await sql`update relief.offer set office_id = ${to}, version = version + 1, list_key = null,
      seats = array_replace(seats, ${gone}, ${come}) where office_id = ${from}`.execute(tx)
  await sql`update relief.reservation set office_id = case when office_id = ${from} then ${to} else office_id end,
      offerer_id = case when offerer_id = ${from} then ${to} else offerer_id end,
      seats = array_replace(seats, ${gone}, ${come}) where seats @> array[${gone}]`.execute(tx)
  for (const table of ['relief.offer_contact', 'relief.need_contact'])
    await sql`update ${sql.table(table)} set seats = array_replace(seats, ${gone}, ${come})
      where seats @> array[${gone}]`.execute(tx)
}
