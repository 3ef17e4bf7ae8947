import { type Tx, query } from '#platform/db'

export const format = (tx: Tx) => tx.run(query)
