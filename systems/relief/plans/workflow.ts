import { workflow } from '#platform/matter/workflow'

const words = { kind: 'text', required: true, most: 1000, long: true } as const

/**
 * The table of a promise 承诺: also of a plan's measure. *owner* is who has it, or anybody of the office while nobody
 * has; *leader* is the office's leader; *turn* is the end of the enterprise itself.
 */
export const promiseWorkflow = workflow({
  kind: 'promise',
  system: 'relief',
  version: 1,
  initial: 'promised',
  statuses: {
    promised: { open: true },
    kept: { open: false },
    broken: { open: false },
    dropped: { open: false },
  },
  actions: {
    keep: {
      from: ['promised'],
      to: 'kept',
      who: ['owner', 'leader'],
      kind: 'transition',
      fields: { note: words },
      next: null,
      stops: ['keep'],
    },
    admit: {
      from: ['promised'],
      to: 'broken',
      who: ['owner', 'leader'],
      kind: 'transition',
      fields: { reason: words },
      next: null,
      stops: ['keep'],
    },
    drop: {
      from: ['promised'],
      to: 'dropped',
      who: ['owner', 'leader', 'turn'],
      kind: 'transition',
      fields: { reason: words },
      next: null,
      stops: ['keep'],
    },
  },
})

export type PromiseAction = keyof typeof promiseWorkflow.actions
export type PromiseStatus = keyof typeof promiseWorkflow.statuses
export type PromisePart = (typeof promiseWorkflow.actions)[PromiseAction]['who'][number]
