import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  DateField,
  Dialog,
  Notice,
  Select,
  TextField,
  useAction,
  useBusinessNow,
  useFormat,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import { useVisitTexts, visits } from './calls.ts'

/** A leader sets a round for the own place. */
export function RoundDialog({ onClose }: { onClose: () => void }) {
  const t = useVisitTexts()
  const words = useWords()
  const format = useFormat()
  const queries = useQueryClient()
  const today = format.dayKey(useBusinessNow())
  const [name, setName] = useState('')
  const [fromOn, setFrom] = useState(today)
  const [untilOn, setUntil] = useState('')
  const [least, setLeast] = useState('1')
  const [list, setList] = useState('')
  const [telephoneCounts, setTelephone] = useState(false)
  const set = useAction((body: Parameters<typeof visits.setRound>[0]['body'], key) =>
    visits.setRound({ body }, { key }),
  )
  const lacking =
    name.trim() === ''
      ? t.fill({ what: t.roundName })
      : untilOn === ''
        ? t.fill({ what: t.untilOn })
        : undefined
  return (
    <Dialog
      title={t.setRound}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            kind="primary"
            pending={set.pending}
            disabledBecause={lacking}
            onClick={async () => {
              const body = {
                name: name.trim(),
                fromOn,
                untilOn,
                least: Number(least) || 1,
                telephoneCounts,
                ...(list !== '' && { list }),
              }
              if (!(await set.run(body))) return
              await queries.invalidateQueries({ queryKey: ['visits'] })
              onClose()
            }}
          >
            {t.save}
          </Button>
        </>
      }
    >
      <TextField name="name" label={t.roundName} value={name} onChange={setName} maxLength={80} />
      <DateField name="fromOn" label={t.fromOn} value={fromOn} onChange={setFrom} />
      <DateField name="untilOn" label={t.untilOn} value={untilOn} onChange={setUntil} earliest={fromOn} />
      <TextField
        name="least"
        label={t.least}
        value={least}
        onChange={setLeast}
        inputMode="numeric"
        maxLength={2}
      />
      <Select
        name="list"
        label={t.list}
        isOptional
        value={list}
        onChange={setList}
        options={['top100', 'above-scale'].map(value => ({ value, label: words.of('list', value) }))}
      />
      <Checkbox
        name="telephoneCounts"
        label={t.telephoneCounts}
        checked={telephoneCounts}
        onChange={setTelephone}
      />
      {set.problem && (
        <Notice kind="overdue" live>
          {set.problem.detail}
        </Notice>
      )}
    </Dialog>
  )
}
