import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { type Organisation, readTeam } from './enterprise-store.ts'

/** The enterprise of a report link, for a call without account. */
export async function findReportFacts(
  tx: Tx,
  secretHash: Buffer,
  at: Date,
): Promise<(Organisation & { linkId: string }) | undefined> {
  const { rows } = await sql<{
    link_id: string
    organisation_id: string
    name: string
    division_code: string
    path: string[]
  }>`select * from relief.report_facts(${secretHash}, ${new Date()})`.execute(tx)
  const row = rows[0]
  return (
    row && {
      linkId: row.link_id,
      id: row.organisation_id,
      name: row.name,
      divisionCode: row.division_code,
      path: row.path,
      ...(await readTeam(tx, row.organisation_id, at)),
    }
  )
}

type NewLink = { id: string; secretHash: Buffer; createdBy: string | null; seats: string[] }

async function insertLink(
  tx: Tx,
  opens: { purpose: 'report'; organisation_id: string } | { purpose: 'track'; matter_id: string | null },
  link: NewLink,
): Promise<void> {
  await tx
    .insertInto('matter.link')
    .values({
      ...opens,
      id: link.id,
      secret_hash: link.secretHash,
      created_at: new Date(),
      created_by: link.createdBy,
      seats: link.seats,
    })
    .execute()
}

/** The link by which an enterprise reports. */
export const insertReportLink = (tx: Tx, organisationId: string, link: NewLink) =>
  insertLink(tx, { purpose: 'report', organisation_id: organisationId }, link)

/** The link by which a matter is followed. */
export const insertTrackLink = (tx: Tx, matterId: string, link: NewLink) =>
  insertLink(tx, { purpose: 'track', matter_id: matterId }, link)

/** The code of something that is no matter: it opens nothing by itself. */
export const insertCodeLink = (tx: Tx, link: NewLink) =>
  insertLink(tx, { purpose: 'track', matter_id: null }, link)

export async function revokeReportLinks(tx: Tx, organisationId: string): Promise<void> {
  await tx
    .updateTable('matter.link')
    .set({ revoked_at: new Date() })
    .where('organisation_id', '=', organisationId)
    .where('purpose', '=', 'report')
    .where('revoked_at', 'is', null)
    .execute()
}

/** The link by which an enterprise reports now. */
export async function findReportLink(tx: Tx, organisationId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('matter.link')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('purpose', '=', 'report')
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
