import { mkdtempSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type LoginPasswords, migrate, openDatabase, startEmbedded } from '#platform/db'
import { createFileStore } from '#platform/files'
import { writeSheet } from '#platform/sheets'
import { importEnterprises } from '#relief/imports/actions'
import { buildGround, freshSeal, listHeader, listOf } from '#relief/imports/fixtures'

export type ImportFigures = {
  rows: number
  /** file bytes → committed, as a city's leader under row-level security, in ms */
  importMs: number
  /** by step, in ms */
  steps: Record<string, number>
  /** COPY of the same rows into the same tables as their owner, one transaction, in ms */
  copyMs: number
  ratio: number
  rowsPerSecond: number
}
export type ImportBench = { runs: ImportFigures[]; scaling: { rows: number; time: number } }

const tables = [
  'region.organisation',
  'relief.list_member',
  'relief.pairing',
  'region.person',
  'region.person_key',
  'region.person_value',
  'region.person_token',
  'relief.contact',
  'app.import',
]

/** Columns that COPY may write: not those that the database derives. */
async function columnsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  return rows[0]!.columns
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * Imports lists of 6,537 (the median of three) and 65,370 enterprises from Excel into empty registers, and copies what was written into the
 * same tables of another database, in one run. `cluster` is one whose owner may make databases; they are dropped again.
 */
export async function benchImport(cluster: {
  url(database: string): string
  passwords: LoginPasswords
}): Promise<ImportBench> {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-bench-'))
  await chmod(folder, 0o777)
  const name = (what: string) => `bench_import_${process.pid}_${what}`
  const ground = name('ground')
  const made: string[] = []
  const make = (database: string, template?: string) =>
    connected(cluster.url('postgres'), async client => {
      await client.query(
        `create database ${database}${template ? ` template ${template} strategy file_copy` : ''}`,
      )
      made.push(database)
    })
  try {
    await make(ground)
    await migrate(cluster.url(ground), cluster.passwords)
    const { actorAt, officers } = await connected(cluster.url(ground), client => buildGround(client, 3000))
    const actor = actorAt('3304:relief')
    const runs: ImportFigures[] = []
    for (const [rows, times] of [
      [6_537, 3],
      [65_370, 1],
    ] as const) {
      const file = join(folder, `${rows}.xlsx`)
      await writeFile(
        file,
        writeSheet('xlsx', { name: '企业名单', header: listHeader, rows: listOf(rows, 7, officers) }),
      )
      const tries: Omit<ImportFigures, 'ratio' | 'rowsPerSecond'>[] = []
      for (let i = 0; i < times; i++) {
        const [into, beside] = [name(`into_${rows}_${i}`), name(`beside_${rows}_${i}`)]
        await make(into, ground)
        await make(beside, ground)
        tries.push(await measure(rows, file, { into: cluster.url(into), beside: cluster.url(beside) }))
      }
      const middle = tries.toSorted((a, b) => a.importMs - b.importMs)[times >> 1]!
      const copyMs = tries.map(one => one.copyMs).sort((a, b) => a - b)[times >> 1]!
      runs.push({
        ...middle,
        copyMs,
        ratio: middle.importMs / copyMs,
        rowsPerSecond: Math.round((rows / middle.importMs) * 1000),
      })
    }

    async function measure(
      rows: number,
      file: string,
      urls: { into: string; beside: string },
    ): Promise<ImportFigures> {
      const app = new URL(urls.into)
      app.username = 'tongzhou_app'
      app.password = cluster.passwords.app
      const db = openDatabase({
        app: app.href,
        public: app.href,
        onError: error => process.stderr.write(`${error.message}\n`),
      })
      const steps: Record<string, number> = {}
      try {
        const { people, secrets } = freshSeal()
        const files = createFileStore(join(folder, 'files'))
        let since = performance.now()
        const start = since
        const { counts } = await importEnterprises({
          db,
          people,
          secrets,
          files,
          zone: 'Asia/Shanghai',
          actor,
          path: file,
          mode: 'all-or-nothing',
          confirmChanges: false,
          lang: 'en',
          at: new Date(),
          onProgress(step) {
            const now = performance.now()
            steps[step] = Math.round((steps[step] ?? 0) + now - since)
            since = now
          },
        })
        const importMs = Math.round(performance.now() - start)
        if (counts.added !== rows) throw new Error(`Only ${counts.added} of ${rows} rows were imported.`)
        const copyMs = await copyOver(urls)
        return {
          rows,
          importMs,
          steps,
          copyMs,
          ratio: importMs / copyMs,
          rowsPerSecond: Math.round((rows / importMs) * 1000),
        }
      } finally {
        await db.close()
      }
    }

    async function copyOver(urls: { into: string; beside: string }): Promise<number> {
      const fileOf = (table: string) => join(folder, `${table}.copy`)
      const columns = new Map<string, string>()
      await connected(urls.into, async client => {
        for (const table of tables) {
          columns.set(table, await columnsOf(client, table))
          await client.query(`copy ${table} (${columns.get(table)}) to '${fileOf(table)}'`)
        }
      })
      return connected(urls.beside, async client => {
        const start = performance.now()
        await client.query('begin')
        for (const table of tables)
          await client.query(`copy ${table} (${columns.get(table)}) from '${fileOf(table)}'`)
        await client.query('commit')
        return Math.round(performance.now() - start)
      })
    }

    const [small, large] = runs as [ImportFigures, ImportFigures]
    return { runs, scaling: { rows: large.rows / small.rows, time: large.importMs / small.importMs } }
  } finally {
    await connected(cluster.url('postgres'), async client => {
      for (const database of made.reverse())
        await client.query(`drop database if exists ${database} with (force)`)
    })
    await rm(folder, { recursive: true, force: true })
  }
}

/** The figures as a small table. */
function tellImport({ runs, scaling }: ImportBench): string {
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(value)
  return [
    'Import of enterprises, file bytes to committed',
    ...runs.map(
      run =>
        `${number(run.rows).padStart(8)} rows  ${number(run.importMs).padStart(7)} ms  COPY ${number(run.copyMs).padStart(6)} ms  ratio ${number(run.ratio, 2)}  ${number(run.rowsPerSecond)} rows/s  ${JSON.stringify(run.steps)}`,
    ),
    `${number(scaling.rows, 1)} times the rows in ${number(scaling.time, 2)} times the time`,
  ].join('\n')
}

if (import.meta.main) {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongzhou-bench-data-'))
  await chmod(dataDir, 0o755)
  const cluster = await startEmbedded({ dataDir, onStep: () => undefined })
  try {
    const figures = await benchImport({
      url: database => cluster.url(database),
      passwords: { app: 'bench-app', public: 'bench-public' },
    })
    process.stdout.write(
      process.argv.includes('--json') ? `${JSON.stringify(figures)}\n` : `${tellImport(figures)}\n`,
    )
  } finally {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
