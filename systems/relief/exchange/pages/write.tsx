import { useState } from 'react'
import { Checkbox, ComboBox, FormDialog, type Option, TextArea, TextField } from '#platform/ui'
import { relief } from '../../pages/calls.ts'
import { exchange, useExchangeTexts } from './calls.ts'
import { TermFields, useTerms } from './terms.tsx'

const REFRESH = ['matters', 'exchange']

function EnterpriseField({
  value,
  onChange,
  isOptional,
}: {
  value: Option | undefined
  onChange: (next: Option | undefined) => void
  isOptional?: boolean
}) {
  const { t } = useExchangeTexts()
  return (
    <ComboBox
      name="organisationId"
      label={t.enterprise}
      {...(isOptional && { isOptional, hint: t.ofPool })}
      value={value}
      onChange={onChange}
      find={async typed => {
        if (typed.trim().length < 2) return []
        const { rows } = await relief.listEnterprises({ query: { q: typed.trim(), limit: 8 } })
        return rows.map(row => ({ value: row.id, label: row.name, hint: row.divisionName }))
      }}
    />
  )
}

/** A need of an enterprise; opened from a page, that page says of which, and for which problem. */
export function NewNeed({
  firm: given,
  problemId,
  onClose,
}: {
  firm?: Option
  problemId?: string
  onClose: () => void
}) {
  const { t } = useExchangeTexts()
  const fields = useTerms()
  const [firm, setFirm] = useState(given)
  const [blocks, setBlocks] = useState(true)
  return (
    <FormDialog
      title={t.newNeed}
      verb={t.newNeed}
      refresh={REFRESH}
      onClose={onClose}
      input={() => ({
        organisationId: firm?.value ?? '',
        terms: fields.terms,
        ...(problemId !== undefined && { problem: { id: problemId, blocks } }),
      })}
      call={(body, key) => exchange.openNeed({ body }, { key })}
    >
      {given === undefined ? (
        <EnterpriseField value={firm} onChange={setFirm} />
      ) : (
        <p className="quiet">{given.label}</p>
      )}
      <TermFields {...fields} />
      {problemId !== undefined && (
        <Checkbox name="problem.blocks" label={t.blocks} checked={blocks} onChange={setBlocks} />
      )}
    </FormDialog>
  )
}

export function NewOffer({ firm: given, onClose }: { firm?: Option; onClose: () => void }) {
  const { t } = useExchangeTexts()
  const fields = useTerms()
  const [firm, setFirm] = useState(given)
  const [contactName, setName] = useState('')
  const [contactTelephone, setTelephone] = useState('')
  const [mayBeCalled, setCalled] = useState(false)
  return (
    <FormDialog
      title={t.newOffer}
      verb={t.newOffer}
      refresh={REFRESH}
      onClose={onClose}
      input={() => ({
        terms: fields.terms,
        ...(firm !== undefined && { organisationId: firm.value }),
        ...(contactName.trim() !== '' && { contactName: contactName.trim() }),
        ...(contactTelephone.trim() !== '' && { contactTelephone: contactTelephone.trim() }),
        mayBeCalled,
      })}
      call={(body, key) => exchange.openOffer({ body }, { key })}
    >
      {given === undefined ? (
        <EnterpriseField value={firm} onChange={setFirm} isOptional />
      ) : (
        <p className="quiet">{given.label}</p>
      )}
      <TermFields {...fields} />
      <TextField name="contactName" label={t.contactName} isOptional value={contactName} onChange={setName} />
      <TextField
        name="contactTelephone"
        label={t.contactTelephone}
        isOptional
        value={contactTelephone}
        onChange={setTelephone}
      />
      <Checkbox
        name="mayBeCalled"
        label={t.mayBeCalled}
        hint={t.mayBeCalledHint}
        checked={mayBeCalled}
        onChange={setCalled}
      />
    </FormDialog>
  )
}

/** Takes a part of an offer; at first as much as is needed and there. */
export function Reserve({
  needId,
  offerId,
  most,
  onClose,
  onDone,
}: {
  needId: string
  offerId: string
  most: number
  onClose: () => void
  onDone: (id: string) => void
}) {
  const { t } = useExchangeTexts()
  const [quantity, setQuantity] = useState(String(most))
  return (
    <FormDialog
      title={t.reserve}
      verb={t.reserve}
      refresh={REFRESH}
      onClose={onClose}
      input={() => ({ offerId, quantity: Number(quantity) })}
      call={(body, key) => exchange.reserve({ params: { id: needId }, body }, { key })}
      onDone={made => onDone(made.id)}
    >
      <TextField
        name="quantity"
        label={t.quantity}
        inputMode="numeric"
        value={quantity}
        onChange={setQuantity}
      />
    </FormDialog>
  )
}

export type Step = 'decline' | 'release' | 'deliver'
/** Why a reservation is let go, or how many of it came. */
export function Settle({
  id,
  step,
  quantity,
  onClose,
}: {
  id: string
  step: Step
  quantity: number
  onClose: () => void
}) {
  const { t } = useExchangeTexts()
  const [typed, setTyped] = useState(step === 'deliver' ? String(quantity) : '')
  return (
    <FormDialog
      title={t[step]}
      verb={t[step]}
      refresh={REFRESH}
      onClose={onClose}
      input={() => typed.trim()}
      call={async (said, key) =>
        step === 'deliver'
          ? exchange.deliver({ params: { id }, body: { quantity: Number(said) } }, { key })
          : exchange.settle({ params: { id, how: step }, body: { reason: said } }, { key })
      }
    >
      {step === 'deliver' ? (
        <TextField name="quantity" label={t.howMany} inputMode="numeric" value={typed} onChange={setTyped} />
      ) : (
        <TextArea
          name="reason"
          label={t.reason}
          rows={3}
          maxLength={1000}
          value={typed}
          onChange={setTyped}
        />
      )}
    </FormDialog>
  )
}
