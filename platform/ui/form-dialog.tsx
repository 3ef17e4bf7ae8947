import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { useAction } from './action.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorSummary } from './fields.tsx'
import { useTexts } from './language.tsx'
import { Notice } from './states.tsx'
import { uiTexts } from './texts.ts'

type FormState = { missing: boolean; errorOf: (name: string) => string | undefined }

/**
 * A form over the page that writes one thing; what it wrote shows at once. `input` gives undefined while something is
 * missing: nothing is sent, and the fields say what (`missing`).
 */
export function FormDialog<I, O>({
  title,
  verb,
  call,
  input,
  refresh,
  onDone,
  onClose,
  children,
}: {
  title: string
  verb?: string
  call: (input: I, key: string) => Promise<O>
  input: () => I | undefined
  /** topics of the queries that show what was written */
  refresh: readonly string[]
  onDone?: (answer: O) => void
  onClose: () => void
  children: ReactNode | ((form: FormState) => ReactNode)
}) {
  const t = useTexts(uiTexts)
  const id = useId()
  const queries = useQueryClient()
  const send = useAction(call)
  const [missing, setMissing] = useState(false)
  const submit = async () => {
    const given = input()
    setMissing(given === undefined)
    if (given === undefined) return
    const answer = await send.run(given)
    if (answer === undefined) return
    await Promise.all(refresh.map(topic => queries.invalidateQueries({ queryKey: [topic] })))
    onDone?.(answer)
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
        {typeof children === 'function' ? children({ missing, errorOf: send.errorOf }) : children}
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
  const t = useTexts(uiTexts)
  return (
    <>
      {send.problem !== undefined && send.errors.length === 0 && (
        <Notice kind="overdue" live>
          {send.problem.detail}
        </Notice>
      )}
      {send.isOffline && (
        <Notice kind="due" live>
          {t.notSent}
        </Notice>
      )}
    </>
  )
}
