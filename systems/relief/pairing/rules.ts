import type { Assignment } from '#packages/planning'

type Place = { code: string; longitude: number | null; latitude: number | null }

const EARTH = 6_371_000
/** Metres assumed by the lowest division that both share, where a centroid isn't known. */
const apart = { town: 0, county: 10_000, city: 40_000, province: 120_000 } as const

/** Two towns are at least so far from each other, also where only their county's centroid is known. */
const NEAREST = 3_000

/** Metres between two divisions: as the crow flies between their centroids, none within one town. */
export function metresBetween(a: Place, b: Place): number {
  if (a.code === b.code) return 0
  if (a.longitude !== null && a.latitude !== null && b.longitude !== null && b.latitude !== null) {
    const radians = Math.PI / 180
    const east = (b.longitude - a.longitude) * radians * Math.cos(((a.latitude + b.latitude) / 2) * radians)
    const north = (b.latitude - a.latitude) * radians
    return Math.max(NEAREST, Math.round(EARTH * Math.hypot(east, north)))
  }
  if (a.code.slice(0, 9) === b.code.slice(0, 9) && Math.min(a.code.length, b.code.length) >= 9)
    return apart.town
  if (a.code.slice(0, 6) === b.code.slice(0, 6)) return apart.county
  return a.code.slice(0, 4) === b.code.slice(0, 4) ? apart.city : apart.province
}

/** Two towns of a county are so far apart as is told only where both have a point of their own. */
export function isDistanceKnown(
  a: { code: string; isOwn: boolean },
  b: { code: string; isOwn: boolean },
): boolean {
  return a.code === b.code || (a.isOwn && b.isOwn) || a.code.slice(0, 6) !== b.code.slice(0, 6)
}

export type Chosen = { id: string; town: string; officerId: string | null }

/**
 * Which enterprise goes to whom. Shares say how many of a town; within a town whoever has an officer already keeps
 * them as far as the share reaches, the others follow in the order given.
 */
export function dealOut(
  towns: readonly string[],
  officers: readonly string[],
  chosen: readonly Chosen[],
  { shares }: Pick<Assignment, 'shares'>,
): Map<string, string> {
  const dealt = new Map<string, string>()
  const byTown = Map.groupBy(chosen, one => one.town)
  for (const [place, town] of towns.entries()) {
    const left = new Map(
      shares.filter(share => share.place === place).map(share => [officers[share.worker]!, share.amount]),
    )
    const give = (id: string, officer: string) => {
      dealt.set(id, officer)
      const more = left.get(officer)! - 1
      if (more === 0) left.delete(officer)
      else left.set(officer, more)
    }
    const here = byTown.get(town) ?? []
    for (const one of here) if (one.officerId !== null && left.has(one.officerId)) give(one.id, one.officerId)
    for (const one of here) if (!dealt.has(one.id)) give(one.id, left.keys().next().value!)
  }
  return dealt
}

/** An absence begins before it ends, ends in the future and lasts at most 180 days, as cover does. */
export function isAbsencePeriod(from: Date, until: Date, now: Date): boolean {
  const days = (until.getTime() - from.getTime()) / 86_400_000
  return days > 0 && days <= 180 && until > now
}
