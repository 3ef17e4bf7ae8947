import { useState } from 'react'
import {
  Button,
  Checkbox,
  ComboBox,
  DateField,
  DueChip,
  Empty,
  FormDialog,
  Link,
  type Option,
  Panel,
  Status,
  Table,
  Tag,
  TextArea,
  TextField,
  useBusinessNow,
  useFormat,
  useLang,
} from '#platform/ui'
import { Lines } from '../../pages/lines.tsx'
import { ownerColumn } from '../../pages/matter-columns.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { type PlanView, plans, SUBJECTS, usePlansTexts } from './calls.ts'

type Props = { id: string; view: PlanView; neighbours: Neighbours }

/** The plan in force with its measures; earlier versions behind a fold. */
export function PlanSection({ id, view, neighbours }: Props) {
  const { t } = usePlansTexts()
  const format = useFormat()
  const [open, setOpen] = useState<'plan' | 'measure'>()
  const [plan, ...former] = view.plans
  const by = (one: NonNullable<typeof plan>) =>
    t.writtenBy({ who: one.by, office: one.office, when: format.day(one.at) })
  return (
    <Panel
      title={t.plan}
      aside={
        view.mayWrite && (
          <span className="row tightly">
            {plan !== undefined && <Button onClick={() => setOpen('measure')}>{t.addMeasure}</Button>}
            <Button onClick={() => setOpen('plan')}>{plan === undefined ? t.writePlan : t.changePlan}</Button>
          </span>
        )
      }
    >
      {plan === undefined ? (
        <Empty title={t.noPlan}>{view.mayWrite && t.noPlanHint}</Empty>
      ) : (
        <>
          <p className="quiet">
            {!plan.inForce && <Tag>{t.planEnded}</Tag>}{' '}
            {t.planVersion({ version: format.figure(plan.version) })} {by(plan)}
          </p>
          <Lines words={plan.goals} />
          <Promises rows={view.promises.filter(one => one.isMeasure)} caption={t.measures} />
          {former.length > 0 && (
            <details>
              <summary>{t.versions}</summary>
              {former.map(one => (
                <div key={one.version}>
                  <p className="quiet">
                    {t.planVersion({ version: format.figure(one.version) })} {by(one)} {one.changed}
                  </p>
                  <Lines words={one.goals} />
                </div>
              ))}
            </details>
          )}
        </>
      )}
      {open === 'plan' && <WritePlan id={id} view={view} onClose={() => setOpen(undefined)} />}
      {open === 'measure' && (
        <WritePromise id={id} isMeasure neighbours={neighbours} onClose={() => setOpen(undefined)} />
      )}
    </Panel>
  )
}

/** What was promised to the enterprise whom by when; it is chased like every matter. */
export function PromisesSection({ id, view, neighbours }: Props) {
  const { t } = usePlansTexts()
  const [isOpen, setOpen] = useState(false)
  const rows = view.promises.filter(one => !one.isMeasure)
  return (
    <Panel
      title={t.promises}
      flush={rows.length > 0}
      aside={view.mayWrite && <Button onClick={() => setOpen(true)}>{t.addPromise}</Button>}
    >
      {rows.length === 0 ? (
        <Empty title={t.noPromises}>{view.mayWrite && t.noPromisesHint}</Empty>
      ) : (
        <Promises rows={rows} caption={t.promises} />
      )}
      {isOpen && (
        <WritePromise id={id} isMeasure={false} neighbours={neighbours} onClose={() => setOpen(false)} />
      )}
    </Panel>
  )
}

