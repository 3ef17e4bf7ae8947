import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { type Ground, passwords } from './ground.ts'
import {
  connect,
  cpuOf,
  cpuOfEnded,
  cpuOfPostgres,
  median,
  memoryOf,
  memoryOfPostgres,
  must,
  postmasterOf,
  type ServerProcess,
  type Table,
} from './measure.ts'
import type { Statement } from './server.ts'

const CLIENTS = 8
const SECONDS = 10
const ROUNDS = 3
const PATH = '/api/relief/problems'

export const reportOf = (organisationId: string): string =>
  JSON.stringify({
    organisationId,
    category: 'SUPPLY',
    description: '转向节断供，总装线停产，库存只够一天。',
    title: '转向节断供',
    tier: 'county',
    stoppedProduction: true,
  })

/** `cpu` in seconds of what is compared; `client` is what drove the peer. */
type Run = { made: number; cpu: number; server: number; perSecond: number; latency: number }

/** Eight clients report problems over HTTP for some seconds. */
async function overHttp(
  ground: Ground,
  server: ServerProcess,
  address: string,
  postmaster: number,
): Promise<Run> {
  const until = performance.now() + SECONDS * 1000
  const from = { server: cpuOf(server.pid), database: cpuOfPostgres(postmaster) }
  const start = performance.now()
  const latencies: number[] = []
  let made = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const lines = ground.reporters.map(({ officer }) => connect(address, officer.token))
      for (let n = i; performance.now() < until; n++) {
        const at = n % lines.length
        const organisations = ground.reporters[at]!.organisationIds
        const began = performance.now()
        must(
          await lines[at]!.call(
            'POST',
            PATH,
            reportOf(organisations[n % organisations.length]!),
            randomUUID(),
          ),
        )
        latencies.push(performance.now() - began)
        made++
      }
      for (const line of lines) line.close()
    }),
  )
  const seconds = (performance.now() - start) / 1000
  const used = cpuOf(server.pid) - from.server
  return {
    made,
    server: used,
    cpu: used + cpuOfPostgres(postmaster) - from.database,
    perSecond: made / seconds,
    latency: median(latencies),
  }
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
const idempotencyKey = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const number = /\b[A-Z][A-Z0-9]{1,7}-\d{4,}-\d\b/g

/**
 * The statements of one request as a script. Parameters are written into the text; what the request made anew — ids,
 * number, secret, key — is drawn anew each time, alike wherever it stands. pgbench replaces `:v1` inside quotes too.
 */
function scriptOf(statements: readonly Statement[], other: readonly Statement[]): string {
  const begin = statements.findIndex(one => one.text.startsWith('begin; select app.enter'))
  const told = statements.slice(begin)
  const before = new Set(other.flatMap(one => JSON.stringify([one.text, one.values]).match(uuid) ?? []))
  const names = new Map<string, string>()
  const drawn = (value: string) => {
    const name = names.get(value) ?? `v${names.size}`
    names.set(value, name)
    return name
  }
  // Twelve digits, which are a number and the end of a uuid at once.
  const renew = (text: string): string =>
    text
      .replace(uuid, id => (before.has(id) ? id : `${id.slice(0, 24)}:${drawn(id)}`))
      .replace(number, one => `${one.split('-')[0]}-:${drawn(one)}-0`)
  const literal = (value: unknown): string => {
    if (value === null || value === undefined) return 'null'
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (Array.isArray(value)) {
      const items = value.map(item => `"${renew(String(item))}"`)
      return pg.escapeLiteral(`{${items.join(',')}}`)
    }
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    if (text.startsWith('\\x'))
      // A hash of something that was made anew: its last twelve digits are.
      return `'${text.slice(0, -12)}:${drawn(text)}'`
    if (idempotencyKey.test(text)) return `'${text.slice(0, 24)}:${drawn(text)}'`
    return pg.escapeLiteral(renew(text))
  }
  const lines = told.flatMap(({ text, values }) => {
    const written = renew(text)
      .replace(/\$(\d+)/g, (_, n) => literal(values[Number(n) - 1]))
      .replace(/\s+/g, ' ')
    return written.split('; ').map(one => `${one.trim()};`)
  })
  return [
    ...[...names.values()].map(name => `\\set ${name} random(100000000000, 999999999999)`),
    ...lines,
    '',
  ].join('\n')
}

async function captureScripts(ground: Ground, server: ServerProcess, address: string, folder: string) {
  const files: string[] = []
  let statements = 0
  for (const [i, { officer, organisationIds }] of ground.reporters.entries()) {
    const line = connect(address, officer.token)
    const report = async () => {
      await server.ask({ ask: 'capture' })
      must(await line.call('POST', PATH, reportOf(organisationIds[0]!), randomUUID()))
      return (await server.ask<{ statements: Statement[] }>({ ask: 'captured' })).statements
    }
    const [other, one] = [await report(), await report()]
    line.close()
    const file = path.join(folder, `report-${i}.sql`)
    fs.writeFileSync(file, scriptOf(one, other))
    files.push(file)
    statements = one.length
  }
  return { files, statements }
}

function run(program: string, args: readonly string[], env: Record<string, string>) {
  return new Promise<{ out: string; code: number | null }>((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    child.stdout.on('data', chunk => (out += chunk))
    child.stderr.on('data', chunk => (out += chunk))
    child.on('error', reject)
    child.on('close', code => resolve({ out, code }))
  })
}

