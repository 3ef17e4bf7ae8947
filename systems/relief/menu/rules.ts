import type { Actor } from '#platform/db'
import type { OrderPart } from './workflow.ts'

/** What the rules of an order look at. */
export type OrderFacts = {
  ownerOfficeId: string | null
  /** everybody who cares for the enterprise */
  officers: readonly string[]
}

/** The roles of those who publish an office's services, name its teams and deliver. */
export const publishes: ReadonlySet<string> = new Set(['leader', 'handler', 'liaison', 'duty'])

/** The parts an actor has in an order. */
export function partsOf(actor: Actor, facts: OrderFacts): ReadonlySet<OrderPart> {
  const parts = new Set<OrderPart>()
  if (actor.kind === 'system') return parts.add('system')
  if (actor.kind === 'link') return parts.add('enterprise')
  if (actor.holdings.some(held => held.officeId === facts.ownerOfficeId && publishes.has(held.role)))
    parts.add('lead')
  if (actor.id !== null && facts.officers.includes(actor.id)) parts.add('liaison')
  return parts
}

/** Who publishes an office's services and names its teams: whoever works there with enterprises. */
export function mayPublish(actor: Actor, officeId: string): boolean {
  return actor.holdings.some(held => held.officeId === officeId && publishes.has(held.role))
}

/** The mean of the ratings to one decimal; none without ratings. */
export function meanOf(count: number, sum: number): number | null {
  return count === 0 ? null : Math.round((sum / count) * 10) / 10
}
