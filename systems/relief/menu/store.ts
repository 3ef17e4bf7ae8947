import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import { meanOf } from './rules.ts'
import type { MenuItem, NewMember, NewService, OpenOrder, OrderRow, Service, Team } from './schema.ts'

// --- Services and teams

type Rated = { orders: number; open: number; delivered: number; rated: number; stars: number }
/** What became of the orders of a service or a team, as far as the reader sees them. */
const ratedOf = (column: 'service_id' | 'team_id', id: string) => sql`
  (select json_build_object('orders', count(*), 'open', count(*) filter (where r.outcome is null), 'delivered', count(*) filter (where r.delivered is not null),
    'rated', count(r.rating), 'stars', coalesce(sum(r.rating), 0))
   from relief.service_order r where r.${sql.ref(column)} = ${sql.ref(id)})`

type ServiceRow = Omit<Service, 'orders' | 'open' | 'delivered' | 'rating' | 'withdrawnAt'> & {
  withdrawnAt: Date | null
  told: Rated
}

export async function listServices(
  tx: Tx,
  filter: {
    office?: string | undefined
    places?: readonly string[] | undefined
    id?: string
    day: string
    all: boolean
  },
): Promise<Service[]> {
  const { rows } = await sql<ServiceRow>`
    select s.id, s.office_id as "officeId", o.name as office, o.name_en as "officeEn", s.team_id as "teamId", t.name as team,
      a.display_name as leader, s.name, s.name_en as "nameEn", s.description, s.subject, s.days, s.position,
      s.valid_from::text as "validFrom", s.valid_until::text as "validUntil", s.withdrawn_at as "withdrawnAt", s.withdrawn_because as "withdrawnBecause", s.version,
      ${ratedOf('service_id', 's.id')} as told
    from relief.service s join region.office o on o.id = s.office_id
    left join relief.team t on t.id = s.team_id left join auth.account a on a.id = t.leader_id
    where ${filter.office === undefined ? sql`true` : sql`s.office_id = ${filter.office}`}
      and ${filter.id === undefined ? sql`true` : sql`s.id = ${filter.id}`}
      and ${filter.places === undefined ? sql`true` : sql`o.division_code = any(${[...filter.places]}::text[]) and o.valid_until is null`}
      and ${
        filter.all
          ? sql`true`
          : sql`s.withdrawn_at is null and s.valid_from <= ${filter.day}::date and (s.valid_until is null or s.valid_until >= ${filter.day}::date)`
      }
    order by char_length(o.division_code) desc, o.id, s.withdrawn_at nulls first, s.position, s.name limit 500`.execute(
    tx,
  )
  return rows.map(({ told, withdrawnAt, ...row }) => ({
    ...row,
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    orders: told.orders,
    open: told.open,
    delivered: told.delivered,
    rating: meanOf(told.rated, told.stars),
  }))
}

export async function findService(tx: Tx, id: string): Promise<Service | undefined> {
  return (await listServices(tx, { id, day: '2000-01-01', all: true }))[0]
}

const columnsOf = (service: Omit<NewService, 'officeId'>, day: string) => ({
  team_id: service.teamId,
  name: service.name,
  name_en: service.nameEn,
  description: service.description,
  subject: service.subject,
  days: service.days,
  position: service.position,
  valid_from: service.validFrom ?? day,
  valid_until: service.validUntil ?? null,
})

