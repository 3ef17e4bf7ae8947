import type { Step } from '#platform/ui'
import type { Matter } from './calls.ts'

const stages = ['reported', 'accepted', 'sign-off', 'confirming'] as const
const endings = new Set(['confirm', 'explain', 'withdraw', 'timeOut', 'merge'])

/** The stages that the problem has gone through and those ahead; an end other than solved leaves out what never was. */
export function stepsOf(
  matter: Pick<Matter, 'status' | 'isOpen' | 'openedAt'> & { history: { action: string; at: string }[] },
  say: (status: string) => string,
  stageWords: Record<`stage.${(typeof stages)[number]}`, string>,
): Step[] {
  const last = (action: string) => matter.history.findLast(entry => entry.action === action)?.at
  const reached = [matter.openedAt, last('accept'), last('solve'), last('sign')]
  const end = matter.isOpen ? 'solved' : matter.status
  const current = matter.isOpen
    ? Math.max(
        0,
        stages.indexOf(
          (matter.status === 'returned' ? 'reported' : matter.status) as (typeof stages)[number],
        ),
      )
    : stages.length
  const steps: Step[] = stages.flatMap((stage, index): Step[] => {
    const at = index <= current ? reached[index] : undefined
    if (!matter.isOpen && end !== 'solved' && at === undefined) return []
    return [
      {
        label: stageWords[`stage.${stage}`],
        at,
        state: index < current ? 'past' : index === current ? 'now' : 'ahead',
      },
    ]
  })
  const ended = matter.isOpen ? undefined : matter.history.findLast(entry => endings.has(entry.action))?.at
  return [...steps, { label: say(end), at: ended, state: matter.isOpen ? 'ahead' : 'now' }]
}
