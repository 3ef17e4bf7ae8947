import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { type Covered, MOST_PROPOSED } from './rule-store.ts'
import type { CircularBody, CircularRow, SilentNotice, WeekBody } from './schema.ts'

export async function findDivision(tx: Tx, code: string) {
  return tx
    .selectFrom('region.division')
    .select(['code', 'name', 'path'])
    .where('code', '=', code)
    .executeTakeFirst()
}

const silent = sql`select m.id, m.number, t.words, t.due_on::text as "dueOn", o.id as "officeId", o.name as office,
    o.name_en as "officeEn"
  from relief.task t join matter.matter m on m.id = t.matter_id join region.office o on o.id = m.owner_office_id
  where t.origin = 'notice'`

/** Notices given before a day whose own day is past, still unanswered and never circulated. */
export async function listSilent(
  tx: Tx,
  { within, apart }: Covered,
  before: Date,
  today: string,
): Promise<SilentNotice[]> {
  const { rows } = await sql<SilentNotice>`
    ${silent} and m.status in ('assigned', 'returned', 'accepted') and m.opened_at < ${before} and t.due_on < ${today}::date
      and m.division_code >= ${within} and m.division_code < ${`${within}:`} and o.path @> array[${within}]
      and not exists (select from unnest(${[...apart]}::text[]) a (place) where m.division_code like a.place || '%')
      and not exists (select from relief.circular c where m.id = any (c.notice_ids))
    order by t.due_on, m.id limit ${MOST_PROPOSED}`.execute(tx)
  return rows
}

export async function findNotices(tx: Tx, ids: readonly string[]): Promise<SilentNotice[]> {
  const { rows } = await sql<SilentNotice>`
    ${silent} and m.id = any (${[...ids]}::uuid[]) order by t.due_on, m.id`.execute(tx)
  return rows
}

export type NewCircular = {
  id: string
  number: string
  revision: number
  replacesId: string | null
  officeId: string
  divisionCode: string
  title: string
  words: string
  cutOffAt: Date
  body: CircularBody
  seats: string[]
}

/** False where another revision of the same was first. */
export async function insertCircular(
  tx: Tx,
  circular: NewCircular,
  accountId: string | null,
  at: Date,
): Promise<boolean> {
  const result = await tx
    .insertInto('relief.circular')
    .values({
      id: circular.id,
      number: circular.number,
      revision: circular.revision,
      replaces_id: circular.replacesId,
      office_id: circular.officeId,
      division_code: circular.divisionCode,
      title: circular.title,
      words: circular.words,
      cut_off: circular.cutOffAt,
      body: JSON.stringify(circular.body),
      notice_ids: circular.body.notices.map(one => one.id),
      issued_by: accountId,
      occurred_at: at,
      recorded_at: at,
      seats: circular.seats,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

type RawCircular = Omit<CircularRow, 'cutOff' | 'issuedAt'> & {
  cut_off: Date
  occurred_at: Date
  words: string
  body: CircularBody
  office_id: string
  division_code: string
  isLatest: boolean
  seats: string[]
}

async function readCirculars(tx: Tx, id: string | null): Promise<RawCircular[]> {
  const { rows } = await sql<RawCircular>`
    select c.id, c.number, c.revision, c.title, c.words, c.cut_off, c.body, c.occurred_at, c.office_id, c.division_code, c.seats,
      o.name as office, o.name_en as "officeEn", jsonb_array_length(c.body -> 'rows') as offices,
      (select count(*)::int from relief.circular_read r where r.circular_id = c.id) as reads,
      not exists (select from relief.circular n where n.replaces_id = c.id) as "isLatest"
    from relief.circular c join region.office o on o.id = c.office_id
    where ${id === null ? sql`not exists (select from relief.circular n where n.replaces_id = c.id)` : sql`c.id = ${id}::uuid`}
    order by c.occurred_at desc, c.id desc limit 200`.execute(tx)
  return rows
}

export const listCirculars = (tx: Tx) => readCirculars(tx, null)
export const findCircular = async (tx: Tx, id: string) => (await readCirculars(tx, id))[0]

export async function listRevisions(tx: Tx, number: string) {
  return tx
    .selectFrom('relief.circular')
    .select(['id', 'revision', 'occurred_at'])
    .where('number', '=', number)
    .orderBy('revision')
    .execute()
}

export async function listReads(tx: Tx, circularId: string) {
  return tx
    .selectFrom('relief.circular_read as r')
    .innerJoin('auth.account as a', 'a.id', 'r.account_id')
    .select(['r.office_id', 'a.display_name', 'r.recorded_at'])
    .where('r.circular_id', '=', circularId)
    .orderBy('r.recorded_at')
    .execute()
}

export async function insertRead(
  tx: Tx,
  read: { circularId: string; officeId: string; accountId: string },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .insertInto('relief.circular_read')
    .values({
      circular_id: read.circularId,
      office_id: read.officeId,
      account_id: read.accountId,
      recorded_at: at,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

export async function countPapers(tx: Tx, within: string, cutOffAt: Date) {
  const { rows } = await sql<{ notices: number; circulars: number }>`
    select (select count(*)::int from relief.task t join matter.matter m on m.id = t.matter_id
        where t.origin = 'notice' and t.recorded_at <= ${cutOffAt}
          and m.division_code >= ${within} and m.division_code < ${`${within}:`}) as notices,
      (select count(*)::int from relief.circular c where c.revision = 1 and c.recorded_at <= ${cutOffAt}
        and c.division_code >= ${within} and c.division_code < ${`${within}:`}) as circulars`.execute(tx)
  return rows[0]!
}

/** Places that have a task force now: each gets its weekly report. */
export async function listReporting(tx: Tx): Promise<{ code: string; path: string[] }[]> {
  const { rows } = await sql<{ code: string; path: string[] }>`
    select distinct o.division_code as code, o.path from region.office o
    where o.kind = 'task-force' and o.valid_until is null order by 1`.execute(tx)
  return rows
}

export async function keepReport(
  tx: Tx,
  report: { id: string; divisionCode: string; seats: string[]; body: WeekBody },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.weekly_report')
    .values({
      id: report.id,
      division_code: report.divisionCode,
      week_on: report.body.weekOn,
      cut_off: new Date(report.body.cutOff),
      body: JSON.stringify(report.body),
      recorded_at: at,
      seats: report.seats,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

export async function listReports(tx: Tx): Promise<{ id: string; body: WeekBody }[]> {
  const rows = await tx
    .selectFrom('relief.weekly_report')
    .select(['id', 'body'])
    .orderBy('week_on', 'desc')
    .orderBy('division_code')
    .limit(200)
    .execute()
  return rows.map(row => ({ id: row.id, body: row.body as WeekBody }))
}

export async function findReport(tx: Tx, id: string): Promise<WeekBody | undefined> {
  const row = await tx
    .selectFrom('relief.weekly_report')
    .select('body')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.body as WeekBody | undefined
}
