import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { type Problem, placeOf } from './problem.ts'

export type Import = {
  specifier: string
  /** Path of the module of ours it names, or undefined for a package or a missing file. */
  target: string | undefined
  /** Erased before the program runs; `import { type A }` is not, it still loads the module. */
  typeOnly: boolean
  names: string[]
  at: string
}
export type Module = {
  path: string
  source: string
  program: ReturnType<typeof parseSync>['program']
  imports: Import[]
  exports: (string | '*')[]
}
export type Tree = { modules: Map<string, Module>; migrations: string[]; problems: Problem[] }

const skipped = ['node_modules', '.git', '.data', '.cache', 'dist']

/** Sources, migrations and package.json under `root`, by path; `tools/planted` stands aside. */
export function readFiles(root: string): Map<string, string> {
  const found = globSync(['**/*.{ts,tsx}', 'migrations/*.sql', 'package.json', '**/data/*.json'], {
    cwd: root,
    exclude: path => skipped.includes(path.split('/').at(-1) ?? '') || path === 'tools/planted',
  })
  return new Map(found.sort().map(path => [path, readFileSync(join(root, path), 'utf8')]))
}

const isModule = (path: string) => /\.tsx?$/.test(path)

function resolve(
  files: Map<string, string>,
  aliases: Record<string, string>,
  from: string,
  specifier: string,
) {
  const candidate = specifier.startsWith('.')
    ? join(from, '..', specifier)
    : specifier.startsWith('#')
      ? aliasOf(aliases, specifier)
      : undefined
  return candidate !== undefined && files.has(candidate) ? candidate : undefined
}

function aliasOf(aliases: Record<string, string>, specifier: string) {
  const exact = aliases[specifier]
  if (exact !== undefined) return join(exact)
  // Node takes the pattern with the longest prefix.
  const patterns = Object.keys(aliases).filter(
    key => key.endsWith('/*') && specifier.startsWith(key.slice(0, -1)),
  )
  const pattern = patterns.sort((a, b) => b.length - a.length)[0]
  if (pattern === undefined) return undefined
  return join((aliases[pattern] ?? '').replace('*', specifier.slice(pattern.length - 1)))
}

type Node = { type?: string; [key: string]: unknown }

/** Calls `visit` for every node of a syntax tree. */
export function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit)
  else if (node !== null && typeof node === 'object') {
    const here = node as Node
    if (typeof here.type === 'string') visit(here)
    for (const key in here) if (typeof here[key] === 'object') walk(here[key], visit)
  }
}

function readModule(path: string, source: string, find: (specifier: string) => string | undefined) {
  const { program, module, errors } = parseSync(path, source)
  const imports: Import[] = []
  const add = (specifier: string, start: number, typeOnly: boolean, names: string[] = []) =>
    imports.push({ specifier, target: find(specifier), typeOnly, names, at: placeOf(path, source, start) })
  for (const one of module.staticImports)
    add(
      one.moduleRequest.value,
      one.start,
      /^import\s+type\b/.test(source.slice(one.start, one.end)),
      one.entries.map(entry => entry.importName.name ?? '*'),
    )
  const exports: string[] = []
  for (const one of module.staticExports) {
    const from = one.entries.find(entry => entry.moduleRequest)?.moduleRequest
    if (from) add(from.value, one.start, /^export\s+type\b/.test(source.slice(one.start, one.end)))
    for (const entry of one.entries) exports.push(entry.exportName.name ?? '*')
  }
  for (const one of module.dynamicImports) {
    const literal = source.slice(one.moduleRequest.start, one.moduleRequest.end)
    if (/^['"].*['"]$/.test(literal)) add(literal.slice(1, -1), one.start, false)
  }
  walk(program, node => {
    if (node.type !== 'TSImportType') return
    const argument = node.source as { value: string; start: number }
    add(argument.value, argument.start, true)
  })
  return { read: { path, source, program, imports, exports } satisfies Module, errors }
}

/** Parses every module and resolves what it imports; a file that can't be read or found is a problem. */
export function readTree(files: Map<string, string>): Tree {
  const aliases = JSON.parse(files.get('package.json') ?? '{}').imports ?? {}
  const modules = new Map<string, Module>()
  const problems: Problem[] = []
  for (const [path, source] of files) {
    if (!isModule(path)) continue
    const { read, errors } = readModule(path, source, name => resolve(files, aliases, path, name))
    modules.set(path, read)
    for (const error of errors)
      problems.push({ at: path, what: `does not parse: ${error.message}`, todo: 'Correct the syntax.' })
    for (const one of read.imports)
      if (/^[.#]/.test(one.specifier) && !one.target && !/\.(css|svg|json|topojson)$|\?/.test(one.specifier))
        problems.push({
          at: one.at,
          what: `imports ${one.specifier}, which is not there`,
          todo: 'Name an existing file, or add the alias to package.json.',
        })
  }
  const migrations = [...files].filter(([path]) => path.endsWith('.sql')).map(([, text]) => text)
  return { modules, migrations, problems }
}
