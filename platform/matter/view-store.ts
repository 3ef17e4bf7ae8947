import { type SqlBool, sql } from 'kysely'
import type { Actor, Tx } from '#platform/db'
import { listAttachments } from './attachment-store.ts'
import type { Extension, HistoryEntry, MatterClock, MatterRow, Party } from './schema.ts'
import { NOBODY } from './store.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export type MatterFilter = {
  kind?: string
  isOpen?: boolean
  status?: string
  ownerId?: string
  officeIds?: readonly string[]
  within?: string
  overdueAt?: Date
  number?: string
  after?: { dueAt: string | null; id: string }
  limit: number
}

/** Names are looked up by key for the rows of a page only: a join comes before the limit, and misleads the planner. */
export const matterRow = (tx: Tx) =>
  tx.selectFrom('matter.matter as m').select([
    'm.id',
    'm.kind',
    'm.number',
    'm.title',
    'm.division_code',
    'm.status',
    'm.is_open',
    'm.priority',
    'm.next_step',
    'm.due_at',
    'm.opened_at',
    'm.version',
    'm.parent_id',
    sql<string>`(select d.name from region.division d where d.code = m.division_code)`.as('division_name'),
    sql<string | null>`(select o.name from region.office o where o.id = m.owner_office_id)`.as(
      'owner_office',
    ),
    sql<string | null>`(select o.name_en from region.office o where o.id = m.owner_office_id)`.as(
      'owner_office_en',
    ),
    sql<string | null>`(select a.display_name from auth.account a where a.id = m.owner_id)`.as('owner'),
    sql<Date | null>`(select c.started_at from matter.clock c where c.matter_id = m.id and c.stopped_at is null
        and c.paused_at is null order by c.due_at limit 1)`.as('started_at'),
  ])

type RawMatterRow = Awaited<ReturnType<ReturnType<typeof matterRow>['execute']>>[number]

export function toMatterRow(row: RawMatterRow): MatterRow {
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    title: row.title,
    divisionCode: row.division_code,
    divisionName: row.division_name,
    status: row.status,
    isOpen: row.is_open,
    priority: row.priority as MatterRow['priority'],
    ownerOffice: row.owner_office,
    ownerOfficeEn: row.owner_office_en,
    owner: row.owner,
    nextStep: row.next_step,
    dueAt: iso(row.due_at),
    startedAt: (row.started_at ?? row.opened_at).toISOString(),
    openedAt: row.opened_at.toISOString(),
    version: row.version,
  }
}

/** A page of matters by urgency: the nearest deadline first, those without one last. */
export async function listMatters(tx: Tx, filter: MatterFilter): Promise<MatterRow[]> {
  let query = matterRow(tx)
  if (filter.kind !== undefined) query = query.where('m.kind', '=', filter.kind)
  if (filter.isOpen !== undefined) query = query.where('m.is_open', '=', filter.isOpen)
  if (filter.number !== undefined) query = query.where('m.number', '=', filter.number)
  if (filter.status !== undefined) query = query.where('m.status', '=', filter.status)
  if (filter.ownerId !== undefined) query = query.where('m.owner_id', '=', filter.ownerId)
  if (filter.officeIds !== undefined)
    query = query.where('m.owner_office_id', 'in', [...filter.officeIds, NOBODY])
  if (filter.within !== undefined) {
    query = query
      .where('m.division_code', '>=', filter.within)
      .where('m.division_code', '<', `${filter.within}:`)
  }
  if (filter.overdueAt !== undefined) query = query.where('m.due_at', '<', filter.overdueAt)
  if (filter.after !== undefined) {
    const { dueAt, id } = filter.after
    query = query.where(
      dueAt === null
        ? sql<SqlBool>`m.due_at is null and m.id > ${id}`
        : sql<SqlBool>`(m.due_at, m.id) > (${dueAt}::timestamptz, ${id}::uuid) or m.due_at is null`,
    )
  }
  return (await query.orderBy('m.due_at').orderBy('m.id').limit(filter.limit).execute()).map(toMatterRow)
}

/** What an officer owns and is due by `soon`, what comes later, what the office has without an owner, what was done today. */
export async function readMyDay(tx: Tx, actor: Actor, at: Date, soon: Date) {
  const offices = [...actor.holdings.map(holding => holding.officeId), NOBODY]
  const mine = () => matterRow(tx).where('m.owner_id', '=', actor.id).where('m.is_open', '=', true)
  const now = await mine()
    .where('m.due_at', '<', soon)
    .orderBy('m.due_at')
    .orderBy('m.id')
    .limit(50)
    .execute()
  const later = await mine()
    .where(eb => eb.or([eb('m.due_at', '>=', soon), eb('m.due_at', 'is', null)]))
    .orderBy('m.due_at')
    .orderBy('m.id')
    .limit(50)
    .execute()
  const office = await matterRow(tx)
    .where('m.owner_office_id', 'in', offices)
    .where('m.owner_id', 'is', null)
    .where('m.is_open', '=', true)
    .orderBy('m.due_at')
    .orderBy('m.id')
    .limit(50)
    .execute()
  const doneToday = await matterRow(tx)
    .where('m.owner_id', '=', actor.id)
    .where('m.is_open', '=', false)
    .where('m.closed_at', '>=', new Date(at.getTime() - 86_400_000))
    .orderBy('m.closed_at', 'desc')
    .limit(20)
    .execute()
  const led = actor.holdings.filter(holding => holding.role === 'leader').map(holding => holding.officeId)
  const extensions = await matterRow(tx)
    .innerJoin('matter.extension as e', 'e.matter_id', 'm.id')
    .innerJoin('auth.account as by', 'by.id', 'e.asked_by')
    .select(['by.display_name as asked_by', 'e.until', 'e.reason'])
    .where('e.decided_at', 'is', null)
    .where('e.asked_by', '<>', actor.id)
    .where('m.is_open', '=', true)
    .where('m.owner_office_id', 'in', [...led, NOBODY])
    .orderBy('m.due_at')
    .orderBy('e.id')
    .limit(50)
    .execute()
  const { rows } = await sql<{ open: string; overdue: string; unowned: string }>`
    select count(*) filter (where m.owner_id = ${actor.id}) as open,
      count(*) filter (where m.owner_id = ${actor.id} and m.due_at < ${at}) as overdue,
      count(*) filter (where m.owner_id is null) as unowned
    from matter.matter m
    where m.is_open and (m.owner_id = ${actor.id} or m.owner_office_id = any(${offices}))`.execute(tx)
  const counts = rows[0]!
  return {
    now: now.map(toMatterRow),
    later: later.map(toMatterRow),
    office: office.map(toMatterRow),
    doneToday: doneToday.map(toMatterRow),
    extensions: extensions.map(row => ({
      matter: toMatterRow(row),
      askedBy: row.asked_by,
      until: row.until.toISOString(),
      reason: row.reason,
    })),
    counts: { open: Number(counts.open), overdue: Number(counts.overdue), unowned: Number(counts.unowned) },
  }
}

