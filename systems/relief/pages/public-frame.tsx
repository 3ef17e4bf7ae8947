import { type ReactNode, useSyncExternalStore } from 'react'
import { ErrorState, Loading, NotFound, Offline, PublicPage } from '#platform/ui'
import type { Neighbours } from './neighbours.ts'
import { usePageTexts } from './words.ts'

/** The frame of relief's public pages: purpose, the telephone instead, what becomes of one's words. */
export function Frame({
  neighbours,
  purpose,
  children,
}: {
  neighbours: Neighbours
  purpose: string
  children: ReactNode
}) {
  const t = usePageTexts()
  return (
    <PublicPage
      purpose={purpose}
      demo={neighbours.useDemo()}
      foot={
        <>
          <p>{t.footHotline}</p>
          <p>{t.footPrivacy}</p>
        </>
      }
    >
      {children}
    </PublicPage>
  )
}

type Refused = { status: number; code: string; detail: string; requestId?: string }

/**
 * What a link opens, without an account. `closed` is shown for a link that opens nothing, given the refusal where the
 * server was asked; undefined leaves it to the state that every error has.
 */
export function Opened<V>({
  query,
  what,
  closed = () => <LinkBad />,
  children,
}: {
  query: { data: V | undefined; error: Error | null; isEnabled: boolean; refetch: () => unknown }
  what: string
  closed?: (refused: Refused | undefined) => ReactNode
  children: (view: V) => ReactNode
}) {
  const { data, error } = query
  if (data !== undefined) return children(data)
  const retry = () => void query.refetch()
  const refused = error !== null && 'problem' in error ? (error.problem as Refused) : undefined
  if (refused) {
    const said = refused.status < 429 ? closed(refused) : undefined
    return said ?? <ErrorState detail={refused.detail} incident={refused.requestId} onRetry={retry} />
  }
  if (error !== null) return <Offline onRetry={retry} />
  // Without its secret the server isn't asked.
  return query.isEnabled ? <Loading what={what} /> : closed(undefined)
}

function LinkBad() {
  const t = usePageTexts()
  return (
    <NotFound isPage title={t.linkBad}>
      {t.linkBadHint}
    </NotFound>
  )
}

const fragmentChanges = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

type Typed = { number: string; code: string }
let handed: Typed | undefined
/** Hands a code on to the page of its number. An address would stay in the history of a device that others use too. */
export function handOver(typed: Typed): void {
  handed = typed
}
export function takeHanded(): Typed | undefined {
  const taken = handed
  handed = undefined
  return taken
}

/** The secret of a link that has it in its fragment, which no server sees. */
export const useFragment = () =>
  decodeURIComponent(useSyncExternalStore(fragmentChanges, () => location.hash).slice(1))
