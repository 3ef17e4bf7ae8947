import { withKeys } from '#platform/db'
import type { Area } from '../area.ts'
import { visitsApi } from './api.ts'
import { visitFigures } from './figures.ts'
import { visitRoutes } from './routes.ts'
import { getOfficePlace, moveOffice } from './store.ts'
import { visitVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Visits 走访: rounds, days, records, coverage. */
export const visits: Area = {
  api: visitsApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [visitFigures],
  verbs: visitVerbs,
  open: ({ matters, people, secrets, files }) => ({
    kinds: [],
    routes: visitRoutes({ relief: { world: matters, people, secrets }, files }),
  }),
  async mergeOffice(tx, actor, from, to) {
    const place = await getOfficePlace(tx, from)
    // A round is its place's: the key of that place is held for this verb alone.
    await withKeys(tx, actor, [`office:${from}`, `office:${to}`, `relief:${place}`], () =>
      moveOffice(tx, from, to),
    )
  },
}
