import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { z } from 'zod'
import { uuidv7 } from '#platform/db'
import { matterApi } from '#platform/matter/api'
import {
  named,
  namedDivision,
  naming,
  type Player,
  type Stage,
  storyMoment,
  type Verbs,
  verb,
} from '#platform/stories'
import { text } from '#platform/texts'
import { visitsApi } from './api.ts'
import { How, Production, VisitRecord } from './schema.ts'

const words = text({
  setRound: '设定走访轮次',
  planVisit: '排定走访',
  recordVisit: '登记走访',
})({
  setRound: 'Set a visiting round',
  planVisit: 'Put a visit on a day',
  recordVisit: 'Record a visit',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]

const day = z.iso.date()
const result = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as { id: string }

async function uploadPicture(player: Player, name: string): Promise<string> {
  const hue = [...name].reduce((sum, sign) => sum + sign.codePointAt(0)!, 0) % 200
  const background = { r: 40 + hue, g: 90, b: 240 - hue }
  const bytes = await sharp({ create: { width: 320, height: 200, channels: 3, background } })
    .png()
    .toBuffer()
  const id = uuidv7()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const calls = player.calls(matterApi)
  await calls.beginUpload({ body: { id, name, size: bytes.length, sha256 } })
  await calls.addPiece({ params: { uploadId: id }, query: { offset: 0 }, body: bytes })
  await calls.finishUpload({ params: { uploadId: id }, body: new Uint8Array() })
  return id
}

const foundProblem = VisitRecord.shape.problems.unwrap().element.extend({
  as: naming('result').describe('The name by which later events speak of this problem'),
  stoppedProduction: z.boolean().optional(),
  tier: z.enum(['town', 'county', 'city']).optional(),
})

/** What a story may let people do with visits; `with.round` and `with.corrects` name earlier events. */
export const visitVerbs: Verbs = {
  setRound: verb({
    describe: 'A leader sets a visiting round for the own place or one below; “as” names it',
    title: title('setRound'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      name: z.string().min(1).max(80),
      from: day,
      until: day,
      within: namedDivision.optional(),
      list: z.string().optional(),
      least: z.int().min(1).max(20).optional(),
      telephoneCounts: z.boolean().optional(),
    }),
    async play({ player, input }) {
      const { from, until, ...body } = input
      const { id } = await player
        .calls(visitsApi)
        .setRound({ body: { ...body, fromOn: from, untilOn: until } })
      return { result: { id } }
    },
  }),
  planVisit: verb({
    describe: 'An officer puts a visit on a working day of a round, or moves it there for a reason',
    title: title('planVisit'),
    by: 'staff',
    input: z.strictObject({
      round: named('result'),
      enterprise: named('enterprise'),
      on: day,
      reason: z.string().min(1).optional(),
    }),
    async play({ player, stage, input }) {
      const body = {
        roundId: result(stage, input.round).id,
        visits: [{ organisationId: stage.enterpriseId(input.enterprise), on: input.on }],
        reason: input.reason,
      }
      await player.calls(visitsApi).planVisits({ body })
      return {}
    },
  }),
  recordVisit: verb({
    describe:
      'An officer records a visit, with pictures made of their names and the problems found, each named by its own “as”',
    title: title('recordVisit'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      enterprise: named('enterprise'),
      at: storyMoment.optional().describe('When it took place; by default now'),
      how: How.optional(),
      words: z.string().min(1).max(4000),
      companions: z.string().optional(),
      metName: z.string().optional(),
      metTelephone: z.string().optional(),
      metPost: z.string().optional(),
      production: Production.optional(),
      productionSince: storyMoment.optional(),
      promises: z.string().optional(),
      photos: z
        .array(
          z
            .string()
            .max(200)
            .regex(/.\.png$/, 'format'),
        )
        .max(9)
        .optional(),
      problems: z.array(foundProblem).max(5).optional(),
      corrects: named('result').optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, at, photos = [], problems = [], corrects, productionSince, ...told } = input
      const uploads: string[] = []
      for (const name of photos) uploads.push(await uploadPicture(player, name))
      const recorded = await player.calls(visitsApi).recordVisit({
        body: {
          ...told,
          id: uuidv7(),
          organisationId: stage.enterpriseId(enterprise),
          ...(at !== undefined && { occurredAt: stage.instant(at).toISOString() }),
          ...(productionSince !== undefined && {
            productionSince: stage.instant(productionSince).toISOString(),
          }),
          how: told.how ?? 'on-site',
          photos: uploads,
          problems: problems.map(({ as: _, ...problem }) => problem),
          ...(corrects !== undefined && { corrects: result(stage, corrects).id }),
        },
      })
      problems.forEach(({ as }, i) => {
        const opened = recorded.problems[i]!
        stage.memory.set(`result:${as}`, { ...opened, enterprise, secret: undefined })
      })
      return { result: { id: recorded.id } }
    },
  }),
}
