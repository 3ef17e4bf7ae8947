import { sql } from 'kysely'
import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'

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
