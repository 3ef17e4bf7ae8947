import os from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { benchAssign } from './assign.ts'
import { benchAudit } from './audit.ts'
import { benchBoard } from './board.ts'
import { benchCreate } from './create.ts'
import { benchFirstLoad, ensureWeb } from './first-load.ts'
import { type Ground, openGround, passwords } from './ground.ts'
import { benchImport } from './import.ts'
import { benchLayers } from './layers.ts'
import { benchLists } from './lists.ts'
import { benchMatching } from './matching.ts'
import {
  memoryOf,
  memoryOfPostgres,
  passes,
  postmasterOf,
  type ServerProcess,
  spawnServer,
  type Table,
} from './measure.ts'
import { benchReplay } from './replay.ts'

const names = [
  'lists',
  'board',
  'matching',
  'create',
  'layers',
  'import',
  'first-load',
  'audit',
  'replay',
  'assign',
] as const
type Name = (typeof names)[number]

const usage = `Usage: npm run bench -- [--json] [--only ${names.join('|')}]\n`

const number = (value: number) =>
  new Intl.NumberFormat('en', {
    maximumFractionDigits: value < 100 ? 1 : 0,
    minimumFractionDigits: value < 100 ? 1 : 0,
  }).format(value)

function tell(table: Table): string {
  const wide = Math.max(...table.rows.map(row => row.what.length))
  const lines = table.rows.map(row => {
    const mark = row.limit === undefined ? '   ' : passes(row) ? ' ok' : 'BAD'
    const limit = row.limit === undefined ? '' : `${row.atLeast === true ? '≥' : '≤'} ${number(row.limit)}`
    return `${mark}  ${row.what.padEnd(wide)}  ${number(row.value).padStart(9)} ${row.unit.padEnd(3)} ${limit.padEnd(9)} ${row.detail ?? ''}`.trimEnd()
  })
  return [`\n${table.title}`, ...lines, ...table.notes.map(note => `     ${note}`)].join('\n')
}

async function importTable(ground: Ground): Promise<Table> {
  const { runs, scaling } = await benchImport({ url: ground.cluster.url, passwords })
  const [small] = runs
  return {
    name: 'import',
    title: 'Import of enterprises from Excel, file to committed, against COPY into the same tables',
    rows: [
      ...runs.map(run => ({
        what: `${run.rows} rows, times the time of COPY`,
        value: run.ratio,
        unit: '×',
        limit: 4,
        detail: `${run.importMs} ms against ${run.copyMs} ms, ${run.rowsPerSecond} rows/s; ${Object.entries(
          run.steps,
        )
          .map(([step, ms]) => `${step} ${ms} ms`)
          .join(', ')}`,
      })),
      { what: `${small!.rows} rows`, value: small!.importMs / 1000, unit: 's', limit: 6 },
      {
        what: `${scaling.rows.toFixed(0)} times the rows`,
        value: scaling.time,
        unit: '×',
        limit: 11,
        detail: 'times the time',
      },
    ],
    notes: [
      'One run each: COPY of what the import wrote, as the tables’ owner, in one transaction, right after it.',
    ],
  }
}

async function measure(only: Name | undefined, say: (sentence: string) => void): Promise<Table[]> {
  const wants = (...some: Name[]) => only === undefined || some.includes(only)
  const tables: Table[] = []
  if (wants('first-load')) await ensureWeb(say)
  if (wants('assign')) {
    say('assignment')
    tables.push(await benchAssign())
  }
  if (only === 'assign') return tables
  const ground = await openGround(say)
  let server: ServerProcess | undefined
  try {
    if (wants('lists', 'board', 'matching', 'create', 'first-load', 'audit')) {
      server = spawnServer()
      const { address } = await server.ask<{ address: string }>({
        ask: 'start',
        urls: ground.urls,
        dataDir: ground.dataDir,
      })
      await wait(3000)
      const postmaster = postmasterOf(ground.cluster.dataPath)
      const idle = { server: memoryOf(server.pid), database: memoryOfPostgres(postmaster) }
      if (wants('lists')) {
        say('lists and search')
        tables.push(await benchLists(ground, server, address))
      }
      if (wants('board')) {
        say('board')
        tables.push(await benchBoard(ground, server, address))
      }
      if (wants('matching')) {
        say('matching')
        tables.push(await benchMatching(ground, server, address))
      }
      if (wants('first-load')) {
        say('first load')
        tables.push(await benchFirstLoad(ground, address))
      }
      if (wants('create')) {
        const { create, memory } = await benchCreate(ground, server, address, idle)
        tables.push(create, memory)
      }
      if (wants('audit')) {
        say('audit')
        tables.push(await benchAudit(ground))
      }
      await server.close()
    }
    if (wants('layers')) {
      say('layers of a request')
      tables.push(await benchLayers(ground))
    }
    if (wants('import')) {
      say('import')
      tables.push(await importTable(ground))
    }
    if (wants('replay')) {
      say('a story, whole')
      tables.push(await benchReplay())
    }
    return tables
  } finally {
    await server?.close()
    await ground.close()
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
})
const only = names.find(name => name === values.only)
if (values.help === true || positionals.length > 0 || (values.only !== undefined && only === undefined)) {
  process.stderr.write(usage)
  process.exit(values.help === true ? 0 : 2)
}

const began = performance.now()
const say = (sentence: string) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${sentence}\n`)
const tables = await measure(only, say)
const missed = tables.flatMap(table => table.rows.filter(row => !passes(row)))
const machine = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGb: Math.round(os.totalmem() / 1e9),
  system: `${os.type()} ${os.release()}`,
  node: process.version,
  load: os.loadavg()[0]!,
}
if (values.json === true) {
  const rows = tables.map(table => ({ ...table, rows: table.rows.map(row => ({ ...row, ok: passes(row) })) }))
  process.stdout.write(`${JSON.stringify({ machine, tables: rows, ok: missed.length === 0 })}\n`)
} else {
  process.stdout.write(`${tables.map(tell).join('\n')}\n`)
  process.stdout.write(
    `\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, load ${machine.load.toFixed(1)}\n`,
  )
  process.stdout.write(missed.length === 0 ? 'Every bar is met.\n' : `Missed: ${missed.length}.\n`)
}
process.exitCode = missed.length === 0 ? 0 : 1
