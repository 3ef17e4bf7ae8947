import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const main = path.join(import.meta.dirname, 'main.ts')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-start-'))
const running = new Set<ChildProcess>()

beforeAll(() => {
  // As root the database runs as nobody, who must get through.
  fs.chmodSync(folder, 0o755)
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  // The watchdog of a killed server still ends its database.
  await sleep(running.size > 0 ? 3000 : 0)
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
})

const envOf = (more: Record<string, string>) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATA_DIR: path.join(folder, 'data'),
  PORT: '0',
  LOG_LEVEL: 'silent',
  ...more,
})

function tongzhou(args: string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: envOf(more),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => (said.out += chunk))
  child.stderr.on('data', chunk => (said.err += chunk))
  const ended = new Promise<number | string>(resolve =>
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve(code ?? signal ?? 'none')
    }),
  )
  return { child, said, ended }
}

/** Starts the server and waits for its address. */
async function started(args: string[] = [], more: Record<string, string> = {}) {
  const server = tongzhou(['start', '--size', 'small', '--lang', 'en', ...args], more)
  const address = await Promise.race([
    (async () => {
      for (;;) {
        const found = /Tongzhou is ready .*: (http\S+)/.exec(server.said.out)?.[1]
        if (found !== undefined && server.said.out.includes('Ctrl-C')) return found
        await sleep(50)
      }
    })(),
    server.ended.then(code => {
      throw new Error(`ended with ${code}: ${server.said.err}`)
    }),
  ])
  return { ...server, address }
}

async function accounts(): Promise<string[]> {
  const list = tongzhou(['user', 'list', '--json'])
  expect(await list.ended, list.said.err).toBe(0)
  return (JSON.parse(list.said.out) as { accounts: { name: string }[] }).accounts.map(one => one.name)
}

describe('npm start', () => {
  test('brings an empty folder to a server, stops cleanly, and finds everything again, also after a kill', async () => {
    const first = await started()
    expect(first.said.out).toMatch(/shenyi .*liaison officer/)
    expect(first.said.out).toContain('tongzhou-2022')
    expect(first.said.err).toContain('Divisions')
    const health = await fetch(`${first.address}/health`)
    expect(await health.json()).toEqual({ ok: true })

    // Beside the running server, on its database.
    const made = tongzhou([
      'user',
      'create',
      'lin',
      '--display',
      '林木',
      '--division',
      '3304',
      '--lang',
      'en',
    ])
    expect(await made.ended, made.said.err).toBe(0)
    expect(made.said.out).toMatch(/Code: [0-9A-Z]{5}-[0-9A-Z]{5}/)
    const second = tongzhou(['start', '--lang', 'en'])
    expect(await second.ended).toBe(3)
    expect(second.said.err).toContain('already runs')

    first.child.kill('SIGTERM')
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    expect(first.said.err).toContain('Stopped')
    await expect(fetch(`${first.address}/health`)).rejects.toThrow()
    expect(await accounts()).toContain('lin')

    const again = await started()
    expect(again.said.err).not.toContain('Divisions')
    const other = tongzhou(['user', 'create', 'mu', '--display', '木林', '--division', '3304'])
    expect(await other.ended).toBe(0)
    again.child.kill('SIGKILL')
    expect(await again.ended).toBe('SIGKILL')

    const third = await started()
    expect(await accounts()).toEqual(expect.arrayContaining(['lin', 'mu']))
    third.child.kill('SIGTERM')
    expect(await third.ended).toBe(0)

    const taken = net.createServer()
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as net.AddressInfo
    const blocked = tongzhou(['start', '--lang', 'en'], { PORT: String(port) })
    expect(await blocked.ended).toBe(3)
    expect(blocked.said.err).toContain(`Port ${port} (127.0.0.1) is taken`)
    taken.close()
  }, 180_000)
})
