import type pg from 'pg'
import { type ChainEntry, chainColumns, GENESIS, nextHash } from './chain.ts'
import type { Head } from './sealer.ts'

/** The first place where the chain doesn't hold. */
export type Break = {
  /**
   * - `entry-missing`: a sealed entry is gone
   * - `entry-altered`: an entry isn't what was sealed
   * - `seal-missing`: a link is gone
   * - `seal-altered`: a link's own hash was changed
   * - `head-missing`, `head-differs`: a head noted outside the database is gone, or is another: the chain was cut or rewritten
   */
  what: 'entry-missing' | 'entry-altered' | 'seal-missing' | 'seal-altered' | 'head-missing' | 'head-differs'
  seq: number
  entryId: string | null
}

export type Verification = {
  /** links found in order */
  checked: number
  broken: Break | undefined
  head: Head | undefined
  unsealed: number
  /** wall time of the oldest entry that isn't sealed yet */
  oldestUnsealedAt: Date | undefined
}

type Link = { seq: string; entry_id: string; hash: Buffer; sealed_at: Date } & (ChainEntry | { id: null })

const PAGE = 5000

const fetchLinks = async (client: pg.PoolClient, after: number, most: number): Promise<Link[]> =>
  (
    await client.query<Link>(
      `select s.seq, s.entry_id, s.hash, s.sealed_at, ${chainColumns}
       from audit.seal s left join audit.entry e on e.id = s.entry_id where s.seq > $1 order by s.seq limit $2`,
      [after, most],
    )
  ).rows

/** A link whose successor follows from its hash as it stands was not touched: then its entry was. */
async function whatWasAltered(client: pg.PoolClient, link: Link): Promise<Break['what']> {
  const next = (await fetchLinks(client, Number(link.seq), 1))[0]
  if (next === undefined || next.id === null) return 'entry-altered'
  return nextHash(link.hash, next).equals(next.hash) ? 'entry-altered' : 'seal-altered'
}

async function walk(
  client: pg.PoolClient,
  known: readonly Head[],
  onProgress: (checked: number, total: number) => void,
): Promise<Pick<Verification, 'checked' | 'broken' | 'head'>> {
  const { rows: counted } = await client.query<{ total: number }>(
    'select count(*)::int as total from audit.seal',
  )
  const total = counted[0]!.total
  const noted = new Map(known.map(head => [head.seq, head.hash]))
  let previous: Buffer = GENESIS
  let checked = 0
  let head: Head | undefined
  const stop = (what: Break['what'], seq: number, entryId: string | null) => ({
    checked,
    head,
    broken: { what, seq, entryId },
  })
  for (;;) {
    const links = await fetchLinks(client, checked, PAGE)
    for (const link of links) {
      const seq = Number(link.seq)
      if (seq !== checked + 1) return stop('seal-missing', checked + 1, null)
      if (link.id === null) return stop('entry-missing', seq, link.entry_id)
      if (!nextHash(previous, link).equals(link.hash))
        return stop(await whatWasAltered(client, link), seq, link.entry_id)
      const hash = link.hash.toString('hex')
      if ((noted.get(seq) ?? hash) !== hash) return stop('head-differs', seq, link.entry_id)
      previous = link.hash
      checked = seq
      head = { seq, hash, sealedAt: link.sealed_at.toISOString() }
    }
    onProgress(checked, total)
    if (links.length < PAGE) break
  }
  const beyond = known.find(one => one.seq > checked)
  if (beyond !== undefined) return stop('head-missing', beyond.seq, null)
  return { checked, head, broken: undefined }
}

/**
 * Recomputes the whole chain on one snapshot and reports the first place where it doesn't hold, and what isn't sealed
 * yet. `known` are heads kept outside the database. Needs the owner's login, and changes nothing.
 */
export async function verify(
  owner: pg.Pool,
  {
    known = [],
    onProgress = () => undefined,
  }: { known?: readonly Head[]; onProgress?: (checked: number, total: number) => void } = {},
): Promise<Verification> {
  const client = await owner.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const walked = await walk(client, known, onProgress)
    const { rows } = await client.query<{ unsealed: number; oldest: Date | null }>(
      `select count(*)::int as unsealed, min(e.recorded_at) as oldest from audit.entry e
       where not exists (select from audit.seal s where s.entry_id = e.id)`,
    )
    return { ...walked, unsealed: rows[0]!.unsealed, oldestUnsealedAt: rows[0]!.oldest ?? undefined }
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}
