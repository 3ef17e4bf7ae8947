import { QueryCache, QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

export const isUnauthenticated = (error: unknown) =>
  error instanceof Error && 'problem' in error && (error.problem as { status?: number }).status === 401
const wasRefused = (error: Error) => 'problem' in error

/** Query keys begin with the topic of the change that makes them stale: `['matter', id]`. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended elsewhere shows in any call: ask who I am, and the frame leads to the sign-in page.
    onError: (error, query) => {
      if (isUnauthenticated(error) && query.queryKey[0] !== 'session')
        void queries.invalidateQueries({ queryKey: ['session'] })
    },
  }),
  defaultOptions: {
    queries: {
      // Server-sent events tell what changed.
      staleTime: 60_000,
      networkMode: 'always',
      retry: (failures, error) => !wasRefused(error) && failures < 2,
      retryDelay: attempt => 400 * 2 ** attempt,
    },
    mutations: { networkMode: 'always' },
  },
})

const REFUSED_PAUSE = 5_000

/** Follows the server's changes while a session is open; after a gap everything is fetched anew. */
export function useChanges(isOpen: boolean) {
  useEffect(() => {
    if (!isOpen) return
    let hasGap = false
    let source: EventSource
    let again: number | undefined
    const connect = () => {
      source = new EventSource('/api/events')
      source.addEventListener('open', () => {
        if (hasGap) void queries.invalidateQueries()
        hasGap = false
      })
      source.addEventListener('error', () => {
        hasGap = true
        // A browser tries again after a cut, but never after a refusal such as "the database is away".
        if (source.readyState === EventSource.CLOSED) again = window.setTimeout(connect, REFUSED_PAUSE)
      })
      source.addEventListener('changed', event => {
        const { topic } = JSON.parse((event as MessageEvent<string>).data) as { topic: string }
        void queries.invalidateQueries({ queryKey: [topic] })
      })
    }
    connect()
    return () => {
      clearTimeout(again)
      source.close()
    }
  }, [isOpen])
}
