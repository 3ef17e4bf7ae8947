import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/db'
import { toMatterRow } from '#platform/matter'
import type { MatterRow } from '#platform/matter/schema'
import type { NewRule, Rule } from './schema.ts'

/** A place without those inside it that go by a rule of their own. */
export type Covered = { within: string; apart: readonly string[] }

export const MOST_PROPOSED = 100

/** Every line of the dated table for a place, for those above it and for those inside it, the latest first. */
export async function listRules(tx: Tx, place: string): Promise<Rule[]> {
  const { rows } = await sql<Rule>`
    select r.division_code as within, r.version, r.chase_hours as "chaseHours", r.notice_days as "noticeDays",
      r.circular_days as "circularDays", r.automatic, r.valid_from as "validFrom", r.office_id as "officeId",
      o.name as office, o.name_en as "officeEn", a.display_name as by
    from relief.supervision_rule r left join region.office o on o.id = r.office_id
    left join auth.account a on a.id = r.changed_by
    where ${place} like r.division_code || '%' or r.division_code like ${`${place}%`}
    order by r.valid_from desc, r.recorded_at desc, r.division_code desc limit 200`.execute(tx)
  return rows
}

/** False where somebody else set it since. */
export async function insertRule(
  tx: Tx,
  rule: NewRule,
  by: { officeId: string; accountId: string },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .insertInto('relief.supervision_rule')
    .values({
      division_code: rule.within,
      version: rule.version + 1,
      chase_hours: rule.chaseHours,
      notice_days: rule.noticeDays,
      circular_days: rule.circularDays,
      automatic: rule.automatic,
      valid_from: rule.validFrom,
      office_id: by.officeId,
      changed_by: by.accountId,
      recorded_at: at,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

/** Open problems whose promised time runs, with its limit. */
async function listRunning(
  tx: Tx,
  { within, apart }: Covered,
  holds: RawBuilder<unknown>,
): Promise<MatterRow[]> {
  const { rows } = await sql<Parameters<typeof toMatterRow>[0]>`
    select m.id, m.kind, m.number, m.title, m.division_code, m.status, m.is_open, m.priority, m.next_step,
      c.due_at, m.opened_at, m.version, m.parent_id, d.name as division_name, o.name as owner_office,
      o.name_en as owner_office_en, a.display_name as owner, c.started_at
    from matter.matter m join relief.standing s on s.matter_id = m.id
    join matter.clock c on c.matter_id = m.id and c.name = 'solve' and c.stopped_at is null and c.paused_at is null
    join region.division d on d.code = m.division_code
    left join region.office o on o.id = m.owner_office_id left join auth.account a on a.id = m.owner_id
    where m.kind = 'problem' and m.is_open and m.division_code >= ${within} and m.division_code < ${`${within}:`}
      and not exists (select from unnest(${[...apart]}::text[]) a (place) where m.division_code like a.place || '%')
      and ${holds}
    order by c.due_at, m.id limit ${MOST_PROPOSED}`.execute(tx)
  return rows.map(toMatterRow)
}

/** Problems whose limit is near and that nobody chased. */
export const listToChase = (tx: Tx, covered: Covered, at: Date, until: Date) =>
  listRunning(tx, covered, sql`c.due_at between ${at} and ${until} and s.chased = 0`)

/** Problems whose limit passed before a day, about which no written notice was given. */
export const listToNotify = (tx: Tx, covered: Covered, before: Date) =>
  listRunning(
    tx,
    covered,
    sql`s.overdue and c.due_at < ${before}
      and not exists (select from relief.task t where t.problem_id = m.id and t.origin = 'notice')`,
  )
