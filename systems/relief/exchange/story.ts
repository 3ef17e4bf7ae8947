import { z } from 'zod'
import { named, type Stage, storyMoment, type Verbs, verb } from '#platform/stories'
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
const quantity = z.int().min(1)
const told = z.strictObject(Terms.shape)

/** What a story may let people do with needs and offers. */
export const exchangeVerbs: Verbs = {
  need: verb({
    describe: 'Enters what an enterprise needs; “as” names it',
    title: title('need'),
    by: 'staff',
    gives: true,
    input: told.extend({ enterprise: named('enterprise') }),
    async play({ player, stage, input }) {
      const { enterprise, ...terms } = input
      const body = { organisationId: stage.enterpriseId(enterprise), terms }
      const made = await player.calls(exchangeApi).openNeed({ body })
      return { result: made, word: made.number }
    },
  }),
  offer: verb({
    describe:
      'Enters an offer of an enterprise, or of the own office’s labour pool without one; “as” names it',
    title: title('offer'),
    by: 'staff',
    gives: true,
    input: told.extend({ enterprise: named('enterprise').optional(), priceFen: z.int().min(0).optional() }),
    async play({ player, stage, input }) {
      const { enterprise, priceFen, ...terms } = input
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
      const params = { id: result(stage, need).id }
      return { result: await player.calls(exchangeApi).reserve({ params, body }) }
    },
  }),
  confirmReservation: verb({
    describe: 'The offering side confirms a reservation',
    title: title('confirmReservation'),
    by: 'staff',
    input: z.strictObject({ reservation: named('result') }),
    async play({ player, stage, input }) {
      const params = { id: result(stage, input.reservation).id, how: 'confirm' as const }
      await player.calls(exchangeApi).settle({ params, body: {} })
      return {}
    },
  }),
  releaseReservation: verb({
    describe: 'Either side releases a reservation, with a reason',
    title: title('releaseReservation'),
    by: 'staff',
    input: z.strictObject({ reservation: named('result'), reason: z.string().min(1).max(1000) }),
    async play({ player, stage, input }) {
      const params = { id: result(stage, input.reservation).id, how: 'release' as const }
      await player.calls(exchangeApi).settle({ params, body: { reason: input.reason } })
      return {}
    },
  }),
  deliver: verb({
    describe: 'Records how many of a confirmed reservation came',
    title: title('deliver'),
    by: 'staff',
    input: z.strictObject({ reservation: named('result'), quantity: z.int().min(0) }),
    async play({ player, stage, input }) {
      const params = { id: result(stage, input.reservation).id }
      await player.calls(exchangeApi).deliver({ params, body: { quantity: input.quantity } })
      return {}
    },
  }),
}
