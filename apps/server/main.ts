import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { command } from '#command'
import { auditRoutes, noteHead, sealOnce } from '#platform/audit'
import { auditApi } from '#platform/audit/api'
import { refusalTexts as auditTexts } from '#platform/audit/texts'
import { sessionOf } from '#platform/auth'
import { refusalTexts as authTexts } from '#platform/auth/texts'
import { type Clock, realClock, simulatedClock } from '#platform/clock'
import type { Config } from '#platform/config'
import { openDatabase } from '#platform/db'
import { figureRoutes, figuresApi, refusalTexts as figureTexts } from '#platform/figures'
import { createFileStore } from '#platform/files'
import { texts as fileTexts } from '#platform/files/texts'
import type { Api, Endpoint } from '#platform/http'
import { buildServer, type RefusalTexts } from '#platform/http/server'
import { job, startJobs, task } from '#platform/jobs'
import {
  type BoundKind,
  handleDue,
  handlePlaceDue,
  matterRoutes,
  type PlaceWork,
  systemActor,
  tellCall,
  UPLOAD_HOURS,
} from '#platform/matter'
import { matterApi } from '#platform/matter/api'
import { refusalTexts as matterTexts, texts as matterWords } from '#platform/matter/texts'
import {
  type Book,
  refusalTexts as noticeRefusals,
  noticeRoutes,
  noticeTexts,
  type Reach,
  sendingTask,
} from '#platform/notices'
import { noticesApi } from '#platform/notices/api'
import { type Key, openPeople, openSecrets } from '#platform/seal'
import { texts as sheetTexts } from '#platform/sheets/texts'
import type { Lang } from '#platform/texts'
import type { System, World } from '#platform/world'
import { isWorkingDay, workingDays } from '#region/calendar'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { relief } from '#relief'
import { serveWeb } from './web.ts'

/** The systems of this server: a new one is a folder, a migration and a line here. */
export const systems: readonly System[] = [command, relief]

/** Every call of this server's contract. */
export const contract: readonly Endpoint[] = [
  matterApi,
  auditApi,
  noticesApi,
  figuresApi,
  ...systems.map(system => system.api),
].flatMap((api: Api) => Object.values(api))

export type Urls = { owner: string; app: string; public: string }
export type RunningServer = {
  address: string
  clock: Clock
  /** for a simulated clock: does all that is due up to its moment */
  runDue(): Promise<number>
  /** moves a simulated clock on, doing all that falls due on the way at its own moment; tells how much that was */
  moveTo(at: Date): Promise<number>
  /** what a week's end asks for, at the clock's moment: the crontab's own moments are real time's */
  everyMonday(): Promise<void>
  close(): Promise<void>
}

// Not strict: the queue tells a job of the crontab its moment, under a name of its own.
const nightly = job('clean', z.object({}))
const weekly = job('week', z.object({}))
const seal = job('seal', z.object({}))
const REPLY_DAYS = 7

/** Where the heads of the audit chain are noted, outside the database and its folder, for `doctor`. */
export const headsFile = (config: Config) => `${config.dataDir}.audit-heads`

