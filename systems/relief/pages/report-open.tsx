import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  ErrorSummary,
  type FieldError,
  Link,
  RadioCards,
  StepHead,
  TextArea,
  TextField,
  useAction,
  useAddress,
  useDraft,
  useFormat,
} from '#platform/ui'
import { ToExchange } from '../exchange/pages/to-exchange.tsx'
import { ToMenu } from '../menu/pages/to-menu.tsx'
import { relief } from './calls.ts'
import type { Neighbours } from './neighbours.ts'
import { Frame, Opened } from './public-frame.tsx'
import { Question } from './question.tsx'
import { Receipt } from './receipt.tsx'
import { Unsent } from './unsent.tsx'
import { categories, usePageTexts, useWords } from './words.ts'

const MOST = 4000

/** The enterprise reports by its link, without an account: three questions, one a page. */
export function OpenReportPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const { params } = useAddress()
  const secret = params.secret ?? ''
  const link = useQuery({
    queryKey: ['report-link', secret],
    queryFn: () => relief.openReport({ query: { secret } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Frame neighbours={neighbours} purpose={t.purpose}>
      <Opened query={link} what={t.purpose}>
        {({ organisationName }) => <Questions key={secret} secret={secret} enterprise={organisationName} />}
      </Opened>
    </Frame>
  )
}

const empty = { category: '', description: '', stopped: '', contactName: '', contactTelephone: '' }
const done = { number: '', code: '' }

function Questions({ secret, enterprise }: { secret: string; enterprise: string }) {
  const t = usePageTexts()
  const format = useFormat()
  const { office } = useWords()
  const { query, go } = useAddress()
  const [words, change, clear] = useDraft(`report.${secret}`, empty)
  const [receipt, keepReceipt, dropReceipt] = useDraft(`receipt.${secret}`, done)
  const [errors, setErrors] = useState<FieldError[]>([])
  const here = `/r/${encodeURIComponent(secret)}`
  const send = useAction((body: Parameters<typeof relief.reportByLink>[0]['body'], key) =>
    relief.reportByLink({ body }, { key }),
  )

  // A reader who comes back by a step's address meets the first question that isn't answered yet.
  const answered = words.category === '' ? 1 : words.description.trim() === '' || words.stopped === '' ? 2 : 3
  const step = Math.min(Number(query.step ?? '1') || 1, answered)
  const isDone = query.step === 'done' && receipt.number !== ''

  const moveOn = async () => {
    const telephone = words.contactTelephone.trim()
    const lacking: FieldError[] =
      step === 1
        ? words.category === ''
          ? [{ name: 'category', message: t.chooseOne }]
          : []
        : step === 2
          ? [
              ...(words.description.trim() === ''
                ? [{ name: 'description', message: t.writeSomething }]
                : []),
              ...(words.stopped === '' ? [{ name: 'stopped', message: t.q2Choose }] : []),
            ]
          : [
              ...(words.contactName.trim() === '' ? [{ name: 'contactName', message: t.giveName }] : []),
              ...(telephone.length < 5 ? [{ name: 'contactTelephone', message: t.giveTelephone }] : []),
            ]
    setErrors(lacking)
    if (lacking.length > 0) return
    if (step < 3) {
      go(`${here}?step=${step + 1}`)
      return
    }
    const answer = await send.run({
      secret,
      category: words.category as (typeof categories)[number],
      description: words.description.trim(),
      stoppedProduction: words.stopped === 'yes',
      contactName: words.contactName.trim(),
      contactTelephone: telephone,
    })
    if (answer === undefined) return
    keepReceipt({ number: answer.number, code: answer.secret })
    clear()
    go(`${here}?step=done`)
  }
  if (isDone) {
    return (
      <Receipt
        {...receipt}
        next={seen => (
          <>
            {seen?.dueAt && (
              <li>
                <b>{t.next1({ at: format.moment(seen.dueAt) })}</b>
                {t.next1Rest({ office: office(seen.office, seen.officeEn) })}
              </li>
            )}
            <li>{t.next2}</li>
            <li>{t.next3}</li>
          </>
        )}
      >
        <p className="ahead">
          <Button
            kind="plain"
            onClick={() => {
              dropReceipt()
              go(here)
            }}
          >
            {t.reportAnother}
          </Button>
        </p>
      </Receipt>
    )
  }
  const shown = errors.length > 0 ? errors : send.errors
  const errorOf = (name: string) => shown.find(error => error.name === name)?.message
  return (
    <>
      <StepHead
        at={step}
        of={3}
        onBack={
          step === 1
            ? undefined
            : () => {
                setErrors([])
                go(step === 2 ? here : `${here}?step=${step - 1}`)
              }
        }
      />
      <ErrorSummary errors={shown} />
      <form
        key={step}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void moveOn()
        }}
      >
        {step === 1 && (
          <>
            <Question title={t.q1} lead={`${t.forEnterprise({ name: enterprise })}${t.stop}${t.q1Lead}`} />
            <RadioCards
              name="category"
              label={t.q1Legend}
              error={errorOf('category')}
              value={words.category}
              onChange={category => change({ category })}
              options={categories.map(category => ({
                value: category,
                label: t[`for.${category}`],
                hint: t[`hint.${category}`],
              }))}
            />
          </>
        )}
        {step === 2 && (
          <>
            <Question title={t.q2} lead={t.q2Lead} />
            <TextArea
              name="description"
              label={t.q2Label}
              error={errorOf('description')}
              value={words.description}
              onChange={description => change({ description })}
              rows={5}
              maxLength={MOST}
              {...(words.description.length > MOST - 500 && {
                hint: t.q2Left({ count: format.figure(MOST - words.description.length) }),
              })}
            />
            <RadioCards
              name="stopped"
              label={t.q2Stopped}
              error={errorOf('stopped')}
              value={words.stopped}
              onChange={stopped => change({ stopped })}
              options={[
                { value: 'yes', label: t.q2Yes, hint: t.q2YesHint },
                { value: 'no', label: t.q2No, hint: t.q2NoHint },
              ]}
            />
          </>
        )}
        {step === 3 && (
          <>
            <Question title={t.q3} lead={t.q3Lead} />
            <TextField
              name="contactName"
              label={t.yourName}
              error={errorOf('contactName')}
              value={words.contactName}
              onChange={contactName => change({ contactName })}
              autoComplete="name"
              maxLength={60}
            />
            <TextField
              name="contactTelephone"
              label={t.yourTelephone}
              error={errorOf('contactTelephone')}
              value={words.contactTelephone}
              onChange={contactTelephone => change({ contactTelephone })}
              type="tel"
              autoComplete="tel"
              maxLength={30}
            />
          </>
        )}
        <Unsent of={send} />
        <Button kind="primary" type="submit" big wide pending={send.pending}>
          {step === 3 ? t.submit : t.continue}
        </Button>
      </form>
      {step === 1 && <ToMenu secret={secret} />}
      {step === 1 && <ToExchange secret={secret} />}
      <p className="ahead quiet">
        {t.aboutOffice} <Link href={`${here}/confidential`}>{t.inConfidence}</Link>
      </p>
    </>
  )
}
