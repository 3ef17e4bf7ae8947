import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  DateField,
  Empty,
  Fetched,
  FormDialog,
  type Option,
  Panel,
  Tag,
  useFormat,
  useViewer,
} from '#platform/ui'
import type { TeamMember } from '../schema.ts'
import { pairing, usePairingTexts } from './calls.ts'
import { OfficerField } from './officer-field.tsx'

/** Main officer, deputies, who covers and whom the enterprise turns to now, on the enterprise's page. */
export function TeamSection({ organisationId }: { organisationId: string }) {
  const { t, of, inLang } = usePairingTexts()
  const format = useFormat()
  const viewer = useViewer()
  const [form, setForm] = useState<'deputy' | 'absence' | 'back' | { end: TeamMember }>()
  const team = useQuery({
    queryKey: ['enterprises', 'team', organisationId],
    queryFn: ({ signal }) => pairing.viewTeam({ params: { id: organisationId } }, { signal }),
  })
  const close = () => setForm(undefined)
  return (
    <Panel title={t.team} aside={team.data?.responsible && `${t.responsible}: ${team.data.responsible.name}`}>
      <Fetched query={team} what={t.team}>
        {({ members, mayChange }) => {
          const own = members.find(member => member.accountId === viewer.id)
          return (
            <div className="stack">
              {members.length === 0 && <Empty title={t.teamNone}>{t.personHint}</Empty>}
              {members.map(member => (
                <div key={member.accountId} className="row">
                  <span>
                    <strong>{member.name}</strong> <Tag>{of('part', member.part)}</Tag>{' '}
                    {member.group !== null && member.groupEn !== null && (
                      <Tag>{inLang(member.group, member.groupEn)}</Tag>
                    )}{' '}
                    <span className="quiet">{inLang(member.office, member.officeEn)}</span>{' '}
                    <span className="faint">
                      {t.since({ day: format.day(member.since) })}
                      {member.pairedBy !== null && ` · ${t.pairedBy({ name: member.pairedBy })}`}
                    </span>{' '}
                    {member.awayUntil !== null && (
                      <Tag>
                        {t.awayUntil({ until: format.day(member.awayUntil) })} ·{' '}
                        {member.cover === null ? t.nobodyCovers : t.covers({ name: member.cover })}
                      </Tag>
                    )}
                  </span>
                  {mayChange && member.part === 'deputy' && (
                    <Button
                      kind="plain"
                      aria-label={t.endDeputyOf({ name: member.name })}
                      onClick={() => setForm({ end: member })}
                    >
                      {t.endDeputy}
                    </Button>
                  )}
                </div>
              ))}
              <div className="row">
                {mayChange && members.length > 0 && (
                  <Button onClick={() => setForm('deputy')}>{t.addDeputy}</Button>
                )}
                {own !== undefined && own.awayUntil === null && (
                  <Button onClick={() => setForm('absence')}>{t.absence}</Button>
                )}
                {own !== undefined && own.awayUntil !== null && (
                  <Button onClick={() => setForm('back')}>{t.back}</Button>
                )}
              </div>
            </div>
          )
        }}
      </Fetched>
      {form === 'deputy' && <DeputyForm organisationId={organisationId} onClose={close} />}
      {form === 'absence' && <AbsenceForm onClose={close} />}
      {form === 'back' && (
        <FormDialog
          title={t.back}
          refresh={['enterprises']}
          verb={t.back}
          call={(accountId: string, key) => pairing.endAbsence({ body: { accountId } }, { key })}
          input={() => viewer.id}
          onClose={close}
        >
          {() => <p>{t.backSure}</p>}
        </FormDialog>
      )}
      {typeof form === 'object' && (
        <FormDialog
          title={t.endDeputyOf({ name: form.end.name })}
          refresh={['enterprises']}
          verb={t.endDeputy}
          call={(body: { organisationId: string; accountId: string }, key) =>
            pairing.endDeputy({ body }, { key })
          }
          input={() => ({ organisationId, accountId: form.end.accountId })}
          onClose={close}
        >
          {() => (
            <p>
              {form.end.name} <span className="quiet">{inLang(form.end.office, form.end.officeEn)}</span>
            </p>
          )}
        </FormDialog>
      )}
    </Panel>
  )
}

function DeputyForm({ organisationId, onClose }: { organisationId: string; onClose: () => void }) {
  const { t } = usePairingTexts()
  const [chosen, setChosen] = useState<Option>()
  return (
    <FormDialog
      title={t.addDeputy}
      refresh={['enterprises']}
      call={(accountId: string, key) =>
        pairing.addDeputy({ body: { organisationIds: [organisationId], accountId } }, { key })
      }
      input={() => chosen?.value}
      onClose={onClose}
    >
      {missing => (
        <OfficerField
          name="accountId"
          label={t.person}
          value={chosen}
          onChange={setChosen}
          error={missing ? t.choose : undefined}
        />
      )}
    </FormDialog>
  )
}

function AbsenceForm({ onClose }: { onClose: () => void }) {
  const format = useFormat()
  const { t } = usePairingTexts()
  const viewer = useViewer()
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [cover, setCover] = useState<Option>()
  return (
    <FormDialog
      title={t.absence}
      refresh={['enterprises']}
      call={(body: { accountId: string; from: string; until: string; coverId?: string }, key) =>
        pairing.recordAbsence({ body }, { key })
      }
      input={() =>
        from === '' || until === ''
          ? undefined
          : {
              accountId: viewer.id,
              from: format.instantOf(from),
              until: format.instantOf(until),
              ...(cover !== undefined && { coverId: cover.value }),
            }
      }
      onClose={onClose}
    >
      {missing => (
        <>
          <p className="faint">{t.absenceHint}</p>
          <DateField
            name="from"
            label={t.from}
            value={from}
            onChange={setFrom}
            withTime
            error={missing && from === '' ? t.from : undefined}
          />
          <DateField
            name="until"
            label={t.until}
            value={until}
            onChange={setUntil}
            withTime
            error={missing && until === '' ? t.until : undefined}
          />
          <OfficerField name="coverId" label={t.cover} isOptional value={cover} onChange={setCover} />
        </>
      )}
    </FormDialog>
  )
}
