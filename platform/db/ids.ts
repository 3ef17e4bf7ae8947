import { randomUUIDv7 } from 'node:crypto'

/** A new id. Ids are made here, never by the database, and grow with time. */
export const uuidv7 = (): string => randomUUIDv7()
