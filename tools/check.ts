import { resolve } from 'node:path'
import { checkBoundaries } from './check/boundaries.ts'
import { checkLint, checkTypes, checkUnused } from './check/commands.ts'
import { compareGenerated } from './check/drift.ts'
import type { Problem } from './check/problem.ts'

const root = resolve(import.meta.dirname, '..')

const checks: Record<string, () => Problem[] | Promise<Problem[]>> = {
  types: () => checkTypes(root),
  lint: () => checkLint(root),
  boundaries: () => checkBoundaries(root).problems,
  unused: () => checkUnused(root),
  // Loaded late: it imports the project, and the other checks must run when that can't be loaded.
  drift: async () => {
    const { generate } = await import('./check/generated.ts')
    return compareGenerated(root, await generate(root))
  },
}

const args = process.argv.slice(2)
const only = args[0] === '--only' ? args[1] : undefined
if (args.length > 0 && (args.length !== 2 || !Object.hasOwn(checks, only ?? ''))) {
  console.error(`Usage: npm run check [-- --only ${Object.keys(checks).join('|')}]`)
  process.exit(2)
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  if (only !== undefined && name !== only) continue
  const started = performance.now()
  let problems: Problem[]
  try {
    problems = await check()
  } catch (error) {
    problems = [{ at: name, what: `did not run: ${(error as Error).message}`, todo: 'Make it run.' }]
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name.padEnd(10)} ${seconds} s`)
  for (const one of problems) console.log(`    ${one.at}  ${one.what}\n        ${one.todo}`)
  failed += problems.length
}
console.log(failed === 0 ? 'All checks passed.' : `Problems found: ${failed}.`)
process.exitCode = failed === 0 ? 0 : 1
