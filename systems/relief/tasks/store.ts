import { type SqlBool, sql } from 'kysely'
import type { Actor, Tx } from '#platform/db'
import { matterRow, NOBODY, toMatterRow } from '#platform/matter'
import type { About, ConferenceRow, InstructionRow, TaskOrigin, TaskRow } from './schema.ts'

/** What a task or a conference is about, as its row says it: at most one of the three. */
type AboutColumns = { problem_id: string | null; cause_id: string | null; organisation_id: string | null }

const columnsOf = (about: About | null): AboutColumns => ({
  problem_id: about?.kind === 'problem' ? about.id : null,
  cause_id: about?.kind === 'cause' ? about.id : null,
  organisation_id: about?.kind === 'enterprise' ? about.id : null,
})

function aboutOf(row: AboutColumns): About | null {
  if (row.problem_id !== null) return { kind: 'problem', id: row.problem_id }
  if (row.cause_id !== null) return { kind: 'cause', id: row.cause_id }
  return row.organisation_id === null ? null : { kind: 'enterprise', id: row.organisation_id }
}

export async function findEnterprise(tx: Tx, id: string) {
  return tx
    .selectFrom('region.organisation')
    .select(['name', 'division_code', 'path', 'ended_at'])
    .where('id', '=', id)
    .where('kind', '=', 'enterprise')
    .executeTakeFirst()
}

export async function insertTask(
  tx: Tx,
  task: {
    matterId: string
    origin: TaskOrigin
    words: string
    dueOn: string
    orderedBy: string | null
    orderedOfficeId: string
    about: About | null
    conferenceId: string | null
    instructionId: string | null
  },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.task')
    .values({
      matter_id: task.matterId,
      origin: task.origin,
      words: task.words,
      due_on: task.dueOn,
      ordered_by: task.orderedBy,
      ordered_office_id: task.orderedOfficeId,
      ...columnsOf(task.about),
      conference_id: task.conferenceId,
      instruction_id: task.instructionId,
      recorded_at: at,
    })
    .execute()
}

export async function findTask(tx: Tx, matterId: string) {
  const row = await tx
    .selectFrom('relief.task as t')
    .leftJoin('auth.account as a', 'a.id', 't.ordered_by')
    .innerJoin('region.office as o', 'o.id', 't.ordered_office_id')
    .select([
      't.origin',
      't.words',
      't.due_on as dueOn',
      't.ordered_by as orderedById',
      't.ordered_office_id as orderedOfficeId',
      'a.display_name as orderedBy',
      'o.name as orderedOffice',
      'o.name_en as orderedOfficeEn',
      't.answer',
      't.returns',
      't.problem_id',
      't.cause_id',
      't.organisation_id',
      't.conference_id as conferenceId',
      't.instruction_id as instructionId',
    ])
    .where('t.matter_id', '=', matterId)
    .executeTakeFirst()
  return row && { ...row, about: aboutOf(row) }
}

export async function setAnswer(tx: Tx, matterId: string, answer: string): Promise<void> {
  await tx.updateTable('relief.task').set({ answer }).where('matter_id', '=', matterId).execute()
}

export async function countReturn(tx: Tx, matterId: string): Promise<void> {
  await tx
    .updateTable('relief.task')
    .set({ returns: sql<number>`returns + 1` })
    .where('matter_id', '=', matterId)
    .execute()
}

const taskRows = (tx: Tx) =>
  matterRow(tx)
    .innerJoin('relief.task as t', 't.matter_id', 'm.id')
    .select([
      't.origin',
      't.words',
      't.due_on',
      't.answer',
      't.instruction_id',
      't.problem_id',
      't.cause_id',
      't.organisation_id',
      sql<string | null>`(select a.display_name from auth.account a where a.id = t.ordered_by)`.as(
        'ordered_by_name',
      ),
      sql<string>`(select o.name from region.office o where o.id = t.ordered_office_id)`.as('ordered_office'),
      sql<string>`(select o.name_en from region.office o where o.id = t.ordered_office_id)`.as(
        'ordered_office_en',
      ),
    ])
    .orderBy('t.due_on')
    .orderBy('m.id')
    .limit(200)

type RawTask = Awaited<ReturnType<ReturnType<typeof taskRows>['execute']>>[number]
const toTask = (row: RawTask): TaskRow => ({
  ...toMatterRow(row),
  origin: row.origin as TaskOrigin,
  words: row.words,
  dueOn: row.due_on,
  orderedBy: row.ordered_by_name,
  orderedOffice: row.ordered_office,
  orderedOfficeEn: row.ordered_office_en,
  answer: row.answer,
  instructionId: row.instruction_id,
})

const officesOf = (actor: Actor) => [...actor.holdings.map(holding => holding.officeId), NOBODY]

