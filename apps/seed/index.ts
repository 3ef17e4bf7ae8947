import { Readable } from 'node:stream'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import sharp from 'sharp'
import { hashSecret as hashPassword } from '#platform/auth'
import type { DB, Tx } from '#platform/db'
import type { FileStore } from '#platform/files'
import { takeFile } from '#platform/matter'
import { hashSecret, type Key, openPeople, openSecrets } from '#platform/seal'
import { calendarDays } from '#region/calendar'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { copyRows } from './copy.ts'
import { seedExchange } from './exchange.ts'
import { seedMenu } from './menu.ts'
import { seedNeeds } from './needs.ts'
import { seedOrders } from './orders.ts'
import { seedPairing } from './pairing.ts'
import { seedPlans } from './plans.ts'
import { seedProblems } from './problems.ts'
import { idsOf } from './random.ts'
import { assumeDays, seedPlaces, seedRegion } from './region.ts'
import { buildRegister, type Office, seedEnterprises, seedOffices } from './register.ts'
import { seedRequests } from './requests.ts'
import type { Files, Route, Scene } from './story.ts'
import { seedSupervision } from './supervision.ts'
import { seedVisits } from './visits.ts'

export { ASSUMED_NOTICE } from './region.ts'

const DAY = 86_400_000
export const DEMO_PASSWORD = 'tongzhou-2022'

export const sizes = {
  small: { enterprises: 240, officers: 340, problems: 120 },
  city: { enterprises: 6537, officers: 420, problems: 600 },
} as const
export type Size = keyof typeof sizes

export type Step = 'divisions' | 'offices' | 'enterprises' | 'problems' | 'finish'
export type DemoSeed = {
  size: Size
  seed: number
  /** The moment at which the demonstration begins: what is due today is due then. */
  now: Date
  /** How many problems instead of the size's own, up to 100,000 for measuring. */
  problems?: number
}
export type Seeded = {
  divisions: number
  offices: number
  officers: number
  enterprises: number
  problems: number
  open: number
}

/** Thrown when a database holds data already; nothing was touched. */
export class NotEmpty extends Error {
  override name = 'NotEmpty'
  /** The same seed stands there already. */
  readonly isSame: boolean
  readonly held: string
  constructor(held: string, isSame: boolean) {
    super(`The database holds data already: ${held}.`)
    this.held = held
    this.isSame = isSame
  }
}

/** What a database was seeded with, from its first audit entry: `city/1`; its kind where it says nothing; undefined when empty. */
export async function findSeed(client: pg.Client | pg.Pool): Promise<string | undefined> {
  const { rows } = await client.query<{ kind: string; seed: string | null }>(
    `select d.kind, (select e.subject_id from audit.entry e where e.action = 'operator.seed' order by e.recorded_at limit 1) as seed
     from app.deployment d`,
  )
  if (rows[0] !== undefined) return rows[0].seed ?? rows[0].kind
  const { rows: held } = await client.query('select 1 from region.division limit 1')
  return held.length > 0 ? 'region' : undefined
}

export const nameOfSeed = (wish: Pick<DemoSeed, 'size' | 'seed' | 'problems'>) =>
  [wish.size, wish.seed, ...(wish.problems === undefined ? [] : [wish.problems])].join('/')

/** One connection as its owner, for COPY and for what is written through Kysely, in one transaction: all of it or none. */
async function asOwner<T>(ownerUrl: string, work: (client: pg.Client, tx: Tx) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const kysely = new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => ({ query: client.query.bind(client), release: () => undefined }) as never,
        end: async () => undefined,
      },
    }),
  })
  try {
    await client.query('begin')
    const result = await work(client, kysely as Tx)
    await client.query('commit')
    return result
  } finally {
    // Ends an open transaction too: the server rolls it back.
    await client.end()
  }
}

async function refuseUnlessEmpty(client: pg.Client, name: string) {
  // Two commands at once: the second waits, then finds the data of the first.
  await client.query('select pg_advisory_xact_lock(33042023)')
  const held = await findSeed(client)
  if (held !== undefined) throw new NotEmpty(held, held === name)
}

async function deploy(
  client: pg.Client,
  kind: 'demonstration' | 'production' | 'story',
  zone: string,
  seed: string,
  now: Date,
  simulatedAt: Date | null,
) {
  await client.query(
    'insert into app.deployment (kind, root_code, time_zone, simulated_at, last_wall_at) values ($1, $2, $3, $4, $5)',
    [kind, '33', zone, simulatedAt, new Date()],
  )
  await client.query(
    `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, seats)
     values ($1, $2, $3, 'operator', 'change', 'operator.seed', 'deployment', $4, '{audit:33}')`,
    [idsOf(0, 'audit')(now), new Date(), now, seed],
  )
}

