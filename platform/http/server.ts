import { createHash, timingSafeEqual } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Clock } from '#platform/clock'
import type { Actor, Database, Tx } from '#platform/db'
import { type Lang, langOf } from '#platform/texts'
import type { Endpoint, OutputOf, ParsedOf } from './endpoint.ts'
import { eventStream } from './events.ts'
import { findUnfit } from './fit.ts'
import { Windows } from './limits.ts'
import { metrics } from './metrics.ts'
import { describeRoutes, routeSchema } from './openapi.ts'
import { fieldsOf, problemOf, type RefusalTexts, wordBook } from './problems.ts'
import { referencePage } from './reference.ts'
import { Refused, refuse } from './refused.ts'
import { secure, securityHeaders } from './security.ts'
import { refusalTexts } from './texts.ts'

/** What every handler receives besides its validated input. `at` is business time, `wall` is not. */
type Base = {
  lang: Lang
  at: Date
  wall: Date
  address: string
  requestId: string
  request: FastifyRequest
  reply: FastifyReply
}
export type StaffContext = Base & { actor: Actor; tx: Tx }
export type OpenContext = Base & { db: Database; once: Once }
/** A file is streamed, so no transaction is open yet: the handler opens one when the bytes stand. */
export type FileContext = Base & { actor: Actor; db: Database; file: Readable }

type ContextOf<E extends Endpoint> = E extends { takes: 'file' }
  ? FileContext
  : E['who'] extends 'staff'
    ? StaffContext
    : OpenContext

/** A file as an answer. */
export type FileReply = { body: Readable | Buffer; headers: Record<string, string> }
type Answer<E extends Endpoint> = E extends { gives: 'file' } ? FileReply : OutputOf<E>

export type Route = {
  endpoint: Endpoint
  /** refusals that depend on what the systems bring, beside those of the contract */
  also: readonly string[]
  handle(input: unknown, context: unknown): Promise<unknown>
}

/** Binds a call to its verb, in a line. */
export function bind<E extends Endpoint>(
  endpoint: E,
  handle: (call: ParsedOf<E> & ContextOf<E>) => Promise<Answer<E>>,
  also: readonly string[] = [],
): Route {
  return {
    endpoint,
    also,
    handle: (input, context) =>
      handle({ ...(input as object), ...(context as object) } as ParsedOf<E> & ContextOf<E>),
  }
}

/** Carries an intention out once: a retry with the same key is given the first answer. */
export type Once = <T>(tx: Tx, actorName: string, work: () => Promise<T>) => Promise<T>

export type { RefusalTexts }

export type ServerParts = {
  db: Database
  clock: Clock
  routes: readonly Route[]
  texts: readonly RefusalTexts[]
  /** who a session's token is; undefined for none */
  sessionOf(
    token: string,
    at: { wall: Date; business: Date },
    request: { lang: Lang; requestId: string },
  ): Promise<Actor | undefined>
  version: string
  logLevel: string
  /** the reverse proxies whose word on a visitor's address is believed */
  trustedProxies: readonly string[]
  /** hears of refusals that a call's contract doesn't list; without it such a refusal is answered as a fault */
  onUnlisted?: (error: UnlistedRefusal) => void
}

/** A verb refused with a code that its call's contract does not list: the contract or the verb is wrong. */
export class UnlistedRefusal extends Error {
  constructor(endpoint: Endpoint, code: string) {
    super(`${endpoint.method} ${endpoint.path} refused with ${code}, which its contract does not list.`)
    this.name = 'UnlistedRefusal'
  }
}

/** What the server itself may refuse before or around any verb; every other code stands in the call's contract. */
const general: ReadonlySet<string> = new Set(
  Object.keys(refusalTexts('en')).filter(
    code => !['not-found', 'forbidden', 'stale-version', 'conflict'].includes(code),
  ),
)

