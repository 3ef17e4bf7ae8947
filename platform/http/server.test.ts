import net from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { realClock } from '#platform/clock'
import { type Database, openDatabase } from '#platform/db'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { endpoint, refuse } from './index.ts'
import { bind, buildServer, type UnlistedRefusal } from './server.ts'

const api = {
  careless: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/careless',
    who: 'anyone',
    summary: 'Refuses with a code that it does not list',
    input: {},
    output: z.null(),
    refusals: ['listed'],
  }),
}
let fresh: FreshDatabase
let db: Database
let app: FastifyInstance
const unlisted: UnlistedRefusal[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  app = await buildServer({
    db,
    clock: realClock(),
    routes: [bind(api.careless, async () => refuse('never-heard-of'))],
    texts: [],
    sessionOf: async () => undefined,
    version: 'test',
    logLevel: 'silent',
    trustedProxies: [],
    onUnlisted: error => unlisted.push(error),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await fresh.drop()
})

it('a refusal that its contract does not list is told to whoever runs the server', async () => {
  const reply = await app.inject('/api/careless')
  expect(reply.statusCode).toBe(409)
  expect(unlisted.map(error => error.message)).toEqual([
    'GET /api/careless refused with never-heard-of, which its contract does not list.',
  ])
})

it('a visitor who sends a byte now and then does not hold a connection for ever', async () => {
  const { headersTimeout, requestTimeout, timeout, keepAliveTimeout } = app.server
  expect({ headersTimeout, requestTimeout, timeout, keepAliveTimeout }).toEqual({
    headersTimeout: 20_000,
    requestTimeout: 300_000,
    timeout: 180_000,
    keepAliveTimeout: 72_000,
  })
  // The same with shorter times.
  app.server.headersTimeout = 200
  const socket = net.connect((app.server.address() as net.AddressInfo).port, '127.0.0.1')
  let answer = ''
  socket.on('data', part => {
    answer += String(part)
  })
  socket.on('error', () => undefined)
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n')
  const dripping = setInterval(() => socket.write('x-a: b\r\n'), 100)
  await new Promise(resolve => socket.on('close', resolve))
  clearInterval(dripping)
  expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/)
})