/** Divisions and working days alone, for a database that will hold real data. Throws {@link NotEmpty}. */
export async function seedProduction(
  ownerUrl: string,
  zone: string,
  now: Date,
  onProgress: (done: number, total: number) => void,
) {
  return asOwner(ownerUrl, async client => {
    await refuseUnlessEmpty(client, 'region')
    const counts = await seedRegion(client, onProgress)
    await deploy(client, 'production', zone, 'region', now, null)
    return counts
  })
}

/**
 * Loads the demonstration: the province's divisions, Jiaxing's invented offices, officers, enterprises and problems.
 * The same size, seed and moment give the same rows, but for sealed values, the password's hash and wall times.
 * One transaction. Throws {@link NotEmpty}.
 */
export async function seedDemo(
  parts: { ownerUrl: string; masterKey: Key; files: FileStore; zone: string },
  wish: DemoSeed,
  onProgress: (step: Step, done: number, total: number) => void = () => undefined,
): Promise<Seeded> {
  const { size, seed, now } = wish
  const count = { ...sizes[size], ...(wish.problems !== undefined && { problems: wish.problems }) }
  const evidence = await makeEvidence(parts.files)
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const people = openPeople(parts.masterKey, { nameTokens, queryTokens, nameMatches })
  const secrets = openSecrets(parts.masterKey)
  return asOwner(parts.ownerUrl, async (client, tx) => {
    await refuseUnlessEmpty(client, nameOfSeed(wish))
    onProgress('divisions', 0, 1)
    const { divisions } = await seedRegion(client, (done, total) => onProgress('divisions', done, total))
    const lastOn = Temporal.Instant.fromEpochMilliseconds(now.getTime())
      .toZonedDateTimeISO(parts.zone)
      .toPlainDate()
      .add({ days: 400 })
    await assumeDays(client, lastOn.toString())
    const since = new Date(now.getTime() - 600 * DAY)
    const register = buildRegister(count, seed, since)
    onProgress('offices', 0, 1)
    await seedOffices(client, register, seed, since, passwordHash)
    await seedPlaces(client, seed, since)
    onProgress('offices', 1, 1)
    await seedEnterprises(client, tx, people, register, seed, since, (done, total) =>
      onProgress('enterprises', done, total),
    )
    await seedPairing(client, register, seed, since, now)
    const offered = await seedMenu(client, register, seed, since)
    await seedExchange(client, now)
    await seedPlans(client, register, seed, since, now)
    await seedVisits(client, register, seed, now, parts.zone, evidence)
    onProgress('problems', 0, count.problems)
    // Folded once at the end: after each piece of a hundred thousand problems it took ten minutes instead of one.
    await client.query('alter table matter.history disable trigger restate')
    const scene = sceneOf(register.offices, parts.zone, now, evidence, (number, linkId) =>
      hashSecret(`${number}:${secrets.of(linkId)}`),
    )
    const world = { ...register, now, seed, scene, routes: await readRoutes(client) }
    const told = await seedProblems(client, tx, people, world, count.problems, (done, total) =>
      onProgress('problems', done, total),
    )
    await seedOrders(client, register, offered, scene, seed)
    await seedNeeds(client, register, scene, seed)
    await seedRequests(client, register, scene, secrets.of, seed)
    await seedSupervision(client, register, scene, seed)
    await client.query('alter table matter.history enable trigger restate')
    await client.query("insert into relief.standing select * from relief.fold('infinity')")
    await seedReportLink(client, register, seed, since, secrets.of)
    await deploy(client, 'demonstration', parts.zone, nameOfSeed(wish), now, null)
    onProgress('finish', 0, 1)
    await client.query('analyze')
    onProgress('finish', 1, 1)
    return {
      divisions,
      offices: register.offices.length,
      officers: register.officers.length,
      enterprises: register.enterprises.length,
      ...told,
    }
  })
}

/** The page by which the story's first enterprise reports without an account. */
async function seedReportLink(
  client: pg.Client,
  { enterprises }: ReturnType<typeof buildRegister>,
  seed: number,
  since: Date,
  secretOf: (id: string) => string,
) {
  const first = enterprises.find(one => one.liaison.account === 'shenyi') ?? enterprises[0]!
  const id = idsOf(seed, 'report links')(since)
  const seats = [`account:${first.liaison.id}`, ...first.path.map(code => `relief:${code}`)]
  await copyRows(
    client,
    'matter.link',
    ['id', 'purpose', 'organisation_id', 'secret_hash', 'created_at', 'created_by', 'seats'],
    [[id, 'report', first.id, hashSecret(secretOf(id)), since, first.liaison.id, seats]],
  )
}

