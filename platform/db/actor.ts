import type { Lang } from '#platform/texts'

export type Role = 'liaison' | 'handler' | 'leader' | 'supervisor' | 'duty' | 'admin' | 'auditor'

/** A role in force: what, in which office (whose division is the place), and for whom it covers. */
export type Holding = {
  role: Role
  officeId: string
  divisionCode: string
  /** set where the office's department line sees its subject in all divisions below */
  subject: string | null
  delegatedBy: string | null
}

/** Who acts. `read` and `write` are keys; a row is seen when its seats overlap them. */
export type Actor = {
  kind: 'staff' | 'link' | 'system'
  /** the account, or the link; null for the system */
  id: string | null
  read: readonly string[]
  write: readonly string[]
  holdings: readonly Holding[]
  lang: Lang
  requestId: string
}

/**
 * The keys of a set of holdings: one table, one list per operation, so that two roles never merge.
 * | role | reads | writes |
 * |---|---|---|
 * | liaison, leader | relief at the place | relief at the place |
 * | duty | relief at the place | relief at the place (problems taken by the hotline) |
 * | supervisor | relief at the place | – |
 * | handler | own office, and its subject below where the office's line says so | own office |
 * | admin | – | administration at the place |
 * | auditor | audit at the place | – |
 * Everybody reads what stands open to staff, and reads and writes for the own office and account.
 */
export function keysOf(accountId: string, holdings: readonly Holding[]): { read: string[]; write: string[] } {
  const read = new Set(['staff', 'anyone', `account:${accountId}`])
  const write = new Set([`account:${accountId}`])
  for (const { role, officeId, divisionCode, subject } of holdings) {
    if (role === 'auditor') {
      read.add(`audit:${divisionCode}`)
      continue
    }
    if (role === 'admin') {
      write.add(`admin:${divisionCode}`)
      read.add(`admin:${divisionCode}`)
      continue
    }
    read.add(`office:${officeId}`)
    if (role !== 'supervisor') write.add(`office:${officeId}`)
    if (role === 'handler') {
      if (subject !== null) read.add(`relief:${divisionCode}:${subject}`)
      continue
    }
    read.add(`relief:${divisionCode}`)
    if (role !== 'supervisor') write.add(`relief:${divisionCode}`)
  }
  return { read: [...read], write: [...write] }
}

/** The seats of a division for one system: itself and its ancestors. */
export function divisionSeats(system: string, path: readonly string[]): string[] {
  return path.map(code => `${system}:${code}`)
}
