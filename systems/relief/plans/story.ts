import { z } from 'zod'
import { matterApi } from '#platform/matter/api'
import { named, namedDivision, storyMoment, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { plansApi } from './api.ts'
import { Decimal, IndicatorCode, Period, State, StateSource } from './schema.ts'

const words = text({
  setPlan: '制定一企一策',
  recordState: '记录生产状态',
  recordIndicator: '填报指标',
  promise: '作出承诺',
  keepPromise: '兑现承诺',
  closeEnterprise: '企业注销',
  moveEnterprise: '企业迁移',
  mergeEnterprise: '企业合并',
})({
  setPlan: 'Write an enterprise’s plan',
  recordState: 'Record whether it produces',
  recordIndicator: 'Enter a figure',
  promise: 'Promise',
  keepPromise: 'Keep a promise',
  closeEnterprise: 'An enterprise closes',
  moveEnterprise: 'An enterprise moves',
  mergeEnterprise: 'An enterprise merges',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]
const enterprise = named('enterprise')
const reason = z.string().min(2).max(500)
const figure = {
  code: IndicatorCode,
  period: Period,
  value: Decimal,
  base: Decimal.optional(),
  source: z.string().min(1).max(200),
}
type Made = { id: string; number: string }

export const plansVerbs: Verbs = {
  setPlan: verb({
    describe: 'Writes a new version of an enterprise’s plan, or ends it',
    title: title('setPlan'),
    by: 'staff',
    input: z.strictObject({
      enterprise,
      goals: z.string().min(1).max(4000),
      changed: reason,
      inForce: z.boolean().optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, ...plan } = input
      const params = { id: stage.enterpriseId(enterprise) }
      const calls = player.calls(plansApi)
      const { plans } = await calls.viewPlan({ params })
      await calls.setPlan({ params, body: { ...plan, version: plans[0]?.version ?? 0 } })
      return {}
    },
  }),
  recordState: verb({
    describe: 'Records that an enterprise runs, runs partly or stands still, since when and why',
    title: title('recordState'),
    by: 'staff',
    input: z.strictObject({
      enterprise,
      state: State,
      since: storyMoment,
      reason: reason.optional(),
      source: StateSource.optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, since, ...body } = input
      const params = { id: stage.enterpriseId(enterprise) }
      await player
        .calls(plansApi)
        .recordState({ params, body: { ...body, since: stage.instant(since).toISOString() } })
      return {}
    },
  }),
  recordIndicator: verb({
    describe:
      'Enters a figure of a period, of an enterprise or of a division by its code; growth is computed',
    title: title('recordIndicator'),
    by: 'staff',
    input: z.strictObject({
      ...figure,
      enterprise: enterprise.optional(),
      division: namedDivision.optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, division, ...body } = input
      const calls = player.calls(plansApi)
      if (enterprise !== undefined)
        await calls.recordIndicator({ params: { id: stage.enterpriseId(enterprise) }, body })
      else await calls.recordDivisionIndicator({ params: { code: division ?? '' }, body })
      return {}
    },
  }),
  promise: verb({
    describe:
      'An official promises an enterprise something by a day, or a plan’s measure gets an owner; “as” names it',
    title: title('promise'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      enterprise,
      words: z.string().min(1).max(1000),
      dueOn: z.iso.date(),
      madeTo: z.string().min(1).max(100).optional(),
      measure: z.boolean().optional(),
      owner: named('actor').optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, owner, ...body } = input
      const made = await player.calls(plansApi).promise({
        params: { id: stage.enterpriseId(enterprise) },
        body: { ...body, ...(owner !== undefined && { ownerId: stage.accountId(owner) }) },
      })
      return { result: made, word: made.number }
    },
  }),
  keepPromise: verb({
    describe: 'Says how a promise was kept, that it could not be, or that it is withdrawn',
    title: title('keepPromise'),
    by: 'staff',
    input: z.strictObject({
      promise: named('result'),
      words: z.string().min(1).max(1000),
      outcome: z.enum(['kept', 'broken', 'withdrawn']).optional(),
    }),
    async play({ player, stage, input }) {
      const made = stage.memory.get(`result:${input.promise}`) as Made
      const { version } = await player.calls(matterApi).viewMatter({ params: { id: made.id } })
      const action = ({ kept: 'keep', broken: 'admit', withdrawn: 'drop' } as const)[input.outcome ?? 'kept']
      const said: Record<string, string> = action === 'keep' ? { note: input.words } : { reason: input.words }
      await player
        .calls(matterApi)
        .actOnMatter({ params: { id: made.id, action }, body: { version, input: said } })
      return { word: made.number }
    },
  }),
  closeEnterprise: verb({
    describe:
      'An enterprise closes; what is open of it ends where it can, is handed to “office”, or stays with whoever has it',
    title: title('closeEnterprise'),
    by: 'staff',
    input: z.strictObject({
      enterprise,
      reason,
      open: z.enum(['end', 'hand', 'stay']).optional(),
      office: named('office').optional(),
    }),
    async play({ player, stage, input }) {
      const params = { id: stage.enterpriseId(input.enterprise) }
      const { version, matters } = await player.calls(plansApi).previewTurn({ params })
      const wanted = input.open ?? 'end'
      const fates = matters.map(one => {
        const what = one.fates.includes(wanted) ? wanted : ('stay' as const)
        const officeId =
          what === 'hand' && input.office !== undefined ? stage.officeId(input.office) : undefined
        return { matterId: one.id, version: one.version, what, officeId }
      })
      await player
        .calls(plansApi)
        .closeEnterprise({ params, body: { version, reason: input.reason, matters: fates } })
      return {}
    },
  }),
  moveEnterprise: verb({
    describe: 'An enterprise moves to another town or county, with the officer named there or without one',
    title: title('moveEnterprise'),
    by: 'staff',
    input: z.strictObject({
      enterprise,
      reason,
      division: namedDivision,
      officer: named('actor').optional(),
    }),
    async play({ player, stage, input }) {
      const params = { id: stage.enterpriseId(input.enterprise) }
      const { version } = await player.calls(plansApi).previewTurn({ params })
      const officerId = input.officer === undefined ? null : stage.accountId(input.officer)
      const body = { version, reason: input.reason, divisionCode: input.division, officerId }
      await player.calls(plansApi).moveEnterprise({ params, body })
      return {}
    },
  }),
  mergeEnterprise: verb({
    describe: 'An enterprise merges into another one, which takes over what is open',
    title: title('mergeEnterprise'),
    by: 'staff',
    input: z.strictObject({ enterprise, reason, successor: enterprise }),
    async play({ player, stage, input }) {
      const params = { id: stage.enterpriseId(input.enterprise) }
      const { version } = await player.calls(plansApi).previewTurn({ params })
      const body = { version, reason: input.reason, successorId: stage.enterpriseId(input.successor) }
      await player.calls(plansApi).mergeEnterprise({ params, body })
      return {}
    },
  }),
}