async function readRoutes(client: pg.Client): Promise<Map<string, Route>> {
  const { rows } = await client.query(
    `select category, tier, subject, accept_hours, solve_unit, solve_amount, confirm_days, version from relief.route where valid_until is null`,
  )
  return new Map(
    rows.map(row => [
      `${row.category}/${row.tier}`,
      {
        subject: row.subject,
        acceptHours: row.accept_hours,
        solveUnit: row.solve_unit,
        solveAmount: row.solve_amount,
        confirmDays: row.confirm_days,
        version: row.version,
      },
    ]),
  )
}

function sceneOf(
  offices: readonly Office[],
  zone: string,
  now: Date,
  evidence: Files,
  secretHash: Scene['secretHash'],
): Omit<Scene, 'newId'> {
  const byKey = new Map(offices.map(office => [office.key, office]))
  const byId = new Map(offices.map(office => [office.id, office]))
  const days = new Map(calendarDays().map(day => [day.on, day.isWorking]))
  return {
    now,
    zone,
    evidence,
    secretHash,
    isWorkingDay: on => days.get(on) ?? Temporal.PlainDate.from(on).dayOfWeek <= 5,
    officeFor: (code, subject) =>
      byKey.get(`${code}:${subject}`) ?? byKey.get(`${code}:relief`) ?? byKey.get(`${code}:general`)!,
    officeOf: id => byId.get(id)!,
    taskForceAbove: office =>
      office.path
        .toReversed()
        .map(code => byKey.get(`${code}:relief`))
        .find(one => one !== undefined && one.id !== office.id),
  }
}

/** Pictures that stand in for the evidence of solved problems, kept as an upload would be. */
async function makeEvidence(files: FileStore): Promise<Files> {
  const taken: Files = []
  for (const [i, colour] of (['#2f6f62', '#8a5a2b', '#37598c'] as const).entries()) {
    const picture = await sharp({ create: { width: 960, height: 640, channels: 3, background: colour } })
      .composite([
        {
          input: { create: { width: 720, height: 320, channels: 3, background: '#f4efe6' } },
          gravity: 'centre',
        },
        {
          input: { create: { width: 600, height: 24, channels: 3, background: colour } },
          top: 240,
          left: 180,
        },
        {
          input: { create: { width: 420, height: 24, channels: 3, background: colour } },
          top: 310,
          left: 180,
        },
      ])
      .png()
      .toBuffer()
    taken.push(await takeFile(files, Readable.from([picture]), `演示凭证${i + 1}.png`))
  }
  return taken
}

/** Accounts for a first look, each with its office: whoever is there of the usual kinds. */
export async function listDemoAccounts(
  client: pg.Pool | pg.Client,
): Promise<{ what: string; account: string; name: string; office: string; officeEn: string }[]> {
  const { rows } = await client.query(
    `select w.what, a.name as account, a.display_name as name, o.name as office, o.name_en as "officeEn"
     from (values (1, 'liaison', 'liaison', 'industry', 4), (2, 'leader', 'leader', 'industry', 4), (3, 'handler', 'handler', 'transport', 6),
       (4, 'town', 'leader', 'general', 9), (5, 'hotline', 'duty', 'duty', 4), (6, 'supervisor', 'supervisor', 'relief', 4),
       (7, 'admin', 'admin', 'relief', 4), (8, 'auditor', 'auditor', 'relief', 4)) w (place, what, role, subject, length)
     cross join lateral (
       select a.* from auth.account a join auth.role_holding h on h.account_id = a.id and h.valid_until is null
       join region.office o on o.id = h.office_id
       where a.is_demo and a.ended_at is null and h.role = w.role and o.subject = w.subject
         and length(o.division_code) = w.length and o.division_code like '3304%'
       order by a.id limit 1) a
     join region.office o on o.id = a.office_id order by w.place`,
  )
  return rows
}

/** The demonstration's report link: its id, from which the secret is derived, and the enterprise. */
export async function findDemoReportLink(
  client: pg.Pool | pg.Client,
): Promise<{ id: string; enterprise: string } | undefined> {
  const { rows } = await client.query(
    `select l.id, o.name as enterprise from matter.link l join region.organisation o on o.id = l.organisation_id
     where l.purpose = 'report' and l.revoked_at is null order by l.created_at limit 1`,
  )
  return rows[0]
}
