/** What would change in one that is on file. */
export type RowChange<T> = {
  key: string
  before: T
  after: T
  fields: { field: keyof T & string; before: unknown; after: unknown }[]
}

export type RowsDifference<T> = {
  added: T[]
  changed: RowChange<T>[]
  same: T[]
  /** On file, but not in what comes in. Nothing follows from that by itself. */
  missing: T[]
}

/**
 * Compares what comes in with what is on file, by key, in the fields named. A field that an incoming row does
 * not have (a column the file lacks, a blank cell) is left as it is and counts as no change.
 */
export function diffRows<T extends object>(options: {
  existing: Iterable<T>
  incoming: Iterable<T>
  keyOf: (row: T) => string
  fields: readonly (keyof T & string)[]
}): RowsDifference<T> {
  const { existing, incoming, keyOf, fields } = options
  const onFile = new Map<string, T>()
  for (const row of existing) onFile.set(keyOf(row), row)
  const difference: RowsDifference<T> = { added: [], changed: [], same: [], missing: [] }
  const met = new Set<string>()
  for (const after of incoming) {
    const key = keyOf(after)
    met.add(key)
    const before = onFile.get(key)
    if (before === undefined) {
      difference.added.push(after)
      continue
    }
    const changes = fields
      .filter(field => after[field] !== undefined && !alike(before[field], after[field]))
      .map(field => ({ field, before: before[field], after: after[field] }))
    if (changes.length === 0) difference.same.push(after)
    else difference.changed.push({ key, before, after, fields: changes })
  }
  for (const [key, row] of onFile) if (!met.has(key)) difference.missing.push(row)
  return difference
}

function alike(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  return JSON.stringify(one) === JSON.stringify(other)
}
