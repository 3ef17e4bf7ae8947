import type { Area } from '../area.ts'
import { supervisionApi } from './api.ts'
import { supervisionFigures } from './figures.ts'
import { keepWeek } from './report.ts'
import { supervisionRoutes } from './routes.ts'
import { supervisionVerbs } from './story.ts'
import { noticeTexts } from './texts.ts'

/** Supervision 督查: the board by office and place, with the matters behind every number. */
export const supervision: Area = {
  api: supervisionApi,
  refusals: [],
  notices: [noticeTexts],
  figures: [supervisionFigures],
  verbs: supervisionVerbs,
  open: world => ({
    kinds: [],
    routes: supervisionRoutes(world),
    everyMonday: at => keepWeek(world, at),
  }),
}
