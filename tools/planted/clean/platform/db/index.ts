import { sql } from 'kysely'

export type Tx = { run(query: unknown): Promise<void> }
export const query = sql
