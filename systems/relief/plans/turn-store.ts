import { sql } from 'kysely'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import type { Tier } from '../schema.ts'
import type { OpenKind } from './rules.ts'
import type { Turn } from './schema.ts'

export async function countOpen(tx: Tx, organisationId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select relief.open_of(${organisationId}) as open`.execute(tx)
  return rows[0]!.open
}

export type OpenMatter = {
  id: string
  kind: OpenKind
  number: string
  title: string
  status: string
  version: number
  ownerId: string | null
  owner: string | null
  officeId: string
  officeCode: string
  subject: string
  office: string
  officeEn: string
  /** the problem to which a task or request belongs, and with which it stands or falls */
  problemId: string | null
  problem: { category: string; tier: Tier; reporterId: string | null } | null
}

/** Everything open of an enterprise that the reader sees: the problems first. */
export async function listOpen(tx: Tx, organisationId: string): Promise<OpenMatter[]> {
  const { rows } = await sql<OpenMatter>`
    with own (id) as (
      select p.matter_id from relief.problem p where p.organisation_id = ${organisationId} and p.outcome is null
      union select p.matter_id from relief.promise p where p.organisation_id = ${organisationId} and p.outcome is null
      union select r.matter_id from relief.service_order r where r.organisation_id = ${organisationId} and r.outcome is null
      union select n.matter_id from relief.need n where n.organisation_id = ${organisationId}
      union select t.matter_id from relief.task t where t.organisation_id = ${organisationId}
    ), belongs (id, problem_id) as (
      select t.matter_id, t.problem_id from relief.task t join own on own.id = t.problem_id
      union select c.id, c.parent_id from matter.matter c join own on own.id = c.parent_id join relief.problem p on p.matter_id = own.id
        where c.kind in ('task', 'request')
    )
    select m.id, m.kind, m.number, m.title, m.status, m.version, m.owner_id as "ownerId", a.display_name as owner,
      o.id as "officeId", o.division_code as "officeCode", o.subject, o.name as office, o.name_en as "officeEn", x.problem_id as "problemId",
      (select json_build_object('category', p.category, 'tier', p.tier, 'reporterId', p.reporter_id)
        from relief.problem p where p.matter_id = m.id) as problem
    from (select id, null::uuid as problem_id from own where id not in (select id from belongs) union select id, problem_id from belongs) x
    join matter.matter m on m.id = x.id join region.office o on o.id = m.owner_office_id left join auth.account a on a.id = m.owner_id
    where m.is_open order by m.kind <> 'problem', m.opened_at, m.id`.execute(tx)
  return rows
}

/** Of these enterprises those of which something is open. */
export async function listWithOpenMatters(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const of = sql`any(${[...ids]}::uuid[])`
  const { rows } = await sql<{ id: string }>`
    select p.organisation_id as id from relief.problem p where p.organisation_id = ${of} and p.outcome is null
    union select p.organisation_id from relief.promise p where p.organisation_id = ${of} and p.outcome is null
    union select r.organisation_id from relief.service_order r where r.organisation_id = ${of} and r.outcome is null
    union select n.organisation_id from relief.need n join matter.matter m on m.id = n.matter_id where n.organisation_id = ${of} and m.is_open
    union select t.organisation_id from relief.task t join matter.matter m on m.id = t.matter_id where t.organisation_id = ${of} and m.is_open`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

const anew: Partial<Record<OpenKind, [status: string, next: string]>> = {
  problem: ['reported', 'accept'],
  order: ['ordered', 'accept'],
  task: ['assigned', 'accept'],
}

/** The register hands a matter on: its story says to which office, as a referral does. */
export async function referTo(
  tx: Tx,
  actor: Actor,
  matter: Pick<OpenMatter, 'id' | 'kind' | 'officeId'>,
  officeId: string,
  at: Date,
): Promise<void> {
  const [status, next] = anew[matter.kind] ?? []
  const action = matter.kind === 'problem' ? 'refer' : 'hand-over'
  await sql`update matter.party set until = ${at}
    where matter_id = ${matter.id} and until is null and (part = 'lead' or office_id = ${officeId})`.execute(
    tx,
  )
  const party = { part: 'lead', office_id: officeId, state: 'asked', since: at }
  await tx
    .insertInto('matter.party')
    .values({ id: uuidv7(), matter_id: matter.id, ...party })
    .execute()
  const now = await findSeats(tx, matter.id)
  const seats = [...now.filter(seat => seat !== `office:${matter.officeId}`), `office:${officeId}`]
  await giveMatter(tx, matter.id, { officeId, accountId: null, seats, status, next })
  if (matter.kind === 'order') await leaveTeam(tx, matter.id)
  if (matter.kind === 'need') await seatReservations(tx, matter.id, officeId)
  await sql`insert into matter.history (matter_id, seq, at, recorded_at, actor_kind, actor_id, action, detail)
    select ${matter.id}, max(h.seq) + 1, ${at}, ${at}, ${actor.kind}, ${actor.id}::uuid, ${action},
      jsonb_strip_nulls(jsonb_build_object('officeId', ${officeId}::text, 'to', ${status ?? null}::text))
    from matter.history h where h.matter_id = ${matter.id}`.execute(tx)
}

/** Another office or official has a matter, in the state in which it begins there. */
export async function giveMatter(
  tx: Tx,
  matterId: string,
  to: {
    officeId: string
    accountId: string | null
    seats?: readonly string[]
    status?: string | undefined
    next?: string | undefined
  },
): Promise<void> {
  await tx
    .updateTable('matter.matter')
    .set({
      owner_office_id: to.officeId,
      owner_id: to.accountId,
      version: sql<number>`version + 1`,
      ...(to.seats !== undefined && { seats: [...to.seats] }),
      ...(to.status !== undefined && { status: to.status }),
      ...(to.next !== undefined && { next_step: to.next }),
      due_at: sql<Date | null>`(select min(c.due_at) from matter.clock c
        where c.matter_id = matter.matter.id and c.stopped_at is null and c.paused_at is null)`,
    })
    .where('id', '=', matterId)
    .execute()
}

/** An order that another office has is no team's. */
export async function leaveTeam(tx: Tx, matterId: string): Promise<void> {
  await tx
    .updateTable('relief.service_order')
    .set({ team_id: null })
    .where('matter_id', '=', matterId)
    .execute()
}

/** Whoever has a need now settles what is held for it. */
export async function seatReservations(tx: Tx, needId: string, officeId: string): Promise<void> {
  await sql`update relief.reservation set office_id = ${officeId},
      seats = array(select distinct s from unnest(seats || ${[`office:${officeId}`]}::text[]) s)
    where need_id = ${needId} and (state = 'reserved' or state = 'confirmed' and delivered is null)`.execute(
    tx,
  )
}

type Point = { longitude: number | null; latitude: number | null }

/** What an enterprise needs lies where it stands. */
export async function moveNeeds(tx: Tx, organisationId: string, point: Point): Promise<void> {
  await sql`update relief.need n set longitude = ${point.longitude}, latitude = ${point.latitude} from matter.matter m
    where n.organisation_id = ${organisationId} and m.id = n.matter_id and m.is_open`.execute(tx)
}

export async function listOffers(tx: Tx, organisationId: string) {
  const { rows } = await sql<{ id: string; officeId: string; officeCode: string; seats: string[] }>`
    select f.id, f.office_id as "officeId", o.division_code as "officeCode", f.seats
    from relief.offer f join region.office o on o.id = f.office_id
    where f.organisation_id = ${organisationId} and f.withdrawn_at is null order by f.id`.execute(tx)
  return rows
}

export async function moveOffer(
  tx: Tx,
  id: string,
  to: { officeId: string; divisionCode: string; point: Point; seats: readonly string[] },
): Promise<void> {
  await sql`update relief.offer set office_id = ${to.officeId}, division_code = ${to.divisionCode}, longitude = ${to.point.longitude},
      latitude = ${to.point.latitude}, seats = ${[...to.seats]}::text[], version = version + 1,
      list_key = case when office_id = ${to.officeId} then list_key end
    where id = ${id}`.execute(tx)
  await sql`update relief.reservation set seats = array(select distinct s from unnest(seats || ${[...to.seats]}::text[]) s)
    where offer_id = ${id} and (state = 'reserved' or state = 'confirmed' and delivered is null)`.execute(tx)
}

export async function listOfferContacts(tx: Tx, offerId: string) {
  const { rows } = await sql<{ personId: string; seats: string[]; personSeats: string[] }>`
    select c.person_id as "personId", c.seats, p.seats as "personSeats"
    from relief.offer_contact c join region.person p on p.id = c.person_id where c.offer_id = ${offerId}`.execute(
    tx,
  )
  return rows
}

export async function seatOfferContact(
  tx: Tx,
  offerId: string,
  personId: string,
  seats: readonly string[],
): Promise<void> {
  await sql`update relief.offer_contact set seats = ${[...seats]}::text[]
    where offer_id = ${offerId} and person_id = ${personId}`.execute(tx)
}

/** Days on which visits to an enterprise stand, with the place and list of their rounds. */
export async function listVisitPlans(tx: Tx, organisationId: string) {
  const { rows } = await sql<{ roundId: string; on: string; divisionCode: string; list: string | null }>`
    select p.round_id as "roundId", p.on_day::text as on, r.division_code as "divisionCode", r.list
    from relief.visit_plan p join relief.round r on r.id = p.round_id
    where p.organisation_id = ${organisationId} and p.ended_at is null and r.ended_at is null order by p.on_day`.execute(
    tx,
  )
  return rows
}

/** A visit of a round on a day; not where the enterprise has one in it already, or isn't on the round's list. */
export async function insertVisitPlan(
  tx: Tx,
  plan: {
    roundId: string
    organisationId: string
    accountId: string
    on: string
    list: string | null
    seats: readonly string[]
  },
  at: Date,
): Promise<void> {
  await sql`insert into relief.visit_plan (id, round_id, organisation_id, account_id, on_day, recorded_at, seats)
    select ${uuidv7()}, ${plan.roundId}, ${plan.organisationId}, ${plan.accountId}, ${plan.on}, ${at}, ${[...plan.seats]}::text[]
    where not exists (select from relief.visit_plan p
        where p.round_id = ${plan.roundId} and p.organisation_id = ${plan.organisationId} and p.ended_at is null)
      and (${plan.list}::text is null or exists (select from relief.list_member x
        where x.organisation_id = ${plan.organisationId} and x.list = ${plan.list} and x.valid_until is null))`.execute(
    tx,
  )
}

export async function listPairings(tx: Tx, organisationId: string) {
  return tx
    .selectFrom('relief.pairing')
    .select(['account_id', 'office_id', 'part'])
    .where('organisation_id', '=', organisationId)
    .where('valid_until', 'is', null)
    .execute()
}

export async function endPairings(tx: Tx, organisationId: string, at: Date): Promise<void> {
  await tx
    .updateTable('relief.pairing')
    .set({ valid_until: at })
    .where('organisation_id', '=', organisationId)
    .where('valid_until', 'is', null)
    .execute()
}

/** The offices of some divisions, ended ones too: their seats stand on what a turn moves. */
export async function listOfficesAt(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('region.office')
    .select('id')
    .where('division_code', 'in', [...codes])
    .execute()
  return rows.map(row => row.id)
}

export async function hasReportLink(tx: Tx, organisationId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('matter.link')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('purpose', '=', 'report')
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function moveContact(
  tx: Tx,
  contactId: string,
  to: { organisationId: string; isMain: boolean; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('relief.contact')
    .set({ organisation_id: to.organisationId, is_main: to.isMain, seats: [...to.seats] })
    .where('id', '=', contactId)
    .execute()
}

/** A matter stands in another place, seen from there. */
export async function moveMatter(
  tx: Tx,
  matterId: string,
  to: { divisionCode: string; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('matter.matter')
    .set({ division_code: to.divisionCode, seats: [...to.seats] })
    .where('id', '=', matterId)
    .execute()
}

/** Offices of other places are parties no longer, but for the one that leads. Returns whose seats go. */
export async function endForeignParties(
  tx: Tx,
  matterId: string,
  path: readonly string[],
  at: Date,
): Promise<string[]> {
  const { rows } = await sql<{ office_id: string }>`
    update matter.party p set until = ${at} from region.office o
    where p.matter_id = ${matterId} and p.until is null and p.part <> 'lead' and o.id = p.office_id
      and o.division_code <> all(${[...path]}::text[]) returning p.office_id`.execute(tx)
  return rows.map(row => row.office_id)
}

/** Open problems, and those that were merged into them as duplicates. */
export async function takeOverProblems(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    with recursive taken (id) as (
      select matter_id from relief.problem where organisation_id = ${from} and outcome is null
      union select p.matter_id from taken t join relief.problem p on p.merged_into = t.id)
    update relief.problem set organisation_id = ${to} where matter_id in (select id from taken)`.execute(tx)
}

