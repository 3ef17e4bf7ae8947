import { note, reason, workflow } from '#platform/matter/workflow'

const words = { kind: 'text', required: true, most: 2000, long: true } as const

/**
 * The table of a task 交办事项: *owner* is the office that has it; *orderer* is who ordered it, or the office in whose
 * name it was ordered.
 */
export const taskWorkflow = workflow({
  kind: 'task',
  system: 'relief',
  version: 1,
  initial: 'assigned',
  statuses: {
    assigned: { open: true },
    returned: { open: true },
    accepted: { open: true },
    reported: { open: true },
    closed: { open: false },
    withdrawn: { open: false },
  },
  actions: {
    accept: {
      from: ['assigned'],
      to: 'accepted',
      who: ['owner'],
      kind: 'transition',
      fields: { note },
      next: 'report',
      stops: ['accept'],
    },
    giveBack: {
      from: ['assigned'],
      to: 'returned',
      who: ['owner'],
      kind: 'transition',
      fields: { reason },
      next: 'reassign',
      stops: ['accept'],
    },
    reassign: {
      from: ['assigned', 'returned'],
      to: 'assigned',
      who: ['orderer'],
      kind: 'transition',
      fields: { office: { kind: 'office', required: true }, note },
      next: 'accept',
      starts: ['accept'],
    },
    report: {
      from: ['accepted'],
      to: 'reported',
      who: ['owner'],
      kind: 'transition',
      fields: { note: words },
      next: 'close',
    },
    sendBack: {
      from: ['reported'],
      to: 'accepted',
      who: ['orderer'],
      kind: 'transition',
      fields: { reason },
      next: 'report',
    },
    close: {
      from: ['reported'],
      to: 'closed',
      who: ['orderer'],
      kind: 'transition',
      fields: { note },
      next: null,
      stops: ['do'],
    },
    withdraw: {
      from: ['assigned', 'returned', 'accepted', 'reported'],
      to: 'withdrawn',
      who: ['orderer'],
      kind: 'transition',
      fields: { reason },
      next: null,
      stops: ['accept', 'do'],
    },
  },
})
export type TaskAction = keyof typeof taskWorkflow.actions
export type TaskStatus = keyof typeof taskWorkflow.statuses
export type TaskPart = (typeof taskWorkflow.actions)[TaskAction]['who'][number]

/**
 * The table of a conference 会商. *caller* is the office that called it; *tasks* is the end of the last task that came of
 * it. Its minutes come with their resolutions.
 */
export const conferenceWorkflow = workflow({
  kind: 'conference',
  system: 'relief',
  version: 1,
  initial: 'called',
  statuses: {
    called: { open: true },
    minuted: { open: true },
    closed: { open: false },
    cancelled: { open: false },
  },
  actions: {
    minute: {
      from: ['called'],
      to: 'minuted',
      who: ['caller'],
      kind: 'transition',
      fields: {
        note: { kind: 'text', required: true, most: 8000, long: true },
        present: { kind: 'text', required: true, most: 1000 },
      },
      next: 'end',
      stops: ['meet'],
    },
    complete: {
      from: ['minuted'],
      to: 'closed',
      who: ['tasks'],
      kind: 'transition',
      fields: {},
      next: null,
    },
    close: {
      from: ['minuted'],
      to: 'closed',
      who: ['caller'],
      kind: 'transition',
      fields: { note },
      next: null,
    },
    cancel: {
      from: ['called'],
      to: 'cancelled',
      who: ['caller'],
      kind: 'transition',
      fields: { reason },
      next: null,
      stops: ['meet'],
    },
  },
})
export type ConferenceAction = keyof typeof conferenceWorkflow.actions
export type ConferenceStatus = keyof typeof conferenceWorkflow.statuses
export type ConferencePart = (typeof conferenceWorkflow.actions)[ConferenceAction]['who'][number]