function Promises({ rows, caption }: { rows: PlanView['promises']; caption: string }) {
  const { t, of } = usePlansTexts()
  const format = useFormat()
  if (rows.length === 0) return <p className="quiet">{t.noMeasures}</p>
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        {
          id: 'what',
          head: t.what,
          isTitle: true,
          cell: row => (
            <>
              <Link className="title" href={`/relief/promises/${row.id}`}>
                {row.words}
              </Link>
              {row.madeTo !== null && <span className="quiet"> {row.madeTo}</span>}
            </>
          ),
        },
        ownerColumn(t.owner),
        { id: 'due', head: t.dueOn, tight: true, cell: row => format.day(`${row.dueOn}T12:00:00Z`) },
        {
          id: 'how',
          head: t.how,
          tight: true,
          cell: row =>
            row.outcome === null ? (
              row.dueAt !== null && <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
            ) : (
              <Status kind={row.outcome === 'kept' ? 'done' : row.outcome === 'broken' ? 'overdue' : 'info'}>
                {of('outcome', row.outcome)}
              </Status>
            ),
        },
      ]}
    />
  )
}

function WritePlan({ id, view, onClose }: { id: string; view: PlanView; onClose: () => void }) {
  const { t } = usePlansTexts()
  const [latest] = view.plans
  // The version that its writer read: somebody else's must not be written over.
  const [version] = useState(latest?.version ?? 0)
  const [goals, setGoals] = useState(latest?.goals ?? '')
  const [changed, setChanged] = useState('')
  const [isEnded, setEnded] = useState(false)
  return (
    <FormDialog
      title={latest === undefined ? t.writePlan : t.changePlan}
      refresh={SUBJECTS}
      onClose={onClose}
      input={() => ({ version, goals: goals.trim(), changed: changed.trim(), inForce: !isEnded })}
      call={(body, key) => plans.setPlan({ params: { id }, body }, { key })}
    >
      <TextArea name="goals" label={t.goals} rows={8} maxLength={4000} value={goals} onChange={setGoals} />
      <TextField name="changed" label={t.changed} value={changed} onChange={setChanged} />
      {latest !== undefined && (
        <Checkbox name="ended" label={t.endPlan} checked={isEnded} onChange={setEnded} />
      )}
    </FormDialog>
  )
}

export const officialsOf =
  (neighbours: Neighbours, lang: string, role?: 'liaison') =>
  async (typed: string): Promise<Option[]> =>
    (await neighbours.accounts({ q: typed, ...(role && { role }) })).map(account => ({
      value: account.id,
      label: account.displayName,
      hint: lang === 'en' ? account.officeEn : account.office,
    }))

function WritePromise({
  id,
  isMeasure,
  neighbours,
  onClose,
}: {
  id: string
  isMeasure: boolean
  neighbours: Neighbours
  onClose: () => void
}) {
  const { t } = usePlansTexts()
  const lang = useLang()
  const format = useFormat()
  const now = useBusinessNow()
  const [words, setWords] = useState('')
  const [dueOn, setDueOn] = useState('')
  const [madeTo, setMadeTo] = useState('')
  const [owner, setOwner] = useState<Option>()
  return (
    <FormDialog
      title={isMeasure ? t.addMeasure : t.addPromise}
      refresh={SUBJECTS}
      onClose={onClose}
      input={() => ({
        words: words.trim(),
        dueOn,
        measure: isMeasure,
        ...(madeTo.trim() !== '' && { madeTo: madeTo.trim() }),
        ...(owner !== undefined && { ownerId: owner.value }),
      })}
      call={(body, key) => plans.promise({ params: { id }, body }, { key })}
    >
      <TextArea name="words" label={t.what} rows={3} maxLength={1000} value={words} onChange={setWords} />
      <DateField
        name="dueOn"
        label={t.dueOn}
        earliest={format.dayKey(now)}
        value={dueOn}
        onChange={setDueOn}
      />
      {isMeasure ? (
        <ComboBox
          name="ownerId"
          label={t.owner}
          hint={t.ownerHint}
          isOptional
          value={owner}
          onChange={setOwner}
          find={officialsOf(neighbours, lang)}
        />
      ) : (
        <TextField
          name="madeTo"
          label={t.madeTo}
          hint={t.madeToHint}
          isOptional
          value={madeTo}
          onChange={setMadeTo}
        />
      )}
    </FormDialog>
  )
}