const COOKIE = 'tz_session'
/** SQLSTATEs after which the same transaction may simply be tried again. */
const transient = new Set(['40001', '40P01'])
/** The database can't be reached, is starting or stopping, or has no room: 08 and 53 are its classes for that. */
const awayState =
  /^(08\w{3}|53\w{3}|57P0[1-4]|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
const awayWords =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/
/** A value that only the database finds it can't hold: a number, moment or text out of its range. */
const unfitStates = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05'])

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

function asRefused(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error
  const code = codeOf(error) ?? ''
  if (code === '42501') return new Refused('forbidden')
  if (code === '23505' || code === '23P01' || code === '23503') return new Refused('conflict')
  if (unfitStates.has(code)) return new Refused('invalid')
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refused('too-large', { limit: '1 MB' })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refused('unsupported-type')
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return new Refused('not-found')
  // Malformed JSON comes as a SyntaxError with a status of its own; one without is ours.
  if (code.startsWith('FST_ERR_CTP') || (error instanceof SyntaxError && 'statusCode' in error))
    return new Refused('invalid')
  if (awayState.test(code) || (error instanceof Error && awayWords.test(error.message)))
    return new Refused('unavailable')
  return undefined
}

/** Most bytes of an uploaded file of any kind; a kind with less says so itself. */
const MOST_UPLOAD = 40 * 1024 * 1024
/** Calls a minute: of one address, behind which a whole city hall may sit, and of one account. */
const MOST_BY_ADDRESS = 12_000
const MOST_BY_ACCOUNT = 1_200
const MINUTE = 60_000

/**
 * The bytes of an upload as a stream that may be left half-read: the rest is taken in and forgotten, because a
 * connection that is cut while its visitor still sends shows a broken page in place of the refusal's words.
 */
function leavable(upload: Readable): Readable {
  const file = new PassThrough()
  upload.pipe(file)
  upload.once('error', error => file.destroy(error))
  file.once('close', () => {
    upload.unpipe(file)
    upload.resume()
  })
  // Nobody may be reading any more when the visitor breaks off.
  file.on('error', () => undefined)
  return file
}

/** One Fastify instance with every route bound; it listens nowhere yet. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { db, clock } = parts
  const words = wordBook(parts.texts)
  const app = Fastify({
    bodyLimit: 1_000_000,
    // Who sends a byte now and then holds a connection no longer than these; a slow telephone needs minutes for a photo.
    requestTimeout: 300_000,
    connectionTimeout: 180_000,
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 5_000 },
    frameworkErrors: (error, request, reply) => {
      secure(request, reply)
      return answer(error, request, reply)
    },
    trustProxy: parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    requestIdHeader: false,
    genReqId: request => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : crypto.randomUUID()
    },
    routerOptions: { maxParamLength: 200 },
    logger: {
      level: parts.logLevel,
      serializers: {
        // The route, not the address: an address may carry a tracking number.
        req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url }),
        // A database's message may quote a value: the state tells enough.
        err: (error: Error) => ({
          type: error.name,
          message: codeOf(error) ?? error.name,
          stack: error.stack?.replace(error.message, '') ?? '',
        }),
      },
    },
    logController: new LogController({ disableRequestLogging: true }),
  })
  // Without cookies where the address itself could not be read.
  const langOfRequest = (request: FastifyRequest): Lang =>
    langOf(
      (request.cookies as Partial<FastifyRequest['cookies']> | null)?.tz_lang,
      request.headers['accept-language'],
    )

  await app.register(cookie)
  await app.register(rateLimit, {
    global: true,
    max: MOST_BY_ADDRESS,
    timeWindow: MINUTE,
    store: Windows,
    errorResponseBuilder: (_request, context) =>
      new Refused('too-many-requests', { seconds: Math.ceil(context.ttl / 1000) }),
  })
  const countAccount = new Windows()
  await describeRoutes(app, parts.version)
  securityHeaders(app)
  metrics(app)

  // Validation is ours: the findings keep their paths and get words in the reader's language.
  app.setValidatorCompiler(({ schema }) => data => {
    const unfit = findUnfit(data)
    if (unfit.length > 0)
      return {
        error: new Refused(
          'invalid',
          {},
          unfit.map(path => ({ path, code: 'characters' })),
        ),
      }
    const result = (schema as z.ZodType).safeParse(data)
    return result.success
      ? { value: result.data }
      : { error: new Refused('invalid', {}, fieldsOf(result.error.issues)) }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeContentTypeParser('text/plain')

  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const refused = asRefused(error)
    if (refused === undefined)
      request.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'failed')
    const problem = problemOf(refused ?? new Refused('internal'), langOfRequest(request), request.id, words)
    if (typeof refused?.params.seconds === 'number') void reply.header('retry-after', refused.params.seconds)
    else if (problem.status === 503) void reply.header('retry-after', 5)
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .serializer(JSON.stringify as (payload: unknown) => string)
      .send(problem)
  }
  app.setErrorHandler(answer)
  const notFound = (request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(new Refused('not-found'), langOfRequest(request), request.id, words)
    return reply.code(404).type('application/problem+json').send(JSON.stringify(problem))
  }
  app.setNotFoundHandler(notFound)

  // A cookie alone must not let another site act: browsers always name the origin of a write.
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    if (request.method === 'GET' || request.method === 'HEAD') return
    const { origin, host } = request.headers
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
      refuse('wrong-origin')
    if (request.headers['sec-fetch-site'] === 'cross-site') refuse('wrong-origin')
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })

  async function findActor(request: FastifyRequest): Promise<Actor | undefined> {
    const token = request.cookies[COOKIE]
    return token === undefined
      ? undefined
      : parts.sessionOf(
          token,
          { wall: new Date(), business: clock.now() },
          { lang: langOfRequest(request), requestId: request.id },
        )
  }

  async function getActor(request: FastifyRequest): Promise<Actor> {
    const actor = (await findActor(request)) ?? refuse('unauthenticated')
    const wait = countAccount.count(String(actor.id), MINUTE, MOST_BY_ACCOUNT)
    if (wait > 0) refuse('too-many-requests', { seconds: wait })
    return actor
  }

  function onceFor(request: FastifyRequest): Once {
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || key.length < 8 || key.length > 100) return refuse('idempotency-key')
    const hash = createHash('sha256')
      .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest()
    return async (tx, actorName, work) => {
      // The unique key makes a second copy of the same submission wait here until the first one has ended.
      const { rows } = await sql<{ request_hash: Buffer; body: unknown }>`
        insert into app.reply (actor, key, request_hash, status, body, recorded_at)
        values (${actorName}, ${key}, ${hash}, 0, 'null', ${new Date()})
        on conflict do nothing returning request_hash`.execute(tx)
      if (rows.length === 0) {
        const earlier = await tx
          .selectFrom('app.reply')
          .select(['request_hash', 'body'])
          .where('actor', '=', actorName)
          .where('key', '=', key)
          .executeTakeFirstOrThrow()
        if (!timingSafeEqual(earlier.request_hash, hash)) refuse('key-reused')
        return earlier.body as Awaited<ReturnType<typeof work>>
      }
      const output = await work()
      await sql`update app.reply set status = 200, body = ${JSON.stringify(output ?? null)}::jsonb
        where actor = ${actorName} and key = ${key}`.execute(tx)
      return output
    }
  }

  async function withRetry<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (attempt === 4 || !transient.has(codeOf(error) ?? '')) throw error
      }
    }
  }

  const register = (scope: FastifyInstance, { endpoint, handle, also }: Route) =>
    scope.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: routeSchema({ ...endpoint, refusals: [...endpoint.refusals, ...also] }),
      config:
        endpoint.perMinute === undefined
          ? {}
          : { rateLimit: { max: endpoint.perMinute, timeWindow: MINUTE } },
      handler: async (request, reply) => {
        const input = { params: request.params, query: request.query, body: request.body }
        const base: Base = {
          lang: langOfRequest(request),
          at: clock.now(),
          wall: new Date(),
          address: request.ip,
          requestId: request.id,
          request,
          reply,
        }
        const output = await run(endpoint, handle, input, base, request).catch(error => {
          const code = error instanceof Refused ? error.code : undefined
          const isListed = code === undefined || general.has(code) || endpoint.refusals.includes(code)
          if (code === undefined || isListed || also.includes(code)) throw error
          const unlisted = new UnlistedRefusal(endpoint, code)
          if (parts.onUnlisted === undefined) throw unlisted
          parts.onUnlisted(unlisted)
          throw error
        })
        if (endpoint.gives === 'file') {
          const { body, headers } = output as FileReply
          return reply.headers(headers).send(body)
        }
        return reply.type('application/json').send(output === undefined ? null : output)
      },
    })

  // A file's bytes are streamed, and only where a call takes a file: elsewhere they are no input.
  await app.register(async uploads => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('application/octet-stream', (_request, payload, done) =>
      done(null, leavable(payload)),
    )
    for (const route of parts.routes) if (route.endpoint.takes === 'file') register(uploads, route)
  })
  await app.register(async api => {
    for (const route of parts.routes) if (route.endpoint.takes !== 'file') register(api, route)
    // No head of it: it would never end.
    api.get('/api/events', { schema: { hide: true }, exposeHeadRoute: false }, async (request, reply) =>
      events.open(await getActor(request), reply, () => findActor(request)),
    )
    referencePage(
      app,
      parts.routes.map(route => route.endpoint),
      words,
      request => langOf(request.cookies.tz_lang, String(request.headers['accept-language'] ?? '')),
    )
    api.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  })

  async function run(
    endpoint: Endpoint,
    handle: Route['handle'],
    input: unknown,
    base: Base,
    request: FastifyRequest,
  ) {
    if (endpoint.who === 'anyone') {
      // Asked for when it is used: a receipt from outside that may be repeated carries no key.
      const once: Once = (tx, name, work) =>
        endpoint.kind === 'read' ? work() : onceFor(request)(tx, name, work)
      return withRetry(() => handle(input, { ...base, db, once }))
    }
    const actor = await getActor(request)
    if (endpoint.takes === 'file') {
      const file = (request.body as Readable | undefined) ?? Readable.from([])
      try {
        // Before a byte is taken in, and here: Fastify's own parser would cut the connection.
        if (Number(request.headers['content-length']) > MOST_UPLOAD)
          refuse('too-large', { limit: `${MOST_UPLOAD / 1024 / 1024} MB` })
        return await handle(input, { ...base, actor, db, file })
      } finally {
        file.destroy()
      }
    }
    const once = endpoint.kind === 'read' ? undefined : onceFor(request)
    return withRetry(() =>
      db.as(actor, tx => {
        const work = () => handle(input, { ...base, actor, tx })
        return once === undefined ? work() : once(tx, `staff:${actor.id}`, work)
      }),
    )
  }

  const events = await eventStream(app, db)
  app.get('/health', { schema: { hide: true }, config: { rateLimit: false } }, async () => ({ ok: true }))
  app.get('/ready', { schema: { hide: true }, config: { rateLimit: false } }, async (_request, reply) => {
    const ok = await db.ping()
    return reply.code(ok ? 200 : 503).send({ ok })
  })
  return app
}
