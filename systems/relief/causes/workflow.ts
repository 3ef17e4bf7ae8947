import { note, reason, workflow } from '#platform/matter/workflow'

/**
 * The table of a common cause 共性问题. *lead* handles it in the office that owns it. Its problems keep their own tables:
 * each is signed and confirmed for itself.
 */
export const causeWorkflow = workflow({
  kind: 'cause',
  system: 'relief',
  version: 1,
  initial: 'open',
  statuses: {
    open: { open: true },
    solving: { open: true },
    ended: { open: false },
    dropped: { open: false },
  },
  actions: {
    solve: {
      from: ['open', 'solving'],
      to: 'solving',
      who: ['lead'],
      kind: 'transition',
      fields: { solution: { kind: 'text', required: true, most: 2000, long: true } },
      next: 'end',
      stops: ['do'],
    },
    end: {
      from: ['solving'],
      to: 'ended',
      who: ['lead'],
      kind: 'transition',
      fields: { note },
      next: null,
    },
    drop: {
      from: ['open', 'solving'],
      to: 'dropped',
      who: ['lead'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
  },
})
export type CauseAction = keyof typeof causeWorkflow.actions
export type CauseStatus = keyof typeof causeWorkflow.statuses
export type CausePart = (typeof causeWorkflow.actions)[CauseAction]['who'][number]
