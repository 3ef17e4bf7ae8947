import type { Area } from '../area.ts'
import { pairingApi } from './api.ts'
import { pairingFigures } from './figures.ts'
import { pairingRoutes } from './routes.ts'
import { pairingVerbs } from './story.ts'
import { refusalTexts } from './texts.ts'

/** Who cares for which enterprise: officers, deputies, cover, service groups, balanced assignment. */
export const pairing: Area = {
  api: pairingApi,
  refusals: [refusalTexts],
  figures: [pairingFigures],
  verbs: pairingVerbs,
  open: () => ({ kinds: [], routes: pairingRoutes }),
}
