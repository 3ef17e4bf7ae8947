import type { Area } from '../area.ts'
import { requestKind } from './actions.ts'
import { requestsApi } from './api.ts'
import { requestFigures } from './figures.ts'
import { requestRoutes } from './routes.ts'
import { requestVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Requests 协调函 to another office or a body outside. */
export const requests: Area = {
  api: requestsApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [requestFigures],
  verbs: requestVerbs,
  open(world) {
    const relief = { world: world.matters, people: world.people, secrets: world.secrets }
    const kind = requestKind(relief)
    return {
      kinds: [kind.bound],
      routes: requestRoutes({
        relief,
        requests: kind,
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
