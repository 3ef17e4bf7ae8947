import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { toMatterRow } from '#platform/matter'
import type { MatterRow } from '#platform/matter/schema'
import type { BoardNumber } from './schema.ts'

export type Board = {
  within: string
  category: string | null
  since: Date | null
  until: Date | null
  /** how much of an office's division code makes a row; null for a row each office */
  digits: number | null
  /** null: as it stands now */
  cutOffAt: Date | null
  at: Date
}

export type RawBoardRow = Record<
  | 'collected'
  | 'open'
  | 'solved'
  | 'overdue'
  | 'explained'
  | 'withdrawn'
  | 'timed_out'
  | 'merged'
  | 'chased'
  | 'reopened'
  | 'self_confirmed'
  | 'rated'
  | 'returned'
  | 'passed'
  | 'escalated',
  number
> & {
  key: string | null
  name: string | null
  name_en: string | null
  rating: number | null
  median_seconds: number | null
  p90_seconds: number | null
}

const conditions = (
  board: Board,
) => sql`${board.within}, ${board.since}::timestamptz, ${board.until}::timestamptz,
  ${board.category}::text, ${board.digits}::int, ${board.cutOffAt}::timestamptz, ${board.cutOffAt ?? board.at}::timestamptz`

/** One statement for every number of the board, so that those that add up do so in every answer. */
export async function readBoard(tx: Tx, board: Board): Promise<RawBoardRow[]> {
  const { rows } = await sql<RawBoardRow>`
    select b.*, coalesce(o.name, d.name) as name, coalesce(o.name_en, d.name) as name_en
    from relief.board(${conditions(board)}) b
    left join region.office o on o.id::text = b.key and ${board.digits}::int is null
    left join region.division d on d.code = b.key and ${board.digits}::int is not null
    order by b.key is null, b.overdue desc, b.collected desc, b.key`.execute(tx)
  return rows
}

/** The problems behind one number, newest first. */
export async function listBoardMatters(
  tx: Tx,
  board: Board,
  behind: { number: BoardNumber; key: string | null; after: string | null; limit: number },
): Promise<{ total: number; rows: MatterRow[] }> {
  const { rows } = await sql<Parameters<typeof toMatterRow>[0] & { total: number }>`
    with found as materialized (
      select f.id from relief.board_matters(${behind.number}, ${behind.key}::text, ${conditions(board)}) f (id)
    ), page as (
      select f.id from found f where ${behind.after}::uuid is null or f.id < ${behind.after}::uuid
      order by f.id desc limit ${behind.limit}
    )
    select m.id, m.kind, m.number, m.title, m.division_code, m.status, m.is_open, m.priority, m.next_step, m.due_at,
      m.opened_at, m.version, m.parent_id, d.name as division_name, o.name as owner_office, o.name_en as owner_office_en,
      a.display_name as owner, null as started_at, (select count(*)::int from found) as total
    from page p join matter.matter m on m.id = p.id join region.division d on d.code = m.division_code
    left join region.office o on o.id = m.owner_office_id left join auth.account a on a.id = m.owner_id
    order by m.id desc`.execute(tx)
  return { total: rows[0]?.total ?? 0, rows: rows.map(toMatterRow) }
}

/** Enterprises that have no officer now, in all and in each place of so many digits. */
export async function countWithoutOfficer(
  tx: Tx,
  within: string,
  digits: number | null,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ place: string; count: number }>`
    select coalesce(place, ${within}) as place, count
    from relief.without_officer_by_place(${within}, ${digits}::int)`.execute(tx)
  return new Map(rows.map(row => [row.place, row.count]))
}

export async function findDivisionName(tx: Tx, code: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('region.division')
    .select('name')
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.name
}
