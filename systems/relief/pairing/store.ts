import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { NOBODY } from '#platform/matter'

/** Who cares for an enterprise, with names. */
export async function listTeam(tx: Tx, organisationId: string, at: Date) {
  const { rows } = await sql<{
    part: 'main' | 'deputy'
    account_id: string
    name: string
    office: string
    office_en: string
    since: Date
    paired_by: string | null
    group: string | null
    group_en: string | null
    away_until: Date | null
    cover: string | null
  }>`
    select t.part, t.account_id, a.display_name as name, o.name as office, o.name_en as office_en, t.since,
      (select b.display_name from auth.account b where b.id = r.paired_by) as paired_by,
      g.name as group, g.name_en as group_en, t.away_until,
      (select c.display_name from auth.account c where c.id = t.cover_id) as cover
    from relief.team(${organisationId}, ${at}) t
    join relief.pairing r on r.organisation_id = ${organisationId} and r.account_id = t.account_id and r.valid_until is null
    join auth.account a on a.id = t.account_id join region.office o on o.id = t.office_id
    left join relief.service_group g on g.id = r.group_id and g.valid_until is null
    order by t.part desc, t.since, r.id`.execute(tx)
  return rows
}

export async function findNames(tx: Tx, of: { accountId: string | null; officeId: string }) {
  return tx
    .selectFrom('region.office as o')
    .leftJoin('auth.account as a', join => join.on('a.id', '=', of.accountId ?? NOBODY))
    .select(['o.name as office', 'a.display_name as account'])
    .where('o.id', '=', of.officeId)
    .executeTakeFirst()
}

export async function findEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['id', 'seats', 'path'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .executeTakeFirst()
}

export async function readCoverage(tx: Tx, within: string, list: string | undefined, length: number) {
  const { rows } = await sql<{
    code: string
    name: string
    enterprises: number
    paired: number
    city: number
    county: number
    town: number
    with_deputy: number
  }>`
    select c.*, coalesce(d.name, c.code) as name from relief.coverage(${within}, ${list ?? null}, ${length}) c
    left join region.division d on d.code = c.code order by c.code`.execute(tx)
  return rows
}

export async function readWorkload(tx: Tx, within: string, at: Date) {
  const { rows } = await sql<{
    account_id: string
    name: string
    office_id: string
    office: string
    office_en: string
    division_code: string
    main: number
    deputy: number
    open: number
    overdue: number
    away_until: Date | null
    cover: string | null
    group_id: string | null
  }>`select * from relief.workload(${within}, ${at})`.execute(tx)
  return rows
}

// --- Groups

export async function listGroups(tx: Tx) {
  return tx
    .selectFrom('relief.service_group as g')
    .innerJoin('region.office as o', 'o.id', 'g.office_id')
    .select([
      'g.id',
      'g.office_id',
      'o.name as office',
      'o.name_en as office_en',
      'o.division_code',
      'g.name',
      'g.name_en',
      'g.subject',
      'g.valid_from',
      'g.version',
      sql<number>`(select count(*)::int from relief.pairing r where r.group_id = g.id and r.valid_until is null and r.part = 'main')`.as(
        'enterprises',
      ),
      sql<
        number | null
      >`(select sum(relief.count_open(r.organisation_id, e.division_code))::int from relief.pairing r
        join region.organisation e on e.id = r.organisation_id
        where r.group_id = g.id and r.valid_until is null and r.part = 'main')`.as('open_problems'),
    ])
    .where('g.valid_until', 'is', null)
    .orderBy('o.division_code')
    .orderBy('g.valid_from')
    .orderBy('g.id')
    .execute()
}

export async function listMembers(tx: Tx, groupIds: readonly string[]) {
  return tx
    .selectFrom('relief.group_member as m')
    .innerJoin('auth.account as a', 'a.id', 'm.account_id')
    .innerJoin('region.office as o', 'o.id', 'a.office_id')
    .select([
      'm.group_id',
      'm.account_id',
      'a.display_name as name',
      'o.name as office',
      'm.part',
      'm.valid_from',
    ])
    .where('m.group_id', 'in', [...groupIds, NOBODY])
    .where('m.valid_until', 'is', null)
    .orderBy('m.part')
    .orderBy('m.valid_from')
    .orderBy('m.id')
    .execute()
}

