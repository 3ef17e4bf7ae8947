import { type SqlBool, sql } from 'kysely'
import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'
import type { Attachment, Extension, HistoryEntry, MatterClock, MatterRow, Party } from './schema.ts'

/** A matter's row as verbs need it, locked. */
export type Matter = {
  id: string
  kind: string
  number: string
  title: string
  division_code: string
  status: string
  is_open: boolean
  owner_office_id: string | null
  owner_id: string | null
  next_step: string | null
  due_at: Date | null
  version: number
  parent_id: string | null
  opened_at: Date
  closed_at: Date | null
  seats: string[]
}

const matterColumns = [
  'id',
  'kind',
  'number',
  'title',
  'division_code',
  'status',
  'is_open',
  'owner_office_id',
  'owner_id',
  'next_step',
  'due_at',
  'version',
  'parent_id',
  'opened_at',
  'closed_at',
  'seats',
] as const

/** Locks a matter for a verb; undefined when the actor doesn't see it. */
export async function lockMatter(tx: Tx, id: string): Promise<Matter | undefined> {
  return tx
    .selectFrom('matter.matter')
    .select(matterColumns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findMatter(tx: Tx, id: string): Promise<Matter | undefined> {
  return tx.selectFrom('matter.matter').select(matterColumns).where('id', '=', id).executeTakeFirst()
}

export type NewMatter = {
  id: string
  kind: string
  number: string
  title: string
  divisionCode: string
  status: string
  priority: 'normal' | 'urgent'
  ownerOfficeId: string
  ownerId: string | null
  nextStep: string
  dueAt: Date | null
  workflowVersion: number
  parentId: string | null
  blocksParent: boolean
  openedAt: Date
  seats: string[]
}

export async function insertMatter(tx: Tx, matter: NewMatter): Promise<void> {
  await tx
    .insertInto('matter.matter')
    .values({
      id: matter.id,
      kind: matter.kind,
      number: matter.number,
      title: matter.title,
      division_code: matter.divisionCode,
      status: matter.status,
      priority: matter.priority,
      owner_office_id: matter.ownerOfficeId,
      owner_id: matter.ownerId,
      next_step: matter.nextStep,
      due_at: matter.dueAt,
      workflow_version: matter.workflowVersion,
      parent_id: matter.parentId,
      blocks_parent: matter.blocksParent,
      opened_at: matter.openedAt,
      recorded_at: matter.openedAt,
      seats: matter.seats,
    })
    .execute()
}

export type MatterChange = {
  status?: string
  is_open?: boolean
  owner_office_id?: string
  owner_id?: string | null
  next_step?: string | null
  priority?: 'normal' | 'urgent'
  closed_at?: Date | null
  seats?: string[]
}

/** Writes a change, counts the version up when it is a transition, and shows the nearest clock as the due moment. */
export async function updateMatter(
  tx: Tx,
  id: string,
  change: MatterChange,
  isTransition: boolean,
): Promise<void> {
  await tx
    .updateTable('matter.matter')
    .set({
      ...change,
      ...(isTransition && { version: sql<number>`version + 1` }),
      due_at: sql<Date | null>`(select min(c.due_at) from matter.clock c
        where c.matter_id = matter.matter.id and c.stopped_at is null and c.paused_at is null)`,
    })
    .where('id', '=', id)
    .execute()
}

export type NewClock = {
  name: string
  isPromised: boolean
  ruleVersion: string
  unit: 'working-days' | 'hours' | 'time-of-day'
  amount: number
  startedAt: Date
  dueAt: Date
}
export type NewDue = { what: 'remind' | 'overdue' | 'escalate' | 'resume' | 'time-out'; at: Date }

/** Starts clocks, each with what the ticker has to do for it. */
export async function insertClocks(
  tx: Tx,
  matterId: string,
  clocks: { clock: NewClock; due: NewDue[] }[],
): Promise<void> {
  if (clocks.length === 0) return
  const rows = clocks.map(({ clock, due }) => ({ id: uuidv7(), clock, due }))
  await tx
    .insertInto('matter.clock')
    .values(
      rows.map(({ id, clock }) => ({
        id,
        matter_id: matterId,
        name: clock.name,
        is_promised: clock.isPromised,
        rule_version: clock.ruleVersion,
        unit: clock.unit,
        amount: clock.amount,
        started_at: clock.startedAt,
        due_at: clock.dueAt,
      })),
    )
    .execute()
  const due = rows.flatMap(row =>
    row.due.map(one => ({ id: uuidv7(), matter_id: matterId, clock_id: row.id, ...one })),
  )
  if (due.length > 0) await tx.insertInto('matter.due').values(due).execute()
}

export async function insertDue(tx: Tx, matterId: string, clockId: string, due: NewDue[]): Promise<void> {
  await tx
    .insertInto('matter.due')
    .values(due.map(one => ({ id: uuidv7(), matter_id: matterId, clock_id: clockId, ...one })))
    .execute()
}

/** Stops the named clocks (all of them without names) and what was still to come of them. */
export async function stopClocks(
  tx: Tx,
  matterId: string,
  names: readonly string[] | 'all',
  at: Date,
): Promise<void> {
  if (names !== 'all' && names.length === 0) return
  let stopping = tx
    .updateTable('matter.clock')
    .set({ stopped_at: at, paused_at: null, pause_reason: null, pause_until: null })
    .where('matter_id', '=', matterId)
    .where('stopped_at', 'is', null)
  if (names !== 'all') stopping = stopping.where('name', 'in', names)
  const stopped = await stopping.returning('id').execute()
  if (stopped.length === 0) return
  await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('matter_id', '=', matterId)
    .where('done_at', 'is', null)
    .where(
      'clock_id',
      'in',
      stopped.map(clock => clock.id),
    )
    .execute()
}

export type ClockRow = {
  id: string
  matter_id: string
  name: string
  is_promised: boolean
  unit: string
  started_at: Date
  due_at: Date
  paused_at: Date | null
  stopped_at: Date | null
}

export async function findRunningClock(
  tx: Tx,
  matterId: string,
  by: { id: string } | { name: string },
): Promise<ClockRow | undefined> {
  return tx
    .selectFrom('matter.clock')
    .select([
      'id',
      'matter_id',
      'name',
      'is_promised',
      'unit',
      'started_at',
      'due_at',
      'paused_at',
      'stopped_at',
    ])
    .where('matter_id', '=', matterId)
    .where('stopped_at', 'is', null)
    .where(eb => ('id' in by ? eb('id', '=', by.id) : eb('name', '=', by.name)))
    .executeTakeFirst()
}

/** Moves a clock's due moment, and with it what the ticker still has to do. */
export async function moveClock(
  tx: Tx,
  clock: ClockRow,
  change: { dueAt: Date; pause: { at: Date; reason: string; until: Date } | null },
  due: NewDue[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable('matter.clock')
    .set({
      due_at: change.dueAt,
      paused_at: change.pause?.at ?? null,
      pause_reason: change.pause?.reason ?? null,
      pause_until: change.pause?.until ?? null,
    })
    .where('id', '=', clock.id)
    .execute()
  await tx
    .updateTable('matter.due')
    .set({ done_at: at })
    .where('clock_id', '=', clock.id)
    .where('done_at', 'is', null)
    .execute()
  if (due.length > 0) await insertDue(tx, clock.matter_id, clock.id, due)
}

/** For all who see the matter, for staff, or for one office alone. */
export type Audience = 'all' | 'staff' | `office:${string}`

export type NewHistory = {
  action: string
  note?: string | null
  fields?: string[]
  detail?: Record<string, string | number | boolean | null>
  audience?: Audience
  /** for whom the actor stood in, by delegation */
  coversFor?: string | null
  /** the moment of business at which it was written down, where that is later than when it happened */
  recordedAt?: Date
}

/**
 * Appends a line to the story. The matter is locked, or new, so the next number is free, but for lines meant for
 * staff alone: a link doesn't see them, and they hold their numbers.
 */
export async function insertHistory(
  tx: Tx,
  matterId: string,
  actor: Actor,
  entry: NewHistory,
  at: Date,
): Promise<void> {
  const covers = actor.holdings.find(holding => holding.delegatedBy !== null)?.delegatedBy ?? null
  for (let hidden = 0, written = 0n; written === 0n; hidden++) {
    const { numAffectedRows = 0n } = await sql`
      insert into matter.history (matter_id, seq, at, recorded_at, actor_kind, actor_id, delegated_by, action, note, fields, detail, audience)
      values (${matterId}, (select coalesce(max(h.seq), 0) + 1 from matter.history h where h.matter_id = ${matterId}) + ${hidden}::int,
        ${at}, ${entry.recordedAt ?? at}, ${actor.kind}, ${actor.id}, ${covers}, ${entry.action}, ${entry.note ?? null},
        ${entry.fields ?? []}, ${JSON.stringify(entry.detail ?? {})}::jsonb, ${entry.audience ?? 'all'})
      on conflict (matter_id, seq) do nothing`.execute(tx)
    written = numAffectedRows
  }
}

export type NewParty = { part: 'lead' | 'joint' | 'informed'; officeId: string; state: 'asked' | 'accepted' }

export async function insertParty(tx: Tx, matterId: string, party: NewParty, at: Date): Promise<void> {
  await tx
    .insertInto('matter.party')
    .values({
      id: uuidv7(),
      matter_id: matterId,
      part: party.part,
      office_id: party.officeId,
      state: party.state,
      since: at,
    })
    .execute()
}

export async function endParty(
  tx: Tx,
  matterId: string,
  officeId: string,
  change: { state?: 'returned' | 'replied'; reason?: string },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('matter.party')
    .set({ until: at, ...change })
    .where('matter_id', '=', matterId)
    .where('office_id', '=', officeId)
    .where('until', 'is', null)
    .execute()
}

export async function acceptParty(tx: Tx, matterId: string, officeId: string): Promise<void> {
  await tx
    .updateTable('matter.party')
    .set({ state: 'accepted' })
    .where('matter_id', '=', matterId)
    .where('office_id', '=', officeId)
    .where('until', 'is', null)
    .execute()
}

export async function listCurrentParties(tx: Tx, matterId: string) {
  return tx
    .selectFrom('matter.party')
    .select(['office_id', 'part', 'state', 'since'])
    .where('matter_id', '=', matterId)
    .where('until', 'is', null)
    .execute()
}

export async function nextNumber(tx: Tx, prefix: string): Promise<number> {
  const { rows } = await sql<{ next: number }>`select matter.next_number(${prefix}) as next`.execute(tx)
  return rows[0]!.next
}

export type Office = {
  id: string
  name: string
  name_en: string
  prefix: string
  division_code: string
  path: string[]
  subject: string
  kind: string
}
const officeColumns = ['id', 'name', 'name_en', 'prefix', 'division_code', 'path', 'subject', 'kind'] as const

export async function findOffice(tx: Tx, id: string): Promise<Office | undefined> {
  return tx
    .selectFrom('region.office')
    .select(officeColumns)
    .where('id', '=', id)
    .where('valid_until', 'is', null)
    .executeTakeFirst()
}

/** Whether somebody serves in an office now. */
export async function servesIn(tx: Tx, accountId: string, officeId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`select from auth.role_holding h join auth.account a on a.id = h.account_id
    where h.account_id = ${accountId} and h.office_id = ${officeId} and a.ended_at is null and h.valid_from <= ${at}
      and (h.valid_until is null or h.valid_until > ${at}) limit 1`.execute(tx)
  return rows.length > 0
}

/** The seats of a matter: its division and ancestors, each party's office, the department lines of those above. */
export function seatsOf(
  system: string,
  path: readonly string[],
  officeIds: readonly string[],
  subject: string | null,
  links: readonly string[],
): string[] {
  const lines = subject === null ? [] : path.map(code => `${system}:${code}:${subject}`)
  return [
    ...new Set([
      ...divisionSeats(system, path),
      ...lines,
      ...officeIds.map(id => `office:${id}`),
      ...links.map(id => `link:${id}`),
    ]),
  ]
}

/** No office has it: keeps a list of offices from being empty. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

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

export async function listAttachments(tx: Tx, matterId: string): Promise<Attachment[]> {
  const rows = await tx
    .selectFrom('matter.attachment')
    .select(['id', 'name', 'media_type', 'bytes', 'thumbnail_sha256', 'added_at'])
    .where('matter_id', '=', matterId)
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    hasThumbnail: row.thumbnail_sha256 !== null,
    addedAt: row.added_at.toISOString(),
  }))
}

export async function insertAttachment(
  tx: Tx,
  attachment: {
    id: string
    matterId: string
    name: string
    mediaType: string
    bytes: number
    sha256: Buffer
    thumbnail: Buffer | null
    audience: 'all' | 'staff'
  },
  actor: Actor,
  at: Date,
): Promise<void> {
  await tx
    .insertInto('matter.attachment')
    .values({
      id: attachment.id,
      matter_id: attachment.matterId,
      name: attachment.name,
      media_type: attachment.mediaType,
      bytes: attachment.bytes,
      sha256: attachment.sha256,
      thumbnail_sha256: attachment.thumbnail,
      added_at: at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      audience: attachment.audience,
    })
    .execute()
}

export async function findAttachment(tx: Tx, matterId: string, id: string) {
  return tx
    .selectFrom('matter.attachment')
    .select(['name', 'media_type', 'bytes', 'sha256', 'thumbnail_sha256'])
    .where('matter_id', '=', matterId)
    .where('id', '=', id)
    .executeTakeFirst()
}
