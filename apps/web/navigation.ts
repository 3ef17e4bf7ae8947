import type { commandApi } from '#command/api'
import type { OutputOf } from '#platform/http'

type Nav = OutputOf<typeof commandApi.whoAmI>['nav']
export type NavName = Nav[number] | 'calls'

/** The address of each page that the navigation offers. */
export const addressOf: Record<NavName, string> = {
  'my-day': '/my-day',
  report: '/relief/report',
  problems: '/relief/problems',
  causes: '/relief/causes',
  enterprises: '/relief/enterprises',
  orders: '/relief/orders',
  tasks: '/relief/tasks',
  requests: '/relief/requests',
  exchange: '/relief/exchange',
  visits: '/relief/visits',
  pairings: '/relief/pairings',
  supervision: '/relief/supervision',
  import: '/relief/import',
  map: '/map',
  calls: '/calls',
  accounts: '/accounts',
  offices: '/offices',
  audit: '/audit',
}

/** The systems of the left navigation and their pages, in their order. */
export const systems: { label: 'overview' | 'relief' | 'administration'; pages: NavName[] }[] = [
  { label: 'overview', pages: ['my-day', 'calls', 'map'] },
  {
    label: 'relief',
    pages: [
      'problems',
      'causes',
      'report',
      'tasks',
      'requests',
      'enterprises',
      'visits',
      'exchange',
      'orders',
      'pairings',
      'supervision',
      'import',
    ],
  },
  { label: 'administration', pages: ['accounts', 'offices', 'audit'] },
]

/** What the session offers, and the call-back list to whoever works on matters of an office. */
export const offeredTo = (nav: Nav): readonly NavName[] => (nav.includes('my-day') ? [...nav, 'calls'] : nav)
