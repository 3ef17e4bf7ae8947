import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Checkbox, FormDialog, Select, TextField, useViewer } from '#platform/ui'
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
  const [words, setWords] = useState({ name: '', leaderId: '', lineLeaders: '', departments: '' })
  const [picked, setPicked] = useState<string[]>([])
  const [officials, setOfficials] = useState<string[]>([])
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  const colleagues = useQuery({
    queryKey: ['accounts', 'of', viewer.office.id],
    queryFn: () => neighbours.accounts({ office: viewer.office.id }),
  })
  const toggle = (list: string[], id: string, is: boolean) =>
    is ? [...list, id] : list.filter(one => one !== id)
  const people = colleagues.data ?? []
  return (
    <FormDialog
      title={t.makeTeam}
      verb={t.makeTeam}
      refresh={['teams', 'menu']}
      input={() => ({
        officeId: viewer.office.id,
        name: words.name,
        leaderId: words.leaderId || viewer.id,
        members: [
          ...officials.map(accountId => ({ part: 'official' as const, accountId })),
          ...split(words.lineLeaders).map(name => ({ part: 'line-leader' as const, name })),
          ...split(words.departments).map(name => ({ part: 'department' as const, name })),
        ],
        serviceIds: picked,
      })}
      call={(body, key) => menu.makeTeam({ body }, { key })}
      onDone={() => onDone(t.teamMade({ name: words.name }))}
      onClose={onClose}
    >
      {({ errorOf }) => (
        <>
          <TextField
            name="name"
            label={t.teamName}
            value={words.name}
            onChange={change('name')}
            error={errorOf('name')}
          />
          <Select
            name="leaderId"
            label={t.leader}
            value={words.leaderId}
            onChange={change('leaderId')}
            options={people.map(one => ({ value: one.id, label: one.displayName }))}
            error={errorOf('leaderId')}
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
        </>
      )}
    </FormDialog>
  )
}
