import type { System } from '#platform/world'

/** A part of enterprise relief with a folder of its own: a system without a name. */
export type Area = Omit<System, 'name'>

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
      }
    },
  }
}
