import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  ErrorSummary,
  type FieldError,
  RadioCards,
  StepHead,
  TextField,
  useAction,
  useAddress,
  useBusinessNow,
  useDraft,
} from '#platform/ui'
import { Question } from '../../pages/question.tsx'
import { Unsent } from '../../pages/unsent.tsx'
import type { ExchangeKind, Side } from '../schema.ts'
import { exchange, kinds, useOpenTexts } from './calls.ts'
import { keepCode } from './codes.ts'
import { DetailFields, type Typed, termsOf } from './terms.tsx'

const empty = {
  kind: '',
  words: '',
  specification: '',
  testHours: '',
  closedLoopBus: '',
  quantity: '',
  fromOn: '',
  untilOn: '',
  contactName: '',
  contactTelephone: '',
  mayBeCalled: '',
}

/** Three questions, one a page: of what kind, what and how much, whom to call. */
export function Say({ side, secret, enterprise }: { side: Side; secret: string; enterprise: string }) {
  const { t, of, hint, format } = useOpenTexts()
  const { query, go, goInstead } = useAddress()
  const queries = useQueryClient()
  const today = format.dayKey(useBusinessNow())
  const [words, change, clear] = useDraft(`exchange.${side}.${secret}`, empty)
  const [errors, setErrors] = useState<FieldError[]>([])
  const here = `/r/${encodeURIComponent(secret)}/exchange`
  const typed: Typed = {
    ...words,
    kind: (words.kind || 'workers') as ExchangeKind,
    closedLoopBus: words.closedLoopBus !== '',
    fromOn: words.fromOn || today,
  }
  const body = {
    secret,
    terms: termsOf(typed),
    contactName: words.contactName.trim(),
    contactTelephone: words.contactTelephone.trim(),
    mayBeCalled: words.mayBeCalled !== '',
  }
  const send = useAction(async (said: typeof body, key: string) => {
    if (side === 'need') {
      const { number, code } = await exchange.needByLink({ body: said }, { key })
      return { of: number, code, said: number }
    }
    const { id, code } = await exchange.offerByLink({ body: said }, { key })
    return { of: id, code, said: 'offer' }
  })

  const missing: Record<number, FieldError[]> = {
    1: words.kind === '' ? [{ name: 'kind', message: t.chooseKind }] : [],
    2: [
      ...(typed.words.trim() === '' ? [{ name: 'terms.words', message: t.sayWhat }] : []),
      ...(/^[1-9]\d{0,6}$/.test(typed.quantity.trim())
        ? []
        : [{ name: 'terms.quantity', message: t.sayHowMany }]),
      ...(typed.untilOn === ''
        ? [{ name: 'terms.untilOn', message: t.sayUntil }]
        : typed.untilOn < typed.fromOn || typed.untilOn < today
          ? [{ name: 'terms.untilOn', message: t.untilTooEarly }]
          : []),
    ],
    3: [
      ...(body.contactName === '' ? [{ name: 'contactName', message: t.giveName }] : []),
      ...(body.contactTelephone.length < 5 ? [{ name: 'contactTelephone', message: t.giveTelephone }] : []),
    ],
  }
  // Whoever comes back by a step's address meets the first question that isn't answered yet.
  const answered = missing[1]!.length > 0 ? 1 : missing[2]!.length > 0 ? 2 : 3
  const step = Math.min(Number(query.step ?? '1') || 1, answered)
  const to = (next: number) => go(`${here}?say=${side}${next === 1 ? '' : `&step=${next}`}`)

  const moveOn = async () => {
    const lacking = missing[step] ?? []
    setErrors(lacking)
    if (lacking.length > 0) return
    if (step < 3) return to(step + 1)
    const made = await send.run(body)
    if (made === undefined) return
    keepCode(made.of, made.code)
    clear()
    await queries.invalidateQueries({ queryKey: ['open-exchange'] })
    goInstead(`${here}?said=${encodeURIComponent(made.said)}`)
  }
  const shown = errors.length > 0 ? errors : send.errors
  const errorOf = (name: string) => shown.find(error => error.name === name)?.message
  const questions = side === 'need' ? t.askNeed : t.askOffer
  return (
    <>
      <StepHead
        at={step}
        of={3}
        onBack={() => {
          setErrors([])
          if (step === 1) go(here)
          else to(step - 1)
        }}
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
            <Question title={questions} lead={t.forEnterprise({ name: enterprise })} />
            <RadioCards
              name="kind"
              label={t.kind}
              error={errorOf('kind')}
              value={words.kind}
              onChange={kind => change({ kind })}
              options={kinds.map(value => ({ value, label: of('kind', value), hint: hint(value) }))}
            />
          </>
        )}
        {step === 2 && (
          <>
            <Question
              title={side === 'need' ? t.detailNeed : t.detailOffer}
              lead={side === 'need' ? t.detailNeedLead : t.detailOfferLead}
            />
            <DetailFields
              typed={typed}
              errorOf={errorOf}
              change={({ closedLoopBus, ...rest }) =>
                change({
                  ...rest,
                  ...(closedLoopBus !== undefined && { closedLoopBus: closedLoopBus ? 'yes' : '' }),
                })
              }
            />
          </>
        )}
        {step === 3 && (
          <>
            <Question title={t.whomToCall} lead={t.whomToCallLead} />
            <TextField
              name="contactName"
              label={t.contactName}
              error={errorOf('contactName')}
              value={words.contactName}
              onChange={contactName => change({ contactName })}
              autoComplete="name"
              maxLength={60}
            />
            <TextField
              name="contactTelephone"
              label={t.contactTelephone}
              error={errorOf('contactTelephone')}
              value={words.contactTelephone}
              onChange={contactTelephone => change({ contactTelephone })}
              type="tel"
              autoComplete="tel"
              maxLength={30}
            />
            <Checkbox
              name="mayBeCalled"
              label={t.mayBeCalled}
              hint={t.mayBeCalledHint}
              checked={words.mayBeCalled !== ''}
              onChange={on => change({ mayBeCalled: on ? 'yes' : '' })}
            />
          </>
        )}
        <Unsent of={send} />
        <Button kind="primary" type="submit" big wide pending={send.pending}>
          {step < 3 ? t.goOn : side === 'need' ? t.sendNeed : t.sendOffer}
        </Button>
      </form>
    </>
  )
}
