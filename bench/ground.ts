import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { copyInPieces } from '#apps/seed/copy'
import { seedDemo, sizes } from '#apps/seed/index'
import type { Urls } from '#apps/server/main'
import { divisionSeats, type Embedded, migrate, startEmbedded, uuidv7 } from '#platform/db'
import { createFileStore } from '#platform/files'
import { type Key, keyOf } from '#platform/seal'
import { makeCreditCode } from '#region/credit-code'
import { demoEnterprises } from '#region/demo'
import { pathOf } from '#region/divisions'
import { nameTokens } from '#region/names'

const root = path.resolve(import.meta.dirname, '..')
const home = path.join(root, '.cache/bench')
/** Counted up when this file makes other data than before. */
const SHAPE = 1
const OPEN = 25_000
const COLLEAGUES = 24
const NAMES = 100_000
const PROBLEMS = 100_000
export const passwords = { app: 'bench-app', public: 'bench-public' }

/** The key of a database that only a measurement reads. */
export const masterKey: Key = keyOf(createHash('sha256').update('bench').digest())

export type Officer = {
  who: string
  account: string
  officeId: string
  officeDivision: string
  /** of the division whose matters the officer sees */
  division: string
  token: string
  /** of colleagues with the same roles: one account may make 1,200 calls a minute */
  colleagues: string[]
}

