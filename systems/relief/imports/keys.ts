import { type Actor, type Tx, withKeys } from '#platform/db'

const PIECE = 2000

/**
 * Works on rows that carry seats of offices, in the order of these offices, holding for each piece only the keys that
 * its rows need: the policies read all keys again for each row, and those of a city's offices at once made an import
 * twice as long. `seatsOf` gives the seats of everything that is touched for a row.
 */
export async function withOfficeKeys<T>(
  tx: Tx,
  actor: Actor,
  rows: readonly T[],
  seatsOf: (row: T) => readonly (readonly string[])[],
  work: (piece: T[]) => Promise<void>,
): Promise<void> {
  const keysOf = (row: T) =>
    seatsOf(row)
      .map(seats => seats.at(-1))
      .filter(seat => seat !== undefined)
  const ordered = rows
    .map(row => ({ row, keys: keysOf(row) }))
    .sort((a, b) => ((a.keys[0] ?? '') < (b.keys[0] ?? '') ? -1 : 1))
  for (let i = 0; i < ordered.length; i += PIECE) {
    const piece = ordered.slice(i, i + PIECE)
    const keys = [...new Set(piece.flatMap(one => one.keys))]
    await withKeys(tx, actor, keys, () => work(piece.map(one => one.row)))
  }
}
