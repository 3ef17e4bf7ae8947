import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { DB, Tx } from '#platform/db'
import { NOBODY } from '#platform/matter'
import type { TeamMember } from './rules.ts'
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

export type Organisation = {
  id: string
  name: string
  divisionCode: string
  path: string[]
  /** the main officer, away or not */
  liaisonId: string | null
  liaisonOfficeId: string | null
  team: TeamMember[]
}

/** Who cares for an enterprise at a moment: the main officer first, then deputies by the day on which they began. */
export async function listTeam(tx: Tx, organisationId: string, at: Date): Promise<TeamMember[]> {
  const { rows } = await sql<{
    part: 'main' | 'deputy'
    account_id: string
    office_id: string
    away_until: Date | null
    cover_id: string | null
    cover_office_id: string | null
  }>`select * from relief.team(${organisationId}, ${at})`.execute(tx)
  return rows.map(row => ({
    part: row.part,
    accountId: row.account_id,
    officeId: row.office_id,
    isAway: row.away_until !== null,
    cover:
      row.cover_id === null || row.cover_office_id === null
        ? null
        : { accountId: row.cover_id, officeId: row.cover_office_id },
  }))
}

export async function findOrganisation(tx: Tx, id: string, at: Date): Promise<Organisation | undefined> {
  const row = await tx
    .selectFrom('region.organisation as o')
    .select(['o.id', 'o.name', 'o.division_code as divisionCode', 'o.path'])
    .where('o.id', '=', id)
    .executeTakeFirst()
  return row && { ...row, ...(await readTeam(tx, id, at)) }
}

async function readTeam(tx: Tx, organisationId: string, at: Date) {
  const team = await listTeam(tx, organisationId, at)
  const main = team.find(one => one.part === 'main')
  return { team, liaisonId: main?.accountId ?? null, liaisonOfficeId: main?.officeId ?? null }
}

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

export async function insertLink(
  tx: Tx,
  link: {
    id: string
    purpose: 'report' | 'track'
    matterId: string | null
    organisationId: string | null
    secretHash: Buffer
    createdBy: string | null
    seats: string[]
  },
): Promise<void> {
  await tx
    .insertInto('matter.link')
    .values({
      id: link.id,
      purpose: link.purpose,
      matter_id: link.matterId,
      organisation_id: link.organisationId,
      secret_hash: link.secretHash,
      created_at: new Date(),
      created_by: link.createdBy,
      seats: link.seats,
    })
    .execute()
}

