import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const dist = join(import.meta.dirname, '../web/dist')

/** Serves the built web app: hashed files for good, the page itself always anew, and the page for every other address. */
export async function serveWeb(app: FastifyInstance) {
  if (!existsSync(join(dist, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: dist,
    cacheControl: false,
    preCompressed: true,
    wildcard: false,
    setHeaders(response, path) {
      response.header(
        'cache-control',
        /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
  app.get('/*', { schema: { hide: true }, config: { rateLimit: false } }, async (request, reply) => {
    const isPage = !request.url.startsWith('/api/') && !/\.\w{1,6}$/.test(request.url.split('?')[0]!)
    if (!isPage) return reply.callNotFound()
    return reply.header('cache-control', 'no-cache').sendFile('index.html')
  })
}
