import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import {
  Button,
  ComboBox,
  Dialog,
  ErrorSummary,
  Notice,
  type Option,
  useAction,
  useViewer,
} from '#platform/ui'
import { pairing, usePairingTexts } from './calls.ts'

/** A form over the page that writes one thing; `input` gives undefined while something is missing. */
export function Write<I>({
  title,
  verb,
  call,
  input,
  onClose,
  children,
}: {
  title: string
  verb?: string
  call: (input: I, key: string) => Promise<unknown>
  input: () => I | undefined
  onClose: () => void
  children: (missing: boolean) => ReactNode
}) {
  const { t } = usePairingTexts()
  const id = useId()
  const queries = useQueryClient()
  const send = useAction(call)
  const [missing, setMissing] = useState(false)
  const submit = async () => {
    const given = input()
    setMissing(given === undefined)
    if (given === undefined || (await send.run(given)) === undefined) return
    await queries.invalidateQueries({ queryKey: ['enterprises'] })
    onClose()
  }
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" form={id} pending={send.pending}>
            {verb ?? t.save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="stack"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <ErrorSummary errors={send.errors} />
        <Refused of={send} />
        {children(missing)}
      </form>
    </Dialog>
  )
}

/** What a write that was not carried out says, where no field says it. */
export function Refused({
  of: send,
}: {
  of: { problem: { detail: string } | undefined; errors: readonly unknown[]; isOffline: boolean }
}) {
  const { t } = usePairingTexts()
  return (
    <>
      {send.problem !== undefined && send.errors.length === 0 && (
        <Notice kind="overdue" live>
          {send.problem.detail}
        </Notice>
      )}
      {send.isOffline && (
        <Notice kind="due" live>
          {t.offline}
        </Notice>
      )}
    </>
  )
}

/** Finds a liaison officer of the viewer's city by name. */
export function OfficerField({
  name,
  label,
  value,
  onChange,
  error,
  isOptional = false,
}: {
  name: string
  label: string
  value: Option | undefined
  onChange: (value: Option | undefined) => void
  error?: string | undefined
  isOptional?: boolean
}) {
  const { t, inLang } = usePairingTexts()
  const queries = useQueryClient()
  const within = useViewer().place.code.slice(0, 4)
  return (
    <ComboBox
      name={name}
      label={label}
      hint={t.personHint}
      error={error}
      isOptional={isOptional}
      value={value}
      onChange={onChange}
      find={async typed => {
        const officers = await queries.fetchQuery({
          queryKey: ['enterprises', 'workload', within],
          queryFn: () => pairing.readWorkload({ query: { within } }),
          staleTime: 60_000,
        })
        return officers
          .filter(one => one.name.includes(typed.trim()))
          .slice(0, 12)
          .map(one => ({
            value: one.accountId,
            label: one.name,
            hint: inLang(one.office, one.officeEn),
          }))
      }}
    />
  )
}
