import type { ComponentType } from 'react'
import type { Page } from '#platform/ui'
import { causePages } from './causes/pages.tsx'
import { confidentialPages } from './confidential/pages.tsx'
import { exchangePages } from './exchange/pages.tsx'
import { menuPages } from './menu/pages.tsx'
import type { Neighbours } from './pages/neighbours.ts'
import { pairingPages } from './pairing/pages.tsx'
import { plansPages } from './plans/pages.tsx'
import { requestPages } from './requests/pages.tsx'
import { supervisionPages } from './supervision/pages.tsx'
import { taskPages } from './tasks/pages.tsx'
import { visitPages } from './visits/pages.tsx'

/** Relief's pages; `neighbours` is what they need of other systems. */
export function reliefPages(neighbours: Neighbours): Page[] {
  const withNeighbours = (Screen: ComponentType<{ neighbours: Neighbours }>) => () => (
    <Screen neighbours={neighbours} />
  )
  return [
    {
      path: '/relief/problems',
      access: 'staff',
      load: () => import('./pages/problems.tsx').then(m => withNeighbours(m.ProblemsPage)),
    },
    {
      path: '/relief/problems/$id',
      access: 'staff',
      load: () => import('./pages/problem.tsx').then(m => withNeighbours(m.ProblemPage)),
    },
    {
      path: '/relief/report',
      access: 'staff',
      load: () => import('./pages/report.tsx').then(m => m.ReportPage),
    },
    {
      path: '/relief/enterprises',
      access: 'staff',
      load: () => import('./pages/enterprises.tsx').then(m => withNeighbours(m.EnterprisesPage)),
    },
    {
      path: '/relief/enterprises/$id',
      access: 'staff',
      load: () => import('./pages/enterprise.tsx').then(m => withNeighbours(m.EnterprisePage)),
    },
    {
      path: '/relief/enterprises/$id/sheet',
      access: 'staff',
      load: () => import('./pages/sheet.tsx').then(m => m.SheetPage),
    },
    {
      path: '/relief/import',
      access: 'staff',
      load: () => import('./pages/import.tsx').then(m => withNeighbours(m.ImportPage)),
    },
    {
      path: '/r/$secret',
      access: 'anyone',
      load: () => import('./pages/report-open.tsx').then(m => withNeighbours(m.OpenReportPage)),
    },
    {
      path: '/t',
      access: 'anyone',
      load: () => import('./pages/track.tsx').then(m => withNeighbours(m.TrackPage)),
    },
    {
      path: '/t/$number',
      access: 'anyone',
      load: () => import('./pages/track.tsx').then(m => withNeighbours(m.TrackedPage)),
    },
    ...exchangePages(neighbours),
    ...plansPages(neighbours),
    ...menuPages(neighbours),
    ...taskPages(neighbours),
    ...requestPages(neighbours),
    ...confidentialPages(neighbours),
    ...causePages(neighbours),
    ...pairingPages(neighbours),
    ...visitPages,
    ...supervisionPages,
  ]
}
