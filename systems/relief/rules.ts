import type { Actor } from '#platform/db'
import type { ProblemAction, ProblemPart } from './workflow.ts'

/** What the rules of a problem look at. */
export type ProblemFacts = {
  divisionPath: readonly string[]
  ownerOfficeId: string | null
  /** the enterprise's main officer, deputies and who covers for them while they are away */
  liaisonIds: readonly string[]
  /** who of them cares for the enterprise now */
  responsible: Responsible | undefined
  jointOfficeIds: readonly string[]
  /** the office that leads the cause which the problem is linked to */
  causeOfficeId: string | null
  tier: 'town' | 'county' | 'city'
  returns: number
  reopened: number
  acceptDueAt: Date | null
  closedAt: Date | null
  lastChasedAt: Date | null
  evidence: number
  blockingChildren: number
  /** a notice was delivered or a call recorded since the confirmation was asked for */
  enterpriseReached: boolean
  /** who submitted the solution that waits for its signature */
  solvedBy: string | null
}

/** One who cares for an enterprise: main officer or deputy, and whether away now. */
export type TeamMember = {
  part: 'main' | 'deputy'
  accountId: string
  officeId: string
  isAway: boolean
  /** who covers meanwhile, in which office */
  cover: { accountId: string; officeId: string } | null
}

/** Whom an enterprise turns to now; without a person, the office. */
export type Responsible = { accountId: string | null; officeId: string }

/**
 * The main officer; while away, who covers; else the first deputy who is there; else the office of the main officer.
 * The team stands in order: the main officer, then deputies by the day on which they began.
 */
export function responsibleNow(team: readonly TeamMember[]): Responsible | undefined {
  const main = team.find(one => one.part === 'main')
  if (main !== undefined) {
    if (!main.isAway) return { accountId: main.accountId, officeId: main.officeId }
    if (main.cover !== null) return main.cover
  }
  const deputy = team.find(one => one.part === 'deputy' && !one.isAway)
  if (deputy !== undefined) return { accountId: deputy.accountId, officeId: deputy.officeId }
  const office = (main ?? team[0])?.officeId
  return office === undefined ? undefined : { accountId: null, officeId: office }
}

/** Everybody who may speak for an enterprise now. */
export const speakersOf = (team: readonly TeamMember[]): string[] =>
  team.flatMap(one => [one.accountId, ...(one.cover === null ? [] : [one.cover.accountId])])

const DAY = 86_400_000
/** The hours of the year within which what is ordered or promised falls due. */
const MOST_HOURS = 366 * 24
/** Whether so many hours from now are a time to do something in: ahead, and within a year. */
export const isTerm = (hours: number): boolean => hours > 0 && hours <= MOST_HOURS
/** What is due on a day falls due with the offices' end of work: in how many hours that is. */
export function hoursUntilEndOf(day: string, at: Date, zone: string): number {
  const end = Temporal.PlainDateTime.from(`${day}T18:00`).toZonedDateTime(zone)
  return (end.epochMilliseconds - at.getTime()) / 3_600_000
}
/** A problem is returned at most this often; the last time the task force decides, and its decision stands. */
export const MOST_RETURNS = 2
const REOPEN_DAYS = 15
const CHASE_HOURS = 4

