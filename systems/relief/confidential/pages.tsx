import type { ComponentType } from 'react'
import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** Where a report is written, by an official or by an enterprise's link, and where it is examined. */
export function confidentialPages(neighbours: Neighbours): Page[] {
  const withNeighbours = (Screen: ComponentType<{ neighbours: Neighbours }>) => () => (
    <Screen neighbours={neighbours} />
  )
  return [
    {
      path: '/relief/confidential',
      access: 'staff',
      load: () => import('./pages/form.tsx').then(m => m.StaffFormPage),
    },
    {
      path: '/r/$secret/confidential',
      access: 'anyone',
      load: () => import('./pages/form.tsx').then(m => withNeighbours(m.OpenFormPage)),
    },
    {
      path: '/relief/confidential/$id',
      access: 'staff',
      load: () => import('./pages/report.tsx').then(m => withNeighbours(m.ConfidentialPage)),
    },
  ]
}
