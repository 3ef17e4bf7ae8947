import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** `/metrics` in Prometheus' text format, to this machine only: counts and durations by route and status, no personal data. */
export function metrics(app: FastifyInstance) {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
  })
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [register],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none' }
    requests.inc({ ...labels, status: reply.statusCode })
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // Scraped on the machine itself, and not through the proxy that may run there.
    if (request.headers['x-forwarded-for'] !== undefined) return reply.callNotFound()
    if (request.socket.remoteAddress !== '127.0.0.1' && request.socket.remoteAddress !== '::1')
      return reply.callNotFound()
    return reply.type(register.contentType).send(await register.metrics())
  })
}
