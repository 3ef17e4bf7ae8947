import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog, Select, TextField, useViewer } from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { menu, type Service, type Team, useMenuTexts } from './calls.ts'

/** The officials of the viewer's office, by name. */
export function useColleagues(neighbours: Neighbours) {
  const viewer = useViewer()
  const found = useQuery({
    queryKey: ['accounts', 'of', viewer.office.id],
    queryFn: () => neighbours.accounts({ office: viewer.office.id }),
  })
  return found.data ?? []
}

/** Takes a service off the menu, and says what becomes of its open orders. */
export function WithdrawService({
  service,
  onDone,
  onClose,
}: {
  service: Service
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t, named } = useMenuTexts()
  const [reason, setReason] = useState('')
  const name = named(service.name, service.nameEn)
  return (
    <FormDialog
      title={t.withdrawTitle({ name })}
      verb={t.withdraw}
      refresh={['menu', 'teams']}
      input={() => (reason.trim() === '' ? undefined : { version: service.version, reason: reason.trim() })}
      call={(body, key) => menu.withdrawService({ params: { id: service.id }, body }, { key })}
      onDone={() => onDone(t.withdrawnNow({ name }))}
      onClose={onClose}
    >
      {({ missing, errorOf }) => (
        <>
          <p>{service.open === 0 ? t.noneOpen : t.openStay({ count: service.open })}</p>
          <TextField
            name="reason"
            label={t.why}
            value={reason}
            onChange={setReason}
            maxLength={500}
            error={missing ? t.sayWhy : errorOf('reason')}
          />
        </>
      )}
    </FormDialog>
  )
}

/** Ends a team: who of the office takes its open orders is named. */
export function EndTeam({
  team,
  neighbours,
  onDone,
  onClose,
}: {
  team: Team
  neighbours: Neighbours
  onDone: (said: string) => void
  onClose: () => void
}) {
  const { t } = useMenuTexts()
  const people = useColleagues(neighbours)
  const [reason, setReason] = useState('')
  const [ownerId, setOwnerId] = useState(team.leaderId)
  return (
    <FormDialog
      title={t.endTeamTitle({ name: team.name })}
      verb={t.endTeam}
      refresh={['teams', 'menu', 'matters']}
      input={() =>
        reason.trim() === '' || ownerId === ''
          ? undefined
          : { version: team.version, reason: reason.trim(), ownerId }
      }
      call={(body, key) => menu.endTeam({ params: { id: team.id }, body }, { key })}
      onDone={() => onDone(t.teamEnded({ name: team.name }))}
      onClose={onClose}
    >
      {({ missing, errorOf }) => (
        <>
          <p>{t.endTeamHint}</p>
          <Select
            name="ownerId"
            label={t.openTo({ count: team.open })}
            value={ownerId}
            onChange={setOwnerId}
            options={people.map(one => ({ value: one.id, label: one.displayName }))}
            error={missing && ownerId === '' ? t.chooseOwner : errorOf('ownerId')}
          />
          <TextField
            name="reason"
            label={t.why}
            value={reason}
            onChange={setReason}
            maxLength={500}
            error={missing && reason.trim() === '' ? t.sayWhy : errorOf('reason')}
          />
        </>
      )}
    </FormDialog>
  )
}
