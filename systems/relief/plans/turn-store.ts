import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import type { Turn } from './schema.ts'

export async function countOpen(tx: Tx, organisationId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select relief.open_of(${organisationId}) as open`.execute(tx)
  return rows[0]!.open
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

/** Open problems, and those that were merged into them as duplicates. */
export async function takeOverProblems(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    with recursive taken (id) as (
      select matter_id from relief.problem where organisation_id = ${from} and outcome is null
      union select p.matter_id from taken t join relief.problem p on p.merged_into = t.id)
    update relief.problem set organisation_id = ${to} where matter_id in (select id from taken)`.execute(tx)
}

/** Open orders of a service that another enterprise has on order too. */
export async function listTwice(tx: Tx, organisationId: string, other: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.matter_id as id from relief.service_order r join relief.service_order x
      on x.organisation_id = ${other} and x.service_id = r.service_id and x.outcome is null
    where r.organisation_id = ${organisationId} and r.outcome is null`.execute(tx)
  return rows.map(row => row.id)
}

/** Orders, needs, offers and tasks of one that merged are its successor's; an order that it delivers twice stays. */
export async function takeOverOthers(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.service_order o set organisation_id = ${to} where o.organisation_id = ${from} and o.outcome is null
    and not exists (select from relief.service_order x where x.organisation_id = ${to} and x.service_id = o.service_id and x.outcome is null)`.execute(
    tx,
  )
  for (const table of ['relief.need', 'relief.task'])
    await sql`update ${sql.table(table)} n set organisation_id = ${to} from matter.matter m
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

export async function takeOverPromises(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.promise set organisation_id = ${to} where organisation_id = ${from} and outcome is null`.execute(
    tx,
  )
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

/** Enterprises that merged into one, and into those; each with the day. */
export async function listFormers(tx: Tx, organisationId: string) {
  const { rows } = await sql<{ id: string; name: string; at: Date }>`
    with recursive former (id) as (
      select id from region.organisation where successor_id = ${organisationId}
      union select o.id from former f join region.organisation o on o.successor_id = f.id)
    select o.id, o.name, o.ended_at as at from former f join region.organisation o on o.id = f.id
    order by o.ended_at desc, o.id`.execute(tx)
  return rows
}

/** What was planned and counted of enterprises that ended is read at a place besides. */
export async function showPast(tx: Tx, ids: readonly string[], path: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const come = path.map(code => `relief:${code}`)
  for (const table of ['relief.plan', 'relief.indicator'])
    await sql`update ${sql.table(table)} set seats = array(select distinct s from unnest(seats || ${come}::text[]) s)
      where organisation_id = any(${[...ids]}::uuid[])`.execute(tx)
}

/** Who cared for an enterprise when it ended. */
export async function listLastOfficers(tx: Tx, organisationId: string) {
  const { rows } = await sql<{
    name: string
    office: string
    officeEn: string
    part: 'main' | 'deputy'
    from: Date
    until: Date
  }>`
    select a.display_name as name, o.name as office, o.name_en as "officeEn", p.part, p.valid_from as "from", p.valid_until as until
    from relief.pairing p join auth.account a on a.id = p.account_id join region.office o on o.id = p.office_id
    join region.organisation g on g.id = p.organisation_id
    where p.organisation_id = ${organisationId} and p.valid_until >= g.ended_at order by p.part desc, p.valid_from`.execute(
    tx,
  )
  return rows
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
