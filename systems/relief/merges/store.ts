import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'

/** Contacts, and what is known of the people of an office's matters, are seen by its successor. */
export async function moveOfficeSeats(tx: Tx, from: string, to: string): Promise<void> {
  for (const table of [
    'region.person',
    'region.person_key',
    'region.person_value',
    'region.person_token',
    'relief.contact',
  ]) {
    await sql`update ${sql.table(table)} set seats = array_replace(seats, ${from}, ${to})
      where seats @> array[${from}]`.execute(tx)
  }
}

/** The pairings of an office's officers go on under its successor. */
export async function moveOfficePairings(tx: Tx, from: string, to: string, at: Date): Promise<number> {
  const { rows } = await sql<{ organisationId: string; accountId: string; part: string; seats: string }>`
    update relief.pairing set valid_until = greatest(valid_from, ${at}) where office_id = ${from} and valid_until is null
    returning organisation_id as "organisationId", account_id as "accountId", part, array_to_string(seats, ',') as seats`.execute(
    tx,
  )
  await sql`insert into relief.pairing (id, organisation_id, account_id, office_id, part, valid_from, recorded_at, seats)
    select t.id, t.organisation_id, t.account_id, ${to}, t.part, ${at}, ${at}, string_to_array(t.seats, ',')
    from unnest(${rows.map(() => uuidv7())}::uuid[], ${rows.map(one => one.organisationId)}::uuid[], ${rows.map(one => one.accountId)}::uuid[],
      ${rows.map(one => one.part)}::text[], ${rows.map(one => one.seats)}::text[]) t (id, organisation_id, account_id, part, seats)`.execute(
    tx,
  )
  return new Set(rows.map(one => one.organisationId)).size
}
