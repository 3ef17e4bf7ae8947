import type { Actor } from '#platform/db'
import type { CauseAction, CausePart } from './workflow.ts'

export type CauseFacts = { linkedOpen: number; blockingChildren: number }

export const causeRefusals = ['linked-open', 'children-open'] as const

export function causeParts(
  actor: Pick<Actor, 'holdings'>,
  ownerOfficeId: string | null,
): ReadonlySet<CausePart> {
  const leads = actor.holdings.some(
    ({ role, officeId }) =>
      officeId === ownerOfficeId && role !== 'supervisor' && role !== 'admin' && role !== 'auditor',
  )
  return new Set(leads ? ['lead'] : [])
}

export function causeForbids(
  action: CauseAction,
  facts: CauseFacts,
): (typeof causeRefusals)[number] | undefined {
  if (action === 'solve') return undefined
  if (action === 'end' && facts.linkedOpen > 0) return 'linked-open'
  return facts.blockingChildren > 0 ? 'children-open' : undefined
}
