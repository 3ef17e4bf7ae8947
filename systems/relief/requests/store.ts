import { sql } from 'kysely'
import type { Tx } from '#platform/db'

export type NewRequest = {
  matterId: string
  officeId: string
  askedOfficeId: string | null
  outsideName: string | null
  personId: string | null
  asked: string
}

export async function insertRequest(tx: Tx, request: NewRequest, at: Date): Promise<void> {
  await tx
    .insertInto('relief.request')
    .values({
      matter_id: request.matterId,
      office_id: request.officeId,
      asked_office_id: request.askedOfficeId,
      outside_name: request.outsideName,
      person_id: request.personId,
      asked: request.asked,
      recorded_at: at,
    })
    .execute()
}

export async function findRequest(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.request as r')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .leftJoin('region.office as b', 'b.id', 'r.asked_office_id')
    .select([
      'r.matter_id',
      'r.office_id',
      'r.asked_office_id',
      'r.outside_name',
      'r.person_id',
      'r.asked',
      'r.reply',
      'r.replied_at',
      'r.replied_by',
      'r.declines',
      'r.chased',
      'o.name as office',
      'o.name_en as office_en',
      'o.path as office_path',
      'b.name as asked_office',
      'b.name_en as asked_office_en',
      'b.path as asked_path',
    ])
    .where('r.matter_id', '=', matterId)
    .executeTakeFirst()
}

export async function readFacts(tx: Tx, matterId: string) {
  const { rows } = await sql<{
    last_chased_at: Date | null
    reply_due_at: Date | null
  }>`
    select (select max(h.at) from matter.history h where h.matter_id = ${matterId} and h.action = 'chase') as last_chased_at,
      (select c.due_at from matter.clock c where c.matter_id = ${matterId} and c.name = 'reply' and c.stopped_at is null) as reply_due_at`.execute(
    tx,
  )
  return rows[0]!
}

export async function updateRequest(
  tx: Tx,
  matterId: string,
  change: { reply?: string; replied_at?: Date; replied_by?: 'office' | 'link' | 'hand' },
  add: { declines?: number; chased?: number } = {},
): Promise<void> {
  await tx
    .updateTable('relief.request')
    .set({
      ...change,
      declines: sql`declines + ${add.declines ?? 0}`,
      chased: sql`chased + ${add.chased ?? 0}`,
    })
    .where('matter_id', '=', matterId)
    .execute()
}

export async function findTerm(tx: Tx, reach: string, on: string) {
  return tx
    .selectFrom('relief.request_term')
    .select(['unit', 'amount', 'version'])
    .where('reach', '=', reach)
    .where('valid_from', '<=', on)
    .where(eb => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', on)]))
    .executeTakeFirst()
}

/** Requests that an office makes or is asked, or those below a matter, newest first. */
export async function listRequests(
  tx: Tx,
  filter: { parentId: string } | { officeIds: readonly string[]; direction: 'in' | 'out' },
) {
  let query = tx
    .selectFrom('relief.request as r')
    .innerJoin('matter.matter as m', 'm.id', 'r.matter_id')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .leftJoin('region.office as b', 'b.id', 'r.asked_office_id')
    .select([
      'm.id',
      'm.number',
      'm.title',
      'm.status',
      'm.is_open as isOpen',
      'm.due_at as dueAt',
      'm.opened_at as openedAt',
      'm.blocks_parent as blocks',
      'o.name as office',
      'o.name_en as officeEn',
      'r.outside_name as outsideName',
      'b.name as askedOffice',
      'b.name_en as askedOfficeEn',
      'r.reply',
    ])
  if ('parentId' in filter) query = query.where('m.parent_id', '=', filter.parentId)
  else {
    const ids = [...filter.officeIds]
    query = query.where(
      filter.direction === 'in'
        ? sql<boolean>`r.asked_office_id = any(${ids}::uuid[])`
        : sql<boolean>`r.office_id = any(${ids}::uuid[])`,
    )
  }
  return query.orderBy('m.is_open', 'desc').orderBy('m.opened_at', 'desc').limit(200).execute()
}

/** Who works in an office: whose files on a request are its reply. */
export async function listStaff(tx: Tx, officeId: string | null): Promise<string[]> {
  if (officeId === null) return []
  const rows = await tx
    .selectFrom('auth.role_holding')
    .select('account_id')
    .distinct()
    .where('office_id', '=', officeId)
    .execute()
  return rows.map(row => row.account_id)
}

export async function listLinks(tx: Tx, matterId: string): Promise<string[]> {
  const rows = await tx.selectFrom('matter.link').select('id').where('matter_id', '=', matterId).execute()
  return rows.map(row => row.id)
}

export type RequestFigures = {
  requests: number
  replied: number
  unanswered: number
  median_seconds: number | null
}

/** Requests by what was recorded up to a cut-off; the last reply of one counts. */
export async function readRequestFigures(tx: Tx, within: string, cutOffAt: Date): Promise<RequestFigures> {
  const { rows } = await sql<RequestFigures>`
    with request as (
      select m.id, m.opened_at, max(h.at) filter (where h.action in ('reply', 'recordReply')) as replied_at,
        max(h.seq) filter (where h.action in ('reply', 'recordReply')) > coalesce(max(h.seq) filter (where h.action = 'askAgain'), 0) as is_replied,
        bool_or(h.action = 'closeUnanswered') as is_unanswered
      from matter.matter m join matter.history h on h.matter_id = m.id
      where m.kind = 'request' and m.division_code >= ${within} and m.division_code < ${`${within}:`}
        and m.recorded_at <= ${cutOffAt} and h.recorded_at <= ${cutOffAt}
      group by m.id, m.opened_at
    )
    select count(*)::int as requests, count(*) filter (where is_replied)::int as replied,
      count(*) filter (where is_unanswered)::int as unanswered,
      percentile_cont(0.5) within group (order by extract(epoch from replied_at - opened_at)) filter (where is_replied) as median_seconds
    from request`.execute(tx)
  return rows[0]!
}

/** What both sides said; files stand apart. */
export async function listSaid(tx: Tx, matterId: string) {
  return tx
    .selectFrom('matter.history')
    .select(['seq', 'at', 'actor_kind', 'action', 'note'])
    .where('matter_id', '=', matterId)
    .where('audience', '=', 'all')
    .where('action', '<>', 'attach')
    .orderBy('seq')
    .execute()
}
