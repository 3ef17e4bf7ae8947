import { z } from 'zod'
import { matterApi } from '#platform/matter/api'
import { named, naming, type Stage, storyMoment, type Verb, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { tasksApi } from './api.ts'
import { texts } from './texts.ts'
import { type TaskAction, taskWorkflow } from './workflow.ts'

const words = text({
  instruct: '作出批示',
  callConference: '召集会商',
  minutes: '出会商纪要',
  closeConference: '会商办结',
})({
  instruct: 'Instruct an office',
  callConference: 'Call a conference',
  minutes: 'Issue the minutes',
  closeConference: 'End a conference',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]
type Made = { id: string; number: string }
const held = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as Made
const said = z.string().min(1).max(2000)

const Resolution = z.strictObject({
  as: naming('result').optional().describe('Names the task'),
  words: said,
  office: named('office'),
  dueOn: z.iso.date(),
  blocks: z.boolean().optional(),
})

const Addressee = { office: named('office'), owner: named('actor').optional(), dueOn: z.iso.date() }
const Aboutness = { problem: named('result').optional(), cause: named('result').optional() }

function aboutOf(
  stage: Stage,
  { problem, cause }: { problem?: string | undefined; cause?: string | undefined },
) {
  if (problem !== undefined) return { kind: 'problem' as const, id: held(stage, problem).id }
  return cause === undefined ? undefined : { kind: 'cause' as const, id: held(stage, cause).id }
}

function taskVerb(action: TaskAction): Verb {
  const withWords = 'reason' in taskWorkflow.actions[action].fields ? 'reason' : 'note'
  const isNeeded = action === 'report' || withWords === 'reason'
  return verb({
    describe: `${texts('en')[`action.${action}`]} (a task)`,
    title: lang => texts(lang)[`action.${action}`],
    by: 'staff',
    input: z.strictObject({
      task: named('result'),
      words: isNeeded ? said : said.optional(),
      ...(action === 'reassign' && { office: named('office') }),
    }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.task)
      const calls = player.calls(matterApi)
      const { version } = await calls.viewMatter({ params: { id } })
      const { office } = input as { office?: string }
      const given: Record<string, string> = {
        ...(input.words !== undefined && { [withWords]: input.words }),
        ...(office !== undefined && { office: stage.officeId(office) }),
      }
      await calls.actOnMatter({ params: { id, action }, body: { version, input: given } })
      return { word: number }
    },
  })
}

const nameOf = (action: TaskAction) => `${action}Task`

/** What a story may let people do with tasks, conferences and instructions. */
export const taskVerbs: Verbs = {
  instruct: verb({
    describe:
      'A leader of the place or above instructs offices about a problem, a common cause or an enterprise; “as” names the first office’s task',
    title: title('instruct'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      ...Aboutness,
      enterprise: named('enterprise').optional(),
      words: said,
      ...Addressee,
      also: z.array(z.strictObject({ as: naming('result').optional(), ...Addressee })).optional(),
    }),
    async play({ player, stage, input }) {
      const { words, also = [] } = input
      const about =
        input.enterprise === undefined
          ? aboutOf(stage, input)
          : { kind: 'enterprise' as const, id: stage.enterpriseId(input.enterprise) }
      if (about === undefined) throw new Error('An instruction is about a problem, a cause or an enterprise.')
      const to = [input, ...also].map(({ office, owner, dueOn }) => ({
        officeId: stage.officeId(office),
        ...(owner !== undefined && { ownerId: stage.accountId(owner) }),
        dueOn,
      }))
      const { tasks } = await player.calls(tasksApi).instruct({ body: { about, words, to } })
      for (const [i, { as }] of also.entries())
        if (as !== undefined) stage.memory.set(`result:${as}`, tasks[i + 1])
      return { result: tasks[0], word: tasks.map(one => one.number).join(' ') }
    },
  }),
  callConference: verb({
    describe: 'Calls offices to a conference, about a problem, a common cause or by itself; “as” names it',
    title: title('callConference'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      ...Aboutness,
      title: z.string().min(1).max(120),
      agenda: said,
      heldAt: storyMoment,
      place: z.string().min(1).max(200),
      offices: z.array(named('office')).min(1),
    }),
    async play({ player, stage, input }) {
      const { problem: _, cause: __, heldAt, offices, ...rest } = input
      const about = aboutOf(stage, input)
      const made = await player.calls(tasksApi).callConference({
        body: {
          ...rest,
          heldAt: stage.instant(heldAt).toISOString(),
          officeIds: offices.map(key => stage.officeId(key)),
          ...(about !== undefined && { about }),
        },
      })
      return { result: made, word: made.number }
    },
  }),
  minutes: verb({
    describe: 'Records a conference’s minutes; each resolution becomes a task, named by its own “as”',
    title: title('minutes'),
    by: 'staff',
    input: z.strictObject({
      conference: named('result'),
      minutes: z.string().min(1).max(8000),
      present: z.string().min(1).max(1000),
      resolutions: z.array(Resolution),
    }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.conference)
      const { version } = await player.calls(matterApi).viewMatter({ params: { id } })
      const { tasks } = await player.calls(tasksApi).recordMinutes({
        params: { id },
        body: {
          version,
          minutes: input.minutes,
          present: input.present,
          resolutions: input.resolutions.map(({ as: _, office, ...one }) => ({
            ...one,
            officeId: stage.officeId(office),
          })),
        },
      })
      for (const [i, { as }] of input.resolutions.entries())
        if (as !== undefined) stage.memory.set(`result:${as}`, tasks[i])
      return { word: number }
    },
  }),
  closeConference: verb({
    describe: 'Ends a conference of which no task came; with tasks it ends by itself with the last',
    title: title('closeConference'),
    by: 'staff',
    input: z.strictObject({ conference: named('result') }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.conference)
      const calls = player.calls(matterApi)
      const { version } = await calls.viewMatter({ params: { id } })
      await calls.actOnMatter({ params: { id, action: 'close' }, body: { version, input: {} } })
      return { word: number }
    },
  }),
  ...Object.fromEntries(
    (Object.keys(taskWorkflow.actions) as TaskAction[]).map(action => [nameOf(action), taskVerb(action)]),
  ),
}
