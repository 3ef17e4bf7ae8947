import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { NOBODY } from '#platform/matter'
import type { Problem } from './schema.ts'

/** What decides office and clocks, from the plain table in force on a day. */
export type Route = {
  subject: string
  acceptHours: number
  solveUnit: 'working-days' | 'hours'
  solveAmount: number
  confirmDays: number
  version: string
}

export async function findRoute(
  tx: Tx,
  category: string,
  tier: string,
  on: string,
): Promise<Route | undefined> {
  const row = await tx
    .selectFrom('relief.route')
    .select(['subject', 'accept_hours', 'solve_unit', 'solve_amount', 'confirm_days', 'version'])
    .where('category', '=', category)
    .where('tier', '=', tier)
    .where('valid_from', '<=', on)
    .where(eb => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', on)]))
    .executeTakeFirst()
  return (
    row && {
      subject: row.subject,
      acceptHours: row.accept_hours,
      solveUnit: row.solve_unit as Route['solveUnit'],
      solveAmount: row.solve_amount,
      confirmDays: row.confirm_days,
      version: row.version,
    }
  )
}

/**
 * The office of a division for a subject; where it has none, its task force, else its general office; where the
 * division has none of them, the same one level up.
 */
export async function findOfficeFor(tx: Tx, path: readonly string[], divisionCode: string, subject: string) {
  return tx
    .selectFrom('region.office')
    .select(['id', 'name', 'name_en', 'prefix', 'division_code', 'path', 'subject', 'kind'])
    .where(
      'division_code',
      'in',
      path.filter(code => code.length <= divisionCode.length),
    )
    .where('subject', 'in', [subject, 'relief', 'general'])
    .where('valid_until', 'is', null)
    .orderBy(sql`length(division_code) desc`)
    .orderBy(sql`case subject when ${subject} then 0 when 'relief' then 1 else 2 end`)
    .limit(1)
    .executeTakeFirst()
}

export async function insertProblem(
  tx: Tx,
  problem: {
    matterId: string
    organisationId: string
    category: string
    tier: string
    channel: string
    description: string
    stoppedProduction: boolean
    reporterId: string | null
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.problem')
    .values({
      matter_id: problem.matterId,
      organisation_id: problem.organisationId,
      category: problem.category,
      tier: problem.tier,
      channel: problem.channel,
      description: problem.description,
      stopped_production: problem.stoppedProduction,
      reporter_id: problem.reporterId,
      recorded_at: at,
    })
    .execute()
}

export type ProblemChange = Partial<{
  category: string
  tier: string
  solution: string | null
  outcome: string | null
  rating: number | null
  confirmed_at: Date | null
  confirmed_by: string | null
  merged_into: string | null
  reporter_id: string
}>

export async function updateProblem(
  tx: Tx,
  matterId: string,
  change: ProblemChange,
  counts: { returns?: 1; reopened?: 1; chased?: 1 } = {},
): Promise<void> {
  await tx
    .updateTable('relief.problem')
    .set({
      ...change,
      ...(counts.returns && { returns: sql<number>`returns + 1` }),
      ...(counts.reopened && { reopened: sql<number>`reopened + 1` }),
      ...(counts.chased && { chased: sql<number>`chased + 1` }),
    })
    .where('matter_id', '=', matterId)
    .execute()
}

export async function getProblemRow(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.problem')
    .selectAll()
    .where('matter_id', '=', matterId)
    .executeTakeFirstOrThrow()
}

/** The facts of a problem for the rules, in one round trip. */
export async function readFacts(tx: Tx, matterId: string) {
  const { rows } = await sql<{
    organisation_id: string
    tier: 'town' | 'county' | 'city'
    returns: number
    reopened: number
    joint: string[]
    cause_office_id: string | null
    accept_due_at: Date | null
    last_chased_at: Date | null
    evidence: number
    children: number
    solved_by: string | null
    signed_at: Date | null
  }>`
    select p.organisation_id, p.tier, p.returns, p.reopened,
      array(select x.office_id from matter.party x where x.matter_id = p.matter_id and x.until is null and x.part = 'joint') as joint,
      relief.cause_office(p.matter_id) as cause_office_id,
      (select c.due_at from matter.clock c where c.matter_id = p.matter_id and c.name = 'accept' and c.stopped_at is null) as accept_due_at,
      (select max(h.at) from matter.history h where h.matter_id = p.matter_id and h.action = 'chase') as last_chased_at,
      (select count(*)::int from matter.attachment a where a.matter_id = p.matter_id) as evidence,
      matter.blocking_children(p.matter_id) as children,
      (select h.actor_id from matter.history h where h.matter_id = p.matter_id and h.action = 'solve' order by h.seq desc limit 1) as solved_by,
      (select max(h.at) from matter.history h where h.matter_id = p.matter_id and h.action = 'sign') as signed_at
    from relief.problem p where p.matter_id = ${matterId}`.execute(tx)
  return rows[0]
}

export type Lists = {
  scope: 'mine' | 'office' | 'subject' | 'all'
  open: 'open' | 'closed' | 'all'
  status?: string | undefined
  category?: string | undefined
  tier?: string | undefined
  within?: string | undefined
  organisation?: string | undefined
  overdueAt?: Date | undefined
  accountId: string | null
  officeIds: readonly string[]
  /** the keys of the reader's offices that see their subject in all divisions below */
  subjectKeys?: readonly string[]
  after?: { dueAt: string | null; id: string } | undefined
  limit: number
}

/** The matters of a page by urgency; only they are then looked up elsewhere. */
function pageOf(tx: Tx, filter: Lists) {
  let query = tx
    .selectFrom('matter.matter as m')
    .select([
      'm.id',
      'm.kind',
      'm.number',
      'm.title',
      'm.division_code',
      'm.status',
      'm.is_open',
      'm.priority',
      'm.owner_office_id',
      'm.owner_id',
      'm.next_step',
      'm.due_at',
      'm.opened_at',
      'm.version',
      'm.parent_id',
    ])
    .where('m.kind', '=', 'problem')
  const { category, tier, organisation } = filter
  if (category !== undefined || tier !== undefined || organisation !== undefined) {
    query = query.where(eb => {
      let found = eb
        .selectFrom('relief.problem as q')
        .select('q.matter_id')
        .whereRef('q.matter_id', '=', 'm.id')
      if (category !== undefined) found = found.where('q.category', '=', category)
      if (tier !== undefined) found = found.where('q.tier', '=', tier)
      if (organisation !== undefined) found = found.where('q.organisation_id', '=', organisation)
      return eb.exists(found)
    })
  }
  if (filter.open !== 'all') query = query.where('m.is_open', '=', filter.open === 'open')
  if (filter.status !== undefined) query = query.where('m.status', '=', filter.status)
  if (filter.within !== undefined) {
    query = query
      .where('m.division_code', '>=', filter.within)
      .where('m.division_code', '<', `${filter.within}:`)
  }
  if (filter.overdueAt !== undefined) query = query.where('m.due_at', '<', filter.overdueAt)
  if (filter.scope === 'mine') query = query.where('m.owner_id', '=', filter.accountId ?? NOBODY)
  if (filter.scope === 'office') query = query.where('m.owner_office_id', 'in', [...filter.officeIds, NOBODY])
  if (filter.scope === 'subject')
    query = query.where(sql<boolean>`m.seats && ${[...(filter.subjectKeys ?? [])]}::text[]`)
  if (filter.after !== undefined) {
    const { dueAt, id } = filter.after
    query = query.where(
      dueAt === null
        ? sql<boolean>`m.due_at is null and m.id > ${id}::uuid`
        : sql<boolean>`((m.due_at, m.id) > (${dueAt}::timestamptz, ${id}::uuid) or m.due_at is null)`,
    )
  }
  return query.orderBy('m.due_at').orderBy('m.id').limit(filter.limit)
}

/**
 * A page of problems by urgency. First the page, then the names that stand in it, each by its key: joined all at once,
 * a town's first page took 480 ms, because the planner expects one row where there are eight hundred.
 */
export async function listProblems(tx: Tx, filter: Lists) {
  return tx
    .with(
      cte => cte('page').materialized(),
      () => pageOf(tx, filter),
    )
    .selectFrom('page as m')
    .innerJoin('relief.problem as p', 'p.matter_id', 'm.id')
    .select([
      'm.id',
      'm.kind',
      'm.number',
      'm.title',
      'm.division_code',
      'm.status',
      'm.is_open',
      'm.priority',
      'm.next_step',
      'm.due_at',
      'm.opened_at',
      'm.version',
      'm.parent_id',
      'p.organisation_id',
      'p.category',
      'p.tier',
      'p.channel',
      'p.stopped_production',
      sql<string>`(select d.name from region.division d where d.code = m.division_code)`.as('division_name'),
      sql<string | null>`(select o.name from region.office o where o.id = m.owner_office_id)`.as(
        'owner_office',
      ),
      sql<string | null>`(select o.name_en from region.office o where o.id = m.owner_office_id)`.as(
        'owner_office_en',
      ),
      sql<string | null>`(select a.display_name from auth.account a where a.id = m.owner_id)`.as('owner'),
      sql<string>`(select g.name from region.organisation g where g.id = p.organisation_id)`.as(
        'organisation_name',
      ),
      sql<
        string | null
      >`(select l.display_name from relief.pairing r join auth.account l on l.id = r.account_id
        where r.organisation_id = p.organisation_id and r.valid_until is null and r.part = 'main')`.as(
        'liaison',
      ),
      sql<Date | null>`(select c.started_at from matter.clock c where c.matter_id = m.id and c.stopped_at is null
        and c.paused_at is null order by c.due_at limit 1)`.as('started_at'),
    ])
    .orderBy('m.due_at')
    .orderBy('m.id')
    .execute()
}

export async function countProblems(tx: Tx, within: string | undefined, at: Date) {
  const { rows } = await sql<
    Record<
      | 'collected'
      | 'open'
      | 'overdue'
      | 'solved'
      | 'explained'
      | 'withdrawn'
      | 'timed_out'
      | 'merged'
      | 'by_staff',
      number
    >
  >`
    select count(*)::int as collected,
      count(*) filter (where m.is_open)::int as open,
      count(*) filter (where m.is_open and m.due_at < ${at})::int as overdue,
      count(*) filter (where m.status = 'solved')::int as solved,
      count(*) filter (where m.status = 'explained')::int as explained,
      count(*) filter (where m.status = 'withdrawn')::int as withdrawn,
      count(*) filter (where m.status = 'timed-out')::int as timed_out,
      count(*) filter (where m.status = 'merged')::int as merged,
      count(*) filter (where m.status = 'solved' and p.confirmed_by <> 'enterprise')::int as by_staff
    from matter.matter m join relief.problem p on p.matter_id = m.id
    where m.kind = 'problem' and (${within ?? null}::text is null or m.division_code like ${`${within ?? ''}%`})`.execute(
    tx,
  )
  return rows[0]!
}

export async function findProblem(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.problem as p')
    .innerJoin('region.organisation as g', 'g.id', 'p.organisation_id')
    .leftJoin('relief.pairing as r', join =>
      join.onRef('r.organisation_id', '=', 'g.id').on('r.valid_until', 'is', null).on('r.part', '=', 'main'),
    )
    .leftJoin('auth.account as l', 'l.id', 'r.account_id')
    .selectAll('p')
    .select([
      'g.name as organisation_name',
      'g.credit_code',
      'g.path',
      'l.id as liaison_id',
      'l.display_name as liaison_name',
      sql<string | null>`(select m.number from matter.matter m where m.id = p.merged_into)`.as(
        'merged_number',
      ),
    ])
    .where('p.matter_id', '=', matterId)
    .executeTakeFirst()
}

export function toProblem(
  row: NonNullable<Awaited<ReturnType<typeof findProblem>>>,
  reporter: Problem['reporter'],
): Problem {
  return {
    matterId: row.matter_id,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    creditCode: row.credit_code,
    category: row.category as Problem['category'],
    tier: row.tier as Problem['tier'],
    channel: row.channel as Problem['channel'],
    description: row.description,
    stoppedProduction: row.stopped_production,
    reporter,
    liaison:
      row.liaison_id === null || row.liaison_name === null
        ? null
        : { id: row.liaison_id, name: row.liaison_name },
    solution: row.solution,
    returns: row.returns,
    reopened: row.reopened,
    chased: row.chased,
    outcome: row.outcome as Problem['outcome'],
    rating: row.rating,
    confirmedAt: row.confirmed_at?.toISOString() ?? null,
    confirmedBy: row.confirmed_by as Problem['confirmedBy'],
    mergedInto:
      row.merged_into === null || row.merged_number === null
        ? null
        : { id: row.merged_into, number: row.merged_number },
  }
}

/** Where a merged problem went and how that stands, for whoever sees the merged one. */
export async function findMergedInto(tx: Tx, matterId: string) {
  const { rows } = await sql<{
    number: string
    status: string
    next_step: string | null
    due_at: Date | null
  }>`select * from relief.merged_into(${matterId})`.execute(tx)
  const row = rows[0]
  return (
    row && {
      number: row.number,
      status: row.status,
      nextStep: row.next_step,
      dueAt: row.due_at?.toISOString() ?? null,
    }
  )
}

/** The enterprise of a problem that the reader sees; undefined otherwise. */
export async function findProblemOwner(tx: Tx, matterId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('relief.problem')
    .select('organisation_id')
    .where('matter_id', '=', matterId)
    .executeTakeFirst()
  return row?.organisation_id
}

/** What a tracking link shows, read as the link: no officials' names, nothing of the staff's own. */
export async function findTracked(tx: Tx, matterId: string) {
  const row = await tx
    .selectFrom('matter.matter as m')
    .leftJoin('relief.problem as p', 'p.matter_id', 'm.id')
    .leftJoin('relief.confidential as c', 'c.matter_id', 'm.id')
    .innerJoin('region.office as o', 'o.id', 'm.owner_office_id')
    .select([
      'm.kind',
      'm.number',
      'm.title',
      'm.status',
      'm.is_open',
      'm.version',
      'o.name',
      'o.name_en',
      'm.next_step',
      'm.due_at',
      'm.opened_at',
    ])
    .select(['p.rating'])
    .select(eb => [
      eb.fn.coalesce('p.description', 'c.description').as('description'),
      eb.fn.coalesce('p.solution', 'c.finding').as('solution'),
    ])
    .where('m.id', '=', matterId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const history = await tx
    .selectFrom('matter.history')
    .select(['seq', 'at', 'actor_kind', 'action', 'note', 'detail'])
    .where('matter_id', '=', matterId)
    .where('audience', '=', 'all')
    .orderBy('seq')
    .execute()
  return { row, history }
}

/** Offices of the enterprise's town, county, city and province: where a problem may be referred to. */
export async function listOffices(tx: Tx, path: readonly string[]) {
  return tx
    .selectFrom('region.office as o')
    .innerJoin('region.division as d', 'd.code', 'o.division_code')
    .select(['o.id', 'o.name', 'o.name_en as nameEn', 'd.name as divisionName', 'o.subject'])
    .where('o.division_code', 'in', [...path])
    .where('o.valid_until', 'is', null)
    .orderBy(sql`length(o.division_code) desc`)
    .orderBy('o.name')
    .execute()
}

/** The relief task force of the division above an office, which hears of what is overdue below. */
export async function findTaskForceAbove(tx: Tx, officeId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('region.office as o')
    .innerJoin('region.office as up', join =>
      join.on('up.subject', '=', 'relief').on('up.valid_until', 'is', null),
    )
    .select('up.id')
    .where('o.id', '=', officeId)
    .whereRef('up.id', '<>', 'o.id')
    .where(sql<boolean>`up.division_code = any(o.path)`)
    .orderBy(sql`length(up.division_code) desc`)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

type FigureRow = Record<
  | 'collected'
  | 'open'
  | 'solved'
  | 'explained'
  | 'withdrawn'
  | 'timed_out'
  | 'merged'
  | 'overdue'
  | 'chased'
  | 'by_staff'
  | 'enterprises'
  | 'without_officer',
  number
> & { median_seconds: number | null }

/**
 * What had been recorded by a cut-off. A problem's status is the last one that its history names; it is overdue when
 * the ticker wrote so after the promised time last began to run, and nobody has signed since.
 */
export async function readFigures(tx: Tx, within: string, cutOffAt: Date): Promise<FigureRow> {
  const { rows } = await sql<FigureRow>`
    with told as (
      select h.matter_id, h.seq, h.at, h.action, h.detail, m.opened_at
      from matter.matter m join matter.history h on h.matter_id = m.id
      where m.kind = 'problem' and m.division_code >= ${within} and m.division_code < ${`${within}:`}
        and m.recorded_at <= ${cutOffAt} and h.recorded_at <= ${cutOffAt}
        and (h.detail ? 'to' or h.action in ('report', 'overdue', 'chase'))
    ), problem as (
      -- The last of several values is the greatest of those that begin with their number: no group is sorted.
      select matter_id, min(opened_at) as opened_at,
        coalesce(substr(max(to_char(seq, 'FM000000000') || (detail ->> 'to')), 10), 'reported') as status,
        max(seq) filter (where action = 'overdue' and detail ->> 'clock' = 'solve') as overdue_seq,
        max(seq) filter (where action in ('sign', 'recall', 'dispute', 'reopen')) as started_seq,
        bool_or(action = 'chase') as chased,
        max(at) filter (where action = 'solve') as solved_at,
        substr(max(to_char(seq, 'FM000000000') || (detail ->> 'by')) filter (where action = 'confirm'), 10) as confirmed_by
      from told group by matter_id
    ), enterprise as (
      select exists (select from relief.pairing r where r.organisation_id = o.id and r.part = 'main' and r.recorded_at <= ${cutOffAt}
          and r.valid_from <= ${cutOffAt} and (r.valid_until is null or r.valid_until > ${cutOffAt})) as paired
      from region.organisation o
      where o.kind = 'enterprise' and o.recorded_at <= ${cutOffAt} and (o.ended_at is null or o.ended_at > ${cutOffAt})
        and o.division_code >= ${within} and o.division_code < ${`${within}:`}
    )
    select count(*)::int as collected,
      count(*) filter (where status not in ('solved', 'explained', 'withdrawn', 'timed-out', 'merged'))::int as open,
      count(*) filter (where status = 'solved')::int as solved,
      count(*) filter (where status = 'explained')::int as explained,
      count(*) filter (where status = 'withdrawn')::int as withdrawn,
      count(*) filter (where status = 'timed-out')::int as timed_out,
      count(*) filter (where status = 'merged')::int as merged,
      count(*) filter (where status not in ('solved', 'explained', 'withdrawn', 'timed-out', 'merged')
        and overdue_seq > coalesce(started_seq, 0))::int as overdue,
      count(*) filter (where chased)::int as chased,
      count(*) filter (where status = 'solved' and confirmed_by <> 'enterprise')::int as by_staff,
      percentile_cont(0.5) within group (order by extract(epoch from solved_at - opened_at))
        filter (where status = 'solved') as median_seconds,
      (select count(*)::int from enterprise) as enterprises,
      (select count(*)::int from enterprise where not paired) as without_officer
    from problem`.execute(tx)
  return rows[0]!
}
