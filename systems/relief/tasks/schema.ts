import { z } from 'zod'
import { MatterRow, MatterView } from '#platform/matter/schema'

/** Where a task comes from: a conference 会商, an instruction 批示, a written notice 督办. */
export const TaskOrigin = z.enum(['conference', 'instruction', 'notice'])
export type TaskOrigin = z.output<typeof TaskOrigin>

/** What is instructed or conferred about: a problem, a common cause, an enterprise with its plan. */
export const About = z.strictObject({ kind: z.enum(['problem', 'cause', 'enterprise']), id: z.uuid() })
export type About = z.output<typeof About>

/** The same with its name, as far as the reader sees it. */
const Named = About.extend({ title: z.string() })
export type Named = z.output<typeof Named>

/** Who ordered something, in whose name; no person where a rule did. */
const Ordered = z.strictObject({
  orderedBy: z.string().nullable(),
  orderedOffice: z.string(),
  orderedOfficeEn: z.string(),
})

/** What is to be done, by whom and by when. */
export const TaskRow = MatterRow.extend({
  origin: TaskOrigin,
  words: z.string(),
  dueOn: z.iso.date(),
  ...Ordered.shape,
  answer: z.string().nullable(),
  /** what the tasks of one instruction have in common */
  instructionId: z.uuid().nullable(),
})
export type TaskRow = z.output<typeof TaskRow>

/** A task 交办事项 with its matter and what it belongs to, as far as the reader sees that. */
export const TaskView = z.strictObject({
  matter: MatterView,
  task: z.strictObject({
    origin: TaskOrigin,
    words: z.string(),
    dueOn: z.iso.date(),
    ...Ordered.shape,
    answer: z.string().nullable(),
    instructionId: z.uuid().nullable(),
    about: Named.nullable(),
    conference: z.strictObject({ id: z.uuid(), title: z.string() }).nullable(),
  }),
})

/** A leader's instruction 批示 as a row: its tasks counted, as far as the reader sees them. */
export const InstructionRow = z.strictObject({
  id: z.uuid(),
  words: z.string(),
  ...Ordered.shape,
  givenAt: z.iso.datetime(),
  dueOn: z.iso.date(),
  about: Named.nullable(),
  tasks: z.int(),
  open: z.int(),
  overdue: z.int(),
})
export type InstructionRow = z.output<typeof InstructionRow>

export const InstructionView = InstructionRow.omit({ tasks: true, open: true, overdue: true }).extend({
  tasks: z.array(TaskRow),
})

export const ConferenceRow = MatterRow.extend({ heldAt: z.iso.datetime(), place: z.string() })
export type ConferenceRow = z.output<typeof ConferenceRow>

/** A conference 会商 with its minutes and the tasks that came of it, as far as the reader sees them. */
export const ConferenceView = z.strictObject({
  matter: MatterView,
  conference: z.strictObject({
    agenda: z.string(),
    heldAt: z.iso.datetime(),
    place: z.string(),
    present: z.string().nullable(),
    minutes: z.string().nullable(),
    about: Named.nullable(),
    /** how many tasks came of it, seen or not */
    resolved: z.int(),
  }),
  tasks: z.array(TaskRow),
})
