import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  ErrorSummary,
  Notice,
  Panel,
  Select,
  TextArea,
  TextField,
  useAction,
  useViewer,
} from '#platform/ui'
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
  const queries = useQueryClient()
  const [words, setWords] = useState({ name: '', nameEn: '', description: '', days: '3', teamId: '' })
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  const send = useAction((body: Parameters<typeof menu.publishService>[0]['body'], key) =>
    menu.publishService({ body }, { key }),
  )
  const submit = async () => {
    const published = await send.run({
      officeId: viewer.office.id,
      teamId: words.teamId === '' ? null : words.teamId,
      name: words.name,
      nameEn: words.nameEn,
      description: words.description,
      days: Number(words.days),
    })
    if (!published) return
    await queries.invalidateQueries({ queryKey: ['menu'] })
    onDone(t.published({ name: words.name }))
  }
  return (
    <Panel title={t.publish}>
      <form
        className="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <ErrorSummary errors={send.errors} />
        {send.problem && send.errors.length === 0 && (
          <Notice kind="overdue" live>
            {send.problem.detail}
          </Notice>
        )}
        <TextField
          name="name"
          label={t.name}
          value={words.name}
          onChange={change('name')}
          error={send.errorOf('name')}
        />
        <TextField
          name="nameEn"
          label={t.nameEn}
          isOptional
          value={words.nameEn}
          onChange={change('nameEn')}
          error={send.errorOf('nameEn')}
        />
        <TextArea
          name="description"
          label={t.description}
          isOptional
          value={words.description}
          onChange={change('description')}
          error={send.errorOf('description')}
        />
        <TextField
          name="days"
          label={t.daysField}
          type="number"
          value={words.days}
          onChange={change('days')}
          error={send.errorOf('days')}
        />
        <Select
          name="teamId"
          label={t.team}
          isOptional
          value={words.teamId}
          onChange={change('teamId')}
          options={teams.map(team => ({ value: team.id, label: team.name }))}
        />
        <div className="row">
          <Button type="submit" kind="primary" pending={send.pending}>
            {t.publish}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Panel>
  )
}
