import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { ASSUMED_NOTICE } from '#apps/seed/index'
import { headsFile } from '#apps/server/main'
import { noteHead, readHeads, verify } from '#platform/audit'
import { type Config, ConfigError, readConfig } from '#platform/config'
import { type Embedded, EmbeddedError, startEmbedded } from '#platform/db'
import { countForeignKeys, type Key, KeyFileError, openMasterKey } from '#platform/seal'
import { duration, figure, type Lang, moment } from '#platform/texts'
import { doctorTexts } from './doctor-texts.ts'
import { exit } from './failure.ts'
import { findRunning, LEAST_VERSION, placeOf, urlsOf, withClient } from './ground.ts'
import { isWebStale } from './web.ts'

export type Finding = { check: string; state: 'ok' | 'warn' | 'bad'; what: string; todo?: string }

const GB = 1_000_000_000
const LOW = 5 * GB
const EMPTY = GB
const APART_MS = 2000
const FAR_APART_MS = 60_000
const CALENDAR_DAYS = 60
const UNSEALED_MS = 10 * 60_000
const LATE_MS = 10 * 60_000
const migrationsFolder = path.resolve(import.meta.dirname, '../../migrations')
const schemas = ['app', 'auth', 'audit', 'matter', 'notice', 'region', 'relief']

type Words = ReturnType<typeof doctorTexts>
/** Says what it found, under the name of one check. */
type Say = (state: Finding['state'], what: string, todo?: string) => void
type Scene = { config: Config; words: Words; lang: Lang; owner: pg.Pool; key: Key | undefined; url: string }

const reasonOf = (error: unknown) =>
  error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)

/** Looks at everything and prints what it found. Changes nothing, but for the noted head of the audit chain. */
export async function doctor(lang: Lang, isJson: boolean): Promise<number> {
  const findings = await examine(process.env, lang)
  const words = doctorTexts(lang)
  if (isJson) process.stdout.write(`${JSON.stringify({ findings })}\n`)
  else {
    for (const { check, state, what, todo } of findings) {
      process.stdout.write(
        `${words[state].padEnd(4)}  ${words[`check.${check}` as 'check.node']}${lang === 'en' ? ': ' : '：'}${what}\n`,
      )
      if (todo !== undefined) process.stdout.write(`        → ${todo}\n`)
    }
    const count = (state: Finding['state']) =>
      figure(findings.filter(one => one.state === state).length, lang)
    process.stdout.write(`\n${words.summary({ ok: count('ok'), warn: count('warn'), bad: count('bad') })}\n`)
  }
  return findings.some(one => one.state === 'bad') ? exit.refused : exit.ok
}

export async function examine(env: Record<string, string | undefined>, lang: Lang): Promise<Finding[]> {
  const words = doctorTexts(lang)
  const findings: Finding[] = []
  const sayer =
    (check: string): Say =>
    (state, what, todo) => {
      findings.push({ check, state, what, ...(todo !== undefined && { todo }) })
    }
  checkNode(words, sayer('node'))
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    sayer('config')('bad', error.message, words['config-todo'])
    return findings
  }
  checkConfig(config, words, sayer('config'))
  checkDisk(config, lang, words, sayer('disk'))
  const { key, mayMatch } = checkKeyFile(config, lang, words, sayer('key'))
  if (isWebStale()) sayer('web')('warn', words.webStale, words['webStale-todo'])
  else sayer('web')('ok', words.web)

  const opened = await openDatabase(config, lang, words, sayer('database'))
  if (opened === undefined) return findings
  const owner = new pg.Pool({ connectionString: opened.url, max: 2, connectionTimeoutMillis: 10_000 })
  owner.on('error', () => undefined)
  try {
    const scene: Scene = { config, words, lang, owner, key, url: opened.url }
    await checkDatabase(scene, sayer('database'))
    if (!(await checkMigrations(scene, sayer('migrations')))) return findings
    await checkRoles(scene, sayer('roles'))
    if (mayMatch) await checkKey(scene, sayer('key'))
    await checkClock(scene, sayer('clock'), sayer('calendar'))
    await checkAudit(scene, sayer('audit'))
    await checkQueue(scene, sayer('queue'))
    await checkAccounts(scene, sayer('accounts'))
  } finally {
    await owner.end()
    await opened.embedded?.stop()
  }
  return findings
}

function checkNode(words: Words, say: Say) {
  const { node } = process.versions
  if (Number(node.split('.')[0]) < 26) say('bad', words.nodeOld({ version: node }), words['nodeOld-todo'])
  else say('ok', words.node({ version: node }))
}

