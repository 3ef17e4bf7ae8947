import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from './problem.ts'

/** Compares what is committed under `root` with what was generated just now. */
export function compareGenerated(root: string, generated: Map<string, string>): Problem[] {
  const problems: Problem[] = []
  const todo = 'Run npm run generate and commit the file with the change that caused it.'
  for (const [path, fresh] of generated) {
    const file = join(root, path)
    if (!existsSync(file)) {
      problems.push({ at: path, what: 'is missing', todo })
      continue
    }
    const have = readFileSync(file, 'utf8').split('\n')
    const want = fresh.split('\n')
    const line = want.findIndex((text, i) => text !== have[i])
    const first = line < 0 ? want.length : line
    if (line < 0 && have.length === want.length) continue
    problems.push({
      at: `${path}:${first + 1}`,
      what: `is out of date: has “${have[first] ?? ''}”, should have “${want[first] ?? ''}”`,
      todo,
    })
  }
  return problems
}