/** A cluster with fsync on and a copy of the city's database for this run. */
export type Ground = {
  cluster: Embedded
  database: string
  urls: Urls
  dataDir: string
  town: Officer
  province: Officer
  /** officers who report, each with enterprises of the own town */
  reporters: { officer: Officer; organisationIds: string[] }[]
  say(sentence: string): void
  close(): Promise<void>
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Names the data by the schema they stand in: after a changed migration they are loaded anew. */
function fingerprint(): string {
  const hash = createHash('sha256').update(String(SHAPE))
  const folder = path.join(root, 'migrations')
  for (const name of fs.readdirSync(folder).sort())
    if (name.endsWith('.sql')) hash.update(fs.readFileSync(path.join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}

/** Enterprises beyond the city's own, so that lists and search stand over 100,000 names. */
async function addNames(client: pg.Client, say: Ground['say']): Promise<void> {
  const at = new Date()
  // The invented names reach for 69,000: from there on a branch of each.
  const all = demoEnterprises({ count: 60_000, seed: 1 })
  const wanted = NAMES - sizes.city.enterprises
  const rows = Array.from({ length: wanted }, (_, i) => {
    const index = i + sizes.city.enterprises
    const named = all[index % all.length]!
    const one = index < all.length ? named : { ...named, name: `${named.name}第二分公司` }
    const code = makeCreditCode(`91339901${String(index).padStart(9, '0')}`)
    const { pinyin, initials } = nameTokens(one.name)
    const division = pathOf(one.divisionCode)
    const seats = [...divisionSeats('relief', division), ...divisionSeats('admin', division)]
    return [
      ...[uuidv7(), code, true, one.name, one.divisionCode, division, one.address, one.industry],
      ...[one.size, one.employees, one.revenueFen, pinyin, initials, at, seats],
    ]
  })
  const columns =
    'id credit_code credit_code_ok name division_code path address industry size employees revenue_fen pinyin initials recorded_at seats'
  await copyInPieces(client, 'region.organisation', columns.split(' '), rows, done =>
    say(`names ${done + sizes.city.enterprises} of ${NAMES}`),
  )
}

/**
 * The seed leaves under a thousand problems open, as after a good year. A list is hard where many are: the newest are
 * opened again, with a fifth of them overdue.
 */
async function openAgain(client: pg.Client, now: Date): Promise<void> {
  await client.query(
    `with newest as (select id from matter.matter where not is_open order by opened_at desc limit $1),
      opened as (
        update matter.matter m set is_open = true, status = case when c.n % 4 = 0 then 'sign-off' else 'accepted' end,
          next_step = case when c.n % 4 = 0 then 'sign' else 'solve' end, closed_at = null,
          due_at = $2::timestamptz + make_interval(hours => (c.n % 500) - 100)
        from (select id, row_number() over (order by id)::int as n from newest) c where c.id = m.id returning m.id)
    update relief.problem p set outcome = null, rating = null, confirmed_at = null, confirmed_by = null
    from opened where p.matter_id = opened.id`,
    [OPEN, now],
  )
}

async function load(cluster: Embedded, database: string, say: Ground['say']): Promise<void> {
  const making = `${database}_making`
  await withClient(cluster.url('postgres'), async client => {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where datname like 'city_%' or datname like 'run_%'",
    )
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
    await client.query(`create database ${making}`)
  })
  await migrate(cluster.url(making), passwords)
  const now = new Date()
  let told = ''
  await seedDemo(
    {
      ownerUrl: cluster.url(making),
      masterKey,
      files: createFileStore(path.join(home, 'files')),
      zone: 'Asia/Shanghai',
    },
    { size: 'city', seed: 1, now, problems: PROBLEMS },
    (step, done, total) => {
      const line = `${step} ${total === 0 ? 0 : Math.floor((done / total) * 10) * 10} %`
      if (line !== told) say(line)
      told = line
    },
  )
  await withClient(cluster.url(making), async client => {
    await addNames(client, say)
    await openAgain(client, now)
    // Business time stands still: what falls due while the data lie there isn't worked off during a measurement.
    await client.query('update app.deployment set simulated_at = $1', [now])
    await client.query('vacuum (analyze)')
  })
  await withClient(cluster.url('postgres'), client =>
    client.query(`alter database ${making} rename to ${database}`),
  )
}

/** Accounts in the same office with the same roles. */
async function addColleagues(client: pg.Client, accountId: string): Promise<string[]> {
  const tokens: string[] = []
  for (let n = 0; n < COLLEAGUES; n++) {
    const [id, token] = [uuidv7(), randomBytes(32).toString('base64url')]
    await client.query(
      `insert into auth.account (id, name, display_name, office_id, created_at, seats)
       select $2::uuid, 'bench' || right($2::text, 12), display_name, office_id, now(), seats from auth.account where id = $1`,
      [accountId, id],
    )
    await client.query(
      `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
       select gen_random_uuid(), $2, role, office_id, valid_from, recorded_at, seats from auth.role_holding
       where account_id = $1 and valid_until is null`,
      [accountId, id],
    )
    await addSession(client, id, token)
    tokens.push(token)
  }
  return tokens
}

const addSession = (client: pg.Client, accountId: string, token: string) =>
  client.query(
    `insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, address, seats)
     values ($1, $2, $3, now(), now(), now() + interval '1 day', '127.0.0.1', $4)`,
    [uuidv7(), accountId, createHash('sha256').update(token).digest(), [`account:${accountId}`]],
  )

async function officerOf(
  client: pg.Client,
  given: { who: string; division: string },
  found: { id: string; account: string; office_id: string; office_division: string },
): Promise<Officer> {
  const token = randomBytes(32).toString('base64url')
  await addSession(client, found.id, token)
  return {
    ...given,
    account: found.account,
    officeId: found.office_id,
    officeDivision: found.office_division,
    token,
    colleagues: await addColleagues(client, found.id),
  }
}

const officers = `
  select a.id, a.name as account, o.id as office_id, o.division_code as office_division, h.role, o.kind
  from auth.role_holding h join auth.account a on a.id = h.account_id join region.office o on o.id = h.office_id
  where h.valid_until is null and a.ended_at is null`

/** Whoever sees most: the leader of the town with most problems, a supervisor or leader of the province. */
async function findOfficers(client: pg.Client) {
  const { rows: towns } = await client.query(
    `${officers} and o.kind = 'town' and h.role in ('leader', 'liaison')
     order by (select count(*) from matter.matter m where m.division_code = o.division_code and m.is_open) desc, a.id limit 1`,
  )
  const town = await officerOf(client, { who: 'town', division: towns[0].office_division }, towns[0])
  const { rows: provinces } = await client.query(
    `${officers} and o.division_code = '33' and h.role in ('leader', 'supervisor', 'duty') order by h.role, a.id limit 1`,
  )
  const province = await officerOf(client, { who: 'province', division: '33' }, provinces[0])
  const { rows: liaisons } = await client.query(
    `${officers} and h.role = 'liaison' and exists (select from relief.pairing p where p.account_id = a.id and p.valid_until is null)
     order by a.id limit 8`,
  )
  const reporters: Ground['reporters'] = []
  for (const found of liaisons) {
    const { rows } = await client.query<{ organisation_id: string }>(
      'select organisation_id from relief.pairing where account_id = $1 and valid_until is null order by 1 limit 10',
      [found.id],
    )
    reporters.push({
      officer: await officerOf(client, { who: 'liaison', division: found.office_division }, found),
      organisationIds: rows.map(row => row.organisation_id),
    })
  }
  return { town, province, reporters }
}

/** Starts the cluster, loads the city's data the first time (about two minutes), and makes this run's own copy. */
export async function openGround(say: Ground['say']): Promise<Ground> {
  fs.mkdirSync(home, { recursive: true, mode: 0o755 })
  const cluster = await startEmbedded({ dataDir: home, lang: 'en', onStep: say })
  const kept = `city_${fingerprint()}`
  const database = `run_${process.pid}`
  try {
    const exists = await withClient(cluster.url('postgres'), async client => {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [kept])
      return rowCount === 1
    })
    if (!exists) await load(cluster, kept, say)
    await withClient(cluster.url('postgres'), async client => {
      const { rows } = await client.query("select datname from pg_database where datname like 'run_%'")
      for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
      await client.query(`create database ${database} template ${kept} strategy file_copy`)
      await client.query('checkpoint')
    })
    const owner = cluster.url(database)
    const as = (login: 'app' | 'public') => {
      const url = new URL(owner)
      url.username = `tongzhou_${login}`
      url.password = passwords[login]
      return url.href
    }
    const found = await withClient(owner, findOfficers)
    return {
      cluster,
      database,
      urls: { owner, app: as('app'), public: as('public') },
      dataDir: home,
      ...found,
      say,
      async close() {
        await withClient(cluster.url('postgres'), client =>
          client.query(`drop database if exists ${database} with (force)`),
        )
        await cluster.stop()
      },
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}
