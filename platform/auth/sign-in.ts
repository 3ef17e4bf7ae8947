import { createHash, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import { type Actor, type Database, type Tx, uuidv7 } from '#platform/db'
import { Refused, refuse } from '#platform/http'
import { readCode } from './code.ts'
import { demandGoodPassword, hashSecret, isBusy, isSecret } from './passwords.ts'
import { recordAtDoor } from './record.ts'

const hours = 3_600_000
/** Sessions end after 12 hours of wall time, whatever was done in them. */
export const SESSION_LIFETIME = 12 * hours

/** Who knocks: moments are wall time but `business`, which the audit keeps beside it. */
export type Visit = {
  address: string
  agent: string | undefined
  wall: Date
  business: Date
  requestId: string
}
/** `token` goes into the cookie and nowhere else. */
export type OpenedSession = { token: string; accountId: string; expiresAt: Date }

type Credential = {
  account_id: string
  password_hash: string | null
  code_hash: string | null
  code_expires_at: Date | null
  ended: boolean
  path: string[]
}

/** A token as the database knows it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** An account's name as it is stored: compatible forms made one, lower case, without spaces around. */
export const accountName = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase()

/** What an address counts as: of IPv6 the network of 64 bits, because one machine commands all of its addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '')
  const [head = '', tail = ''] = address.split('%')[0]!.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail.split(':').filter(Boolean)
  const whole = address.includes('::')
    ? [...front, ...Array(8 - front.length - back.length).fill('0'), ...back]
    : front
  return `${whole
    .slice(0, 4)
    .map(part => Number.parseInt(part, 16).toString(16))
    .join(':')}::/64`
}

/** Before a session there is nobody: these transactions hold no key, only the functions of the door. */
const atDoor = (requestId: string): Actor => ({
  kind: 'system',
  id: null,
  read: [],
  write: [],
  holdings: [],
  lang: 'zh-CN',
  requestId,
})

async function callBoolean(tx: Tx, call: ReturnType<typeof sql<{ ok: boolean }>>): Promise<boolean> {
  return (await call.execute(tx)).rows[0]?.ok === true
}

/**
 * One attempt: counted before the secret is looked at, taken back when the secret could not be looked at.
 * Refuses with `busy` or `sign-in-wait` (seconds).
 */
async function attempt<T>(
  db: Database,
  name: string,
  visit: Visit,
  look: (found: Credential | undefined) => Promise<T>,
): Promise<T> {
  if (isBusy()) refuse('busy', { seconds: 3 })
  const network = networkOf(visit.address)
  const { seconds, found } = await db.as(atDoor(visit.requestId), async tx => {
    const claimed = await sql<{ wait: number }>`
      select auth.claim_attempt(${name}, ${network}, ${visit.wall}) as wait`.execute(tx)
    const credential = await sql<Credential>`select * from auth.find_credential(${name})`.execute(tx)
    return { seconds: claimed.rows[0]!.wait, found: credential.rows[0] }
  })
  // Refused after the commit: a wait that was corrected for a clock set back must stand.
  if (seconds > 0) refuse('sign-in-wait', { seconds })
  try {
    return await look(found)
  } catch (error) {
    if (error instanceof Refused && error.code === 'busy') {
      await db.as(atDoor(visit.requestId), tx =>
        sql`select auth.withdraw_attempt(${name}, ${network}, ${visit.wall})`.execute(tx),
      )
    }
    throw error
  }
}

async function openSession(
  tx: Tx,
  accountId: string,
  verifiedHash: string,
  visit: Visit,
): Promise<OpenedSession | undefined> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(visit.wall.getTime() + SESSION_LIFETIME)
  const opened = await callBoolean(
    tx,
    sql`select auth.open_session(${uuidv7()}, ${accountId}, ${verifiedHash}, ${tokenHash(token)},
      ${visit.wall}, ${expiresAt}, ${visit.address}, ${visit.agent?.slice(0, 300) ?? null}) as ok`,
  )
  return opened ? { token, accountId, expiresAt } : undefined
}

async function forgive(tx: Tx, name: string, visit: Visit): Promise<void> {
  await sql`select auth.forgive_attempt(${name}, ${networkOf(visit.address)}, ${visit.wall})`.execute(tx)
}

async function recordRefusal(db: Database, action: string, found: Credential | undefined, visit: Visit) {
  await db.as(atDoor(visit.requestId), tx =>
    recordAtDoor(tx, { ...visit, action, accountId: found?.account_id ?? null, path: found?.path ?? null }),
  )
}

/**
 * Opens a session by name and password. Unknown name, wrong password and ended account are refused alike
 * (`sign-in-refused`); after the third failure of an account and the thirtieth of an address `sign-in-wait`
 * tells the seconds to wait, doubling to 15 minutes. An account forgets one failure in three hours, an address one
 * a minute.
 */
