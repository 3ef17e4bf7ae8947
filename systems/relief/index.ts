import type { System } from '#platform/world'
import { problemKind } from './actions.ts'

export { countPairings, handOverPairings } from './actions.ts'
export { importEnterprises } from './imports/actions.ts'

import { reliefApi } from './api.ts'
import { reliefFigures } from './figures.ts'
import { importApi } from './import-api.ts'
import { importRoutes } from './import-routes.ts'
import { refusalTexts as importRefusals } from './import-texts.ts'
import { reliefRoutes } from './routes.ts'
import { reliefVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Enterprise relief 企业帮扶. */
export const relief: System = {
  name: 'relief',
  api: { ...reliefApi, ...importApi },
  refusals: [refusalTexts, importRefusals],
  notices: noticeTexts,
  figures: reliefFigures,
  verbs: reliefVerbs,
  open(world) {
    const parts = { world: world.matters, people: world.people, secrets: world.secrets }
    const problems = problemKind(parts)
    return {
      kinds: [problems.bound],
      routes: [
        ...reliefRoutes({
          relief: parts,
          problems,
          matters: {
            world: world.matters,
            kinds: world.kinds,
            files: world.files,
            clock: world.clock,
            words: world.words,
          },
        }),
        ...importRoutes({
          people: world.people,
          secrets: world.secrets,
          files: world.files,
          zone: world.matters.zone,
        }),
      ],
    }
  },
}
