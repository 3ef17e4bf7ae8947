import type { Actor, Tx } from '#platform/db'
import type { System } from '#platform/world'

/** A part of enterprise relief with a folder of its own: a system without a name. */
export type Area = Omit<System, 'name'> & {
  /** what it keeps of an office that is dissolved goes to the successor, in the administrator's transaction */
  mergeOffice?(tx: Tx, actor: Actor, from: string, to: string, at: Date): Promise<void>
}

/** Several areas as one. */
export function joinAreas(areas: readonly Area[]): Area {
  return {
    api: Object.assign({}, ...areas.map(area => area.api)),
    refusals: areas.flatMap(area => area.refusals),
    notices: areas.flatMap(area => area.notices ?? []),
    figures: areas.flatMap(area => area.figures ?? []),
    verbs: Object.assign({}, ...areas.map(area => area.verbs ?? {})),
    generators: Object.assign({}, ...areas.map(area => area.generators ?? {})),
    open(world) {
      const opened = areas.map(area => area.open(world))
      return {
        kinds: opened.flatMap(area => area.kinds),
        routes: opened.flatMap(area => area.routes),
        places: Object.assign({}, ...opened.map(area => area.places ?? {})),
        async everyMonday(at) {
          for (const area of opened) await area.everyMonday?.(at)
        },
      }
    },
  }
}
