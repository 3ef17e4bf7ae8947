import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Actor, Database } from '#platform/db'

type Change = { topic: string; id: string; seats: string[] }
type Page = { actor: Actor; again: () => Promise<Actor | undefined> }

const BEAT = 25_000
/** A page that leaves so many bytes unread is gone, or will fetch anew when it is back. */
const MOST_UNREAD = 65_536

/**
 * Server-sent events: an open page hears `changed` with topic and id of what changed, if its reader may see it.
 * A page that lost the stream fetches anew when it is back, so nothing is replayed. At every beat the reader's
 * session is asked for again: an ended one ends the stream, and changed roles count from then on.
 */
export async function eventStream(app: FastifyInstance, db: Database) {
  const open = new Map<FastifyReply, Page>()
  const say = (reply: FastifyReply, words: string) => {
    if (reply.raw.writableLength > MOST_UNREAD) reply.raw.destroy()
    else reply.raw.write(words)
  }
  const stop = await db.listen(
    payload => {
      const { topic, id, seats } = JSON.parse(payload) as Change
      for (const [reply, { actor }] of open) {
        if (seats.some(seat => actor.read.includes(seat)))
          say(reply, `event: changed\ndata: ${JSON.stringify({ topic, id })}\n\n`)
      }
    },
    () => {
      // Changes may have been missed: let every page connect and fetch anew, now that the database is back.
      for (const reply of open.keys()) reply.raw.end()
    },
  )

  let isAsking = false
  const askAgain = async () => {
    if (isAsking) return
    isAsking = true
    // One after the other: a thousand open pages must not take every connection at once.
    for (const [reply, page] of [...open]) {
      // While the database is away, nobody can tell: the page stays.
      const actor = await page.again().catch(() => page.actor)
      if (actor === undefined) reply.raw.end()
      else page.actor = actor
    }
    isAsking = false
  }
  const beat = setInterval(() => {
    for (const reply of open.keys()) say(reply, ': still here\n\n')
    void askAgain()
  }, BEAT)
  app.addHook('preClose', async () => {
    clearInterval(beat)
    for (const reply of open.keys()) reply.raw.end()
    await stop()
  })

  return {
    /** Opens a page's stream; `again` finds its reader anew, or nobody when the session has ended. */
    open(actor: Actor, reply: FastifyReply, again: Page['again']): FastifyReply {
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'x-accel-buffering': 'no',
      })
      reply.raw.write('retry: 2000\n\n')
      open.set(reply, { actor, again })
      reply.raw.on('close', () => open.delete(reply))
      return reply
    },
  }
}
