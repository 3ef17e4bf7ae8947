import type { commandApi } from '#command/api'
import type { OutputOf } from '#platform/http'

export type NavName = OutputOf<typeof commandApi.whoAmI>['nav'][number]

/** The address of each page that the navigation offers. */
export const addressOf: Record<NavName, string> = {
  'my-day': '/my-day',
  report: '/relief/report',
  problems: '/relief/problems',
  enterprises: '/relief/enterprises',
  import: '/relief/import',
  map: '/map',
  accounts: '/accounts',
  offices: '/offices',
  audit: '/audit',
}

/** The systems of the left navigation and their pages, in their order. */
export const systems: { label: 'overview' | 'relief' | 'administration'; pages: NavName[] }[] = [
  { label: 'overview', pages: ['my-day', 'map'] },
  { label: 'relief', pages: ['problems', 'report', 'enterprises', 'import'] },
  { label: 'administration', pages: ['accounts', 'offices', 'audit'] },
]