/** Open orders of a service that another enterprise has on order too. */
export async function listTwice(tx: Tx, organisationId: string, other: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.matter_id as id from relief.service_order r join relief.service_order x
      on x.organisation_id = ${other} and x.service_id = r.service_id and x.outcome is null
    where r.organisation_id = ${organisationId} and r.outcome is null`.execute(tx)
  return rows.map(row => row.id)
}

/** Orders, needs, offers and tasks of one that merged are its successor's; an order that it delivers twice stays. */
export async function takeOverOthers(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.service_order o set organisation_id = ${to} where o.organisation_id = ${from} and o.outcome is null
    and not exists (select from relief.service_order x where x.organisation_id = ${to} and x.service_id = o.service_id and x.outcome is null)`.execute(
    tx,
  )
  for (const table of ['relief.need', 'relief.task'])
    await sql`update ${sql.table(table)} n set organisation_id = ${to} from matter.matter m
      where n.organisation_id = ${from} and m.id = n.matter_id and m.is_open`.execute(tx)
  await sql`update relief.offer set organisation_id = ${to}, version = version + 1
    where organisation_id = ${from} and withdrawn_at is null`.execute(tx)
}

/** Nobody gets anything more from an enterprise that closed: what it offered and nobody holds is withdrawn. */
export async function withdrawOffers(tx: Tx, organisationId: string, at: Date): Promise<void> {
  await sql`update relief.offer set withdrawn_at = ${at}, version = version + 1
    where organisation_id = ${organisationId} and withdrawn_at is null and reserved + confirmed = 0`.execute(
    tx,
  )
}

