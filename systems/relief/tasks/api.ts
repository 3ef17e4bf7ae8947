import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Day } from '#platform/matter/schema'
import {
  About,
  ConferenceRow,
  ConferenceView,
  InstructionRow,
  InstructionView,
  TaskOrigin,
  TaskRow,
  TaskView,
} from './schema.ts'

const ofOne = z.strictObject({ id: z.uuid() })
const words = z.string().trim().min(1).max(2000)
const made = z.strictObject({ id: z.uuid(), number: z.string() })
/** Which office has something to do by the end of which day. */
const Addressee = z.strictObject({ officeId: z.uuid(), ownerId: z.uuid().optional(), dueOn: Day })
/** A task as it is ordered: what, of whom, whether what it hangs on waits for it. */
const Order = Addressee.extend({ words, blocks: z.boolean().default(true) })

/** Tasks with an owner and a day, conferences and instructions. */
export const tasksApi = {
  listTasks: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/tasks',
    who: 'staff',
    summary:
      'Tasks by their day: that I own, that my offices own, that my offices ordered; these with their instructions',
    input: {
      query: z.strictObject({
        scope: z.enum(['mine', 'office', 'ordered']).default('office'),
        open: z.enum(['open', 'closed']).default('open'),
        origin: TaskOrigin.optional(),
      }),
    },
    output: z.strictObject({
      rows: z.array(TaskRow),
      conferences: z.array(ConferenceRow),
      instructions: z.array(InstructionRow),
    }),
    refusals: [],
  }),
  findOffices: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/offices',
    who: 'staff',
    summary: 'Offices that stand, by a part of their name or of their place’s',
    input: { query: z.strictObject({ q: z.string().trim().max(60).default('') }) },
    output: z.array(
      z.strictObject({ id: z.uuid(), name: z.string(), nameEn: z.string(), divisionName: z.string() }),
    ),
    refusals: [],
  }),
  viewTask: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/tasks/:id',
    who: 'staff',
    summary: 'One task with its story and what I can do',
    input: { params: ofOne },
    output: TaskView,
    refusals: ['not-found'],
  }),
  jointOf: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/joint/:kind/:id',
    who: 'staff',
    summary:
      'Instructions, tasks and conferences about a problem, a common cause or an enterprise, and whether I may order',
    input: { params: About },
    output: z.strictObject({
      tasks: z.array(TaskRow),
      conferences: z.array(ConferenceRow),
      mayInstruct: z.boolean(),
      mayCall: z.boolean(),
    }),
    refusals: ['not-found'],
  }),
  instruct: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/instructions',
    who: 'staff',
    summary:
      'A leader of the place or above instructs offices about a problem, a common cause or an enterprise; each has a task of its own, and a problem or cause waits for all of them',
    input: {
      body: z.strictObject({ about: About, words, to: z.array(Addressee).min(1).max(40) }),
    },
    output: z.strictObject({ id: z.uuid(), tasks: z.array(made) }),
    refusals: [
      'not-found',
      'forbidden',
      'not-now',
      'enterprise-ended',
      'no-office',
      'office-twice',
      'due-past',
      'not-in-office',
    ],
  }),
  viewInstruction: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/instructions/:id',
    who: 'staff',
    summary: 'An instruction with its tasks that I may see',
    input: { params: ofOne },
    output: InstructionView,
    refusals: ['not-found'],
  }),
  callConference: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/conferences',
    who: 'staff',
    summary: 'Calls offices to a conference, about a problem, a common cause or by itself',
    input: {
      body: z.strictObject({
        about: About.extend({ kind: About.shape.kind.exclude(['enterprise']) }).optional(),
        title: z.string().trim().min(1).max(120),
        agenda: words,
        heldAt: z.iso.datetime({ offset: true }),
        place: z.string().trim().min(1).max(200),
        officeIds: z.array(z.uuid()).min(1).max(40),
      }),
    },
    output: made,
    refusals: ['not-found', 'forbidden', 'not-now', 'no-office', 'due-past'],
  }),
  viewConference: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/conferences/:id',
    who: 'staff',
    summary: 'A conference with its minutes and the tasks that came of it',
    input: { params: ofOne },
    output: ConferenceView,
    refusals: ['not-found'],
  }),
  recordMinutes: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/conferences/:id/minutes',
    who: 'staff',
    summary: 'Records the minutes; each resolution becomes a task with an office and a day',
    input: {
      params: ofOne,
      body: z.strictObject({
        version: z.int(),
        minutes: z.string().trim().min(1).max(8000),
        present: z.string().trim().min(1).max(1000),
        resolutions: z.array(Order).max(40),
      }),
    },
    output: z.strictObject({ tasks: z.array(made) }),
    refusals: [
      'not-found',
      'forbidden',
      'not-now',
      'stale-version',
      'invalid',
      'no-office',
      'due-past',
      'not-in-office',
    ],
  }),
  printMinutes: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/conferences/:id/minutes',
    who: 'staff',
    summary: 'The minutes of a conference as PDF/A, with the tasks that I may see',
    input: { params: ofOne },
    output: z.null(),
    refusals: ['not-found', 'no-minutes'],
    gives: 'file',
  }),
}
