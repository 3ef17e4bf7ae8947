import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  ComboBox,
  Fetched,
  FormDialog,
  Link,
  Notice,
  type Option,
  Panel,
  RadioCards,
  TextField,
  useFormat,
  useLang,
} from '#platform/ui'
import { relief } from '../../pages/calls.ts'
import type { Neighbours } from '../../pages/neighbours.ts'
import { type PlanView, type Preview, plans, SUBJECTS, usePlansTexts } from './calls.ts'
import { type Chosen, FateField } from './fate.tsx'
import { PlaceField } from './place-field.tsx'
import { officialsOf } from './plan.tsx'

type Kind = 'close' | 'move' | 'merge'

/** That it ended, over everything else. */
export function Ended({ view }: { view: PlanView }) {
  const { t } = usePlansTexts()
  if (view.endedAs === null) return null
  const merged = view.turns.find(turn => turn.kind === 'merged' && turn.successorId !== null)
  if (view.endedAs !== 'merged' || merged === undefined) return <Notice kind="due">{t.endedClosed}</Notice>
  return (
    <Notice kind="due">
      {t.endedMerged({ name: merged.successorName ?? '' })}{' '}
      <Link href={`/relief/enterprises/${merged.successorId}`}>{t.toSuccessor}</Link>
    </Notice>
  )
}

/** What befell it, and the way to close, move or merge it. */
export function TurnsSection({
  id,
  view,
  neighbours,
}: {
  id: string
  view: PlanView
  neighbours: Neighbours
}) {
  const { t } = usePlansTexts()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  if (view.turns.length === 0 && !view.mayTurn) return null
  return (
    <Panel title={t.turns} aside={view.mayTurn && <Button onClick={() => setOpen(true)}>{t.turn}</Button>}>
      {view.turns.length === 0 ? (
        <p className="quiet">{t.noTurns}</p>
      ) : (
        view.turns.map(turn => (
          <p key={turn.id}>
            {turn.kind === 'moved'
              ? t.moved({ from: turn.from, to: turn.to ?? '' })
              : turn.kind === 'closed'
                ? t.closed({ place: turn.from })
                : t.merged({ name: turn.organisationName, successor: turn.successorName ?? '' })}{' '}
            {turn.reason}{' '}
            <span className="quiet">{[format.day(turn.at), turn.by].filter(Boolean).join(' ')}</span>
          </p>
        ))
      )}
      {isOpen && <Turn id={id} neighbours={neighbours} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Turn(props: { id: string; neighbours: Neighbours; onClose: () => void }) {
  const { t } = usePlansTexts()
  const { id } = props
  const preview = useQuery({
    queryKey: ['enterprises', 'turn', id],
    queryFn: ({ signal }) => plans.previewTurn({ params: { id } }, { signal }),
  })
  return (
    <Fetched query={preview} what={t.whatFollows}>
      {data => <TurnForm {...props} preview={data} />}
    </Fetched>
  )
}

/** The three turns: each says what follows before it is confirmed. */
function TurnForm({
  id,
  neighbours,
  preview,
  onClose,
}: {
  id: string
  neighbours: Neighbours
  preview: Preview
  onClose: () => void
}) {
  const { t } = usePlansTexts()
  const lang = useLang()
  const [kind, setKind] = useState<Kind>('close')
  const [reason, setReason] = useState('')
  const [fates, setFates] = useState<Record<string, Chosen>>({})
  const [place, setPlace] = useState('')
  const [officer, setOfficer] = useState<Option>()
  const [successor, setSuccessor] = useState<Option>()
  const params = { id }
  const send = (key: string): Promise<unknown> => {
    const common = { version: preview.version, reason: reason.trim() }
    if (kind === 'move')
      return plans.moveEnterprise(
        { params, body: { ...common, divisionCode: place, officerId: officer?.value ?? null } },
        { key },
      )
    if (kind === 'merge')
      return plans.mergeEnterprise(
        { params, body: { ...common, successorId: successor?.value ?? '' } },
        { key },
      )
    const matters = preview.matters.flatMap(one => {
      const fate = fates[one.id]
      if (fate === undefined) return []
      const officeId = fate.what === 'hand' ? fate.office?.value : undefined
      return [{ matterId: one.id, version: one.version, what: fate.what, officeId }]
    })
    return plans.closeEnterprise({ params, body: { ...common, matters } }, { key })
  }
  const follows = { close: t.followsClose, move: t.followsMove, merge: t.followsMerge }[kind]
  return (
    <FormDialog
      title={t.turn}
      verb={t.confirmTurn}
      refresh={SUBJECTS}
      onClose={onClose}
      input={() => {
        const isMissing =
          (kind === 'move' && place === '') ||
          (kind === 'merge' && successor === undefined) ||
          (kind === 'close' &&
            preview.matters.some(one => fates[one.id]?.what === 'hand' && !fates[one.id]?.office))
        return isMissing ? undefined : { kind, reason, fates, place, officer, successor }
      }}
      call={(_, key) => send(key)}
    >
      {({ missing }) => (
        <>
          <RadioCards
            name="kind"
            label={t.whichTurn}
            value={kind}
            onChange={value => setKind(value as Kind)}
            options={(['close', 'move', 'merge'] as const).map(value => ({ value, label: t[value] }))}
          />
          <Notice kind="info" title={t.whatFollows}>
            <p>
              <b>
                {t.follows({
                  matters: preview.matters.length,
                  officers: preview.officers,
                  contacts: preview.contacts,
                  visits: preview.visits,
                })}
              </b>{' '}
              {preview.hidden > 0 && t.hidden({ count: preview.hidden })}
            </p>
            <p>{follows}</p>
          </Notice>
          {kind === 'close' &&
            preview.matters.map(matter => (
              <FateField
                key={matter.id}
                matter={matter}
                fate={fates[matter.id]}
                missing={missing}
                onChange={fate => setFates({ ...fates, [matter.id]: fate })}
              />
            ))}
          {kind === 'move' && (
            <>
              <PlaceField
                neighbours={neighbours}
                value={place}
                onChange={setPlace}
                error={missing ? t.choosePlace : undefined}
              />
              <ComboBox
                name="officerId"
                label={t.newOfficer}
                hint={t.newOfficerHint}
                isOptional
                value={officer}
                onChange={setOfficer}
                find={officialsOf(neighbours, lang, 'liaison')}
              />
            </>
          )}
          {kind === 'merge' && (
            <ComboBox
              name="successorId"
              label={t.successor}
              value={successor}
              onChange={setSuccessor}
              error={missing ? t.chooseSuccessor : undefined}
              find={async q =>
                (await relief.listEnterprises({ query: { q, limit: 12 } })).rows
                  .filter(row => row.id !== id)
                  .map(row => ({ value: row.id, label: row.name, hint: row.divisionName }))
              }
            />
          )}
          <TextField name="reason" label={t.reason} value={reason} onChange={setReason} />
        </>
      )}
    </FormDialog>
  )
}
