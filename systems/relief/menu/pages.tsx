import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of menus and orders. */
export function menuPages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/orders',
      access: 'staff',
      load: () =>
        import('./pages/orders.tsx').then(({ OrdersPage }) => () => <OrdersPage neighbours={neighbours} />),
    },
    {
      path: '/relief/orders/$id',
      access: 'staff',
      load: () =>
        import('./pages/order.tsx').then(({ OrderPage }) => () => <OrderPage neighbours={neighbours} />),
    },
    {
      path: '/r/$secret/menu',
      access: 'anyone',
      load: () =>
        import('./pages/open.tsx').then(({ OpenMenuPage }) => () => <OpenMenuPage neighbours={neighbours} />),
    },
  ]
}
