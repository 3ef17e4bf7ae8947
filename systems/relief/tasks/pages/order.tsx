import { useState } from 'react'
import {
  Button,
  Checkbox,
  ComboBox,
  DateField,
  FormDialog,
  type Option,
  TextArea,
  TextField,
  useBusinessNow,
} from '#platform/ui'
import { useMomentOf } from '../../pages/moment-of.ts'
import { tasks, useTaskTexts } from './calls.ts'

const MATTERS = ['matters']

/** A leader's instruction about a problem. */
export function Instruct({ problemId, onClose }: { problemId: string; onClose: () => void }) {
  const { t, format, findOffices } = useTaskTexts()
  const now = useBusinessNow()
  const [words, setWords] = useState('')
  const [office, setOffice] = useState<Option>()
  const [dueOn, setDueOn] = useState('')
  return (
    <FormDialog
      title={t.instruct}
      verb={t.send}
      refresh={MATTERS}
      onClose={onClose}
      input={() => ({ words: words.trim(), officeId: office?.value ?? '', dueOn })}
      call={(body, key) => tasks.instruct({ params: { id: problemId }, body }, { key })}
    >
      <p className="quiet">{t.instructHint}</p>
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
      <ComboBox name="officeId" label={t.toOffice} value={office} onChange={setOffice} find={findOffices} />
      <DateField
        name="dueOn"
        label={t.dueOn}
        earliest={format.dayKey(now)}
        value={dueOn}
        onChange={setDueOn}
      />
    </FormDialog>
  )
}

/** Calls offices to a conference, about a problem or by itself. */
export function CallConference({ problemId, onClose }: { problemId?: string; onClose: () => void }) {
  const { t, findOffices } = useTaskTexts()
  const momentOf = useMomentOf()
  const [title, setTitle] = useState('')
  const [agenda, setAgenda] = useState('')
  const [heldAt, setHeldAt] = useState('')
  const [place, setPlace] = useState('')
  const [offices, setOffices] = useState<{ id: number; office: Option | undefined }[]>([
    { id: 0, office: undefined },
  ])
  return (
    <FormDialog
      title={t.callConference}
      verb={t.send}
      refresh={MATTERS}
      onClose={onClose}
      input={() => ({
        title: title.trim(),
        agenda: agenda.trim(),
        heldAt: heldAt === '' ? '' : momentOf(heldAt),
        place: place.trim(),
        officeIds: offices.flatMap(one => one.office?.value ?? []),
        ...(problemId !== undefined && { problemId }),
      })}
      call={(body, key) => tasks.callConference({ body }, { key })}
    >
      <TextField name="title" label={t.title} maxLength={120} value={title} onChange={setTitle} />
      <TextArea
        name="agenda"
        label={t.agenda}
        rows={4}
        maxLength={2000}
        value={agenda}
        onChange={setAgenda}
      />
      <DateField name="heldAt" label={t.heldAt} value={heldAt} onChange={setHeldAt} withTime />
      <TextField name="place" label={t.place} maxLength={200} value={place} onChange={setPlace} />
      {offices.map(({ id, office }, i) => (
        <ComboBox
          key={id}
          name={i === 0 ? 'officeIds' : `officeIds.${i}`}
          label={t.officeNumber({ number: i + 1 })}
          value={office}
          onChange={next => setOffices(offices.map(one => (one.id === id ? { id, office: next } : one)))}
          find={findOffices}
        />
      ))}
      <span>
        <Button
          kind="plain"
          onClick={() => setOffices([...offices, { id: offices.length, office: undefined }])}
        >
          {t.addOffice}
        </Button>
      </span>
    </FormDialog>
  )
}

type Resolution = { id: number; words: string; office: Option | undefined; dueOn: string; blocks: boolean }

/** The minutes with their resolutions: all of them are ordered at once, or nothing is. */
export function WriteMinutes({
  conferenceId,
  version,
  hasProblem,
  onClose,
}: {
  conferenceId: string
  version: number
  hasProblem: boolean
  onClose: () => void
}) {
  const { t, format, findOffices } = useTaskTexts()
  const now = useBusinessNow()
  // The version that its writer read.
  const [seen] = useState(version)
  const [minutes, setMinutes] = useState('')
  const [present, setPresent] = useState('')
  const [list, setList] = useState<Resolution[]>([])
  const [next, setNext] = useState(0)
  const change = (id: number, part: Partial<Resolution>) =>
    setList(list.map(one => (one.id === id ? { ...one, ...part } : one)))
  return (
    <FormDialog
      title={t.writeMinutes}
      verb={t.send}
      refresh={MATTERS}
      onClose={onClose}
      input={() => ({
        version: seen,
        minutes: minutes.trim(),
        present: present.trim(),
        resolutions: list.map(one => ({
          words: one.words.trim(),
          officeId: one.office?.value ?? '',
          dueOn: one.dueOn,
          blocks: hasProblem && one.blocks,
        })),
      })}
      call={(body, key) => tasks.recordMinutes({ params: { id: conferenceId }, body }, { key })}
    >
      <TextField name="present" label={t.present} maxLength={1000} value={present} onChange={setPresent} />
      <TextArea
        name="minutes"
        label={t.minutes}
        rows={6}
        maxLength={8000}
        value={minutes}
        onChange={setMinutes}
      />
      <p className="quiet">{t.minutesHint}</p>
      {list.map((one, i) => (
        <fieldset key={one.id} className="stack">
          <legend>{t.resolution({ number: i + 1 })}</legend>
          <TextArea
            name={`resolutions.${i}.words`}
            label={t.words}
            rows={2}
            maxLength={2000}
            value={one.words}
            onChange={words => change(one.id, { words })}
          />
          <ComboBox
            name={`resolutions.${i}.officeId`}
            label={t.toOffice}
            value={one.office}
            onChange={office => change(one.id, { office })}
            find={findOffices}
          />
          <DateField
            name={`resolutions.${i}.dueOn`}
            label={t.dueOn}
            earliest={format.dayKey(now)}
            value={one.dueOn}
            onChange={dueOn => change(one.id, { dueOn })}
          />
          {hasProblem && (
            <Checkbox
              name={`resolutions.${i}.blocks`}
              label={t.blocks}
              checked={one.blocks}
              onChange={blocks => change(one.id, { blocks })}
            />
          )}
          <span>
            <Button kind="plain" onClick={() => setList(list.filter(other => other.id !== one.id))}>
              {t.removeResolution}
            </Button>
          </span>
        </fieldset>
      ))}
      <span>
        <Button
          onClick={() => {
            setList([...list, { id: next, words: '', office: undefined, dueOn: '', blocks: true }])
            setNext(next + 1)
          }}
        >
          {t.addResolution}
        </Button>
      </span>
    </FormDialog>
  )
}
