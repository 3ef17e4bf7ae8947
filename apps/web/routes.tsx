import type { Page } from '#platform/ui'

const kit: Page[] =
  import.meta.env.DEV || import.meta.env.MODE === 'kit'
    ? [{ path: '/kit', access: 'anyone', load: () => import('./kit.tsx').then(m => m.KitPage) }]
    : []

/** Every page of the app: a system adds its list here, a line each. */
export const pages: Page[] = [...kit]
