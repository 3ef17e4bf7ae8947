import { useState } from 'react'
import {
  Button,
  Empty,
  FactList,
  Fetched,
  FormDialog,
  type Option,
  Panel,
  Select,
  Tag,
  TextField,
  useFormat,
  useViewer,
} from '#platform/ui'
import type { ServiceGroup } from '../schema.ts'
import { pairing, useGroups, usePairingTexts } from './calls.ts'
import { OfficerField } from './officer-field.tsx'

const subjects = ['industry', 'transport', 'labour', 'finance', 'tax', 'health']

/** Service groups of task forces: who is in them and what they carry. */
export function Groups() {
  const { t, of, inLang } = usePairingTexts()
  const format = useFormat()
  const viewer = useViewer()
  const groups = useGroups()
  const [form, setForm] = useState<'new' | ServiceGroup>()
  const [ending, setEnding] = useState<ServiceGroup>()
  const isLeader = viewer.roles.includes('leader')
  return (
    <>
      {isLeader && (
        <div className="row">
          <Button icon="plus" onClick={() => setForm('new')}>
            {t.newGroup}
          </Button>
        </div>
      )}
      <Fetched query={groups} what={t.groups}>
        {rows =>
          rows.length === 0 ? (
            <Empty title={t.noGroups}>{t.noGroupsHint}</Empty>
          ) : (
            <div className="stack">
              {rows.map(group => (
                <Panel
                  key={group.id}
                  title={inLang(group.name, group.nameEn)}
                  aside={inLang(group.office, group.officeEn)}
                >
                  <FactList
                    facts={[
                      [t.subject, of('subject', group.subject)],
                      [t.enterprises, format.figure(group.enterprises)],
                      ...(group.openProblems === null
                        ? []
                        : [[t.open, format.figure(group.openProblems)] as [string, string]]),
                      [
                        t.members,
                        <span key="members" className="row tightly">
                          {group.members.map(member => (
                            <span key={member.accountId}>
                              {member.name} {member.isLeader && <Tag>{t.leader}</Tag>}{' '}
                              <span className="faint">
                                {member.office} {t.since({ day: format.day(member.since) })}
                              </span>
                            </span>
                          ))}
                        </span>,
                      ],
                    ]}
                  />
                  {isLeader && (
                    <div className="row">
                      <Button onClick={() => setForm(group)}>{t.edit}</Button>
                      <Button kind="plain" onClick={() => setEnding(group)}>
                        {t.endGroup}
                      </Button>
                    </div>
                  )}
                </Panel>
              ))}
            </div>
          )
        }
      </Fetched>
      {form !== undefined && (
        <GroupForm group={form === 'new' ? undefined : form} onClose={() => setForm(undefined)} />
      )}
      {ending !== undefined && (
        <FormDialog
          title={t.endGroup}
          refresh={['enterprises']}
          verb={t.endGroup}
          call={(version: number, key) =>
            pairing.endGroup({ params: { id: ending.id }, body: { version } }, { key })
          }
          input={() => ending.version}
          onClose={() => setEnding(undefined)}
        >
          {() => <p>{t.endSure({ name: inLang(ending.name, ending.nameEn) })}</p>}
        </FormDialog>
      )}
    </>
  )
}

function GroupForm({ group, onClose }: { group: ServiceGroup | undefined; onClose: () => void }) {
  const { t, of } = usePairingTexts()
  const viewer = useViewer()
  const optionOf = (member: ServiceGroup['members'][number]): Option => ({
    value: member.accountId,
    label: member.name,
  })
  const head = group?.members.find(member => member.isLeader)
  const [name, setName] = useState(group?.name ?? '')
  const [nameEn, setNameEn] = useState(group?.nameEn ?? '')
  const [subject, setSubject] = useState(group?.subject ?? 'industry')
  const [leader, setLeader] = useState(head && optionOf(head))
  const [members, setMembers] = useState(
    (group?.members ?? []).filter(member => !member.isLeader).map(optionOf),
  )
  return (
    <FormDialog
      title={group === undefined ? t.newGroup : t.editGroup}
      refresh={['enterprises']}
      input={() =>
        leader && {
          name,
          nameEn,
          subject,
          leaderId: leader.value,
          memberIds: members.map(one => one.value).filter(id => id !== leader.value),
        }
      }
      call={async (body, key) =>
        group === undefined
          ? pairing.makeGroup({ body: { ...body, officeId: viewer.office.id } }, { key })
          : pairing.changeGroup(
              { params: { id: group.id }, body: { ...body, version: group.version } },
              { key },
            )
      }
      onClose={onClose}
    >
      {missing => (
        <>
          <TextField name="name" label={t.groupName} value={name} onChange={setName} />
          <TextField name="nameEn" label={t.groupNameEn} value={nameEn} onChange={setNameEn} />
          <Select
            name="subject"
            label={t.subject}
            value={subject}
            onChange={setSubject}
            options={subjects.map(value => ({ value, label: of('subject', value) }))}
          />
          <OfficerField
            name="leaderId"
            label={t.leader}
            value={leader}
            onChange={setLeader}
            error={missing ? t.choose : undefined}
          />
          <OfficerField
            key={members.length}
            name="memberIds"
            label={t.addMember}
            isOptional
            value={undefined}
            onChange={one => {
              if (one && !members.some(other => other.value === one.value)) setMembers([...members, one])
            }}
          />
          {members.map(member => (
            <div key={member.value} className="row">
              <span>{member.label}</span>
              <Button
                kind="plain"
                onClick={() => setMembers(members.filter(one => one.value !== member.value))}
              >
                {t.remove({ name: member.label })}
              </Button>
            </div>
          ))}
        </>
      )}
    </FormDialog>
  )
}
