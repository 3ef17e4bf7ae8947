import { useState } from 'react'
import { Checkbox, DateField, FormDialog, Select, TextField, useBusinessNow, useFormat } from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import { useVisitTexts, visits } from './calls.ts'

/** A leader sets a round for the own place. */
export function RoundDialog({ onClose }: { onClose: () => void }) {
  const t = useVisitTexts()
  const words = useWords()
  const format = useFormat()
  const today = format.dayKey(useBusinessNow())
  const [name, setName] = useState('')
  const [fromOn, setFrom] = useState(today)
  const [untilOn, setUntil] = useState('')
  const [least, setLeast] = useState('1')
  const [list, setList] = useState('')
  const [telephoneCounts, setTelephone] = useState(false)
  return (
    <FormDialog
      title={t.setRound}
      refresh={['visits']}
      input={() =>
        name.trim() === '' || untilOn === ''
          ? undefined
          : {
              name: name.trim(),
              fromOn,
              untilOn,
              least: Number(least) || 1,
              telephoneCounts,
              ...(list !== '' && { list }),
            }
      }
      call={(body, key) => visits.setRound({ body }, { key })}
      onClose={onClose}
    >
      {({ missing }) => (
        <>
          <TextField
            name="name"
            label={t.roundName}
            value={name}
            onChange={setName}
            maxLength={80}
            error={missing && name.trim() === '' ? t.fill({ what: t.roundName }) : undefined}
          />
          <DateField name="fromOn" label={t.fromOn} value={fromOn} onChange={setFrom} />
          <DateField
            name="untilOn"
            label={t.untilOn}
            value={untilOn}
            onChange={setUntil}
            earliest={fromOn}
            error={missing && untilOn === '' ? t.fill({ what: t.untilOn }) : undefined}
          />
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
        </>
      )}
    </FormDialog>
  )
}
