import type { NavItem, Role } from './schema.ts'

type Held = { role: Role; officeId: string; divisionCode: string }

/** Whether somebody administers a place, given as the division's path (province first): at it or above it. */
export function mayAdministerAt(holdings: readonly Held[], path: readonly string[]): boolean {
  return holdings.some(held => held.role === 'admin' && path.includes(held.divisionCode))
}

const pages: Record<Role, readonly NavItem[]> = {
  liaison: [
    'my-day',
    'report',
    'problems',
    'causes',
    'tasks',
    'requests',
    'enterprises',
    'visits',
    'exchange',
    'orders',
    'pairings',
    'map',
  ],
  handler: ['my-day', 'problems', 'causes', 'exchange', 'orders', 'tasks', 'requests', 'map'],
  leader: [
    'my-day',
    'report',
    'problems',
    'causes',
    'tasks',
    'requests',
    'enterprises',
    'visits',
    'exchange',
    'orders',
    'pairings',
    'import',
    'supervision',
    'map',
  ],
  supervisor: [
    'problems',
    'causes',
    'tasks',
    'enterprises',
    'visits',
    'exchange',
    'orders',
    'pairings',
    'supervision',
    'map',
  ],
  duty: ['my-day', 'report', 'problems', 'tasks', 'supervision', 'map'],
  admin: ['import', 'accounts', 'offices'],
  auditor: ['audit'],
}
const order: readonly NavItem[] = [
  'my-day',
  'report',
  'problems',
  'causes',
  'tasks',
  'requests',
  'enterprises',
  'visits',
  'exchange',
  'orders',
  'pairings',
  'supervision',
  'import',
  'map',
  'accounts',
  'offices',
  'audit',
]

/** What the navigation offers to the holder of roles, in its order. */
export function navOf(holdings: readonly Held[]): NavItem[] {
  const offered = new Set(holdings.flatMap(held => pages[held.role]))
  return order.filter(item => offered.has(item))
}

/** The highest division at which a role is held, else the given one; of two of one level the first by code. */
export function placeOf(holdings: readonly Held[], otherwise: string): string {
  const codes = holdings.map(held => held.divisionCode)
  return codes.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? otherwise
}

const longest = 180 * 86_400_000
/** Whether a role may run from one moment until another: it begins now or later, and ends after it began. */
export function isPeriod(from: Date, until: Date | null, now: Date): boolean {
  return from >= now && (until === null || until > from)
}
/** Cover is for a period of at most 180 days. */
export function isCoverPeriod(from: Date, until: Date, now: Date): boolean {
  return isPeriod(from, until, now) && until.getTime() - from.getTime() <= longest
}

/** Cover goes to somebody of the same place, or of one above or below it: not to a neighbour. */
export function isNear(path: readonly string[], other: readonly string[]): boolean {
  const [shorter, longer] = path.length <= other.length ? [path, other] : [other, path]
  return shorter.every((code, i) => code === longer[i])
}

/** The length of the codes by which a division's situation is counted: counties, then towns, then villages. */
export function countedBy(within: string): number {
  return within.length < 6 ? 6 : within.length < 9 ? 9 : 12
}
