import { z } from 'zod'
import { Refusal } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import { named, naming, type Player, type Stage, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { menuApi } from './api.ts'
import { texts } from './texts.ts'
import { type OrderAction, orderWorkflow } from './workflow.ts'

const words = text({
  publishService: '发布服务',
  makeTeam: '组建红领班',
  order: '点单',
  notOrdered: '这次点单里没有这项服务。 It was not ordered with this order.',
})({
  publishService: 'Publish a service',
  makeTeam: 'Name a team',
  order: 'Order from the menu',
  notOrdered: 'It was not ordered with this order.',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]

/** What a story remembers of what one submission ordered, by the service's name. */
type Ordered = { enterprise: string; orders: Record<string, { id: string; number: string }> }

const idOf = (stage: Stage, kind: 'service' | 'team', name: string) =>
  stage.memory.get(`menu-${kind}:${name}`) as string
const secretOf = (stage: Stage, enterprise: string) =>
  (stage.memory.get(`link:${enterprise}`) as string | undefined) ?? 'NONE-IN-HAND'

const ownVerbs = {
  publishService: verb({
    describe: 'An office publishes a service on its menu; a team that delivers it may be named, by its name',
    title: title('publishService'),
    by: 'staff',
    input: z.strictObject({
      office: named('office'),
      name: naming('service', z.string().min(2).max(60)),
      nameEn: z.string().max(120).optional(),
      description: z.string().max(1000).optional(),
      subject: z.string().optional(),
      days: z.int().min(1).max(60),
      team: named('team').optional(),
    }),
    async play({ player, stage, input }) {
      const { office, team, ...service } = input
      const teamId = team === undefined ? null : idOf(stage, 'team', team)
      const body = { ...service, officeId: stage.officeId(office), teamId }
      const { id } = await player.calls(menuApi).publishService({ body })
      stage.memory.set(`menu-service:${service.name}`, id)
      return { word: service.name }
    },
  }),
  makeTeam: verb({
    describe: 'An office names a team 红领班 with its leader, members and the services that it delivers',
    title: title('makeTeam'),
    by: 'staff',
    input: z.strictObject({
      office: named('office'),
      name: naming('team', z.string().min(2).max(60)),
      leader: named('actor'),
      officials: z.array(named('actor')).optional(),
      lineLeaders: z.array(z.string().min(1)).optional(),
      departments: z.array(z.string().min(1)).optional(),
      services: z.array(named('service')).optional(),
    }),
    async play({ player, stage, input }) {
      const {
        office,
        name,
        leader,
        officials = [],
        lineLeaders = [],
        departments = [],
        services = [],
      } = input
      const { id } = await player.calls(menuApi).makeTeam({
        body: {
          officeId: stage.officeId(office),
          name,
          leaderId: stage.accountId(leader),
          members: [
            ...officials.map(one => ({ part: 'official' as const, accountId: stage.accountId(one) })),
            ...lineLeaders.map(one => ({ part: 'line-leader' as const, name: one })),
            ...departments.map(one => ({ part: 'department' as const, name: one })),
          ],
          serviceIds: services.map(one => idOf(stage, 'service', one)),
        },
      })
      stage.memory.set(`menu-team:${name}`, id)
      return { word: name }
    },
  }),
  order: verb({
    describe:
      'The enterprise ticks services by its link, or an officer ticks for it; each is an order with owner and date. “as” names what was ordered',
    title: title('order'),
    by: 'anyone',
    gives: true,
    input: z.strictObject({
      enterprise: named('enterprise'),
      services: z.array(named('service')).min(1),
      words: z.string().max(1000).optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise } = input
      const serviceIds = input.services.map(name => idOf(stage, 'service', name))
      const calls = player.calls(menuApi)
      const { orders } =
        player.enterprise === undefined
          ? await calls.orderServices({
              params: { id: stage.enterpriseId(enterprise) },
              body: { serviceIds, words: input.words },
            })
          : await calls.orderByLink({
              body: { secret: secretOf(stage, player.enterprise), serviceIds, words: input.words },
            })
      const told: Ordered = {
        enterprise,
        orders: Object.fromEntries(orders.map(one => [one.name, { id: one.id, number: one.number }])),
      }
      return { result: told, word: orders.map(one => one.number).join('、') }
    },
  }),
} satisfies Verbs

const inputs = {
  accept: { note: z.string().optional() },
  deliver: { solution: z.string().min(1) },
  decline: { reason: z.string().min(1) },
  confirm: { rating: z.int().min(1).max(5), note: z.string().optional() },
  dispute: { reason: z.string().min(1) },
  withdraw: { reason: z.string().min(1) },
} satisfies Record<Exclude<OrderAction, 'timeOut'>, z.ZodRawShape>

const describe: Record<keyof typeof inputs, string> = {
  accept: 'The team’s leader, or the office, accepts an order',
  deliver: 'The team tells what was delivered; the enterprise is asked to confirm',
  decline: 'The team cannot deliver it, and says why',
  confirm: 'The enterprise, or its officer, confirms with a rating and words',
  dispute: 'The enterprise says that it was not delivered well',
  withdraw: 'The enterprise takes its order back',
}

function notOrdered(): never {
  const detail = words('zh-CN').notOrdered
  throw new Refusal({ type: 'about:blank', code: 'not-found', title: detail, detail, status: 404 })
}

async function act(
  player: Player,
  stage: Stage,
  action: keyof typeof inputs,
  given: { order: string; service: string } & Record<string, unknown>,
) {
  const { order: key, service, ...input } = given
  const told = stage.memory.get(`result:${key}`) as Ordered
  const { id, number } = told.orders[service] ?? notOrdered()
  const values = input as Record<string, string | number>
  if (player.enterprise === undefined) {
    const { version } = await player.calls(matterApi).viewMatter({ params: { id } })
    await player.calls(matterApi).actOnMatter({ params: { id, action }, body: { version, input: values } })
  } else {
    const secret = secretOf(stage, player.enterprise)
    const { orders } = await player.calls(menuApi).openMenu({ query: { secret } })
    const { version = 1 } = orders.find(one => one.number === number) ?? {}
    const params = { action: action as 'confirm' }
    await player.calls(menuApi).actOnOrderByLink({ params, body: { secret, number, version, input: values } })
  }
  return { word: number }
}

const nameOf = (action: string) => `${action}Order`

/** What a story may let people do with menus: `acceptOrder`, `deliverOrder`, `confirmOrder` and so on are the table's actions. */
export const menuVerbs: Verbs = {
  ...ownVerbs,
  ...Object.fromEntries(
    (Object.keys(inputs) as (keyof typeof inputs)[]).map(action => [
      nameOf(action),
      verb({
        describe: describe[action],
        title: lang => texts(lang)[`action.${action}`],
        by: (orderWorkflow.actions[action].who as readonly string[]).includes('enterprise')
          ? 'anyone'
          : 'staff',
        input: z.strictObject({ order: named('result'), service: named('service'), ...inputs[action] }),
        play: ({ player, stage, input }) => act(player, stage, action, input as Parameters<typeof act>[3]),
      }),
    ]),
  ),
}
