import { sql } from 'kysely'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import type { Tier } from '../schema.ts'
import type { OpenKind } from './rules.ts'

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

/** The office that leads a problem now takes part in its task, and the one before no longer, unless it ordered it. */
export async function followLead(tx: Tx, taskId: string, former: string, at: Date): Promise<void> {
  const { rows } = await sql<{ lead: string; ordered: string }>`
    select p.owner_office_id as lead, t.ordered_office_id as ordered
    from relief.task t join matter.matter p on p.id = t.problem_id where t.matter_id = ${taskId}`.execute(tx)
  const lead = rows[0]?.lead
  if (lead === undefined || lead === former) return
  const gone = rows[0]?.ordered === former ? undefined : former
  if (gone !== undefined)
    await sql`update matter.party set until = ${at}
      where matter_id = ${taskId} and office_id = ${gone} and part = 'informed' and until is null`.execute(tx)
  const seats = (await findSeats(tx, taskId)).filter(seat => seat !== `office:${gone}`)
  if (!seats.includes(`office:${lead}`)) {
    const party = { part: 'informed', office_id: lead, state: 'accepted', since: at }
    await tx
      .insertInto('matter.party')
      .values({ id: uuidv7(), matter_id: taskId, ...party })
      .execute()
    seats.push(`office:${lead}`)
  }
  await tx.updateTable('matter.matter').set({ seats }).where('id', '=', taskId).execute()
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

/** Whom to call for an offer or a need: the seats of the row, and of the person's values. */
export async function listCallees(tx: Tx, of: 'offer' | 'need', id: string) {
  const { rows } = await sql<{ personId: string; seats: string[]; personSeats: string[] }>`
    select c.person_id as "personId", c.seats, p.seats as "personSeats"
    from ${sql.table(`relief.${of}_contact`)} c join region.person p on p.id = c.person_id
    where ${sql.ref(`c.${of}_id`)} = ${id}`.execute(tx)
  return rows
}

export async function seatCallee(
  tx: Tx,
  of: 'offer' | 'need',
  id: string,
  personId: string,
  seats: readonly string[],
): Promise<void> {
  await sql`update ${sql.table(`relief.${of}_contact`)} set seats = ${[...seats]}::text[]
    where ${sql.ref(`${of}_id`)} = ${id} and person_id = ${personId}`.execute(tx)
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

/** It drops out of the visits that are planned. */
export async function endVisitPlans(tx: Tx, organisationId: string, reason: string, at: Date): Promise<void> {
  await sql`update relief.visit_plan set ended_at = ${at}, reason = ${reason}
    where organisation_id = ${organisationId} and ended_at is null`.execute(tx)
}

export async function findSeats(tx: Tx, matterId: string): Promise<string[]> {
  const row = await tx
    .selectFrom('matter.matter')
    .select('seats')
    .where('id', '=', matterId)
    .executeTakeFirstOrThrow()
  return row.seats
}
