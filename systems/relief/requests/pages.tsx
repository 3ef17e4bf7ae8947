import type { ComponentType } from 'react'
import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of requests: for staff, and the one that a body outside opens by its link. */
export function requestPages(neighbours: Neighbours): Page[] {
  const withNeighbours = (Screen: ComponentType<{ neighbours: Neighbours }>) => () => (
    <Screen neighbours={neighbours} />
  )
  return [
    {
      path: '/relief/requests',
      access: 'staff',
      load: () => import('./pages/requests.tsx').then(m => m.RequestsPage),
    },
    {
      path: '/relief/requests/$id',
      access: 'staff',
      load: () => import('./pages/request.tsx').then(m => withNeighbours(m.RequestPage)),
    },
    {
      path: '/p',
      access: 'anyone',
      load: () => import('./pages/party.tsx').then(m => withNeighbours(m.PartyPage)),
    },
  ]
}
