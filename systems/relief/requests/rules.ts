import type { Actor } from '#platform/db'
import type { RequestAction, RequestPart } from './workflow.ts'

/** What the rules of a request look at. */
export type RequestFacts = {
  divisionPath: readonly string[]
  /** that asks: the problem's lead, wherever it moved */
  requesterOfficeId: string
  askedOfficeId: string | null
  isDeclined: boolean
  declines: number
  lastChasedAt: Date | null
  replyDueAt: Date | null
}

const MOST_DECLINES = 2
const CHASE_HOURS = 4

const works = (role: string) => role !== 'supervisor' && role !== 'admin' && role !== 'auditor'

export function partsOf(actor: Actor, facts: RequestFacts): ReadonlySet<RequestPart> {
  const parts = new Set<RequestPart>()
  if (actor.kind === 'link') return parts.add('outside')
  for (const { role, officeId, divisionCode } of actor.holdings) {
    if (officeId === facts.requesterOfficeId && works(role)) parts.add('requester')
    if (officeId === facts.askedOfficeId && works(role)) parts.add('asked')
    if (role === 'supervisor' && facts.divisionPath.includes(divisionCode)) parts.add('supervisor')
  }
  return parts
}

/** Whoever works on a problem in its lead's office may ask others. */
export const mayAsk = (actor: Actor, leadOfficeId: string | null): boolean =>
  actor.holdings.some(({ role, officeId }) => officeId === leadOfficeId && works(role))

export const requestRefusals = [
  'decline-limit',
  'only-outside',
  'asked-just-now',
  'not-yet-unanswered',
] as const

/** Why a fact forbids an action now. */
export function forbids(
  action: RequestAction,
  facts: RequestFacts,
  at: Date,
): (typeof requestRefusals)[number] | undefined {
  switch (action) {
    case 'decline':
      return facts.declines >= MOST_DECLINES ? 'decline-limit' : undefined
    case 'recordReply':
      return facts.askedOfficeId === null ? undefined : 'only-outside'
    case 'chase':
      return facts.lastChasedAt !== null &&
        at.getTime() - facts.lastChasedAt.getTime() < CHASE_HOURS * 3_600_000
        ? 'asked-just-now'
        : undefined
    case 'closeUnanswered':
      return facts.isDeclined || (facts.replyDueAt !== null && at > facts.replyDueAt)
        ? undefined
        : 'not-yet-unanswered'
    default:
      return undefined
  }
}

/** How far a request reaches: what decides the time that a reply may take. */
export function reachOf(own: readonly string[], asked: readonly string[] | undefined) {
  if (asked === undefined) return 'outside'
  return own[1] !== undefined && own[1] === asked[1] ? 'same-city' : 'other-city'
}
