import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, DateField, FormDialog, Refused, TextField, useAction } from '#platform/ui'
import type { DueRow, Round } from '../schema.ts'
import { useVisitTexts, visits } from './calls.ts'

/** Puts one visit of an officer on a day, moves it for a reason, or takes it off. */
export function PlanDialog({
  row,
  round,
  officerId,
  onClose,
}: {
  row: DueRow
  round: Round
  officerId: string
  onClose: () => void
}) {
  const t = useVisitTexts()
  const queries = useQueryClient()
  const [on, setOn] = useState(row.plannedOn ?? '')
  const [reason, setReason] = useState('')
  const cancel = useAction((input: { id: string; reason: string }, key) =>
    visits.cancelPlan({ params: { id: input.id }, body: { reason: input.reason } }, { key }).then(() => true),
  )
  const words = reason.trim()
  return (
    <FormDialog
      title={row.name}
      refresh={['visits']}
      input={() =>
        on === ''
          ? undefined
          : {
              roundId: round.id,
              visits: [{ organisationId: row.organisationId, on, officerId }],
              ...(words !== '' && { reason: words }),
            }
      }
      call={(body, key) => visits.planVisits({ body }, { key })}
      onClose={onClose}
    >
      {({ missing }) => (
        <>
          <DateField
            name="on"
            label={t.planOn}
            value={on}
            onChange={setOn}
            earliest={round.fromOn}
            latest={round.untilOn}
            error={missing ? t.fill({ what: t.planOn }) : undefined}
          />
          {row.planId !== null && (
            <>
              <TextField name="reason" label={t.reason} value={reason} onChange={setReason} maxLength={500} />
              <div className="row">
                <Button
                  kind="danger"
                  pending={cancel.pending}
                  disabledBecause={words === '' ? t.fill({ what: t.reason }) : undefined}
                  onClick={async () => {
                    if (!(await cancel.run({ id: row.planId ?? '', reason: words }))) return
                    await queries.invalidateQueries({ queryKey: ['visits'] })
                    onClose()
                  }}
                >
                  {t.cancelPlan}
                </Button>
              </div>
              <Refused of={cancel} />
            </>
          )}
        </>
      )}
    </FormDialog>
  )
}
