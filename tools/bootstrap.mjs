// Plain Node 20 without dependencies: this runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fs.realpathSync(path.join(path.dirname(fileURLToPath(import.meta.url)), '..'))
const modules = path.join(root, 'node_modules')
const localNode = path.join(modules, '.bin', 'node')
const stampFile = path.join(modules, '.tongzhou-installed')
const lockFile = path.join(root, 'package-lock.json')

const commands = {
  start: ['apps/cli/main.ts', 'start'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  check: ['tools/check.ts'],
  bench: ['bench/main.ts'],
}

const say = (zh, en) => process.stderr.write(`同舟 ${zh}\n     ${en}\n`)

/** A failure with a sentence for the reader; anything else that throws is a fault of ours. */
class Stop extends Error {
  constructor(zh, en, code = 1) {
    super(`${zh}\n     ${en}`)
    this.code = code
  }
}

function checkMachine() {
  const version = process.versions.node
  if (Number(version.split('.')[0]) < 20)
    throw new Stop(
      `需要 Node 20 或更新版本，现为 ${version}。`,
      `Node 20 or newer is needed; this is ${version}.`,
    )
  if (!['linux', 'darwin'].includes(process.platform) || !['x64', 'arm64'].includes(process.arch))
    throw new Stop(
      `不支持 ${process.platform}-${process.arch}：请用 Linux 或 macOS（x64、arm64），Windows 请用 WSL。`,
      `${process.platform}-${process.arch} is not supported: use Linux or macOS (x64, arm64); on Windows use WSL.`,
    )
  if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime)
    throw new Stop(
      '本机的 C 库不是 glibc（如 Alpine），内置的 Node 与 PostgreSQL 无法运行。',
      'This machine has no glibc (Alpine, for one): the bundled Node and PostgreSQL cannot run.',
    )
}

function fingerprint() {
  if (!fs.existsSync(lockFile))
    throw new Stop(`缺少文件 ${lockFile}，请重新克隆。`, `${lockFile} is missing: clone again.`)
  return createHash('sha256')
    .update(fs.readFileSync(lockFile))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')
}

const readText = file => {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function fitsHere(entry) {
  const allows = (wanted, have) => wanted === undefined || [wanted].flat().includes(have)
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && allows(entry.libc, 'glibc')
}

/** What somebody's own `npm ci` left is as good as ours, and needs no network a second time. */
function installedByHand() {
  const hidden = readText(path.join(modules, '.package-lock.json'))
  if (hidden === undefined || !fs.existsSync(localNode)) return false
  const have = JSON.parse(hidden).packages
  const want = JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages
  return Object.entries(want).every(
    ([name, entry]) => name === '' || entry.optional || have[name]?.version === entry.version,
  )
}

/** npx finds a command of the project itself only here; without the link it would install a second copy. */
function linkCommand() {
  const link = path.join(modules, '.bin', 'tongzhou')
  if (!fs.existsSync(link)) fs.symlinkSync('../../tools/tongzhou.mjs', link)
}

function countInstalled() {
  let count = 0
  for (const name of fs.existsSync(modules) ? fs.readdirSync(modules) : []) {
    if (name.startsWith('.')) continue
    const folders = name.startsWith('@') ? fs.readdirSync(path.join(modules, name)) : ['.']
    for (const folder of folders) if (fs.existsSync(path.join(modules, name, folder, 'package.json'))) count++
  }
  return count
}

function countWanted() {
  const packages = Object.entries(JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages)
  return packages.filter(([name, entry]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) && fitsHere(entry))
    .length
}

const alive = pid => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two commands started at once on a fresh clone must not run `npm ci` over each other. */
async function withInstallLock(work) {
  const lock = path.join(root, '.cache', 'install.lock')
  fs.mkdirSync(path.dirname(lock), { recursive: true })
  const until = Date.now() + 10 * 60_000
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(readText(lock))
    const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if ((holder > 0 && !alive(holder)) || age > 10 * 60_000) fs.rmSync(lock, { force: true })
    else if (Date.now() > until)
      throw new Stop(
        `另一个进程（${holder}）一直在安装，已停止等待。`,
        `Process ${holder} is still installing; gave up waiting.`,
      )
    else if (!told) {
      say(`等待另一个进程（${holder}）完成安装……`, `Waiting for process ${holder} to finish installing…`)
      told = true
    }
    await sleep(250)
  }
  try {
    return await work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/**
 * Runs a child to its end and passes signals on. Each kind goes on once: a terminal's Ctrl-C reaches the
 * child by itself, and npm repeats it. `patience` (ms) is for a child that may be cut off.
 */
function runChild(command, args, options, patience) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options)
    const seen = new Set()
    const handlers = Object.keys(signalCodes).map(signal => {
      const handler = () => {
        if (seen.has(signal)) return
        seen.add(signal)
        child.kill(signal)
        if (patience) setTimeout(() => child.kill('SIGKILL'), patience).unref()
      }
      process.on(signal, handler)
      return [signal, handler]
    })
    const finish = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler)
    }
    child.on('error', error => {
      finish()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      finish()
      resolve({ code: code ?? 128 + (os.constants.signals[signal] ?? 0), stoppedBy: [...seen][0] })
    })
  })
}

