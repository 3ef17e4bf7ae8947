import type { Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { findMatter, type MatterParts, pathOf, viewMatter } from '#platform/matter'
import * as actions from './actions.ts'
import { tasksApi } from './api.ts'
import { mayInstruct } from './rules.ts'
import type { TaskOrigin } from './schema.ts'
import * as store from './store.ts'

/** What a task hangs on, where its reader sees that. */
async function named(tx: Tx, id: string | null) {
  const matter = id === null ? undefined : await findMatter(tx, id)
  return matter === undefined ? null : { id: matter.id, title: matter.title }
}

export const taskRoutes = (parts: { matters: MatterParts; conferences: actions.ConferenceKind }): Route[] => [
  bind(tasksApi.listTasks, async ({ query, actor, tx }) => ({
    rows: await store.listTasks(tx, actor, query),
    conferences: await store.listConferences(tx, actor, query.open),
  })),
  bind(tasksApi.findOffices, ({ query, tx }) => store.findOffices(tx, query.q)),
  bind(tasksApi.viewTask, async ({ params, actor, tx, at }) => {
    const matter = await viewMatter(tx, parts.matters, actor, params.id, at)
    const task = (await store.findTask(tx, params.id)) ?? refuse('not-found')
    return {
      matter,
      task: {
        origin: task.origin as TaskOrigin,
        words: task.words,
        dueOn: task.dueOn,
        orderedBy: task.orderedBy,
        orderedOffice: task.orderedOffice,
        orderedOfficeEn: task.orderedOfficeEn,
        answer: task.answer,
        problem: await named(tx, task.problemId),
        conference: await named(tx, task.conferenceId),
      },
    }
  }),
  bind(tasksApi.jointOf, async ({ params, actor, tx }) => {
    const problem = (await findMatter(tx, params.id)) ?? refuse('not-found')
    return {
      tasks: await store.listTasksOf(tx, { problemId: params.id }),
      conferences: await store.listConferencesOf(tx, params.id),
      mayInstruct: problem.is_open && mayInstruct(actor, pathOf(problem)),
      mayCall: problem.is_open && actions.callingOffice(actor, problem) !== undefined,
    }
  }),
  bind(tasksApi.instruct, ({ params, body, actor, tx, at }) =>
    actions.instruct(tx, parts.matters.world, actor, params.id, body, at),
  ),
  bind(tasksApi.callConference, ({ body, actor, tx, at }) =>
    actions.callConference(tx, parts.matters.world, actor, { ...body, heldAt: new Date(body.heldAt) }, at),
  ),
  bind(tasksApi.viewConference, async ({ params, actor, tx, at }) => {
    const matter = await viewMatter(tx, parts.matters, actor, params.id, at)
    const row = (await store.findConference(tx, params.id)) ?? refuse('not-found')
    return {
      matter,
      conference: {
        agenda: row.agenda,
        heldAt: row.held_at.toISOString(),
        place: row.place,
        present: row.present,
        minutes: row.minutes,
        problem: await named(tx, row.problem_id),
      },
      tasks: await store.listTasksOf(tx, { conferenceId: params.id }),
    }
  }),
  bind(tasksApi.recordMinutes, ({ params, body, actor, tx, at }) =>
    actions.recordMinutes(tx, parts.matters.world, parts.conferences.kind, actor, params.id, body, at),
  ),
]
