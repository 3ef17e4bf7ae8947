const MOST_FINDINGS = 20

/**
 * The paths of texts and names that PostgreSQL can't hold: with a NUL in them, or half of a surrogate pair.
 * Walks without recursion, as what it is given may be nested thousands deep.
 */
export function findUnfit(input: unknown): string[] {
  const found: string[] = []
  const waiting: [path: string, value: unknown][] = [['', input]]
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_FINDINGS; next = waiting.pop()) {
    const [path, value] = next
    if (typeof value === 'string') {
      if (isUnfit(value)) found.push(path)
      continue
    }
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      const at = path === '' ? name : `${path}.${name}`
      // The name itself would stand in the answer and, where names are free, in the database.
      if (isUnfit(name)) found.push(path)
      else if (typeof inner === 'string' || (typeof inner === 'object' && inner !== null))
        waiting.push([at.slice(0, 200), inner])
    }
  }
  return [...new Set(found)].sort()
}

const isUnfit = (text: string) => text.includes('\0') || !text.isWellFormed()
