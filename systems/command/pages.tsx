import type { Page } from '#platform/ui'

/** Command's pages. */
export const commandPages: Page[] = [
  { path: '/my-day', access: 'staff', load: () => import('./pages/my-day.tsx').then(m => m.MyDayPage) },
  { path: '/map', access: 'staff', load: () => import('./pages/map.tsx').then(m => m.MapPage) },
  {
    path: '/matters/$id',
    access: 'staff',
    load: () => import('./pages/matter-address.tsx').then(m => m.MatterAddressPage),
  },
  { path: '/notices', access: 'staff', load: () => import('./pages/notices.tsx').then(m => m.NoticesPage) },
  { path: '/calls', access: 'staff', load: () => import('./pages/call-list.tsx').then(m => m.CallListPage) },
  {
    path: '/accounts',
    access: 'staff',
    load: () => import('./pages/accounts.tsx').then(m => m.AccountsPage),
  },
  {
    path: '/accounts/new',
    access: 'staff',
    load: () => import('./pages/account-new.tsx').then(m => m.NewAccountPage),
  },
  {
    path: '/accounts/$id',
    access: 'staff',
    load: () => import('./pages/account.tsx').then(m => m.AccountPage),
  },
  { path: '/offices', access: 'staff', load: () => import('./pages/offices.tsx').then(m => m.OfficesPage) },
  {
    path: '/offices/new',
    access: 'staff',
    load: () => import('./pages/office-new.tsx').then(m => m.NewOfficePage),
  },
  { path: '/me', access: 'staff', load: () => import('./pages/me.tsx').then(m => m.MePage) },
  { path: '/audit', access: 'staff', load: () => import('./pages/audit.tsx').then(m => m.AuditPage) },
  {
    path: '/audit/people/$id',
    access: 'staff',
    load: () => import('./pages/access-record.tsx').then(m => m.AccessRecordPage),
  },
]