/** The parts an actor has in a problem. */
export function partsOf(actor: Actor, facts: ProblemFacts): ReadonlySet<ProblemPart> {
  const parts = new Set<ProblemPart>()
  if (actor.kind === 'system') return parts.add('system')
  if (actor.kind === 'link') return parts.add('enterprise')
  for (const { role, officeId, divisionCode, delegatedBy } of actor.holdings) {
    const atPlace = facts.divisionPath.includes(divisionCode)
    if (officeId === facts.ownerOfficeId && role !== 'supervisor' && role !== 'admin' && role !== 'auditor')
      parts.add('lead')
    if (officeId === facts.ownerOfficeId && role === 'leader') parts.add('signer')
    if (facts.jointOfficeIds.includes(officeId) && role !== 'supervisor') parts.add('joint')
    if (
      role === 'liaison' &&
      // What is covered is held as delegated by the officer.
      facts.liaisonIds.some(id => id === actor.id || id === delegatedBy)
    ) {
      parts.add('liaison')
    }
    if (officeId === facts.causeOfficeId && role !== 'supervisor') parts.add('cause')
    if (role === 'leader' && atPlace) parts.add('chief')
    if (role === 'duty' && atPlace) parts.add('desk')
    if (role === 'supervisor' && atPlace) parts.add('supervisor')
  }
  return parts
}

/** Every reason for which a fact may forbid an action of a problem. */
export const problemRefusals = [
  'return-limit',
  'return-too-late',
  'top-tier',
  'children-open',
  'needs-evidence',
  'second-person',
  'reopened-before',
  'reopen-too-late',
  'not-reached',
  'chased-just-now',
  'merge-into',
  'cause-unknown',
  'cause-linked',
  'cause-none',
] as const

/** Why a fact forbids an action now; undefined when none does. The code's words say what to do instead. */
export function forbids(
  action: ProblemAction,
  facts: ProblemFacts,
  actorId: string | null,
  at: Date,
): (typeof problemRefusals)[number] | undefined {
  switch (action) {
    case 'giveBack':
      if (facts.returns >= MOST_RETURNS) return 'return-limit'
      if (facts.acceptDueAt !== null && at > facts.acceptDueAt) return 'return-too-late'
      return undefined
    case 'referUp':
      return facts.tier === 'city' ? 'top-tier' : undefined
    case 'solve':
      if (facts.blockingChildren > 0) return 'children-open'
      return facts.evidence === 0 ? 'needs-evidence' : undefined
    case 'explain':
      return facts.blockingChildren > 0 ? 'children-open' : undefined
    case 'sign':
      return actorId !== null && actorId === facts.solvedBy ? 'second-person' : undefined
    case 'joinCause':
      return facts.causeOfficeId === null ? undefined : 'cause-linked'
    case 'leaveCause':
      return facts.causeOfficeId === null ? 'cause-none' : undefined
    case 'reopen':
      if (facts.reopened >= 1) return 'reopened-before'
      if (facts.closedAt !== null && at.getTime() - facts.closedAt.getTime() > REOPEN_DAYS * DAY)
        return 'reopen-too-late'
      return undefined
    case 'timeOut':
      return facts.enterpriseReached ? undefined : 'not-reached'
    case 'chase':
      return facts.lastChasedAt !== null &&
        at.getTime() - facts.lastChasedAt.getTime() < CHASE_HOURS * 3_600_000
        ? 'chased-just-now'
        : undefined
    default:
      return undefined
  }
}

/** How a confirmation counts: by the enterprise, from a staff session, or from an address that an officer used. */
export function confirmationOf(
  actor: Pick<Actor, 'kind'>,
  fromOfficersAddress: boolean,
): 'enterprise' | 'staff-session' | 'officer-address' {
  if (actor.kind === 'staff') return 'staff-session'
  return fromOfficersAddress ? 'officer-address' : 'enterprise'
}

/** The next tier up; the division whose office handles a tier is the town, the county or the city of the enterprise. */
export const tierAbove = { town: 'county', county: 'city', city: 'city' } as const

export function divisionOfTier(path: readonly string[], tier: 'town' | 'county' | 'city'): string {
  const length = { city: 4, county: 6, town: 9 }[tier]
  return path.find(code => code.length === length) ?? path.at(-1)!
}

/** The tier at which an office stands: a town's or village's, a county's, or a city's and above. */
export function tierOf(divisionCode: string): 'town' | 'county' | 'city' {
  if (divisionCode.length <= 4) return 'city'
  return divisionCode.length === 6 ? 'county' : 'town'
}
