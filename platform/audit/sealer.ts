import type pg from 'pg'
import { type ChainEntry, chainColumns, GENESIS, nextHash } from './chain.ts'

const LOCK = 3304_2023

/** The newest link of the chain; printed and kept outside the database, it witnesses all before it. */
export type Head = { seq: number; hash: string; sealedAt: string }

type SealRow = {
  seq: string
  hash: Buffer
  sealed_at: Date
  entry_id: string
  xid: string | null
  is_restored: boolean | null
}

const lastSeal = `select s.seq, s.hash, s.sealed_at, s.entry_id, e.xid::text as xid,
    e.xid >= pg_snapshot_xmax(pg_current_snapshot()) as is_restored
  from audit.seal s left join audit.entry e on e.id = s.entry_id order by s.seq desc limit 1`

const headOf = (row: SealRow): Head => ({
  seq: Number(row.seq),
  hash: row.hash.toString('hex'),
  sealedAt: row.sealed_at.toISOString(),
})

/** The newest link, undefined when nothing is sealed yet. */
export async function findHead(owner: pg.Pool): Promise<Head | undefined> {
  const { rows } = await owner.query<SealRow>(lastSeal)
  return rows[0] && headOf(rows[0])
}

/**
 * Chains one batch and commits it; returns how many. Only what no running transaction can still precede is taken, in
 * the order of transactions, so that the newest link tells where to go on. An entry with a transaction number that
 * this server hasn't given out yet came by a restore; while the newest link is such a one, or its entry is gone,
 * everything is looked through.
 */
async function sealBatch(client: pg.PoolClient, batch: number): Promise<number> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    const last = (await client.query<SealRow>(lastSeal)).rows[0]
    const goesOn = last?.is_restored === false
    const { rows } = await client.query<ChainEntry>(
      `select ${chainColumns} from audit.entry e
       where (e.xid < pg_snapshot_xmin(pg_current_snapshot()) or e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
         ${goesOn ? 'and (e.xid, e.id) > ($2::text::xid8, $3::uuid)' : ''}
         and not exists (select from audit.seal s where s.entry_id = e.id)
       order by e.xid, e.id limit $1`,
      goesOn ? [batch, last.xid, last.entry_id] : [batch],
    )
    let hash = last?.hash ?? GENESIS
    const first = Number(last?.seq ?? 0) + 1
    const hashes = rows.map(entry => {
      hash = nextHash(hash, entry)
      return hash
    })
    if (rows.length > 0)
      await client.query(
        `insert into audit.seal (seq, entry_id, hash, sealed_at)
         select $1::bigint + place - 1, id, hash, $2
         from unnest($3::uuid[], $4::bytea[]) with ordinality as t(id, hash, place)`,
        [first, new Date(), rows.map(entry => entry.id), hashes],
      )
    await client.query('commit')
    return rows.length
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/**
 * Seals all that can be sealed now, in batches that each stand once committed: killed in between, the next call goes
 * on. One sealer works at a time. Needs the owner's login.
 */
export async function sealOnce(
  owner: pg.Pool,
  { batch = 5000 }: { batch?: number } = {},
): Promise<{ sealed: number; head: Head | undefined }> {
  const client = await owner.connect()
  try {
    let sealed = 0
    for (;;) {
      const done = await sealBatch(client, batch)
      sealed += done
      if (done < batch) break
    }
    return { sealed, head: await findHead(owner) }
  } finally {
    client.release()
  }
}
