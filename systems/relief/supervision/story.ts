import { z } from 'zod'
import { named, namedDivision, type Stage, storyMoment, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { supervisionApi } from './api.ts'
import { NewRule, Step } from './schema.ts'

const words = text({
  notice: '发出督办通知',
  circulate: '发出通报',
  confirmCircular: '确认阅读通报',
  chaseSeveral: '批量催办',
  superviseByRule: '制定督查规则',
})({
  notice: 'Give written notice',
  circulate: 'Circulate offices with their numbers',
  confirmCircular: 'Confirm reading a circular',
  chaseSeveral: 'Chase several problems',
  superviseByRule: 'Set the rule of supervision',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]
type Made = { id: string; number: string }
const held = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as Made

/** What a story may let supervisors do, and the offices that they circulate. */
export const supervisionVerbs: Verbs = {
  notice: verb({
    describe:
      'A supervisor gives an office written notice to be answered by a day; “as” names it, and it is a task for acceptTask, reportTask, closeTask',
    title: title('notice'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      problem: named('result').optional(),
      office: named('office'),
      words: z.string().min(1).max(2000),
      dueOn: z.iso.date(),
    }),
    async play({ player, stage, input }) {
      const made = await player.calls(supervisionApi).issueNotice({
        body: {
          officeId: stage.officeId(input.office),
          words: input.words,
          dueOn: input.dueOn,
          ...(input.problem !== undefined && { problemId: held(stage, input.problem).id }),
        },
      })
      return { result: made, word: made.number }
    },
  }),
  circulate: verb({
    describe:
      'A supervisor circulates offices with their numbers at a cut-off, for notices that nobody answered and for other offices; “as” names it',
    title: title('circulate'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      within: namedDivision,
      title: z.string().min(1).max(120),
      words: z.string().min(1).max(2000),
      notices: z.array(named('result')).optional().describe('Notices by their “as”'),
      offices: z.array(named('office')).optional(),
      cutOff: storyMoment.optional(),
    }),
    async play({ player, stage, input }) {
      const made = await player.calls(supervisionApi).issueCircular({
        body: {
          within: input.within,
          title: input.title,
          words: input.words,
          noticeIds: (input.notices ?? []).map(key => held(stage, key).id),
          officeIds: (input.offices ?? []).map(key => stage.officeId(key)),
          ...(input.cutOff !== undefined && { cutOff: stage.instant(input.cutOff).toISOString() }),
        },
      })
      return { result: made, word: made.number }
    },
  }),
  confirmCircular: verb({
    describe: 'An office confirms that it has read a circular',
    title: title('confirmCircular'),
    by: 'staff',
    input: z.strictObject({ circular: named('result'), office: named('office') }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.circular)
      const officeId = stage.officeId(input.office)
      await player.calls(supervisionApi).confirmCircular({ params: { id }, body: { officeId } })
      return { word: number }
    },
  }),
  chaseSeveral: verb({
    describe: 'A supervisor chases several problems at once; one that is refused holds up no other',
    title: title('chaseSeveral'),
    by: 'staff',
    input: z.strictObject({ problems: z.array(named('result')).min(1) }),
    async play({ player, stage, input }) {
      const ids = input.problems.map(key => held(stage, key).id)
      const told = await player.calls(supervisionApi).chaseProblems({ body: { ids } })
      return { word: `${told.filter(one => one.refused === null).length}/${ids.length}` }
    },
  }),
  superviseByRule: verb({
    describe:
      'A supervisor sets by when a place’s steps are due and which the system does by itself, from a day on',
    title: title('superviseByRule'),
    by: 'staff',
    input: z.strictObject({
      within: namedDivision,
      chaseHours: NewRule.shape.chaseHours,
      noticeDays: NewRule.shape.noticeDays,
      circularDays: NewRule.shape.circularDays,
      automatic: z.array(Step),
      validFrom: z.iso.date(),
    }),
    async play({ player, input }) {
      const calls = player.calls(supervisionApi)
      const { rules } = await calls.proposals({ query: { within: input.within } })
      const own = rules.filter(rule => rule.within === input.within).map(rule => rule.version)
      await calls.setRule({ body: { ...input, version: Math.max(0, ...own) } })
      return { word: input.validFrom }
    },
  }),
}
