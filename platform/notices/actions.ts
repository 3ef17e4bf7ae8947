import { record } from '#platform/audit'
import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { enqueue } from '#platform/jobs'
import { announce } from './announce.ts'
import type { NewCall, Outcome } from './schema.ts'
import { sendNotice } from './send.ts'
import * as store from './store.ts'

export type NewNotice = {
  matterId: string | null
  to: store.Recipient
  template: string
  params: store.Params
  /** of a message to a person; by default the office that owns the matter */
  seats?: readonly string[]
}

/**
 * Tells somebody, in the transaction in which it happens. Accounts and offices find it in the app; a person outside
 * is sent it by whatever channel reaches them, or is called. Throws for a person without matter and seats.
 */
export async function notify(tx: Tx, notice: NewNotice, at: Date): Promise<void> {
  const seats = await seatsOf(tx, notice)
  const messageId = await store.insertMessage(tx, { ...notice, seats }, at)
  if ('personId' in notice.to) await enqueue(tx, sendNotice, { messageId, seats }, `notice:${messageId}`)
  else await announce(tx, { topic: 'notices', id: messageId, seats })
}

async function seatsOf(tx: Tx, { to, seats, matterId }: NewNotice): Promise<string[]> {
  if ('accountId' in to) return [`account:${to.accountId}`]
  if ('officeId' in to) return [`office:${to.officeId}`]
  if (seats !== undefined) return [...seats]
  const owner = matterId === null ? undefined : (await store.findMatter(tx, matterId))?.owner_office_id
  if (owner == null) throw new Error('A notice to a person needs an owned matter or seats.')
  return [`office:${owner}`]
}

/** Whether somebody outside was told of a matter since a moment of business: a delivered message or a call that reached. */
export const hasReached = store.hasReached

export function mineOf(actor: Actor): store.Mine {
  if (actor.id === null) throw new Error('Only an account has notices.')
  return { accountId: actor.id, officeIds: officesOf(actor) }
}
const officesOf = (actor: Actor) => [...new Set(actor.holdings.map(holding => holding.officeId))]

export async function readNotices(tx: Tx, actor: Actor, ids: readonly string[] | undefined): Promise<number> {
  const mine = mineOf(actor)
  const read = await store.markRead(tx, mine, ids)
  if (read.length > 0) {
    const seats = [`account:${mine.accountId}`, ...mine.officeIds.map(id => `office:${id}`)]
    await announce(tx, { topic: 'notices', id: read[0]!, seats })
  }
  return store.countUnread(tx, mine)
}

/** Writes a call into the story of its matter; given by who knows matters. */
export type TellCall = (
  tx: Tx,
  actor: Actor,
  call: { id: string; matterId: string; direction: 'made' | 'taken'; outcome: Outcome; note: string | null },
  at: Date,
) => Promise<void>

/**
 * Records a telephone call; one that reached somebody takes the entry that it answers off the call-back list.
 * Refuses `not-found`, `forbidden`, `already-reached`.
 */
export async function recordCall(
  tx: Tx,
  actor: Actor,
  call: NewCall,
  tell: TellCall,
  at: Date,
): Promise<string> {
  if (actor.id === null) throw new Error('Only an account telephones.')
  const entry = call.messageId === undefined ? undefined : await lockEntry(tx, call.messageId)
  const matterId = entry?.matter_id ?? call.matterId ?? null
  if (entry !== undefined && call.matterId !== undefined && call.matterId !== entry.matter_id) {
    refuse('invalid', {}, [{ path: 'matterId', code: 'choice' }])
  }
  const matter =
    matterId === null ? undefined : ((await store.findMatter(tx, matterId)) ?? refuse('not-found'))
  const personId = entry?.person_id ?? call.personId ?? null
  if (entry === undefined && personId !== null && !(await store.isPersonSeen(tx, personId)))
    refuse('not-found')
  const seats =
    matter === undefined
      ? [`account:${actor.id}`, ...officesOf(actor).map(id => `office:${id}`)]
      : matter.seats.filter(seat => !seat.startsWith('link:'))
  if (!seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  const note = call.note ?? null
  const id = await store.insertCall(
    tx,
    {
      matterId,
      messageId: entry?.id ?? null,
      personId,
      accountId: actor.id,
      direction: call.direction,
      outcome: call.outcome,
      note,
      seats,
    },
    at,
  )
  if (entry !== undefined) await store.answerCallEntry(tx, entry.id, call.outcome)
  const divisionCode = matter?.division_code ?? actor.holdings[0]?.divisionCode
  await record(
    tx,
    actor,
    {
      action: 'call.record',
      subjectKind: 'call',
      subjectId: id,
      ...(personId !== null && { personId }),
      fields: ['outcome'],
      divisionPath: divisionCode === undefined ? [] : await store.readPath(tx, divisionCode),
    },
    at,
  )
  if (matterId !== null) {
    await tell(tx, actor, { id, matterId, direction: call.direction, outcome: call.outcome, note }, at)
  }
  await announce(tx, { topic: 'calls', id, seats })
  return id
}

async function lockEntry(tx: Tx, id: string) {
  const entry = (await store.findCallEntry(tx, id)) ?? refuse('not-found')
  const locked = (await store.lockCallEntry(tx, id)) ?? refuse('forbidden')
  if (locked.status !== 'queued') refuse('already-reached')
  return entry
}
