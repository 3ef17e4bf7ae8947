import { note, reason, workflow } from '#platform/matter/workflow'

/** What happens to reservations is told to the need; its status follows from what is confirmed. */
const moved = {
  from: ['open', 'partly', 'met'],
  to: 'same',
  who: ['exchange'],
  kind: 'append',
  fields: { note },
  next: 'same',
} as const

/** The table of a need 需求: *owner* is the office that has it, *enterprise* holds its link, *exchange* is a reservation of it. */
export const needWorkflow = workflow({
  kind: 'need',
  system: 'relief',
  version: 1,
  initial: 'open',
  statuses: {
    open: { open: true },
    partly: { open: true },
    met: { open: true },
    closed: { open: false },
    withdrawn: { open: false },
    unmet: { open: false },
  },
  actions: {
    reserve: moved,
    confirmReservation: moved,
    declineReservation: moved,
    releaseReservation: moved,
    deliver: moved,
    close: {
      from: ['partly', 'met'],
      to: 'closed',
      who: ['owner'],
      kind: 'transition',
      fields: { note },
      next: null,
      stops: ['meet'],
    },
    withdraw: {
      from: ['open', 'partly', 'met'],
      to: 'withdrawn',
      who: ['owner', 'enterprise'],
      kind: 'transition',
      fields: { reason },
      next: null,
      stops: ['meet'],
    },
    giveUp: {
      from: ['open', 'partly'],
      to: 'unmet',
      who: ['owner'],
      kind: 'transition',
      fields: { reason },
      next: null,
      stops: ['meet'],
    },
  },
})
export type NeedAction = keyof typeof needWorkflow.actions
export type NeedStatus = keyof typeof needWorkflow.statuses
export type NeedPart = (typeof needWorkflow.actions)[NeedAction]['who'][number]
