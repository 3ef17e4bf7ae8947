type Stop = { organisationId: string; divisionCode: string }

/**
 * Days for visits: enterprises in the order of their towns, dealt over the days as evenly as whole numbers allow, so
 * that a town's come together and no day has more than one above another.
 */
export function proposeDays<S extends Stop>(
  stops: readonly S[],
  days: readonly string[],
): (S & { on: string })[] {
  if (days.length === 0) return []
  const sorted = stops.toSorted((a, b) =>
    a.divisionCode === b.divisionCode
      ? a.organisationId < b.organisationId
        ? -1
        : 1
      : a.divisionCode < b.divisionCode
        ? -1
        : 1,
  )
  return sorted.map((stop, i) => ({ ...stop, on: days[Math.floor((i * days.length) / sorted.length)]! }))
}

/** The same for several officers: each one's enterprises over all the days. */
export const proposeFor = <S extends Stop & { officerId: string }>(
  stops: readonly S[],
  days: readonly string[],
): (S & { on: string })[] =>
  [...Map.groupBy(stops, stop => stop.officerId).values()].flatMap(own => proposeDays(own, days))

type Period = { divisionCode: string; fromOn: string; untilOn: string; endedAt: string | null }

/** The round in force for a place on a day: of the nearest division at or above it; of a list's and a whole place's the latter. */
export function roundInForce<R extends Period & { list: string | null; id: string }>(
  rounds: readonly R[],
  place: string,
  on: string,
): R | undefined {
  return rounds
    .filter(
      round =>
        place.startsWith(round.divisionCode) &&
        round.endedAt === null &&
        round.fromOn <= on &&
        on <= round.untilOn,
    )
    .toSorted(
      (a, b) =>
        b.divisionCode.length - a.divisionCode.length ||
        Number(a.list !== null) - Number(b.list !== null) ||
        (a.id < b.id ? 1 : -1),
    )[0]
}

/** The days from one to another, both included. */
export function daysBetween(from: string, until: string): string[] {
  const days: string[] = []
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, Temporal.PlainDate.from(until)) <= 0;
    day = day.add({ days: 1 })
  )
    days.push(day.toString())
  return days
}

/** Visited in per cent of what was to be visited, to one decimal; null where nothing was. */
export const percentOf = (visited: number, toVisit: number): number | null =>
  toVisit === 0 ? null : Math.round((visited / toVisit) * 1000) / 10
