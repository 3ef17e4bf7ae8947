import type { Actor } from '#platform/db'
import type { ConfidentialPart } from './workflow.ts'

export type ConfidentialFacts = {
  namedOfficeId: string
  /** the named office, and what it was merged into since */
  namedOfficeIds: readonly string[]
  namedDivision: string
  isSeated: boolean
}

/** Whether a role is held in the named office, its division or below. At the top, the office alone is meant. */
const isNear = (
  holding: { officeId: string; divisionCode: string },
  { namedOfficeIds, namedDivision }: ConfidentialFacts,
): boolean =>
  namedOfficeIds.includes(holding.officeId) ||
  (namedDivision.length > 2 && holding.divisionCode.startsWith(namedDivision))

/** Who came to hold a role near the named office since can do nothing any more. */
export function partsOf(actor: Actor, facts: ConfidentialFacts): ReadonlySet<ConfidentialPart> {
  if (actor.kind === 'link') return new Set(['reporter'])
  const isKept = facts.isSeated && !actor.holdings.some(holding => isNear(holding, facts))
  return new Set(isKept ? ['examiner'] : [])
}
