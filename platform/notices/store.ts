import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import type { Outcome } from './schema.ts'

export type Recipient = { accountId: string } | { officeId: string } | { personId: string }
/** Ids, codes, human numbers and moments; never what is known of a person. */
export type Params = Record<string, string | number>
export type NewMessage = {
  matterId: string | null
  to: Recipient
  template: string
  params: Params
  seats: readonly string[]
}

export async function insertMessage(tx: Tx, message: NewMessage, at: Date): Promise<string> {
  const id = uuidv7()
  const wall = new Date()
  const isOutward = 'personId' in message.to
  // Not read back: who tells somebody else may not see it.
  await tx
    .insertInto('notice.message')
    .values({
      id,
      matter_id: message.matterId,
      channel: isOutward ? 'outward' : 'in-app',
      account_id: 'accountId' in message.to ? message.to.accountId : null,
      office_id: 'officeId' in message.to ? message.to.officeId : null,
      person_id: 'personId' in message.to ? message.to.personId : null,
      template: message.template,
      params: JSON.stringify(message.params),
      status: isOutward ? 'queued' : 'delivered',
      delivered_at: isOutward ? null : wall,
      created_at: at,
      recorded_at: wall,
      seats: [...message.seats],
    })
    .execute()
  return id
}

/** A matter as far as the actor sees it. */
export async function findMatter(tx: Tx, id: string) {
  return tx
    .selectFrom('matter.matter')
    .select(['id', 'number', 'title', 'division_code', 'owner_office_id', 'seats'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function readPath(tx: Tx, divisionCode: string): Promise<string[]> {
  const row = await tx
    .selectFrom('region.division')
    .select('path')
    .where('code', '=', divisionCode)
    .executeTakeFirst()
  return row?.path ?? [divisionCode]
}

export async function isPersonSeen(tx: Tx, id: string): Promise<boolean> {
  return (
    (await tx.selectFrom('region.person').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  )
}

const messages = (tx: Tx) =>
  tx
    .selectFrom('notice.message as n')
    .leftJoin('matter.matter as m', 'm.id', 'n.matter_id')
    .select([
      'n.id',
      'n.template',
      'n.matter_id as matterId',
      'n.created_at as createdAt',
      'm.number as matterNumber',
      'm.title as matterTitle',
      sql<Record<string, unknown>>`n.params`.as('params'),
    ])

export type Mine = { accountId: string; officeIds: readonly string[] }
const isMine = ({ accountId, officeIds }: Mine) =>
  sql<boolean>`(n.account_id = ${accountId} or n.office_id = any(${[...officeIds]}::uuid[]))`

export async function listNotices(
  tx: Tx,
  mine: Mine,
  page: { unread: boolean; after?: { at: Date; id: string }; limit: number },
) {
  let query = messages(tx)
    .select(['n.office_id as officeId', 'n.read_at as readAt'])
    .where(isMine(mine))
    .orderBy('n.created_at', 'desc')
    .orderBy('n.id', 'desc')
    .limit(page.limit)
  if (page.unread) query = query.where('n.read_at', 'is', null)
  const { after } = page
  if (after !== undefined)
    query = query.where(sql<boolean>`(n.created_at, n.id) < (${after.at}, ${after.id}::uuid)`)
  return query.execute()
}

export async function countUnread(tx: Tx, mine: Mine): Promise<number> {
  const { count } = await tx
    .selectFrom('notice.message as n')
    .select(sql<number>`count(*)::int`.as('count'))
    .where(isMine(mine))
    .where('n.read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Marks those named, or all, as read; what was read before keeps its moment. Returns the ids. */
export async function markRead(tx: Tx, mine: Mine, ids: readonly string[] | undefined): Promise<string[]> {
  const wall = new Date()
  let query = tx
    .updateTable('notice.message as n')
    .set({ status: 'read', read_at: wall })
    .where(isMine(mine))
    .where('n.read_at', 'is', null)
  if (ids !== undefined) query = query.where('n.id', 'in', ids)
  const rows = await query.returning('n.id').execute()
  return rows.map(row => row.id)
}

/** What is to be told by telephone, where the matter is with one of these offices now. */
export async function listDueCalls(tx: Tx, officeIds: readonly string[], limit: number) {
  const due = messages(tx)
    .where('n.channel', '=', 'call')
    .where('n.status', '=', 'queued')
    .where(
      sql<boolean>`coalesce(m.owner_office_id = any(${[...officeIds]}::uuid[]),
        n.seats && ${officeIds.map(id => `office:${id}`)}::text[])`,
    )
  const rows = await due
    .select([
      'n.person_id as personId',
      'n.attempts',
      sql<Outcome | null>`n.last_error`.as('lastOutcome'),
      sql<number>`(count(*) over ())::int`.as('total'),
    ])
    .orderBy('n.created_at')
    .orderBy('n.id')
    .limit(limit)
    .execute()
  return { rows, total: rows[0]?.total ?? 0 }
}

export async function findCallEntry(tx: Tx, id: string) {
  return tx
    .selectFrom('notice.message')
    .select(['id', 'matter_id', 'person_id', 'status', 'seats'])
    .where('id', '=', id)
    .where('channel', '=', 'call')
    .executeTakeFirst()
}

/** Locks an entry that the actor may change. */
export async function lockCallEntry(tx: Tx, id: string) {
  return tx
    .selectFrom('notice.message')
    .select(['id', 'status'])
    .where('id', '=', id)
    .where('channel', '=', 'call')
    .forUpdate()
    .executeTakeFirst()
}

export async function answerCallEntry(tx: Tx, id: string, outcome: Outcome): Promise<void> {
  const wall = new Date()
  await tx
    .updateTable('notice.message')
    .set(eb => ({
      attempts: eb('attempts', '+', 1),
      last_error: outcome === 'reached' ? null : outcome,
      ...(outcome === 'reached' && { status: 'delivered', delivered_at: wall }),
    }))
    .where('id', '=', id)
    .execute()
}

export async function insertCall(
  tx: Tx,
  call: {
    matterId: string | null
    messageId: string | null
    personId: string | null
    accountId: string
    direction: string
    outcome: Outcome
    note: string | null
    seats: readonly string[]
  },
  at: Date,
): Promise<string> {
  const id = uuidv7()
  await tx
    .insertInto('notice.call')
    .values({
      id,
      matter_id: call.matterId,
      message_id: call.messageId,
      person_id: call.personId,
      account_id: call.accountId,
      direction: call.direction,
      outcome: call.outcome,
      note: call.note,
      at,
      recorded_at: new Date(),
      seats: [...call.seats],
    })
    .execute()
  return id
}

export async function hasReached(tx: Tx, matterId: string, since: Date): Promise<boolean> {
  const { rows } = await sql<{ reached: boolean }>`select
    exists (select from notice.message where matter_id = ${matterId} and person_id is not null
      and status = 'delivered' and created_at >= ${since})
    or exists (select from notice.call where matter_id = ${matterId} and outcome = 'reached' and at >= ${since})
    as reached`.execute(tx)
  return rows[0]!.reached
}

/** A message that waits to be sent, with the keys that its person and matter stand under. */
export async function findQueued(tx: Tx, id: string) {
  return messages(tx)
    .select([
      'n.person_id as personId',
      'n.attempts',
      'n.seats',
      'm.seats as matterSeats',
      'm.division_code as divisionCode',
      sql<'zh-CN' | 'en'>`n.lang`.as('lang'),
    ])
    .where('n.id', '=', id)
    .where('n.status', '=', 'queued')
    .where('n.channel', '!=', 'call')
    .executeTakeFirst()
}

export async function chooseChannel(
  tx: Tx,
  id: string,
  channel: 'webhook' | 'email' | 'call',
): Promise<void> {
  await tx
    .updateTable('notice.message')
    .set(eb => ({ channel, ...(channel !== 'call' && { attempts: eb('attempts', '+', 1) }) }))
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}

/** Sent, unless its receipt was faster. */
export async function markSent(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('notice.message')
    .set({ status: 'sent', sent_at: new Date(), last_error: null })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}

export async function markTried(tx: Tx, id: string, why: string): Promise<void> {
  await tx
    .updateTable('notice.message')
    .set({ last_error: why })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}

export type Settled = { id: string; matter_id: string | null; status: string; seats: string[] }

/** How a message ended; undefined where this changes nothing. Only the system may say so. */
export async function settle(
  tx: Tx,
  id: string,
  outcome: 'delivered' | 'failed',
  why: string | null,
): Promise<Settled | undefined> {
  const { rows } = await sql<Settled>`select id, matter_id, status, seats
    from notice.settle(${id}, ${outcome}, ${why}, ${uuidv7()}, ${new Date()})`.execute(tx)
  return rows[0]
}
