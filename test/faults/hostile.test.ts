import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '#apps/server/main'
import type { Endpoint } from '#platform/http'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import type { Officer } from '#test/world'
import { expectSafe, type Reply, type Request, send } from './send.ts'

let w: ReliefWorld
let admin: Officer
let auditor: Officer
const known: string[] = []
/** What is right for a name in an address or body, so that most calls get as far as they can. */
const right = new Map<string, string[]>()
let addresses = 0
/** Every call from a visitor of its own, so that no limit hides what a call does. */
const newAddress = () => `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${++addresses & 255}`

beforeAll(async () => {
  w = await reliefWorld({ trustedProxies: ['127.0.0.1'] })
  admin = await w.world.officer('管理员', w.offices.cityForce, 'admin')
  auditor = await w.world.officer('审计', w.offices.cityForce, 'auditor')
  const victim = await w.world.officer('将离任', w.offices.bureau, 'liaison', 'handler')
  const { id } = await w.problem()
  await w.act('handler', id, 'accept')
  const { clocks } = await w.matters('handler').viewMatter({ params: { id } })
  const attachment = await w.photo('handler', id)
  const tracking = await w.relief('liaison').tracking({ params: { id } })
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  const { secret } = await w.relief('liaison').reportLink({ params: { id: w.enterprise } })
  const office = [w.offices.bureau, w.offices.labour]
  for (const [name, values] of Object.entries({
    matters: [id],
    problems: [id],
    parentId: [id],
    enterprises: [w.enterprise],
    organisationId: [w.enterprise],
    organisationIds: [w.enterprise],
    accounts: [victim.id],
    accountId: [victim.id],
    to: [victim.id],
    successorId: [victim.id, ...office],
    offices: office,
    officeId: office,
    office,
    clockId: clocks.map(clock => clock.id),
    attachmentId: [attachment.id],
    secret: [tracking.secret, secret!],
    number: [tracking.number],
  }))
    right.set(name, values)
  known.push(...new Set([...right.values()].flat().filter(one => one.length === 36)))
})
afterAll(() => w.world.stop())

const cookieOf = (officer: Officer | undefined): Record<string, string> =>
  officer === undefined ? {} : { cookie: `tz_session=${officer.token}` }

const nasty = fc.constantFrom<unknown>(
  'a\0b',
  '\ud800',
  '\udc00中',
  '',
  ' ',
  '\u202e文‮',
  "'; drop table matter.matter; --",
  '<img src=x onerror=alert(1)>',
  '%00',
  '../../../../etc/passwd',
  '=cmd|calc!A0',
  'NaN',
  '1e400',
  '-1',
  '99999999999999999999',
  '9'.repeat(300),
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '294277-01-01T00:00:00Z',
  '1~------------------------------------',
  '2022-04-20~00000000-0000-7000-8000-000000000000',
  '~00000000-0000-7000-8000-000000000000',
  '00000000-0000-0000-0000-000000000000',
  '\u{1f9a0}'.repeat(40),
  'x'.repeat(5000),
  '{33,3304}',
  'constructor',
  '__proto__',
  '\\',
  '%',
  '_',
  '\r\nset-cookie: a=b',
  2 ** 53,
  2 ** 31,
  -(2 ** 31) - 1,
  1e308,
  -0,
  0.1,
  null,
  true,
  [],
  {},
  [[[[]]]],
  ['a', 'b'],
  { toString: 1, valueOf: 2, hasOwnProperty: 3 },
)

type JsonSchema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  propertyNames?: JsonSchema
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  maxLength?: number
}

