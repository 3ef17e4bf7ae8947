import type { Actor } from '#platform/db'
import type { ConfidentialPart } from './workflow.ts'

export type ConfidentialFacts = { namedOfficeId: string; namedDivision: string; isSeated: boolean }

/** Whether a role is held in the named office, its division or below. At the top, the office alone is meant. */
export const isNear = (
  holding: { officeId: string; divisionCode: string },
  named: { officeId: string; division: string },
): boolean =>
  holding.officeId === named.officeId ||
  (named.division.length > 2 && holding.divisionCode.startsWith(named.division))

/** Who came to hold a role near the named office since can do nothing any more. */
export function partsOf(actor: Actor, facts: ConfidentialFacts): ReadonlySet<ConfidentialPart> {
  if (actor.kind === 'link') return new Set(['reporter'])
  const named = { officeId: facts.namedOfficeId, division: facts.namedDivision }
  const isKept = facts.isSeated && !actor.holdings.some(holding => isNear(holding, named))
  return new Set(isKept ? ['examiner'] : [])
}
