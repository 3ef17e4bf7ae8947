import { sql } from 'kysely'
import { divisionSeats, type Role, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { englishName, type NameLookup } from '#region/names'
import type { Account, Division, Holding, MatterCount, Office } from './schema.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

// --- Offices and divisions

const officeRow = (tx: Tx) =>
  tx
    .selectFrom('region.office as o')
    .innerJoin('region.division as d', 'd.code', 'o.division_code')
    .select([
      'o.id',
      'o.name',
      'o.name_en',
      'o.prefix',
      'o.division_code',
      'd.name as division_name',
      'o.path',
      'o.subject',
      'o.kind',
      'o.sees_subject',
      'o.email',
      'o.valid_from',
      'o.valid_until',
      'o.successor_id',
      'o.version',
    ])
export type OfficeRow = Awaited<ReturnType<ReturnType<typeof officeRow>['execute']>>[number]

export function toOffice(row: OfficeRow): Office {
  return {
    id: row.id,
    name: row.name,
    nameEn: row.name_en,
    prefix: row.prefix,
    divisionCode: row.division_code,
    divisionName: row.division_name,
    subject: row.subject,
    kind: row.kind as Office['kind'],
    seesSubject: row.sees_subject,
    email: row.email,
    validFrom: row.valid_from.toISOString(),
    validUntil: iso(row.valid_until),
    successorId: row.successor_id,
    version: row.version,
  }
}

export async function findOffice(tx: Tx, id: string): Promise<OfficeRow | undefined> {
  return officeRow(tx).where('o.id', '=', id).executeTakeFirst()
}

export type Page = { cursor?: string | undefined; limit: number }
export type Paged<T> = { rows: T[]; next: string | null }

/** One row more than a page was read: whether there is a next page, and where it begins. */
function paged<R, T>(rows: R[], limit: number, toView: (row: R) => T, keyOf: (row: R) => string): Paged<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(toView), next: rows.length > limit && last !== undefined ? keyOf(last) : null }
}

export async function listOffices(
  tx: Tx,
  filter: Page & {
    within?: string | undefined
    division?: string | undefined
    subject?: string | undefined
    state: 'current' | 'ended' | 'all'
  },
): Promise<Paged<Office>> {
  let query = officeRow(tx)
  if (filter.within !== undefined) query = query.where('o.path', '@>', sql<string[]>`array[${filter.within}]`)
  if (filter.division !== undefined) query = query.where('o.division_code', '=', filter.division)
  if (filter.subject !== undefined) query = query.where('o.subject', '=', filter.subject)
  if (filter.state === 'current') query = query.where('o.valid_until', 'is', null)
  if (filter.state === 'ended') query = query.where('o.valid_until', 'is not', null)
  const after = filter.cursor?.split('~')
  if (after !== undefined)
    query = query.where(sql<boolean>`(o.division_code, o.id::text) > (${after[0]}, ${after[1] ?? ''})`)
  const rows = await query
    .orderBy('o.division_code')
    .orderBy(sql`o.id::text`)
    .limit(filter.limit + 1)
    .execute()
  return paged(rows, filter.limit, toOffice, row => `${row.division_code}~${row.id}`)
}

export type NewOffice = {
  name: string
  nameEn: string
  prefix: string
  divisionCode: string
  subject: string
  kind: Office['kind']
  seesSubject: boolean
  email?: string | undefined
}

export async function isPrefixTaken(tx: Tx, prefix: string): Promise<boolean> {
  return (
    (await tx
      .selectFrom('region.office')
      .select('id')
      .where('prefix', '=', prefix)
      .limit(1)
      .executeTakeFirst()) !== undefined
  )
}

export async function insertOffice(
  tx: Tx,
  office: NewOffice,
  path: readonly string[],
  at: Date,
): Promise<string> {
  const id = uuidv7()
  await tx
    .insertInto('region.office')
    .values({
      id,
      name: office.name,
      name_en: office.nameEn,
      prefix: office.prefix,
      division_code: office.divisionCode,
      path: [...path],
      subject: office.subject,
      kind: office.kind,
      sees_subject: office.seesSubject,
      email: office.email ?? null,
      valid_from: at,
      seats: divisionSeats('admin', path),
    })
    .execute()
  return id
}

