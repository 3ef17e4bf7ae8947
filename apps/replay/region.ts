import type pg from 'pg'
import { divisionSeats, type Role, uuidv7 } from '#platform/db'
import type { Story } from '#platform/stories'
import { calendarDays } from '#region/calendar'
import { makeCreditCode } from '#region/credit-code'
import { type DivisionRow, pathOf, readDivisions } from '#region/divisions'
import { nameTokens } from '#region/names'

/** Ids by the story's keys. */
export type Ids = { offices: Map<string, string>; enterprises: Map<string, string> }

/** The prefix of no prefecture: no real enterprise can have such a code. */
const NOWHERE = '91339900'

let divisions: ReadonlyMap<string, DivisionRow> | undefined

/** Every division by its code; read once, since spelling out 27,000 names takes half a second. */
export function allDivisions(): ReadonlyMap<string, DivisionRow> {
  divisions ??= new Map(readDivisions().map(division => [division.code, division]))
  return divisions
}

/** Loads a story's places, offices and enterprises into its database, as they stand when its clock starts. */
export async function loadRegion(owner: pg.Pool, story: Story, startsAt: Date): Promise<Ids> {
  const { region, clock, figures } = story
  const named = [
    ...(region.divisions ?? []),
    ...region.offices.map(office => office.division),
    ...region.enterprises.map(enterprise => enterprise.division),
    ...figures.flatMap(figure => figure.within ?? []),
  ]
  const wanted = new Set(named.flatMap(pathOf))
  await owner.query(
    `insert into app.deployment (kind, root_code, time_zone, simulated_at) values ('story', $1, $2, $3)`,
    [rootOf(wanted), clock.zone, startsAt],
  )
  for (const code of [...wanted].sort((a, b) => a.length - b.length)) {
    const row = allDivisions().get(code)!
    await owner.query(
      `insert into region.division (code, name, level, parent_code, path, pinyin, initials, valid_from)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        row.code,
        row.name,
        row.level,
        row.parentCode,
        pathOf(row.code),
        row.pinyin,
        row.initials,
        row.validFrom,
      ],
    )
  }
  const days = calendarDays()
  await owner.query(
    `insert into region.calendar_day (day, is_working, name, notice)
     select * from unnest($1::date[], $2::boolean[], $3::text[], $4::text[])`,
    [
      days.map(day => day.on),
      days.map(day => day.isWorking),
      days.map(day => day.name),
      days.map(day => day.notice),
    ],
  )
  const offices = new Map<string, string>()
  for (const office of region.offices) offices.set(office.key, await insertOffice(owner, office, startsAt))
  const enterprises = await insertEnterprises(owner, region.enterprises, startsAt)
  return { offices, enterprises }
}

/** The division above all others of the story. */
export const rootOf = (codes: Iterable<string>) => [...codes].sort((a, b) => a.length - b.length)[0]!

export async function insertOffice(
  owner: pg.Pool,
  office: Omit<Story['region']['offices'][number], 'key'>,
  at: Date,
): Promise<string> {
  const id = uuidv7()
  const path = pathOf(office.division)
  await owner.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, sees_subject, valid_from, seats)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      office.name,
      office.nameEn,
      office.prefix,
      office.division,
      path,
      office.subject,
      office.kind,
      office.seesSubject ?? false,
      at,
      divisionSeats('admin', path),
    ],
  )
  return id
}

/** Enterprises with their lists, by the thousand as quickly as one by one a few. */
async function insertEnterprises(
  owner: pg.Pool,
  enterprises: Story['region']['enterprises'],
  at: Date,
): Promise<Map<string, string>> {
  const ids = new Map(enterprises.map(({ key }) => [key, uuidv7()]))
  const tokens = enterprises.map(({ name }) => nameTokens(name))
  await owner.query(
    `insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, pinyin, initials, recorded_at, seats)
     select t.id, t.credit_code, true, t.name, t.division_code, d.path, t.pinyin, t.initials, $7,
       array(select s || c from unnest(array['relief:', 'admin:']) s, unnest(d.path) c)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as t (id, credit_code, name, division_code, pinyin, initials)
     join region.division d on d.code = t.division_code`,
    [
      enterprises.map(({ key }) => ids.get(key)),
      enterprises.map((_, index) => makeCreditCode(`${NOWHERE}${String(index + 1).padStart(9, '0')}`)),
      enterprises.map(({ name }) => name),
      enterprises.map(({ division }) => division),
      tokens.map(token => token.pinyin),
      tokens.map(token => token.initials),
      at,
    ],
  )
  const members = enterprises.flatMap(({ key, lists = [] }) => lists.map(list => [ids.get(key), list]))
  await owner.query(
    `insert into relief.list_member (organisation_id, list, valid_from)
     select *, $3 from unnest($1::uuid[], $2::text[])`,
    [members.map(([id]) => id), members.map(([, list]) => list), at],
  )
  return ids
}

export type Official = {
  key: string
  name: string
  officeId: string
  roles: { role: Role; officeId: string }[]
}

/** Accounts with their roles, without a secret: whoever acts is given a code first. */
export async function insertOfficials(
  owner: pg.Pool,
  officials: readonly Official[],
  at: Date,
): Promise<Map<string, string>> {
  const ids = new Map(officials.map(({ key }) => [key, uuidv7()]))
  const tokens = officials.map(({ name }) => nameTokens(name, { surname: true }))
  const seats =
    "(select array(select 'admin:' || c from unnest(o.path) c) from region.office o where o.id = t.office_id)"
  await owner.query(
    `insert into auth.account (id, name, display_name, pinyin, initials, office_id, created_at, seats)
     select t.id, t.name, t.display_name, t.pinyin, t.initials, t.office_id, $7, ${seats}
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
       as t (id, name, display_name, pinyin, initials, office_id)`,
    [
      officials.map(({ key }) => ids.get(key)),
      officials.map(({ key }) => key.toLowerCase()),
      officials.map(({ name }) => name),
      tokens.map(token => token.pinyin),
      tokens.map(token => token.initials),
      officials.map(({ officeId }) => officeId),
      at,
    ],
  )
  const held = officials.flatMap(({ key, roles }) =>
    roles.map(one => ({ id: uuidv7(), account: ids.get(key), ...one })),
  )
  await owner.query(
    `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
     select t.id, t.account_id, t.role, t.office_id, $5, $5, ${seats}
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) as t (id, account_id, role, office_id)`,
    [
      held.map(one => one.id),
      held.map(one => one.account),
      held.map(one => one.role),
      held.map(one => one.officeId),
      at,
    ],
  )
  return ids
}

/** Pairs an enterprise with the liaison officer that it has from the beginning. */
export async function insertPairing(
  owner: pg.Pool,
  pairing: { enterpriseId: string; accountId: string; officeId: string; division: string },
  at: Date,
): Promise<void> {
  const path = pathOf(pairing.division)
  await owner.query(
    `insert into relief.pairing (id, organisation_id, account_id, office_id, valid_from, recorded_at, seats)
     values ($1, $2, $3, $4, $5, $5, $6)`,
    [
      uuidv7(),
      pairing.enterpriseId,
      pairing.accountId,
      pairing.officeId,
      at,
      [...divisionSeats('relief', path), ...divisionSeats('admin', path)],
    ],
  )
}
