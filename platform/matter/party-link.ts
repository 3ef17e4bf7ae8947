import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, type Database, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { hashSecret, readSecret, type Secrets } from '#platform/seal'

const DAYS = 30
/** What a device that holds no key shows: random, kept by the browser, known here by its hash. */
const hashDevice = (device: string) => createHash('sha256').update(`device:${device}`).digest()
/** Six digits, derived: the sender can read them out again, and the database knows their hash only. */
function codeOf(secrets: Secrets, linkId: string, no: number): string {
  const digest = createHmac('sha256', secrets.of(linkId)).update(`code ${no}`).digest()
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}
const hashCode = (linkSecret: string, code: string) => hashSecret(`${linkSecret}:${code}`)
/** Tells two addresses apart, and no more. */
const markOf = (address: string) =>
  createHash('sha256').update(`address:${address}`).digest('hex').slice(0, 6)

/** A new link for the party of a matter; an earlier one ends with its devices. Its secret is derived from the id. */
export async function makePartyLink(
  tx: Tx,
  secrets: Secrets,
  link: { matterId: string; partyId: string; createdBy: string | null; officeId: string; id?: string },
): Promise<string> {
  const id = link.id ?? uuidv7()
  await revokePartyLinks(tx, link.matterId)
  const secret = secrets.of(id)
  await tx
    .insertInto('matter.link')
    .values({
      id,
      purpose: 'party',
      matter_id: link.matterId,
      party_id: link.partyId,
      secret_hash: hashSecret(secret),
      created_at: new Date(),
      created_by: link.createdBy,
      expires_at: new Date(Date.now() + DAYS * 86_400_000),
      code_no: 1,
      code_hash: hashCode(secret, codeOf(secrets, id, 1)),
      seats: [`link:${id}`, `office:${link.officeId}`],
    })
    .execute()
  return id
}

export async function revokePartyLinks(tx: Tx, matterId: string): Promise<void> {
  await tx
    .updateTable('matter.link')
    .set({ revoked_at: new Date() })
    .where('matter_id', '=', matterId)
    .where('purpose', '=', 'party')
    .where('revoked_at', 'is', null)
    .execute()
}

/** The newest link of a matter's party as its sender sees it: devices, who opened it, and the code that is still good. */
export async function readPartyLink(tx: Tx, secrets: Secrets, matterId: string) {
  const link = await tx
    .selectFrom('matter.link')
    .select([
      'id',
      'party_id',
      'created_at',
      'expires_at',
      'revoked_at',
      'code_no',
      'code_failures',
      'code_used_at',
    ])
    .where('matter_id', '=', matterId)
    .where('purpose', '=', 'party')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (link === undefined) return undefined
  const devices = await tx
    .selectFrom('matter.link_device')
    .select(['id', 'agent', 'address_mark', 'bound_at', 'seen_at', 'revoked_at'])
    .where('link_id', '=', link.id)
    .orderBy('bound_at')
    .execute()
  const openings = await tx
    .selectFrom('matter.link_opening')
    .select(['what', 'address_mark', 'times', 'last_at'])
    .where('link_id', '=', link.id)
    .orderBy('last_at', 'desc')
    .limit(50)
    .execute()
  const isGood = link.code_used_at === null && link.code_failures < 5
  return {
    ...link,
    secret: secrets.of(link.id),
    code: isGood ? codeOf(secrets, link.id, link.code_no) : null,
    devices,
    openings,
  }
}

/** A new code for one more device; the earlier one ends. */
export async function renewCode(tx: Tx, secrets: Secrets, linkId: string, no: number): Promise<void> {
  await tx
    .updateTable('matter.link')
    .set({
      code_no: no + 1,
      code_hash: hashCode(secrets.of(linkId), codeOf(secrets, linkId, no + 1)),
      code_failures: 0,
      code_used_at: null,
    })
    .where('id', '=', linkId)
    .execute()
}

export async function revokeDevice(tx: Tx, linkId: string, deviceId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('matter.link_device')
    .set({ revoked_at: new Date() })
    .where('id', '=', deviceId)
    .where('link_id', '=', linkId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export type Typed = { secret: string; device: string }

/**
 * Acts by a party's link from a device that is bound. A link that is unknown, ended or revoked is `party-unknown`; a
 * device that is not bound is `party-stranger`, and learns nothing of what is asked or by whom.
 */
export async function asParty<T>(
  db: Database,
  typed: Typed,
  from: { address: string; requestId: string },
  work: (tx: Tx, actor: Actor, matterId: string) => Promise<T>,
): Promise<T> {
  const found = await db.asLink(null, async tx => {
    const { rows } = await sql<{ outcome: string; link_id: string; matter_id: string | null }>`
      select * from app.enter_party(${hashSecret(readSecret(typed.secret))}, ${hashDevice(typed.device)},
        ${markOf(from.address)}, ${new Date()})`.execute(tx)
    const entered = rows[0]
    if (entered?.matter_id == null)
      return { refused: entered === undefined ? 'party-unknown' : 'party-stranger' }
    const actor: Actor = {
      kind: 'link',
      id: entered.link_id,
      read: ['anyone', `link:${entered.link_id}`],
      write: [`link:${entered.link_id}`],
      holdings: [],
      lang: 'zh-CN',
      requestId: from.requestId,
    }
    return { result: await work(tx, actor, entered.matter_id) }
  })
  // After the commit: that a stranger opened it is written down though the call is refused.
  if ('refused' in found) return refuse(String(found.refused))
  return found.result as T
}

/** Binds a device by the code that its sender told; returns the matter, and how often the code was wrong. */
export async function bindDevice(
  db: Database,
  typed: Typed & { code: string },
  from: { address: string; agent: string | undefined },
): Promise<{
  outcome: 'bound' | 'wrong-code' | 'closed' | 'unknown'
  matterId: string | null
  /** that sent the link */
  officeId: string | null
}> {
  const secret = readSecret(typed.secret)
  const agent = /mobile|android|iphone|harmony/i.test(from.agent ?? '') ? 'phone' : 'computer'
  return db.asLink(null, async tx => {
    const { rows } = await sql<{
      outcome: 'bound' | 'wrong-code' | 'closed'
      matter_id: string
      office_id: string
    }>`
      select * from app.bind_party(${hashSecret(secret)}, ${hashCode(secret, typed.code.replace(/\D/g, ''))}, ${uuidv7()},
        ${hashDevice(typed.device)}, ${agent}, ${markOf(from.address)}, ${new Date()})`.execute(tx)
    const row = rows[0]
    return row === undefined
      ? { outcome: 'unknown', matterId: null, officeId: null }
      : { outcome: row.outcome, matterId: row.matter_id, officeId: row.office_id }
  })
}
