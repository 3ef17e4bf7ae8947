import { useState } from 'react'
import {
  Button,
  DateField,
  FormDialog,
  Panel,
  Select,
  Status,
  type StatusKind,
  Table,
  TextField,
  useBusinessNow,
  useFormat,
} from '#platform/ui'
import type { State, StateSource } from '../schema.ts'
import { type PlanView, plans, SUBJECTS, usePlansTexts } from './calls.ts'

const stateKinds: Record<State, StatusKind> = { running: 'done', partly: 'due', stopped: 'overdue' }

/** Whether it produces now, since when and why; what was so before. */
export function StateSection({ id, view }: { id: string; view: PlanView }) {
  const { t, of } = usePlansTexts()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const current = view.states.find(state => state.until === null)
  const former = view.states.filter(state => state.until !== null)
  return (
    <Panel
      title={t.state}
      aside={view.mayWrite && <Button onClick={() => setOpen(true)}>{t.recordState}</Button>}
    >
      {current === undefined ? (
        <p className="quiet">
          {t.noState} {view.mayWrite && t.noStateHint}
        </p>
      ) : (
        <p className="row tightly">
          <Status kind={stateKinds[current.state]}>{of('state', current.state)}</Status>
          <span>{t.sinceDay({ day: format.day(current.since) })}</span>
          {current.reason !== null && <span>{current.reason}</span>}
          <span className="quiet">
            {format.list([of('source', current.source), current.by ?? ''].filter(Boolean))}
          </span>
        </p>
      )}
      {former.length > 0 && (
        <details>
          <summary>{t.history}</summary>
          <Table
            caption={t.history}
            rows={former}
            idOf={row => row.id}
            nameOf={row => of('state', row.state)}
            columns={[
              {
                id: 'state',
                head: t.state,
                tight: true,
                isTitle: true,
                cell: row => (
                  <>
                    {of('state', row.state)} <span className="quiet">{row.reason}</span>
                  </>
                ),
              },
              { id: 'since', head: t.since, tight: true, cell: row => format.day(row.since) },
              {
                id: 'until',
                head: t.until,
                tight: true,
                cell: row => (row.until === null ? t.now : format.day(row.until)),
              },
            ]}
          />
        </details>
      )}
      {isOpen && <RecordState id={id} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function RecordState({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, of } = usePlansTexts()
  const format = useFormat()
  const now = useBusinessNow()
  const [state, setState] = useState<State>('running')
  const [source, setSource] = useState<StateSource>('call')
  const [since, setSince] = useState(`${format.dayKey(now)}T${format.time(now)}`)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={t.recordState}
      refresh={SUBJECTS}
      onClose={onClose}
      input={() => ({
        state,
        source,
        since: format.instantOf(since),
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      })}
      call={(body, key) => plans.recordState({ params: { id }, body }, { key })}
    >
      <Select
        name="state"
        label={t.state}
        value={state}
        onChange={value => setState(value as State)}
        options={(['running', 'partly', 'stopped'] as const).map(value => ({
          value,
          label: of('state', value),
        }))}
      />
      <DateField name="since" label={t.since} withTime value={since} onChange={setSince} />
      <TextField
        name="reason"
        label={t.reason}
        isOptional={state === 'running'}
        value={reason}
        onChange={setReason}
      />
      <Select
        name="source"
        label={t.source}
        value={source}
        onChange={value => setSource(value as StateSource)}
        options={(['call', 'visit', 'problem', 'other'] as const).map(value => ({
          value,
          label: of('source', value),
        }))}
      />
    </FormDialog>
  )
}
