import type { ComponentType } from 'react'
import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The page of a confidential report. */
export function confidentialPages(neighbours: Neighbours): Page[] {
  const withNeighbours = (Screen: ComponentType<{ neighbours: Neighbours }>) => () => (
    <Screen neighbours={neighbours} />
  )
  return [
    {
      path: '/relief/confidential/$id',
      access: 'staff',
      load: () => import('./pages/report.tsx').then(m => withNeighbours(m.ConfidentialPage)),
    },
  ]
}