/** False where the office has a service of this name. */
export async function insertService(
  tx: Tx,
  id: string,
  service: NewService,
  day: string,
  at: Date,
): Promise<boolean> {
  const row = await tx
    .insertInto('relief.service')
    .values({
      id,
      office_id: service.officeId,
      ...columnsOf(service, day),
      recorded_at: at,
      seats: [`office:${service.officeId}`],
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function isServiceThere(tx: Tx, officeId: string, name: string, but: string): Promise<boolean> {
  const row = await tx
    .selectFrom('relief.service')
    .select('id')
    .where('office_id', '=', officeId)
    .where('name', '=', name)
    .where('withdrawn_at', 'is', null)
    .where('id', '<>', but)
    .executeTakeFirst()
  return row !== undefined
}

export async function updateService(
  tx: Tx,
  id: string,
  version: number,
  change: { service: Omit<NewService, 'officeId'>; day: string } | { withdrawnAt: Date; because: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('relief.service')
    .set({
      version: version + 1,
      ...('service' in change
        ? columnsOf(change.service, change.day)
        : { withdrawn_at: change.withdrawnAt, withdrawn_because: change.because }),
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

type TeamRow = Omit<Team, 'open' | 'delivered' | 'rating' | 'validFrom' | 'members'> & {
  validFrom: Date
  members: {
    id: string
    part: 'official'
    name: string
    accountId: string | null
    from: string
    until: string | null
  }[]
  told: Rated
}

export async function listTeams(
  tx: Tx,
  filter: { office?: string | undefined; member?: string | undefined; id?: string },
): Promise<Team[]> {
  const { member } = filter
  const { rows } = await sql<TeamRow>`
    select t.id, t.office_id as "officeId", o.name as office, o.name_en as "officeEn", t.name, t.leader_id as "leaderId",
      a.display_name as leader, t.valid_from as "validFrom", t.version,
      coalesce((select json_agg(json_build_object('id', m.id, 'part', m.part, 'name', coalesce(n.display_name, m.name), 'accountId', m.account_id, 'from', m.valid_from, 'until', m.valid_until)
          order by m.part desc, m.id)
        from relief.team_member m left join auth.account n on n.id = m.account_id where m.team_id = t.id and m.valid_until is null), '[]') as members,
      coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'nameEn', s.name_en) order by s.position, s.name)
        from relief.service s where s.team_id = t.id and s.withdrawn_at is null), '[]') as services,
      ${ratedOf('team_id', 't.id')} as told
    from relief.team t join region.office o on o.id = t.office_id join auth.account a on a.id = t.leader_id
    where t.valid_until is null
      and ${filter.office === undefined ? sql`true` : sql`t.office_id = ${filter.office}`}
      and ${filter.id === undefined ? sql`true` : sql`t.id = ${filter.id}`}
      and ${
        member === undefined
          ? sql`true`
          : sql`(t.leader_id = ${member} or exists (select from relief.team_member m where m.team_id = t.id and m.account_id = ${member} and m.valid_until is null))`
      }
    order by o.division_code, t.name limit 200`.execute(tx)
  return rows.map(({ told, validFrom, members, ...row }) => ({
    ...row,
    validFrom: validFrom.toISOString(),
    members: members.map(one => ({
      ...one,
      from: new Date(one.from).toISOString(),
      until: one.until === null ? null : new Date(one.until).toISOString(),
    })),
    open: told.open,
    delivered: told.delivered,
    rating: meanOf(told.rated, told.stars),
  }))
}

export async function findTeam(tx: Tx, id: string): Promise<Team | undefined> {
  return (await listTeams(tx, { id }))[0]
}

export async function isTeamThere(tx: Tx, officeId: string, name: string, but: string): Promise<boolean> {
  const row = await tx
    .selectFrom('relief.team')
    .select('id')
    .where('office_id', '=', officeId)
    .where('name', '=', name)
    .where('valid_until', 'is', null)
    .where('id', '<>', but)
    .executeTakeFirst()
  return row !== undefined
}

export async function insertTeam(
  tx: Tx,
  team: { id: string; officeId: string; name: string; leaderId: string },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.team')
    .values({
      id: team.id,
      office_id: team.officeId,
      name: team.name,
      leader_id: team.leaderId,
      valid_from: at,
      recorded_at: at,
      seats: [`office:${team.officeId}`],
    })
    .execute()
}

export async function updateTeam(
  tx: Tx,
  id: string,
  version: number,
  change: { name: string; leaderId: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('relief.team')
    .set({ name: change.name, leader_id: change.leaderId, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('valid_until', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The members are these from now on: who stays keeps the day on which they began. */
export async function setMembers(
  tx: Tx,
  team: { id: string; officeId: string },
  members: readonly NewMember[],
  at: Date,
): Promise<void> {
  const keyOf = (one: { account_id: string | null; name: string | null }) =>
    one.account_id ?? `name:${one.name}`
  const wanted = new Map(
    members.map(one => {
      const row =
        'accountId' in one ? { account_id: one.accountId, name: null } : { account_id: null, name: one.name }
      return [keyOf(row), { ...row, part: one.part }]
    }),
  )
  const standing = await tx
    .selectFrom('relief.team_member')
    .select(['id', 'account_id', 'name', 'part'])
    .where('team_id', '=', team.id)
    .where('valid_until', 'is', null)
    .execute()
  const kept = standing.filter(one => wanted.get(keyOf(one))?.part === one.part)
  const ended = standing.filter(one => !kept.includes(one)).map(one => one.id)
  if (ended.length > 0)
    await sql`update relief.team_member set valid_until = greatest(valid_from, ${at}) where id = any(${ended}::uuid[])`.execute(
      tx,
    )
  for (const one of kept) wanted.delete(keyOf(one))
  for (const one of wanted.values()) {
    await tx
      .insertInto('relief.team_member')
      .values({
        id: uuidv7(),
        team_id: team.id,
        ...one,
        valid_from: at,
        recorded_at: at,
        seats: [`office:${team.officeId}`],
      })
      .execute()
  }
}

/** The team ends; what it would have delivered its office delivers. */
export async function endTeam(
  tx: Tx,
  id: string,
  version: number,
  because: string,
  at: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('relief.team')
    .set({ valid_until: at, ended_because: because, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('valid_until', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The services that a team delivers from now on: those of before that aren't among them are the office's. */
export async function setTeamOf(tx: Tx, serviceIds: readonly string[], teamId: string): Promise<number> {
  await sql`update relief.service set team_id = null, version = version + 1
    where team_id = ${teamId} and withdrawn_at is null and id <> all(${[...serviceIds]}::uuid[])`.execute(tx)
  const { numAffectedRows = 0n } = await sql`update relief.service set team_id = ${teamId},
      version = version + (team_id is distinct from ${teamId})::int
    where id = any(${[...serviceIds]}::uuid[]) and withdrawn_at is null`.execute(tx)
  return Number(numAffectedRows)
}

// --- What an enterprise orders

/** An enterprise with those who care for it. */
export type Customer = {
  id: string
  name: string
  divisionCode: string
  path: string[]
  officers: string[]
  offices: string[]
}

export async function findCustomer(
  tx: Tx,
  id: string,
): Promise<(Customer & { endedAt: Date | null }) | undefined> {
  const { rows } = await sql<Customer & { endedAt: Date | null }>`
    select o.id, o.name, o.division_code as "divisionCode", o.path, o.ended_at as "endedAt",
      array(select p.account_id from relief.pairing p where p.organisation_id = o.id and p.valid_until is null) as officers,
      array(select distinct p.office_id from relief.pairing p where p.organisation_id = o.id and p.valid_until is null) as offices
    from region.organisation o where o.id = ${id}`.execute(tx)
  return rows[0]
}

export async function findCustomerByLink(
  tx: Tx,
  hash: Buffer,
): Promise<(Customer & { link_id: string }) | undefined> {
  const { rows } = await sql<Customer & { link_id: string }>`
    select * from relief.menu_facts(${hash}, ${new Date()})`.execute(tx)
  return rows[0]
}

export type OnMenu = (typeof MenuItem)['_output'] & {
  subject: string
  officeId: string
  prefix: string
  officeSubject: string
  teamId: string | null
  leaderId: string | null
}

export async function readMenu(tx: Tx, path: readonly string[], day: string): Promise<OnMenu[]> {
  const { rows } =
    await sql<OnMenu>`select * from relief.menu_at(${[...path]}::text[], ${day}::date)`.execute(tx)
  return rows
}

type LinkedOrder = Omit<OpenOrder, 'openedAt' | 'dueAt'> & {
  id: string
  linkId: string
  openedAt: Date
  dueAt: Date | null
}
export async function listOrdersByLink(tx: Tx, hash: Buffer): Promise<LinkedOrder[]> {
  const { rows } =
    await sql<LinkedOrder>`select * from relief.orders_by_link(${hash}, ${new Date()})`.execute(tx)
  return rows
}

/** Two submissions of one enterprise at once: the second waits, and finds what the first ordered. */
export async function lockOrdersOf(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`relief.order:${organisationId}`}, 0))`.execute(
    tx,
  )
}

export async function insertOrder(
  tx: Tx,
  order: {
    matterId: string
    organisationId: string
    serviceId: string
    teamId: string | null
    channel: 'enterprise' | 'officer'
    linkId: string
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.service_order')
    .values({
      matter_id: order.matterId,
      organisation_id: order.organisationId,
      service_id: order.serviceId,
      team_id: order.teamId,
      channel: order.channel,
      link_id: order.linkId,
      recorded_at: at,
    })
    .execute()
}

export type OrderChange = {
  outcome?: 'confirmed' | 'declined' | 'withdrawn' | 'timed-out'
  delivered?: string
  rating?: number
  words?: string | null
}
export async function updateOrder(tx: Tx, matterId: string, change: OrderChange): Promise<void> {
  await tx.updateTable('relief.service_order').set(change).where('matter_id', '=', matterId).execute()
}

export async function readFacts(tx: Tx, matterId: string) {
  const { rows } = await sql<{ officers: string[] }>`
    select array(select p.account_id from relief.pairing p where p.organisation_id = r.organisation_id and p.valid_until is null) as officers
    from relief.service_order r where r.matter_id = ${matterId}`.execute(tx)
  return rows[0]
}

type RawOrder = Omit<OrderRow, 'openedAt' | 'dueAt'> & {
  openedAt: Date
  dueAt: Date | null
  serviceId: string
}
export async function listOrders(
  tx: Tx,
  filter: {
    office?: string | undefined
    team?: string | undefined
    organisation?: string | undefined
    member?: string | undefined
    open: 'open' | 'closed' | 'all'
    limit: number
  },
): Promise<(OrderRow & { serviceId: string })[]> {
  const { office, team, organisation, member } = filter
  const { rows } = await sql<RawOrder>`
    select m.id, m.number, m.status, m.is_open as "isOpen", m.opened_at as "openedAt", m.due_at as "dueAt", r.service_id as "serviceId",
      s.name as service, coalesce(nullif(s.name_en, ''), s.name) as "serviceEn", g.id as "organisationId", g.name as "organisationName",
      o.name as office, o.name_en as "officeEn", t.name as team, a.display_name as owner, r.rating
    from relief.service_order r join matter.matter m on m.id = r.matter_id join relief.service s on s.id = r.service_id
    join region.organisation g on g.id = r.organisation_id left join region.office o on o.id = m.owner_office_id
    left join relief.team t on t.id = r.team_id left join auth.account a on a.id = m.owner_id
    where ${office === undefined ? sql`true` : sql`m.owner_office_id = ${office}`}
      and ${team === undefined ? sql`true` : sql`r.team_id = ${team}`}
      and ${organisation === undefined ? sql`true` : sql`r.organisation_id = ${organisation}`}
      and ${
        member === undefined
          ? sql`true`
          : sql`(m.owner_id = ${member} or exists (select from relief.team_member n where n.team_id = r.team_id and n.account_id = ${member} and n.valid_until is null))`
      }
      and ${filter.open === 'all' ? sql`true` : filter.open === 'open' ? sql`m.is_open` : sql`not m.is_open`}
    order by m.is_open desc, m.due_at, m.opened_at desc, m.id limit ${filter.limit}`.execute(tx)
  return rows.map(row => ({
    ...row,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
  }))
}

export async function findOrder(tx: Tx, id: string) {
  const { rows } = await sql<{
    organisationId: string
    organisationName: string
    service: string
    serviceEn: string
    team: string | null
    channel: 'enterprise' | 'officer'
    delivered: string | null
    rating: number | null
    words: string | null
  }>`
    select g.id as "organisationId", g.name as "organisationName", s.name as service, coalesce(nullif(s.name_en, ''), s.name) as "serviceEn",
      t.name as team, r.channel, r.delivered, r.rating, r.words
    from relief.service_order r join relief.service s on s.id = r.service_id join region.organisation g on g.id = r.organisation_id
    left join relief.team t on t.id = r.team_id where r.matter_id = ${id}`.execute(tx)
  return rows[0]
}

/** Open orders of a team: all, or those that one official owns. */
export async function listTeamOrders(tx: Tx, teamId: string, ownerId?: string) {
  const { rows } = await sql<{ id: string; version: number; ownerId: string | null }>`
    select m.id, m.version, m.owner_id as "ownerId" from relief.service_order r join matter.matter m on m.id = r.matter_id
    where r.team_id = ${teamId} and m.is_open and ${ownerId === undefined ? sql`true` : sql`m.owner_id = ${ownerId}`}
    order by m.id`.execute(tx)
  return rows
}

/** The menu and the teams of an office that is dissolved are its successor's. */
export async function moveOffice(tx: Tx, from: string, to: string): Promise<void> {
  for (const table of ['relief.team', 'relief.service']) {
    await sql`update ${sql.table(table)} set office_id = ${to}, version = version + 1,
        seats = array_replace(seats, ${`office:${from}`}, ${`office:${to}`})
      where office_id = ${from}`.execute(tx)
  }
  await sql`update relief.team_member set seats = array_replace(seats, ${`office:${from}`}, ${`office:${to}`})
    where seats @> array[${`office:${from}`}]`.execute(tx)
}

export type OrderFigures = { orders: number; delivered: number; rated: number; stars: number }

/** From the appended history by the cut-off, never from what stands today. */
export async function readFigures(tx: Tx, within: string, cutOffAt: Date): Promise<OrderFigures> {
  const { rows } = await sql<OrderFigures>`
    with told as (
      select h.matter_id, h.action, h.seq, h.detail from matter.matter m join matter.history h on h.matter_id = m.id
      where m.kind = 'order' and m.division_code >= ${within} and m.division_code < ${`${within}:`}
        and m.recorded_at <= ${cutOffAt} and h.recorded_at <= ${cutOffAt} and h.action in ('order', 'deliver', 'dispute', 'confirm')
    ), one as (
      select matter_id, max(seq) filter (where action = 'deliver') as brought, max(seq) filter (where action = 'dispute') as disputed,
        max((detail ->> 'rating')::int) filter (where action = 'confirm') as rating
      from told group by matter_id
    )
    select count(*)::int as orders, count(*) filter (where brought > coalesce(disputed, 0))::int as delivered,
      count(rating)::int as rated, coalesce(sum(rating), 0)::int as stars from one`.execute(tx)
  return rows[0]!
}
