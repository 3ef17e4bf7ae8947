import type { Area } from '../area.ts'
import { confidentialKind } from './actions.ts'
import { confidentialApi } from './api.ts'
import { confidentialRoutes } from './routes.ts'
import { confidentialVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Reports about an office that its people don't learn of. */
export const confidential: Area = {
  api: confidentialApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  verbs: confidentialVerbs,
  open(world) {
    const relief = { world: world.matters, people: world.people, secrets: world.secrets }
    return {
      kinds: [confidentialKind().bound],
      routes: confidentialRoutes(relief, {
        world: world.matters,
        kinds: world.kinds,
        files: world.files,
        clock: world.clock,
        words: world.words,
      }),
    }
  },
}
