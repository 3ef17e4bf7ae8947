import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Endpoint } from './endpoint.ts'

/** Lets an instance describe its routes as OpenAPI 3.1. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tongzhou 同舟', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'tz_session' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
}

/** A call's schemas as Fastify and the document read them. */
export function routeSchema(endpoint: Endpoint) {
  const { params, query, body } = endpoint.input
  return {
    summary: endpoint.summary,
    description: `${endpoint.kind}. Refusals: ${endpoint.refusals.join(', ') || 'none of its own'}.`,
    tags: [endpoint.path.split('/')[2] ?? 'api'],
    ...(endpoint.who === 'staff' && { security: [{ session: [] }] }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(endpoint.gives !== 'file' && { response: { 200: endpoint.output } }),
  }
}

/** The document of a set of calls, without a server behind it. */
export async function openApiDocument(endpoints: readonly Endpoint[], version: string): Promise<object> {
  const app = Fastify()
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  await describeRoutes(app, version)
  await app.register(async api => {
    for (const endpoint of endpoints) {
      api.route({
        method: endpoint.method,
        url: endpoint.path,
        schema: routeSchema(endpoint),
        handler: async () => undefined,
      })
    }
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