/** Values that a schema lets through, mostly: hostile input must get behind the validation to do harm. */
function likely(schema: JsonSchema, name: string): fc.Arbitrary<unknown> {
  const fitting = right.get(name)
  if (fitting !== undefined && schema.type === 'string')
    return fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...fitting) },
      { weight: 1, arbitrary: fc.constantFrom(...known) },
    )
  if (name === 'version') return fc.integer({ min: 1, max: 6 })
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(one => likely(one, name)))
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {})
    const rest =
      fields.length === 0
        ? fc.dictionary(
            fc.oneof(
              fc.constantFrom(
                'solution',
                'reason',
                'rating',
                'office',
                'note',
                'category',
                'tier',
                'to',
                'until',
              ),
              fc.string({ unit: 'binary', maxLength: 8 }),
            ),
            fc.oneof(fc.constantFrom<unknown>(...known, 3, '文'), nasty),
            { maxKeys: 3 },
          )
        : fc.constant({})
    return fc
      .tuple(
        rest,
        ...fields.map(([key, inner]) =>
          fc

            .tuple(field(inner, key === 'id' ? name : key), fc.double({ min: 0, max: 1, noNaN: true }))
            .map(([value, chance]) =>
              !schema.required?.includes(key) && chance < 0.5 ? {} : { [key]: value },
            ),
        ),
      )
      .map(parts => Object.assign({}, ...parts) as unknown)
  }
  if (schema.type === 'array')
    return fc.array(field(schema.items ?? {}, name), { minLength: 1, maxLength: 3 })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof(
      fc.integer({
        min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 5, 2 ** 31),
      }),
      fc.integer({
        min: Math.max(schema.minimum ?? -(2 ** 53) + 1, -(2 ** 53) + 1),
        max: Math.min(schema.maximum ?? 2 ** 53 - 1, 2 ** 53 - 1),
      }),
    )
  if (schema.format === 'uuid') return fc.constantFrom(...known)
  if (schema.format === 'date-time')
    return fc.constantFrom(
      '2022-05-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2022-12-01T00:00:00Z',
    )
  if (schema.format === 'date') return fc.constantFrom('2022-05-01', '0001-01-01', '9999-12-31')
  if (schema.pattern?.includes('0-9a-f') && schema.pattern.includes('64')) return fc.constant('a'.repeat(64))
  if (schema.pattern?.includes('\\d')) return fc.constantFrom('33', '3304', '330482', '999999999999')
  if (schema.pattern?.includes('a-zA-Z'))
    return fc.constantFrom(
      'accept',
      'solve',
      'refer',
      'route',
      'invite',
      'giveBack',
      'chase',
      'withdraw',
      'constructor',
    )
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern))
  return fc.oneof(
    fc.constantFrom('沈亦', 'jx', '示范', 'DH-0001-1', '2022-05-01T00:00:00Z~x'),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  )
}

const field = (schema: JsonSchema, name: string): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: likely(schema, name) }, { weight: 1, arbitrary: nasty })

const schemaOf = (part: z.ZodType): JsonSchema => {
  const { $defs: _, ...schema } = z.toJSONSchema(part, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  })
  return schema as JsonSchema
}

const inputOf = ({ input, path }: Endpoint) =>
  fc.record({
    params: input.params
      ? likely(schemaOf(input.params), path.split('/').findLast(part => right.has(part)) ?? '')
      : fc.constant({}),
    query: input.query ? likely(schemaOf(input.query), '') : fc.constant({}),
    body: input.body ? field(schemaOf(input.body), '') : fc.constant(undefined),
  })

const wellFormed = (value: unknown) =>
  encodeURIComponent((typeof value === 'object' ? JSON.stringify(value) : String(value)).toWellFormed())

function requestOf(
  endpoint: Endpoint,
  input: { params: unknown; query: unknown; body: unknown },
  officer: Officer | undefined,
): Request {
  const params = input.params as Record<string, unknown>
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => wellFormed(params[name] ?? 'x') || 'x')
  const query = Object.entries(input.query as object).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(one => `${wellFormed(name)}=${wellFormed(one)}`),
  )
  const isFile = endpoint.takes === 'file'
  return {
    method: endpoint.method,
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: {
      ...cookieOf(officer),
      'idempotency-key': crypto.randomUUID(),
      ...(isFile && { 'content-type': 'application/octet-stream' }),
      ...(!isFile && input.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(isFile
      ? { body: typeof input.body === 'string' ? input.body : '统一社会信用代码,企业名称\n1,=cmd' }
      : input.body !== undefined && { body: JSON.stringify(input.body) }),
    from: newAddress(),
  }
}

const isFault = (reply: Reply) =>
  reply.status >= 500 && !(reply.status === 503 && (reply.json as { code?: string }).code === 'busy')

describe('whatever is sent to any call of the contract', () => {
  it('is answered or refused, and never a fault of the server', async () => {
    const seed = Date.now() & 0x7fffffff
    const faults: string[] = []
    // Who signs out is signed out: last.
    const ordered = contract.toSorted(
      (a, b) => Number(a.path === '/api/session') - Number(b.path === '/api/session'),
    )
    for (const endpoint of ordered) {
      const actors =
        endpoint.who === 'anyone'
          ? [undefined, w.officers.leader]
          : [w.officers.leader, w.officers.liaison, admin, auditor]
      // A password's hash takes a core for a tenth of a second.
      const isSlow = endpoint.path.startsWith('/api/session') && endpoint.method !== 'GET'
      const inputs = fc.sample(inputOf(endpoint), { seed, numRuns: isSlow ? 4 : 16 })
      for (let at = 0; at < inputs.length; at += 8) {
        await Promise.all(
          inputs.slice(at, at + 8).map(async (input, i) => {
            const request = requestOf(endpoint, input, actors[i % actors.length])
            const reply = await send(w.world.address, request)
            if (isFault(reply)) faults.push(`${reply.status} ${JSON.stringify(request)} (seed ${seed})`)
            expectSafe(reply)
          }),
        )
      }
    }
    expect(faults).toEqual([])
    expect(w.world.errors.map(error => error.message)).toEqual([])
  }, 120_000)
})
