import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import { matterRow, toMatterRow } from '#platform/matter'
import { units } from './rules.ts'
import type { ExchangeKind, NeedRow, Point, ReservationState, Terms, Unit } from './schema.ts'

export async function findEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['id', 'name', 'division_code', 'path', 'ended_at'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .executeTakeFirst()
}

/** Where a division lies; one without a point of its own lies where the nearest above it does, if any has one. */
export async function pointOf(tx: Tx, path: readonly string[]): Promise<Point> {
  const row = await tx
    .selectFrom('region.division')
    .select(['longitude', 'latitude'])
    .where('code', 'in', [...path])
    .where('longitude', 'is not', null)
    .where('valid_until', 'is', null)
    .orderBy(sql`char_length(code)`, 'desc')
    .limit(1)
    .executeTakeFirst()
  return { longitude: row?.longitude ?? null, latitude: row?.latitude ?? null }
}

export const termColumns = (terms: Terms, point: Point) => ({
  kind: terms.kind,
  unit: units[terms.kind],
  words: terms.words,
  specification: terms.specification,
  test_hours: terms.testHours,
  closed_loop_bus: terms.closedLoopBus,
  quantity: terms.quantity,
  from_on: terms.fromOn,
  until_on: terms.untilOn,
  ...point,
})

type RawTerms = {
  kind: string
  words: string
  specification: string
  test_hours: number | null
  closed_loop_bus: boolean
  quantity: number
  from_on: string
  until_on: string
}
export const toTerms = (row: RawTerms): Terms => ({
  kind: row.kind as ExchangeKind,
  words: row.words,
  specification: row.specification,
  testHours: row.test_hours,
  closedLoopBus: row.closed_loop_bus,
  quantity: row.quantity,
  fromOn: row.from_on,
  untilOn: row.until_on,
})

// Needs

export async function insertNeed(
  tx: Tx,
  need: { matterId: string; organisationId: string; terms: Terms; point: Point; linkId: string | null },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.need')
    .values({
      matter_id: need.matterId,
      organisation_id: need.organisationId,
      link_id: need.linkId,
      ...termColumns(need.terms, need.point),
      recorded_at: at,
    })
    .execute()
}

/** A need as it stands at a moment: holds that have run out by then hold nothing. */
export async function findNeed(tx: Tx, matterId: string, at: Date) {
  const row = await tx
    .selectFrom('relief.need as n')
    .selectAll('n')
    .select([
      sql<string>`(select g.name from region.organisation g where g.id = n.organisation_id)`.as(
        'organisationName',
      ),
      sql<number>`coalesce((select sum(r.quantity) from relief.reservation r where r.need_id = n.matter_id
        and r.state = 'reserved' and r.hold_until <= ${at}), 0)::int`.as('lapsed'),
      sql<number>`coalesce((select sum(r.quantity) from relief.reservation r where r.need_id = n.matter_id
        and r.state = 'confirmed' and r.delivered is null), 0)::int`.as('undelivered'),
      sql<string>`(select m.division_code from matter.matter m where m.id = n.matter_id)`.as('divisionCode'),
    ])
    .where('n.matter_id', '=', matterId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    terms: toTerms(row),
    unit: row.unit as Unit,
    organisationId: row.organisation_id,
    organisationName: row.organisationName,
    divisionCode: row.divisionCode,
    longitude: row.longitude,
    latitude: row.latitude,
    reserved: row.reserved - row.lapsed,
    confirmed: row.confirmed,
    delivered: row.delivered,
    undelivered: row.undelivered,
  }
}
export type Need = NonNullable<Awaited<ReturnType<typeof findNeed>>>

/** Moves what is reserved, confirmed and delivered of a need. */
export async function moveNeed(
  tx: Tx,
  matterId: string,
  by: { reserved?: number; confirmed?: number; delivered?: number },
): Promise<void> {
  await tx
    .updateTable('relief.need')
    .set({
      reserved: sql<number>`reserved + ${by.reserved ?? 0}`,
      confirmed: sql<number>`confirmed + ${by.confirmed ?? 0}`,
      delivered: sql<number>`delivered + ${by.delivered ?? 0}`,
    })
    .where('matter_id', '=', matterId)
    .execute()
}

export async function listNeeds(
  tx: Tx,
  filter: {
    open: 'open' | 'closed'
    kind?: ExchangeKind | undefined
    organisation?: string | undefined
    problem?: string | undefined
    within?: string | undefined
  },
  limit: number,
): Promise<NeedRow[]> {
  let query = matterRow(tx)
    .innerJoin('relief.need as n', 'n.matter_id', 'm.id')
    .innerJoin('region.organisation as g', 'g.id', 'n.organisation_id')
    .select([
      'n.kind as need_kind',
      'n.unit',
      'n.specification',
      'n.quantity',
      'n.reserved',
      'n.confirmed',
      'n.delivered',
      'n.from_on',
      'n.until_on',
      'g.name as organisation_name',
    ])
    .where('m.kind', '=', 'need')
    .where('m.is_open', '=', filter.open === 'open')
  if (filter.problem !== undefined) query = query.where('m.parent_id', '=', filter.problem)
  if (filter.kind !== undefined) query = query.where('n.kind', '=', filter.kind)
  if (filter.organisation !== undefined) query = query.where('n.organisation_id', '=', filter.organisation)
  if (filter.within !== undefined)
    query = query
      .where('m.division_code', '>=', filter.within)
      .where('m.division_code', '<', `${filter.within}:`)
  const rows = await query.orderBy('m.due_at').orderBy('m.id').limit(limit).execute()
  return rows.map(row => ({
    ...toMatterRow(row),
    needKind: row.need_kind as ExchangeKind,
    unit: row.unit as Unit,
    specification: row.specification,
    quantity: row.quantity,
    reserved: row.reserved,
    confirmed: row.confirmed,
    delivered: row.delivered,
    organisationName: row.organisation_name,
    fromOn: row.from_on,
    untilOn: row.until_on,
  }))
}

