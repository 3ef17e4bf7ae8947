import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { TakenFile } from '#platform/matter'
import type { CoverageRow, DueRow, PlanRow, Production, Round, Visit, VisitRow } from './schema.ts'

const iso = (at: Date) => at.toISOString()

export async function listRounds(tx: Tx): Promise<Round[]> {
  const rows = await tx
    .selectFrom('relief.round as r')
    .innerJoin('region.division as d', 'd.code', 'r.division_code')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .selectAll('r')
    .select(['d.name as divisionName', 'o.name as office', 'o.name_en as officeEn'])
    .orderBy('r.from_on', 'desc')
    .orderBy('r.id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    divisionCode: row.division_code,
    divisionName: row.divisionName,
    list: row.list,
    fromOn: row.from_on as unknown as string,
    untilOn: row.until_on as unknown as string,
    least: row.least,
    telephoneCounts: row.telephone_counts,
    officeId: row.office_id,
    office: row.office,
    officeEn: row.officeEn,
    endedAt: row.ended_at === null ? null : iso(row.ended_at),
    version: row.version,
  }))
}

export async function getPath(tx: Tx, code: string): Promise<string[] | undefined> {
  const row = await tx
    .selectFrom('region.division')
    .select('path')
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.path
}

export async function insertRound(
  tx: Tx,
  round: {
    id: string
    name: string
    officeId: string
    divisionCode: string
    list: string | null
    fromOn: string
    untilOn: string
    least: number
    telephoneCounts: boolean
    createdBy: string
    seats: string[]
  },
  at: Date,
): Promise<boolean> {
  // Two at once: the second finds the first one's row, because the exclusion makes it wait.
  const { rows } = await sql`insert into relief.round
      (id, name, office_id, division_code, list, from_on, until_on, least, telephone_counts, created_by, recorded_at, seats)
    values (${round.id}, ${round.name}, ${round.officeId}, ${round.divisionCode}, ${round.list}, ${round.fromOn}, ${round.untilOn},
      ${round.least}, ${round.telephoneCounts}, ${round.createdBy}, ${at}, ${round.seats})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function endRound(tx: Tx, id: string, version: number, at: Date): Promise<boolean> {
  const [done] = await tx
    .updateTable('relief.round')
    .set({ ended_at: at, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('ended_at', 'is', null)
    .execute()
  return done?.numUpdatedRows === 1n
}

export type DueFilter = {
  round: Round
  zone: string
  at: Date
  accountId?: string | undefined
  /** own pairings as deputy too */
  mine?: boolean
  officeIds?: readonly string[] | undefined
  within?: string | undefined
  list?: string | undefined
  state: 'unvisited' | 'visited' | 'all'
}

/** A visit that nobody has corrected by a cut-off. */
const stands = (cutOffAt: RawBuilder<unknown>) => sql`not exists (select from relief.visit c
  where c.corrects_id = v.id and c.recorded_at <= ${cutOffAt})`

/** Each paired enterprise of a round, with the visits that count in it. */
function membersOf(filter: DueFilter) {
  const { round, zone, at } = filter
  const within = filter.within ?? round.divisionCode
  const ofList = (list: string | null | undefined) =>
    list == null
      ? sql`true`
      : sql`exists (select from relief.list_member x where x.organisation_id = g.id and x.list = ${list} and x.valid_until is null)`
  // An officer's enterprises are found by their pairings; a place's by the place, whatever else is paired elsewhere.
  const paired =
    filter.accountId === undefined
      ? sql`region.organisation g join lateral (select p.account_id, p.office_id from relief.pairing p
          where p.organisation_id = g.id and p.valid_until is null and p.part = 'main' limit 1) r on true`
      : sql`relief.pairing r join region.organisation g on g.id = r.organisation_id and r.valid_until is null
          and r.account_id = ${filter.accountId} and ${filter.mine ? sql`true` : sql`r.part = 'main'`}`
  return sql`
    select g.id, g.name, g.division_code, r.account_id, r.office_id, coalesce(v.visits, 0)::int as visits
    from ${paired}
    left join lateral (
      select count(*) as visits from relief.visit v
      where v.organisation_id = g.id and v.recorded_at <= ${at}
        and v.occurred_at >= (${round.fromOn}::date)::timestamp at time zone ${zone}
        and v.occurred_at < (${round.untilOn}::date + 1)::timestamp at time zone ${zone}
        and ${round.telephoneCounts ? sql`true` : sql`v.how = 'on-site'`} and ${stands(sql`${at}`)}) v on true
    where g.ended_at is null and g.division_code >= ${round.divisionCode} and g.division_code < ${`${round.divisionCode}:`}
      and g.division_code >= ${within} and g.division_code < ${`${within}:`}
      and ${filter.officeIds === undefined ? sql`true` : sql`r.office_id = any(${[...filter.officeIds]}::uuid[])`}
      and ${ofList(round.list)} and ${ofList(filter.list)}`
}

/** By urgency: unvisited before visited, then by the day that a visit was put on, then the longest unvisited. */
export async function listDue(
  tx: Tx,
  filter: DueFilter,
  page: { after?: string | undefined; limit: number },
): Promise<{ rows: DueRow[]; keys: string[] }> {
  const { least } = filter.round
  const { rows } = await sql<{
    id: string
    name: string
    division_code: string
    divisionName: string
    account_id: string
    officer: string
    office: string
    officeEn: string
    visits: number
    last_at: Date | null
    plan_id: string | null
    on_day: string | null
    key: string
  }>`
    with member as materialized (${membersOf(filter)}), sorted as (
      select m.*, l.last_at, p.id as plan_id, p.on_day,
        (m.visits >= ${least})::int || '~' || coalesce(p.on_day::text, '9') || '~'
          || coalesce(to_char(l.last_at at time zone 'UTC', 'YYYYMMDDHH24MISS'), '0') || '~' || m.id as key
      from member m
      left join lateral (select v.occurred_at as last_at from relief.visit v
        where v.organisation_id = m.id and v.recorded_at <= ${filter.at} and ${stands(sql`${filter.at}`)}
        order by v.occurred_at desc limit 1) l on true
      left join lateral (select p.id, p.on_day from relief.visit_plan p
        where p.organisation_id = m.id and p.round_id = ${filter.round.id} and p.ended_at is null
        order by (select count(*) from relief.visit v where v.organisation_id = m.id
          and (v.occurred_at at time zone ${filter.zone})::date >= p.on_day), p.on_day limit 1) p on true
      where ${filter.state === 'all' ? sql`true` : filter.state === 'visited' ? sql`m.visits >= ${least}` : sql`m.visits < ${least}`}
    )
    select s.*, d.name as "divisionName", a.display_name as officer, o.name as office, o.name_en as "officeEn"
    from sorted s join region.division d on d.code = s.division_code
    join auth.account a on a.id = s.account_id join region.office o on o.id = s.office_id
    where ${page.after === undefined ? sql`true` : sql`s.key collate "C" > ${page.after}`}
    order by s.key collate "C" limit ${page.limit}`.execute(tx)
  return {
    keys: rows.map(row => row.key),
    rows: rows.map(row => ({
      organisationId: row.id,
      name: row.name,
      divisionCode: row.division_code,
      divisionName: row.divisionName,
      officerId: row.account_id,
      officer: row.officer,
      office: row.office,
      officeEn: row.officeEn,
      visits: row.visits,
      isDone: row.visits >= least,
      lastAt: row.last_at === null ? null : iso(row.last_at),
      daysSince:
        row.last_at === null
          ? null
          : Math.max(0, Math.floor((filter.at.getTime() - row.last_at.getTime()) / 86_400_000)),
      planId: row.plan_id,
      plannedOn: row.on_day,
    })),
  }
}

type Counted = { key: string; label: string; labelEn: string; toVisit: number; visited: number }

/** One query whatever it is grouped by; a list's members count in each of their lists. */
export async function readCoverage(
  tx: Tx,
  filter: Omit<DueFilter, 'state'>,
  by: 'office' | 'officer' | 'division' | 'list' | 'all',
): Promise<Counted[]> {
  const digits = (filter.within ?? filter.round.divisionCode).length < 6 ? 6 : 9
  const how = {
    office: [sql`o.id::text`, sql`o.name`, sql`o.name_en`, sql`join region.office o on o.id = m.office_id`],
    officer: [
      sql`a.id::text`,
      sql`a.display_name`,
      sql`a.display_name`,
      sql`join auth.account a on a.id = m.account_id`,
    ],
    division: [
      sql`d.code`,
      sql`d.name`,
      sql`d.name`,
      sql`join region.division d on d.code = left(m.division_code, ${digits}::int)`,
    ],
    list: [
      sql`x.list`,
      sql`x.list`,
      sql`x.list`,
      sql`join relief.list_member x on x.organisation_id = m.id and x.valid_until is null`,
    ],
    all: [sql`'all'`, sql`''`, sql`''`, sql``],
  }[by]
  const [key, label, labelEn, join] = how as [
    RawBuilder<unknown>,
    RawBuilder<unknown>,
    RawBuilder<unknown>,
    RawBuilder<unknown>,
  ]
  const { rows } = await sql<Counted>`
    with member as materialized (${membersOf({ ...filter, state: 'all' })})
    select ${key} as key, ${label} as label, ${labelEn} as "labelEn", count(*)::int as "toVisit",
      count(*) filter (where m.visits >= ${filter.round.least})::int as visited
    from member m ${join} group by 1, 2, 3 order by 1`.execute(tx)
  return rows
}

export const toCoverage = (row: Counted, percent: number | null): CoverageRow => ({ ...row, percent })

export async function listPlans(
  tx: Tx,
  filter: {
    from: string
    until: string
    accountId: string | undefined
    officeIds: readonly string[]
    zone: string
  },
): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select p.id, p.round_id as "roundId", p.organisation_id as "organisationId", g.name, d.name as "divisionName",
      a.display_name as officer, p.on_day as "on",
      exists (select from relief.visit v where v.organisation_id = p.organisation_id
        and (v.occurred_at at time zone ${filter.zone})::date = p.on_day) as "isVisited"
    from relief.visit_plan p join region.organisation g on g.id = p.organisation_id
    join region.division d on d.code = g.division_code join auth.account a on a.id = p.account_id
    where p.ended_at is null and p.on_day between ${filter.from} and ${filter.until}
      and ${
        filter.accountId !== undefined
          ? sql`p.account_id = ${filter.accountId}`
          : sql`p.account_id in (select h.account_id from auth.role_holding h
              where h.office_id = any(${[...filter.officeIds]}::uuid[]) and h.valid_until is null)`
      }
    order by p.on_day, g.division_code, p.id limit 1000`.execute(tx)
  return rows
}

