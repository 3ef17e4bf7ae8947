import { sql } from 'kysely'
import type { Role, Tx } from '#platform/db'

export async function findPath(tx: Tx, officeId: string): Promise<string[] | undefined> {
  const row = await tx
    .selectFrom('region.office')
    .select('path')
    .where('id', '=', officeId)
    .executeTakeFirst()
  return row?.path
}

/** A standing division; `fullName` begins with its county. */
export type Place = { code: string; name: string; fullName: string; path: string[] }

export async function readPlaces(tx: Tx, typed: readonly string[]): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select d.code, d.name, d.path, coalesce(p.name, '') || d.name as "fullName"
    from region.division d left join region.division p on p.code = d.parent_code and p.level = 'county'
    where d.valid_until is null and (d.code = any(${[...typed]}::text[]) or d.name = any(${[...typed]}::text[])
      or p.name || d.name = any(${[...typed]}::text[]))`.execute(tx)
  return rows
}

export type OfficeOnFile = {
  id: string
  prefix: string
  name: string
  nameEn: string
  divisionCode: string
  division: string
  path: string[]
  subject: string
  kind: 'task-force' | 'bureau' | 'town' | 'duty'
  seesSubject: boolean
  endedAt: Date | null
  version: number
}

/** Every office: a region has a few thousand at most. */
export async function readOffices(tx: Tx): Promise<OfficeOnFile[]> {
  const { rows } = await sql<OfficeOnFile>`
    select o.id, o.prefix, o.name, o.name_en as "nameEn", o.division_code as "divisionCode", d.name as division, o.path, o.subject,
      o.kind, o.sees_subject as "seesSubject", o.valid_until as "endedAt", o.version
    from region.office o join region.division d on d.code = o.division_code order by o.valid_until nulls first, o.id`.execute(
    tx,
  )
  return rows
}

/** Offices by prefix or by name; those that stand before those that ended. */
export function officeOf(offices: readonly OfficeOnFile[], typed: string): OfficeOnFile[] {
  const prefix = typed.normalize('NFKC').trim().toUpperCase()
  const byPrefix = offices.filter(one => one.prefix === prefix)
  if (byPrefix.length > 0) return byPrefix
  const named = offices.filter(one => one.name === typed || one.nameEn === typed)
  const standing = named.filter(one => one.endedAt === null)
  return standing.length > 0 ? standing : named
}

export type AccountOnFile = {
  id: string
  name: string
  displayName: string
  officeId: string
  office: string
  path: string[]
  endedAt: Date | null
  version: number
  holdings: { role: Role; officeId: string; from: string; until: string | null }[]
}

/** Accounts by name, with the roles of their own that have not ended. */
export async function readAccounts(tx: Tx, names: readonly string[], at: Date): Promise<AccountOnFile[]> {
  const { rows } = await sql<AccountOnFile>`
    select a.id, a.name, a.display_name as "displayName", a.office_id as "officeId", o.name as office, o.path, a.ended_at as "endedAt",
      a.version, coalesce((select json_agg(json_build_object('role', r.role, 'officeId', r.office_id, 'from', r.valid_from, 'until', r.valid_until))
        from auth.role_holding r where r.account_id = a.id and r.delegated_by is null
          and (r.valid_until is null or r.valid_until > ${at})), '[]') as holdings
    from auth.account a join region.office o on o.id = a.office_id where a.name = any(${[...names]}::text[])`.execute(
    tx,
  )
  return rows
}