// Reservations

export type NewReservation = {
  offerId: string
  needId: string
  offererId: string
  quantity: number
  holdUntil: Date
  reservedBy: string
  officeId: string
  seats: readonly string[]
}

export async function insertReservation(tx: Tx, one: NewReservation, at: Date): Promise<string> {
  const id = uuidv7()
  await tx
    .insertInto('relief.reservation')
    .values({
      id,
      offer_id: one.offerId,
      need_id: one.needId,
      offerer_id: one.offererId,
      quantity: one.quantity,
      state: 'reserved',
      hold_until: one.holdUntil,
      reserved_by: one.reservedBy,
      office_id: one.officeId,
      occurred_at: at,
      recorded_at: at,
      seats: [...one.seats],
    })
    .execute()
  return id
}

const reservationRows = (tx: Tx) =>
  tx
    .selectFrom('relief.reservation as r')
    .innerJoin('relief.offer as f', 'f.id', 'r.offer_id')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .selectAll('r')
    .select([
      'o.name as office',
      'o.name_en as officeEn',
      'f.office_id as offerOfficeId',
      'f.seats as offerSeats',
      sql<string>`coalesce((select g.name from region.organisation g where g.id = f.organisation_id),
        (select p.name from region.office p where p.id = f.office_id))`.as('offerer'),
    ])
export type RawReservation = Awaited<ReturnType<ReturnType<typeof reservationRows>['execute']>>[number]

export const findReservation = (tx: Tx, id: string): Promise<RawReservation | undefined> =>
  reservationRows(tx).where('r.id', '=', id).executeTakeFirst()

export const listReservations = (
  tx: Tx,
  of: { needId: string } | { offerId: string },
): Promise<RawReservation[]> =>
  reservationRows(tx)
    .where('needId' in of ? 'r.need_id' : 'r.offer_id', '=', 'needId' in of ? of.needId : of.offerId)
    .orderBy('r.id')
    .limit(200)
    .execute()

/** Leaves one state for another; false where it had left already. */
export async function settle(
  tx: Tx,
  id: string,
  from: ReservationState,
  to: ReservationState,
  reason: string | null,
  at: Date,
): Promise<boolean> {
  const rows = await tx
    .updateTable('relief.reservation')
    .set({ state: to, reason, settled_at: at })
    .where('id', '=', id)
    .where('state', '=', from)
    .returning('id')
    .execute()
  return rows.length === 1
}

export async function setDelivered(tx: Tx, id: string, quantity: number, occurredAt: Date, at: Date) {
  const rows = await tx
    .updateTable('relief.reservation')
    .set({ delivered: quantity, delivered_at: occurredAt, delivery_recorded_at: at })
    .where('id', '=', id)
    .where('state', '=', 'confirmed')
    .where('delivered', 'is', null)
    .returning('id')
    .execute()
  return rows.length === 1
}

/** How often those who offer kept what was asked of them, and how often they did not. */
export async function readPast(tx: Tx, offerers: readonly string[]) {
  const { rows } = await sql<{ id: string; kept: number; dropped: number }>`
    select offerer_id as id, count(*) filter (where state = 'confirmed')::int as kept,
      count(*) filter (where state in ('declined', 'lapsed'))::int as dropped
    from relief.reservation where offerer_id = any(${[...offerers]}::uuid[]) group by offerer_id`.execute(tx)
  return new Map(rows.map(row => [row.id, row]))
}

type ExchangeFigures = Record<'needs' | 'met' | 'recruited' | 'offers', number>

/** What had been recorded by a cut-off in a division. */
export async function readExchangeFigures(tx: Tx, within: string, cutOffAt: Date): Promise<ExchangeFigures> {
  const { rows } = await sql<ExchangeFigures>`
    with needs as (
      select n.matter_id, n.kind, n.quantity from relief.need n join matter.matter m on m.id = n.matter_id
      where m.division_code >= ${within} and m.division_code < ${`${within}:`} and m.recorded_at <= ${cutOffAt}
    ), came as (
      select n.matter_id, n.kind, n.quantity, coalesce(sum(r.delivered), 0)::int as delivered
      from needs n left join relief.reservation r on r.need_id = n.matter_id and r.delivery_recorded_at <= ${cutOffAt}
      group by 1, 2, 3
    )
    select count(*)::int as needs, count(*) filter (where delivered >= quantity)::int as met,
      coalesce(sum(delivered) filter (where kind = 'workers'), 0)::int as recruited,
      (select count(*)::int from relief.offer f where f.division_code >= ${within} and f.division_code < ${`${within}:`}
        and f.recorded_at <= ${cutOffAt}) as offers
    from came`.execute(tx)
  return rows[0]!
}
