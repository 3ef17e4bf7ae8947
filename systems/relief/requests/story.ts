import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { matterApi } from '#platform/matter/api'
import { named, type Stage, storyMoment, type Verbs, verb } from '#platform/stories'
import { requestsApi } from './api.ts'
import { texts } from './texts.ts'
import { type RequestAction, requestWorkflow } from './workflow.ts'

type Made = { id: string; number: string }
const held = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as Made
const problem = named('result')
const request = named('result')
const words = z.string().min(1).max(4000)
const title = (key: keyof ReturnType<typeof texts>) => (lang: 'zh-CN' | 'en') => String(texts(lang)[key])

/** The action of a request as a verb: its name says what it is of, beside the problem's. */
function actionVerb(action: RequestAction) {
  const needsReason = ['decline', 'askAgain', 'closeUnanswered', 'withdraw'].includes(action)
  const fields = requestWorkflow.actions[action].fields
  const key = needsReason ? 'reason' : action === 'reply' ? 'reply' : 'note'
  const isNeeded = fields[key as keyof typeof fields] as { required: boolean }
  return verb({
    describe: `Of a request: ${texts('en')[`action.${action}`].toLowerCase()}`,
    title: title(`action.${action}`),
    by: 'staff',
    input: z.strictObject({ request, [key]: isNeeded.required ? words : words.optional() }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, String(input.request))
      const calls = player.calls(matterApi)
      const { version } = await calls.viewMatter({ params: { id } })
      const given = (input as Record<string, string | undefined>)[key]
      await calls.actOnMatter({
        params: { id, action },
        body: { version, input: given === undefined ? {} : { [key]: given } },
      })
      return { word: number }
    },
  })
}

/** The verbs that a story of requests may use. */
export const requestVerbs: Verbs = {
  ask: verb({
    describe:
      'Asks another office, or a body outside by link or letter, for one thing; “as” names the request',
    title: title('action.ask'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      problem,
      subject: z.string().min(1).max(80),
      asked: words,
      office: named('office').optional(),
      outside: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('A body without account, where no office is given'),
      until: storyMoment.optional(),
      blocks: z.boolean().optional(),
    }),
    async play({ player, stage, input }) {
      const opened = await player.calls(requestsApi).ask({
        body: {
          parentId: held(stage, input.problem).id,
          subject: input.subject,
          asked: input.asked,
          blocksParent: input.blocks,
          until: input.until === undefined ? undefined : stage.instant(input.until).toISOString(),
          to:
            input.office === undefined
              ? { outsideName: input.outside ?? '' }
              : { officeId: stage.officeId(input.office) },
        },
      })
      // What the sender tells the contact: the link, and the code by telephone.
      if (input.office === undefined) {
        const link = await player.calls(requestsApi).showLink({ params: { id: opened.id } })
        stage.memory.set(`party:${opened.id}`, { secret: link.secret, code: link.code })
      }
      return { result: opened, word: opened.number }
    },
  }),
  replyByLink: verb({
    describe: 'A body outside replies by its link; whoever plays it types the code first',
    title: title('action.reply'),
    by: 'anyone',
    input: z.strictObject({ request, reply: words }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.request)
      const told = (stage.memory.get(`party:${id}`) ?? {}) as { secret?: string; code?: string }
      const calls = player.calls(requestsApi)
      const typed = { secret: told.secret ?? 'NONE-IN-HAND', device: randomBytes(24).toString('base64url') }
      await calls.bindDevice({ body: { ...typed, code: told.code ?? '0000' } })
      const { version } = await calls.viewParty({ body: typed })
      await calls.actByParty({
        params: { action: 'reply' },
        body: { ...typed, version, input: { reply: input.reply } },
      })
      return { word: number }
    },
  }),
  recordReply: verb({
    describe: 'Records a reply that came by letter',
    title: title('action.recordReply'),
    by: 'staff',
    input: z.strictObject({ request, reply: words, from: z.string().min(1).max(100), on: storyMoment }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.request)
      const calls = player.calls(matterApi)
      const { version } = await calls.viewMatter({ params: { id } })
      await calls.actOnMatter({
        params: { id, action: 'recordReply' },
        body: {
          version,
          input: { reply: input.reply, from: input.from, on: stage.instant(input.on).toISOString() },
        },
      })
      return { word: number }
    },
  }),
  acceptRequest: actionVerb('accept'),
  declineRequest: actionVerb('decline'),
  replyRequest: actionVerb('reply'),
  askBack: actionVerb('askBack'),
  addToRequest: actionVerb('addFacts'),
  chaseRequest: actionVerb('chase'),
  askAgain: actionVerb('askAgain'),
  closeRequest: actionVerb('close'),
  closeUnanswered: actionVerb('closeUnanswered'),
  withdrawRequest: actionVerb('withdraw'),
}
