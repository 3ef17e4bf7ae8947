import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'

const undo: (() => unknown)[] = []
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

/** A server that says what reaches it and ends with code 7. */
const server = `
  let asked = 0
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      console.log(signal)
      if (asked++ === 0) setTimeout(() => process.exit(7), 600)
    })
  console.log('ready', process.versions.node, process.argv.slice(2).join(' '))
  setTimeout(() => process.exit(9), 20_000)`

/** A project that needs one package, which stands beside it, so that its installation needs no network. */
function buildProject(): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-bootstrap-')))
  undo.push(() => fs.rmSync(root, { recursive: true, force: true }))
  const write = (name: string, content: string | object) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    fs.writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  const node = { name: 'local-node', version: '1.0.0', bin: { node: 'node' } }
  const dependencies = { 'local-node': 'file:local-node' }
  write('local-node/package.json', node)
  fs.symlinkSync(process.execPath, path.join(root, 'local-node/node'))
  const start = 'exec node tools/bootstrap.mjs start'
  write('package.json', {
    name: 'project',
    version: '1.0.0',
    type: 'module',
    scripts: { start },
    dependencies,
  })
  write('package-lock.json', {
    name: 'project',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'project', version: '1.0.0', dependencies },
      'local-node': { version: '1.0.0', bin: { node: 'node' } },
      'node_modules/local-node': { resolved: 'local-node', link: true },
    },
  })
  write('apps/cli/main.ts', server)
  fs.mkdirSync(path.join(root, 'tools'))
  for (const name of ['bootstrap.mjs', 'tongzhou.mjs', 'with-parent.mjs'])
    fs.copyFileSync(path.join(import.meta.dirname, name), path.join(root, 'tools', name))
  return root
}

type Started = {
  child: ChildProcess
  said: () => string
  until: (words: string) => Promise<void>
  end: Promise<number | null>
}

function run(root: string, command: string, ...args: string[]): Started {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  undo.push(() => child.kill('SIGKILL'))
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  // 'close' rather than 'exit': it also waits for the grandchild that shares the pipes.
  const end = new Promise<number | null>(resolve => child.on('close', resolve))
  const until = (words: string) => expect.poll(() => said, { timeout: 20_000, interval: 20 }).toContain(words)
  return { child, said: () => said, until, end }
}

const count = (said: string, word: string) => said.split(word).length - 1

test('on a fresh clone npm start installs with visible steps; SIGTERM to npm alone reaches the server', async () => {
  const root = buildProject()
  const first = run(root, 'npm', 'start')
  await first.until('ready')
  expect(first.said()).toContain('正在安装 1 个依赖包')
  first.child.kill('SIGTERM')
  await first.end
  expect(count(first.said(), 'SIGTERM')).toBe(1)

  const second = run(root, process.execPath, 'tools/bootstrap.mjs', 'start', '--port', '1')
  await second.until('ready')
  expect(second.said()).not.toContain('安装')
  expect(second.said()).toContain('start --port 1')
  for (let times = 0; times < 3; times++) {
    second.child.kill('SIGINT')
    await second.until('SIGINT')
  }
  expect(await second.end).toBe(7)
  expect(count(second.said(), 'SIGINT')).toBe(1)

  const third = run(root, 'node_modules/.bin/tongzhou', 'doctor', '--json')
  await third.until('doctor --json')
  third.child.kill('SIGKILL')
  await third.end
  expect(count(third.said(), 'SIGTERM')).toBe(1)
})

test('two commands started at once on a fresh clone install once', async () => {
  const root = buildProject()
  const both = [run(root, process.execPath, 'tools/bootstrap.mjs', 'start'), run(root, 'npm', 'start')]
  await Promise.all(both.map(one => one.until('ready')))
  expect(both.filter(one => one.said().includes('正在安装'))).toHaveLength(1)
  for (const one of both) one.child.kill('SIGTERM')
  await Promise.all(both.map(one => one.end))
})

test('what is missing is named', async () => {
  const root = buildProject()
  const noFile = run(root, process.execPath, 'tools/bootstrap.mjs', 'bench')
  expect(await noFile.end).toBe(1)
  expect(noFile.said()).toContain(`缺少文件 ${path.join(root, 'bench/main.ts')}`)
  const noCommand = run(root, process.execPath, 'tools/bootstrap.mjs', 'fly')
  expect(await noCommand.end).toBe(2)
  fs.rmSync(path.join(root, 'package-lock.json'))
  const noLock = run(root, process.execPath, 'tools/bootstrap.mjs', 'start')
  expect(await noLock.end).toBe(1)
  expect(noLock.said()).toContain('package-lock.json is missing')
})
