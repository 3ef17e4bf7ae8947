import { z } from 'zod'
import { MatterRow, MatterView } from '#platform/matter/schema'

/** Where a task comes from: a conference 会商, an instruction 批示, a written notice 督办, a plan's measure. */
export const TaskOrigin = z.enum(['conference', 'instruction', 'notice', 'measure'])
export type TaskOrigin = z.output<typeof TaskOrigin>

/** What is to be done, by whom and by when. */
export const TaskRow = MatterRow.extend({
  origin: TaskOrigin,
  words: z.string(),
  dueOn: z.iso.date(),
  orderedBy: z.string(),
  orderedOffice: z.string(),
  orderedOfficeEn: z.string(),
  answer: z.string().nullable(),
})
export type TaskRow = z.output<typeof TaskRow>

/** A task 交办事项 with its matter and what it belongs to, as far as the reader sees that. */
export const TaskView = z.strictObject({
  matter: MatterView,
  task: z.strictObject({
    origin: TaskOrigin,
    words: z.string(),
    dueOn: z.iso.date(),
    orderedBy: z.string(),
    orderedOffice: z.string(),
    orderedOfficeEn: z.string(),
    answer: z.string().nullable(),
    problem: z.strictObject({ id: z.uuid(), title: z.string() }).nullable(),
    conference: z.strictObject({ id: z.uuid(), title: z.string() }).nullable(),
  }),
})

export const ConferenceRow = MatterRow.extend({ heldAt: z.iso.datetime(), place: z.string() })
export type ConferenceRow = z.output<typeof ConferenceRow>

/** A conference 会商 with its minutes and the tasks that came of it. */
export const ConferenceView = z.strictObject({
  matter: MatterView,
  conference: z.strictObject({
    agenda: z.string(),
    heldAt: z.iso.datetime(),
    place: z.string(),
    present: z.string().nullable(),
    minutes: z.string().nullable(),
    problem: z.strictObject({ id: z.uuid(), title: z.string() }).nullable(),
  }),
  tasks: z.array(TaskRow),
})
