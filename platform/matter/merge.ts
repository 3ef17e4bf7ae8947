import { sql } from 'kysely'
import { record } from '#platform/audit'
import { type Actor, type Tx, uuidv7, withKeys } from '#platform/db'
import { announce } from '#platform/notices'
import { insertHistory } from './store.ts'

const rank = sql.raw(`case p.part when 'lead' then 0 when 'joint' then 1 else 2 end`)

/**
 * Everything of an office that is dissolved goes to its successor: seats, the lead and the other parts, and messages
 * that wait. Numbers, owners by name, links and promised clocks stay. Returns how many open matters moved. The
 * administrator doesn't see them otherwise: the keys of both offices are held for this verb alone.
 */
export async function mergeOffice(
  tx: Tx,
  actor: Actor,
  from: string,
  to: { id: string; subject: string },
  at: Date,
): Promise<number> {
  const [left, joined] = [`office:${from}`, `office:${to.id}`]
  return withKeys(tx, actor, [left, joined], async () => {
    const { rows } = await sql<{ id: string; kind: string; isOpen: boolean; code: string }>`
      select id, kind, is_open as "isOpen", division_code as code from matter.matter
      where seats @> array[${left}] order by id for update`.execute(tx)
    const ids = rows.map(row => row.id)
    // Of two parts in one matter the greater stays: lead, joint, informed.
    await sql`update matter.party q set until = ${at}
      where q.matter_id = any(${ids}::uuid[]) and q.office_id = ${to.id} and q.until is null
        and exists (select from matter.party p where p.matter_id = q.matter_id and p.office_id = ${from} and p.until is null
          and ${rank} < case q.part when 'lead' then 0 when 'joint' then 1 else 2 end)`.execute(tx)
    const { rows: ended } = await sql<{
      matterId: string
      part: string
      state: string
      reason: string | null
    }>`
      update matter.party set until = ${at} where matter_id = any(${ids}::uuid[]) and office_id = ${from} and until is null
      returning matter_id as "matterId", part, state, reason`.execute(tx)
    await sql`insert into matter.party (id, matter_id, part, office_id, state, reason, since)
      select t.id, t.matter_id, t.part, ${to.id}, t.state, t.reason, ${at}
      from unnest(${ended.map(() => uuidv7())}::uuid[], ${ended.map(one => one.matterId)}::uuid[], ${ended.map(one => one.part)}::text[],
        ${ended.map(one => one.state)}::text[], ${ended.map(one => one.reason)}::text[]) t (id, matter_id, part, state, reason)
      where not exists (select from matter.party p where p.matter_id = t.matter_id and p.office_id = ${to.id} and p.until is null)`.execute(
      tx,
    )
    // The successor's department line sees what was led here, and the former line goes on seeing it.
    await sql`update matter.matter set
        owner_office_id = case when owner_office_id = ${from} then ${to.id}::uuid else owner_office_id end,
        version = version + case when is_open then 1 else 0 end,
        seats = array(select distinct s from unnest(array_replace(seats, ${left}, ${joined})
          || case when owner_office_id = ${from}
            then array(select regexp_replace(s, ':[a-z-]+$', ${`:${to.subject}`}) from unnest(seats) s where s ~ '^[a-z]+:[0-9]+:[a-z-]+$')
            else '{}'::text[] end) s)
      where id = any(${ids}::uuid[])`.execute(tx)
    await sql`update notice.message set office_id = case when office_id = ${from} then ${to.id}::uuid else office_id end,
        seats = array_replace(seats, ${left}, ${joined})
      where seats @> array[${left}]`.execute(tx)
    const open = rows.filter(row => row.isOpen)
    for (const { id, kind, code } of open) {
      const detail = { fromOfficeId: from, officeId: to.id }
      await insertHistory(tx, id, actor, { action: 'merge-office', detail }, at)
      const divisionPath = [2, 4, 6, 9, 12].filter(length => length <= code.length).map(n => code.slice(0, n))
      const deed = {
        action: `${kind}.merge-office`,
        subjectKind: kind,
        subjectId: id,
        fields: [],
        divisionPath,
      }
      await record(tx, actor, deed, at)
      await announce(tx, { topic: 'matters', id, seats: [left, joined] })
    }
    return open.length
  })
}