/** Everything of a matter that the reader may see, but its actions; undefined when it isn't the reader's. */
export async function findMatterWhole(tx: Tx, id: string) {
  const row = await matterRow(tx).where('m.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const parent =
    row.parent_id === null
      ? undefined
      : await tx
          .selectFrom('matter.matter')
          .select(['id', 'number', 'title'])
          .where('id', '=', row.parent_id)
          .executeTakeFirst()
  const children = await tx
    .selectFrom('matter.matter')
    .select(['id', 'number', 'title', 'is_open as isOpen', 'blocks_parent as blocks'])
    .where('parent_id', '=', id)
    .orderBy('opened_at')
    .execute()
  const parties = await tx
    .selectFrom('matter.party as p')
    .leftJoin('region.office as o', 'o.id', 'p.office_id')
    .select([
      'p.id',
      'p.part',
      'p.state',
      'p.office_id',
      'p.outside_name',
      'o.name',
      'o.name_en',
      'p.reason',
      'p.since',
      'p.until',
    ])
    .where('p.matter_id', '=', id)
    .orderBy('p.since')
    .orderBy('p.id')
    .execute()
  const clocks = await tx
    .selectFrom('matter.clock')
    .select([
      'id',
      'name',
      'is_promised',
      'started_at',
      'due_at',
      'paused_at',
      'pause_reason',
      'pause_until',
      'stopped_at',
    ])
    .where('matter_id', '=', id)
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  const extensions = await tx
    .selectFrom('matter.extension as e')
    .innerJoin('auth.account as a', 'a.id', 'e.asked_by')
    .select(['e.id', 'e.clock_id', 'a.display_name', 'e.asked_at', 'e.until', 'e.reason', 'e.approved'])
    .where('e.matter_id', '=', id)
    .orderBy('e.asked_at')
    .execute()
  const history = await tx
    .selectFrom('matter.history as h')
    .leftJoin('auth.account as a', 'a.id', 'h.actor_id')
    .leftJoin('region.office as o', 'o.id', 'a.office_id')
    .leftJoin('auth.account as c', 'c.id', 'h.delegated_by')
    .select([
      'h.seq',
      'h.at',
      'h.actor_kind',
      'a.display_name',
      'o.name',
      'o.name_en',
      'c.display_name as covers_for',
      'h.action',
      'h.note',
      'h.detail',
      'h.audience',
    ])
    .where('h.matter_id', '=', id)
    .orderBy('h.seq')
    .execute()
  const attachments = await listAttachments(tx, id)
  return {
    ...toMatterRow(row),
    parent: parent ?? null,
    children,
    parties: parties.map(
      (party): Party => ({
        id: party.id,
        part: party.part as Party['part'],
        state: party.state as Party['state'],
        officeId: party.office_id,
        name: party.name ?? party.outside_name ?? '',
        nameEn: party.name_en ?? party.outside_name ?? '',
        reason: party.reason,
        since: party.since.toISOString(),
        until: iso(party.until),
      }),
    ),
    clocks: clocks.map(
      (clock): MatterClock => ({
        id: clock.id,
        name: clock.name,
        promised: clock.is_promised,
        startedAt: clock.started_at.toISOString(),
        dueAt: clock.due_at.toISOString(),
        pausedAt: iso(clock.paused_at),
        pauseReason: clock.pause_reason,
        pauseUntil: iso(clock.pause_until),
        stoppedAt: iso(clock.stopped_at),
      }),
    ),
    extensions: extensions.map(
      (one): Extension => ({
        id: one.id,
        clockId: one.clock_id,
        askedBy: one.display_name,
        askedAt: one.asked_at.toISOString(),
        until: one.until.toISOString(),
        reason: one.reason,
        approved: one.approved,
      }),
    ),
    history: history.map(
      (entry): HistoryEntry => ({
        seq: entry.seq,
        at: entry.at.toISOString(),
        actorKind: entry.actor_kind as HistoryEntry['actorKind'],
        actor: entry.display_name,
        actorOffice: entry.name,
        actorOfficeEn: entry.name_en,
        coversFor: entry.covers_for,
        action: entry.action,
        note: entry.note,
        detail: entry.detail as HistoryEntry['detail'],
        audience: entry.audience === 'all' ? 'all' : 'staff',
      }),
    ),
    attachments,
  }
}
