import { sql } from 'kysely'
import type { Tx } from '#platform/db'

/** One import of a kind at a time: each compares with a register that nothing else is importing into. */
export async function lockImports(tx: Tx, kind: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`import.${kind}`}))`.execute(tx)
}

export async function findImport(tx: Tx, kind: string, officeId: string, fingerprint: string) {
  return tx
    .selectFrom('app.import')
    .select(['id', 'recorded_at'])
    .where('kind', '=', kind)
    .where('office_id', '=', officeId)
    .where('fingerprint', '=', Buffer.from(fingerprint, 'hex'))
    .executeTakeFirst()
}

export async function findImportById(tx: Tx, kind: string, id: string) {
  return tx
    .selectFrom('app.import')
    .select(['id', 'file_name'])
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertImport(
  tx: Tx,
  entry: {
    id: string
    kind: string
    fingerprint: string
    fileName: string
    officeId: string
    accountId: string | null
    added: number
    changed: number
    unchanged: number
    refused: number
    recordedAt: Date
    seats: string[]
  },
): Promise<boolean> {
  const rows = await tx
    .insertInto('app.import')
    .values({
      id: entry.id,
      kind: entry.kind,
      fingerprint: Buffer.from(entry.fingerprint, 'hex'),
      file_name: entry.fileName,
      office_id: entry.officeId,
      account_id: entry.accountId,
      added: entry.added,
      changed: entry.changed,
      unchanged: entry.unchanged,
      refused: entry.refused,
      recorded_at: entry.recordedAt,
      seats: entry.seats,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.length === 1
}
