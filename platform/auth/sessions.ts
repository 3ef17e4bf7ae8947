import { sql } from 'kysely'
import { type Actor, type Database, type Holding, keysOf, type Tx } from '#platform/db'
import { refuse } from '#platform/http'
import type { Lang } from '#platform/texts'
import { recordAtDoor } from './record.ts'
import { SESSION_LIFETIME, tokenHash } from './sign-in.ts'

export const SESSION_COOKIE = 'tz_session'

/** How the session's cookie is set; `secure` where the page came over https. */
export function sessionCookie(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: SESSION_LIFETIME / 1000 } as const
}

type FoundSession = { session_id: string; account_id: string; roles: Holding[] }

/**
 * The actor of a session's token with the keys of the roles in force at the business moment; undefined when the
 * session is over or the account has ended. Asked anew for every request and kept nowhere, so that an end is an end.
 */
export async function sessionOf(
  db: Database,
  token: string,
  at: { wall: Date; business: Date },
  request: { lang: Lang; requestId: string },
): Promise<Actor | undefined> {
  // One function with the owner's rights and no table: it needs no authority, and so no round trips for one.
  const { rows } = await db.pools.app.query<FoundSession>(
    'select session_id, account_id, roles from auth.find_session($1, $2, $3)',
    [tokenHash(token), at.wall, at.business],
  )
  const found = rows[0]
  if (found === undefined) return undefined
  return {
    kind: 'staff',
    id: found.account_id,
    ...keysOf(found.account_id, found.roles),
    holdings: found.roles,
    ...request,
  }
}

export type SessionRow = {
  id: string
  createdAt: Date
  seenAt: Date
  expiresAt: Date
  address: string | null
  agent: string | null
}

/** The actor's own sessions that still run, the newest first. */
export async function listSessions(tx: Tx, accountId: string, wall: Date): Promise<SessionRow[]> {
  return tx
    .selectFrom('auth.session')
    .select([
      'id',
      'created_at as createdAt',
      'seen_at as seenAt',
      'expires_at as expiresAt',
      'address',
      'agent',
    ])
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', wall)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** The id of the session of a token, to mark it in a list; undefined when it is over. */
export async function findSessionId(
  tx: Tx,
  token: string,
  at: { wall: Date; business: Date },
): Promise<string | undefined> {
  const { rows } = await sql<FoundSession>`
    select session_id from auth.find_session(${tokenHash(token)}, ${at.wall}, ${at.business})`.execute(tx)
  return rows[0]?.session_id
}

/** Ends one of the actor's own sessions. Refuses with `not-found` where it isn't one, or is over. */
export async function revokeSession(
  tx: Tx,
  actor: Actor,
  sessionId: string,
  at: { wall: Date; business: Date },
): Promise<void> {
  const ended = await tx
    .updateTable('auth.session')
    .set({ revoked_at: at.wall })
    .where('id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .returning('account_id')
    .executeTakeFirst()
  if (ended === undefined) return refuse('not-found')
  const { path } = await tx
    .selectFrom('auth.account as a')
    .innerJoin('region.office as o', 'o.id', 'a.office_id')
    .select('o.path')
    .where('a.id', '=', ended.account_id)
    .executeTakeFirstOrThrow()
  await recordAtDoor(tx, {
    ...at,
    action: 'session-revoked',
    accountId: ended.account_id,
    path,
    requestId: actor.requestId,
  })
}
