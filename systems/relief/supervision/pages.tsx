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
]
