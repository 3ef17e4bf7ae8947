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
import { type About, type Named, tasks, useTaskTexts } from './calls.ts'

const MATTERS = ['matters']

type Addressee = { id: number; office: Option | undefined; dueOn: string }

/** A leader's instruction: one text, to each office by a day of its own. */
export function Instruct({ about, onClose }: { about: About; onClose: () => void }) {
  const { t, format, findOffices } = useTaskTexts()
  const now = useBusinessNow()
  const [words, setWords] = useState('')
  const [to, setTo] = useState<Addressee[]>([{ id: 0, office: undefined, dueOn: '' }])
  const [next, setNext] = useState(1)
  const change = (id: number, part: Partial<Addressee>) =>
    setTo(to.map(one => (one.id === id ? { ...one, ...part } : one)))
  return (
    <FormDialog
      title={t.instruct}
      verb={t.send}
      refresh={MATTERS}
      onClose={onClose}
      input={() => ({
        about,
        words: words.trim(),
        to: to.map(one => ({ officeId: one.office?.value ?? '', dueOn: one.dueOn })),
      })}
      call={(body, key) => tasks.instruct({ body }, { key })}
    >
      <p className="quiet">{t[`instructHint.${about.kind}`]}</p>
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
      {to.map((one, i) => (
        <fieldset key={one.id} className="stack">
          <legend>{t.addressee({ number: i + 1 })}</legend>
          <ComboBox
            name={`to.${i}.officeId`}
            label={t.toOffice}
            value={one.office}
            onChange={office => change(one.id, { office })}
            find={findOffices}
          />
          <DateField
            name={`to.${i}.dueOn`}
            label={t.dueOn}
            earliest={format.dayKey(now)}
            value={one.dueOn}
            onChange={dueOn => change(one.id, { dueOn })}
          />
          {to.length > 1 && (
            <span>
              <Button kind="plain" onClick={() => setTo(to.filter(other => other.id !== one.id))}>
                {t.removeAddressee}
              </Button>
            </span>
          )}
        </fieldset>
      ))}
      <span>
        <Button
          onClick={() => {
            setTo([...to, { id: next, office: undefined, dueOn: to.at(-1)!.dueOn }])
            setNext(next + 1)
          }}
        >
          {t.addAddressee}
        </Button>
      </span>
    </FormDialog>
  )
}

/** Calls offices to a conference, about a problem, a common cause or by itself. */
export function CallConference({
  about,
  onClose,
}: {
  about?: About & { kind: 'problem' | 'cause' }
  onClose: () => void
}) {
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
        ...(about !== undefined && { about }),
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
  about,
  onClose,
}: {
  conferenceId: string
  version: number
  about: Named | null
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
          blocks: about !== null && one.blocks,
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
          {about !== null && (
            <Checkbox
              name={`resolutions.${i}.blocks`}
              label={about.kind === 'cause' ? t.blocksCause : t.blocks}
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
