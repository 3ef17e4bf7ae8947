import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  changePassword,
  findSessionId,
  listSessions,
  type OpenedSession,
  revokeSession,
  SESSION_COOKIE,
  sessionCookie,
  signIn,
  signOut,
  useCode,
} from '#platform/auth'
import type { Clock } from '#platform/clock'
import type { Actor } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import * as actions from './actions.ts'
import { commandApi } from './api.ts'
import * as store from './store.ts'

export type CommandParts = {
  clock: Clock
  handOver: actions.HandOver
  timeZone: string
}

const done = null
const anyone = (requestId: string): Actor => ({
  kind: 'system',
  id: null,
  read: ['anyone'],
  write: [],
  holdings: [],
  lang: 'zh-CN',
  requestId,
})
type Call = {
  address: string
  wall: Date
  at: Date
  requestId: string
  request: FastifyRequest
  reply: FastifyReply
}
const visitOf = ({ address, wall, at, requestId, request }: Call) => ({
  address,
  agent: request.headers['user-agent'],
  wall,
  business: at,
  requestId,
})

/** The token goes into the cookie: no script, no log and no ledger of retries gets to see it. */
function admit(opened: OpenedSession, { request, reply }: Call) {
  void reply.setCookie(SESSION_COOKIE, opened.token, sessionCookie(request.protocol === 'https'))
  return { expiresAt: opened.expiresAt.toISOString() }
}

const momentOf = (given: string | undefined) => (given === undefined ? undefined : new Date(given))

export const commandRoutes = ({ clock, handOver, timeZone }: CommandParts): Route[] => [
  bind(commandApi.deployment, ({ db, at, requestId }) =>
    db.as(anyone(requestId), tx => actions.readDeployment(tx, at, clock.isSimulated)),
  ),
  bind(commandApi.signIn, async call =>
    admit(await signIn(call.db, { ...visitOf(call), ...call.body }), call),
  ),
  bind(commandApi.useCode, async call =>
    admit(await useCode(call.db, { ...visitOf(call), ...call.body }), call),
  ),
  bind(commandApi.changePassword, async call => {
    const token = call.request.cookies[SESSION_COOKIE] ?? refuse('unauthenticated')
    await changePassword(call.db, { ...visitOf(call), token, ...call.body })
    return done
  }),
  bind(commandApi.signOut, async ({ db, request, reply, wall, at, requestId }) => {
    const token = request.cookies[SESSION_COOKIE]
    if (token !== undefined) await signOut(db, token, { wall, business: at, requestId })
    void reply.clearCookie(SESSION_COOKIE, { path: '/' })
    return done
  }),
  bind(commandApi.whoAmI, ({ actor, tx, at }) => actions.whoAmI(tx, actor, at, clock.isSimulated)),
  bind(commandApi.listSessions, async ({ actor, tx, at, wall, request }) => {
    const token = request.cookies[SESSION_COOKIE] ?? refuse('unauthenticated')
    const current = await findSessionId(tx, token, { wall, business: at })
    const rows = await listSessions(tx, actor.id!, wall)
    return {
      rows: rows.map(row => ({
        ...row,
        isThis: row.id === current,
        createdAt: row.createdAt.toISOString(),
        seenAt: row.seenAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
      })),
    }
  }),
  bind(commandApi.revokeSession, async ({ params, actor, tx, at, wall }) => {
    await revokeSession(tx, actor, params.id, { wall, business: at })
    return done
  }),
  bind(commandApi.listAccounts, ({ query, tx, at }) => store.listAccounts(tx, query, at)),
  bind(commandApi.viewAccount, ({ params, actor, tx, at }) => actions.viewAccount(tx, actor, params.id, at)),
  bind(commandApi.createAccount, ({ body, actor, tx, at }) => actions.createAccount(tx, actor, body, at)),
  bind(commandApi.changeAccount, ({ params, body, actor, tx, at }) =>
    actions.changeAccount(tx, actor, params.id, body, at),
  ),
  bind(commandApi.issueCode, ({ params, actor, tx, at, wall }) =>
    actions.issueCode(tx, actor, params.id, timeZone, { at, wall }),
  ),
  bind(commandApi.endAccount, ({ params, body, actor, tx, at, wall }) =>
    actions.endAccount(tx, actor, params.id, body, handOver, { at, wall }),
  ),
  bind(commandApi.listRoles, ({ query, tx, at }) => store.listHoldings(tx, query, at)),
  bind(commandApi.grantRole, ({ params, body, actor, tx, at }) => {
    const period = { from: momentOf(body.from) ?? at, until: momentOf(body.until) ?? null }
    return actions.grantRole(tx, actor, params.id, { ...body, ...period }, at)
  }),
  bind(commandApi.delegate, ({ body, actor, tx, at }) => {
    const period = { from: momentOf(body.from) ?? at, until: new Date(body.until) }
    return actions.delegate(tx, actor, { ...body, ...period }, at)
  }),
  bind(commandApi.endRole, async ({ params, actor, tx, at }) => {
    await actions.endRole(tx, actor, params.id, at)
    return done
  }),
  bind(commandApi.listOffices, ({ query, tx }) => store.listOffices(tx, query)),
  bind(commandApi.createOffice, ({ body, actor, tx, at }) => actions.createOffice(tx, actor, body, at)),
  bind(commandApi.endOffice, ({ params, body, actor, tx, at }) =>
    actions.endOffice(tx, actor, params.id, body, at),
  ),
  bind(commandApi.listDivisions, ({ query, tx }) => actions.listDivisions(tx, query.parent)),
  bind(commandApi.search, ({ query, tx }) => actions.search(tx, query)),
  bind(commandApi.map, ({ query, tx, at }) => actions.readMap(tx, query.within, at)),
]
