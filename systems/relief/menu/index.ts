import { withKeys } from '#platform/db'
import type { Area } from '../area.ts'
import { orderKind } from './actions.ts'
import { menuApi } from './api.ts'
import { menuFigures } from './figures.ts'
import { menuRoutes } from './routes.ts'
import { moveOffice } from './store.ts'
import { menuVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Service menu 点单 and named teams 红领班: what a town offers, what enterprises tick, who brings it. */
export const menu: Area = {
  api: menuApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [menuFigures],
  verbs: menuVerbs,
  open(world) {
    const kind = orderKind()
    return {
      kinds: [kind.bound],
      routes: menuRoutes({
        menu: { world: world.matters, secrets: world.secrets },
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
