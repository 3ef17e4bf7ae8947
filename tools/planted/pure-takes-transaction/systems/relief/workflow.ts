import type { Tx } from '#platform/db'

export function next(tx: Tx) {
  return tx
}
