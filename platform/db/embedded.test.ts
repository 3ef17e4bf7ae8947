import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { type Embedded, EmbeddedError, startEmbedded } from './index.ts'

const asRoot = process.getuid?.() === 0
const undo: (() => unknown)[] = []

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function buildFolder(mode = 0o755): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `tongzhou-test-${process.pid}-`))
  fs.chmodSync(folder, mode)
  undo.push(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(dataDir: string, lang: 'zh-CN' | 'en' = 'en'): Promise<Embedded> {
  const database = await startEmbedded({ dataDir, lang, onStep: () => undefined })
  undo.push(() => database.stop())
  return database
}

async function ask(database: Embedded, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url('postgres') })
  await client.connect()
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

const getPostmaster = (data: string) =>
  Number(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0])

/** A process that ended but was not collected by its parent counts as gone. */
function runs(pid: number): boolean {
  const asked = spawnSync('/bin/sh', [
    '-c',
    `kill -0 ${pid} && ! grep -q '^State:.Z' /proc/${pid}/status 2>/dev/null`,
  ])
  return asked.status === 0
}

test.each(['at once', 'a moment later'])(
  'after the program is killed its database ends too, and a start %s has every acknowledged row',
  async when => {
    const dataDir = buildFolder()
    const program = `
    const { startEmbedded } = await import(${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))})
    const { default: pg } = await import('pg')
    const database = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, onStep: () => undefined })
    const client = new pg.Client({ connectionString: database.url('postgres') })
    await client.connect()
    await client.query('create table problem (title text)')
    await client.query("insert into problem values ('原材料断供')")
    console.log(database.dataPath)
    setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: path.join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    undo.push(() => child.kill('SIGKILL'))
    const dataPath = await new Promise<string>(resolve =>
      child.stdout.once('data', chunk => resolve(`${chunk}`.trim())),
    )
    const postmaster = getPostmaster(dataPath)
    child.kill('SIGKILL')
    if (when !== 'at once') await expect.poll(() => runs(postmaster), { timeout: 12_000 }).toBe(false)

    const next = await start(dataDir)
    expect(await ask(next, 'select title from problem')).toEqual(['原材料断供'])
    expect(getPostmaster(dataPath)).not.toBe(postmaster)
    expect(runs(postmaster)).toBe(false)
  },
)

test('a killed database is noticed and comes back on the same port with every acknowledged row', async () => {
  const database = await start(buildFolder())
  await ask(database, 'create table problem (title text)')
  await ask(database, `insert into problem values ('员工返岗')`)
  const lost = new Promise<string>(resolve => database.onExit(resolve))
  process.kill(getPostmaster(database.dataPath), 'SIGKILL')
  expect(await lost).toBe('SIGKILL')
  await database.restart()
  expect(await ask(database, 'select title from problem')).toEqual(['员工返岗'])
  expect(await ask(database, 'show port')).toEqual([String(database.port)])
})

test('of two starts at once on new data one runs, and the other says where', async () => {
  const dataDir = buildFolder()
  const both = await Promise.allSettled([start(dataDir, 'en'), start(dataDir, 'en')])
  const [refused] = both.filter(one => one.status === 'rejected')
  expect(both.filter(one => one.status === 'fulfilled')).toHaveLength(1)
  expect(refused?.reason).toBeInstanceOf(EmbeddedError)
  expect(refused?.reason.message).toContain(
    `process ${process.pid} uses the data ${path.join(dataDir, 'postgres')}`,
  )
  await expect(start(dataDir, 'zh-CN')).rejects.toThrow(`已在运行：进程 ${process.pid} 正在使用数据`)
})

test('Chinese is found by trigram, and the password is for the owner of the data alone', async () => {
  const database = await start(buildFolder())
  await ask(database, 'create extension pg_trgm')
  expect(await ask(database, `select show_trgm('企业帮扶') && show_trgm('企业')`)).toEqual([true])
  const { mode } = fs.statSync(path.join(database.dataPath, 'tongzhou.password'))
  expect(mode & 0o077).toBe(0)
  await expect(
    ask({ ...database, url: name => database.url(name).replace(/:[^:@]+@/, ':wrong@') }, 'select 1'),
  ).rejects.toThrow('password authentication failed')
})

test('a process number that another program now has does not keep the database from starting', async () => {
  const dataDir = buildFolder()
  const first = await startEmbedded({ dataDir, onStep: () => undefined })
  const lock = fs.readFileSync(path.join(first.dataPath, 'postmaster.pid'), 'utf8')
  await Promise.all([first.stop(), first.stop()])
  fs.writeFileSync(path.join(first.dataPath, 'postmaster.pid'), lock.replace(/^\d+/, String(process.pid)))
  const next = await start(dataDir)
  expect(await ask(next, 'select 1')).toEqual([1])
})

test.runIf(asRoot)('data of a user that root starts stay that user’s', async () => {
  const dataDir = buildFolder()
  const first = await startEmbedded({ dataDir, onStep: () => undefined })
  await first.stop()
  spawnSync('chown', ['-R', '54321:54321', dataDir])
  const next = await start(dataDir)
  expect(fs.statSync(`/proc/${getPostmaster(next.dataPath)}`).uid).toBe(54321)
  expect(fs.statSync(path.join(dataDir, 'postgres.log')).uid).toBe(54321)
})

test.runIf(asRoot)('data that only root could reach stand under /var/lib/tongzhou', async () => {
  const database = await start(buildFolder(0o700))
  undo.unshift(() => fs.rmSync(path.dirname(database.dataPath), { recursive: true, force: true }))
  expect(database.dataPath).toMatch(/^\/var\/lib\/tongzhou\/[0-9a-f]{16}\/postgres$/)
  expect(await ask(database, 'select 1')).toEqual([1])
})
