import { useState } from 'react'
import {
  ComboBox,
  DateField,
  FormDialog,
  type Option,
  TextArea,
  useBusinessNow,
  useFormat,
} from '#platform/ui'
import { useTaskTexts } from '../../tasks/pages/calls.ts'
import { supervision, useSupervisionTexts } from './calls.ts'

/** A written notice, about a problem where one is given. */
export function WriteNotice({
  about,
  onClose,
}: {
  about?: { problemId: string; words: string; office: Option | undefined } | undefined
  onClose: () => void
}) {
  const t = useSupervisionTexts()
  const { findOffices } = useTaskTexts()
  const format = useFormat()
  const now = useBusinessNow()
  const [words, setWords] = useState(about?.words ?? '')
  const [office, setOffice] = useState<Option | undefined>(about?.office)
  const [dueOn, setDueOn] = useState('')
  return (
    <FormDialog
      title={t.notice}
      verb={t.send}
      refresh={['matters']}
      onClose={onClose}
      input={() => ({
        officeId: office?.value ?? '',
        words: words.trim(),
        dueOn,
        ...(about && { problemId: about.problemId }),
      })}
      call={(body, key) => supervision.issueNotice({ body }, { key })}
    >
      <ComboBox name="officeId" label={t.toOffice} value={office} onChange={setOffice} find={findOffices} />
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
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
