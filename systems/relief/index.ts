import type { Actor, Tx } from '#platform/db'
import type { System } from '#platform/world'
import { problemKind } from './actions.ts'

export { countPairings, handOverPairings } from './enterprise-actions.ts'

import { reliefApi } from './api.ts'
import { type Area, joinAreas } from './area.ts'
import { causes } from './causes/index.ts'
import { confidential } from './confidential/index.ts'
import { offerImport } from './exchange/imports.ts'
import { exchange } from './exchange/index.ts'
import { reliefFigures } from './figures.ts'
import { reliefGenerators } from './generate.ts'
import { importApi } from './import-api.ts'
import { importRoutes } from './import-routes.ts'
import { refusalTexts as importRefusals } from './import-texts.ts'
import { enterpriseImport } from './imports/actions.ts'
import { pairingImport } from './imports/pairings.ts'
import { menu } from './menu/index.ts'
import { mergeOfficeInto } from './merges/actions.ts'
import { pairing } from './pairing/index.ts'
import { plans } from './plans/index.ts'
import { requests } from './requests/index.ts'
import { reliefRoutes } from './routes.ts'
import { reliefVerbs } from './story.ts'
import { supervision } from './supervision/index.ts'
import { tasks } from './tasks/index.ts'
import { noticeTexts, refusalTexts } from './texts.ts'
import { trackedUploads } from './uploads/index.ts'
import { visits } from './visits/index.ts'

/** Enterprises, their problems and the import of the register. */
const problems: Area = {
  api: { ...reliefApi, ...importApi },
  refusals: [refusalTexts, importRefusals],
  notices: [noticeTexts],
  figures: [reliefFigures],
  verbs: reliefVerbs,
  generators: reliefGenerators,
  open(world) {
    const parts = { world: world.matters, people: world.people, secrets: world.secrets }
    const kind = problemKind(parts)
    return {
      kinds: [kind.bound],
      routes: [
        ...reliefRoutes({
          relief: parts,
          problems: kind,
          matters: {
            world: world.matters,
            kinds: world.kinds,
            files: world.files,
            clock: world.clock,
            words: world.words,
          },
        }),
        ...importRoutes({
          people: world.people,
          secrets: world.secrets,
          files: world.files,
          zone: world.matters.zone,
        }),
      ],
    }
  },
}

/** The parts of relief: a new one is a folder and a name here. */
const areas: readonly Area[] = [
  problems,
  plans,
  pairing,
  trackedUploads,
  visits,
  menu,
  tasks,
  requests,
  confidential,
  causes,
  supervision,
  exchange,
]

/** Enterprise relief 企业帮扶. */
export const relief: System = { name: 'relief', ...joinAreas(areas) }

/** Lists that are imported at the machine itself. */
export const reliefImports = {
  enterprises: enterpriseImport.importFile,
  pairings: pairingImport.importFile,
  offers: offerImport.importFile,
}

/** What relief keeps of an office that is dissolved goes to its successor; returns how many enterprises. */
export async function handOverOffice(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  at: Date,
): Promise<number> {
  for (const area of areas) await area.mergeOffice?.(tx, actor, from, to, at)
  return mergeOfficeInto(tx, actor, from, to, at)
}
