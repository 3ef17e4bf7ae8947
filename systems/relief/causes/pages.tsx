import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of common causes. */
export function causePages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/causes',
      access: 'staff',
      load: () => import('./pages/causes.tsx').then(m => m.CausesPage),
    },
    {
      path: '/relief/causes/$id',
      access: 'staff',
      load: () =>
        import('./pages/cause.tsx').then(({ CausePage }) => () => <CausePage neighbours={neighbours} />),
    },
  ]
}
