import { handOver } from '#platform/matter'
import type { System } from '#platform/world'
import { commandRoutes } from './routes.ts'
import { refusalTexts } from './texts.ts'

/** Accounts and offices, the search and the situation: what whoever commands needs of every system. */
export const command: System = {
  name: 'command',
  refusals: refusalTexts,
  open: ({ clock, matters }) => ({
    kinds: [],
    routes: commandRoutes({ clock, handOver, timeZone: matters.zone }),
  }),
}
