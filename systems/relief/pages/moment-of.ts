import { useFormat } from '#platform/ui'

/**
 * The instant (ISO) of a moment written in the region's time, `2022-05-04T18:00`. The zone's offset comes from how a
 * moment of that zone is written, for a browser may know no Temporal.
 */
export function useMomentOf(): (written: string) => string {
  const format = useFormat()
  return written => {
    const asIfUtc = Date.parse(`${written}:00Z`)
    const there = Date.parse(`${format.dayKey(new Date(asIfUtc))}T${format.time(new Date(asIfUtc))}:00Z`)
    return new Date(asIfUtc - (there - asIfUtc)).toISOString()
  }
}
