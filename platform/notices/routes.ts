import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { mineOf, readNotices, recordCall, type TellCall } from './actions.ts'
import { type Adapters, isSignedBy } from './adapters.ts'
import { announce } from './announce.ts'
import { noticesApi } from './api.ts'
import { systemWith } from './send.ts'
import * as store from './store.ts'
import { type Book, render, renderOutward } from './words.ts'

export type NoticeParts = {
  books: readonly Book[]
  zone: string
  adapters: Adapters
  tellCall: TellCall
}

function parseCursor(cursor: string | undefined): { at: Date; id: string } | undefined {
  if (cursor === undefined) return undefined
  const [at = '', id = ''] = cursor.split('~')
  if (Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id)) {
    return refuse('invalid', {}, [{ path: 'cursor', code: 'format' }])
  }
  return { at: new Date(at), id }
}

export const noticeRoutes = ({ books, zone, adapters, tellCall }: NoticeParts): Route[] => [
  bind(noticesApi.listNotices, async ({ query, actor, tx }) => {
    const mine = mineOf(actor)
    const after = parseCursor(query.cursor)
    const found = await store.listNotices(tx, mine, {
      unread: query.unread === true,
      limit: query.limit + 1,
      ...(after !== undefined && { after }),
    })
    const page = found.slice(0, query.limit)
    const last = page.at(-1)
    return {
      rows: page.map(row => ({
        id: row.id,
        text: render(books, row, actor.lang, zone),
        matterId: row.matterId,
        matterNumber: row.matterNumber,
        forOffice: row.officeId !== null,
        createdAt: row.createdAt.toISOString(),
        readAt: row.readAt?.toISOString() ?? null,
      })),
      next:
        found.length > page.length && last !== undefined
          ? `${last.createdAt.toISOString()}~${last.id}`
          : null,
      unread: await store.countUnread(tx, mine),
    }
  }),
  bind(noticesApi.readNotices, async ({ body, actor, tx }) => ({
    unread: await readNotices(tx, actor, body.ids),
  })),
  bind(noticesApi.dueCalls, async ({ query, actor, tx }) => {
    const { rows, total } = await store.listDueCalls(tx, mineOf(actor).officeIds, query.limit)
    return {
      rows: rows.map(row => ({
        messageId: row.id,
        personId: row.personId!,
        matterId: row.matterId,
        matterNumber: row.matterNumber,
        matterTitle: row.matterTitle,
        text: renderOutward(books, row, actor.lang, zone),
        since: row.createdAt.toISOString(),
        tries: row.attempts,
        lastOutcome: row.lastOutcome,
      })),
      total,
    }
  }),
  bind(noticesApi.recordCall, async ({ body, actor, tx, at }) => ({
    id: await recordCall(tx, actor, body, tellCall, at),
  })),
  bind(noticesApi.takeReceipt, async ({ body, db }) => {
    const secret = adapters.webhook?.secret
    if (secret === undefined || !isSignedBy(secret, body)) return refuse('bad-signature')
    return db.as(systemWith([]), async tx => {
      const settled = await store.settle(tx, body.messageId, body.status, body.reason ?? null)
      if (settled === undefined) return { changed: false }
      await announce(tx, { topic: 'calls', id: settled.id, seats: settled.seats })
      return { changed: true }
    })
  }),
]
