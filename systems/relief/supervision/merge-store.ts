import { sql } from 'kysely'
import type { Tx } from '#platform/db'

/**
 * What supervision keeps of an office that is dissolved goes to its successor. Circulars stay as they were issued and
 * are read, confirmed and corrected by the successor; its rules go on in the successor's name. A successor that never
 * chose columns for its ledger goes on with the former office's; one that did keeps its own and sees the other's.
 */
export async function moveOffice(
  tx: Tx,
  from: string,
  to: string,
  accountId: string,
  at: Date,
): Promise<void> {
  const [left, joined] = [`office:${from}`, `office:${to}`]
  await sql`insert into relief.ledger (office_id, version, columns, date_form, changed_by, recorded_at, seats)
    select ${to}, 1, l.columns, l.date_form, ${accountId}, ${at}, array[${joined}] from relief.ledger l
    where l.office_id = ${from} and not exists (select from relief.ledger o where o.office_id = ${to})
    order by l.version desc limit 1`.execute(tx)
  for (const table of ['relief.ledger', 'relief.circular'])
    await sql`update ${sql.table(table)} set seats = array_append(array_remove(array_remove(seats, ${left}), ${joined}), ${joined})
      where seats @> array[${left}]`.execute(tx)
  await sql`insert into relief.supervision_rule (division_code, version, chase_hours, notice_days, circular_days, automatic,
      valid_from, office_id, changed_by, recorded_at)
    select r.division_code, r.version + 1, r.chase_hours, r.notice_days, r.circular_days, r.automatic, r.valid_from, ${to},
      ${accountId}, ${at}
    from relief.supervision_rule r where r.office_id = ${from}
      and not exists (select from relief.supervision_rule n where n.division_code = r.division_code and n.version > r.version)`.execute(
    tx,
  )
}

/** Who stands for offices now: themselves, or whoever they were merged into. */
export async function listHeirs(tx: Tx, officeIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; heir: string }>`
    with recursive step (id, heir) as (
      select o.id, o.id from region.office o where o.id = any (${[...officeIds]}::uuid[])
      union select s.id, o.successor_id from step s join region.office o on o.id = s.heir
      where o.successor_id is not null and o.valid_until is not null
    )
    select s.id, s.heir from step s join region.office o on o.id = s.heir where o.successor_id is null`.execute(
    tx,
  )
  return new Map(rows.map(row => [row.id, row.heir]))
}
