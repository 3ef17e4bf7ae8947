import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of pairing; the team of an enterprise hangs on its own page. */
export function pairingPages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/pairings',
      access: 'staff',
      load: () => import('./pages/pairings.tsx').then(m => m.PairingsPage),
    },
    {
      path: '/relief/pairings/assign',
      access: 'staff',
      load: () =>
        import('./pages/assign.tsx').then(({ AssignPage }) => () => <AssignPage neighbours={neighbours} />),
    },
  ]
}
