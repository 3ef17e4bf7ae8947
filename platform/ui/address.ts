import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ComponentType } from 'react'

/**
 * A page of the app. `path` as TanStack Router writes it (`/problems/$id`); `access: 'staff'` stands in the Shell
 * and needs a session; `anyone` draws its own `PublicPage`. `load` keeps the screen out of the first load:
 * `{ path: '/problems', access: 'staff', load: () => import('./pages/problems.tsx').then(m => m.ProblemsPage) }`
 */
export type Page = { path: string; access: 'staff' | 'anyone'; load: () => Promise<ComponentType> }

/**
 * Where the reader is: `params` of the path, `query` as plain strings (filters live there, so that a view can be
 * bookmarked and shared). `setQuery` replaces some; `''` removes one. `go` goes to an address of the app.
 */
export function useAddress() {
  const params = useParams({ strict: false }) as Record<string, string>
  const query = useSearch({ strict: false }) as Record<string, string>
  const navigate = useNavigate()
  return {
    params,
    query,
    setQuery: (change: Record<string, string>) => {
      const next = Object.fromEntries(
        Object.entries({ ...query, ...change }).filter(([, value]) => value !== ''),
      )
      void navigate({ to: '.', search: next as never, replace: true })
    },
    go: (href: string) => void navigate({ href }),
    /** goes there in place of this page: “back” leads past it */
    goInstead: (href: string) => void navigate({ href, replace: true }),
  }
}
