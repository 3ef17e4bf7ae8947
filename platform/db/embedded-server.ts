import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, giveTo, isAlive, readText, spawnBase } from './embedded-place.ts'
import { EmbeddedError, type Words } from './embedded-texts.ts'

function settings(port: number, fsync: boolean): string[] {
  const megabytes = os.totalmem() / 2 ** 20
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket's path may be at most 107 bytes long, and a clone's may be longer.
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: `${Math.max(32, Math.min(256, Math.floor(megabytes / 8)))}MB`,
    effective_cache_size: `${Math.max(128, Math.floor(megabytes / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    random_page_cost: 1.1,
    jit: 'off',
    // A container's /dev/shm is often too small for parallel workers, and two cores gain little by them.
    max_parallel_workers_per_gather: 0,
    max_parallel_maintenance_workers: 0,
    shared_preload_libraries: 'pg_stat_statements',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // Statements and details would carry personal data into the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  if (!fsync) Object.assign(values, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' })
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The postmaster that holds `data`, if it still lives and is no other program under a re-used number. */
function findPostmaster(data: string): { pid: number; ready: boolean } | undefined {
  const lines = readText(path.join(data, 'postmaster.pid'))?.split('\n')
  const pid = Number(lines?.[0])
  if (!pid || !isAlive(pid)) return undefined
  const command =
    process.platform === 'linux'
      ? readText(`/proc/${pid}/cmdline`)
      : spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return command?.includes(data) ? { pid, ready: lines?.[7]?.trim() === 'ready' } : undefined
}

/**
 * Lets one process at a time use the data. The lock is SQLite's because Node has none of its own: the kernel
 * drops it however the process dies, where a file with a process number can name a stranger.
 */
export async function lockData(
  home: string,
  data: string,
  account: Account,
  words: Words,
): Promise<() => void> {
  const file = path.join(home, 'postgres.lock')
  const owner = path.join(home, 'postgres.owner')
  // A process that was killed a moment ago may still be ending.
  const until = Date.now() + 1500
  let lock = findLock(file)
  while (!lock) {
    if (Date.now() > until) throw new EmbeddedError(words.running({ pid: Number(readText(owner)), at: data }))
    await sleep(50)
    lock = findLock(file)
  }
  const held = lock
  fs.rmSync(owner, { force: true })
  fs.writeFileSync(owner, String(process.pid))
  giveTo(account, file, owner)
  return () => {
    fs.rmSync(owner, { force: true })
    held.close()
  }
}

function findLock(file: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(file)
  try {
    lock.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (/locked|busy/i.test((error as Error).message)) return undefined
    throw error
  }
}

/** A postmaster whose owner was killed is given 8 s: first to end by its watchdog, then it is told to. */
async function waitForFormer(data: string, words: Words, onStep: (step: string) => void) {
  const began = Date.now()
  for (let told = false; ; told = true) {
    const former = findPostmaster(data)
    if (!former) break
    if (!told) onStep(words.waiting)
    const waited = Date.now() - began
    if (waited > 8000) throw new EmbeddedError(words.running({ pid: former.pid, at: data }))
    if (waited > 1000) process.kill(former.pid, waited > 6000 ? 'SIGQUIT' : 'SIGINT')
    await sleep(100)
  }
  // Left by a kill: PostgreSQL itself refuses to start when another program now has that number.
  fs.rmSync(path.join(data, 'postmaster.pid'), { force: true })
}

/** Ends the database when this process is gone: its end of the pipe closes, however it died. */
function watch(pid: number, account: Account): ChildProcess {
  const script =
    'read -r _; kill -INT "$1" || exit 0; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" || exit 0; done; kill -QUIT "$1"'
  const stdio: SpawnOptions['stdio'] = ['pipe', 'ignore', 'ignore']
  const child = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], { ...spawnBase(account), stdio })
  child.unref()
  return child
}

export type Place = { home: string; native: string; data: string; account: Account }
export type Running = { child: ChildProcess; exited: Promise<string> }

export async function launch(
  place: Place,
  port: number,
  fsync: boolean,
  words: Words,
  onStep: (step: string) => void,
): Promise<Running | 'port taken'> {
  const { home, native, data, account } = place
  const log = path.join(home, 'postgres.log')
  const began = Date.now()
  for (;;) {
    await waitForFormer(data, words, onStep)
    if ((fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) fs.renameSync(log, `${log}.1`)
    const out = fs.openSync(log, 'a', 0o600)
    const from = fs.fstatSync(out).size
    const args = ['-D', data, ...settings(port, fsync)]
    const child = spawn(path.join(native, 'bin/postgres'), args, {
      ...spawnBase(account),
      stdio: ['ignore', out, out],
    })
    fs.closeSync(out)
    giveTo(account, log)
    const exited = new Promise<string>(resolve => {
      child.on('error', error => resolve(error.message))
      child.on('exit', (code, signal) => resolve(signal ?? `exit ${code}`))
    })
    const guard = child.pid ? watch(child.pid, account) : undefined
    const ended = exited.then(how => {
      guard?.kill('SIGKILL')
      return how
    })
    const how = await waitUntilReady(data, child, ended, words, onStep)
    if (how === 'ready') return { child, exited: ended }
    const said = fs.readFileSync(log).subarray(from).toString().trim()
    if (/could not create any TCP\/IP sockets|Address already in use/.test(said)) return 'port taken'
    const held = /lock file "postmaster.pid"|pre-existing shared memory/.test(said)
    if (!held || Date.now() - began > 8000)
      throw new EmbeddedError(words.failed({ reason: said.split('\n').slice(-6).join('\n') || how }))
    await sleep(200)
  }
}

async function waitUntilReady(
  data: string,
  child: ChildProcess,
  exited: Promise<string>,
  words: Words,
  onStep: (step: string) => void,
): Promise<string> {
  const began = Date.now()
  let nextWord = 3000
  for (;;) {
    const how = await Promise.race([exited, sleep(20)])
    if (how !== undefined) return how
    const found = findPostmaster(data)
    if (found?.pid === child.pid && found?.ready) return 'ready'
    const waited = Date.now() - began
    if (waited > nextWord) {
      onStep(words.recovering({ seconds: Math.round(waited / 1000) }))
      nextWord += 3000
    }
    if (waited > 300_000) {
      child.kill('SIGINT')
      throw new EmbeddedError(words.failed({ reason: words.slow }))
    }
  }
}