export async function findPlan(tx: Tx, id: string) {
  return tx
    .selectFrom('relief.visit_plan')
    .select(['id', 'organisation_id', 'seats'])
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** The days that visits of a round stand on now, by enterprise. */
export async function findPlans(tx: Tx, roundId: string, organisationIds: readonly string[], today: string) {
  return tx
    .selectFrom('relief.visit_plan')
    .select(['id', 'organisation_id', 'on_day'])
    .where('round_id', '=', roundId)
    .where('organisation_id', 'in', [...organisationIds])
    .where('ended_at', 'is', null)
    .where('on_day', '>=', today as never)
    .forUpdate()
    .execute()
}

export async function endPlan(tx: Tx, id: string, reason: string, at: Date): Promise<void> {
  await tx.updateTable('relief.visit_plan').set({ ended_at: at, reason }).where('id', '=', id).execute()
}

export async function insertPlan(
  tx: Tx,
  plan: {
    id: string
    roundId: string
    organisationId: string
    accountId: string
    on: string
    seats: string[]
  },
  at: Date,
): Promise<boolean> {
  const { rows } =
    await sql`insert into relief.visit_plan (id, round_id, organisation_id, account_id, on_day, recorded_at, seats)
    values (${plan.id}, ${plan.roundId}, ${plan.organisationId}, ${plan.accountId}, ${plan.on}, ${at}, ${plan.seats})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function insertVisit(
  tx: Tx,
  visit: {
    id: string
    organisationId: string
    accountId: string
    officeId: string
    occurredAt: Date
    how: string
    companions: string | null
    metId: string | null
    metPost: string | null
    words: string
    production: string | null
    promises: string | null
    correctsId: string | null
    seats: string[]
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.visit')
    .values({
      id: visit.id,
      organisation_id: visit.organisationId,
      account_id: visit.accountId,
      office_id: visit.officeId,
      occurred_at: visit.occurredAt,
      recorded_at: at,
      how: visit.how,
      companions: visit.companions,
      met_id: visit.metId,
      met_post: visit.metPost,
      words: visit.words,
      production: visit.production,
      promises: visit.promises,
      corrects_id: visit.correctsId,
      seats: visit.seats,
    })
    .execute()
}

export async function insertPhoto(tx: Tx, id: string, visitId: string, file: TakenFile): Promise<void> {
  await tx
    .insertInto('relief.visit_photo')
    .values({
      id,
      visit_id: visitId,
      name: file.name,
      media_type: file.mediaType,
      bytes: file.bytes,
      sha256: file.sha256,
      thumbnail_sha256: file.thumbnail,
    })
    // The same picture chosen twice stands once.
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

export async function insertProblem(tx: Tx, visitId: string, matterId: string): Promise<void> {
  await tx.insertInto('relief.visit_problem').values({ visit_id: visitId, matter_id: matterId }).execute()
}

export async function listVisits(
  tx: Tx,
  filter: {
    organisationId?: string | undefined
    accountId?: string | undefined
    after?: { occurredAt: string; id: string } | undefined
    limit: number
  },
): Promise<VisitRow[]> {
  const { organisationId, accountId, after } = filter
  const { rows } = await sql<
    Omit<VisitRow, 'occurredAt' | 'recordedAt'> & { occurredAt: Date; recordedAt: Date }
  >`
    with page as materialized (
      select v.* from relief.visit v
      where ${organisationId === undefined ? sql`true` : sql`v.organisation_id = ${organisationId}`}
        and ${accountId === undefined ? sql`true` : sql`v.account_id = ${accountId}`}
        and ${after === undefined ? sql`true` : sql`(v.occurred_at, v.id) < (${after.occurredAt}::timestamptz, ${after.id}::uuid)`}
      order by v.occurred_at desc, v.id desc limit ${filter.limit}
    )
    select v.id, v.organisation_id as "organisationId", g.name as "organisationName", d.name as "divisionName",
      a.display_name as officer, o.name as office, o.name_en as "officeEn", v.occurred_at as "occurredAt",
      v.recorded_at as "recordedAt", v.how, v.words, v.production,
      (select count(*)::int from relief.visit_photo x where x.visit_id = v.id) as photos,
      (select count(*)::int from relief.visit_problem x where x.visit_id = v.id) as problems,
      (select c.id from relief.visit c where c.corrects_id = v.id) as "correctedBy"
    from page v join region.organisation g on g.id = v.organisation_id
    join region.division d on d.code = g.division_code join auth.account a on a.id = v.account_id
    join region.office o on o.id = v.office_id
    order by v.occurred_at desc, v.id desc`.execute(tx)
  return rows.map(row => ({ ...row, occurredAt: iso(row.occurredAt), recordedAt: iso(row.recordedAt) }))
}

/** A visit with everything that hangs on it; undefined where the reader's keys don't reach it. */
export async function findVisit(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('relief.visit as v')
    .innerJoin('region.organisation as g', 'g.id', 'v.organisation_id')
    .innerJoin('region.division as d', 'd.code', 'g.division_code')
    .innerJoin('auth.account as a', 'a.id', 'v.account_id')
    .innerJoin('region.office as o', 'o.id', 'v.office_id')
    .leftJoin('relief.visit as c', 'c.corrects_id', 'v.id')
    .selectAll('v')
    .select([
      'g.name as organisationName',
      'd.name as divisionName',
      'a.display_name as officer',
      'o.name as office',
      'o.name_en as officeEn',
      'c.id as correctedBy',
    ])
    .where('v.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const photos = await tx
    .selectFrom('relief.visit_photo')
    .select(['id', 'name', 'bytes', 'thumbnail_sha256'])
    .where('visit_id', '=', id)
    .orderBy('id')
    .execute()
  const problems = await tx
    .selectFrom('relief.visit_problem as x')
    .innerJoin('matter.matter as m', 'm.id', 'x.matter_id')
    .select(['m.id', 'm.number', 'm.title', 'm.status'])
    .where('x.visit_id', '=', id)
    .orderBy('m.id')
    .execute()
  return { row, photos, problems }
}

export function toVisit(
  { row, photos, problems }: NonNullable<Awaited<ReturnType<typeof findVisit>>>,
  met: Visit['met'],
  mayCorrect: boolean,
): Visit {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    organisationName: row.organisationName,
    divisionName: row.divisionName,
    officer: row.officer,
    office: row.office,
    officeEn: row.officeEn,
    occurredAt: iso(row.occurred_at),
    recordedAt: iso(row.recorded_at),
    how: row.how as Visit['how'],
    words: row.words,
    production: row.production as Production | null,
    companions: row.companions,
    met,
    metPost: row.met_post,
    promises: row.promises,
    corrects: row.corrects_id,
    correctedBy: row.correctedBy,
    photos: photos.map(photo => ({
      id: photo.id,
      name: photo.name,
      bytes: photo.bytes,
      hasThumbnail: photo.thumbnail_sha256 !== null,
    })),
    problems,
    mayCorrect,
  }
}

export async function findPhoto(tx: Tx, visitId: string, id: string) {
  return tx
    .selectFrom('relief.visit_photo')
    .select(['name', 'media_type', 'sha256', 'thumbnail_sha256'])
    .where('visit_id', '=', visitId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Visits recorded by a cut-off that stand then, and their enterprises. */
export async function countVisits(tx: Tx, within: string, cutOffAt: Date) {
  const { rows } = await sql<{ visits: number; enterprises: number }>`
    select count(*)::int as visits, count(distinct v.organisation_id)::int as enterprises
    from relief.visit v join region.organisation g on g.id = v.organisation_id
    where v.recorded_at <= ${cutOffAt} and ${stands(sql`${cutOffAt}`)}
      and g.division_code >= ${within} and g.division_code < ${`${within}:`}`.execute(tx)
  return rows[0]!
}

/** The zone in which this deployment's days begin; figures are read without the server's settings. */
export async function readZone(tx: Tx): Promise<string> {
  return (await tx.selectFrom('app.deployment').select('time_zone').executeTakeFirstOrThrow()).time_zone
}

export async function getOfficePlace(tx: Tx, id: string): Promise<string> {
  const row = await tx
    .selectFrom('region.office')
    .select('division_code')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.division_code
}

/**
 * Rounds, days and visits of an office that is dissolved go on under its successor. Who recorded what in which office
 * stays as it was written.
 */
export async function moveOffice(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.round set office_id = ${to}, version = version + 1,
      seats = array_append(array_remove(seats, ${`office:${from}`}), ${`office:${to}`}) where office_id = ${from}`.execute(
    tx,
  )
  const [left, joined] = [`office:${from}`, `office:${to}`]
  for (const table of ['relief.visit_plan', 'relief.visit'])
    await sql`update ${sql.table(table)} set seats = array_replace(seats, ${left}, ${joined})
      where seats @> array[${left}]`.execute(tx)
}
