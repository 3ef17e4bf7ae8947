import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { DB, Tx } from '#platform/db'
import { NOBODY } from '#platform/matter'
import type { TeamMember } from './rules.ts'

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

export async function readTeam(tx: Tx, organisationId: string, at: Date) {
  const team = await listTeam(tx, organisationId, at)
  const main = team.find(one => one.part === 'main')
  return { team, liaisonId: main?.accountId ?? null, liaisonOfficeId: main?.officeId ?? null }
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

type Pair = { id: string; organisationId: string; seats: string[] }
type PairedWith = { accountId: string; officeId: string; by: string | null }

const pairingRows = (pairs: readonly Pair[], officer: PairedWith, part: 'main' | 'deputy', at: Date) =>
  pairs.map(one => ({
    id: one.id,
    organisation_id: one.organisationId,
    account_id: officer.accountId,
    office_id: officer.officeId,
    group_id: groupOf(officer.accountId),
    paired_by: officer.by,
    part,
    valid_from: at,
    recorded_at: at,
    seats: one.seats,
  }))

/** Pairs enterprises with an officer; returns how many changed. An enterprise that has this officer is left alone. */
export async function pair(tx: Tx, pairs: readonly Pair[], officer: PairedWith, at: Date): Promise<number> {
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
    .values(pairingRows(pairs, officer, 'main', at))
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
  pairs: readonly Pair[],
  officer: PairedWith,
  at: Date,
): Promise<string[]> {
  const rows = await tx
    .insertInto('relief.pairing')
    .values(pairingRows(pairs, officer, 'deputy', at))
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
