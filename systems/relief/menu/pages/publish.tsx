import { useState } from 'react'
import { FormDialog, Select, TextArea, TextField, useViewer } from '#platform/ui'
import { menu, type Team, useMenuTexts } from './calls.ts'

/** A service for the office's menu. */
export function PublishForm({
  teams,
  onDone,
  onClose,
}: {
  teams: Team[]
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t } = useMenuTexts()
  const viewer = useViewer()
  const [words, setWords] = useState({ name: '', nameEn: '', description: '', days: '3', teamId: '' })
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  return (
    <FormDialog
      title={t.publish}
      verb={t.publish}
      refresh={['menu']}
      input={() => ({
        officeId: viewer.office.id,
        teamId: words.teamId === '' ? null : words.teamId,
        name: words.name,
        nameEn: words.nameEn,
        description: words.description,
        days: Number(words.days),
      })}
      call={(body, key) => menu.publishService({ body }, { key })}
      onDone={() => onDone(t.published({ name: words.name }))}
      onClose={onClose}
    >
      {({ errorOf }) => (
        <>
          <TextField
            name="name"
            label={t.name}
            value={words.name}
            onChange={change('name')}
            error={errorOf('name')}
          />
          <TextField
            name="nameEn"
            label={t.nameEn}
            isOptional
            value={words.nameEn}
            onChange={change('nameEn')}
            error={errorOf('nameEn')}
          />
          <TextArea
            name="description"
            label={t.description}
            isOptional
            value={words.description}
            onChange={change('description')}
            error={errorOf('description')}
          />
          <TextField
            name="days"
            label={t.daysField}
            type="number"
            value={words.days}
            onChange={change('days')}
            error={errorOf('days')}
          />
          <Select
            name="teamId"
            label={t.team}
            isOptional
            value={words.teamId}
            onChange={change('teamId')}
            options={teams.map(team => ({ value: team.id, label: team.name }))}
          />
        </>
      )}
    </FormDialog>
  )
}
