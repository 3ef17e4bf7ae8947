import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { seedDemo } from '#apps/seed/index'
import { createFileStore } from '#platform/files'
import { openMasterKey } from '#platform/seal'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { run } from './run.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-user-'))
const keyFile = path.join(folder, 'key')
const dataDir = path.join(folder, 'data')
let database: FreshDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.ownerUrl, max: 2 })
  const masterKey = openMasterKey({ keyFile, dataDir, lang: 'en' })
  const files = createFileStore(path.join(dataDir, 'files'))
  const parts = { ownerUrl: database.ownerUrl, masterKey, files, zone: 'Asia/Shanghai' }
  await seedDemo(parts, { size: 'small', seed: 1, now: new Date() })
}, 120_000)
afterAll(async () => {
  await pool.end()
  await database.drop()
  fs.rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function user(...args: string[]) {
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  vi.stubEnv('KEY_FILE', keyFile)
  vi.stubEnv('DATA_DIR', dataDir)
  const said = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    said.out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    said.err += chunk
    return true
  })
  const code = await run(['user', ...args, '--lang', 'en'])
  vi.restoreAllMocks()
  return { ...said, code }
}
const count = async (query: string) => Number((await pool.query(query)).rows[0].count)

describe('the operator', () => {
  test('makes the first administrator of a place, with a code to print, once', async () => {
    const made = await user('create', 'lin', '--display', '林木', '--division', '3304')
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toMatch(/Account: lin[\s\S]*Code: [0-9A-Z]{5}-[0-9A-Z]{5}/)
    const again = await user('create', 'Lin', '--display', '林木', '--division', '3304')
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('taken')
    expect((await user('create', 'mu', '--display', '木林', '--division', '9999')).err).toContain(
      'no division',
    )
  })

  test('gives a new code, which takes the old password away', async () => {
    expect((await user('code', 'qiuhe')).code).toBe(0)
    expect(
      await count(
        `select count(*) from auth.credential c join auth.account a on a.id = c.account_id where a.name = 'qiuhe' and c.password_hash is null`,
      ),
    ).toBe(1)
    expect((await user('code', 'nobody')).code).toBe(1)
  })

  test('ends who moved on only when somebody of the office takes the open matters, by name', async () => {
    const open = await count(
      `select count(*) from matter.matter m join auth.account a on a.id = m.owner_id where a.name = 'shenyi' and m.is_open`,
    )
    expect(open).toBeGreaterThan(0)
    expect((await user('end', 'shenyi')).err).toContain(`${open} open matters`)
    expect((await user('end', 'shenyi', '--to', 'lin')).err).toContain('holds no role')
    expect((await user('role', 'lin', '--role', 'liaison', '--office', 'JXI')).code).toBe(0)
    expect((await user('role', 'lin', '--role', 'liaison', '--office', 'JXI')).err).toContain('already')
    const ended = await user('end', 'shenyi', '--to', 'lin', '--json')
    expect(JSON.parse(ended.out)).toEqual({ name: 'shenyi', handedOver: open })
    expect(
      await count(
        `select count(*) from matter.matter m join auth.account a on a.id = m.owner_id where a.name = 'lin' and m.is_open`,
      ),
    ).toBe(open)
    expect(
      await count(
        `select count(*) from auth.credential c join auth.account a on a.id = c.account_id where a.name = 'shenyi'`,
      ),
    ).toBe(0)
    expect(
      await count(
        `select count(*) from audit.entry e join auth.account a on e.subject_id = a.id::text where a.name = 'shenyi' and e.action = 'account.end'`,
      ),
    ).toBe(1)
    const listed = await user('list', '--within', '3304', '--json')
    const accounts = JSON.parse(listed.out).accounts as {
      name: string
      roles: unknown[]
      endedAt: string | null
    }[]
    expect(accounts.find(one => one.name === 'shenyi')).toMatchObject({ roles: [] })
    expect(accounts.find(one => one.name === 'lin')?.roles).toHaveLength(2)
  })
})
