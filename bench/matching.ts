import pg from 'pg'
import { uuidv7 } from '#platform/db'
import type { Ground } from './ground.ts'
import { explain, workOf } from './lists.ts'
import { connect, median, must, quantile, type Row, type ServerProcess, type Table } from './measure.ts'
import type { Statement } from './server.ts'

const OFFERS = 50_000
const ROUNDS = 40
const SLOWER = 8
const SQL_LIMIT = 30

/** Offers all over the province, a third of them of workers, some used up, over or withdrawn; and one need of the town. */
async function prepare(ground: Ground): Promise<string> {
  const needId = uuidv7()
  const client = new pg.Client({ connectionString: ground.urls.owner })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; path: string[] }>(
      `select id, path from region.organisation where division_code = $1 order by id limit 1`,
      [ground.town.division],
    )
    const { id: organisationId, path } = rows[0]!
    await client.query('begin')
    await client.query(
      `insert into matter.matter (id, kind, number, title, division_code, status, owner_office_id, next_step, workflow_version,
         opened_at, recorded_at, seats)
       values ($1, 'need', 'BENCH-1', '用工', $2, 'open', $3, 'reserve', 1, now(), now(), $4)`,
      [needId, path.at(-1), ground.town.officeId, path.map(code => `relief:${code}`)],
    )
    const days = await client.query<{ today: string }>(
      `select (coalesce(simulated_at, now()) at time zone time_zone)::date::text as today from app.deployment`,
    )
    const today = days.rows[0]!.today
    await client.query(
      `insert into relief.need (matter_id, organisation_id, kind, unit, words, specification, test_hours, closed_loop_bus, quantity,
         longitude, latitude, from_on, until_on, recorded_at)
       values ($1, $2, 'workers', 'persons', '装配工', '装配工', 48, true, 95, 121.02, 30.7, $3::date, $3::date + 30, now())`,
      [needId, organisationId, today],
    )
    await client.query(
      `insert into relief.offer (id, organisation_id, office_id, kind, unit, words, specification, test_hours, closed_loop_bus, quantity,
         confirmed, division_code, longitude, latitude, from_on, until_on, recorded_at, withdrawn_at, seats)
       select gen_random_uuid(), g.id, $1, k.kind, k.unit, '供给', (array['装配工', '焊工', '电工', '轴承', '钢材'])[1 + n % 5],
         case when k.kind = 'workers' then 24 end, n % 2 = 0, 5 + n % 90, case when n % 11 = 0 then 5 + n % 90 else 0 end, g.division_code,
         118 + (n::bigint * 7919 % 4800) / 1000.0, 27.2 + (n::bigint * 104729 % 4000) / 1000.0, $2::date - 20 + n % 30, $2::date - 5 + n % 60, now(),
         case when n % 17 = 0 then now() end, array['relief:33']
       from generate_series(1, ${OFFERS}) n
       join (values (0, 'workers', 'persons'), (1, 'part', 'pieces'), (2, 'transport', 'vehicles')) k (no, kind, unit) on k.no = n % 3
       join (select id, division_code, row_number() over (order by id) as no from region.organisation limit 2000) g on g.no = 1 + n % 2000`,
      [ground.town.officeId, today],
    )
    await client.query(
      `insert into relief.reservation (id, offer_id, need_id, offerer_id, quantity, state, hold_until, reserved_by, office_id, occurred_at,
         recorded_at, settled_at, seats)
       select gen_random_uuid(), f.id, $1, f.organisation_id, 1, case when f.quantity % 4 = 0 then 'declined' else 'released' end, now(),
         (select id from auth.account limit 1), f.office_id, now(), now(), now(), array['relief:33']
       from relief.offer f where f.quantity % 2 = 0`,
      [needId],
    )
    await client.query('commit')
    await client.query('vacuum (analyze) relief.offer, relief.need, relief.reservation')
    return needId
  } finally {
    await client.end()
  }
}

/** A need against all offers, over HTTP and as bare SQL by turns, as a town's and as a province's officer. */
export async function benchMatching(ground: Ground, server: ServerProcess, address: string): Promise<Table> {
  const path = `/api/relief/needs/${await prepare(ground)}/candidates`
  const rows: Row[] = []
  for (const officer of [ground.town, ground.province]) {
    const line = connect(address, officer.token, ...officer.colleagues)
    const client = new pg.Client({ connectionString: ground.urls.app })
    await client.connect()
    await server.ask({ ask: 'capture' })
    must(await line.call('GET', path))
    const { statements } = await server.ask<{ statements: Statement[] }>({ ask: 'captured' })
    const { enter, work } = workOf(statements)
    await client.query(enter.text)
    const http: number[] = []
    const bare: number[] = []
    for (let round = -10; round < ROUNDS; round++) {
      const start = performance.now()
      must(await line.call('GET', path))
      const between = performance.now()
      for (const { text, values } of work) await client.query(text, values)
      if (round < 0) continue
      http.push(between - start)
      bare.push(performance.now() - between)
    }
    const { hit, read, scans } = await explain(client, work)
    await client.query('commit')
    await client.end()
    line.close()
    const sql = quantile(bare, 0.95)
    const whole = scans.length > 0 ? `; whole tables: ${scans.join(', ')}` : ''
    const detail = `median ${median(http).toFixed(1)} / SQL ${median(bare).toFixed(1)} ms; ${work.length} statements, buffers ${hit} hit ${read} read${whole}`
    ground.say(`${officer.who}: ${detail}`)
    rows.push(
      { what: `${officer.who}: candidates, SQL p95`, value: sql, unit: 'ms', limit: SQL_LIMIT, detail },
      {
        what: `${officer.who}: candidates, HTTP p95`,
        value: quantile(http, 0.95),
        unit: 'ms',
        limit: sql + SLOWER,
        detail: `limit is the SQL's p95 + ${SLOWER} ms`,
      },
    )
  }
  return {
    name: 'matching',
    title: `A need against ${OFFERS} offers, one reader`,
    rows,
    notes: [
      `${ROUNDS} rounds each, HTTP and bare SQL by turns; the answer holds the best 20, their reasons, and the fewest that suffice.`,
    ],
  }
}
