import type { Status } from './schema.ts'

export function mayClose(status: Status, at: Date, until: Date) {
  return status === 'open' && at < new Date(until)
}
