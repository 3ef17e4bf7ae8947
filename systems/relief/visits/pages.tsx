import type { Page } from '#platform/ui'

/** The pages of visits. */
export const visitPages: Page[] = [
  {
    path: '/relief/visits',
    access: 'staff',
    load: () => import('./pages/visits.tsx').then(m => m.VisitsPage),
  },
  {
    path: '/relief/visits/new',
    access: 'staff',
    load: () => import('./pages/record.tsx').then(m => m.RecordVisitPage),
  },
  {
    path: '/relief/visits/$id',
    access: 'staff',
    load: () => import('./pages/visit.tsx').then(m => m.VisitPage),
  },
]
