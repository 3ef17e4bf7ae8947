import type pg from 'pg'
import { divisionSeats, type Role, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { newCode, readCode } from './code.ts'
import { hashSecret } from './passwords.ts'
import { accountName } from './sign-in.ts'

/*
 * What is done at the machine itself, by who may read the database's owner's password: the first administrator,
 * and the way back in when nobody else can. Each leaves an audit row of the operator.
 */

const CODE_LIFETIME = 7 * 86_400_000
const allowedName = /^[\p{L}\p{N}._-]{2,60}$/u

/** Business and wall time of the deed. */
export type OperatorMoments = { business: Date; wall: Date }
/** How a person's name is found: `nameTokens` of the region's names. */
export type NameTokens = { pinyin: string; initials: string }

async function transact<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function recordDeed(
  client: pg.PoolClient,
  action: string,
  accountId: string,
  path: readonly string[],
  at: OperatorMoments,
) {
  await client.query(
    `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, seats)
     values ($1, $2, $3, 'operator', 'change', $4, 'account', $5, $6)`,
    [uuidv7(), at.wall, at.business, action, accountId, divisionSeats('audit', path)],
  )
}

type Account = {
  id: string
  name: string
  display_name: string
  office: string
  office_en: string
  path: string[]
}

async function getAccount(client: pg.PoolClient, typed: string): Promise<Account> {
  const { rows } = await client.query<Account & { ended_at: Date | null }>(
    `select a.id, a.name, a.display_name, o.name as office, o.name_en as office_en, o.path, a.ended_at
     from auth.account a join region.office o on o.id = a.office_id where a.name = $1`,
    [accountName(typed)],
  )
  const account = rows[0] ?? refuse('no-such-account')
  if (account.ended_at !== null) refuse('account-ended')
  return account
}

type Office = { id: string; path: string[] }

async function getOffice(client: pg.PoolClient, id: string): Promise<Office> {
  const { rows } = await client.query<Office>(
    'select id, path from region.office where id = $1 and valid_until is null',
    [id],
  )
  return rows[0] ?? refuse('no-such-office')
}

/** The division's task force, else any office of it, else a new one for its administration. */
async function getOfficeOf(
  client: pg.PoolClient,
  divisionCode: string,
  at: OperatorMoments,
): Promise<Office> {
  const { rows } = await client.query<Office>(
    `select id, path from region.office where division_code = $1 and valid_until is null
     order by (kind = 'task-force') desc, id limit 1`,
    [divisionCode],
  )
  if (rows[0] !== undefined) return rows[0]
  const division = await client.query<{ path: string[] }>(
    'select path from region.division where code = $1',
    [divisionCode],
  )
  const path = division.rows[0]?.path ?? refuse('no-such-division')
  const id = uuidv7()
  await client.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, valid_from, seats)
     values ($1, '系统管理', 'Administration', $2, $3, $4, 'administration', 'duty', $5, $6)`,
    [id, `A${divisionCode.slice(0, 7)}`, divisionCode, path, at.business, divisionSeats('admin', path)],
  )
  return { id, path }
}

async function insertAccount(
  client: pg.PoolClient,
  person: { name: string; displayName: string; tokens: NameTokens },
  office: Office,
  at: OperatorMoments,
): Promise<string> {
  const name = accountName(person.name)
  if (!allowedName.test(name)) refuse('bad-name')
  const taken = await client.query('select from auth.account where name = $1', [name])
  if (taken.rows.length > 0) refuse('name-taken')
  const id = uuidv7()
  await client.query(
    `insert into auth.account (id, name, display_name, pinyin, initials, office_id, created_at, seats)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      name,
      person.displayName,
      person.tokens.pinyin,
      person.tokens.initials,
      office.id,
      at.business,
      divisionSeats('admin', office.path),
    ],
  )
  await recordDeed(client, 'account.create', id, office.path, at)
  return id
}

