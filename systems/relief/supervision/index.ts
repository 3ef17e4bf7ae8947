import { withKeys } from '#platform/db'
import type { Area } from '../area.ts'
import { supervisionApi } from './api.ts'
import { supervisionFigures } from './figures.ts'
import { moveOffice } from './merge-store.ts'
import { keepWeek } from './report.ts'
import { supervisionRoutes } from './routes.ts'
import { lookAt } from './rule-actions.ts'
import { supervisionVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Supervision 督查: the board by office and place, with the matters behind every number. */
export const supervision: Area = {
  api: supervisionApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [supervisionFigures],
  verbs: supervisionVerbs,
  open: world => ({
    kinds: [],
    routes: supervisionRoutes(world),
    places: lookAt(world),
    everyMonday: at => keepWeek(world, at),
  }),
  mergeOffice: (tx, actor, from, to, at) =>
    withKeys(tx, actor, [`office:${from}`, `office:${to}`], () => moveOffice(tx, from, to, actor.id!, at)),
}
