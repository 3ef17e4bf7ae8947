import { withKeys } from '#platform/db'
import type { Area } from '../area.ts'
import { needKind } from './actions.ts'
import { exchangeApi } from './api.ts'
import { exchangeFigures } from './figures.ts'
import { moveOffice } from './offer-store.ts'
import { exchangeRoutes } from './routes.ts'
import { exchangeVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Needs and offers 供需对接: what an enterprise needs is found with others, reserved, confirmed and counted when it came. */
export const exchange: Area = {
  api: exchangeApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [exchangeFigures],
  verbs: exchangeVerbs,
  open(world) {
    const { kind, bound } = needKind()
    return {
      kinds: [bound],
      routes: exchangeRoutes({
        exchange: { world: world.matters, people: world.people, secrets: world.secrets },
        kind,
        matters: {
          world: world.matters,
          kinds: world.kinds,
          files: world.files,
          clock: world.clock,
          words: world.words,
        },
      }),
    }
  },
  mergeOffice: (tx, actor, from, to) =>
    withKeys(tx, actor, [`office:${from}`, `office:${to}`], () => moveOffice(tx, from, to)),
}
