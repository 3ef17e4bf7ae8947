import { type Tx } from '#platform/db'

export type Answer = { tx: Tx }
