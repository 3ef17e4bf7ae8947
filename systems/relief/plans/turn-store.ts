import { sql } from 'kysely'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import type { Turn } from './schema.ts'

export async function countOpen(tx: Tx, organisationId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select relief.open_of(${organisationId}) as open`.execute(tx)
  return rows[0]!.open
}

export type OpenProblem = {
  id: string
  number: string
  title: string
  status: string
  version: number
  category: string
  tier: string
  reporter_id: string | null
  owner_id: string | null
  owner_office_id: string
  office_code: string
  subject: string
  office: string
  office_en: string
}

export async function listOpenProblems(tx: Tx, organisationId: string): Promise<OpenProblem[]> {
  const { rows } = await sql<OpenProblem>`
    select m.id, m.number, m.title, m.status, m.version, p.category, p.tier, p.reporter_id, m.owner_id, m.owner_office_id,
      o.division_code as office_code, o.subject, o.name as office, o.name_en as office_en
    from relief.problem p join matter.matter m on m.id = p.matter_id join region.office o on o.id = m.owner_office_id
    where p.organisation_id = ${organisationId} and p.outcome is null and m.is_open order by m.opened_at, m.id`.execute(
    tx,
  )
  return rows
}

export async function listOpenPromises(tx: Tx, organisationId: string) {
  const { rows } = await sql<{ id: string; version: number; office_code: string }>`
    select m.id, m.version, o.division_code as office_code from relief.promise p join matter.matter m on m.id = p.matter_id
    join region.office o on o.id = m.owner_office_id
    where p.organisation_id = ${organisationId} and m.is_open order by m.id`.execute(tx)
  return rows
}

/** Of these enterprises those with a problem or promise that is open. */
export async function listWithOpenMatters(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select p.organisation_id as id from relief.problem p where p.organisation_id = any(${[...ids]}::uuid[]) and p.outcome is null
    union select p.organisation_id from relief.promise p where p.organisation_id = any(${[...ids]}::uuid[]) and p.outcome is null`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

/** The register hands a problem on: its story says to which office, as a referral does. */
export async function referTo(
  tx: Tx,
  actor: Actor,
  matterId: string,
  officeId: string,
  at: Date,
): Promise<void> {
  await giveTo(tx, matterId, { officeId, accountId: null }, at)
  await sql`update matter.matter set version = version + 1, status = 'reported', next_step = 'accept' where id = ${matterId}`.execute(
    tx,
  )
  await sql`insert into matter.history (matter_id, seq, at, recorded_at, actor_kind, actor_id, action, detail)
    select ${matterId}, max(h.seq) + 1, ${at}, ${at}, ${actor.kind}, ${actor.id}::uuid, 'refer', jsonb_build_object('officeId', ${officeId}::text, 'to', 'reported')
    from matter.history h where h.matter_id = ${matterId}`.execute(tx)
}

export async function listPairings(tx: Tx, organisationId: string) {
  return tx
    .selectFrom('relief.pairing')
    .select(['account_id', 'office_id', 'part'])
    .where('organisation_id', '=', organisationId)
    .where('valid_until', 'is', null)
    .execute()
}

export async function endPairings(tx: Tx, organisationId: string, at: Date): Promise<void> {
  await tx
    .updateTable('relief.pairing')
    .set({ valid_until: at })
    .where('organisation_id', '=', organisationId)
    .where('valid_until', 'is', null)
    .execute()
}

/** The offices of some divisions, ended ones too: their seats stand on what a turn moves. */
export async function listOfficesAt(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('region.office')
    .select('id')
    .where('division_code', 'in', [...codes])
    .execute()
  return rows.map(row => row.id)
}

export async function hasReportLink(tx: Tx, organisationId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('matter.link')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('purpose', '=', 'report')
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function moveContact(
  tx: Tx,
  contactId: string,
  to: { organisationId: string; isMain: boolean; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('relief.contact')
    .set({ organisation_id: to.organisationId, is_main: to.isMain, seats: [...to.seats] })
    .where('id', '=', contactId)
    .execute()
}

/** A matter stands in another place, seen from there. */
export async function moveMatter(
  tx: Tx,
  matterId: string,
  to: { divisionCode: string; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('matter.matter')
    .set({ division_code: to.divisionCode, seats: [...to.seats] })
    .where('id', '=', matterId)
    .execute()
}

/** Offices of other places are parties no longer, but for the one that leads. Returns whose seats go. */
export async function endForeignParties(
  tx: Tx,
  matterId: string,
  path: readonly string[],
  at: Date,
): Promise<string[]> {
  const { rows } = await sql<{ office_id: string }>`
    update matter.party p set until = ${at} from region.office o
    where p.matter_id = ${matterId} and p.until is null and p.part <> 'lead' and o.id = p.office_id
      and o.division_code <> all(${[...path]}::text[]) returning p.office_id`.execute(tx)
  return rows.map(row => row.office_id)
}

export async function giveTo(
  tx: Tx,
  matterId: string,
  to: { officeId: string; accountId: string | null },
  at: Date,
): Promise<void> {
  await sql`update matter.party set until = ${at} where matter_id = ${matterId} and part = 'lead' and until is null`.execute(
    tx,
  )
  await sql`update matter.party set until = ${at} where matter_id = ${matterId} and office_id = ${to.officeId} and until is null`.execute(
    tx,
  )
  await tx
    .insertInto('matter.party')
    .values({
      id: uuidv7(),
      matter_id: matterId,
      part: 'lead',
      office_id: to.officeId,
      state: 'asked',
      since: at,
    })
    .execute()
  await tx
    .updateTable('matter.matter')
    .set({ owner_office_id: to.officeId, owner_id: to.accountId })
    .where('id', '=', matterId)
    .execute()
}

/** Whoever had it for the enterprise alone has it no longer: its office does. */
export async function freeOwner(tx: Tx, matterId: string): Promise<void> {
  await tx.updateTable('matter.matter').set({ owner_id: null }).where('id', '=', matterId).execute()
}

/** Open problems, and those that were merged into them as duplicates. */
export async function takeOverProblems(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    with recursive taken (id) as (
      select matter_id from relief.problem where organisation_id = ${from} and outcome is null
      union select p.matter_id from taken t join relief.problem p on p.merged_into = t.id)
    update relief.problem set organisation_id = ${to} where matter_id in (select id from taken)`.execute(tx)
}

/** What else is open of an enterprise and goes along: orders from a menu, and needs. */
export async function listOtherMatters(tx: Tx, organisationId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from matter.matter m where m.is_open and (
      exists (select from relief.service_order r where r.matter_id = m.id and r.organisation_id = ${organisationId})
      or exists (select from relief.need n where n.matter_id = m.id and n.organisation_id = ${organisationId}))`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

/** Orders, needs and offers of one that merged are its successor's; what the successor ordered too stays with the old name. */
export async function takeOverOthers(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.service_order o set organisation_id = ${to} where o.organisation_id = ${from} and o.outcome is null
    and not exists (select from relief.service_order x where x.organisation_id = ${to} and x.service_id = o.service_id and x.outcome is null)`.execute(
    tx,
  )
  await sql`update relief.need n set organisation_id = ${to} from matter.matter m
    where n.organisation_id = ${from} and m.id = n.matter_id and m.is_open`.execute(tx)
  await sql`update relief.offer set organisation_id = ${to}, version = version + 1
    where organisation_id = ${from} and withdrawn_at is null`.execute(tx)
}

/** Nobody gets anything more from an enterprise that closed: what it offered and nobody holds is withdrawn. */
export async function withdrawOffers(tx: Tx, organisationId: string, at: Date): Promise<void> {
  await sql`update relief.offer set withdrawn_at = ${at}, version = version + 1
    where organisation_id = ${organisationId} and withdrawn_at is null and reserved + confirmed = 0`.execute(
    tx,
  )
}

/** It drops out of the visits that are planned. */
export async function endVisitPlans(tx: Tx, organisationId: string, reason: string, at: Date): Promise<void> {
  await sql`update relief.visit_plan set ended_at = ${at}, reason = ${reason}
    where organisation_id = ${organisationId} and ended_at is null`.execute(tx)
}

export async function takeOverPromises(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.promise set organisation_id = ${to} where organisation_id = ${from} and outcome is null`.execute(
    tx,
  )
}

export async function findSeats(tx: Tx, matterId: string): Promise<string[]> {
  const row = await tx
    .selectFrom('matter.matter')
    .select('seats')
    .where('id', '=', matterId)
    .executeTakeFirstOrThrow()
  return row.seats
}

export async function endEnterprise(
  tx: Tx,
  id: string,
  how: { as: 'closed' | 'merged'; successorId: string | null },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('region.organisation')
    .set({
      ended_at: at,
      ended_as: how.as,
      successor_id: how.successorId,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

export async function moveEnterprise(
  tx: Tx,
  id: string,
  to: { divisionCode: string; path: readonly string[]; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('region.organisation')
    .set({
      division_code: to.divisionCode,
      path: [...to.path],
      seats: [...to.seats],
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * What stands of enterprises follows them to another place: the plan in force, the state, the figures, the report link.
 * What ended stays where it was.
 */
export async function moveStanding(
  tx: Tx,
  moved: readonly { id: string; path: readonly string[] }[],
): Promise<void> {
  if (moved.length === 0) return
  const rows = sql`(select id, array(select 'relief:' || c from unnest(string_to_array(path, ',')) c) as seats
    from unnest(${moved.map(one => one.id)}::uuid[], ${moved.map(one => one.path.join(','))}::text[]) u (id, path)) t`
  await sql`update relief.plan p set seats = t.seats from ${rows} where p.organisation_id = t.id
    and p.version = (select max(x.version) from relief.plan x where x.organisation_id = p.organisation_id)`.execute(
    tx,
  )
  await sql`update relief.state s set seats = t.seats from ${rows} where s.organisation_id = t.id and s.until is null`.execute(
    tx,
  )
  await sql`update relief.indicator i set seats = t.seats from ${rows} where i.organisation_id = t.id
    and not exists (select from relief.indicator c where c.corrects = i.id)`.execute(tx)
  await sql`update matter.link l set seats = t.seats || array(select s from unnest(l.seats) s where s not like 'relief:%')
    from ${rows} where l.organisation_id = t.id and l.purpose = 'report' and l.revoked_at is null`.execute(tx)
}

export async function insertTurn(
  tx: Tx,
  turn: {
    organisationId: string
    kind: 'closed' | 'moved' | 'merged'
    from: string
    to: string | null
    successorId: string | null
    reason: string
    accountId: string | null
    seats: readonly string[]
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.turn')
    .values({
      id: uuidv7(),
      organisation_id: turn.organisationId,
      kind: turn.kind,
      from_code: turn.from,
      to_code: turn.to,
      successor_id: turn.successorId,
      reason: turn.reason,
      account_id: turn.accountId,
      occurred_at: at,
      recorded_at: at,
      seats: [...turn.seats],
    })
    .execute()
}

/** Enterprises by what became of them: one that merged is found as its successor. */
export async function standingOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    with recursive found (id, successor_id) as (
      select id, successor_id from region.organisation where id = any(${[...ids]}::uuid[])
      union select o.id, o.successor_id from found f join region.organisation o on o.id = f.successor_id)
    select id from found where successor_id is null`.execute(tx)
  return rows.map(row => row.id)
}

/** What befell an enterprise, and what it took over. */
export async function listTurns(tx: Tx, organisationId: string): Promise<Turn[]> {
  const { rows } = await sql<Omit<Turn, 'at'> & { at: Date }>`
    select t.id, t.kind, t.organisation_id as "organisationId", o.name as "organisationName", f.name as "from", d.name as "to",
      t.successor_id as "successorId", s.name as "successorName", t.reason, a.display_name as by, t.occurred_at as at
    from relief.turn t join region.organisation o on o.id = t.organisation_id join region.division f on f.code = t.from_code
    left join region.division d on d.code = t.to_code left join region.organisation s on s.id = t.successor_id
    left join auth.account a on a.id = t.account_id
    where t.organisation_id = ${organisationId} or t.successor_id = ${organisationId}
    order by t.occurred_at desc, t.id desc`.execute(tx)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}
