import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Problem } from './problem.ts'

const bin = resolve(import.meta.dirname, '../../node_modules/.bin')

/** Runs a tool of ours under `root`; a tool that is missing or killed is an error, never a pass. */
function run(root: string, command: string, args: string[]) {
  const done = spawnSync(join(bin, command), args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (done.error) throw done.error
  if (done.status === null) throw new Error(`${command} was stopped by ${done.signal}`)
  return { code: done.status, out: done.stdout, all: `${done.stdout}${done.stderr}` }
}

/** A tool that failed and named no place still fails the check. */
function orElse(problems: Problem[], code: number, command: string, all: string): Problem[] {
  if (problems.length > 0 || code === 0) return problems
  return [{ at: command, what: `exit code ${code}: ${all.trim().slice(-2000)}`, todo: 'Read what it says.' }]
}

export function checkTypes(root: string): Problem[] {
  const { code, all } = run(root, 'tsc', ['--noEmit', '--pretty', 'false', '-p', '.'])
  const found = [...all.matchAll(/^(\S+?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)]
  const problems = found.map(([, path, line, id, what]) => ({
    at: `${path}:${line}`,
    what: `${id} ${what}`,
    todo: 'Correct the type; no `any`, no cast to silence it.',
  }))
  return orElse(problems, code, 'tsc', all)
}

type Diagnostic = {
  category: string
  severity: string
  message: string
  location?: { path?: string | { file?: string }; start?: { line: number } } | null
}

export function checkLint(root: string): Problem[] {
  const args = ['check', '.', '--reporter=json', '--max-diagnostics=none', '--error-on-warnings']
  const { code, out, all } = run(root, 'biome', args)
  const start = out.indexOf('{')
  const diagnostics: Diagnostic[] = start < 0 ? [] : JSON.parse(out.slice(start)).diagnostics
  const problems = diagnostics
    .filter(one => one.severity !== 'information')
    .map(one => {
      const path = typeof one.location?.path === 'object' ? one.location.path.file : one.location?.path
      return {
        at: `${path ?? 'biome'}:${one.location?.start?.line ?? 1}`,
        what: `${one.category}: ${one.message}`,
        todo: /format|organizeImports/.test(one.category)
          ? 'Run npm run format.'
          : 'Correct it, or run npm run format where it offers a safe fix.',
      }
    })
  return orElse(problems, code, 'biome', all)
}

type KnipRow = { file: string } & Record<string, unknown>

export function checkUnused(root: string): Problem[] {
  if (!existsSync(join(root, 'knip.json'))) throw new Error('knip.json is missing')
  const { code, out, all } = run(root, 'knip', ['--reporter', 'json', '--no-progress'])
  const start = out.indexOf('{')
  const rows: KnipRow[] = start < 0 ? [] : JSON.parse(out.slice(start)).issues
  const problems = rows.flatMap(row =>
    Object.entries(row).flatMap(([kind, items]) =>
      (Array.isArray(items) ? items : []).map((item: { name?: string; line?: number }) => ({
        at: `${row.file}:${item.line ?? 1}`,
        what: `unused or unlisted (${kind}): ${item.name ?? row.file}`,
        todo: 'Delete it, or the `export` before it; add an unlisted package to package.json.',
      })),
    ),
  )
  return orElse(problems, code, 'knip', all)
}
