import { z } from 'zod'
import { look } from '#platform/audit'
import type { Clock } from '#platform/clock'
import type { Actor, Database, Tx } from '#platform/db'
import { job, type Task, task } from '#platform/jobs'
import { type Adapters, NotSent, type Outgoing, sendByEmail, sendByWebhook } from './adapters.ts'
import { announce } from './announce.ts'
import * as store from './store.ts'
import { type Book, renderOutward } from './words.ts'

/** With the pauses of the queue, which grow as e^n seconds, the last try is about half an hour after the first. */
const MOST_TRIES = 8

export const sendNotice = job(
  'notice.send',
  z.strictObject({ messageId: z.uuid(), seats: z.array(z.string()) }),
)

/** Where a person can be reached, opened from their sealed values; undefined for a person whose values were destroyed. */
export type Reach = (tx: Tx, personId: string) => Promise<{ telephone?: string; email?: string } | undefined>

export type SendParts = {
  db: Database
  clock: Clock
  adapters: Adapters
  books: readonly Book[]
  zone: string
  reach: Reach
}

/** The system, with the keys of one message and its matter. */
export function systemWith(seats: readonly string[]): Actor {
  const keys = [...new Set(seats)]
  return {
    kind: 'system',
    id: null,
    read: [...keys, 'staff'],
    write: keys,
    holdings: [],
    lang: 'zh-CN',
    requestId: 'notice.send',
  }
}

export const sendingTask = (parts: SendParts): Task =>
  task(sendNotice, ({ messageId, seats }, { signal }) => send(parts, messageId, seats, signal))

/**
 * Sends one message by the channel that reaches its person, or puts it on the call-back list. A worker killed
 * between sending and recording sends again, under the same id; it is recorded once. Throws where the queue shall
 * try again.
 */
async function send(parts: SendParts, messageId: string, seats: readonly string[], signal: AbortSignal) {
  const { db } = parts
  const queued = await db.as(systemWith(seats), tx => store.findQueued(tx, messageId))
  if (queued === undefined) return
  const system = systemWith([...seats, ...(queued.matterSeats ?? [])])
  const chosen = await db.as(system, async tx => {
    const { personId } = queued
    const way = personId === null ? undefined : await chooseWay(parts, tx, personId)
    await store.chooseChannel(tx, messageId, way?.channel ?? 'call')
    if (way === undefined || personId === null) {
      await announce(tx, { topic: 'calls', id: messageId, seats: system.read.filter(isOffice) })
      return undefined
    }
    const divisionPath = queued.divisionCode === null ? [] : await store.readPath(tx, queued.divisionCode)
    const subject = { kind: 'notice', id: messageId }
    const field = way.channel === 'webhook' ? 'telephone' : 'email'
    await look(
      tx,
      system,
      { personId, purpose: 'notice', fields: [field], subject, divisionPath },
      parts.clock.now(),
    )
    return way
  })
  if (chosen === undefined) return
  const outgoing: Outgoing = {
    messageId,
    to: chosen.to,
    subject: renderOutward(parts.books, { ...queued, template: 'subject' }, queued.lang, parts.zone),
    text: renderOutward(parts.books, queued, queued.lang, parts.zone),
    lang: queued.lang,
  }
  try {
    await chosen.send(outgoing, signal)
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    const isOver = error.isFinal || queued.attempts + 1 >= MOST_TRIES
    await db.as(system, async tx => {
      if (!isOver) return store.markTried(tx, messageId, error.why)
      if ((await store.settle(tx, messageId, 'failed', error.why)) !== undefined) {
        await announce(tx, { topic: 'calls', id: messageId, seats: system.read.filter(isOffice) })
      }
    })
    if (isOver) return
    throw error
  }
  await db.as(system, tx => store.markSent(tx, messageId))
}

const isOffice = (key: string) => key.startsWith('office:')

type Way = {
  channel: 'webhook' | 'email'
  to: string
  send(outgoing: Outgoing, signal: AbortSignal): Promise<void>
}

async function chooseWay({ adapters, reach }: SendParts, tx: Tx, personId: string): Promise<Way | undefined> {
  const { webhook, email } = adapters
  if (webhook === undefined && email === undefined) return undefined
  const known = await reach(tx, personId)
  if (webhook !== undefined && known?.telephone !== undefined) {
    return {
      channel: 'webhook',
      to: known.telephone,
      send: (outgoing, signal) => sendByWebhook(webhook, outgoing, signal),
    }
  }
  if (email !== undefined && known?.email !== undefined) {
    return { channel: 'email', to: known.email, send: outgoing => sendByEmail(email, outgoing) }
  }
  return undefined
}