function checkConfig(config: Config, words: Words, say: Say) {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(config.host)
  if (!isLocal) say('warn', words.hostOpen({ host: config.host }), words['hostOpen-todo'])
  else say('ok', words.config({ database: placeOf(config), address: `${config.host}:${config.port}` }))
}

function checkDisk(config: Config, lang: Lang, words: Words, say: Say) {
  // The nearest folder that exists: before the first start there is none of our own.
  let at = config.dataDir
  while (!fs.existsSync(at)) at = path.dirname(at)
  const { bavail, bsize } = fs.statfsSync(at)
  const bytes = bavail * bsize
  const free = `${figure(bytes / GB, lang)} GB`
  if (bytes < LOW) say(bytes < EMPTY ? 'bad' : 'warn', words.diskLow({ at, free }), words['diskLow-todo'])
  else say('ok', words.disk({ at, free }))
  try {
    fs.accessSync(at, fs.constants.W_OK)
  } catch (error) {
    say('bad', words.diskNoWrite({ at, reason: reasonOf(error) }), words['diskNoWrite-todo'])
  }
}

/** Never makes a key: one that is missing where people were sealed must come from the backup. */
function checkKeyFile(
  config: Config,
  lang: Lang,
  words: Words,
  say: Say,
): { key: Key | undefined; mayMatch: boolean } {
  const { keyFile, dataDir } = config
  if (!fs.existsSync(keyFile)) return { key: undefined, mayMatch: true }
  try {
    return { key: openMasterKey({ keyFile, dataDir, lang }), mayMatch: true }
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error
    say('bad', error.message, words['keyFault-todo'])
    return { key: undefined, mayMatch: false }
  }
}

async function openDatabase(
  config: Config,
  lang: Lang,
  words: Words,
  say: Say,
): Promise<{ url: string; embedded?: Embedded } | undefined> {
  let embedded: Embedded | undefined
  try {
    let url = config.databaseUrl ?? (await findRunning(config))
    if (url === undefined) {
      if (!fs.existsSync(config.dataDir)) {
        say('warn', words.noData({ at: config.dataDir }), words['noData-todo'])
        return undefined
      }
      embedded = await startEmbedded({ dataDir: config.dataDir, lang, onStep: () => undefined })
      url = embedded.url('tongzhou')
    }
    await withClient(url, client => client.query('select 1'))
    return { url, ...(embedded !== undefined && { embedded }) }
  } catch (error) {
    await embedded?.stop()
    if ((error as { code?: string }).code === '3D000')
      say('warn', words.noData({ at: placeOf(config) }), words['noData-todo'])
    else if (error instanceof EmbeddedError) say('bad', error.message, words['unreachable-todo'])
    else
      say(
        'bad',
        words.unreachable({ at: placeOf(config), reason: reasonOf(error) }),
        words['unreachable-todo'],
      )
    return undefined
  }
}

