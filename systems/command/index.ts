import { handOver } from '#platform/matter'
import type { System } from '#platform/world'
import { commandApi } from './api.ts'
import { commandRoutes } from './routes.ts'
import { refusalTexts } from './texts.ts'

/** Command 指挥部: accounts, roles, offices, search and the situation map. */
export const command: System = {
  name: 'command',
  api: commandApi,
  refusals: [refusalTexts],
  open: world => ({
    kinds: [],
    routes: commandRoutes({ clock: world.clock, handOver, timeZone: world.matters.zone }),
  }),
}
