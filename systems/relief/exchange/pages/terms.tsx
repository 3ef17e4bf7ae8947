import { useState } from 'react'
import { Checkbox, DateField, Select, TextArea, TextField, useBusinessNow } from '#platform/ui'
import type { ExchangeKind, Terms } from '../schema.ts'
import { kinds, useExchangeTexts } from './calls.ts'

/** What a need and an offer both say, as it is typed. */
export type Typed = {
  kind: ExchangeKind
  words: string
  specification: string
  testHours: string
  closedLoopBus: boolean
  quantity: string
  fromOn: string
  untilOn: string
}

/** What was typed as it is sent. */
export const termsOf = (typed: Typed): Terms => ({
  kind: typed.kind,
  words: typed.words.trim(),
  specification: typed.specification.trim(),
  testHours: typed.kind === 'workers' && typed.testHours !== '' ? Number(typed.testHours) : null,
  closedLoopBus: (typed.kind === 'workers' || typed.kind === 'transport') && typed.closedLoopBus,
  quantity: Number(typed.quantity),
  fromOn: typed.fromOn,
  untilOn: typed.untilOn,
})

export function useTerms() {
  const { format } = useExchangeTexts()
  const today = format.dayKey(useBusinessNow())
  const [typed, setTyped] = useState<Typed>({
    kind: 'workers',
    words: '',
    specification: '',
    testHours: '',
    closedLoopBus: false,
    quantity: '',
    fromOn: today,
    untilOn: '',
  })
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part })
  return { typed, change, terms: termsOf(typed) }
}

type Fields = {
  typed: Typed
  change: (part: Partial<Typed>) => void
  errorOf?: (name: string) => string | undefined
}

export function TermFields({ typed, change }: Fields) {
  const { t, of } = useExchangeTexts()
  return (
    <>
      <Select
        name="terms.kind"
        label={t.kind}
        value={typed.kind}
        onChange={kind => change({ kind: kind as ExchangeKind })}
        options={kinds.map(value => ({ value, label: of('kind', value) }))}
      />
      <DetailFields typed={typed} change={change} />
    </>
  )
}

/** All but the kind, which decides what is asked. */
export function DetailFields({ typed, change, errorOf = () => undefined }: Fields) {
  const { t, of, format } = useExchangeTexts()
  const today = format.dayKey(useBusinessNow())
  const isWorkers = typed.kind === 'workers'
  return (
    <>
      <TextArea
        name="terms.words"
        label={t.words}
        rows={3}
        maxLength={2000}
        error={errorOf('terms.words')}
        value={typed.words}
        onChange={words => change({ words })}
      />
      <TextField
        name="terms.specification"
        label={t.specification}
        isOptional
        maxLength={80}
        error={errorOf('terms.specification')}
        value={typed.specification}
        onChange={specification => change({ specification })}
      />
      <TextField
        name="terms.quantity"
        label={t.quantityIn({ unit: of('in', typed.kind) })}
        inputMode="numeric"
        error={errorOf('terms.quantity')}
        value={typed.quantity}
        onChange={quantity => change({ quantity })}
      />
      {isWorkers && (
        <TextField
          name="terms.testHours"
          label={t.testHours}
          isOptional
          inputMode="numeric"
          error={errorOf('terms.testHours')}
          value={typed.testHours}
          onChange={testHours => change({ testHours })}
        />
      )}
      {(isWorkers || typed.kind === 'transport') && (
        <Checkbox
          name="terms.closedLoopBus"
          label={t.bus}
          checked={typed.closedLoopBus}
          onChange={closedLoopBus => change({ closedLoopBus })}
        />
      )}
      <DateField
        name="terms.fromOn"
        label={t.fromOn}
        error={errorOf('terms.fromOn')}
        value={typed.fromOn}
        onChange={fromOn => change({ fromOn })}
      />
      <DateField
        name="terms.untilOn"
        label={t.untilOn}
        earliest={typed.fromOn || today}
        error={errorOf('terms.untilOn')}
        value={typed.untilOn}
        onChange={untilOn => change({ untilOn })}
      />
    </>
  )
}
