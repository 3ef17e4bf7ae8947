import { note, workflow } from '#platform/matter/workflow'

const reason = { kind: 'text', required: true, most: 2000, long: true } as const

/**
 * The table of a confidential report. Parts: *examiner* is one of the people above who alone see it; *reporter* follows it
 * by number and code.
 */
export const confidentialWorkflow = workflow({
  kind: 'confidential',
  system: 'relief',
  version: 1,
  initial: 'received',
  statuses: {
    received: { open: true },
    examining: { open: true },
    answered: { open: false },
    referred: { open: false },
    unfounded: { open: false },
    withdrawn: { open: false },
  },
  actions: {
    take: {
      from: ['received'],
      to: 'examining',
      who: ['examiner'],
      kind: 'transition',
      fields: { note },
      next: 'answer',
    },
    admit: {
      from: ['received', 'examining'],
      to: 'same',
      who: ['examiner'],
      kind: 'transition',
      fields: { account: { kind: 'account', required: true } },
      next: 'same',
      audience: 'staff',
    },
    answer: {
      from: ['examining'],
      to: 'answered',
      who: ['examiner'],
      kind: 'transition',
      fields: { note: reason },
      next: null,
    },
    referOn: {
      from: ['examining'],
      to: 'referred',
      who: ['examiner'],
      kind: 'transition',
      fields: { note: reason },
      next: null,
    },
    unfound: {
      from: ['examining'],
      to: 'unfounded',
      who: ['examiner'],
      kind: 'transition',
      fields: { note: reason },
      next: null,
    },
    addFacts: {
      from: ['received', 'examining'],
      to: 'same',
      who: ['reporter'],
      kind: 'append',
      fields: { note: reason },
      next: 'same',
    },
    withdraw: {
      from: ['received', 'examining'],
      to: 'withdrawn',
      who: ['reporter'],
      kind: 'transition',
      fields: { reason },
      next: null,
    },
  },
})
export type ConfidentialAction = keyof typeof confidentialWorkflow.actions
export type ConfidentialStatus = keyof typeof confidentialWorkflow.statuses
export type ConfidentialPart = (typeof confidentialWorkflow.actions)[ConfidentialAction]['who'][number]