async function hasPgbench(): Promise<string | undefined> {
  try {
    const { out, code } = await run('pgbench', ['--version'], {})
    return code === 0 ? out.trim() : undefined
  } catch {
    return undefined
  }
}

/** The peer: the same transaction by pgbench, without a server before it. */
async function byPgbench(ground: Ground, files: readonly string[], postmaster: number): Promise<Run> {
  const { hostname, port } = new URL(ground.urls.app)
  const args = [
    ...['-h', hostname, '-p', port, '-U', 'tongzhou_app', '-n', '-M', 'simple'],
    ...['-c', String(CLIENTS), '-j', '2', '-T', String(SECONDS)],
    ...files.flatMap(file => ['-f', file]),
    ground.database,
  ]
  const database = cpuOfPostgres(postmaster)
  const client = cpuOfEnded()
  const { out, code } = await run('pgbench', args, { PGPASSWORD: passwords.app })
  const made = Number(/transactions actually processed: (\d+)/.exec(out)?.[1])
  const failed = Number(/number of failed transactions: (\d+)/.exec(out)?.[1] ?? 0)
  if (code !== 0 || !(made > 0) || failed > 0) throw new Error(`pgbench: ${out.slice(0, 1500)}`)
  return {
    made,
    server: cpuOfEnded() - client,
    cpu: cpuOfPostgres(postmaster) - database,
    perSecond: Number(/tps = ([\d.]+)/.exec(out)?.[1]),
    latency: Number(/latency average = ([\d.]+)/.exec(out)?.[1]),
  }
}

/** Durable creation over HTTP and the same transaction by pgbench, by turns; with it the memory before and under load. */
export async function benchCreate(
  ground: Ground,
  server: ServerProcess,
  address: string,
  idle: { server: number; database: number },
): Promise<{ create: Table; memory: Table }> {
  const postmaster = postmasterOf(ground.cluster.dataPath)
  const version = await hasPgbench()
  if (version === undefined)
    throw new Error(
      'pgbench was not found: install it (apt-get install postgresql-client postgresql-contrib).',
    )
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-pgbench-'))
  try {
    const { files, statements } = await captureScripts(ground, server, address, folder)
    const http: Run[] = []
    const peer: Run[] = []
    const loaded = { server: 0, database: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      ground.say(`creation, round ${round + 1} of ${ROUNDS}`)
      const watch = setInterval(() => {
        loaded.server = Math.max(loaded.server, memoryOf(server.pid))
        loaded.database = Math.max(loaded.database, memoryOfPostgres(postmaster))
      }, 500)
      http.push(await overHttp(ground, server, address, postmaster))
      clearInterval(watch)
      peer.push(await byPgbench(ground, files, postmaster))
    }
    const per = (runs: readonly Run[], cpu: (run: Run) => number) =>
      median(runs.map(run => run.made / cpu(run)))
    const ours = per(http, run => run.cpu)
    const alone = per(peer, run => run.cpu)
    const whole = per(peer, run => run.cpu + run.server)
    const of = (runs: readonly Run[], value: (run: Run) => number) => median(runs.map(value))
    return {
      create: {
        name: 'create',
        title: `Durable creation of problems, ${CLIENTS} clients, fsync on, against ${version}`,
        rows: [
          {
            what: 'HTTP, created per CPU second of server and database',
            value: ours,
            unit: '/s',
            detail: `server ${of(http, run => (run.server / run.made) * 1e6).toFixed(0)} µs, database ${of(http, run => ((run.cpu - run.server) / run.made) * 1e6).toFixed(0)} µs each`,
          },
          {
            what: 'pgbench, per CPU second of the database',
            value: alone,
            unit: '/s',
            detail: `database ${(1e6 / alone).toFixed(0)} µs each`,
          },
          { what: 'pgbench, per CPU second of database and pgbench', value: whole, unit: '/s' },
          {
            what: 'HTTP, of pgbench per CPU second',
            value: (ours / alone) * 100,
            unit: '%',
            limit: 40,
            atLeast: true,
            detail: `its client not counted; with the client ${((ours / whole) * 100).toFixed(1)} %`,
          },
          {
            what: 'HTTP, created',
            value: of(http, run => run.perSecond),
            unit: '/s',
            detail: `median ${of(http, run => run.latency).toFixed(1)} ms`,
          },
          {
            what: 'pgbench, created',
            value: of(peer, run => run.perSecond),
            unit: '/s',
            detail: `average ${of(peer, run => run.latency).toFixed(1)} ms`,
          },
        ],
        notes: [
          `Medians of ${ROUNDS} rounds of ${SECONDS} s by turns. pgbench runs the ${statements} statements that the server sent for one creation, begin to commit, from ${files.length} reporters as the HTTP clients do; the session's look-up is the server's alone.`,
        ],
      },
      memory: {
        name: 'memory',
        title: 'Memory, proportional set size',
        rows: [
          { what: 'server, idle', value: idle.server, unit: 'MB' },
          { what: 'database, idle', value: idle.database, unit: 'MB' },
          { what: 'server, most under creation', value: loaded.server, unit: 'MB' },
          { what: 'database, most under creation', value: loaded.database, unit: 'MB' },
        ],
        notes: [
          'Idle: three seconds after the start. PostgreSQL counts all its processes, shared buffers once.',
        ],
      },
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
