import type { Page } from '#platform/ui'

/** The pages of supervision. */
export const supervisionPages: Page[] = [
  {
    path: '/relief/supervision',
    access: 'staff',
    load: () => import('./pages/board.tsx').then(m => m.BoardPage),
  },
  {
    path: '/relief/supervision/problems',
    access: 'staff',
    load: () => import('./pages/behind.tsx').then(m => m.BehindPage),
  },
  {
    path: '/relief/ledger',
    access: 'staff',
    load: () => import('./pages/ledger.tsx').then(m => m.LedgerPage),
  },
  {
    path: '/relief/supervision/papers',
    access: 'staff',
    load: () => import('./pages/papers.tsx').then(m => m.PapersPage),
  },
  {
    path: '/relief/supervision/circulars/$id',
    access: 'staff',
    load: () => import('./pages/circular.tsx').then(m => m.CircularPage),
  },
  {
    path: '/relief/supervision/reports/$id',
    access: 'staff',
    load: () => import('./pages/report.tsx').then(m => m.ReportPage),
  },
]
