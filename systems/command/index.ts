import type { Actor, Tx } from '#platform/db'
import { handOver } from '#platform/matter'
import type { System } from '#platform/world'
import { issueCodes } from './actions.ts'
import { commandApi } from './api.ts'
import { importRoutes } from './import-routes.ts'
import { accountImport } from './imports/accounts.ts'
import { officeImport } from './imports/offices.ts'
import { commandRoutes } from './routes.ts'
import { refusalTexts } from './texts.ts'

/** Command 指挥部: accounts, roles, offices, search and the situation map. */
export const command: System = {
  name: 'command',
  api: commandApi,
  refusals: [refusalTexts],
  open: world => ({
    kinds: [],
    routes: [
      ...commandRoutes({ clock: world.clock, handOver, timeZone: world.matters.zone }),
      ...importRoutes({
        people: world.people,
        secrets: world.secrets,
        files: world.files,
        zone: world.matters.zone,
      }),
    ],
  }),
}

/** Lists that are imported at the machine itself. */
export const commandImports = {
  offices: officeImport.importFile,
  accounts: accountImport.importFile,
  codes: (tx: Tx, actor: Actor, ids: readonly string[], zone: string, at: { at: Date; wall: Date }) =>
    issueCodes(tx, actor, ids, zone, at),
}