async function install(stamp) {
  const started = Date.now()
  const wanted = countWanted()
  say(
    `首次运行：正在安装 ${wanted} 个依赖包（需要网络）……`,
    `First run: installing ${wanted} packages (needs the network)…`,
  )
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000)
    process.stderr.write(`     ${Math.min(countInstalled(), wanted)}/${wanted}  ${seconds} s\n`)
  }, 3000)
  const npm = process.env.npm_execpath ?? ''
  const byNpm =
    path.basename(npm) === 'npm-cli.js' ? [process.env.npm_node_execpath ?? process.execPath, npm] : ['npm']
  const args = [
    ...byNpm.slice(1),
    ...['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--engine-strict=false'],
    ...['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'],
  ]
  // Cut off in the middle, npm can leave its list of packages beside half of them.
  for (const file of [stampFile, path.join(modules, '.package-lock.json')]) fs.rmSync(file, { force: true })
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }
  // Asked to stop, npm rolls back for half a minute; the next run starts from nothing anyway.
  const { code, stoppedBy } = await runChild(byNpm[0], args, options, 1000)
    .catch(error => {
      if (error.code === 'ENOENT')
        throw new Stop('找不到 npm，请先安装。', 'npm was not found: install it first.')
      throw error
    })
    .finally(() => clearInterval(progress))
  if (stoppedBy) throw new Stop('安装已中断。', 'Installation was stopped.', signalCodes[stoppedBy])
  if (code !== 0)
    throw new Stop(
      `安装失败（npm ci 退出码 ${code}），原因见上；请检查网络与 npm 源后重试。`,
      `Installation failed (npm ci exit code ${code}), see above; check the network and npm's registry, then try again.`,
      code,
    )
  if (!fs.existsSync(localNode))
    throw new Stop(
      '安装后缺少 Node 26：npm 的 omit 设置是否排除了 optional？',
      "Node 26 is missing after installation: does npm's omit setting leave out optional packages?",
    )
  linkCommand()
  fs.writeFileSync(stampFile, stamp)
  say(
    `依赖已装好，用时 ${Math.round((Date.now() - started) / 1000)} 秒。`,
    `Installed in ${Math.round((Date.now() - started) / 1000)} s.`,
  )
}

async function ensureInstalled() {
  const stamp = fingerprint()
  const ready = () => readText(stampFile) === stamp && fs.existsSync(localNode)
  if (ready()) return
  await withInstallLock(async () => {
    if (ready()) return
    if (!installedByHand()) return install(stamp)
    linkCommand()
    fs.writeFileSync(stampFile, stamp)
  })
}

/**
 * Installs what is missing, runs the local Node 26 on `args` and ends this process with the child's code.
 * The IPC channel is how the child learns that this process was killed (tools/with-parent.mjs).
 */
export async function run(args, cwd) {
  try {
    checkMachine()
    await ensureInstalled()
    const file = path.resolve(root, args[0])
    if (!fs.existsSync(file))
      throw new Stop(`缺少文件 ${file}，请重新克隆。`, `${file} is missing: clone again.`)
    const watched = ['--import', new URL('./with-parent.mjs', import.meta.url).href]
    const { code } = await runChild(localNode, [...watched, file, ...args.slice(1)], {
      cwd,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PATH: `${path.dirname(localNode)}${path.delimiter}${process.env.PATH ?? ''}` },
    })
    process.exitCode = code
  } catch (error) {
    if (error instanceof Stop) {
      say(...error.message.split('\n     '))
      process.exitCode = error.code
    } else if (error.code === 'EACCES' || error.code === 'EROFS') {
      say(`没有写入权限：${error.path}。`, `No permission to write: ${error.path}.`)
      process.exitCode = 1
    } else throw error
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [name, ...rest] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
  if (command) await run([...command, ...rest], root)
  else {
    say(`用法：node tools/bootstrap.mjs ${Object.keys(commands).join(' | ')}`, 'Usage: as above.')
    process.exitCode = 2
  }
}
