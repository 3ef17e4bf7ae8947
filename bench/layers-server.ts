import path from 'node:path'
import type { Urls } from '#apps/server/main'
import { sessionOf } from '#platform/auth'
import { realClock } from '#platform/clock'
import { openDatabase } from '#platform/db'
import { createFileStore } from '#platform/files'
import { type Endpoint, endpoint, refuse } from '#platform/http'
import { bind, buildServer, type OpenContext, type Route } from '#platform/http/server'
import { openPeople, openSecrets } from '#platform/seal'
import { calendarDays, isWorkingDay, workingDays } from '#region/calendar'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { relief } from '#relief'
import { reliefApi } from '#relief/api'
import { masterKey } from './ground.ts'

export type LayerServer = { address: string; close(): Promise<void> }

/** What each layer does more than the one before it; the last is the call itself. */
export const layers = {
  read: [
    '/api/layers/read/parse',
    '/api/layers/read/session',
    '/api/layers/read/enter',
    '/api/layers/read/sql',
    reliefApi.listProblems.path,
  ],
  create: [
    '/api/layers/create/parse',
    '/api/layers/create/session',
    '/api/layers/create/enter',
    reliefApi.reportProblem.path,
  ],
} as const

const nothing = { rows: [], next: null }

/** The real server with a real call bound several times over, each time with a layer more. */
export async function startLayers(urls: Urls): Promise<LayerServer> {
  const db = openDatabase({
    app: urls.app,
    public: urls.public,
    onError: error => process.stderr.write(`${error.message}\n`),
  })
  const clock = realClock()
  const days = workingDays(calendarDays())
  const { routes } = relief.open({
    db,
    clock,
    matters: { calendar: { isWorkingDay: day => isWorkingDay(days, day) }, zone: 'Asia/Shanghai' },
    people: openPeople(masterKey, { nameTokens, queryTokens, nameMatches }),
    secrets: openSecrets(masterKey),
    files: createFileStore(path.resolve(import.meta.dirname, '../.cache/bench/files')),
    kinds: new Map(),
    words: code => code,
  })
  const real = (call: Endpoint): Route => routes.find(route => route.endpoint === call)!
  const { listProblems, reportProblem } = reliefApi
  const read = layers.read
  const create = layers.create
  const session = async ({ request, requestId, lang, wall, at }: OpenContext) =>
    (await sessionOf(db, request.cookies.tz_session ?? '', { wall, business: at }, { lang, requestId })) ??
    refuse('unauthenticated')
  const made = { id: '00000000-0000-7000-8000-000000000000', number: '' }

  const app = await buildServer({
    db,
    clock,
    routes: [
      bind(endpoint({ ...listProblems, who: 'anyone', path: read[0] }), async () => nothing),
      bind(endpoint({ ...listProblems, who: 'anyone', path: read[1] }), async call => {
        await session(call)
        return nothing
      }),
      bind(endpoint({ ...listProblems, path: read[2] }), async () => nothing),
      bind(endpoint({ ...listProblems, path: read[3] }), async call => {
        await real(listProblems).handle({ query: call.query }, call)
        return nothing
      }),
      real(listProblems),
      bind(endpoint({ ...reportProblem, who: 'anyone', path: create[0] }), async () => made),
      bind(endpoint({ ...reportProblem, who: 'anyone', path: create[1] }), async call => {
        await session(call)
        return made
      }),
      bind(endpoint({ ...reportProblem, path: create[2] }), async () => made),
      real(reportProblem),
    ],
    texts: [],
    sessionOf: (token, at, request) => sessionOf(db, token, at, request),
    version: 'bench',
    logLevel: 'info',
    trustedProxies: [],
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    address,
    async close() {
      await app.close()
      await db.close()
    },
  }
}
