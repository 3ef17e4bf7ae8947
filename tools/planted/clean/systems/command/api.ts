import type { Status } from './schema.ts'

export type Answer = { status: Status }