/** Brings the whole server up: database, systems, jobs, HTTP. Everything that is wired is wired here. */
export async function startServer(parts: {
  config: Config
  urls: Urls
  masterKey: Key
  version: string
  /** hears of what went wrong in the background */
  onError: (error: Error) => void
}): Promise<RunningServer> {
  const { config, urls, masterKey, onError } = parts
  const owner = new pg.Pool({ connectionString: urls.owner, max: 3 })
  owner.on('error', onError)
  const clock = await clockOf(owner)
  const db = openDatabase({ app: urls.app, public: urls.public, onError })
  const days = workingDays(await readDays(owner))
  const matters = {
    calendar: { isWorkingDay: (day: string) => isWorkingDay(days, day) },
    zone: config.timeZone,
  }
  const people = openPeople(masterKey, { nameTokens, queryTokens, nameMatches })
  const files = createFileStore(join(config.dataDir, 'files'))
  await files.sweep()
  const kinds = new Map<string, BoundKind>()
  const texts = [
    matterTexts,
    auditTexts,
    authTexts,
    noticeRefusals,
    figureTexts,
    fileTexts,
    sheetTexts,
    ...systems.flatMap(system => system.refusals),
  ] as readonly RefusalTexts[]
  const words = (code: string, lang: Lang) => {
    for (const one of texts) {
      const found = one(lang)[code]
      if (typeof found === 'string') return found
    }
    return code
  }
  const world: World = { db, clock, matters, people, secrets: openSecrets(masterKey), files, kinds, words }
  const opened = systems.map(system => system.open(world))
  for (const { kinds: own } of opened) for (const kind of own) kinds.set(kind.workflow.kind, kind)

  const places: Record<string, PlaceWork> = Object.assign({}, ...opened.map(system => system.places ?? {}))

  const everyMonday = async () => {
    for (const system of opened) await system.everyMonday?.(clock.now())
  }

  const notices = {
    books: [noticeTexts, matterWords, ...systems.flatMap(system => system.notices ?? [])] as readonly Book[],
    zone: config.timeZone,
    adapters: config.notices,
    tellCall,
  }
  const reach: Reach = async (tx, personId) =>
    (await people.read(tx, [personId], ['telephone', 'email'])).get(personId)
  const jobs = await startJobs({
    ownerUrl: urls.owner,
    tasks: [
      sendingTask({ ...notices, db, clock, reach }),
      task(seal, async () => {
        const { head } = await sealOnce(owner)
        if (head !== undefined) await noteHead(headsFile(config), head)
        await owner.query('update app.deployment set last_wall_at = greatest(last_wall_at, $1)', [new Date()])
      }),
      task(weekly, everyMonday),
      task(nightly, async () => {
        await owner.query('delete from app.reply where recorded_at < $1', [
          new Date(Date.now() - REPLY_DAYS * 86_400_000),
        ])
        await owner.query('delete from matter.upload where expires_at < $1', [new Date()])
        await files.spool.sweep(UPLOAD_HOURS * 3_600_000)
      }),
    ],
    ticker: {
      clock,
      handle: due => {
        const actor = systemActor(due.seats)
        // A clock that is moved on stops at what falls due on the way.
        if (clock.isSimulated && due.at > clock.now()) clock.moveTo(due.at)
        return db.as(actor, tx => {
          const { matterId, what } = due
          if (matterId !== null)
            return handleDue(tx, matters, kinds, { ...due, matterId }, actor, clock.now())
          const work = places[what]
          if (work === undefined) throw new Error(`No system does ${what} for places.`)
          return handlePlaceDue(tx, work, due, actor, clock.now())
        })
      },
    },
    // The queue counts in UTC: the week’s report is kept at seven on Monday in China.
    crontab: '* * * * * seal\n17 3 * * * clean\n0 23 * * 0 week',
    onError,
    onEvent: event => {
      if (event.outcome === 'given-up')
        onError(new Error(`The job ${event.job} (${event.id}) was given up: ${event.error}.`))
    },
  })

  const routes = [
    ...matterRoutes({ world: matters, kinds, files, clock, words }),
    ...auditRoutes({ people }),
    ...noticeRoutes(notices),
    ...figureRoutes(systems.flatMap(system => system.figures ?? [])),
    ...opened.flatMap(system => system.routes),
  ]
  const bound = new Set(routes.map(route => route.endpoint))
  const unbound = contract.find(endpoint => !bound.has(endpoint))
  if (unbound !== undefined) throw new Error(`Nothing answers ${unbound.method} ${unbound.path}.`)

  const app = await buildServer({
    db,
    clock,
    routes,
    texts,
    sessionOf: (token, at, request) => sessionOf(db, token, at, request),
    version: parts.version,
    logLevel: config.logLevel,
    trustedProxies: config.trustedProxies,
    onUnlisted: onError,
  })
  await serveWeb(app)
  const close = async () => {
    await app.close()
    await jobs.stop()
    await db.close()
    await owner.end()
  }
  const address = await app.listen({ port: config.port, host: config.host }).catch(async error => {
    await close()
    throw error
  })
  return {
    address,
    clock,
    runDue: () => jobs.runDue(clock.now()),
    async moveTo(at) {
      const done = await jobs.runDue(at)
      clock.moveTo(at)
      return done
    },
    everyMonday,
    close,
  }
}

/** The published working days, and what a demonstration assumes beyond them. */
async function readDays(owner: pg.Pool): Promise<{ on: string; isWorking: boolean }[]> {
  const { rows } = await owner.query<{ on: string; isWorking: boolean }>(
    'select day as on, is_working as "isWorking" from region.calendar_day order by day',
  )
  return rows
}

/** Real time, or the simulated one of a story's own database. */
async function clockOf(owner: pg.Pool): Promise<Clock> {
  const { rows } = await owner.query<{ simulated_at: Date | null }>('select simulated_at from app.deployment')
  const simulated = rows[0]?.simulated_at ?? null
  return simulated === null ? realClock() : simulatedClock(simulated)
}
