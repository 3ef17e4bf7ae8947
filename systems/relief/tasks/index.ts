import { withKeys } from '#platform/db'
import type { Area } from '../area.ts'
import { tasksApi } from './api.ts'
import { conferenceKind } from './conference-actions.ts'
import { taskFigures } from './figures.ts'
import { taskKind } from './kinds.ts'
import { taskRoutes } from './routes.ts'
import { moveOrders } from './store.ts'
import { taskVerbs } from './story.ts'
import { noticeTexts, refusalTexts } from './texts.ts'

/** Work of several offices: tasks, conferences 会商, instructions 批示. */
export const tasks: Area = {
  api: tasksApi,
  refusals: [refusalTexts],
  notices: [noticeTexts],
  figures: [taskFigures],
  verbs: taskVerbs,
  open(world) {
    const conferences = conferenceKind()
    return {
      kinds: [taskKind(conferences.kind).bound, conferences.bound],
      routes: taskRoutes({
        conferences,
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
    withKeys(tx, actor, [`office:${from}`, `office:${to}`], () => moveOrders(tx, from, to)),
}
