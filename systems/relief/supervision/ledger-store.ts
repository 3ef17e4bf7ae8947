import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import type { ChosenColumn, DateForm } from './schema.ts'

type FormerLedger = { office: string; officeEn: string; columns: ChosenColumn[]; dateForm: DateForm }
export type Ledger = { columns: ChosenColumn[]; dateForm: DateForm; version: number }

export async function findLedger(tx: Tx, officeId: string): Promise<Ledger | undefined> {
  const row = await tx
    .selectFrom('relief.ledger')
    .select(['columns', 'date_form', 'version'])
    .where('office_id', '=', officeId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      columns: row.columns as ChosenColumn[],
      dateForm: row.date_form as DateForm,
      version: row.version,
    }
  )
}

/** The last columns of offices that were merged into an office: its people may take them over. */
export async function listFormer(tx: Tx, officeId: string): Promise<FormerLedger[]> {
  const { rows } = await sql<FormerLedger>`
    select distinct on (l.office_id) o.name as office, o.name_en as "officeEn", l.columns, l.date_form as "dateForm"
    from relief.ledger l join region.office o on o.id = l.office_id
    where l.seats @> array[${`office:${officeId}`}] and l.office_id <> ${officeId}
    order by l.office_id, l.version desc`.execute(tx)
  return rows
}

/** False where somebody else changed it since; version 0 is a ledger that was never chosen. */
export async function saveLedger(
  tx: Tx,
  officeId: string,
  ledger: Ledger,
  accountId: string,
  at: Date,
): Promise<boolean> {
  const row = await tx
    .insertInto('relief.ledger')
    .values({
      office_id: officeId,
      version: ledger.version + 1,
      columns: JSON.stringify(ledger.columns),
      date_form: ledger.dateForm,
      changed_by: accountId,
      recorded_at: at,
      seats: [`office:${officeId}`],
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  return row !== undefined
}

export type LedgerRow = {
  id: string
  number: string
  title: string
  status: string
  is_open: boolean
  priority: string
  next_step: string | null
  due_at: Date | null
  opened_at: Date
  description: string
  category: string
  tier: string
  channel: string
  stopped_production: boolean
  reporter_id: string | null
  solution: string | null
  outcome: string | null
  rating: number | null
  returns: number
  chased: number
  reopened: number
  confirmed_at: Date | null
  confirmed_by: string | null
  office: string | null
  office_en: string | null
  office_place: string | null
  owner: string | null
  enterprise: string
  credit_code: string
  industry: string | null
  size: string | null
  employees: number | null
  place: string
  county: string | null
  lists: string[]
  liaison: string | null
  liaison_office: string | null
  accepted_at: Date | null
  solved_at: Date | null
  closed_at: Date | null
}

/** The problems of a list with all that a ledger may say of them, in the list's order. */
export async function listLedgerRows(tx: Tx, ids: readonly string[]): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`
    select m.id, m.number, m.title, m.status, m.is_open, m.priority, m.next_step, m.due_at, m.opened_at,
      p.description, p.category, p.tier, p.channel, p.stopped_production, p.reporter_id, p.solution, p.outcome, p.rating,
      p.returns, p.chased, p.reopened, p.confirmed_at, p.confirmed_by, o.name as office, o.name_en as office_en,
      (select d.name from region.division d where d.code = o.division_code) as office_place,
      (select a.display_name from auth.account a where a.id = m.owner_id) as owner, g.name as enterprise, g.credit_code,
      g.industry, g.size, g.employees, d.name as place,
      (select k.name from region.division k where k.code = left(g.division_code, 6) and k.code <> g.division_code) as county,
      array(select x.list from relief.list_member x where x.organisation_id = g.id and x.valid_until is null order by 1) as lists,
      l.display_name as liaison, lo.name as liaison_office, s.solved_at, s.closed_at,
      (select min(h.at) from matter.history h where h.matter_id = m.id and h.action = 'accept') as accepted_at
    from unnest(${[...ids]}::uuid[]) with ordinality chosen (id, position)
    join matter.matter m on m.id = chosen.id join relief.problem p on p.matter_id = m.id
    join region.organisation g on g.id = p.organisation_id join region.division d on d.code = g.division_code
    left join region.office o on o.id = m.owner_office_id left join relief.standing s on s.matter_id = m.id
    left join relief.pairing r on r.organisation_id = g.id and r.valid_until is null and r.part = 'main'
    left join auth.account l on l.id = r.account_id left join region.office lo on lo.id = r.office_id
    order by chosen.position`.execute(tx)
  return rows
}
