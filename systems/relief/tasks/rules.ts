import type { Actor } from '#platform/db'
import type { ConferenceAction, ConferencePart, TaskAction, TaskPart } from './workflow.ts'

/** What the rules of a task look at. */
export type TaskFacts = {
  /** nobody, where a rule ordered it */
  orderedBy: string | null
  orderedOfficeId: string
  origin: string
  returns: number
}

const acts = (role: string) => role !== 'supervisor' && role !== 'admin' && role !== 'auditor'

/** A notice of supervision is ordered by supervisors, all else by those who work on matters. */
export function taskParts(
  actor: Actor,
  ownerOfficeId: string | null,
  facts: TaskFacts,
): ReadonlySet<TaskPart> {
  const parts = new Set<TaskPart>()
  for (const { role, officeId, delegatedBy } of actor.holdings) {
    if (officeId === ownerOfficeId && acts(role)) parts.add('owner')
    const isWho = facts.orderedBy !== null && [actor.id, delegatedBy].includes(facts.orderedBy)
    if (isWho) parts.add('orderer')
    // A leader's instruction is answered to a leader; what an office ordered, any of its people may close.
    const speaks =
      facts.origin === 'instruction' ? role === 'leader' : acts(role) || facts.origin === 'notice'
    if (officeId === facts.orderedOfficeId && speaks) parts.add('orderer')
  }
  return parts
}

export const taskRefusals = ['task-return-limit'] as const

export function taskForbids(action: TaskAction, facts: TaskFacts): (typeof taskRefusals)[number] | undefined {
  return action === 'giveBack' && facts.returns >= 1 ? 'task-return-limit' : undefined
}

export type ConferenceFacts = { openTasks: number }

export function conferenceParts(actor: Actor, ownerOfficeId: string | null): ReadonlySet<ConferencePart> {
  const calls = actor.holdings.some(({ role, officeId }) => officeId === ownerOfficeId && acts(role))
  return new Set(calls ? ['caller'] : [])
}

export const conferenceRefusals = ['tasks-open'] as const

export function conferenceForbids(
  action: ConferenceAction,
  facts: ConferenceFacts,
): (typeof conferenceRefusals)[number] | undefined {
  return action === 'close' && facts.openTasks > 0 ? 'tasks-open' : undefined
}

/** Whether somebody instructs about a matter: a leader of its place or of one above. */
export function mayInstruct(actor: Actor, path: readonly string[]): boolean {
  return actor.holdings.some(({ role, divisionCode }) => role === 'leader' && path.includes(divisionCode))
}
