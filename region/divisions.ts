import { readFileSync } from 'node:fs'
import { nameTokens } from './names.ts'

export type DivisionLevel = 'province' | 'city' | 'county' | 'town' | 'village'

/** A division as the register holds it; days are ISO dates, degrees are WGS 84, about ±3 km. */
export type DivisionRow = {
  code: string
  name: string
  level: DivisionLevel
  parentCode: string | null
  /** The first day in this form; 1949-10-01 where the source knows none. */
  validFrom: string
  /** The first day on which it no longer stands; null while it stands. */
  validUntil: string | null
  successorCode: string | null
  pinyin: string
  initials: string
  longitude?: number
  latitude?: number
}

const lengths: readonly (readonly [number, DivisionLevel])[] = [
  [2, 'province'],
  [4, 'city'],
  [6, 'county'],
  [9, 'town'],
  [12, 'village'],
]
const unknownStart = '1949-10-01'

/** The level that a code's length says. @throws RangeError for a length that no level has */
export function levelOf(code: string): DivisionLevel {
  const found = lengths.find(([length]) => length === code.length)
  if (!found || !/^\d+$/.test(code)) throw new RangeError(`not a division code: ${code}`)
  return found[1]
}

/** The codes above a division, province first: '330421002005' gives 33, 3304, 330421, 330421002. */
export function ancestorsOf(code: string): string[] {
  levelOf(code)
  return lengths.filter(([length]) => length < code.length).map(([length]) => code.slice(0, length))
}

/** The division's ancestors and itself, province first. */
export function pathOf(code: string): string[] {
  return [...ancestorsOf(code), code]
}

/** Whether a division is the other one or lies inside it. */
export function isWithin(code: string, ancestor: string): boolean {
  levelOf(ancestor)
  return code === ancestor || ancestorsOf(code).includes(ancestor)
}

function records(file: string): string[][] {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
}

/** Code to name of the standing divisions from the province down to the towns, without the villages. */
export function readTownNames(): Map<string, string> {
  return new Map(records('divisions.csv') as [string, string][])
}

/**
 * Every division of the region, parents before children: 1 province, 11 cities, 90 counties that stand and 9 that
 * were merged or renamed, 1,387 towns, 25,547 villages and communities (state of 30 June 2023).
 * Source and licence: data/README.md.
 */
export function readDivisions(): DivisionRow[] {
  const seats = new Map(
    records('county-seats.csv').map(([code, lng, lat]) => [code!, [Number(lng), Number(lat)]]),
  )
  const founded = new Map(records('founded.csv').map(([code, from]) => [code!, from!]))
  const former = new Map(
    records('former-divisions.csv').map(([code, name, until, next]) => [
      code!,
      { name: name!, until: until!, next: next! },
    ]),
  )
  const named = [...records('divisions.csv'), ...records('villages.csv')] as [string, string][]
  for (const [code, { name }] of former) named.push([code, name])
  // A parent stands before its child and a successor before what it follows, so that rows can be stored in this order.
  const rank = (code: string) => `${String(code.length).padStart(2, '0')} ${former.has(code) ? 1 : 0} ${code}`
  named.sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  // A city's and the province's government sit in the county with the lowest code (Hangzhou for the province).
  const seatOf = (code: string) => {
    if (code.length === 6) return seats.get(code)
    if (code.length > 6) return undefined
    for (const [county, seat] of seats) if (county.startsWith(code)) return seat
  }
  return named.map(([code, name]) => {
    const past = former.get(code)
    const seat = seatOf(code)
    const { pinyin, initials } = nameTokens(name)
    return {
      code,
      name,
      level: levelOf(code),
      parentCode: ancestorsOf(code).at(-1) ?? null,
      validFrom: founded.get(code.slice(0, 6)) ?? unknownStart,
      validUntil: past?.until ?? null,
      successorCode: past?.next ?? null,
      pinyin,
      initials,
      ...(seat && { longitude: seat[0]!, latitude: seat[1]! }),
    }
  })
}
