import type { Status } from '#relief/schema'

export const open: Status = 'open'