/** Changes an office on the version that was seen; false when that is stale. */
export async function updateOffice(
  tx: Tx,
  id: string,
  version: number,
  office: Omit<NewOffice, 'prefix' | 'divisionCode' | 'email'>,
): Promise<boolean> {
  const changed = await tx
    .updateTable('region.office')
    .set({
      name: office.name,
      name_en: office.nameEn,
      subject: office.subject,
      kind: office.kind,
      sees_subject: office.seesSubject,
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('valid_until', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** Ends an office on the version that was seen; false when that is stale. */
export async function endOffice(
  tx: Tx,
  id: string,
  version: number,
  successorId: string | undefined,
  at: Date,
): Promise<boolean> {
  const ended = await tx
    .updateTable('region.office')
    .set({ valid_until: at, successor_id: successorId ?? null, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('valid_until', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}

/** Roles, cover and accounts of an office go to its successor; returns how many roles. */
export async function mergeOffice(tx: Tx, from: string, to: string, at: Date): Promise<number> {
  const { rows: held } = await sql<{ id: string }>`select id from auth.role_holding
    where office_id = ${from} and (valid_until is null or valid_until > ${at})`.execute(tx)
  const { rows } = await sql<{ moved: number }>`
    select auth.merge_office(${from}, ${to}, ${held.map(one => one.id)}::uuid[], ${held.map(() => uuidv7())}::uuid[], ${new Date()}, ${at}) as moved`.execute(
    tx,
  )
  return rows[0]!.moved < 0 ? refuse('outside-place') : rows[0]!.moved
}

export async function readOfficeUse(
  tx: Tx,
  id: string,
  at: Date,
): Promise<{ matters: number; roles: number } | undefined> {
  return (
    await sql<{ matters: number; roles: number }>`select * from auth.office_use(${id}, ${at})`.execute(tx)
  ).rows[0]
}

type DivisionRow = { code: string; name: string; level: string; parent_code: string | null }
const toDivision = (row: DivisionRow): Division => ({
  code: row.code,
  name: row.name,
  nameEn: englishName(row.name),
  level: row.level as Division['level'],
  parentCode: row.parent_code,
})

export async function findDivision(
  tx: Tx,
  code: string,
): Promise<(Division & { path: string[] }) | undefined> {
  const row = await tx
    .selectFrom('region.division')
    .select(['code', 'name', 'level', 'parent_code', 'path'])
    .where('code', '=', code)
    .executeTakeFirst()
  return row && { ...toDivision(row), path: row.path }
}

export async function listDivisions(tx: Tx, parent: string): Promise<Division[]> {
  const rows = await tx
    .selectFrom('region.division')
    .select(['code', 'name', 'level', 'parent_code'])
    .where('parent_code', '=', parent)
    .where('valid_until', 'is', null)
    .orderBy('code')
    .execute()
  return rows.map(toDivision)
}

export type DeploymentRow = { kind: string; root_code: string; root_name: string | null; time_zone: string }
export async function getDeployment(tx: Tx): Promise<DeploymentRow> {
  return tx
    .selectFrom('app.deployment as d')
    .leftJoin('region.division as r', 'r.code', 'd.root_code')
    .select(['d.kind', 'd.root_code', 'r.name as root_name', 'd.time_zone'])
    .executeTakeFirstOrThrow()
}

// --- Accounts

const accountRow = (tx: Tx) =>
  tx
    .selectFrom('auth.account as a')
    .innerJoin('region.office as o', 'o.id', 'a.office_id')
    .select([
      'a.id',
      'a.name',
      'a.display_name',
      'a.office_id',
      'o.name as office',
      'o.name_en as office_en',
      'o.division_code',
      'o.path',
      'a.created_at',
      'a.ended_at',
      'a.is_demo',
      'a.version',
    ])
export type AccountRow = Awaited<ReturnType<ReturnType<typeof accountRow>['execute']>>[number]

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    officeId: row.office_id,
    office: row.office,
    officeEn: row.office_en,
    divisionCode: row.division_code,
    createdAt: row.created_at.toISOString(),
    endedAt: iso(row.ended_at),
    isDemo: row.is_demo,
    version: row.version,
  }
}

export async function findAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return accountRow(tx).where('a.id', '=', id).executeTakeFirst()
}

export async function isNameTaken(tx: Tx, name: string): Promise<boolean> {
  return (
    (await tx.selectFrom('auth.account').select('id').where('name', '=', name).executeTakeFirst()) !==
    undefined
  )
}

/** Escapes what `like` would read as a pattern. */
const literal = (typed: string) => typed.replace(/[\\%_]/g, sign => `\\${sign}`)

export async function listAccounts(
  tx: Tx,
  filter: Page & {
    q?: string | undefined
    within?: string | undefined
    office?: string | undefined
    role?: Role | undefined
    state: 'active' | 'ended' | 'all'
  },
  at: Date,
): Promise<Paged<Account>> {
  let query = accountRow(tx)
  if (filter.q !== undefined && filter.q !== '') {
    const like = `%${literal(filter.q.toLowerCase())}%`
    query = query.where(eb =>
      eb.or([
        eb('a.display_name', 'ilike', like),
        eb('a.name', 'like', like),
        eb('a.pinyin', 'like', like),
        eb('a.initials', 'like', like),
      ]),
    )
  }
  if (filter.within !== undefined) query = query.where('o.path', '@>', sql<string[]>`array[${filter.within}]`)
  if (filter.office !== undefined) query = query.where('a.office_id', '=', filter.office)
  if (filter.state === 'active') query = query.where('a.ended_at', 'is', null)
  if (filter.state === 'ended') query = query.where('a.ended_at', 'is not', null)
  const { role } = filter
  if (role !== undefined)
    query = query.where(eb =>
      eb.exists(
        eb
          .selectFrom('auth.role_holding as r')
          .select('r.id')
          .whereRef('r.account_id', '=', 'a.id')
          .where('r.role', '=', role)
          .where('r.valid_from', '<=', at)
          .where(inner => inner.or([inner('r.valid_until', 'is', null), inner('r.valid_until', '>', at)])),
      ),
    )
  if (filter.cursor !== undefined) query = query.where('a.name', '>', filter.cursor)
  const rows = await query
    .orderBy('a.name')
    .limit(filter.limit + 1)
    .execute()
  return paged(rows, filter.limit, toAccount, row => row.name)
}

export type NewAccount = { name: string; displayName: string; officeId: string }

export async function insertAccount(
  tx: Tx,
  account: NewAccount,
  path: readonly string[],
  tokens: { pinyin: string; initials: string },
  at: Date,
): Promise<string> {
  const id = uuidv7()
  await tx
    .insertInto('auth.account')
    .values({
      id,
      name: account.name,
      display_name: account.displayName,
      pinyin: tokens.pinyin,
      initials: tokens.initials,
      office_id: account.officeId,
      created_at: at,
      seats: divisionSeats('admin', path),
    })
    .execute()
  return id
}

/** Changes an account on the version that was seen; false when that is stale. */
export async function updateAccount(
  tx: Tx,
  id: string,
  change: { displayName: string; officeId: string; version: number },
  path: readonly string[],
  tokens: { pinyin: string; initials: string },
): Promise<boolean> {
  const changed = await tx
    .updateTable('auth.account')
    .set({
      display_name: change.displayName,
      pinyin: tokens.pinyin,
      initials: tokens.initials,
      office_id: change.officeId,
      seats: divisionSeats('admin', path),
      version: change.version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', change.version)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

export async function mayAdminister(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`select auth.may_administer(${id}, ${at}) as may`.execute(tx)
  return rows[0]!.may
}

export async function setCode(
  tx: Tx,
  id: string,
  hash: string,
  expiresAt: Date,
  wall: Date,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    select auth.set_code(${id}, ${hash}, ${expiresAt}, ${wall}, ${at}) as ok`.execute(tx)
  return rows[0]!.ok
}

export async function endAccount(
  tx: Tx,
  id: string,
  version: number,
  wall: Date,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    select auth.end_account(${id}, ${version}, ${wall}, ${at}) as ok`.execute(tx)
  return rows[0]!.ok
}

/** How many open matters an account owns in each office; empty for who doesn't administer it. */
export async function listOpenMatters(
  tx: Tx,
  accountId: string,
): Promise<{ officeId: string; matters: number }[]> {
  const { rows } = await sql<{ officeId: string; matters: number }>`
    select office_id as "officeId", matters from auth.open_matters(${accountId})`.execute(tx)
  return rows
}

// --- Roles

const holdingRow = (tx: Tx) =>
  tx
    .selectFrom('auth.role_holding as r')
    .innerJoin('auth.account as a', 'a.id', 'r.account_id')
    .innerJoin('region.office as o', 'o.id', 'r.office_id')
    .leftJoin('auth.account as c', 'c.id', 'r.delegated_by')
    .select([
      'r.id',
      'r.account_id',
      'a.display_name',
      'r.role',
      'r.office_id',
      'o.name as office',
      'o.name_en as office_en',
      'o.division_code',
      'o.path',
      'r.valid_from',
      'r.valid_until',
      'r.delegated_by',
      'c.display_name as covers_for',
    ])
export type HoldingRow = Awaited<ReturnType<ReturnType<typeof holdingRow>['execute']>>[number]

export function toHolding(row: HoldingRow): Holding {
  return {
    id: row.id,
    accountId: row.account_id,
    account: row.display_name,
    role: row.role as Role,
    officeId: row.office_id,
    office: row.office,
    officeEn: row.office_en,
    divisionCode: row.division_code,
    from: row.valid_from.toISOString(),
    until: iso(row.valid_until),
    coversFor: row.delegated_by === null ? null : { id: row.delegated_by, name: row.covers_for ?? '' },
  }
}

export async function findHolding(tx: Tx, id: string): Promise<HoldingRow | undefined> {
  return holdingRow(tx).where('r.id', '=', id).executeTakeFirst()
}

export async function listHoldings(
  tx: Tx,
  filter: Page & {
    account?: string | undefined
    office?: string | undefined
    within?: string | undefined
    role?: Role | undefined
    state: 'current' | 'ended' | 'all'
  },
  at: Date,
): Promise<Paged<Holding>> {
  let query = holdingRow(tx)
  if (filter.account !== undefined) query = query.where('r.account_id', '=', filter.account)
  if (filter.office !== undefined) query = query.where('r.office_id', '=', filter.office)
  if (filter.within !== undefined) query = query.where('o.path', '@>', sql<string[]>`array[${filter.within}]`)
  if (filter.role !== undefined) query = query.where('r.role', '=', filter.role)
  if (filter.state === 'current')
    query = query.where(eb => eb.or([eb('r.valid_until', 'is', null), eb('r.valid_until', '>', at)]))
  if (filter.state === 'ended') query = query.where('r.valid_until', '<=', at)
  if (filter.cursor !== undefined) query = query.where(sql<boolean>`r.id::text < ${filter.cursor}`)
  const rows = await query
    .orderBy(sql`r.id::text`, 'desc')
    .limit(filter.limit + 1)
    .execute()
  return paged(rows, filter.limit, toHolding, row => row.id)
}

/** The account's holdings in force at a moment. */
export async function listHoldingsInForce(tx: Tx, accountId: string, at: Date): Promise<HoldingRow[]> {
  return holdingRow(tx)
    .where('r.account_id', '=', accountId)
    .where('r.valid_from', '<=', at)
    .where(eb => eb.or([eb('r.valid_until', 'is', null), eb('r.valid_until', '>', at)]))
    .orderBy('r.id')
    .execute()
}

export type Period = { from: Date; until: Date | null }

/** Whether the same role is held, or covered, at some moment of a period. */
export async function overlaps(
  tx: Tx,
  held: { role: Role; officeId: string; by: { holder: string } | { coveredFor: string } },
  period: Period,
): Promise<boolean> {
  const row = await tx
    .selectFrom('auth.role_holding')
    .select('id')
    .where('role', '=', held.role)
    .where('office_id', '=', held.officeId)
    .where(eb =>
      'holder' in held.by
        ? eb.and([eb('account_id', '=', held.by.holder), eb('delegated_by', 'is', null)])
        : eb('delegated_by', '=', held.by.coveredFor),
    )
    .where(sql<boolean>`tstzrange(valid_from, valid_until) && tstzrange(${period.from}, ${period.until})`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether somebody holds a role of their own during a whole period. */
export async function holdsThrough(
  tx: Tx,
  accountId: string,
  role: Role,
  officeId: string,
  period: Period,
): Promise<boolean> {
  const row = await tx
    .selectFrom('auth.role_holding')
    .select('id')
    .where('account_id', '=', accountId)
    .where('role', '=', role)
    .where('office_id', '=', officeId)
    .where('delegated_by', 'is', null)
    .where(sql<boolean>`tstzrange(valid_from, valid_until) @> tstzrange(${period.from}, ${period.until})`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export type NewHolding = Period & {
  accountId: string
  role: Role
  officeId: string
  delegatedBy: string | null
  /** null at the machine itself */
  grantedBy: string | null
}

/** The seats say who may end it: the administrators of its place, and who gave it as cover. */
export async function insertHolding(tx: Tx, holding: NewHolding, path: readonly string[]): Promise<string> {
  const id = uuidv7()
  const cover = holding.delegatedBy === null ? [] : [`account:${holding.delegatedBy}`]
  await tx
    .insertInto('auth.role_holding')
    .values({
      id,
      account_id: holding.accountId,
      role: holding.role,
      office_id: holding.officeId,
      valid_from: holding.from,
      valid_until: holding.until,
      delegated_by: holding.delegatedBy,
      granted_by: holding.grantedBy,
      recorded_at: new Date(),
      seats: [...divisionSeats('admin', path), ...cover],
    })
    .execute()
  return id
}

/** Ends a holding, and with a role of one's own the cover that was given for it. False where nothing was left to end. */
export async function endHolding(tx: Tx, holding: HoldingRow, at: Date): Promise<boolean> {
  const ended = await tx
    .updateTable('auth.role_holding')
    .set({ valid_until: sql<Date>`greatest(valid_from, ${at})` })
    .where(eb =>
      holding.delegated_by !== null
        ? eb('id', '=', holding.id)
        : eb.or([
            eb('id', '=', holding.id),
            eb.and([
              eb('delegated_by', '=', holding.account_id),
              eb('role', '=', holding.role),
              eb('office_id', '=', holding.office_id),
            ]),
          ]),
    )
    .where(eb => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', at)]))
    .returning('id')
    .execute()
  return ended.some(row => row.id === holding.id)
}

// --- Search and map

export type FoundOrganisation = { id: string; name: string; creditCode: string; divisionCode: string }

export async function searchOrganisations(
  tx: Tx,
  look: NameLookup,
  within: string | undefined,
  limit: number,
): Promise<FoundOrganisation[]> {
  const { rows } = await sql<FoundOrganisation>`
    select id, name, credit_code as "creditCode", division_code as "divisionCode"
    from region.search_organisations(${look.bigrams}, ${look.wanted}, ${look.how}, ${within ?? null}, ${limit})`.execute(
    tx,
  )
  return rows
}

export async function searchDivisions(tx: Tx, look: NameLookup, limit: number): Promise<Division[]> {
  const { rows } = await sql<DivisionRow>`
    select code, name, level, parent_code from region.search_divisions(${look.bigrams}, ${look.wanted}, ${look.how}, ${limit})`.execute(
    tx,
  )
  return rows.map(toDivision)
}

export async function searchPlaces(tx: Tx, look: NameLookup, limit: number) {
  const { rows } = await sql<{
    id: string
    name: string
    nameEn: string
    kind: string
    divisionCode: string
  }>`
    select id, name, name_en as "nameEn", kind, division_code as "divisionCode"
    from region.search_places(${look.bigrams}, ${look.wanted}, ${look.how}, ${limit})`.execute(tx)
  return rows
}

export async function searchOfficials(
  tx: Tx,
  look: NameLookup,
  within: string | undefined,
  limit: number,
): Promise<AccountRow[]> {
  const column =
    look.how === 'characters' ? 'a.display_name' : look.how === 'pinyin' ? 'a.pinyin' : 'a.initials'
  let query = accountRow(tx)
    .where(column, 'like', `%${literal(look.wanted)}%`)
    .where('a.ended_at', 'is', null)
  if (within !== undefined) query = query.where('o.path', '@>', sql<string[]>`array[${within}]`)
  return query.orderBy('a.display_name').orderBy('a.id').limit(limit).execute()
}

/** Open matters under the reader's authority, by the first `length` digits of their division's code and by kind. */
export async function countMatters(
  tx: Tx,
  within: string,
  length: number,
  at: Date,
): Promise<(MatterCount & { code: string })[]> {
  const { rows } = await sql<MatterCount & { code: string }>`
    select code, kind, open, overdue from matter.count_open(${within}, ${length}::int, ${at})`.execute(tx)
  return rows
}

/** Current divisions of one code length inside another. */
export async function listDivisionsInside(tx: Tx, within: string, length: number): Promise<Division[]> {
  const rows = await tx
    .selectFrom('region.division')
    .select(['code', 'name', 'level', 'parent_code'])
    .where('code', 'like', `${within}%`)
    .where(sql<boolean>`char_length(code) = ${length}`)
    .where('valid_until', 'is', null)
    .orderBy('code')
    .execute()
  return rows.map(toDivision)
}