export async function listTasks(
  tx: Tx,
  actor: Actor,
  filter: { scope: 'mine' | 'office' | 'ordered'; open: 'open' | 'closed'; origin?: TaskOrigin | undefined },
): Promise<TaskRow[]> {
  let query = taskRows(tx).where('m.is_open', '=', filter.open === 'open')
  if (filter.scope === 'mine') query = query.where('m.owner_id', '=', actor.id)
  if (filter.scope === 'office') query = query.where('m.owner_office_id', 'in', officesOf(actor))
  if (filter.scope === 'ordered')
    query = query.where(eb =>
      eb.or([eb('t.ordered_by', '=', actor.id), eb('t.ordered_office_id', 'in', officesOf(actor))]),
    )
  if (filter.origin !== undefined) query = query.where('t.origin', '=', filter.origin)
  return (await query.execute()).map(toTask)
}

/** The tasks about something, or of a conference or an instruction. */
export async function listTasksOf(
  tx: Tx,
  of: About | { kind: 'conference' | 'instruction'; id: string },
): Promise<TaskRow[]> {
  return (await taskRows(tx).where(columnOf[of.kind], '=', of.id).execute()).map(toTask)
}

const columnOf = {
  problem: 't.problem_id',
  cause: 't.cause_id',
  enterprise: 't.organisation_id',
  conference: 't.conference_id',
  instruction: 't.instruction_id',
} as const

/** What an instruction is about, told by any of its tasks. */
export async function findAboutOf(tx: Tx, instructionId: string): Promise<About | null> {
  const row = await tx
    .selectFrom('relief.task')
    .select(['problem_id', 'cause_id', 'organisation_id'])
    .where('instruction_id', '=', instructionId)
    .executeTakeFirst()
  return row === undefined ? null : aboutOf(row)
}

/** Instructions of the actor or in the name of an office of the actor, open while a task is, the nearest day first. */
export async function listInstructions(
  tx: Tx,
  actor: Actor,
  open: 'open' | 'closed',
  at: Date,
): Promise<InstructionRow[]> {
  const { rows } = await sql<
    Omit<InstructionRow, 'about' | 'givenAt'> & AboutColumns & { givenAt: Date; title: string | null }
  >`
    select t.instruction_id as id, t.words, a.display_name as "orderedBy", o.name as "orderedOffice",
      o.name_en as "orderedOfficeEn", t.recorded_at as "givenAt", t.problem_id, t.cause_id, t.organisation_id,
      max(t.due_on)::text as "dueOn", count(*)::int as tasks, count(*) filter (where m.is_open)::int as open,
      count(*) filter (where m.is_open and m.due_at < ${at})::int as overdue,
      coalesce((select x.title from matter.matter x where x.id = coalesce(t.problem_id, t.cause_id)),
        (select g.name from region.organisation g where g.id = t.organisation_id)) as title
    from relief.task t join matter.matter m on m.id = t.matter_id
      join region.office o on o.id = t.ordered_office_id left join auth.account a on a.id = t.ordered_by
    where t.instruction_id is not null
      and (t.ordered_by = ${actor.id} or t.ordered_office_id = any(${officesOf(actor)}::uuid[]))
    group by t.instruction_id, t.words, a.display_name, o.name, o.name_en, t.recorded_at, t.problem_id, t.cause_id,
      t.organisation_id
    having bool_or(m.is_open) = ${open === 'open'}
    order by max(t.due_on), t.instruction_id limit 200`.execute(tx)
  return rows.map(({ problem_id, cause_id, organisation_id, title, givenAt, ...row }) => {
    const about = aboutOf({ problem_id, cause_id, organisation_id })
    return {
      ...row,
      givenAt: givenAt.toISOString(),
      about: about === null || title === null ? null : { ...about, title },
    }
  })
}

const conferenceRows = (tx: Tx) =>
  matterRow(tx)
    .innerJoin('relief.conference as c', 'c.matter_id', 'm.id')
    .select(['c.held_at', 'c.place'])
    .orderBy('c.held_at', 'desc')
    .orderBy('m.id')
    .limit(200)
type RawConference = Awaited<ReturnType<ReturnType<typeof conferenceRows>['execute']>>[number]
const toConference = (row: RawConference): ConferenceRow => ({
  ...toMatterRow(row),
  heldAt: row.held_at.toISOString(),
  place: row.place,
})

/** Conferences that an office of the actor called or was called to. */
export async function listConferences(
  tx: Tx,
  actor: Actor,
  open: 'open' | 'closed',
): Promise<ConferenceRow[]> {
  const rows = await conferenceRows(tx)
    .where('m.is_open', '=', open === 'open')
    .where(
      sql<SqlBool>`exists (select from matter.party p where p.matter_id = m.id and p.until is null
        and p.office_id = any(${officesOf(actor)}::uuid[]))`,
    )
    .execute()
  return rows.map(toConference)
}

