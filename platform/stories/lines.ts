/**
 * The line (from 1) on which the value at a path begins in a JSON text; of a missing entry, the line of what it is
 * missing from. The text must be valid JSON.
 */
export function lineOf(json: string, path: readonly PropertyKey[]): number {
  let at = 0
  let found = 0
  const skip = () => {
    while (/\s/.test(json[at] ?? '')) at++
  }
  const word = () => {
    const from = at
    for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
    at++
    return JSON.parse(json.slice(from, at)) as string
  }
  /** Walks over a value; `depth` is how much of the path led here, or -1 beside it. */
  const value = (depth: number): void => {
    skip()
    if (depth >= 0) found = at
    const open = json[at]
    if (open !== '{' && open !== '[') {
      if (open === '"') word()
      else while (/[^\s,\]}]/.test(json[at] ?? ' ')) at++
      return
    }
    at++
    for (let index = 0; ; index++) {
      skip()
      if (json[at] === '}' || json[at] === ']') break
      if (json[at] === ',') at++
      skip()
      let key: PropertyKey = index
      if (open === '{') {
        key = word()
        skip()
        at++
      }
      value(depth >= 0 && path[depth] === key ? depth + 1 : -1)
    }
    at++
  }
  value(0)
  return json.slice(0, found).split('\n').length
}
