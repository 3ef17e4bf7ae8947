/** One fault: where it stands (`file:line`, or a file), what is wrong, and what to do about it. */
export type Problem = { at: string; what: string; todo: string }

/** `file:line` of a character offset. */
export function placeOf(path: string, source: string, offset: number): string {
  return `${path}:${source.slice(0, offset).split('\n').length}`
}
