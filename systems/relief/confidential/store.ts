import { sql } from 'kysely'
import type { Tx } from '#platform/db'

export type Examiner = { account_id: string; office_id: string; division_code: string }

/** Those above who hear of a report about an office; none of them holds a role near it. */
export async function findExaminers(tx: Tx, namedOfficeId: string, at: Date): Promise<Examiner[]> {
  const { rows } = await sql<Examiner>`select * from relief.examiners_of(${namedOfficeId}, ${at})`.execute(tx)
  return rows
}

export async function insertConfidential(
  tx: Tx,
  report: {
    matterId: string
    namedOfficeId: string
    byKind: 'enterprise' | 'official'
    organisationId: string | null
    personId: string | null
    description: string
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.confidential')
    .values({
      matter_id: report.matterId,
      named_office_id: report.namedOfficeId,
      by_kind: report.byKind,
      organisation_id: report.organisationId,
      person_id: report.personId,
      description: report.description,
      recorded_at: at,
    })
    .execute()
}

export async function findConfidential(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.confidential as c')
    .innerJoin('region.office as o', 'o.id', 'c.named_office_id')
    .select([
      'c.matter_id',
      'c.named_office_id',
      'o.division_code as named_division',
      sql<string[]>`relief.office_line(c.named_office_id)`.as('named_line'),
      'o.name',
      'o.name_en',
      'c.by_kind',
      'c.description',
      'c.finding',
      'c.person_id',
    ])
    .where('c.matter_id', '=', matterId)
    .executeTakeFirst()
}

export async function setFinding(tx: Tx, matterId: string, finding: string): Promise<void> {
  await tx.updateTable('relief.confidential').set({ finding }).where('matter_id', '=', matterId).execute()
}

/** Whether somebody holds a role in the named office, what it was merged into, its place or below. */
export async function standsNear(tx: Tx, accountId: string, namedOfficeId: string, at: Date) {
  const { rows } = await sql<{ near: boolean }>`
    select relief.stands_near(${accountId}, ${namedOfficeId}, ${at}) as near`.execute(tx)
  return rows[0]!.near
}

/** Seats anew what named an office that is merged: nobody of its successor examines it. */
export async function reseatNamed(tx: Tx, merged: string, at: Date): Promise<void> {
  await sql`select relief.reseat_named(${merged}, ${at})`.execute(tx)
}

export async function listHoldings(tx: Tx, accountId: string, at: Date) {
  return tx
    .selectFrom('auth.role_holding as r')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .select(['r.role', 'r.office_id as officeId', 'o.division_code as divisionCode'])
    .where('r.account_id', '=', accountId)
    .where('r.valid_from', '<=', at)
    .where(eb => eb.or([eb('r.valid_until', 'is', null), eb('r.valid_until', '>', at)]))
    .execute()
}

/** The offices of a place and above it, that somebody may have reason to report. */
export async function listNamed(tx: Tx, path: readonly string[]) {
  return tx
    .selectFrom('region.office')
    .select(['id', 'name', 'name_en as nameEn'])
    .where('division_code', 'in', [...path])
    .where('valid_until', 'is', null)
    .orderBy('division_code', 'desc')
    .orderBy('name')
    .limit(200)
    .execute()
}