async function checkDatabase({ owner, words }: Scene, say: Say) {
  const { rows } = await owner.query<{
    number: string
    version: string
    encoding: string
    missing: string[]
    off: string[]
  }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version,
       current_setting('server_encoding') as encoding,
       array(select x from unnest(array['pg_trgm', 'btree_gist']) x where x not in (select extname from pg_extension)) as missing,
       array(select x from unnest(array['fsync', 'full_page_writes', 'synchronous_commit']) x where current_setting(x) = 'off') as off`,
  )
  const { number, version, encoding, missing, off } = rows[0]!
  const before = say
  let faults = 0
  const fault: Say = (state, what, todo) => {
    faults++
    before(state, what, todo)
  }
  if (Number(number) < LEAST_VERSION * 10_000)
    fault('bad', words.databaseOld({ version }), words['databaseOld-todo'])
  if (encoding !== 'UTF8') fault('bad', words.encoding({ encoding }), words['encoding-todo'])
  if (off.length > 0) fault('bad', words.unsafe({ names: off.join(', ') }), words['unsafe-todo'])
  if (missing.length > 0)
    fault('bad', words.extensionMissing({ names: missing.join(', ') }), words['extensionMissing-todo'])
  else {
    const { rows: found } = await owner.query<{ count: number }>(
      `select cardinality(show_trgm('嘉兴市')) as count`,
    )
    if (found[0]!.count === 0) fault('bad', words.chinese, words['chinese-todo'])
  }
  if (faults === 0) say('ok', words.database({ version }))
}

/** Whether the tables of this version stand, so that the others can be looked at. */
async function checkMigrations({ owner, words, lang }: Scene, say: Say): Promise<boolean> {
  const files = new Map(
    fs
      .readdirSync(migrationsFolder)
      .filter(file => /^\d{4}_\w+\.sql$/.test(file))
      .map(file => [
        file,
        createHash('sha256')
          .update(fs.readFileSync(path.join(migrationsFolder, file)))
          .digest('hex'),
      ]),
  )
  const exists = await owner.query<{ there: boolean }>(
    `select to_regclass('public.migration') is not null as there`,
  )
  const { rows } = exists.rows[0]!.there
    ? await owner.query<{ name: string; checksum: string }>(
        'select name, checksum from public.migration order by name',
      )
    : { rows: [] }
  const ran = new Set(rows.map(row => row.name))
  const changed = rows.filter(row => files.get(row.name) !== row.checksum).map(row => row.name)
  const missing = [...files.keys()].filter(name => !ran.has(name))
  if (changed.length > 0)
    say('bad', words.migrationChanged({ names: changed.join(', ') }), words['migrationChanged-todo'])
  if (missing.length > 0)
    say('bad', words.migrationMissing({ names: missing.join(', ') }), words['migrationMissing-todo'])
  if (changed.length + missing.length === 0) say('ok', words.migrations({ count: figure(files.size, lang) }))
  return missing.length === 0
}

async function checkRoles({ owner, words }: Scene, say: Say) {
  const logins = ['tongzhou_app', 'tongzhou_public'] as const
  const { rows } = await owner.query<
    Record<'superuser' | 'bypassrls' | 'create' | 'member' | 'owner' | 'nologin', boolean> & { role: string }
  >(
    `select rolname as role, rolsuper as superuser, rolbypassrls as bypassrls, rolcreaterole or rolcreatedb as create, not rolcanlogin as nologin,
       exists (select from pg_auth_members m where m.member = r.oid) as member,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relowner = r.oid and n.nspname = any($2)) as owner
     from pg_roles r where rolname = any($1)`,
    [logins, schemas],
  )
  let faults = 0
  for (const role of logins) {
    const held = rows.find(row => row.role === role)
    if (held === undefined) {
      faults++
      say('bad', words.roleMissing({ role }), words['roleMissing-todo'])
      continue
    }
    const reasons = (['superuser', 'bypassrls', 'create', 'member', 'owner', 'nologin'] as const).filter(
      one => held[one],
    )
    if (reasons.length === 0) continue
    faults++
    say(
      'bad',
      words.roleStrong({ role, why: reasons.map(one => words[`why.${one}`]).join(', ') }),
      words['roleStrong-todo']({ role }),
    )
  }
  const { rows: open } = await owner.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = any($1) and not c.relrowsecurity order by 1`,
    [schemas],
  )
  if (open.length > 0)
    say('bad', words.tableOpen({ names: open.map(row => row.name).join(', ') }), words['tableOpen-todo'])
  else if (faults === 0) say('ok', words.roles)
}

async function checkKey({ owner, key, config, words, lang, url }: Scene, say: Say) {
  if (key === undefined) {
    const { rows } = await owner.query<{ sealed: boolean }>(
      'select exists (select from region.person_key) as sealed',
    )
    if (rows[0]!.sealed) say('bad', words.keyMissing({ file: config.keyFile }), words['keyMissing-todo'])
    return
  }
  const foreign = await countForeignKeys(owner, key)
  if (foreign > 0)
    return say('bad', words.keyForeign({ count: figure(foreign, lang) }), words['keyForeign-todo'])
  const urls = urlsOf(url, key)
  for (const login of [urls.app, urls.public]) {
    try {
      await withClient(login, client => client.query('select 1'))
    } catch {
      return say('bad', words.keyLogin, words['keyLogin-todo'])
    }
  }
  say('ok', words.key({ file: config.keyFile }))
}