export async function revokeReportLinks(tx: Tx, organisationId: string): Promise<void> {
  await tx
    .updateTable('matter.link')
    .set({ revoked_at: new Date() })
    .where('organisation_id', '=', organisationId)
    .where('purpose', '=', 'report')
    .where('revoked_at', 'is', null)
    .execute()
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

export type EnterpriseFilter = {
  ids?: readonly string[]
  within?: string | undefined
  list?: string | undefined
  officer?: { id: string } | 'none' | undefined
  /** those too that closed or merged; by default they are left out */
  ended?: true
  after?: string | undefined
  limit: number
  /** the moment at which an officer may be covered */
  at: Date
}

/** How many enterprises a filter finds: a register's facts stand open to staff, so one function counts by index. */
export async function countEnterprises(
  tx: Tx,
  filter: Omit<EnterpriseFilter, 'after' | 'limit' | 'at'>,
): Promise<number> {
  const { ids, within, list, officer } = filter
  const { rows } = await sql<{ count: number }>`
    select relief.count_enterprises(${ids === undefined ? null : [...ids]}::uuid[], ${within ?? null}, ${list ?? null},
      ${officer === undefined || officer === 'none' ? null : officer.id}::uuid, ${officer === 'none'}) as count`.execute(
    tx,
  )
  return rows[0]!.count
}

/** The enterprises of a page in the order of their ids. */
function enterprisesOf(tx: Tx, filter: EnterpriseFilter) {
  const paired = (eb: ExpressionBuilder<DB & { g: DB['region.organisation'] }, 'g'>) =>
    eb
      .selectFrom('relief.pairing as r')
      .select('r.id')
      .whereRef('r.organisation_id', '=', 'g.id')
      .where('r.valid_until', 'is', null)
  let query = tx
    .selectFrom('region.organisation as g')
    .select([
      'g.id',
      'g.name',
      'g.credit_code',
      'g.credit_code_ok',
      'g.division_code',
      'g.industry',
      'g.size',
      'g.employees',
    ])
    .where('g.kind', '=', 'enterprise')
  const { ids, within, list, officer } = filter
  if (filter.ended !== true) query = query.where('g.ended_at', 'is', null)
  if (ids !== undefined) query = query.where('g.id', 'in', [...ids, NOBODY])
  if (within !== undefined) {
    query = query.where('g.division_code', '>=', within).where('g.division_code', '<', `${within}:`)
  }
  if (officer === 'none') {
    // Of a list or a search there are few; otherwise the next ones come by index.
    query =
      ids === undefined && list === undefined
        ? query.where(
            sql<SqlBool>`g.id in (select relief.without_officer(${within ?? null}, ${filter.after ?? null}::uuid, ${filter.limit}))`,
          )
        : query.where(eb => eb.not(eb.exists(paired(eb).where('r.part', '=', 'main'))))
  } else if (officer !== undefined) {
    query = query.where(eb => eb.exists(paired(eb).where('r.account_id', '=', officer.id)))
  }
  if (list !== undefined) {
    query = query.where(eb =>
      eb.exists(
        eb
          .selectFrom('relief.list_member as x')
          .select('x.list')
          .whereRef('x.organisation_id', '=', 'g.id')
          .where('x.list', '=', list)
          .where('x.valid_until', 'is', null),
      ),
    )
  }
  if (filter.after !== undefined) query = query.where('g.id', '>', filter.after)
  return query.orderBy('g.id').limit(filter.limit)
}

/** A page of enterprises, as of problems: first the page, then what is told of each of its rows. */
export async function listEnterprises(tx: Tx, filter: EnterpriseFilter) {
  return tx
    .with(
      cte => cte('page').materialized(),
      () => enterprisesOf(tx, filter),
    )
    .selectFrom('page as g')
    .select([
      'g.id',
      'g.name',
      'g.credit_code as creditCode',
      'g.credit_code_ok as creditCodeOk',
      'g.division_code as divisionCode',
      'g.industry',
      'g.size',
      'g.employees',
      sql<string>`(select d.name from region.division d where d.code = g.division_code)`.as('divisionName'),
      sql<string | null>`(select k.name from region.division k
        where k.code = left(g.division_code, 6) and k.code <> g.division_code)`.as('countyName'),
      sql<
        string | null
      >`(select l.display_name from relief.pairing r join auth.account l on l.id = r.account_id
        where r.organisation_id = g.id and r.valid_until is null and r.part = 'main')`.as('liaison'),
      sql<string | null>`(select o.name from relief.pairing r join region.office o on o.id = r.office_id
        where r.organisation_id = g.id and r.valid_until is null and r.part = 'main')`.as('liaisonOffice'),
      sql<string | null>`relief.covered_by(g.id, ${filter.at})`.as('coveredBy'),
      sql<
        string[]
      >`array(select x.list from relief.list_member x where x.organisation_id = g.id and x.valid_until is null order by x.list)`.as(
        'lists',
      ),
      sql<number | null>`relief.count_open(g.id, g.division_code)`.as('openProblems'),
    ])
    .orderBy('g.id')
    .execute()
}

export async function findEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['address', 'revenue_fen', 'version', 'seats', 'path'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .executeTakeFirst()
}

export async function listContacts(tx: Tx, organisationId: string) {
  return tx
    .selectFrom('relief.contact')
    .select(['id', 'person_id as personId', 'post', 'is_main as isMain'])
    .where('organisation_id', '=', organisationId)
    .where('valid_until', 'is', null)
    .orderBy('is_main', 'desc')
    .orderBy('id')
    .execute()
}

/** The office in which an account is a liaison officer now. */
export async function findLiaisonOffice(tx: Tx, accountId: string, at: Date) {
  return tx
    .selectFrom('auth.role_holding as h')
    .innerJoin('region.office as o', 'o.id', 'h.office_id')
    .select(['o.id', 'o.path'])
    .where('h.account_id', '=', accountId)
    .where('h.role', '=', 'liaison')
    .where('h.delegated_by', 'is', null)
    .where('h.valid_from', '<=', at)
    .where(eb => eb.or([eb('h.valid_until', 'is', null), eb('h.valid_until', '>', at)]))
    .executeTakeFirst()
}

/** The service group that an account is in, which its pairings carry. */
const groupOf = (accountId: string) =>
  sql<
    string | null
  >`(select m.group_id from relief.group_member m where m.account_id = ${accountId} and m.valid_until is null)`

/** Pairs enterprises with an officer; returns how many changed. An enterprise that has this officer is left alone. */
export async function pair(
  tx: Tx,
  pairs: { id: string; organisationId: string; seats: string[] }[],
  officer: { accountId: string; officeId: string; by: string | null },
  at: Date,
): Promise<number> {
  const ids = pairs.map(one => one.organisationId)
  await tx
    .updateTable('relief.pairing')
    .set({ valid_until: at, ended_by: officer.by })
    .where('organisation_id', 'in', ids)
    .where('valid_until', 'is', null)
    // Who was a deputy so far ends as one.
    .where(eb =>
      eb.or([
        eb.and([eb('part', '=', 'main'), eb('account_id', '<>', officer.accountId)]),
        eb.and([eb('part', '=', 'deputy'), eb('account_id', '=', officer.accountId)]),
      ]),
    )
    .execute()
  const rows = await tx
    .insertInto('relief.pairing')
    .values(
      pairs.map(one => ({
        id: one.id,
        organisation_id: one.organisationId,
        account_id: officer.accountId,
        office_id: officer.officeId,
        group_id: groupOf(officer.accountId),
        paired_by: officer.by,
        valid_from: at,
        recorded_at: at,
        seats: one.seats,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.length
}

/** Of some enterprises those that stand: who closed or merged is paired no more. */
export async function listStanding(tx: Tx, ids: readonly string[]) {
  return tx
    .selectFrom('region.organisation')
    .select(['id', 'seats', 'path'])
    .where('id', 'in', [...ids, NOBODY])
    .where('ended_at', 'is', null)
    .execute()
}

export async function listPairingsOf(tx: Tx, accountId: string) {
  return tx
    .selectFrom('relief.pairing as r')
    .innerJoin('region.organisation as g', 'g.id', 'r.organisation_id')
    .select(['r.organisation_id as organisationId', 'r.part'])
    .where('r.account_id', '=', accountId)
    .where('r.valid_until', 'is', null)
    .execute()
}

/** Ends an officer's deputyships, of one enterprise or of all; returns the enterprises. */
export async function endDeputyships(
  tx: Tx,
  accountId: string,
  organisationId: string | undefined,
  by: string | null,
  at: Date,
): Promise<string[]> {
  let query = tx
    .updateTable('relief.pairing')
    .set({ valid_until: at, ended_by: by })
    .where('account_id', '=', accountId)
    .where('part', '=', 'deputy')
    .where('valid_until', 'is', null)
  if (organisationId !== undefined) query = query.where('organisation_id', '=', organisationId)
  const rows = await query.returning('organisation_id').execute()
  return rows.map(row => row.organisation_id)
}

/** Adds a deputy to enterprises; where the officer is main or deputy already, nothing changes. */
export async function addDeputies(
  tx: Tx,
  pairs: { id: string; organisationId: string; seats: string[] }[],
  officer: { accountId: string; officeId: string; by: string | null },
  at: Date,
): Promise<string[]> {
  const rows = await tx
    .insertInto('relief.pairing')
    .values(
      pairs.map(one => ({
        id: one.id,
        organisation_id: one.organisationId,
        account_id: officer.accountId,
        office_id: officer.officeId,
        group_id: groupOf(officer.accountId),
        paired_by: officer.by,
        part: 'deputy',
        valid_from: at,
        recorded_at: at,
        seats: one.seats,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .returning('organisation_id')
    .execute()
  return rows.map(row => row.organisation_id)
}

/** What an account that ends has left in groups and absences: memberships end, and nobody is covered by it any more. */
export async function endGroupsAndCover(tx: Tx, accountId: string, at: Date): Promise<void> {
  await tx
    .updateTable('relief.group_member')
    .set({ valid_until: at })
    .where('account_id', '=', accountId)
    .where('valid_until', 'is', null)
    .execute()
  await tx
    .updateTable('relief.absence')
    .set({ cover_id: null })
    .where('cover_id', '=', accountId)
    .where('absent_until', '>', at)
    .execute()
}

/** Whether an official is away from an office, and who of it stands in. */
export async function findStandIn(tx: Tx, accountId: string, officeId: string, at: Date) {
  const { rows } = await sql<{ is_away: boolean; cover_id: string | null }>`
    select * from relief.stand_in(${accountId}, ${officeId}, ${at})`.execute(tx)
  return { isAway: rows[0]!.is_away, coverId: rows[0]!.cover_id }
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

/** Enterprises whose name, pinyin, initials or code match what was typed. */
export async function searchOrganisations(
  tx: Tx,
  lookup: { how: string; bigrams: string[]; wanted: string },
  within: string | null,
  most: number,
): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from region.search_organisations(${lookup.bigrams}::text[], ${lookup.wanted}, ${lookup.how}, ${within}, ${most})`.execute(
    tx,
  )
  return rows
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
