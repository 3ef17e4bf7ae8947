import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, FactList, Link, Notice, Panel, Status, TextArea, TextField, useAction } from '#platform/ui'
import { Unsent } from '../../pages/unsent.tsx'
import type { Unit } from '../schema.ts'
import { exchange, type OpenExchange, stateKinds, useOpenTexts } from './calls.ts'
import { codeOf } from './codes.ts'

type Reservation = OpenExchange['reservations'][number]
type Call = (said: string, key: string) => Promise<unknown>

/** One reservation as the enterprise reads it: who, where, how much, when, and what it can do about it. */
export function Held({
  secret,
  one,
  unit,
  what,
}: {
  secret: string
  one: Reservation
  unit: Unit
  /** of what; within the card of its need or offer that is said already */
  what?: string
}) {
  const { t, of, amount, format, days, office } = useOpenTexts()
  const settle = (how: 'confirm' | 'decline' | 'release', reason: string | undefined, key: string) =>
    exchange.settleByLink(
      { params: { id: one.id, how }, body: { secret, ...(reason !== undefined && { reason }) } },
      { key },
    )
  const other = office(one.other, one.otherEn)
  const quantity = amount(one.quantity, unit)
  const words = (
    <>
      <div className="quiet">
        <p>{format.joined([what ?? null, one.place, days(one)])}</p>
        {one.state === 'reserved' && (
          <p>{(one.maySettle ? t.answerBy : t.holdUntil)({ moment: format.moment(one.holdUntil) })}</p>
        )}
        {one.reason !== null && <p>{t.reasonIs({ reason: one.reason })}</p>}
        {one.delivered !== null && <p>{t.came({ delivered: amount(one.delivered, unit) })}</p>}
      </div>
      {one.hasContact && <WhomToCall secret={secret} one={one} />}
      {one.maySettle && (
        <div className="row">
          <Do verb={t.confirm} call={(_, key) => settle('confirm', undefined, key)} />
          <AskWhy verb={t.decline} call={(reason, key) => settle('decline', reason, key)} />
        </div>
      )}
      {one.mayDeliver && (
        <AskHowMany
          most={one.quantity}
          call={(said, key) =>
            exchange.deliverByLink(
              { params: { id: one.id }, body: { secret, quantity: Number(said) } },
              { key },
            )
          }
        />
      )}
      {one.mayRelease && <AskWhy verb={t.release} call={(reason, key) => settle('release', reason, key)} />}
    </>
  )
  const state = <Status kind={stateKinds[one.state]}>{of('state', one.state)}</Status>
  if (what === undefined)
    return (
      <div className="part stack">
        <p className="row">
          <b>{one.side === 'need' ? t.brings({ other, quantity }) : t.takes({ other, quantity })}</b>
          {state}
        </p>
        {words}
      </div>
    )
  return (
    <Panel title={t.takes({ other, quantity })} aside={state}>
      <div className="stack">{words}</div>
    </Panel>
  )
}

/** The contact is shown on the phone on which the need or the offer was said, and each look is recorded. */
function WhomToCall({ secret, one }: { secret: string; one: Reservation }) {
  const { t } = useOpenTexts()
  const code = codeOf(one.side === 'need' ? one.needNumber : one.offerId)
  const [seen, setSeen] = useState<{ name: string | null; telephone: string | null }>()
  const look = useAction((given: string, key: string) =>
    exchange.contactByLink({ params: { id: one.id }, body: { secret, code: given } }, { key }),
  )
  if (code === undefined) return <p className="quiet">{t.contactElsewhere}</p>
  if (seen === undefined)
    return (
      <>
        <Unsent of={look} />
        <Button pending={look.pending} onClick={async () => setSeen(await look.run(code))}>
          {t.showContact}
        </Button>
      </>
    )
  return (
    <FactList
      facts={[
        [t.contactName, seen.name],
        [
          t.contactTelephone,
          seen.telephone && (
            <Link key="t" href={`tel:${seen.telephone}`}>
              {seen.telephone}
            </Link>
          ),
        ],
      ]}
    />
  )
}

function useDone(call: Call) {
  const queries = useQueryClient()
  const send = useAction(call)
  return {
    send,
    async run(said: string) {
      if ((await send.run(said)) === undefined) return false
      await queries.invalidateQueries({ queryKey: ['open-exchange'] })
      return true
    },
  }
}

function Do({ verb, call }: { verb: string; call: Call }) {
  const { send, run } = useDone(call)
  return (
    <>
      <Button kind="primary" pending={send.pending} onClick={() => void run('')}>
        {verb}
      </Button>
      <Unsent of={send} />
    </>
  )
}

/** Something that can't be taken back is asked once more. */
export function Asked({ verb, question, call }: { verb: string; question: string; call: Call }) {
  const { t } = useOpenTexts()
  const { send, run } = useDone(call)
  const [isOpen, setOpen] = useState(false)
  if (!isOpen)
    return (
      <Button kind="plain" onClick={() => setOpen(true)}>
        {verb}
      </Button>
    )
  return (
    <Notice
      actions={
        <>
          <Button kind="danger" pending={send.pending} onClick={() => void run('')}>
            {verb}
          </Button>
          <Button kind="plain" onClick={() => setOpen(false)}>
            {t.cancel}
          </Button>
        </>
      }
    >
      {question}
      <Unsent of={send} />
    </Notice>
  )
}

/** Something is let go, and why: the other side reads it. */
export function AskWhy({ verb, call }: { verb: string; call: Call }) {
  const { t } = useOpenTexts()
  const { send, run } = useDone(call)
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState('')
  const reason = said.trim()
  if (!isOpen)
    return (
      <Button kind="plain" onClick={() => setOpen(true)}>
        {verb}
      </Button>
    )
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        void run(reason)
      }}
    >
      <TextArea
        name="reason"
        label={t.why}
        hint={t.whyHint}
        rows={2}
        maxLength={1000}
        error={send.errorOf('reason')}
        value={said}
        onChange={setSaid}
      />
      <Unsent of={send} />
      <div className="row">
        <Button type="submit" pending={send.pending} disabledBecause={reason === '' ? t.why : undefined}>
          {verb}
        </Button>
        <Button kind="plain" onClick={() => setOpen(false)}>
          {t.cancel}
        </Button>
      </div>
    </form>
  )
}

function AskHowMany({ most, call }: { most: number; call: Call }) {
  const { t } = useOpenTexts()
  const { send, run } = useDone(call)
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState(String(most))
  if (!isOpen)
    return (
      <Button kind="primary" onClick={() => setOpen(true)}>
        {t.sayDelivered}
      </Button>
    )
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        void run(said.trim())
      }}
    >
      <TextField
        name="quantity"
        label={t.howMany}
        inputMode="numeric"
        error={send.errorOf('quantity')}
        value={said}
        onChange={setSaid}
      />
      <Unsent of={send} />
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          pending={send.pending}
          disabledBecause={/^\d+$/.test(said.trim()) ? undefined : t.howMany}
        >
          {t.sayDelivered}
        </Button>
        <Button kind="plain" onClick={() => setOpen(false)}>
          {t.cancel}
        </Button>
      </div>
    </form>
  )
}
