import { ErrorSummary, type FieldError, Notice, type RefusedProblem } from '#platform/ui'
import { usePageTexts } from './words.ts'

type Tried = { problem: RefusedProblem | undefined; isOffline: boolean; errors: FieldError[] }

/** Above a form that was refused: what to put right, or why the server said no, or that it did not answer. */
export function Failed({ tried, missing = [] }: { tried: Tried; missing?: FieldError[] }) {
  const t = usePageTexts()
  const errors = missing.length > 0 ? missing : tried.errors
  if (errors.length > 0) return <ErrorSummary errors={errors} />
  if (!tried.problem && !tried.isOffline) return null
  return (
    <Notice kind="overdue" live title={t.notSaved}>
      {tried.problem?.detail ?? t.offlineTryAgain}
    </Notice>
  )
}
