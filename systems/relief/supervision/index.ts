import type { Area } from '../area.ts'
import { supervisionApi } from './api.ts'
import { supervisionFigures } from './figures.ts'
import { supervisionRoutes } from './routes.ts'

/** Supervision 督查: the board by office and place, with the matters behind every number. */
export const supervision: Area = {
  api: supervisionApi,
  refusals: [],
  figures: [supervisionFigures],
  open: world => ({ kinds: [], routes: supervisionRoutes(world) }),
}
