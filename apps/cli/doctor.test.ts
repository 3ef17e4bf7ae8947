import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedDemo } from '#apps/seed/index'
import { sealOnce } from '#platform/audit'
import { createFileStore } from '#platform/files'
import { openMasterKey } from '#platform/seal'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { examine, type Finding } from './doctor.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-doctor-'))
const keyFile = path.join(folder, 'master.key')
const dataDir = path.join(folder, 'data')

let database: FreshDatabase
let owner: pg.Pool
let env: Record<string, string>
beforeAll(async () => {
  fs.mkdirSync(dataDir)
  database = await freshDatabase()
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 })
  const masterKey = openMasterKey({ keyFile, dataDir, lang: 'en' })
  const parts = {
    ownerUrl: database.ownerUrl,
    masterKey,
    files: createFileStore(path.join(dataDir, 'files')),
    zone: 'Asia/Shanghai',
  }
  await seedDemo(parts, { size: 'small', seed: 1, now: new Date() })
  await sealOnce(owner)
  env = { DATABASE_URL: database.ownerUrl, DATA_DIR: dataDir, KEY_FILE: keyFile }
}, 120_000)
afterAll(async () => {
  await owner.end()
  await database.drop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function find(check: string, changed: Record<string, string> = {}): Promise<Finding[]> {
  return (await examine({ ...env, ...changed }, 'en')).filter(one => one.check === check)
}
/** Does something to the database, looks, and takes it back. */
async function planted(does: string, undoes: string, check: string): Promise<Finding[]> {
  await owner.query(does)
  try {
    return await find(check)
  } finally {
    await owner.query(undoes)
  }
}

describe('doctor', () => {
  test('finds a sound database sound', async () => {
    const findings = await examine(env, 'en')
    for (const check of [
      'node',
      'config',
      'disk',
      'roles',
      'migrations',
      'clock',
      'audit',
      'queue',
      'accounts',
    ]) {
      expect(
        findings.filter(one => one.check === check).map(one => one.state),
        check,
      ).toEqual(['ok'])
    }
  })

  test('says the same in Chinese, and what to do for everything that is not in order', async () => {
    const findings = await examine({ ...env, HOST: '0.0.0.0' }, 'zh-CN')
    for (const { what } of findings) expect(what.length).toBeGreaterThan(0)
    for (const { state, todo } of findings) if (state !== 'ok') expect(todo).toMatch(/\p{Script=Han}/u)
    expect(findings.find(one => one.check === 'config')).toMatchObject({ state: 'warn' })
  })

  test('finds an audit entry that somebody altered past the application', async () => {
    const found = await planted(
      `update audit.entry set subject_id = subject_id || '!' where action = 'operator.seed'`,
      `update audit.entry set subject_id = rtrim(subject_id, '!') where action = 'operator.seed'`,
      'audit',
    )
    expect(found).toMatchObject([{ state: 'bad', what: 'Audit entry 1 was altered.' }])
  })

  test('finds a chain that was cut and begun anew, by the head that it noted before', async () => {
    await find('audit')
    await owner.query('truncate audit.seal')
    const found = await find('audit')
    await sealOnce(owner)
    expect(found).toMatchObject([{ state: 'bad', what: expect.stringContaining('The audit chain was cut') }])
  })

  test('finds a key file that others can read, one that is gone, and one that belongs to other data', async () => {
    fs.chmodSync(keyFile, 0o644)
    expect(await find('key')).toMatchObject([{ state: 'bad', what: expect.stringContaining('0644') }])
    fs.chmodSync(keyFile, 0o600)
    const elsewhere = path.join(folder, 'none.key')
    expect(await find('key', { KEY_FILE: elsewhere })).toMatchObject([
      { state: 'bad', what: expect.stringContaining('is missing') },
    ])
    expect(fs.existsSync(elsewhere)).toBe(false)
    const foreign = path.join(folder, 'foreign.key')
    fs.writeFileSync(foreign, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
    expect(await find('key', { KEY_FILE: foreign })).toMatchObject([
      { state: 'bad', what: expect.stringContaining('another key') },
    ])
  })

  test('finds a clock that was set back', async () => {
    const found = await planted(
      `update app.deployment set last_wall_at = now() + interval '2 hours'`,
      'update app.deployment set last_wall_at = now()',
      'clock',
    )
    expect(found).toMatchObject([{ state: 'bad', what: expect.stringContaining('set back') }])
  })

  test('warns sixty days before the published calendar ends, assumed days not counted', async () => {
    const last = Temporal.Now.plainDateISO('Asia/Shanghai').add({ days: 30 }).toString()
    const found = await planted(
      `create table if not exists public.kept_days as select * from region.calendar_day; delete from region.calendar_day where day > '${last}'::date`,
      'insert into region.calendar_day select * from public.kept_days on conflict do nothing; drop table public.kept_days',
      'calendar',
    )
    expect(found).toMatchObject([{ state: 'warn', what: expect.stringContaining(last) }])
  })

  test('finds a table without row-level security, a changed migration, and a job that was given up', async () => {
    expect(
      await planted(
        'alter table app.import disable row level security',
        'alter table app.import enable row level security',
        'roles',
      ),
    ).toMatchObject([{ state: 'bad', what: expect.stringContaining('app.import') }])
    expect(
      await planted(
        `update public.migration set checksum = 'x' || checksum where name like '0001%'`,
        `update public.migration set checksum = substr(checksum, 2) where name like '0001%'`,
        'migrations',
      ),
    ).toMatchObject([{ state: 'bad', what: expect.stringContaining('0001_app.sql') }])
    await owner.query(`select graphile_worker.add_job('planted', '{}'::json, max_attempts => 1)`)
    expect(
      await planted(
        'update graphile_worker._private_jobs set attempts = max_attempts',
        'delete from graphile_worker._private_jobs',
        'queue',
      ),
    ).toMatchObject([{ state: 'bad' }])
  })

  test('finds demonstration accounts in a database in real use', async () => {
    expect(
      await planted(
        `update app.deployment set kind = 'production'`,
        `update app.deployment set kind = 'demonstration'`,
        'accounts',
      ),
    ).toMatchObject([{ state: 'bad' }, { state: 'ok' }])
  })

  test('says that a database cannot be reached, and goes on with what needs none', async () => {
    const findings = await examine(
      { ...env, DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none' },
      'en',
    )
    expect(findings.find(one => one.check === 'database')).toMatchObject({ state: 'bad' })
    expect(findings.find(one => one.check === 'disk')).toMatchObject({ state: 'ok' })
    expect(JSON.stringify(findings)).not.toContain('nothing')
  })
})
