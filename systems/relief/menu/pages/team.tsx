import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  ErrorSummary,
  Notice,
  Panel,
  Select,
  TextField,
  useAction,
  useViewer,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { menu, type Service, useMenuTexts } from './calls.ts'

const split = (typed: string) =>
  typed
    .split(/[、，,;；\n]/u)
    .map(name => name.trim())
    .filter(name => name !== '')

/** A team 红领班: its leader by name, officials, line leaders, departments, and what it delivers. */
export function TeamForm({
  services,
  neighbours,
  onDone,
  onClose,
}: {
  services: Service[]
  neighbours: Neighbours
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t, named } = useMenuTexts()
  const viewer = useViewer()
  const queries = useQueryClient()
  const [words, setWords] = useState({ name: '', leaderId: '', lineLeaders: '', departments: '' })
  const [picked, setPicked] = useState<string[]>([])
  const [officials, setOfficials] = useState<string[]>([])
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  const colleagues = useQuery({
    queryKey: ['accounts', 'of', viewer.office.id],
    queryFn: () => neighbours.accounts({ office: viewer.office.id }),
  })
  const send = useAction((body: Parameters<typeof menu.makeTeam>[0]['body'], key) =>
    menu.makeTeam({ body }, { key }),
  )
  const submit = async () => {
    const made = await send.run({
      officeId: viewer.office.id,
      name: words.name,
      leaderId: words.leaderId || viewer.id,
      members: [
        ...officials.map(accountId => ({ part: 'official' as const, accountId })),
        ...split(words.lineLeaders).map(name => ({ part: 'line-leader' as const, name })),
        ...split(words.departments).map(name => ({ part: 'department' as const, name })),
      ],
      serviceIds: picked,
    })
    if (!made) return
    await queries.invalidateQueries({ queryKey: ['teams'] })
    await queries.invalidateQueries({ queryKey: ['menu'] })
    onDone(t.teamMade({ name: words.name }))
  }
  const toggle = (list: string[], id: string, is: boolean) =>
    is ? [...list, id] : list.filter(one => one !== id)
  const people = colleagues.data ?? []
  return (
    <Panel title={t.makeTeam}>
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
          label={t.teamName}
          value={words.name}
          onChange={change('name')}
          error={send.errorOf('name')}
        />
        <Select
          name="leaderId"
          label={t.leader}
          value={words.leaderId}
          onChange={change('leaderId')}
          options={people.map(one => ({ value: one.id, label: one.displayName }))}
          error={send.errorOf('leaderId')}
        />
        <fieldset className="field">
          <legend>{t.officials}</legend>
          {people
            .filter(one => one.id !== words.leaderId)
            .map(one => (
              <Checkbox
                key={one.id}
                name={`official-${one.id}`}
                label={one.displayName}
                checked={officials.includes(one.id)}
                onChange={is => setOfficials(toggle(officials, one.id, is))}
              />
            ))}
        </fieldset>
        <TextField
          name="lineLeaders"
          label={t.lineLeaders}
          isOptional
          value={words.lineLeaders}
          onChange={change('lineLeaders')}
        />
        <TextField
          name="departments"
          label={t.departments}
          isOptional
          value={words.departments}
          onChange={change('departments')}
        />
        <fieldset className="field">
          <legend>{t.services}</legend>
          {services
            .filter(service => service.withdrawnAt === null)
            .map(service => (
              <Checkbox
                key={service.id}
                name={`service-${service.id}`}
                label={named(service.name, service.nameEn)}
                checked={picked.includes(service.id)}
                onChange={is => setPicked(toggle(picked, service.id, is))}
              />
            ))}
        </fieldset>
        <div className="row">
          <Button type="submit" kind="primary" pending={send.pending}>
            {t.makeTeam}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Panel>
  )
}