/** It drops out of the visits that are planned. */
export async function endVisitPlans(tx: Tx, organisationId: string, reason: string, at: Date): Promise<void> {
  await sql`update relief.visit_plan set ended_at = ${at}, reason = ${reason}
    where organisation_id = ${organisationId} and ended_at is null`.execute(tx)
}

export async function takeOverPromises(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update relief.promise set organisation_id = ${to} where organisation_id = ${from} and outcome is null`.execute(
    tx,
  )
}

export async function findSeats(tx: Tx, matterId: string): Promise<string[]> {
  const row = await tx
    .selectFrom('matter.matter')
    .select('seats')
    .where('id', '=', matterId)
    .executeTakeFirstOrThrow()
  return row.seats
}

export async function endEnterprise(
  tx: Tx,
  id: string,
  how: { as: 'closed' | 'merged'; successorId: string | null },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('region.organisation')
    .set({
      ended_at: at,
      ended_as: how.as,
      successor_id: how.successorId,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

export async function moveEnterprise(
  tx: Tx,
  id: string,
  to: { divisionCode: string; path: readonly string[]; seats: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('region.organisation')
    .set({
      division_code: to.divisionCode,
      path: [...to.path],
      seats: [...to.seats],
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * What stands of enterprises follows them to another place: the plan in force, the state, the figures, the report link.
 * What ended stays where it was.
 */
export async function moveStanding(
  tx: Tx,
  moved: readonly { id: string; path: readonly string[] }[],
): Promise<void> {
  if (moved.length === 0) return
  const rows = sql`(select id, array(select 'relief:' || c from unnest(string_to_array(path, ',')) c) as seats
    from unnest(${moved.map(one => one.id)}::uuid[], ${moved.map(one => one.path.join(','))}::text[]) u (id, path)) t`
  await sql`update relief.plan p set seats = t.seats from ${rows} where p.organisation_id = t.id
    and p.version = (select max(x.version) from relief.plan x where x.organisation_id = p.organisation_id)`.execute(
    tx,
  )
  await sql`update relief.state s set seats = t.seats from ${rows} where s.organisation_id = t.id and s.until is null`.execute(
    tx,
  )
  await sql`update relief.indicator i set seats = t.seats from ${rows} where i.organisation_id = t.id
    and not exists (select from relief.indicator c where c.corrects = i.id)`.execute(tx)
  await sql`update matter.link l set seats = t.seats || array(select s from unnest(l.seats) s where s not like 'relief:%')
    from ${rows} where l.organisation_id = t.id and l.purpose = 'report' and l.revoked_at is null`.execute(tx)
}

/** Enterprises that merged into one, and into those; each with the day. */
export async function listFormers(tx: Tx, organisationId: string) {
  const { rows } = await sql<{ id: string; name: string; at: Date }>`
    with recursive former (id) as (
      select id from region.organisation where successor_id = ${organisationId}
      union select o.id from former f join region.organisation o on o.successor_id = f.id)
    select o.id, o.name, o.ended_at as at from former f join region.organisation o on o.id = f.id
    order by o.ended_at desc, o.id`.execute(tx)
  return rows
}

/** What was planned and counted of enterprises that ended is read at a place besides. */
export async function showPast(tx: Tx, ids: readonly string[], path: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const come = path.map(code => `relief:${code}`)
  for (const table of ['relief.plan', 'relief.indicator'])
    await sql`update ${sql.table(table)} set seats = array(select distinct s from unnest(seats || ${come}::text[]) s)
      where organisation_id = any(${[...ids]}::uuid[])`.execute(tx)
}

/** Who cared for an enterprise when it ended. */
export async function listLastOfficers(tx: Tx, organisationId: string) {
  const { rows } = await sql<{
    name: string
    office: string
    officeEn: string
    part: 'main' | 'deputy'
    from: Date
    until: Date
  }>`
    select a.display_name as name, o.name as office, o.name_en as "officeEn", p.part, p.valid_from as "from", p.valid_until as until
    from relief.pairing p join auth.account a on a.id = p.account_id join region.office o on o.id = p.office_id
    join region.organisation g on g.id = p.organisation_id
    where p.organisation_id = ${organisationId} and p.valid_until >= g.ended_at order by p.part desc, p.valid_from`.execute(
    tx,
  )
  return rows
}

export async function insertTurn(
  tx: Tx,
  turn: {
    organisationId: string
    kind: 'closed' | 'moved' | 'merged'
    from: string
    to: string | null
    successorId: string | null
    reason: string
    accountId: string | null
    seats: readonly string[]
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.turn')
    .values({
      id: uuidv7(),
      organisation_id: turn.organisationId,
      kind: turn.kind,
      from_code: turn.from,
      to_code: turn.to,
      successor_id: turn.successorId,
      reason: turn.reason,
      account_id: turn.accountId,
      occurred_at: at,
      recorded_at: at,
      seats: [...turn.seats],
    })
    .execute()
}

/** Enterprises by what became of them: one that merged is found as its successor. */
export async function standingOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    with recursive found (id, successor_id) as (
      select id, successor_id from region.organisation where id = any(${[...ids]}::uuid[])
      union select o.id, o.successor_id from found f join region.organisation o on o.id = f.successor_id)
    select id from found where successor_id is null`.execute(tx)
  return rows.map(row => row.id)
}

/** What befell an enterprise, and what it took over. */
export async function listTurns(tx: Tx, organisationId: string): Promise<Turn[]> {
  const { rows } = await sql<Omit<Turn, 'at'> & { at: Date }>`
    select t.id, t.kind, t.organisation_id as "organisationId", o.name as "organisationName", f.name as "from", d.name as "to",
      t.successor_id as "successorId", s.name as "successorName", t.reason, a.display_name as by, t.occurred_at as at
    from relief.turn t join region.organisation o on o.id = t.organisation_id join region.division f on f.code = t.from_code
    left join region.division d on d.code = t.to_code left join region.organisation s on s.id = t.successor_id
    left join auth.account a on a.id = t.account_id
    where t.organisation_id = ${organisationId} or t.successor_id = ${organisationId}
    order by t.occurred_at desc, t.id desc`.execute(tx)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}
