import { useState } from 'react'
import { Checkbox, FormDialog, Select, TextField, useViewer } from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { menu, type Service, type Team, useMenuTexts } from './calls.ts'
import { useColleagues } from './endings.tsx'

const split = (typed: string) =>
  typed
    .split(/[、，,;；\n]/u)
    .map(name => name.trim())
    .filter(name => name !== '')

/** A team 红领班, new or as it stands: its leader by name, officials, line leaders, departments, and what it delivers. */
export function TeamForm({
  team,
  services,
  neighbours,
  onDone,
  onClose,
}: {
  team?: Team | undefined
  services: Service[]
  neighbours: Neighbours
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t, named } = useMenuTexts()
  const viewer = useViewer()
  const namesOf = (part: 'line-leader' | 'department') =>
    (team?.members ?? [])
      .filter(member => member.part === part)
      .map(member => member.name)
      .join(t.between)
  const [words, setWords] = useState({
    name: team?.name ?? '',
    leaderId: team?.leaderId ?? '',
    lineLeaders: namesOf('line-leader'),
    departments: namesOf('department'),
  })
  const [picked, setPicked] = useState<string[]>(team?.services.map(one => one.id) ?? [])
  const [officials, setOfficials] = useState<string[]>(
    (team?.members ?? []).flatMap(member => member.accountId ?? []),
  )
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  const toggle = (list: string[], id: string, is: boolean) =>
    is ? [...list, id] : list.filter(one => one !== id)
  const people = useColleagues(neighbours)
  const isNewLeader = team !== undefined && words.leaderId !== team.leaderId && team.open > 0
  return (
    <FormDialog
      title={team === undefined ? t.makeTeam : t.changeTeam}
      verb={team === undefined ? t.makeTeam : t.save}
      refresh={['teams', 'menu', 'matters']}
      input={() => {
        const leaderId = words.leaderId || viewer.id
        return {
          name: words.name,
          leaderId,
          members: [
            ...officials
              .filter(id => id !== leaderId)
              .map(accountId => ({ part: 'official' as const, accountId })),
            ...split(words.lineLeaders).map(name => ({ part: 'line-leader' as const, name })),
            ...split(words.departments).map(name => ({ part: 'department' as const, name })),
          ],
          serviceIds: picked,
        }
      }}
      call={async (body, key): Promise<unknown> =>
        team === undefined
          ? menu.makeTeam({ body: { ...body, officeId: viewer.office.id } }, { key })
          : menu.changeTeam({ params: { id: team.id }, body: { ...body, version: team.version } }, { key })
      }
      onDone={() =>
        onDone(team === undefined ? t.teamMade({ name: words.name }) : t.changed({ name: words.name }))
      }
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
            hint={isNewLeader && t.ordersFollow({ count: team.open })}
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
