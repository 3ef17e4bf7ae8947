import { query, type Tx } from '#platform/db'

export function insert(tx: Tx, id: string) {
  return tx.run(query`insert into command.notice select ${id} from region.division`)
}
