import type { Area } from '../area.ts'
import { conferenceKind, taskKind } from './actions.ts'
import { tasksApi } from './api.ts'
import { taskFigures } from './figures.ts'
import { taskRoutes } from './routes.ts'
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
      kinds: [taskKind().bound, conferences.bound],
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
}
