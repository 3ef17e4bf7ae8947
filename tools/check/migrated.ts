import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { migrate, startEmbedded } from '#platform/db'

/** Runs `work` on a database of its own with every migration applied, and leaves nothing behind. */
export async function withMigratedDatabase<T>(work: (ownerUrl: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), `tongzhou-test-${process.pid}-`))
  // As root the server runs as nobody, who must get through.
  chmodSync(dataDir, 0o755)
  const cluster = await startEmbedded({ dataDir, onStep: () => undefined, fsync: false })
  try {
    const client = new pg.Client({ connectionString: cluster.url('postgres') })
    await client.connect()
    await client.query('create database generated')
    await client.end()
    const url = cluster.url('generated')
    await migrate(url, { app: 'generated', public: 'generated' })
    return await work(url)
  } finally {
    await cluster.stop()
    for (const left of [dirname(cluster.dataPath), dataDir]) rmSync(left, { recursive: true, force: true })
  }
}
