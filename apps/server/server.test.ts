import { existsSync, readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startWorld } from '#test/world'

test('the minute’s job seals the audit, and its head is noted outside the data', async () => {
  const world = await startWorld()
  const heads = `${world.dataDir}.audit-heads`
  try {
    await world.owner.query(
      `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, seats)
       values (gen_random_uuid(), now(), now(), 'operator', 'change', 'test', 'test', '1', '{}')`,
    )
    // As the queue's own crontab asks for it.
    const payload = JSON.stringify({ _cron: { ts: '2022-04-20T01:00:00.000Z', backfilled: false } })
    await world.owner.query(`select graphile_worker.add_job('seal', $1::json)`, [payload])
    const noted = () => (existsSync(heads) ? readFileSync(heads, 'utf8') : '')
    await expect.poll(noted, { timeout: 10_000 }).toContain('"seq":1')
  } finally {
    await world.stop()
    rmSync(heads, { force: true })
  }
})
