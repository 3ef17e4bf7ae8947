import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type RunningServer, startServer } from '#apps/server/main'
import { commandApi } from '#command/api'
import { issueCode } from '#platform/auth'
import type { Config } from '#platform/config'
import { figuresApi } from '#platform/figures'
import {
  type CallsOf,
  findInstant,
  type Player,
  type Stage,
  type Story,
  type Theatre,
  type Verbs,
} from '#platform/stories'
import type { Lang } from '#platform/texts'
import type { StoryDatabase } from './database.ts'
import { openDevice, PROXY } from './device.ts'
import { insertOffice, insertOfficials, insertPairing, loadRegion, type Official, rootOf } from './region.ts'

/** Thrown when the server failed in the background while a story was played. */
class BehindTheScenes extends Error {
  override name = 'BehindTheScenes'
}

/**
 * Sets the scene of a story: its region and accounts in the database, the server on a free port with the story's
 * clock. Whoever acts signs in before by a single-use code, through the HTTP API like everything else.
 */
export async function openTheatre(
  story: Story,
  verbs: Verbs,
  parts: { database: Pick<StoryDatabase, 'urls' | 'masterKey' | 'dataDir'>; config: Config; lang: Lang },
): Promise<Theatre & { address: string; close(): Promise<void> }> {
  const { database, lang } = parts
  const { zone } = story.clock
  const instant = (local: string) => findInstant(local, zone)!
  const startsAt = instant(story.clock.start)
  const owner = new pg.Pool({ connectionString: database.urls.owner, max: 2 })
  const errors: Error[] = []
  owner.on('error', error => errors.push(error))
  let server: RunningServer | undefined
  const close = async () => {
    await server?.close()
    await owner.end()
  }
  try {
    const ids = await loadRegion(owner, story, startsAt)
    const officeId = (key: string) => ids.offices.get(key)!
    const officials: Official[] = story.actors.flatMap(actor =>
      actor.office === undefined
        ? []
        : [
            {
              key: actor.key,
              name: actor.name,
              officeId: officeId(actor.office),
              roles: (actor.roles ?? []).map(({ role, office = actor.office! }) => ({
                role,
                officeId: officeId(office),
              })),
            },
          ],
    )
    const root = rootOf(story.region.offices.map(office => office.division.slice(0, 2)))
    const readersOffice = await insertOffice(
      owner,
      {
        name: '故事核对',
        nameEn: 'Story check',
        prefix: 'STORY',
        division: root,
        subject: 'story',
        kind: 'duty',
      },
      startsAt,
    )
    // No actor's key holds a dot.
    const reader: Official = {
      key: 'story.reader',
      name: '核对',
      officeId: readersOffice,
      roles: [{ role: 'supervisor', officeId: readersOffice }],
    }
    const accounts = await insertOfficials(owner, [...officials, reader], startsAt)
    for (const { key, liaison, division } of story.region.enterprises) {
      if (liaison === undefined) continue
      const role = officials.find(one => one.key === liaison)!.roles.find(one => one.role === 'liaison')!
      const accountId = accounts.get(liaison)!
      const enterpriseId = ids.enterprises.get(key)!
      await insertPairing(owner, { enterpriseId, accountId, officeId: role.officeId, division }, startsAt)
    }
    // The database's own rounds come once a minute: weeks are played in less.
    await owner.query('analyze')
    server = await startServer({
      config: {
        ...parts.config,
        port: 0,
        host: '127.0.0.1',
        dataDir: database.dataDir,
        timeZone: zone,
        logLevel: 'silent',
        trustedProxies: [PROXY],
        // A story rings nobody up.
        notices: { webhook: undefined, email: undefined },
      },
      urls: database.urls,
      masterKey: database.masterKey,
      version: 'story',
      onError: error => errors.push(error),
    })
    const running = server
    const device = (index: number) => openDevice(running.address, lang, index)
    const signedIn = async (key: string, index: number): Promise<CallsOf> => {
      const calls = device(index)
      const { name, code } = await issueCode(owner, key, { business: running.clock.now(), wall: new Date() })
      await calls(commandApi).useCode({
        body: { name, code, password: randomBytes(18).toString('base64url') },
      })
      return calls
    }
    const readerCalls = await signedIn(reader.key, 0)
    const actors = new Map(story.actors.map((actor, i) => [actor.key, { ...actor, device: i + 1 }]))
    const players = new Map<string, Player>()
    const playerOf = async (wanted: string): Promise<Player> => {
      const known = players.get(wanted)
      if (known !== undefined) return known
      const { key, name, office, enterprise, device: index } = actors.get(wanted)!
      const calls = office === undefined ? device(index) : await signedIn(key, index)
      const player = { key, name, enterprise, calls }
      players.set(key, player)
      return player
    }
    const stage: Stage = {
      officeId,
      accountId: key => accounts.get(key)!,
      enterpriseId: key => ids.enterprises.get(key)!,
      instant,
      reader: readerCalls,
      memory: new Map(),
    }
    const check = () => {
      const [first] = errors
      if (first !== undefined) throw new BehindTheScenes(first.message, { cause: first })
    }
    return {
      address: running.address,
      close,
      async moveTo(at) {
        const count = await running.moveTo(at)
        check()
        return count
      },
      async play(event) {
        const verb = verbs[event.verb]!
        const { result, word } = await verb.play({
          player: await playerOf(event.actor),
          stage,
          input: verb.input.parse(event.with),
        })
        if (event.as !== undefined) stage.memory.set(`result:${event.as}`, result)
        check()
        return word
      },
      async figures(cutOffAt, within) {
        await owner.query('analyze')
        const { figures } = await readerCalls(figuresApi).readFigures({
          query: { cutOff: cutOffAt.toISOString(), ...(within !== undefined && { within }) },
        })
        return new Map(figures.map(figure => [figure.id, figure.value]))
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
