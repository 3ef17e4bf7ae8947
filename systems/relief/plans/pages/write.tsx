import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { Button, Dialog, ErrorSummary, Notice, useAction } from '#platform/ui'
import { usePlansTexts } from './calls.ts'

/** A form over the page that writes one thing; what it wrote shows at once. */
export function Write<I>({
  title,
  call,
  input,
  verb,
  refresh = ['enterprises', 'divisions'],
  onClose,
  children,
}: {
  title: string
  call: (input: I, key: string) => Promise<unknown>
  input: () => I
  verb?: string
  /** what the page shows anew */
  refresh?: readonly string[]
  onClose: () => void
  children: ReactNode
}) {
  const { t } = usePlansTexts()
  const id = useId()
  const queries = useQueryClient()
  const send = useAction(call)
  const submit = async () => {
    if ((await send.run(input())) === undefined) return
    for (const key of refresh) await queries.invalidateQueries({ queryKey: [key] })
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
        {children}
      </form>
    </Dialog>
  )
}
