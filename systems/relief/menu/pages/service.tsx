import { useState } from 'react'
import { DateField, FormDialog, Select, TextArea, TextField, useViewer } from '#platform/ui'
import { menu, type Service, type Team, useMenuTexts } from './calls.ts'

/** A service for the office's menu, new or as it stands. What runs keeps the days that were promised. */
export function ServiceForm({
  service,
  teams,
  onDone,
  onClose,
}: {
  service?: Service | undefined
  teams: Team[]
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t } = useMenuTexts()
  const viewer = useViewer()
  const [words, setWords] = useState({
    name: service?.name ?? '',
    nameEn: service?.nameEn ?? '',
    description: service?.description ?? '',
    days: String(service?.days ?? 3),
    teamId: service?.teamId ?? '',
    validUntil: service?.validUntil ?? '',
  })
  const change = (name: keyof typeof words) => (value: string) => setWords({ ...words, [name]: value })
  return (
    <FormDialog
      title={service === undefined ? t.publish : t.changeService}
      verb={service === undefined ? t.publish : t.save}
      refresh={['menu', 'teams']}
      input={() => ({
        teamId: words.teamId === '' ? null : words.teamId,
        name: words.name,
        nameEn: words.nameEn,
        description: words.description,
        days: Number(words.days),
        ...(words.validUntil !== '' && { validUntil: words.validUntil }),
        ...(service !== undefined && {
          subject: service.subject,
          position: service.position,
          validFrom: service.validFrom,
        }),
      })}
      call={async (body, key): Promise<unknown> =>
        service === undefined
          ? menu.publishService({ body: { ...body, officeId: viewer.office.id } }, { key })
          : menu.changeService(
              { params: { id: service.id }, body: { ...body, version: service.version } },
              { key },
            )
      }
      onDone={() =>
        onDone(service === undefined ? t.published({ name: words.name }) : t.changed({ name: words.name }))
      }
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
            hint={service !== undefined && t.daysKept}
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
          <DateField
            name="validUntil"
            label={t.lastDay}
            hint={t.lastDayHint}
            isOptional
            value={words.validUntil}
            onChange={change('validUntil')}
            error={errorOf('validUntil')}
          />
        </>
      )}
    </FormDialog>
  )
}
