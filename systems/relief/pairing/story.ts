import { z } from 'zod'
import { named, namedDivision, storyMoment, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { pairingApi } from './api.ts'

const words = text({
  makeGroup: '设立专项服务组',
  addDeputy: '增加副联企服务员',
  endDeputy: '结束副联企服务员',
  assignBalanced: '均衡分配联企服务员',
  recordAbsence: '登记不在岗与代管',
  endAbsence: '回到岗位',
})({
  makeGroup: 'Make a service group',
  addDeputy: 'Add a deputy',
  endDeputy: 'End a deputy',
  assignBalanced: 'Assign officers evenly',
  recordAbsence: 'Record an absence and who covers',
  endAbsence: 'Come back',
})
type Word = keyof ReturnType<typeof words>
const title = (key: Word) => (lang: 'zh-CN' | 'en') => words(lang)[key]

/** The verbs of pairing: each is a call of the HTTP API. */
export const pairingVerbs: Verbs = {
  makeGroup: verb({
    describe: 'Makes a service group of a task force with its leader and members',
    title: title('makeGroup'),
    by: 'staff',
    input: z.strictObject({
      office: named('office'),
      name: z.string().min(1).max(60),
      nameEn: z.string().min(1).max(120),
      subject: z.string().min(1).max(60),
      leader: named('actor'),
      members: z.array(named('actor')).optional(),
    }),
    async play({ player, stage, input }) {
      const { name, nameEn, subject } = input
      const memberIds = (input.members ?? []).map(one => stage.accountId(one))
      const body = {
        officeId: stage.officeId(input.office),
        name,
        nameEn,
        subject,
        leaderId: stage.accountId(input.leader),
        memberIds,
      }
      await player.calls(pairingApi).makeGroup({ body })
      return { word: name }
    },
  }),
  addDeputy: verb({
    describe: 'Gives an enterprise a deputy beside its main officer',
    title: title('addDeputy'),
    by: 'staff',
    input: z.strictObject({ enterprise: named('enterprise'), officer: named('actor') }),
    async play({ player, stage, input }) {
      const organisationIds = [stage.enterpriseId(input.enterprise)]
      await player
        .calls(pairingApi)
        .addDeputy({ body: { organisationIds, accountId: stage.accountId(input.officer) } })
      return {}
    },
  }),
  endDeputy: verb({
    describe: 'Ends a deputy of an enterprise',
    title: title('endDeputy'),
    by: 'staff',
    input: z.strictObject({ enterprise: named('enterprise'), officer: named('actor') }),
    async play({ player, stage, input }) {
      const organisationId = stage.enterpriseId(input.enterprise)
      await player
        .calls(pairingApi)
        .endDeputy({ body: { organisationId, accountId: stage.accountId(input.officer) } })
      return {}
    },
  }),
  assignBalanced: verb({
    describe:
      'Gives enterprises of a place or list their officers: the evenest loads, then the least distance; the preview is accepted as it is',
    title: title('assignBalanced'),
    by: 'staff',
    input: z.strictObject({
      within: namedDivision,
      list: z.string().max(60).optional(),
      which: z.enum(['without', 'all']).optional(),
      offices: z.array(named('office')).min(1),
      capacity: z.int().min(1).max(2000),
    }),
    async play({ player, stage, input }) {
      const { offices, ...rest } = input
      const wish = { ...rest, offices: offices.map(one => stage.officeId(one)) }
      const { state } = await player.calls(pairingApi).propose({ body: wish })
      const { assigned } = await player.calls(pairingApi).assign({ body: { ...wish, state } })
      return { word: String(assigned) }
    },
  }),
  recordAbsence: verb({
    describe: 'An officer is away for a period; “cover” cares for the enterprises meanwhile',
    title: title('recordAbsence'),
    by: 'staff',
    input: z.strictObject({
      officer: named('actor'),
      from: storyMoment,
      until: storyMoment,
      cover: named('actor').optional(),
    }),
    async play({ player, stage, input }) {
      const body = {
        accountId: stage.accountId(input.officer),
        from: stage.instant(input.from).toISOString(),
        until: stage.instant(input.until).toISOString(),
        coverId: input.cover === undefined ? undefined : stage.accountId(input.cover),
      }
      await player.calls(pairingApi).recordAbsence({ body })
      return {}
    },
  }),
  endAbsence: verb({
    describe: 'An officer who was away is back',
    title: title('endAbsence'),
    by: 'staff',
    input: z.strictObject({ officer: named('actor') }),
    async play({ player, stage, input }) {
      await player.calls(pairingApi).endAbsence({ body: { accountId: stage.accountId(input.officer) } })
      return {}
    },
  }),
}
