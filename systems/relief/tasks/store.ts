import { type SqlBool, sql } from 'kysely'
import type { Actor, Tx } from '#platform/db'
import { matterRow, NOBODY, toMatterRow } from '#platform/matter'
import type { ConferenceRow, TaskOrigin, TaskRow } from './schema.ts'

export async function insertTask(
  tx: Tx,
  task: {
    matterId: string
    origin: TaskOrigin
    words: string
    dueOn: string
    orderedBy: string
    orderedOfficeId: string
    problemId: string | null
    conferenceId: string | null
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
      problem_id: task.problemId,
      conference_id: task.conferenceId,
      recorded_at: at,
    })
    .execute()
}

export async function findTask(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.task as t')
    .innerJoin('auth.account as a', 'a.id', 't.ordered_by')
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
      't.problem_id as problemId',
      't.conference_id as conferenceId',
    ])
    .where('t.matter_id', '=', matterId)
    .executeTakeFirst()
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
      sql<string>`(select a.display_name from auth.account a where a.id = t.ordered_by)`.as(
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

export async function listTasksOf(
  tx: Tx,
  of: { problemId: string } | { conferenceId: string },
): Promise<TaskRow[]> {
  const query =
    'problemId' in of
      ? taskRows(tx).where('t.problem_id', '=', of.problemId)
      : taskRows(tx).where('t.conference_id', '=', of.conferenceId)
  return (await query.execute()).map(toTask)
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

export async function listConferencesOf(tx: Tx, problemId: string): Promise<ConferenceRow[]> {
  return (await conferenceRows(tx).where('c.problem_id', '=', problemId).execute()).map(toConference)
}

export async function insertConference(
  tx: Tx,
  conference: { matterId: string; problemId: string | null; agenda: string; heldAt: Date; place: string },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.conference')
    .values({
      matter_id: conference.matterId,
      problem_id: conference.problemId,
      agenda: conference.agenda,
      held_at: conference.heldAt,
      place: conference.place,
      recorded_at: at,
    })
    .execute()
}

export async function findConference(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.conference')
    .select(['agenda', 'held_at', 'place', 'present', 'minutes', 'problem_id'])
    .where('matter_id', '=', matterId)
    .executeTakeFirst()
}

export async function setMinutes(tx: Tx, matterId: string, minutes: string, present: string): Promise<void> {
  await tx
    .updateTable('relief.conference')
    .set({ minutes, present })
    .where('matter_id', '=', matterId)
    .execute()
}

/** How many tasks of a conference are open, whoever sees them. */
export async function countOpenTasks(tx: Tx, conferenceId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select relief.open_tasks(${conferenceId}) as open`.execute(tx)
  return rows[0]!.open
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
