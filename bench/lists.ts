import pg from 'pg'
import type { Ground, Officer } from './ground.ts'
import { connect, median, must, quantile, type Row, type ServerProcess, type Table } from './measure.ts'
import type { Statement } from './server.ts'

const ROUNDS = 40
const SLOWER = 8
const SQL_LIMIT = 30

/** `informs`: no list and no search, so without a bar. */
type Case = { what: string; path: string; informs?: true }
type Page = { next: string | null }

async function casesOf(address: string, officer: Officer): Promise<Case[]> {
  const line = connect(address, officer.token)
  const read = async (at: string) => JSON.parse(must(await line.call('GET', at)))
  const problems = '/api/relief/problems?limit=50'
  const enterprises = '/api/relief/enterprises?limit=50'
  const first = (await read(problems)) as Page & { rows: { organisationId: string }[] }
  let deep = first
  for (let page = 2; page < 10 && deep.next !== null; page++)
    deep = await read(`${problems}&cursor=${encodeURIComponent(deep.next)}`)
  const firms = (await read(enterprises)) as Page
  const within = officer.division.length > 2 ? officer.division : '330482'
  line.close()
  const next = (base: string, page: Page) =>
    page.next === null ? base : `${base}&cursor=${encodeURIComponent(page.next)}`
  return [
    { what: 'problems, first page', path: problems },
    { what: 'problems, next page', path: next(problems, first) },
    { what: 'problems, tenth page', path: next(problems, deep) },
    { what: 'problems, by status', path: `${problems}&status=sign-off` },
    { what: 'problems, by category', path: `${problems}&category=TAX` },
    { what: 'problems, by tier', path: `${problems}&tier=city` },
    { what: 'problems, by place', path: `${problems}&within=${within}` },
    {
      what: 'problems, by place, category, status',
      path: `${problems}&within=${within}&category=TAX&status=sign-off`,
    },
    { what: 'problems, overdue', path: `${problems}&overdue=true` },
    { what: 'problems, of my office', path: `${problems}&scope=office` },
    { what: 'problems, my own', path: `${problems}&scope=mine` },
    { what: 'problems, closed', path: `${problems}&open=closed` },
    { what: 'problems, timed out', path: `${problems}&open=closed&status=timed-out` },
    { what: 'problems, open and closed', path: `${problems}&open=all` },
    {
      what: 'problems, of an enterprise',
      path: `${problems}&open=all&organisation=${first.rows[0]!.organisationId}`,
    },
    { what: 'problems, counted', path: '/api/relief/problems/counts', informs: true },
    { what: 'matters, first page', path: '/api/matters?limit=50' },
    { what: 'matters, by place', path: `/api/matters?limit=50&within=${within}` },
    { what: 'enterprises, first page', path: enterprises },
    { what: 'enterprises, next page', path: next(enterprises, firms) },
    { what: 'enterprises, by place', path: `${enterprises}&within=${within}` },
    { what: 'enterprises, of a list', path: `${enterprises}&list=top100` },
    { what: 'enterprises, without officer', path: `${enterprises}&officer=none` },
    { what: 'enterprises, search 电子', path: `${enterprises}&q=${encodeURIComponent('电子')}` },
    { what: 'enterprises, search 有限', path: `${enterprises}&q=${encodeURIComponent('有限')}` },
    { what: 'enterprises, search dianzi', path: `${enterprises}&q=dianzi` },
    { what: 'enterprises, search jxdz', path: `${enterprises}&q=jxdz` },
    { what: 'search box, 电子', path: `/api/search?q=${encodeURIComponent('电子')}` },
    { what: 'search box, 有限', path: `/api/search?q=${encodeURIComponent('有限')}` },
    { what: 'search box, dianzi', path: '/api/search?q=dianzi' },
    { what: 'search box, jx', path: '/api/search?q=jx' },
    { what: 'my day', path: '/api/my-day' },
    { what: 'map', path: '/api/map', informs: true },
    { what: 'notices', path: '/api/notices' },
  ]
}

/** The statements between entering with authority and the commit, and the entering itself. */
export function workOf(statements: readonly Statement[]): { enter: Statement; work: Statement[] } {
  const begin = statements.findIndex(one => one.text.startsWith('begin; select app.enter'))
  const end = statements.findIndex((one, i) => i > begin && one.text === 'commit')
  if (begin === -1 || end === -1) throw new Error('A request without a transaction of its own.')
  return { enter: statements[begin]!, work: statements.slice(begin + 1, end) }
}

type Plan = {
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
}
const scansOf = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(scansOf),
]

export async function explain(client: pg.Client, work: readonly Statement[]) {
  let hit = 0
  let read = 0
  const scans = new Set<string>()
  for (const { text, values } of work) {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, values)
    const plan = rows[0]['QUERY PLAN'][0].Plan as Plan
    hit += plan['Shared Hit Blocks']
    read += plan['Shared Read Blocks']
    for (const name of scansOf(plan)) scans.add(name)
  }
  return { hit, read, scans: [...scans] }
}

/** Each list and search over HTTP and as bare SQL by turns, as a town's and as a province's officer. */
export async function benchLists(ground: Ground, server: ServerProcess, address: string): Promise<Table> {
  const rows: Row[] = []
  for (const officer of [ground.town, ground.province]) {
    const cases = await casesOf(address, officer)
    // What is one's own is asked for by the officer alone, all else by colleagues in turn.
    const own = connect(address, officer.token)
    const shared = connect(address, officer.token, ...officer.colleagues)
    const client = new pg.Client({ connectionString: ground.urls.app })
    await client.connect()
    client.on('error', () => undefined)
    for (const { what, path, informs } of cases) {
      const line = /my-day|scope=mine|notices/.test(path) ? own : shared
      await server.ask({ ask: 'capture' })
      must(await line.call('GET', path))
      const { statements } = await server.ask<{ statements: Statement[] }>({ ask: 'captured' })
      const { enter, work } = workOf(statements)
      await client.query(enter.text)
      const runSql = async () => {
        for (const { text, values } of work) await client.query(text, values)
      }
      const http: number[] = []
      const bare: number[] = []
      for (let round = -10; round < ROUNDS; round++) {
        const start = performance.now()
        must(await line.call('GET', path))
        const between = performance.now()
        await runSql()
        if (round < 0) continue
        http.push(between - start)
        bare.push(performance.now() - between)
      }
      const { hit, read, scans } = await explain(client, work)
      await client.query('commit')
      const detail = `median ${median(http).toFixed(1)} / SQL ${median(bare).toFixed(1)} ms; ${work.length} statements, buffers ${hit} hit ${read} read${scans.length > 0 ? `; whole tables: ${scans.join(', ')}` : ''}`
      const name = `${officer.who}: ${what}`
      ground.say(`${name}: ${detail}`)
      const sql = quantile(bare, 0.95)
      rows.push({
        what: `${name}, SQL p95`,
        value: sql,
        unit: 'ms',
        ...(informs === undefined && { limit: SQL_LIMIT }),
        detail,
      })
      rows.push({
        what: `${name}, HTTP p95`,
        value: quantile(http, 0.95),
        unit: 'ms',
        ...(informs === undefined && { limit: sql + SLOWER }),
        detail: `limit is the SQL's p95 + ${SLOWER} ms`,
      })
    }
    own.close()
    shared.close()
    await client.end()
  }
  return {
    name: 'lists',
    title: 'Lists and search with 100,000 problems and 100,000 names, one reader',
    rows,
    notes: [
      `${ROUNDS} rounds each, HTTP and bare SQL by turns over a connection of the application's login.`,
    ],
  }
}
