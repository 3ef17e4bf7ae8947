import type { Tx } from '#platform/db'
import { contentDisposition } from '#platform/files'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { findMatter, type MatterParts, viewMatter } from '#platform/matter'
import * as actions from './actions.ts'
import { tasksApi } from './api.ts'
import { type ConferenceKind, callConference, callingOffice, recordMinutes } from './conference-actions.ts'
import { minutesPdf } from './minutes.ts'
import { mayInstruct } from './rules.ts'
import type { About, Named, TaskOrigin } from './schema.ts'
import * as store from './store.ts'

/** What something is about, where its reader sees that. */
async function named(tx: Tx, about: About | null): Promise<Named | null> {
  if (about === null) return null
  const title =
    about.kind === 'enterprise'
      ? (await store.findEnterprise(tx, about.id))?.name
      : (await findMatter(tx, about.id))?.title
  return title === undefined ? null : { ...about, title }
}

export const taskRoutes = (parts: { matters: MatterParts; conferences: ConferenceKind }): Route[] => {
  const { matters, conferences } = parts
  const { world } = matters
  return [
    bind(tasksApi.listTasks, async ({ query, actor, tx, at }) => ({
      rows: await store.listTasks(tx, actor, query),
      conferences: await store.listConferences(tx, actor, query.open),
      instructions: query.scope === 'ordered' ? await store.listInstructions(tx, actor, query.open, at) : [],
    })),
    bind(tasksApi.findOffices, ({ query, tx }) => store.findOffices(tx, query.q)),
    bind(tasksApi.viewTask, async ({ params, actor, tx, at }) => {
      const matter = await viewMatter(tx, matters, actor, params.id, at)
      const task = (await store.findTask(tx, params.id)) ?? refuse('not-found')
      const conference = task.conferenceId === null ? undefined : await findMatter(tx, task.conferenceId)
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
          instructionId: task.instructionId,
          about: await named(tx, task.about),
          conference: conference === undefined ? null : { id: conference.id, title: conference.title },
        },
      }
    }),
    bind(tasksApi.jointOf, async ({ params, actor, tx }) => {
      const place = (await actions.findAbout(tx, params)) ?? refuse('not-found')
      return {
        tasks: await store.listTasksOf(tx, params),
        conferences: await store.listConferencesOf(tx, params),
        mayInstruct: place.isOpen && mayInstruct(actor, place.path),
        mayCall: place.isOpen && params.kind !== 'enterprise' && callingOffice(actor, place) !== undefined,
      }
    }),
    bind(tasksApi.instruct, ({ body, actor, tx, at }) => actions.instruct(tx, world, actor, body, at)),
    bind(tasksApi.viewInstruction, async ({ params, tx }) => {
      const tasks = await store.listTasksOf(tx, { kind: 'instruction', id: params.id })
      const { words, orderedBy, orderedOffice, orderedOfficeEn, openedAt } = tasks[0] ?? refuse('not-found')
      return {
        ...{ id: params.id, words, orderedBy, orderedOffice, orderedOfficeEn },
        givenAt: openedAt,
        dueOn: tasks.at(-1)!.dueOn,
        about: await named(tx, await store.findAboutOf(tx, params.id)),
        tasks,
      }
    }),
    bind(tasksApi.callConference, ({ body, actor, tx, at }) =>
      callConference(tx, world, actor, { ...body, heldAt: new Date(body.heldAt) }, at),
    ),
    bind(tasksApi.viewConference, async ({ params, actor, tx, at }) => {
      const matter = await viewMatter(tx, matters, actor, params.id, at)
      const row = (await store.findConference(tx, params.id)) ?? refuse('not-found')
      return {
        matter,
        conference: {
          agenda: row.agenda,
          heldAt: row.held_at.toISOString(),
          place: row.place,
          present: row.present,
          minutes: row.minutes,
          about: await named(tx, row.about),
          resolved: (await store.countTasks(tx, params.id)).resolved,
        },
        tasks: await store.listTasksOf(tx, { kind: 'conference', id: params.id }),
      }
    }),
    bind(tasksApi.recordMinutes, ({ params, body, actor, tx, at }) =>
      recordMinutes(tx, world, conferences.kind, actor, params.id, body, at),
    ),
    bind(tasksApi.printMinutes, async ({ params, tx, at, lang }) => {
      const matter = (await findMatter(tx, params.id)) ?? refuse('not-found')
      const row = (await store.findConference(tx, params.id)) ?? refuse('not-found')
      const { minutes, present } = row
      if (minutes === null || present === null) refuse('no-minutes')
      const body = minutesPdf(
        {
          ...{ number: matter.number, title: matter.title, agenda: row.agenda, heldAt: row.held_at },
          ...{ place: row.place, present, minutes },
          caller: (await store.findOfficeName(tx, matter.owner_office_id!)) ?? refuse('not-found'),
          about: await named(tx, row.about),
          tasks: await store.listTasksOf(tx, { kind: 'conference', id: params.id }),
          resolved: (await store.countTasks(tx, params.id)).resolved,
        },
        lang,
        world.zone,
        at,
      )
      return {
        body,
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition('attachment', `${matter.number}.pdf`),
        },
      }
    }),
  ]
}
