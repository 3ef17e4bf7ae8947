import { query, type Tx } from '#platform/db'

export function findDivision(tx: Tx, code: string) {
  return tx.run(query`select from region.division where code = ${code}`)
}
