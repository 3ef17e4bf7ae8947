import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, DateField, Dialog, Notice, TextField, useAction } from '#platform/ui'
import type { DueRow, Round } from '../schema.ts'
import { useVisitTexts, visits } from './calls.ts'

/** Puts one visit on a day, moves it for a reason, or takes it off. */
export function PlanDialog({ row, round, onClose }: { row: DueRow; round: Round; onClose: () => void }) {
  const t = useVisitTexts()
  const queries = useQueryClient()
  const [on, setOn] = useState(row.plannedOn ?? '')
  const [reason, setReason] = useState('')
  const plan = useAction((body: Parameters<typeof visits.planVisits>[0]['body'], key) =>
    visits.planVisits({ body }, { key }),
  )
  const cancel = useAction((input: { id: string; reason: string }, key) =>
    visits.cancelPlan({ params: { id: input.id }, body: { reason: input.reason } }, { key }).then(() => true),
  )
  const problem = plan.problem ?? cancel.problem
  const done = async (answer: unknown) => {
    if (answer === undefined) return
    await queries.invalidateQueries({ queryKey: ['visits'] })
    onClose()
  }
  const words = reason.trim()
  return (
    <Dialog
      title={row.name}
      isOpen
      onClose={onClose}
      actions={
        <>
          {row.planId !== null && (
            <Button
              kind="danger"
              pending={cancel.pending}
              disabledBecause={words === '' ? t.fill({ what: t.reason }) : undefined}
              onClick={async () => done(await cancel.run({ id: row.planId ?? '', reason: words }))}
            >
              {t.cancelPlan}
            </Button>
          )}
          <Button
            kind="primary"
            pending={plan.pending}
            disabledBecause={on === '' ? t.fill({ what: t.planOn }) : undefined}
            onClick={async () =>
              done(
                await plan.run({
                  roundId: round.id,
                  visits: [{ organisationId: row.organisationId, on }],
                  ...(words !== '' && { reason: words }),
                }),
              )
            }
          >
            {t.save}
          </Button>
        </>
      }
    >
      <DateField
        name="on"
        label={t.planOn}
        value={on}
        onChange={setOn}
        earliest={round.fromOn}
        latest={round.untilOn}
      />
      {row.planId !== null && (
        <TextField name="reason" label={t.reason} value={reason} onChange={setReason} maxLength={500} />
      )}
      {problem && (
        <Notice kind="overdue" live>
          {problem.detail}
        </Notice>
      )}
    </Dialog>
  )
}
