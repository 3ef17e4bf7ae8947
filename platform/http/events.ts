import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Actor, Database } from '#platform/db'

type Change = { topic: string; id: string; seats: string[] }

/**
 * Server-sent events: an open page hears `changed` with topic and id of what changed, if its reader may see it.
 * A page that lost the stream fetches anew when it is back, so nothing is replayed.
 */
export async function eventStream(app: FastifyInstance, db: Database) {
  const open = new Map<FastifyReply, Actor>()
  const stop = await db.listen(
    payload => {
      const { topic, id, seats } = JSON.parse(payload) as Change
      for (const [reply, actor] of open) {
        if (seats.some(seat => actor.read.includes(seat))) {
          reply.raw.write(`event: changed\ndata: ${JSON.stringify({ topic, id })}\n\n`)
        }
      }
    },
    () => {
      // Changes may have been missed: let every page connect and fetch anew.
      for (const reply of open.keys()) reply.raw.end()
    },
  )
  const beat = setInterval(() => {
    for (const reply of open.keys()) reply.raw.write(': still here\n\n')
  }, 25_000)
  app.addHook('preClose', async () => {
    clearInterval(beat)
    for (const reply of open.keys()) reply.raw.end()
    await stop()
  })
  return {
    open(actor: Actor, reply: FastifyReply): FastifyReply {
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'x-accel-buffering': 'no',
      })
      reply.raw.write('retry: 2000\n\n')
      open.set(reply, actor)
      reply.raw.on('close', () => open.delete(reply))
      return reply
    },
  }
}
