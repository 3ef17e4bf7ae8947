import { note, reason, workflow } from '#platform/matter/workflow'

const reply = { kind: 'text', required: true, most: 4000, long: true } as const

/**
 * The table of a request 协调函. Parts: *requester* is the office that asks; *asked* the office that was asked; *outside*
 * the body without account, by its link; *supervisor* watches at the requester's place.
 */
export const requestWorkflow = workflow({
  kind: 'request',
  system: 'relief',
  version: 1,
  initial: 'asked',
  ownNotes: true,
  statuses: {
    asked: { open: true },
    accepted: { open: true },
    replied: { open: true },
    declined: { open: true },
    closed: { open: false },
    unanswered: { open: false },
    withdrawn: { open: false },
  },
  actions: {
    accept: {
      from: ['asked'],
      to: 'accepted',
      who: ['asked', 'outside'],
      kind: 'transition',
      fields: { note },
      next: 'reply',
    },
    decline: {
      from: ['asked', 'accepted'],
      to: 'declined',
      who: ['asked', 'outside'],
      kind: 'transition',
      fields: { reason },
      next: 'decide',
      stops: ['reply'],
    },
    reply: {
      from: ['asked', 'accepted'],
      to: 'replied',
      who: ['asked', 'outside'],
      kind: 'transition',
      fields: { reply },
      next: 'close',
      stops: ['reply'],
    },
    recordReply: {
      from: ['asked', 'accepted'],
      to: 'replied',
      who: ['requester'],
      kind: 'transition',
      fields: {
        reply,
        from: { kind: 'text', required: true, most: 100 },
        on: { kind: 'instant', required: true },
      },
      next: 'close',
      stops: ['reply'],
    },
    askBack: {
      from: ['asked', 'accepted'],
      to: 'same',
      who: ['asked', 'outside'],
      kind: 'append',
      fields: { note: reason },
      next: 'same',
    },
    addFacts: {
      from: ['asked', 'accepted'],
      to: 'same',
      who: ['requester'],
      kind: 'append',
      fields: { note: reason },
      next: 'same',
    },
    chase: {
      from: ['asked', 'accepted'],
      to: 'same',
      who: ['requester', 'supervisor'],
      kind: 'append',
      fields: { note },
      next: 'same',
    },
    askAgain: {
      from: ['declined', 'replied'],
      to: 'asked',
      who: ['requester'],
      kind: 'transition',
      fields: { reason },
      next: 'reply',
      starts: ['reply'],
    },
    close: {
      from: ['replied'],
      to: 'closed',
      who: ['requester'],
      kind: 'transition',
      fields: { note },
      next: null,
    },
    closeUnanswered: {
      from: ['asked', 'accepted', 'declined'],
      to: 'unanswered',
      who: ['requester'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
    withdraw: {
      from: ['asked', 'accepted', 'declined'],
      to: 'withdrawn',
      who: ['requester'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
  },
})

export type RequestAction = keyof typeof requestWorkflow.actions
export type RequestStatus = keyof typeof requestWorkflow.statuses
export type RequestPart = (typeof requestWorkflow.actions)[RequestAction]['who'][number]
