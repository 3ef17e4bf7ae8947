import { problemKind } from '../actions.ts'
import type { Area } from '../area.ts'
import { causeKind } from './actions.ts'
import { causesApi } from './api.ts'
import { causeRoutes } from './routes.ts'
import { causeVerbs } from './story.ts'
import { refusalTexts } from './texts.ts'

/** One cause, many enterprises: problems that are solved together. */
export const causes: Area = {
  api: causesApi,
  refusals: [refusalTexts],
  verbs: causeVerbs,
  open(world) {
    const own = causeKind()
    return {
      kinds: [own.bound],
      routes: causeRoutes({
        causes: own,
        problems: problemKind({ world: world.matters, people: world.people, secrets: world.secrets }),
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