export async function listConferencesOf(tx: Tx, about: About): Promise<ConferenceRow[]> {
  if (about.kind === 'enterprise') return []
  const column = about.kind === 'problem' ? 'c.problem_id' : 'c.cause_id'
  return (await conferenceRows(tx).where(column, '=', about.id).execute()).map(toConference)
}

export async function insertConference(
  tx: Tx,
  conference: { matterId: string; about: About | null; agenda: string; heldAt: Date; place: string },
  at: Date,
): Promise<void> {
  const { problem_id, cause_id } = columnsOf(conference.about)
  await tx
    .insertInto('relief.conference')
    .values({
      matter_id: conference.matterId,
      problem_id,
      cause_id,
      agenda: conference.agenda,
      held_at: conference.heldAt,
      place: conference.place,
      recorded_at: at,
    })
    .execute()
}

export async function findConference(tx: Tx, matterId: string) {
  const row = await tx
    .selectFrom('relief.conference')
    .select(['agenda', 'held_at', 'place', 'present', 'minutes', 'problem_id', 'cause_id'])
    .where('matter_id', '=', matterId)
    .executeTakeFirst()
  return row && { ...row, about: aboutOf({ ...row, organisation_id: null }) }
}

export async function setMinutes(tx: Tx, matterId: string, minutes: string, present: string): Promise<void> {
  await tx
    .updateTable('relief.conference')
    .set({ minutes, present })
    .where('matter_id', '=', matterId)
    .execute()
}

/** Holds a conference until the transaction ends. */
export async function lockConference(tx: Tx, id: string) {
  return tx
    .selectFrom('matter.matter')
    .select(['status', 'version'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** How many tasks came of a conference, and how many are open, whoever sees them. */
export async function countTasks(tx: Tx, conferenceId: string): Promise<{ resolved: number; open: number }> {
  const { rows } = await sql<{
    resolved: number
    open: number
  }>`select * from relief.count_tasks(${conferenceId})`.execute(tx)
  return rows[0]!
}

type TaskFigures = Record<'tasks' | 'overdue' | 'conferences' | 'instructions_open', number>

/** What had been recorded by a cut-off of tasks and conferences in a division. */
export async function readTaskFigures(tx: Tx, within: string, cutOffAt: Date): Promise<TaskFigures> {
  const { rows } = await sql<TaskFigures>`
    with told as (
      select t.origin, m.closed_at is null or m.closed_at > ${cutOffAt} as is_open,
        exists (select from matter.history h where h.matter_id = m.id and h.action = 'overdue'
          and h.detail ->> 'clock' = 'do' and h.recorded_at <= ${cutOffAt}) as is_late
      from matter.matter m join relief.task t on t.matter_id = m.id
      where m.kind = 'task' and m.division_code >= ${within} and m.division_code < ${`${within}:`}
        and m.recorded_at <= ${cutOffAt}
    )
    select count(*)::int as tasks, count(*) filter (where is_open and is_late)::int as overdue,
      count(*) filter (where is_open and origin = 'instruction')::int as instructions_open,
      (select count(*)::int from matter.matter m where m.kind = 'conference' and m.recorded_at <= ${cutOffAt}
        and m.division_code >= ${within} and m.division_code < ${`${within}:`}) as conferences
    from told`.execute(tx)
  return rows[0]!
}

/** The name of an office, whether it stands or has been dissolved. */
export async function findOfficeName(tx: Tx, id: string) {
  return tx.selectFrom('region.office').select(['name', 'name_en']).where('id', '=', id).executeTakeFirst()
}

/** What a dissolved office ordered is its successor's to bring to an end. */
export async function moveOrders(tx: Tx, from: string, to: string): Promise<void> {
  await tx
    .updateTable('relief.task')
    .set({ ordered_office_id: to })
    .where('ordered_office_id', '=', from)
    .execute()
}

/** Offices to order something of: names stand open to staff. */
export async function findOffices(tx: Tx, typed: string) {
  const like = `%${typed.replace(/[\\%_]/g, sign => `\\${sign}`)}%`
  return tx
    .selectFrom('region.office as o')
    .innerJoin('region.division as d', 'd.code', 'o.division_code')
    .select(['o.id', 'o.name', 'o.name_en as nameEn', 'd.name as divisionName'])
    .where('o.valid_until', 'is', null)
    .where(eb =>
      eb.or([eb('o.name', 'like', like), eb('o.name_en', 'ilike', like), eb('d.name', 'like', like)]),
    )
    .orderBy(sql`length(o.division_code)`)
    .orderBy('o.name')
    .limit(30)
    .execute()
}
