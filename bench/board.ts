import pg from 'pg'
import type { Ground } from './ground.ts'
import { workOf } from './lists.ts'
import { connect, median, must, quantile, type Row, type ServerProcess, type Table } from './measure.ts'
import type { Statement } from './server.ts'

const ROUNDS = 20
const SLOWER = 10

/** The board over HTTP and as bare SQL by turns: as it is opened, and again after each event in a problem's story. */
export async function benchBoard(ground: Ground, server: ServerProcess, address: string): Promise<Table> {
  const rows: Row[] = []
  const { province } = ground
  const line = connect(address, province.token, ...province.colleagues)
  const owner = new pg.Client({ connectionString: ground.urls.owner })
  const client = new pg.Client({ connectionString: ground.urls.app })
  await Promise.all([owner.connect(), client.connect()])
  const { rows: open } = await owner.query<{ id: string }>(
    "select id from matter.matter where kind = 'problem' and is_open order by id limit 200",
  )
  let n = 0
  const event = () =>
    owner.query(
      `insert into matter.history (matter_id, seq, at, recorded_at, actor_kind, action)
       select $1, max(seq) + 1, max(at), max(recorded_at), 'system', 'chase' from matter.history where matter_id = $1`,
      [open[n++ % open.length]!.id],
    )
  const board = '/api/relief/supervision/board'
  const cases = [
    { what: 'by place, first view', path: board, happens: false },
    { what: 'by place, after an event', path: board, happens: true },
    { what: 'by office, first view', path: `${board}?by=office`, happens: false },
    { what: 'by office, after an event', path: `${board}?by=office`, happens: true },
    { what: 'a city by place, after an event', path: `${board}?within=3304`, happens: true },
    {
      what: 'overdue, the matters behind',
      path: '/api/relief/supervision/problems?number=overdue',
      happens: true,
    },
  ]
  for (const { what, path, happens } of cases) {
    await server.ask({ ask: 'capture' })
    must(await line.call('GET', path))
    const { statements } = await server.ask<{ statements: Statement[] }>({ ask: 'captured' })
    const { enter, work } = workOf(statements)
    const http: number[] = []
    const bare: number[] = []
    for (let round = -3; round < ROUNDS; round++) {
      if (happens) await event()
      const start = performance.now()
      must(await line.call('GET', path))
      const between = performance.now()
      await client.query(enter.text)
      const entered = performance.now()
      for (const { text, values } of work) await client.query(text, values)
      const end = performance.now()
      await client.query('commit')
      if (round < 0) continue
      http.push(between - start)
      bare.push(end - entered)
    }
    const sql = median(bare)
    const slowest = `p95 ${quantile(http, 0.95).toFixed(0)} / SQL ${quantile(bare, 0.95).toFixed(0)} ms; ${work.length} statements`
    ground.say(`board, ${what}: ${median(http).toFixed(1)} / SQL ${sql.toFixed(1)} ms`)
    rows.push({ what: `${what}, SQL`, value: sql, unit: 'ms' })
    rows.push({
      what: `${what}, HTTP`,
      value: median(http),
      unit: 'ms',
      limit: sql + SLOWER,
      detail: slowest,
    })
  }
  line.close()
  await Promise.all([owner.end(), client.end()])
  return {
    name: 'board',
    title: 'Supervision board of a city with 100,000 problems, one reader of all of them',
    rows,
    notes: [
      `Medians of ${ROUNDS} rounds each, HTTP and bare SQL by turns over a connection of the application's login; the limit is the SQL's + ${SLOWER} ms.`,
    ],
  }
}
