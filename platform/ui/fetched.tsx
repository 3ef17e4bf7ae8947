import type { ReactNode } from 'react'
import { useFormat, useTexts } from './language.tsx'
import { ErrorState, Forbidden, Loading, NotFound, Notice, Offline } from './states.tsx'
import { uiTexts } from './texts.ts'

type Query<T> = {
  data: T | undefined
  error: unknown
  dataUpdatedAt: number
  refetch: () => unknown
}

/**
 * A query of TanStack Query with all its states designed: loading, error, offline (with the age of what is still
 * shown), forbidden, absent. `what` names the thing being fetched: `<Fetched query={problems} what={t.problems}>`
 */
export function Fetched<T>({
  query,
  what,
  children,
  forbidden,
}: {
  query: Query<T>
  what: string
  children: (data: T) => ReactNode
  forbidden?: ReactNode
}) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  const { data, error, dataUpdatedAt, refetch } = query
  const problem =
    error instanceof Error && 'problem' in error
      ? (error.problem as { code: string; status: number; detail: string; requestId?: string })
      : undefined
  const retry = () => void refetch()
  if (problem?.status === 403) return forbidden ?? <Forbidden>{problem.detail}</Forbidden>
  if (problem?.status === 404) return <NotFound>{problem.detail}</NotFound>
  if (data !== undefined) {
    return (
      <>
        {error !== null && (
          <Notice kind="due" live>
            {t.offlineSince({ at: format.time(new Date(dataUpdatedAt)) })}
          </Notice>
        )}
        {children(data)}
      </>
    )
  }
  if (problem) return <ErrorState detail={problem.detail} incident={problem.requestId} onRetry={retry} />
  if (error !== null) return <Offline onRetry={retry} />
  return <Loading what={what} />
}
