import { problemKind } from '../actions.ts'
import type { Area } from '../area.ts'
import { promiseKind } from './actions.ts'
import { plansApi } from './api.ts'
import { plansFigures } from './figures.ts'
import { plansRoutes } from './routes.ts'
import { plansVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** The enterprise's page 一企一策: plan, state, indicators, promises; and the turns of its life. */
export const plans: Area = {
  api: plansApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [plansFigures],
  verbs: plansVerbs,
  open(world) {
    const relief = { world: world.matters, people: world.people, secrets: world.secrets }
    const promises = promiseKind()
    return {
      kinds: [promises.bound],
      routes: plansRoutes({
        relief,
        problems: problemKind(relief),
        promises,
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
}