export async function signIn(
  db: Database,
  given: Visit & { name: string; password: string },
): Promise<OpenedSession> {
  const { name: typed, password, ...visit } = given
  const name = accountName(typed)
  return attempt(db, name, visit, async found => {
    const isRight = await isSecret(found?.password_hash, password)
    if (isRight && found !== undefined) {
      const opened = await db.as(atDoor(visit.requestId), async tx => {
        const session = await openSession(tx, found.account_id, found.password_hash!, visit)
        if (session === undefined) return undefined
        await forgive(tx, name, visit)
        await recordAtDoor(tx, {
          ...visit,
          action: 'signed-in',
          accountId: found.account_id,
          path: found.path,
        })
        return session
      })
      if (opened !== undefined) return opened
    }
    await recordRefusal(db, 'sign-in-refused', found, visit)
    return refuse('sign-in-refused')
  })
}

/**
 * Sets the first or a new password by a single-use code and opens a session. Refuses with `invalid` (fields
 * `password`, `code`), `code-refused`, `sign-in-wait` or `busy`.
 */
export async function useCode(
  db: Database,
  given: Visit & { name: string; code: string; password: string },
): Promise<OpenedSession> {
  const { name: typed, code: typedCode, password, ...visit } = given
  const name = accountName(typed)
  const code = readCode(typedCode) ?? refuse('invalid', {}, [{ path: 'code', code: 'code-mistyped' }])
  demandGoodPassword(password, name)
  return attempt(db, name, visit, async found => {
    const isRight = await isSecret(found?.code_hash, code)
    if (isRight && found !== undefined) {
      const newHash = await hashSecret(password)
      const opened = await db.as(atDoor(visit.requestId), async tx => {
        const consumed = await callBoolean(
          tx,
          sql`select auth.consume_code(${found.account_id}, ${found.code_hash}, ${newHash}, ${visit.wall}) as ok`,
        )
        if (!consumed) return undefined
        await forgive(tx, name, visit)
        await recordAtDoor(tx, {
          ...visit,
          action: 'password-set',
          accountId: found.account_id,
          path: found.path,
        })
        return openSession(tx, found.account_id, newHash, visit)
      })
      if (opened !== undefined) return opened
    }
    await recordRefusal(db, 'code-refused', found, visit)
    return refuse('code-refused')
  })
}

/** Ends the session of a token; one that is over already is left as it is. */
export async function signOut(
  db: Database,
  token: string,
  at: { wall: Date; business: Date; requestId: string },
): Promise<void> {
  await db.as(atDoor(at.requestId), async tx => {
    const { rows } = await sql<{ account_id: string; path: string[] }>`
      select * from auth.end_session(${tokenHash(token)}, ${at.wall})`.execute(tx)
    const ended = rows[0]
    if (ended !== undefined)
      await recordAtDoor(tx, { ...at, action: 'signed-out', accountId: ended.account_id, path: ended.path })
  })
}

/**
 * Changes the own password and ends the account's other sessions. Refuses with `unauthenticated`,
 * `password-wrong`, `invalid` (field `password`), `sign-in-wait` or `busy`.
 */
export async function changePassword(
  db: Database,
  given: Visit & { token: string; present: string; password: string },
): Promise<void> {
  const { token, present, password, ...visit } = given
  const { rows } = await db.as(atDoor(visit.requestId), tx =>
    sql<{ session_id: string; account_id: string; name: string }>`
      select session_id, account_id, name from auth.find_session(${tokenHash(token)}, ${visit.wall}, ${visit.business})`.execute(
      tx,
    ),
  )
  const session = rows[0] ?? refuse('unauthenticated')
  demandGoodPassword(password, session.name)
  await attempt(db, session.name, visit, async found => {
    const isRight = await isSecret(found?.password_hash, present)
    if (!isRight) {
      await recordRefusal(db, 'password-refused', found, visit)
      return refuse('password-wrong')
    }
    const newHash = await hashSecret(password)
    const own: Actor = {
      ...atDoor(visit.requestId),
      kind: 'staff',
      id: session.account_id,
      write: [`account:${session.account_id}`],
    }
    await db.as(own, async tx => {
      const changed = await callBoolean(
        tx,
        sql`select auth.change_password(${session.account_id}, ${found?.password_hash}, ${newHash}, ${session.session_id}, ${visit.wall}) as ok`,
      )
      if (!changed) refuse('password-wrong')
      await forgive(tx, session.name, visit)
      await recordAtDoor(tx, {
        ...visit,
        action: 'password-changed',
        accountId: session.account_id,
        path: found?.path ?? null,
      })
    })
  })
}
