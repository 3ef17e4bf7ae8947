import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  ComboBox,
  DateField,
  Fetched,
  FormDialog,
  type Option,
  Panel,
  RadioCards,
  TextArea,
  TextField,
  useDraft,
} from '#platform/ui'
import { useMomentOf } from '../../pages/moment-of.ts'
import { requests, useRequestTexts } from './calls.ts'
import { RequestTable } from './rows.tsx'

/** What other offices and bodies outside were asked for because of a problem. */
export function RequestSection({ problemId }: { problemId: string }) {
  const { t } = useRequestTexts()
  const [isAsking, setAsking] = useState(false)
  const view = useQuery({
    queryKey: ['matters', 'requests', problemId],
    queryFn: ({ signal }) => requests.requestsOf({ params: { id: problemId } }, { signal }),
  })
  return (
    <Panel
      title={t.requests}
      aside={view.data?.mayAsk && <Button onClick={() => setAsking(true)}>{t.askButton}</Button>}
    >
      <Fetched query={view} what={t.requests}>
        {({ requests: rows }) =>
          rows.length === 0 ? <p className="quiet">{t.none}</p> : <RequestTable rows={rows} who="to" />
        }
      </Fetched>
      {isAsking && (
        <AskForm
          problemId={problemId}
          files={view.data?.attachments ?? []}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  )
}

type Files = Awaited<ReturnType<typeof requests.requestsOf>>['attachments']

function AskForm({ problemId, files, onClose }: { problemId: string; files: Files; onClose: () => void }) {
  const { t, findOffices, format } = useRequestTexts()
  const momentOf = useMomentOf()
  const [to, setTo] = useState('office')
  const [office, setOffice] = useState<Option>()
  const [words, change, clear] = useDraft(`${problemId}.ask`, {
    outsideName: '',
    contactName: '',
    contactTelephone: '',
    subject: '',
    asked: '',
    until: '',
  })
  const [blocks, setBlocks] = useState(false)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const set = (name: keyof typeof words) => (value: string) => change({ [name]: value })
  const trimmed = (name: keyof typeof words) => words[name].trim() || undefined
  return (
    <FormDialog
      title={t.askTitle}
      verb={t.send}
      refresh={['matters']}
      onDone={clear}
      onClose={onClose}
      input={() => ({
        parentId: problemId,
        blocksParent: blocks,
        attachmentIds: files.filter(file => chosen.has(file.id)).map(file => file.id),
        subject: words.subject.trim(),
        asked: words.asked.trim(),
        until: words.until === '' ? undefined : momentOf(words.until),
        to:
          to === 'office'
            ? { officeId: office?.value ?? '' }
            : {
                outsideName: words.outsideName.trim(),
                contactName: trimmed('contactName'),
                contactTelephone: trimmed('contactTelephone'),
              },
      })}
      call={(body, key) => requests.ask({ body }, { key })}
    >
      <p className="quiet">{t.askedHint}</p>
      <RadioCards
        name="to"
        label={t.toWhom}
        value={to}
        onChange={setTo}
        options={[
          { value: 'office', label: t.toOffice },
          { value: 'outside', label: t.toOutside },
        ]}
      />
      {to === 'office' ? (
        <ComboBox name="officeId" label={t.office} value={office} onChange={setOffice} find={findOffices} />
      ) : (
        <>
          <TextField
            name="outsideName"
            label={t.outsideName}
            maxLength={100}
            value={words.outsideName}
            onChange={set('outsideName')}
          />
          <TextField
            name="contactName"
            label={t.contactName}
            isOptional
            maxLength={60}
            value={words.contactName}
            onChange={set('contactName')}
          />
          <TextField
            name="contactTelephone"
            label={t.contactTelephone}
            isOptional
            type="tel"
            maxLength={30}
            value={words.contactTelephone}
            onChange={set('contactTelephone')}
          />
        </>
      )}
      <TextField
        name="subject"
        label={t.subject}
        maxLength={80}
        value={words.subject}
        onChange={set('subject')}
      />
      <TextArea
        name="asked"
        label={t.asked}
        rows={4}
        maxLength={4000}
        value={words.asked}
        onChange={set('asked')}
      />
      {files.length > 0 && (
        <fieldset className="field">
          <legend>{t.filesAlong}</legend>
          {files.map(file => (
            <Checkbox
              key={file.id}
              name={`file-${file.id}`}
              label={format.joined([file.name, format.size(file.bytes)])}
              checked={chosen.has(file.id)}
              onChange={on =>
                setChosen(current => {
                  const next = new Set(current)
                  if (on) next.add(file.id)
                  else next.delete(file.id)
                  return next
                })
              }
            />
          ))}
        </fieldset>
      )}
      <DateField
        name="until"
        label={t.until}
        hint={t.untilHint}
        isOptional
        withTime
        value={words.until}
        onChange={set('until')}
      />
      <Checkbox name="blocks" label={t.blocks} checked={blocks} onChange={setBlocks} />
    </FormDialog>
  )
}
