import { z } from 'zod'
import { named, type Player, type Stage, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { Category } from '../schema.ts'
import { causesApi } from './api.ts'

const words = text({
  openCause: '登记共性问题',
  solveTogether: '一并提交办结',
  signTogether: '一并签批',
})({
  openCause: 'Open a common cause',
  solveTogether: 'Submit one solution for all',
  signTogether: 'Sign them together',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]
type Made = { id: string; number: string }
const held = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as Made

/** The cause's problems that wait for this step, in the versions that the player sees. */
async function waiting(player: Player, id: string, status: 'accepted' | 'sign-off') {
  const { matter, problems } = await player.calls(causesApi).viewCause({ params: { id } })
  const chosen = problems.filter(one => one.status === status).map(({ id, version }) => ({ id, version }))
  return { version: matter.version, chosen }
}

/** What a story may do with common causes; a problem is linked with `joinCause`. */
export const causeVerbs: Verbs = {
  openCause: verb({
    describe: 'Opens a common cause of problems of several enterprises; “as” names it',
    title: title('openCause'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      title: z.string().min(1).max(120),
      words: z.string().min(1).max(2000),
      category: Category,
      office: named('office').optional(),
      dueOn: z.iso.date().optional(),
    }),
    async play({ player, stage, input }) {
      const { office, ...body } = input
      const officeId = office === undefined ? undefined : stage.officeId(office)
      const opened = await player.calls(causesApi).openCause({ body: { ...body, officeId } })
      return { result: opened, word: opened.number }
    },
  }),
  solveTogether: verb({
    describe: 'Submits one solution, with the cause’s files, for every linked problem that is in hand',
    title: title('solveTogether'),
    by: 'staff',
    input: z.strictObject({ cause: named('result'), solution: z.string().min(1).max(2000) }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.cause)
      const { version, chosen } = await waiting(player, id, 'accepted')
      const body = { version, solution: input.solution, problems: chosen }
      await player.calls(causesApi).solveTogether({ params: { id }, body })
      return { word: number }
    },
  }),
  signTogether: verb({
    describe: 'Signs every linked problem that waits for a signature of the player’s office',
    title: title('signTogether'),
    by: 'staff',
    input: z.strictObject({ cause: named('result') }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.cause)
      const { chosen } = await waiting(player, id, 'sign-off')
      await player.calls(causesApi).signTogether({ params: { id }, body: { problems: chosen } })
      return { word: number }
    },
  }),
}
