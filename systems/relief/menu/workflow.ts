import { note, reason, workflow } from '#platform/matter/workflow'

/**
 * The table of an order 点单: one service that an enterprise ticked. *lead* is the team's leader or the office that
 * delivers it; *liaison* cares for the enterprise; *enterprise* holds its link; *system* is the ticker.
 */
export const orderWorkflow = workflow({
  kind: 'order',
  system: 'relief',
  version: 1,
  initial: 'ordered',
  statuses: {
    ordered: { open: true },
    accepted: { open: true },
    delivered: { open: true },
    confirmed: { open: false },
    declined: { open: false },
    withdrawn: { open: false },
    'timed-out': { open: false },
  },
  actions: {
    accept: {
      from: ['ordered'],
      to: 'accepted',
      who: ['lead'],
      kind: 'transition',
      fields: { note },
      next: 'deliver',
      stops: ['accept'],
    },
    deliver: {
      from: ['accepted'],
      to: 'delivered',
      who: ['lead'],
      kind: 'transition',
      fields: { solution: { kind: 'text', required: true, most: 2000, long: true } },
      next: 'confirm',
      stops: ['solve'],
      starts: ['confirm'],
    },
    decline: {
      from: ['ordered', 'accepted'],
      to: 'declined',
      who: ['lead'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
    confirm: {
      from: ['delivered'],
      to: 'confirmed',
      who: ['enterprise', 'liaison'],
      kind: 'transition',
      fields: { rating: { kind: 'rating', required: true }, note },
      next: null,
      stops: ['confirm'],
    },
    dispute: {
      from: ['delivered'],
      to: 'accepted',
      who: ['enterprise', 'liaison'],
      kind: 'transition',
      fields: { reason },
      next: 'deliver',
      stops: ['confirm'],
      starts: ['solve'],
    },
    withdraw: {
      from: ['ordered', 'accepted'],
      to: 'withdrawn',
      who: ['enterprise', 'liaison'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
    timeOut: {
      from: ['delivered'],
      to: 'timed-out',
      who: ['system'],
      kind: 'transition',
      fields: {},
      next: null,
      stops: ['confirm'],
    },
  },
})

export type OrderAction = keyof typeof orderWorkflow.actions
export type OrderStatus = keyof typeof orderWorkflow.statuses
export type OrderPart = (typeof orderWorkflow.actions)[OrderAction]['who'][number]
