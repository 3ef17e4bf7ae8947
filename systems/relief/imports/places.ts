/** A division as the import knows it; `successor` is set for one that was merged or renamed. */
export type Place = { code: string; name: string; path: readonly string[]; successor: string | null }

export type PlaceFound =
  | { is: 'found'; place: Place; followed: boolean }
  | { is: 'outside'; place: Place }
  | { is: 'many' | 'unknown'; candidates: Place[] }

const key = (typed: string) => typed.normalize('NFKC').replace(/[\s/\\>·,，、-]/gu, '')
const most = 5
const named = 4

/**
 * Finds divisions by code (6, 9 or 12 digits, zeros at the end or not) or by the name of a town or county, alone or
 * with what stands above it, within the writer's places. `places` holds the standing towns and all above them, those
 * that ended, and whatever else was looked for by its code.
 */
export function placeFinder(
  places: readonly Place[],
  mayWrite: readonly string[],
): (typed: string) => PlaceFound {
  const byCode = new Map(places.map(place => [place.code, place]))
  const byName = new Map<string, Set<Place>>()
  const stem = (name: string) => (name.length > 2 ? name.replace(/[省市县区]$/u, '') : name)
  for (const place of places) {
    if (place.successor !== null || place.code.length > 9) continue
    const above = place.path.slice(0, -1).map(code => byCode.get(code)?.name ?? '')
    let beginnings = ['']
    for (const name of above)
      beginnings = beginnings.flatMap(start => [start, start + name, start + stem(name)])
    for (const start of beginnings) {
      const name = key(start + place.name)
      const there = byName.get(name)
      if (there) there.add(place)
      else byName.set(name, new Set([place]))
    }
  }
  const inPlace = (place: Place) => place.path.some(code => mayWrite.includes(code))
  const found = new Map<string, PlaceFound>()

  function find(typed: string): PlaceFound {
    const wanted = key(typed)
    if (/^\d{6,12}$/.test(wanted)) return byDigits(wanted)
    const named = [...(byName.get(wanted) ?? [])]
    const ours = named.filter(inPlace)
    if (ours.length === 1) return { is: 'found', place: ours[0]!, followed: false }
    if (ours.length > 1) return { is: 'many', candidates: ours.slice(0, most) }
    if (named.length > 0) return { is: 'outside', place: named[0]! }
    return { is: 'unknown', candidates: similar(wanted) }
  }

  function byDigits(digits: string): PlaceFound {
    const full = digits.length === 12 ? digits.replace(/0{3}$/, '').replace(/^(\d{6})0{3}$/, '$1') : digits
    let place = byCode.get(digits) ?? byCode.get(full)
    if (place === undefined) return { is: 'unknown', candidates: [] }
    const typedPlace = place
    for (let steps = 0; place?.successor != null && steps < 10; steps++) place = byCode.get(place.successor)
    if (place === undefined) return { is: 'unknown', candidates: [] }
    return inPlace(place) ? { is: 'found', place, followed: place !== typedPlace } : { is: 'outside', place }
  }

  function similar(wanted: string): Place[] {
    const start = [...wanted].slice(-named).slice(0, 2).join('')
    if ([...start].length < 2) return []
    return places
      .filter(place => place.successor === null && place.code.length === 9 && inPlace(place))
      .filter(
        place =>
          place.name.startsWith(start) ||
          (place.name.length > 2 && wanted.includes(stem(place.name).replace(/(街道|镇|乡)$/u, ''))),
      )
      .slice(0, most)
  }

  return typed => {
    const known = found.get(typed) ?? find(typed)
    found.set(typed, known)
    return known
  }
}

/** 嘉善县罗星街道: a town is told with its county. */
export function fullName(place: Place, nameOf: (code: string) => string | undefined): string {
  const county = place.code.length > 6 ? (nameOf(place.code.slice(0, 6)) ?? '') : ''
  return county + place.name
}
