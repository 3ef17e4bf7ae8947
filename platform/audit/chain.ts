import { createHash } from 'node:crypto'

/**
 * An entry as the chain reads it. Moments are UTC with microseconds (2022-05-07T01:30:00.000000Z), xid is decimal.
 */
export type ChainEntry = {
  id: string
  recorded_at: string
  business_at: string
  actor_kind: string
  actor_id: string | null
  kind: string
  action: string
  subject_kind: string
  subject_id: string
  person_id: string | null
  purpose: string | null
  fields: string[]
  request_id: string | null
  xid: string
  seats: string[]
}

const utc = (column: string) =>
  `to_char(e.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`

/** The columns of `audit.entry e` that make a {@link ChainEntry}. */
export const chainColumns = `e.id, ${utc('recorded_at')}, ${utc('business_at')}, e.actor_kind, e.actor_id, e.kind,
  e.action, e.subject_kind, e.subject_id, e.person_id, e.purpose, e.fields, e.request_id, e.xid::text as xid, e.seats`

/** The hash before the first entry: 32 zero bytes. */
export const GENESIS = Buffer.alloc(32)

/**
 * The next hash: SHA-256 over the 32 bytes of the previous hash and, in UTF-8, a JSON array (RFC 8259, no spaces, as
 * `JSON.stringify` writes it) of the columns in the order of {@link ChainEntry}; null for what is empty.
 */
export function nextHash(previous: Buffer, e: ChainEntry): Buffer {
  const columns = [
    e.id,
    e.recorded_at,
    e.business_at,
    e.actor_kind,
    e.actor_id,
    e.kind,
    e.action,
    e.subject_kind,
    e.subject_id,
    e.person_id,
    e.purpose,
    e.fields,
    e.request_id,
    e.xid,
    e.seats,
  ]
  return createHash('sha256').update(previous).update(JSON.stringify(columns)).digest()
}
