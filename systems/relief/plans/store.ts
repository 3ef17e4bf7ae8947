import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import type { Indicator, PlanVersion, PromiseRow, StateRow } from './schema.ts'

export type Writer = { accountId: string; officeId: string }

/** Locked against everything else that happens to it as a whole. */
export async function lockEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['id', 'name', 'division_code', 'path', 'seats', 'version', 'ended_at', 'ended_as'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .forUpdate()
    .executeTakeFirst()
}

export async function findEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['id', 'name', 'division_code', 'path', 'seats', 'version', 'ended_at', 'ended_as', 'industry'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .executeTakeFirst()
}

export async function findDivision(tx: Tx, code: string) {
  return tx
    .selectFrom('region.division')
    .select(['code', 'name', 'path'])
    .where('code', '=', code)
    .where('valid_until', 'is', null)
    .executeTakeFirst()
}

// Plans

export async function insertPlan(
  tx: Tx,
  plan: {
    organisationId: string
    after: number
    goals: string
    inForce: boolean
    changed: string
    seats: readonly string[]
  },
  by: Writer,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into relief.plan (id, organisation_id, version, goals, in_force, changed, account_id, office_id, occurred_at, recorded_at, seats)
    select ${uuidv7()}, ${plan.organisationId}, ${plan.after + 1}, ${plan.goals}, ${plan.inForce}, ${plan.changed},
      ${by.accountId}, ${by.officeId}, ${at}, ${at}, ${[...plan.seats]}::text[]
    where ${plan.after} = coalesce((select max(p.version) from relief.plan p where p.organisation_id = ${plan.organisationId}), 0)
    on conflict (organisation_id, version) do nothing returning id`.execute(tx)
  return rows.length === 1
}

export async function listPlans(tx: Tx, organisationId: string): Promise<PlanVersion[]> {
  const rows = await tx
    .selectFrom('relief.plan as p')
    .innerJoin('auth.account as a', 'a.id', 'p.account_id')
    .innerJoin('region.office as o', 'o.id', 'p.office_id')
    .select(['p.version', 'p.goals', 'p.in_force', 'p.changed', 'p.occurred_at', 'a.display_name', 'o.name'])
    .where('p.organisation_id', '=', organisationId)
    .orderBy('p.version', 'desc')
    .execute()
  return rows.map(row => ({
    version: row.version,
    goals: row.goals,
    inForce: row.in_force,
    changed: row.changed,
    by: row.display_name,
    office: row.name,
    at: row.occurred_at.toISOString(),
  }))
}

// States

export type NewState = {
  organisationId: string
  state: 'running' | 'partly' | 'stopped'
  since: Date
  reason: string | null
  source: 'visit' | 'problem' | 'call' | 'other'
  sourceId: string | null
  accountId: string | null
}

/** The enterprise's state changes: the one so far ends. False where it was so already, or a later one is known. */
export async function recordState(tx: Tx, next: NewState, at: Date): Promise<boolean> {
  const enterprise = await lockEnterprise(tx, next.organisationId)
  if (enterprise === undefined || enterprise.ended_at !== null) return false
  const current = await tx
    .selectFrom('relief.state')
    .select(['id', 'state', 'since'])
    .where('organisation_id', '=', next.organisationId)
    .where('until', 'is', null)
    .executeTakeFirst()
  if (current?.state === next.state || (current !== undefined && current.since >= next.since)) return false
  if (current !== undefined) await endState(tx, next.organisationId, next.since)
  await tx
    .insertInto('relief.state')
    .values({
      id: uuidv7(),
      organisation_id: next.organisationId,
      state: next.state,
      since: next.since,
      reason: next.reason,
      source: next.source,
      source_id: next.sourceId,
      account_id: next.accountId,
      recorded_at: at,
      seats: enterprise.path.map(code => `relief:${code}`),
    })
    .execute()
  return true
}

export async function endState(tx: Tx, organisationId: string, until: Date): Promise<void> {
  await tx
    .updateTable('relief.state')
    .set({ until })
    .where('organisation_id', '=', organisationId)
    .where('until', 'is', null)
    .where('since', '<', until)
    .execute()
}

export async function listStates(tx: Tx, organisationId: string): Promise<StateRow[]> {
  const rows = await tx
    .selectFrom('relief.state as s')
    .leftJoin('auth.account as a', 'a.id', 's.account_id')
    .select([
      's.id',
      's.state',
      's.since',
      's.until',
      's.reason',
      's.source',
      's.source_id',
      'a.display_name',
    ])
    .where('s.organisation_id', '=', organisationId)
    .orderBy('s.since', 'desc')
    .limit(50)
    .execute()
  return rows.map(row => ({
    id: row.id,
    state: row.state as StateRow['state'],
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    reason: row.reason,
    source: row.source as StateRow['source'],
    sourceId: row.source_id,
    by: row.display_name,
  }))
}

/** Enterprises that stand still, or partly: those that the reader may know of. */
export async function idsOfState(tx: Tx, state: 'stopped' | 'partly'): Promise<string[]> {
  const rows = await tx
    .selectFrom('relief.state')
    .select('organisation_id as id')
    .where('state', '=', state)
    .where('until', 'is', null)
    .execute()
  return rows.map(row => row.id)
}

/** How many enterprises of each division below are in which state, as far as the reader may see. */
export async function countStates(tx: Tx, within: string) {
  const { rows } = await sql<{
    code: string
    name: string
    running: number
    partly: number
    stopped: number
  }>`
    with child as (select d.code, d.name from region.division d where d.parent_code = ${within} and d.valid_until is null)
    select c.code, c.name, count(*) filter (where s.state = 'running')::int as running,
      count(*) filter (where s.state = 'partly')::int as partly, count(*) filter (where s.state = 'stopped')::int as stopped
    from child c
    left join region.organisation o on o.division_code >= c.code and o.division_code < c.code || ':' and o.ended_at is null
    left join relief.state s on s.organisation_id = o.id and s.until is null
    group by c.code, c.name order by c.code`.execute(tx)
  return rows
}

// Indicators

export type Subject = { organisationId: string } | { divisionCode: string }
const subjectOf = (subject: Subject) => ({
  organisation_id: 'organisationId' in subject ? subject.organisationId : null,
  division_code: 'divisionCode' in subject ? subject.divisionCode : null,
})

export async function insertIndicator(
  tx: Tx,
  row: {
    subject: Subject
    code: string
    period: string
    value: string
    base: string | null
    source: string
    corrects: string | null
    seats: readonly string[]
  },
  by: Writer,
  at: Date,
): Promise<string | undefined> {
  const written = await tx
    .insertInto('relief.indicator')
    .values({
      id: uuidv7(),
      ...subjectOf(row.subject),
      code: row.code,
      period: row.period,
      value: row.value,
      base: row.base,
      source: row.source,
      corrects: row.corrects,
      account_id: by.accountId,
      office_id: by.officeId,
      occurred_at: at,
      recorded_at: at,
      seats: [...row.seats],
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return written?.id
}

export async function findIndicator(tx: Tx, id: string) {
  return tx
    .selectFrom('relief.indicator')
    .select(['id', 'organisation_id', 'division_code', 'code', 'period'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function listIndicators(tx: Tx, subject: Subject): Promise<Omit<Indicator, 'yearOnYear'>[]> {
  const { rows } = await sql<Omit<Indicator, 'yearOnYear' | 'at'> & { at: Date }>`
    select i.id, i.code, i.period, trim_scale(i.value)::text as value, trim_scale(i.base)::text as base, i.source, i.corrects,
      exists (select from relief.indicator c where c.corrects = i.id) as "isCorrected",
      a.display_name as by, o.name as office, i.occurred_at as at
    from relief.indicator i join auth.account a on a.id = i.account_id join region.office o on o.id = i.office_id
    where ${'organisationId' in subject ? sql`i.organisation_id = ${subject.organisationId}` : sql`i.division_code = ${subject.divisionCode}`}
    order by i.period desc, i.code, i.id desc limit 200`.execute(tx)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}

// Promises

export async function insertPromise(
  tx: Tx,
  row: {
    matterId: string
    organisationId: string
    isMeasure: boolean
    words: string
    madeTo: string | null
    dueOn: string
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.promise')
    .values({
      matter_id: row.matterId,
      organisation_id: row.organisationId,
      is_measure: row.isMeasure,
      words: row.words,
      made_to: row.madeTo,
      due_on: row.dueOn,
      recorded_at: at,
    })
    .execute()
}

export async function endPromise(
  tx: Tx,
  matterId: string,
  outcome: 'kept' | 'broken' | 'withdrawn',
  words: string,
): Promise<void> {
  await tx
    .updateTable('relief.promise')
    .set({ outcome, outcome_words: words })
    .where('matter_id', '=', matterId)
    .execute()
}

/** In which office an official serves now, for whoever gives them something to do. */
export async function findOfficial(tx: Tx, accountId: string, at: Date): Promise<Writer | undefined> {
  const row = await tx
    .selectFrom('auth.role_holding as h')
    .innerJoin('auth.account as a', 'a.id', 'h.account_id')
    .select(['h.account_id as accountId', 'h.office_id as officeId'])
    .where('h.account_id', '=', accountId)
    .where('h.role', 'in', ['liaison', 'handler', 'leader', 'duty'])
    .where('h.delegated_by', 'is', null)
    .where('a.ended_at', 'is', null)
    .where('h.valid_from', '<=', at)
    .where(eb => eb.or([eb('h.valid_until', 'is', null), eb('h.valid_until', '>', at)]))
    .orderBy('h.valid_from')
    .executeTakeFirst()
  return row
}

export async function findPromise(tx: Tx, matterId: string) {
  const { rows } = await sql<{
    organisation_id: string
    organisation_name: string
    is_measure: boolean
    words: string
    made_to: string | null
    due_on: string
  }>`select p.organisation_id, o.name as organisation_name, p.is_measure, p.words, p.made_to, p.due_on::text as due_on
    from relief.promise p join region.organisation o on o.id = p.organisation_id where p.matter_id = ${matterId}`.execute(
    tx,
  )
  return rows[0]
}

export async function listPromises(tx: Tx, organisationId: string): Promise<PromiseRow[]> {
  const { rows } = await sql<
    Omit<PromiseRow, 'dueAt' | 'startedAt'> & { dueAt: Date | null; startedAt: Date }
  >`
    select m.id, m.number, p.is_measure as "isMeasure", p.words, p.made_to as "madeTo", p.due_on::text as "dueOn",
      m.due_at as "dueAt", m.opened_at as "startedAt", a.display_name as owner, o.name as "ownerOffice", o.name_en as "ownerOfficeEn",
      p.outcome, p.outcome_words as "outcomeWords"
    from relief.promise p join matter.matter m on m.id = p.matter_id
    left join auth.account a on a.id = m.owner_id left join region.office o on o.id = m.owner_office_id
    where p.organisation_id = ${organisationId} order by m.is_open desc, p.due_on, m.id limit 100`.execute(tx)
  return rows.map(row => ({
    ...row,
    dueAt: row.dueAt?.toISOString() ?? null,
    startedAt: row.startedAt.toISOString(),
  }))
}

// Similar problems

export async function findSimilar(
  tx: Tx,
  asked: { words: string; category: string | null; industry: string | null; but: string | null },
) {
  const { rows } = await sql<{
    matter_id: string
    number: string
    title: string
    category: string
    organisation_name: string
    solution: string
    confirmed_at: Date
    likeness: number
  }>`
    select * from relief.similar_solved(${asked.words}, ${asked.category}, ${asked.industry}, ${asked.but}::uuid, 5)`.execute(
    tx,
  )
  return rows
}

export async function findWords(tx: Tx, matterId: string) {
  const { rows } = await sql<{ words: string; category: string; industry: string | null }>`
    select p.description as words, p.category, o.industry from relief.problem p
    join region.organisation o on o.id = p.organisation_id where p.matter_id = ${matterId}`.execute(tx)
  return rows[0]
}

// Who has looked

/** Looks at the values of an enterprise's contacts, within the auditor's seats, newest first. */
export async function listLooks(tx: Tx, organisationId: string) {
  const { rows } = await sql<{
    id: string
    at: Date
    who: string | null
    office: string | null
    purpose: string | null
    fields: string[]
  }>`
    select e.id, e.recorded_at as at, a.display_name as who, o.name as office, e.purpose, e.fields
    from audit.entry e left join auth.account a on a.id = e.actor_id left join region.office o on o.id = a.office_id
    where e.kind in ('look', 'export') and (e.subject_id = ${organisationId}
      or e.person_id in (select c.person_id from relief.contact c where c.organisation_id = ${organisationId}))
    order by e.recorded_at desc limit 50`.execute(tx)
  return rows
}

// Figures

/** States and output at a cut-off, by what was recorded up to then. */
export async function readPlanFigures(tx: Tx, within: string, cutOffAt: Date) {
  const { rows } = await sql<{
    stopped: number
    running: number
    output: string | null
    base: string | null
    growth: string | null
  }>`
    with state as (
      select distinct on (s.organisation_id) s.state from relief.state s
      join region.organisation o on o.id = s.organisation_id
      where s.recorded_at <= ${cutOffAt} and s.since <= ${cutOffAt} and (o.ended_at is null or o.ended_at > ${cutOffAt})
        and o.division_code >= ${within} and o.division_code < ${`${within}:`}
      order by s.organisation_id, s.since desc
    ), output as (
      select i.value, i.base from relief.indicator i
      where i.division_code = ${within} and i.code = 'output' and i.period ~ 'Q' and i.recorded_at <= ${cutOffAt}
      order by i.period desc, i.recorded_at desc, i.id desc limit 1
    )
    select (select count(*)::int from state where state = 'stopped') as stopped,
      (select count(*)::int from state where state = 'running') as running,
      (select trim_scale(value)::text from output) as output, (select trim_scale(base)::text from output) as base,
      (select round((value - base) * 100 / nullif(base, 0), 1)::text from output) as growth`.execute(tx)
  return rows[0]!
}