export async function lockGroup(tx: Tx, id: string) {
  return tx
    .selectFrom('relief.service_group')
    .select(['id', 'office_id', 'version', 'seats'])
    .where('id', '=', id)
    .where('valid_until', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export async function findGroupNamed(tx: Tx, officeId: string, name: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('relief.service_group')
    .select('id')
    .where('office_id', '=', officeId)
    .where('name', '=', name)
    .where('valid_until', 'is', null)
    .executeTakeFirst()
  return row?.id
}

export type GroupFacts = { name: string; nameEn: string; subject: string }

export async function insertGroup(
  tx: Tx,
  group: GroupFacts & { id: string; officeId: string; seats: string[] },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.service_group')
    .values({
      id: group.id,
      office_id: group.officeId,
      name: group.name,
      name_en: group.nameEn,
      subject: group.subject,
      valid_from: at,
      recorded_at: at,
      seats: group.seats,
    })
    .execute()
}

export async function updateGroup(
  tx: Tx,
  id: string,
  change: GroupFacts | { endedAt: Date },
): Promise<number> {
  const { version } = await tx
    .updateTable('relief.service_group')
    .set({
      version: sql<number>`version + 1`,
      ...('endedAt' in change
        ? { valid_until: change.endedAt }
        : { name: change.name, name_en: change.nameEn, subject: change.subject }),
    })
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow()
  return version
}

export async function endMembers(
  tx: Tx,
  groupId: string,
  accountIds: readonly string[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable('relief.group_member')
    .set({ valid_until: at })
    .where('group_id', '=', groupId)
    .where('account_id', 'in', [...accountIds, NOBODY])
    .where('valid_until', 'is', null)
    .execute()
}

/** Adds members; returns how many found a place: who is in another group finds none. */
export async function insertMembers(
  tx: Tx,
  groupId: string,
  members: { id: string; accountId: string; part: 'leader' | 'member' }[],
  seats: string[],
  at: Date,
): Promise<number> {
  if (members.length === 0) return 0
  const rows = await tx
    .insertInto('relief.group_member')
    .values(
      members.map(one => ({
        id: one.id,
        group_id: groupId,
        account_id: one.accountId,
        part: one.part,
        valid_from: at,
        recorded_at: at,
        seats,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.length
}

/** The enterprises of a group's members carry the group from now on; those of who left it no more. */
export async function carryGroup(tx: Tx, groupId: string): Promise<void> {
  await sql`
    update relief.pairing r set group_id = m.group_id
    from (select x.id, (select y.group_id from relief.group_member y where y.account_id = x.account_id and y.valid_until is null) as group_id
      from relief.pairing x where x.valid_until is null and (x.group_id = ${groupId}
        or x.account_id in (select z.account_id from relief.group_member z where z.group_id = ${groupId} and z.valid_until is null))) m
    where r.id = m.id and r.group_id is distinct from m.group_id`.execute(tx)
}

export async function countAccounts(tx: Tx, ids: readonly string[]): Promise<number> {
  const { count } = await tx
    .selectFrom('auth.account')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('id', 'in', [...ids, NOBODY])
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

// --- Absence

export async function insertAbsence(
  tx: Tx,
  absence: {
    id: string
    accountId: string
    coverId: string | null
    from: Date
    until: Date
    by: string | null
    seats: string[]
  },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into relief.absence (id, account_id, cover_id, absent_from, absent_until, recorded_by, recorded_at, seats)
    values (${absence.id}, ${absence.accountId}, ${absence.coverId}, ${absence.from}, ${absence.until}, ${absence.by}, ${at}, ${absence.seats})
    on conflict do nothing returning id`.execute(tx)
  return rows.length === 1
}

export async function endAbsence(tx: Tx, accountId: string, at: Date): Promise<number> {
  const rows = await tx
    .updateTable('relief.absence')
    .set({ absent_until: at })
    .where('account_id', '=', accountId)
    .where('absent_from', '<=', at)
    .where('absent_until', '>', at)
    .returning('id')
    .execute()
  return rows.length
}

// --- Assignment

/** From here until the transaction ends nobody else pairs: what was proposed is what is written. */
export async function lockPairings(tx: Tx): Promise<void> {
  await sql`lock table relief.pairing in share row exclusive mode`.execute(tx)
}

/** The enterprises of a place or list with their town and main officer, in the order of their ids. */
export async function listToAssign(
  tx: Tx,
  within: string,
  list: string | undefined,
  which: 'without' | 'all',
) {
  const { rows } = await sql<{
    id: string
    division_code: string
    officer_id: string | null
    seats: string[]
  }>`
    with paired as materialized (
      select r.id, r.organisation_id, r.account_id from relief.pairing r where r.valid_until is null and r.part = 'main'
    )
    select g.id, g.division_code, r.account_id as officer_id, g.seats from region.organisation g
    left join paired r on r.organisation_id = g.id
    where g.kind = 'enterprise' and g.ended_at is null and g.division_code >= ${within} and g.division_code < ${`${within}:`}
      and (${which === 'all'} or r.id is null)
      ${
        list === undefined
          ? sql``
          : // Read once: asked row by row, a register that was loaded a moment ago took ten seconds.
            sql`and g.id = any(array(select x.organisation_id from relief.list_member x where x.list = ${list} and x.valid_until is null))`
      }
    order by g.id`.execute(tx)
  return rows
}

/** Liaison officers of offices and of service groups, and how many enterprises each has. Who is away is left out. */
export async function listOfficers(tx: Tx, offices: readonly string[], groups: readonly string[], at: Date) {
  const { rows } = await sql<{
    account_id: string
    name: string
    office_id: string
    office: string
    office_en: string
    division_code: string
    main: number
  }>`
    select distinct on (h.account_id) h.account_id, a.display_name as name, h.office_id, o.name as office, o.name_en as office_en,
      o.division_code,
      (select count(*)::int from relief.pairing r where r.account_id = h.account_id and r.valid_until is null and r.part = 'main') as main
    from auth.role_holding h join auth.account a on a.id = h.account_id and a.ended_at is null
    join region.office o on o.id = h.office_id
    where h.role = 'liaison' and h.delegated_by is null and h.valid_from <= ${at} and (h.valid_until is null or h.valid_until > ${at})
      and (h.office_id = any(${[...offices]}::uuid[])
        or exists (select from relief.group_member m where m.account_id = h.account_id and m.valid_until is null and m.group_id = any(${[...groups]}::uuid[])))
      and not exists (select from relief.absence b where b.account_id = h.account_id and b.absent_from <= ${at} and b.absent_until > ${at})
    order by h.account_id, h.valid_from`.execute(tx)
  return rows
}

export async function listPlaces(tx: Tx, codes: readonly string[]) {
  return tx
    .selectFrom('region.division')
    .select(['code', 'longitude', 'latitude'])
    .where('code', 'in', [...codes, ''])
    .execute()
}

/** Writes an assignment: whoever was main officer ends, whoever was deputy and becomes main ends as deputy. */
export async function writeAssignment(
  tx: Tx,
  rows: readonly {
    id: string
    organisationId: string
    accountId: string
    officeId: string
    seats: string[]
  }[],
  by: string | null,
  at: Date,
): Promise<void> {
  const given = JSON.stringify(
    rows.map(row => ({
      id: row.id,
      organisation_id: row.organisationId,
      account_id: row.accountId,
      office_id: row.officeId,
      seats: row.seats,
    })),
  )
  const table = sql`jsonb_to_recordset(${given}::jsonb) as w(id uuid, organisation_id uuid, account_id uuid, office_id uuid, seats text[])`
  // What stands is read once: joined row by row, a register that was loaded a moment ago took half a minute.
  await sql`
    with standing as materialized (
      select r.id, r.organisation_id, r.part, r.account_id from relief.pairing r
      where r.valid_until is null and r.organisation_id = any(${rows.map(row => row.organisationId)}::uuid[])
    ), ending as materialized (
      select s.id from standing s join ${table} on w.organisation_id = s.organisation_id
      where s.part = 'main' or s.account_id = w.account_id
    )
    update relief.pairing set valid_until = ${at}, ended_by = ${by} where id in (select e.id from ending e)`.execute(
    tx,
  )
  await sql`
    insert into relief.pairing (id, organisation_id, account_id, office_id, group_id, paired_by, valid_from, recorded_at, seats)
    select w.id, w.organisation_id, w.account_id, w.office_id,
      (select m.group_id from relief.group_member m where m.account_id = w.account_id and m.valid_until is null),
      ${by}, ${at}, ${at}, w.seats
    from ${table}`.execute(tx)
}

// --- Figures

type FigureRow = Record<'groups' | 'top100' | 'above_scale' | 'levels' | 'officers', number>

/** What had been recorded by a cut-off, as of it. */
export async function readFigures(tx: Tx, within: string, cutOffAt: Date): Promise<FigureRow> {
  const { rows } = await sql<FigureRow>`
    with paired as (
      select r.organisation_id, r.account_id, length(f.division_code) as level
      from relief.pairing r join region.organisation o on o.id = r.organisation_id join region.office f on f.id = r.office_id
      where r.part = 'main' and r.recorded_at <= ${cutOffAt} and r.valid_from <= ${cutOffAt}
        and (r.valid_until is null or r.valid_until > ${cutOffAt})
        and o.kind = 'enterprise' and o.recorded_at <= ${cutOffAt}
        and o.division_code >= ${within} and o.division_code < ${`${within}:`}
    ), listed as (
      select x.list, count(distinct x.organisation_id)::int as count
      from relief.list_member x join paired p on p.organisation_id = x.organisation_id
      where x.list in ('top100', 'above-scale') and x.valid_from <= ${cutOffAt} and (x.valid_until is null or x.valid_until > ${cutOffAt})
      group by 1
    )
    select (select count(*)::int from relief.service_group g join region.office o on o.id = g.office_id
        where g.recorded_at <= ${cutOffAt} and g.valid_from <= ${cutOffAt} and (g.valid_until is null or g.valid_until > ${cutOffAt})
          and o.division_code >= ${within} and o.division_code < ${`${within}:`}) as groups,
      coalesce((select count from listed where list = 'top100'), 0) as top100,
      coalesce((select count from listed where list = 'above-scale'), 0) as above_scale,
      (select count(distinct level)::int from paired where level in (4, 6, 9)) as levels,
      (select count(distinct account_id)::int from paired) as officers`.execute(tx)
  return rows[0]!
}
