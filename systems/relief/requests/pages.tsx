import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of requests: for staff, and the one that a body outside opens by its link. */
export function requestPages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/requests',
      access: 'staff',
      load: () => import('./pages/requests.tsx').then(m => m.RequestsPage),
    },
    {
      path: '/relief/requests/$id',
      access: 'staff',
      load: () => import('./pages/request.tsx').then(m => () => <m.RequestPage neighbours={neighbours} />),
    },
    {
      path: '/p',
      access: 'anyone',
      load: () => import('./pages/party.tsx').then(m => () => <m.PartyPage neighbours={neighbours} />),
    },
  ]
}
