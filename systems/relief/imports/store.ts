import { sql } from 'kysely'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import type { Officer } from './officers.ts'
import type { Place } from './places.ts'

/** Standing divisions down to the towns, those that ended, and the villages asked for by code. */
export async function readPlaces(tx: Tx, codes: readonly string[]): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select code, name, path, successor_code as successor from region.division
    where (level <> 'village' and (valid_until is null or successor_code is not null)) or code = any(${[...codes]}::text[])`.execute(
    tx,
  )
  return rows
}

export async function readOfficers(tx: Tx, at: Date): Promise<Officer[]> {
  const { rows } = await sql<Officer>`
    select a.id, a.name as account, a.display_name as name, o.id as "officeId", o.name as office, o.division_code as "divisionCode"
    from auth.role_holding h join auth.account a on a.id = h.account_id join region.office o on o.id = h.office_id
    where h.role = 'liaison' and h.delegated_by is null and h.valid_from <= ${at} and (h.valid_until is null or h.valid_until > ${at})
      and a.ended_at is null`.execute(tx)
  return rows
}

/** Accounts among those named that stand, whatever their roles. */
export async function readStaff(
  tx: Tx,
  named: readonly string[],
): Promise<{ account: string; name: string }[]> {
  const { rows } = await sql<{ account: string; name: string }>`
    select name as account, display_name as name from auth.account
    where ended_at is null and (name = any(${[...named]}::text[]) or display_name = any(${[...named]}::text[]))`.execute(
    tx,
  )
  return rows
}

/** An enterprise of the register with what an import may change. */
export type OnFile = {
  id: string
  creditCode: string
  name: string
  divisionCode: string
  path: string[]
  address: string | null
  industry: string | null
  size: string | null
  employees: number | null
  revenue: string | null
  version: number
  lists: string[]
  officerId: string | null
  officerName: string | null
  officeId: string | null
  contactId: string | null
  personId: string | null
  post: string | null
  contactSeats: string[] | null
}

export async function readRegister(tx: Tx, codes: readonly string[]): Promise<OnFile[]> {
  if (codes.length === 0) return []
  const { rows } = await sql<OnFile>`
    with asked as materialized (
      select o.id, o.credit_code, o.name, o.division_code, o.path, o.address, o.industry, o.size, o.employees, o.revenue_fen, o.version
      from unnest(${[...codes]}::text[]) t (code) join region.organisation o on o.credit_code = t.code)
    select o.id, o.credit_code as "creditCode", o.name, o.division_code as "divisionCode", o.path, o.address, o.industry, o.size,
      o.employees, o.revenue_fen as revenue, o.version, coalesce(m.lists, '{}') as lists, p.account_id as "officerId",
      a.display_name as "officerName", p.office_id as "officeId", c.id as "contactId", c.person_id as "personId", c.post,
      c.seats as "contactSeats"
    from asked o
    left join (select organisation_id, array_agg(list order by list) as lists from relief.list_member
      where valid_until is null group by organisation_id) m on m.organisation_id = o.id
    left join relief.pairing p on p.organisation_id = o.id and p.valid_until is null and p.part = 'main'
    left join auth.account a on a.id = p.account_id
    left join relief.contact c on c.organisation_id = o.id and c.is_main and c.valid_until is null`.execute(
    tx,
  )
  return rows
}

/** Credit codes by name, of enterprises that stand under one of these names. */
export async function readSameNames(
  tx: Tx,
  names: readonly string[],
): Promise<{ name: string; creditCode: string }[]> {
  if (names.length === 0) return []
  const { rows } = await sql<{ name: string; creditCode: string }>`
    select name, credit_code as "creditCode" from region.organisation where name = any(${[...names]}::text[])`.execute(
    tx,
  )
  return rows
}

/** Offices at a place and below: those whose seats the contacts of its enterprises may carry. */
export async function readOfficesWithin(tx: Tx, places: readonly string[]) {
  const { rows } = await sql<{ id: string; divisionCode: string; kind: string }>`
    select id, division_code as "divisionCode", kind from region.office where path && ${[...places]}::text[]`.execute(
    tx,
  )
  return rows
}

/** A division of the rows being written, once for all of them. */
export type Seated = { code: string; path: readonly string[] }

/** Divisions with their seats as a table that rows are joined to: arrays of arrays can't be passed. */
function divisionTable(divisions: readonly Seated[]) {
  return sql`(select code, string_to_array(path, ',') as path,
      array(select 'relief:' || c from unnest(string_to_array(path, ',')) with ordinality u (c, n) order by n)
        || array(select 'admin:' || c from unnest(string_to_array(path, ',')) with ordinality u (c, n) order by n) as seats,
      array(select 'audit:' || c from unnest(string_to_array(path, ',')) with ordinality u (c, n) order by n) as audit_seats
    from unnest(${divisions.map(one => one.code)}::text[], ${divisions.map(one => one.path.join(','))}::text[]) d (code, path))`
}

export type OrganisationToWrite = {
  id: string
  creditCode: string
  creditCodeOk: boolean
  name: string
  divisionCode: string
  address: string | null
  industry: string | null
  size: string | null
  employees: number | null
  revenue: string | null
  pinyin: string
  initials: string
}

const organisationRows = (rows: readonly OrganisationToWrite[], versions: readonly number[]) => sql`
  unnest(${rows.map(one => one.id)}::uuid[], ${rows.map(one => one.creditCode)}::text[], ${rows.map(one => one.creditCodeOk)}::boolean[],
    ${rows.map(one => one.name)}::text[], ${rows.map(one => one.divisionCode)}::text[], ${rows.map(one => one.address)}::text[],
    ${rows.map(one => one.industry)}::text[], ${rows.map(one => one.size)}::text[], ${rows.map(one => one.employees)}::int[],
    ${rows.map(one => one.revenue)}::bigint[], ${rows.map(one => one.pinyin)}::text[], ${rows.map(one => one.initials)}::text[], ${[...versions]}::int[])
  as t (id, credit_code, credit_code_ok, name, division_code, address, industry, size, employees, revenue_fen, pinyin, initials, version)`

export async function insertOrganisations(
  tx: Tx,
  rows: readonly OrganisationToWrite[],
  divisions: readonly Seated[],
  at: Date,
): Promise<void> {
  await sql`insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, address, industry, size,
      employees, revenue_fen, pinyin, initials, recorded_at, seats)
    select t.id, t.credit_code, t.credit_code_ok, t.name, t.division_code, d.path, t.address, t.industry, t.size, t.employees,
      t.revenue_fen, t.pinyin, t.initials, ${at}, d.seats
    from ${organisationRows(
      rows,
      rows.map(() => 1),
    )} join ${divisionTable(divisions)} d on d.code = t.division_code`.execute(tx)
}

/** Writes what changed over the version that was compared; returns how many still had it. */
export async function updateOrganisations(
  tx: Tx,
  rows: readonly (OrganisationToWrite & { version: number })[],
  divisions: readonly Seated[],
): Promise<number> {
  const result =
    await sql`update region.organisation o set name = t.name, division_code = t.division_code, path = d.path,
      address = t.address, industry = t.industry, size = t.size, employees = t.employees, revenue_fen = t.revenue_fen,
      pinyin = t.pinyin, initials = t.initials, version = o.version + 1, seats = d.seats
    from ${organisationRows(
      rows,
      rows.map(one => one.version),
    )} join ${divisionTable(divisions)} d on d.code = t.division_code
    where o.id = t.id and o.version = t.version`.execute(tx)
  return Number(result.numAffectedRows ?? 0n)
}

export async function insertListMembers(
  tx: Tx,
  members: readonly { organisationId: string; list: string }[],
  at: Date,
): Promise<void> {
  if (members.length === 0) return
  await sql`insert into relief.list_member (organisation_id, list, valid_from)
    select id, list, ${at} from unnest(${members.map(one => one.organisationId)}::uuid[], ${members.map(one => one.list)}::text[]) as t (id, list)`.execute(
    tx,
  )
}

export type PairingToWrite = {
  organisationId: string
  accountId: string
  officeId: string
  divisionCode: string
}

/** Ends the pairings that stand and writes these. */
export async function replacePairings(
  tx: Tx,
  pairs: readonly PairingToWrite[],
  standing: readonly string[],
  divisions: readonly Seated[],
  by: string | null,
  at: Date,
) {
  if (standing.length > 0) {
    await sql`update relief.pairing set valid_until = ${at}, ended_by = ${by}
      where organisation_id = any(${[...standing]}::uuid[]) and valid_until is null and part = 'main'`.execute(
      tx,
    )
  }
  if (pairs.length === 0) return
  // Who was a deputy so far ends as one.
  await sql`update relief.pairing p set valid_until = ${at}, ended_by = ${by}
    from unnest(${pairs.map(one => one.organisationId)}::uuid[], ${pairs.map(one => one.accountId)}::uuid[]) t (organisation_id, account_id)
    where p.organisation_id = t.organisation_id and p.account_id = t.account_id and p.valid_until is null and p.part = 'deputy'`.execute(
    tx,
  )
  await sql`insert into relief.pairing (id, organisation_id, account_id, office_id, group_id, paired_by, valid_from, recorded_at, seats)
    select t.id, t.organisation_id, t.account_id, t.office_id, m.group_id, ${by}, ${at}, ${at}, d.seats
    from unnest(${pairs.map(() => uuidv7())}::uuid[], ${pairs.map(one => one.organisationId)}::uuid[], ${pairs.map(one => one.accountId)}::uuid[],
      ${pairs.map(one => one.officeId)}::uuid[], ${pairs.map(one => one.divisionCode)}::text[]) as t (id, organisation_id, account_id, office_id, division_code)
    join ${divisionTable(divisions)} d on d.code = t.division_code
    left join relief.group_member m on m.account_id = t.account_id and m.valid_until is null`.execute(tx)
}

/** Pairings that stand follow their enterprise to another division. */
export async function moveSeats(
  tx: Tx,
  moved: readonly { id: string; divisionCode: string }[],
  divisions: readonly Seated[],
): Promise<void> {
  if (moved.length === 0) return
  await sql`update relief.pairing p set seats = d.seats
    from unnest(${moved.map(one => one.id)}::uuid[], ${moved.map(one => one.divisionCode)}::text[]) as t (id, division_code)
    join ${divisionTable(divisions)} d on d.code = t.division_code
    where p.organisation_id = t.id and p.valid_until is null`.execute(tx)
}

export type ContactToWrite = {
  organisationId: string
  personId: string
  post: string | null
  seats: readonly string[]
}

export async function replaceContacts(
  tx: Tx,
  contacts: readonly ContactToWrite[],
  ended: readonly string[],
  at: Date,
): Promise<void> {
  if (ended.length > 0) {
    await sql`update relief.contact set valid_until = ${at} where id = any(${[...ended]}::uuid[]) and valid_until is null`.execute(
      tx,
    )
  }
  if (contacts.length === 0) return
  await sql`insert into relief.contact (id, organisation_id, person_id, post, is_main, valid_from, seats)
    select id, organisation_id, person_id, post, true, ${at}, string_to_array(seats, ',')
    from unnest(${contacts.map(() => uuidv7())}::uuid[], ${contacts.map(one => one.organisationId)}::uuid[], ${contacts.map(one => one.personId)}::uuid[],
      ${contacts.map(one => one.post)}::text[], ${contacts.map(one => one.seats.join(','))}::text[]) as t (id, organisation_id, person_id, post, seats)`.execute(
    tx,
  )
}

/** The contacts that stand follow their enterprise to another officer or town; they keep the seats of their own matters. */
export async function moveContacts(
  tx: Tx,
  moved: readonly { contactId: string; personId: string; seats: readonly string[] }[],
): Promise<void> {
  if (moved.length === 0) return
  const seats = moved.map(one => one.seats.join(','))
  await sql`update relief.contact c set seats = string_to_array(t.seats, ',')
    from unnest(${moved.map(one => one.contactId)}::uuid[], ${seats}::text[]) as t (id, seats) where c.id = t.id`.execute(
    tx,
  )
  const people = moved.map(one => one.personId)
  for (const [table, column] of [
    ['person', 'id'],
    ['person_key', 'person_id'],
    ['person_value', 'person_id'],
    ['person_token', 'person_id'],
  ] as const) {
    await sql`update ${sql.table(`region.${table}`)} p set seats = string_to_array(t.seats, ',')
      from unnest(${people}::uuid[], ${seats}::text[]) as t (id, seats) where p.${sql.ref(column)} = t.id`.execute(
      tx,
    )
  }
}

/** One audit entry for each changed enterprise, in one statement; it names fields, never values. */
export async function recordChanges(
  tx: Tx,
  actor: Actor,
  changes: readonly { id: string; fields: readonly string[]; divisionCode: string }[],
  importId: string,
  divisions: readonly Seated[],
  at: Date,
): Promise<void> {
  if (changes.length === 0) return
  await sql`insert into audit.entry (id, recorded_at, business_at, actor_kind, actor_id, kind, action, subject_kind, subject_id, purpose, fields, request_id, seats)
    select t.id, ${new Date()}, ${at}, ${actor.kind}, ${actor.id}::uuid, 'change', 'relief.import', 'organisation', t.subject, ${`import:${importId}`},
      string_to_array(t.fields, ','), ${actor.requestId}, d.audit_seats
    from unnest(${changes.map(() => uuidv7())}::uuid[], ${changes.map(one => one.id)}::text[], ${changes.map(one => one.fields.join(','))}::text[],
      ${changes.map(one => one.divisionCode)}::text[]) as t (id, subject, fields, division_code)
    join ${divisionTable(divisions)} d on d.code = t.division_code`.execute(tx)
}

/** An enterprise that may be paired, with its pairings that stand. */
export type Pairable = {
  id: string
  creditCode: string
  name: string
  path: string[]
  seats: string[]
  endedAt: Date | null
  standing: { accountId: string; name: string; officeId: string; office: string; part: 'main' | 'deputy' }[]
}

export async function readPairable(
  tx: Tx,
  codes: readonly string[],
  called: readonly string[],
): Promise<Pairable[]> {
  const { rows } = await sql<Pairable>`
    with asked as materialized (
      select id, credit_code, name, path, seats, ended_at from region.organisation where credit_code = any(${[...codes]}::text[])
      union select id, credit_code, name, path, seats, ended_at from region.organisation where name = any(${[...called]}::text[]))
    select o.id, o.credit_code as "creditCode", o.name, o.path, o.seats, o.ended_at as "endedAt", coalesce((
      select json_agg(json_build_object('accountId', p.account_id, 'name', a.display_name, 'officeId', p.office_id, 'office', f.name, 'part', p.part))
      from relief.pairing p join auth.account a on a.id = p.account_id join region.office f on f.id = p.office_id
      where p.organisation_id = o.id and p.valid_until is null), '[]') as standing
    from asked o`.execute(tx)
  return rows
}

export type ListedPairing = {
  id: string
  organisationId: string
  accountId: string
  officeId: string
  part: 'main' | 'deputy'
  from: Date
  seats: readonly string[]
}

/**
 * Ends the main officers on the day on which new ones follow, and whatever the same officers were before; then writes
 * the rows, each with the service group of its officer.
 */
export async function writePairings(
  tx: Tx,
  rows: readonly ListedPairing[],
  by: string | null,
  at: Date,
): Promise<void> {
  if (rows.length === 0) return
  const table = sql`unnest(${rows.map(one => one.id)}::uuid[], ${rows.map(one => one.organisationId)}::uuid[], ${rows.map(one => one.accountId)}::uuid[],
    ${rows.map(one => one.officeId)}::uuid[], ${rows.map(one => one.part)}::text[], ${rows.map(one => one.from)}::timestamptz[],
    ${rows.map(one => one.seats.join(','))}::text[]) as t (id, organisation_id, account_id, office_id, part, since, seats)`
  await sql`update relief.pairing p set valid_until = greatest(p.valid_from, t.since), ended_by = ${by} from ${table}
    where p.organisation_id = t.organisation_id and p.valid_until is null and p.part = 'main' and t.part = 'main'`.execute(
    tx,
  )
  await sql`update relief.pairing p set valid_until = greatest(p.valid_from, t.since), ended_by = ${by} from ${table}
    where p.organisation_id = t.organisation_id and p.account_id = t.account_id and p.valid_until is null`.execute(
    tx,
  )
  await sql`insert into relief.pairing (id, organisation_id, account_id, office_id, group_id, paired_by, part, valid_from, recorded_at, seats)
    select t.id, t.organisation_id, t.account_id, t.office_id, m.group_id, ${by}, t.part, t.since, ${at}, string_to_array(t.seats, ',')
    from ${table} left join relief.group_member m on m.account_id = t.account_id and m.valid_until is null`.execute(
    tx,
  )
}