async function insertRole(
  client: pg.PoolClient,
  accountId: string,
  role: Role,
  office: Office,
  period: { from: Date; until: Date | null },
  at: OperatorMoments,
): Promise<void> {
  const held = await client.query(
    `select from auth.role_holding where account_id = $1 and role = $2 and office_id = $3 and delegated_by is null
       and tstzrange(valid_from, valid_until) && tstzrange($4, $5)`,
    [accountId, role, office.id, period.from, period.until],
  )
  if (held.rows.length > 0) refuse('role-held')
  await client.query(
    `insert into auth.role_holding (id, account_id, role, office_id, valid_from, valid_until, recorded_at, seats)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      uuidv7(),
      accountId,
      role,
      office.id,
      period.from,
      period.until,
      at.wall,
      divisionSeats('admin', office.path),
    ],
  )
  await recordDeed(client, 'role.grant', accountId, office.path, at)
}

/** A code to print, with what stands on its sheet. */
export type IssuedCode = {
  accountId: string
  name: string
  displayName: string
  office: string
  officeEn: string
  code: string
  expiresAt: Date
}

async function giveCode(client: pg.PoolClient, account: Account, at: OperatorMoments): Promise<IssuedCode> {
  const code = newCode()
  const expiresAt = new Date(at.wall.getTime() + CODE_LIFETIME)
  await client.query(
    `insert into auth.credential (account_id, code_hash, code_expires_at) values ($1, $2, $3)
     on conflict (account_id) do update set password_hash = null, code_hash = $2, code_expires_at = $3`,
    [account.id, await hashSecret(readCode(code)!), expiresAt],
  )
  await client.query('update auth.session set revoked_at = $2 where account_id = $1 and revoked_at is null', [
    account.id,
    at.wall,
  ])
  await recordDeed(client, 'account.issue-code', account.id, account.path, at)
  return {
    accountId: account.id,
    name: account.name,
    displayName: account.display_name,
    office: account.office,
    officeEn: account.office_en,
    code,
    expiresAt,
  }
}

/**
 * Creates an account with the role of administrator at a division and a code for its first sign-in. Refuses with
 * `bad-name`, `name-taken` or `no-such-division`.
 */
export function createFirstAdministrator(
  ownerPool: pg.Pool,
  person: { name: string; displayName: string; tokens: NameTokens; divisionCode: string },
  at: OperatorMoments,
): Promise<IssuedCode> {
  return transact(ownerPool, async client => {
    const office = await getOfficeOf(client, person.divisionCode, at)
    const id = await insertAccount(client, person, office, at)
    await insertRole(client, id, 'admin', office, { from: at.business, until: null }, at)
    return giveCode(client, await getAccount(client, person.name), at)
  })
}

/** Creates an account without roles in an office. Refuses with `bad-name`, `name-taken` or `no-such-office`. */
export function createAccount(
  ownerPool: pg.Pool,
  person: { name: string; displayName: string; tokens: NameTokens; officeId: string },
  at: OperatorMoments,
): Promise<IssuedCode> {
  return transact(ownerPool, async client => {
    await insertAccount(client, person, await getOffice(client, person.officeId), at)
    return giveCode(client, await getAccount(client, person.name), at)
  })
}

/** A new code for an account: the password and the sessions end. Refuses with `no-such-account`, `account-ended`. */
export function issueCode(ownerPool: pg.Pool, name: string, at: OperatorMoments): Promise<IssuedCode> {
  return transact(ownerPool, async client => giveCode(client, await getAccount(client, name), at))
}

/** Grants a role. Refuses with `no-such-account`, `account-ended`, `no-such-office` or `role-held`. */
export function grantRole(
  ownerPool: pg.Pool,
  grant: { name: string; role: Role; officeId: string; from?: Date; until?: Date },
  at: OperatorMoments,
): Promise<void> {
  return transact(ownerPool, async client => {
    const account = await getAccount(client, grant.name)
    const office = await getOffice(client, grant.officeId)
    const period = { from: grant.from ?? at.business, until: grant.until ?? null }
    await insertRole(client, account.id, grant.role, office, period, at)
  })
}

export type ListedAccount = {
  name: string
  displayName: string
  office: string
  officeEn: string
  divisionCode: string
  roles: { role: Role; office: string; officeEn: string; until: Date | null }[]
  endedAt: Date | null
  hasPassword: boolean
}

/** Accounts by name with their roles in force, at most 1,000, in a division or below where one is named. */
export async function listAccounts(
  ownerPool: pg.Pool,
  filter: { within?: string },
  business: Date,
): Promise<ListedAccount[]> {
  const { rows } = await ownerPool.query<Omit<ListedAccount, 'roles'> & { id: string }>(
    `select a.id, a.name, a.display_name as "displayName", o.name as office, o.name_en as "officeEn",
       o.division_code as "divisionCode", a.ended_at as "endedAt", c.password_hash is not null as "hasPassword"
     from auth.account a join region.office o on o.id = a.office_id left join auth.credential c on c.account_id = a.id
     where $1::text is null or o.path @> array[$1::text] order by a.name limit 1000`,
    [filter.within ?? null],
  )
  const roles = await ownerPool.query<ListedAccount['roles'][number] & { id: string }>(
    `select r.account_id as id, r.role, o.name as office, o.name_en as "officeEn", r.valid_until as until
     from auth.role_holding r join region.office o on o.id = r.office_id
     where r.account_id = any($1) and r.valid_from <= $2 and (r.valid_until is null or r.valid_until > $2) order by r.id`,
    [rows.map(row => row.id), business],
  )
  const byAccount = Map.groupBy(roles.rows, role => role.id)
  return rows.map(({ id, ...row }) => ({
    ...row,
    roles: (byAccount.get(id) ?? []).map(({ id: _, ...role }) => role),
  }))
}
