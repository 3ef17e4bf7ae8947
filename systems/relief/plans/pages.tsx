import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of promises and of a division's figures; the rest hangs on the enterprise's page. */
export function plansPages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/promises/$id',
      access: 'staff',
      load: () =>
        import('./pages/promise.tsx').then(({ PromisePage }) => () => (
          <PromisePage neighbours={neighbours} />
        )),
    },
    {
      path: '/relief/divisions/$code',
      access: 'staff',
      load: () => import('./pages/division.tsx').then(m => m.DivisionPage),
    },
  ]
}
