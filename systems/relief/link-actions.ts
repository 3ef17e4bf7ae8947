import { sql } from 'kysely'
import { record } from '#platform/audit'
import type { Actor, Database, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import { type BoundKind, findMatter, parseNumber, pathOf } from '#platform/matter'
import { hashSecret, readSecret } from '#platform/seal'
import type { Relief } from './actions.ts'
import type { ProblemAction } from './workflow.ts'

/** The code by which an enterprise follows its problem, for whoever works on it to tell the caller. */
export async function showTracking(tx: Tx, relief: Relief, actor: Actor, id: string, at: Date) {
  const matter = (await findMatter(tx, id)) ?? refuse('not-found')
  if (!matter.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  const linkId = matter.seats.find(seat => seat.startsWith('link:'))?.slice(5) ?? refuse('not-found')
  await record(
    tx,
    actor,
    {
      action: 'relief.showTracking',
      subjectKind: 'problem',
      subjectId: id,
      fields: ['secret'],
      divisionPath: pathOf(matter),
    },
    at,
  )
  return { number: matter.number, secret: relief.secrets.of(linkId) }
}

export function linkActor(id: string, requestId: string): Actor {
  return {
    kind: 'link',
    id,
    read: ['anyone', `link:${id}`],
    write: [`link:${id}`],
    holdings: [],
    lang: 'zh-CN',
    requestId,
  }
}

const trackingHash = (typed: { number: string; secret: string }) => {
  const number = parseNumber(typed.number)
  // A mistyped number answers as an unknown one does.
  return hashSecret(`${number ?? 'none'}:${readSecret(typed.secret)}`)
}

/** Reads by a tracking link; the same refusal for an unknown number and a wrong secret. */
export async function asTracker<T>(
  db: Database,
  typed: { number: string; secret: string },
  requestId: string,
  work: (tx: Tx, actor: Actor, matterId: string) => Promise<T>,
): Promise<T> {
  return db.asLink(trackingHash(typed), async (tx, link) => {
    if (link === undefined || link.purpose !== 'track' || link.matter_id === null)
      return refuse('tracking-unknown')
    return work(tx, linkActor(link.link_id, requestId), link.matter_id)
  })
}

/** What the enterprise does by its tracking link. The confirmation's address tells whether an officer sat there. */
export async function actByLink(
  db: Database,
  once: Once,
  relief: Relief,
  kinds: ReadonlyMap<string, BoundKind>,
  typed: {
    number: string
    secret: string
    version?: number | undefined
    input: Record<string, string | number>
  },
  action: ProblemAction,
  from: { address: string; requestId: string },
  at: Date,
): Promise<{ status: string; version: number }> {
  return asTracker(db, typed, from.requestId, (tx, actor, matterId) =>
    once(tx, `link:${actor.id}`, async () => {
      await sql`select set_config('app.address', ${from.address}, true)`.execute(tx)
      const call = { input: typed.input, ...(typed.version !== undefined && { version: typed.version }) }
      const matter = (await findMatter(tx, matterId)) ?? refuse('tracking-unknown')
      const kind = kinds.get(matter.kind) ?? refuse('tracking-unknown')
      const { status, version } = await kind.act(tx, relief.world, actor, matterId, action, call, at)
      return { status, version }
    }),
  )
}
