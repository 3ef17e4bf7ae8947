import type { Page } from '#platform/ui'
import { commandPages } from '../../systems/command/pages.tsx'
import { reliefPages } from '../../systems/relief/pages.tsx'
import { command } from './calls.ts'
import { useDemo } from './frame.tsx'

const kit: Page[] =
  import.meta.env.DEV || import.meta.env.MODE === 'kit'
    ? [{ path: '/kit', access: 'anyone', load: () => import('./kit.tsx').then(m => m.KitPage) }]
    : []

const relief = reliefPages({
  accounts: async query => (await command.listAccounts({ query: { ...query, limit: 12 } })).rows,
  divisions: async parent => (await command.listDivisions({ query: { parent } })).rows,
  useDemo,
  lists: {
    offices: {
      again: (token, body) => command.previewOfficesAgain({ params: { token }, body }),
      confirm: (body, key) => command.importOffices({ body }, { key }),
    },
    accounts: {
      again: (token, body) => command.previewAccountsAgain({ params: { token }, body }),
      confirm: (body, key) => command.importAccounts({ body }, { key }),
    },
  },
})

/** Every page of the app: a system adds its list here, a line each. */
export const pages: Page[] = [...kit, ...commandPages, ...relief]
