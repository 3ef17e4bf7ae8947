import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of needs and offers. */
export function exchangePages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/exchange',
      access: 'staff',
      load: () => import('./pages/exchange.tsx').then(m => m.ExchangePage),
    },
    {
      path: '/relief/needs/$id',
      access: 'staff',
      load: () =>
        import('./pages/need.tsx').then(({ NeedPage }) => () => <NeedPage neighbours={neighbours} />),
    },
    {
      path: '/relief/offers/$id',
      access: 'staff',
      load: () => import('./pages/offer.tsx').then(m => m.OfferPage),
    },
    {
      path: '/r/$secret/exchange',
      access: 'anyone',
      load: () =>
        import('./pages/open.tsx').then(({ OpenExchangePage }) => () => (
          <OpenExchangePage neighbours={neighbours} />
        )),
    },
  ]
}
