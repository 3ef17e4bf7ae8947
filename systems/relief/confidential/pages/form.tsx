import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { client } from '#platform/http'
import {
  Button,
  ComboBox,
  ErrorSummary,
  Link,
  NothingKeptProvider,
  Notice,
  type Option,
  PageHead,
  Panel,
  TextArea,
  TextField,
  useAction,
  useAddress,
  useFormat,
  useLang,
  useTexts,
  useTitle,
} from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { useFormErrors } from '../../pages/form.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { Frame, Opened } from '../../pages/public-frame.tsx'
import { Receipt } from '../../pages/receipt.tsx'
import { tasksApi } from '../../tasks/api.ts'
import { confidentialApi } from '../api.ts'
import { formTexts } from '../page-texts.ts'
import type { ConfidentialReport } from '../schema.ts'

const calls = client(confidentialApi, { headers })
const tasks = client(tasksApi, { headers })

type Named = { id: string; name: string; nameEn: string; divisionName?: string }

/** An enterprise reports an office by its report link. */
export function OpenFormPage({ neighbours }: { neighbours: Neighbours }) {
  const t = useTexts(formTexts)
  const lang = useLang()
  const secret = useAddress().params.secret ?? ''
  useTitle(t.title)
  const offices = useQuery({
    queryKey: ['nameable', secret],
    queryFn: () => calls.nameableOffices({ body: { secret } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Frame neighbours={neighbours} purpose={t.title}>
      <Opened query={offices} what={t.title}>
        {known => (
          <Sending
            find={async typed =>
              known
                .filter(one => `${one.name} ${one.nameEn}`.toLowerCase().includes(typed.trim().toLowerCase()))
                .map(one => optionOf(one, lang))
            }
            big
            send={(body, key) => calls.reportByLinkInConfidence({ body: { ...body, secret } }, { key })}
          >
            {form => (
              <>
                <h1 tabIndex={-1}>{t.title}</h1>
                <p className="lead">{t.lead}</p>
                <Readers not={[t.notReaders, t.notLiaison, t.notNamed]} />
                {form}
                <p className="ahead">
                  <Link href={`/r/${encodeURIComponent(secret)}`}>{t.back}</Link>
                </p>
              </>
            )}
          </Sending>
        )}
      </Opened>
    </Frame>
  )
}

/** An official reports an office; once it is sent, number and code are all that is left of it here. */
export function StaffFormPage() {
  const t = useTexts(formTexts)
  const lang = useLang()
  const find = async (typed: string) =>
    (await tasks.findOffices({ query: { q: typed.trim() } })).map(one => optionOf(one, lang))
  return (
    <Sending find={find} send={(body, key) => calls.reportInConfidence({ body }, { key })}>
      {form => (
        <>
          <PageHead title={t.title} lead={t.lead} />
          <Panel>
            <div className="stack">
              <Readers not={[t.notReaders, t.notNamedStaff]} />
              {form}
            </div>
          </Panel>
        </>
      )}
    </Sending>
  )
}

const optionOf = (one: Named, lang: string): Option => ({
  value: one.id,
  label: lang === 'en' ? one.nameEn : one.name,
  ...(one.divisionName !== undefined && { hint: one.divisionName }),
})

function Readers({ not }: { not: string[] }) {
  const t = useTexts(formTexts)
  return (
    <>
      <h2 className="ahead">{t.whoReads}</h2>
      <p>{t.readers}</p>
      <h2 className="ahead">{t.whoNot}</h2>
      <ul className="stack">
        {not.map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  )
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const newCode = () =>
  [...crypto.getRandomValues(new Uint8Array(26))].map(byte => ALPHABET[byte & 31]).join('')
const empty = { description: '', contactName: '', contactTelephone: '' }

/** Form and receipt. Nothing of it is kept on the device: others may use it too. */
function Sending({
  find,
  big = false,
  send,
  children,
}: {
  find: (typed: string) => Promise<Option[]>
  big?: boolean
  send: (body: ConfidentialReport, key: string) => Promise<{ number: string }>
  children: (form: ReactNode) => ReactNode
}) {
  const t = useTexts(formTexts)
  const lang = useLang()
  const format = useFormat()
  const [code] = useState(newCode)
  const [office, setOffice] = useState<Option>()
  const [words, setWords] = useState(empty)
  const [number, setNumber] = useState<string>()
  const { setOwn, of } = useFormErrors()
  const report = useAction(send)
  const errors = of(report.errors)
  const errorOf = (name: string) => errors.find(error => error.name === name)?.message
  const set = (name: keyof typeof empty) => (value: string) =>
    setWords(current => ({ ...current, [name]: value }))
  const submit = async () => {
    const contactName = words.contactName.trim()
    const contactTelephone = words.contactTelephone.trim()
    const lacking = [
      ...(office === undefined ? [{ name: 'officeId', message: t.chooseOffice }] : []),
      ...(words.description.trim() === '' ? [{ name: 'description', message: t.writeWhat }] : []),
      ...(contactTelephone !== '' && contactTelephone.length < 5
        ? [{ name: 'contactTelephone', message: t.telephoneShort }]
        : []),
    ]
    setOwn(lacking)
    if (lacking.length > 0 || office === undefined) return
    const answer = await report.run({
      officeId: office.value,
      description: words.description.trim(),
      code,
      ...(contactName !== '' && { contactName }),
      ...(contactTelephone !== '' && { contactTelephone }),
    })
    setNumber(answer?.number)
  }
  if (number !== undefined) {
    const receipt = (
      <NothingKeptProvider value>
        <Receipt
          number={number}
          code={code}
          next={seen => (
            <>
              {seen?.dueAt && (
                <li>
                  <b>{t.answerBy({ at: format.moment(seen.dueAt) })}</b>
                  {t.answerRest({ office: lang === 'en' ? seen.officeEn : seen.office })}
                </li>
              )}
              <li>{t.answerOnly}</li>
              <li>{t.noCall}</li>
            </>
          )}
        >
          <div className="ahead">
            <Notice kind="due">{t.notKept}</Notice>
          </div>
        </Receipt>
      </NothingKeptProvider>
    )
    if (big) return receipt
    return (
      <Panel>
        <div className="stack">{receipt}</div>
      </Panel>
    )
  }
  return children(
    <>
      <ErrorSummary errors={errors} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <ComboBox
          name="officeId"
          label={t.office}
          hint={t.officeHint}
          error={errorOf('officeId')}
          value={office}
          onChange={setOffice}
          find={find}
        />
        <TextArea
          name="description"
          label={t.description}
          hint={t.descriptionHint}
          error={errorOf('description')}
          value={words.description}
          onChange={set('description')}
          rows={6}
          maxLength={4000}
        />
        <fieldset className="field">
          <legend>{t.contactLegend}</legend>
          <p className="quiet">{t.contactHint}</p>
          <TextField
            name="contactName"
            label={t.contactName}
            isOptional
            error={errorOf('contactName')}
            value={words.contactName}
            onChange={set('contactName')}
            maxLength={60}
            autoComplete="off"
          />
          <TextField
            name="contactTelephone"
            label={t.contactTelephone}
            isOptional
            type="tel"
            error={errorOf('contactTelephone')}
            value={words.contactTelephone}
            onChange={set('contactTelephone')}
            maxLength={30}
            autoComplete="off"
          />
        </fieldset>
        {report.isOffline && (
          <Notice kind="due" title={t.failed} live>
            {t.offline}
          </Notice>
        )}
        {report.problem && report.errors.length === 0 && (
          <Notice kind="overdue" title={t.failed} live>
            {report.problem.detail}
          </Notice>
        )}
        <p className="quiet">{t.notKept}</p>
        <Button kind="primary" type="submit" big={big} wide={big} pending={report.pending}>
          {t.submit}
        </Button>
      </form>
    </>,
  )
}
