import { nameInSystem, systemOf } from './places.ts'
import type { Problem } from './problem.ts'
import { type Module, type Tree, walk } from './tree.ts'

const main = 'apps/server/main.ts'
const required = ['schema.ts', 'api.ts', 'texts.ts', 'index.ts', 'routes.ts']
const mostExports = 5

const systemsOf = ({ modules }: Tree) => [
  ...new Set([...modules.keys()].map(systemOf).filter(name => name !== undefined)),
]

/** Every system's folder has its files, and a door that isn't a warehouse. */
export function systemsAreWhole(tree: Tree): Problem[] {
  const problems: Problem[] = []
  for (const system of systemsOf(tree)) {
    for (const name of required)
      if (!tree.modules.has(`systems/${system}/${name}`))
        problems.push({ at: `systems/${system}/${name}`, what: 'is missing', todo: 'Every system has it.' })
    const door = `systems/${system}/index.ts`
    const names = tree.modules.get(door)?.exports ?? []
    if (names.length > mostExports || names.includes('*'))
      problems.push({
        at: `${door}:1`,
        what: `exports ${names.includes('*') ? 'everything of a file' : `${names.length} names`}`,
        todo: `Name at most ${mostExports}: what others may use.`,
      })
  }
  return problems
}

/** Names in the array `systems` of the composition root. */
function listed(module: Module): string[] {
  const names: string[] = []
  walk(module.program, node => {
    if (node.type !== 'VariableDeclarator' || (node.id as { name?: string }).name !== 'systems') return
    walk(node.init, inner => {
      if (inner.type === 'Identifier') names.push(String(inner.name))
    })
  })
  return names
}

function importedNames(module: Module): Map<string, string> {
  const names = new Map<string, string>()
  walk(module.program, node => {
    if (node.type !== 'ImportDeclaration') return
    const specifier = (node.source as { value: string }).value
    const target = module.imports.find(one => one.specifier === specifier)?.target
    const system = target && systemOf(target)
    for (const one of node.specifiers as { local: { name: string } }[])
      if (system) names.set(one.local.name, system)
  })
  return names
}

/** The array of systems in `main.ts` equals the folders; a system with pages is in the web app. */
export function systemsAreWired(tree: Tree): Problem[] {
  const folders = systemsOf(tree)
  const root = tree.modules.get(main)
  if (!root) return [{ at: main, what: 'is missing', todo: 'It holds the array of systems.' }]
  const imported = importedNames(root)
  const wired = new Set(listed(root).map(name => imported.get(name)))
  const problems: Problem[] = []
  for (const system of folders)
    if (!wired.has(system))
      problems.push({
        at: main,
        what: `the array \`systems\` leaves out systems/${system}`,
        todo: 'Add its line.',
      })
  const web = [...tree.modules.values()].filter(module => module.path.startsWith('apps/web/'))
  const shown = new Set(web.flatMap(module => module.imports.map(one => one.target)))
  for (const path of tree.modules.keys())
    if (systemOf(path) && nameInSystem(path) === 'pages.tsx' && !shown.has(path))
      problems.push({
        at: path,
        what: 'no file of apps/web imports it',
        todo: 'Add its routes to the web app.',
      })
  return problems
}