async function checkClock({ owner, words, lang, config }: Scene, say: Say, sayCalendar: Say) {
  const before = Date.now()
  const { rows } = await owner.query<{
    now: Date
    last: Date | null
    simulated: Date | null
    day: string | null
  }>(
    `select clock_timestamp() as now, (select last_wall_at from app.deployment) as last, (select simulated_at from app.deployment) as simulated,
       (select max(day) from region.calendar_day where notice <> $1)::text as day`,
    [ASSUMED_NOTICE],
  )
  const after = Date.now()
  const { now, last, simulated, day } = rows[0]!
  const middle = (before + after) / 2
  const apart = Math.max(0, Math.abs(now.getTime() - middle) - (after - before) / 2)
  const spoken = (milliseconds: number) =>
    milliseconds < 60_000 ? `${figure(milliseconds / 1000, lang)} s` : duration(milliseconds, lang)
  const back = last === null ? 0 : last.getTime() - after
  if (back > APART_MS) {
    say(
      'bad',
      words.clockBack({ moment: moment(last!, lang, config.timeZone), difference: spoken(back) }),
      words['clockBack-todo'],
    )
  }
  if (apart > APART_MS)
    say(
      apart > FAR_APART_MS ? 'bad' : 'warn',
      words.clockApart({ difference: spoken(apart) }),
      words['clockApart-todo'],
    )
  else if (back <= APART_MS) say('ok', words.clock({ difference: spoken(apart) }))
  if (simulated !== null)
    say('ok', words.clockSimulated({ moment: moment(simulated, lang, config.timeZone) }))
  if (day === null) return sayCalendar('warn', words.notSeeded, words['notSeeded-todo'])
  const today = Temporal.Instant.fromEpochMilliseconds((simulated ?? new Date()).getTime())
    .toZonedDateTimeISO(config.timeZone)
    .toPlainDate()
  const left = today.until(day).total('days')
  const facts = { lastOn: day, days: figure(left, lang) }
  if (left < 0) sayCalendar('bad', words.calendarOver(facts), words['calendar-todo'])
  else if (left < CALENDAR_DAYS) sayCalendar('warn', words.calendarSoon(facts), words['calendar-todo'])
  else sayCalendar('ok', words.calendar(facts))
}

async function checkAudit({ owner, words, lang, config }: Scene, say: Say) {
  // Beside the key, not in the database: who owns the tables could rewrite the whole chain.
  const file = headsFile(config)
  const found = await verify(owner, { known: await readHeads(file) })
  if (found.broken !== undefined) {
    const { what, seq } = found.broken
    return say('bad', words[`auditBroken.${what}`]({ seq: figure(seq, lang) }), words['auditBroken-todo'])
  }
  const age = found.oldestUnsealedAt === undefined ? 0 : Date.now() - found.oldestUnsealedAt.getTime()
  if (age > UNSEALED_MS) {
    say(
      'warn',
      words.auditUnsealed({ count: figure(found.unsealed, lang), age: duration(age, lang) }),
      words['auditUnsealed-todo'],
    )
  }
  if (found.head === undefined) return say('ok', words.auditEmpty)
  await noteHead(file, found.head)
  say('ok', words.audit({ count: figure(found.checked, lang), head: `${found.head.seq} ${found.head.hash}` }))
}

async function checkQueue({ owner, words, lang }: Scene, say: Say) {
  const { rows } = await owner.query<{ stuck: number; late: number; oldest: Date | null }>(
    `select (select count(*)::int from graphile_worker.jobs where attempts >= max_attempts) as stuck, count(*)::int as late, min(d.at) as oldest
     from matter.due d, app.deployment p where d.done_at is null and d.at < coalesce(p.simulated_at, $1)`,
    [new Date(Date.now() - LATE_MS)],
  )
  const { stuck, late, oldest } = rows[0]!
  if (stuck > 0) say('bad', words.queueStuck({ count: figure(stuck, lang) }), words['queueStuck-todo'])
  if (late > 0) {
    const age = duration(Date.now() - oldest!.getTime(), lang)
    say('warn', words.queueLate({ count: figure(late, lang), age }), words['queueLate-todo'])
  }
  if (stuck + late === 0) say('ok', words.queue)
}

async function checkAccounts({ owner, words, lang }: Scene, say: Say) {
  const { rows } = await owner.query<{
    kind: 'demonstration' | 'production' | 'story'
    accounts: number
    demo: number
    admins: number
  }>(
    `select p.kind, (select count(*)::int from auth.account where ended_at is null) as accounts,
       (select count(*)::int from auth.account where ended_at is null and is_demo) as demo,
       (select count(*)::int from auth.role_holding h join auth.account a on a.id = h.account_id where h.role = 'admin' and a.ended_at is null
          and h.valid_from <= $1 and (h.valid_until is null or h.valid_until > $1)) as admins
     from app.deployment p`,
    [new Date()],
  )
  const held = rows[0]
  if (held === undefined) return say('warn', words.notSeeded, words['notSeeded-todo'])
  if (held.kind === 'production' && held.demo > 0)
    say('bad', words.demoAccounts({ count: figure(held.demo, lang) }), words['demoAccounts-todo'])
  if (held.kind !== 'story' && held.admins === 0)
    return say('warn', words.noAdministrator, words['noAdministrator-todo'])
  say('ok', words.accounts({ kind: words[`kind.${held.kind}`], count: figure(held.accounts, lang) }))
}
