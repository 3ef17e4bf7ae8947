import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { AuditEntry, EntryKind } from './schema.ts'

export type AuditFilter = {
  /** an account or a link */
  actor?: string
  /** the id of a matter or other noun */
  subject?: string
  person?: string
  kind?: EntryKind
  /** wall time, from inclusive, until exclusive */
  from?: Date
  until?: Date
  /** the place of the last row of the page before */
  after?: { recordedAt: string; id: string }
  limit: number
}

const utc = (column: string) =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const entries = (tx: Tx) =>
  tx
    .selectFrom('audit.entry as e')
    .leftJoin('auth.account as a', 'a.id', 'e.actor_id')
    .leftJoin('region.office as o', 'o.id', 'a.office_id')
    .leftJoin('audit.seal as s', 's.entry_id', 'e.id')
    .select([
      'e.id',
      'e.actor_kind',
      'e.actor_id',
      'e.kind',
      'e.action',
      'e.subject_kind',
      'e.subject_id',
      'e.person_id',
    ])
    .select([
      'e.purpose',
      'e.fields',
      'a.display_name',
      'o.name as office',
      'o.name_en as office_en',
      's.seq',
    ])
    .select([utc('e.recorded_at').as('recorded_at'), utc('e.business_at').as('business_at')])

type Row = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]

const entryOf = (row: Row): AuditEntry => ({
  id: row.id,
  recordedAt: row.recorded_at,
  businessAt: row.business_at,
  actorKind: row.actor_kind as AuditEntry['actorKind'],
  actorId: row.actor_id,
  actorName: row.display_name,
  actorOffice: row.office,
  actorOfficeEn: row.office_en,
  kind: row.kind as EntryKind,
  action: row.action,
  subjectKind: row.subject_kind,
  subjectId: row.subject_id,
  personId: row.person_id,
  purpose: row.purpose,
  fields: row.fields,
  isSealed: row.seq !== null,
})

/** Entries within the viewer's seats, newest first; one more than asked for tells that there is a next page. */
export async function listEntries(tx: Tx, filter: AuditFilter): Promise<AuditEntry[]> {
  let query = entries(tx).orderBy('e.recorded_at', 'desc').orderBy('e.id', 'desc').limit(filter.limit)
  if (filter.actor !== undefined) query = query.where('e.actor_id', '=', filter.actor)
  if (filter.subject !== undefined) query = query.where('e.subject_id', '=', filter.subject)
  if (filter.person !== undefined) query = query.where('e.person_id', '=', filter.person)
  if (filter.kind !== undefined) query = query.where('e.kind', '=', filter.kind)
  if (filter.from !== undefined) query = query.where('e.recorded_at', '>=', filter.from)
  if (filter.until !== undefined) query = query.where('e.recorded_at', '<', filter.until)
  if (filter.after !== undefined)
    query = query.where(
      sql<boolean>`(e.recorded_at, e.id) < (${filter.after.recordedAt}::timestamptz, ${filter.after.id}::uuid)`,
    )
  return (await query.execute()).map(entryOf)
}

/** All looks at a person's values, exports and destruction, oldest first. */
export async function listAccesses(tx: Tx, personId: string): Promise<AuditEntry[]> {
  const rows = await entries(tx)
    .where('e.person_id', '=', personId)
    .where('e.kind', 'in', ['look', 'export', 'destroy'])
    .orderBy('e.recorded_at')
    .orderBy('e.id')
    .execute()
  return rows.map(entryOf)
}

/** A person in the viewer's seats. */
export async function findPerson(
  tx: Tx,
  personId: string,
): Promise<{ seats: string[]; isDestroyed: boolean } | undefined> {
  const row = await tx
    .selectFrom('region.person')
    .select(['seats', 'destroyed_at'])
    .where('id', '=', personId)
    .executeTakeFirst()
  return row && { seats: row.seats, isDestroyed: row.destroyed_at !== null }
}

/** The divisions, ancestors with them, of some offices and divisions. */
export async function pathsOf(
  tx: Tx,
  officeIds: readonly string[],
  divisionCodes: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select distinct unnest(path) as code from (
      select path from region.office where id = any(${[...officeIds]}::uuid[])
      union all select path from region.division where code = any(${[...divisionCodes]}::text[])) t order by 1`.execute(
    tx,
  )
  return rows.map(row => row.code)
}
