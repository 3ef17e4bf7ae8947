import { Notice } from '#platform/ui'
import { usePageTexts } from './words.ts'

/** What a form says that was not carried out, where its words are kept on the device and no field says why. */
export function Unsent({
  of: send,
}: {
  of: {
    problem?: { title: string; detail: string } | undefined
    errors: readonly unknown[]
    isOffline?: boolean | undefined
  }
}) {
  const t = usePageTexts()
  return (
    <>
      {send.isOffline && (
        <Notice kind="due" title={t.submitFailed} live>
          {t.offlineKept}
        </Notice>
      )}
      {send.problem && send.errors.length === 0 && (
        <Notice kind="overdue" title={send.problem.detail || send.problem.title} live>
          {t.errorKept}
        </Notice>
      )}
    </>
  )
}
