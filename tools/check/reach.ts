import { isBrowser, isPure, isServerFile, isServerPackage } from './places.ts'
import { type Problem, placeOf } from './problem.ts'
import { type Module, type Tree, walk } from './tree.ts'

/** Follows what is loaded at run time from `start`; calls `see` for each import, with the way to it. */
function follow(tree: Tree, start: Module, see: (name: string, trail: string[], at: string) => boolean) {
  const seen = new Set([start.path])
  const queue: { module: Module; trail: string[]; at: string | undefined }[] = [
    { module: start, trail: [start.path], at: undefined },
  ]
  for (let step = queue.shift(); step; step = queue.shift()) {
    for (const one of step.module.imports) {
      if (one.typeOnly) continue
      const at = step.at ?? one.at
      const name = one.target ?? one.specifier
      if (seen.has(name)) continue
      seen.add(name)
      const trail = [...step.trail, name]
      const next = one.target ? tree.modules.get(one.target) : undefined
      if (see(name, trail, at) && next) queue.push({ module: next, trail, at })
    }
  }
}

const isServerSide = (name: string) => isServerPackage(name) || isServerFile(name)

/** Browser code loads no server file, neither itself nor through another. */
export function browserReachesNoServer(tree: Tree): Problem[] {
  const problems: Problem[] = []
  for (const module of tree.modules.values()) {
    if (!isBrowser(module.path)) continue
    follow(tree, module, (name, trail, at) => {
      if (!isServerSide(name)) return true
      problems.push({
        at,
        what: `browser code reaches the server: ${trail.join(' → ')}`,
        todo: 'Import the shared part alone (api.ts, schema.ts, texts.ts, a pure file).',
      })
      return false
    })
  }
  return problems
}

/** Rules, workflows, vocabularies and packages neither load nor name anything that acts. */
export function pureStaysPure(tree: Tree): Problem[] {
  const problems: Problem[] = []
  const todo = 'Take facts and the moment as parameters; act in actions.ts.'
  for (const module of tree.modules.values()) {
    if (!isPure(module.path)) continue
    for (const one of module.imports)
      if (one.typeOnly && one.names.some(name => databases.has(name)))
        problems.push({ at: one.at, what: `a pure file takes a database from ${one.specifier}`, todo })
    follow(tree, module, (name, trail, at) => {
      if (!isServerSide(name)) return true
      problems.push({ at, what: `a pure file reaches ${name}: ${trail.join(' → ')}`, todo })
      return false
    })
    for (const { offset, text } of impureCalls(module))
      problems.push({
        at: placeOf(module.path, module.source, offset),
        what: `a pure file calls ${text}`,
        todo,
      })
  }
  return problems
}

/** Types that are erased and yet say that their holder acts. */
const databases = new Set(['Tx', 'Database', 'DB', 'Kysely', 'Transaction', 'FastifyInstance'])

const impure = [
  /^Date\.now\(\)$/,
  /^Math\.random\(\)$/,
  /^new Date\(?\)?$/,
  /^Temporal\.Now\b/,
  /^performance\.now/,
  /^crypto\.(randomUUID|getRandomValues)/,
  /^fetch\(/,
]

function impureCalls(module: Module) {
  const found: { offset: number; text: string }[] = []
  walk(module.program, node => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
    const text = module.source.slice(Number(node.start), Number(node.end))
    if (impure.some(pattern => pattern.test(text)))
      found.push({ offset: Number(node.start), text: text.slice(0, 40) })
  })
  return found
}
