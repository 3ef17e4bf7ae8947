import { z } from 'zod'
import { named, type Player, type Stage, storyMoment, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { exchangeApi } from './api.ts'
import { Terms } from './schema.ts'

const words = text({
  need: '登记需求',
  offer: '登记供给',
  reserve: '预留',
  confirmReservation: '确认预留',
  releaseReservation: '释放预留',
  deliver: '登记到位',
})({
  need: 'Enter a need',
  offer: 'Enter an offer',
  reserve: 'Reserve',
  confirmReservation: 'Confirm a reservation',
  releaseReservation: 'Release a reservation',
  deliver: 'Record what came',
})
const title = (key: keyof ReturnType<typeof words>) => (lang: 'zh-CN' | 'en') => words(lang)[key]
const result = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as { id: string }
const secretOf = (stage: Stage, enterprise: string) =>
  (stage.memory.get(`link:${enterprise}`) as string | undefined) ?? 'NONE-IN-HAND'

/** A need that the enterprise said by its link is known by its number; who reserves for it finds it by that. */
async function needIdOf(player: Player, stage: Stage, key: string): Promise<string> {
  const said = stage.memory.get(`result:${key}`) as { id: string } | { number: string }
  if ('id' in said) return said.id
  const needs = await player.calls(exchangeApi).listNeeds({ query: { limit: 100 } })
  return needs.find(one => one.number === said.number)?.id ?? '00000000-0000-0000-0000-000000000000'
}
const quantity = z.int().min(1)
const told = z.strictObject(Terms.shape)

async function settle(
  player: Player,
  stage: Stage,
  reservation: string,
  how: 'confirm' | 'release',
  reason?: string,
) {
  const params = { id: result(stage, reservation).id, how }
  const said = reason === undefined ? {} : { reason }
  const calls = player.calls(exchangeApi)
  if (player.enterprise === undefined) await calls.settle({ params, body: said })
  else await calls.settleByLink({ params, body: { secret: secretOf(stage, player.enterprise), ...said } })
  return {}
}

/** What a story may let people do with needs and offers. */
export const exchangeVerbs: Verbs = {
  need: verb({
    describe:
      'An official enters what an enterprise needs, or the enterprise says it by its link, without “enterprise”; “as” names it',
    title: title('need'),
    by: 'anyone',
    gives: true,
    input: told.extend({ enterprise: named('enterprise').optional() }),
    async play({ player, stage, input }) {
      const { enterprise, ...terms } = input
      const calls = player.calls(exchangeApi)
      const made =
        player.enterprise === undefined
          ? await calls.openNeed({ body: { organisationId: stage.enterpriseId(enterprise ?? ''), terms } })
          : await calls.needByLink({ body: { secret: secretOf(stage, player.enterprise), terms } })
      return { result: made, word: made.number }
    },
  }),
  offer: verb({
    describe:
      'An official enters an offer of an enterprise, or of the own office’s labour pool without one; an enterprise says its own by its link. “as” names it',
    title: title('offer'),
    by: 'anyone',
    gives: true,
    input: told.extend({ enterprise: named('enterprise').optional(), priceFen: z.int().min(0).optional() }),
    async play({ player, stage, input }) {
      const { enterprise, priceFen, ...terms } = input
      if (player.enterprise !== undefined) {
        const secret = secretOf(stage, player.enterprise)
        return { result: await player.calls(exchangeApi).offerByLink({ body: { secret, terms } }) }
      }
      const body = {
        terms,
        ...(priceFen !== undefined && { priceFen }),
        ...(enterprise !== undefined && { organisationId: stage.enterpriseId(enterprise) }),
      }
      return { result: await player.calls(exchangeApi).openOffer({ body }) }
    },
  }),
  reserve: verb({
    describe: 'Holds a part of an offer for a need; “as” names the reservation',
    title: title('reserve'),
    by: 'staff',
    gives: true,
    input: z.strictObject({
      need: named('result'),
      offer: named('result'),
      quantity,
      holdUntil: storyMoment.optional(),
    }),
    async play({ player, stage, input }) {
      const { need, offer, quantity, holdUntil } = input
      const body = {
        offerId: result(stage, offer).id,
        quantity,
        ...(holdUntil !== undefined && { holdUntil: stage.instant(holdUntil).toISOString() }),
      }
      const params = { id: await needIdOf(player, stage, need) }
      return { result: await player.calls(exchangeApi).reserve({ params, body }) }
    },
  }),
  confirmReservation: verb({
    describe: 'The offering side confirms a reservation: an official, or the enterprise by its link',
    title: title('confirmReservation'),
    by: 'anyone',
    input: z.strictObject({ reservation: named('result') }),
    play: ({ player, stage, input }) => settle(player, stage, input.reservation, 'confirm'),
  }),
  releaseReservation: verb({
    describe: 'Either side releases a reservation, with a reason: an official, or the enterprise by its link',
    title: title('releaseReservation'),
    by: 'anyone',
    input: z.strictObject({ reservation: named('result'), reason: z.string().min(1).max(1000) }),
    play: ({ player, stage, input }) => settle(player, stage, input.reservation, 'release', input.reason),
  }),
  deliver: verb({
    describe: 'Records how many of a confirmed reservation came: an official, or the enterprise by its link',
    title: title('deliver'),
    by: 'anyone',
    input: z.strictObject({ reservation: named('result'), quantity: z.int().min(0) }),
    async play({ player, stage, input }) {
      const params = { id: result(stage, input.reservation).id }
      const { quantity } = input
      const calls = player.calls(exchangeApi)
      if (player.enterprise === undefined) await calls.deliver({ params, body: { quantity } })
      else
        await calls.deliverByLink({ params, body: { secret: secretOf(stage, player.enterprise), quantity } })
      return {}
    },
  }),
}
