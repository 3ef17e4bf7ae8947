import { systemOf } from './places.ts'
import { type Problem, placeOf } from './problem.ts'
import { type Tree, walk } from './tree.ts'

/** SQL names no table of a system but its own: imports can't show it, so the strings are read. */
export function sqlStaysHome({ modules, migrations }: Tree): Problem[] {
  const systems = new Set([...modules.keys()].map(systemOf).filter(name => name !== undefined))
  const tables = migrations
    .flatMap(text => [
      ...text.matchAll(/create (?:table|view|function)\s+(?:if not exists\s+)?(\w+)\.(\w+)/g),
    ])
    .filter(([, schema]) => systems.has(schema ?? ''))
    .map(([, schema, table]) => `${schema}.${table}`)
  if (tables.length === 0) return []
  const named = new RegExp(`(?<![\\w.#/-])(${tables.join('|').replaceAll('.', '\\.')})(?![\\w-])`, 'g')
  const problems: Problem[] = []
  for (const module of modules.values()) {
    if (!/^(platform|region|systems|packages)\//.test(module.path)) continue
    if (/\.test\.tsx?$|\.gen\.ts$/.test(module.path)) continue
    const own = systemOf(module.path)
    walk(module.program, node => {
      const text =
        node.type === 'TemplateElement'
          ? (node.value as { raw: string }).raw
          : node.type === 'Literal' && typeof node.value === 'string'
            ? node.value
            : ''
      for (const [name] of text.matchAll(named)) {
        const owner = name.split('.')[0]
        if (owner === own) continue
        problems.push({
          at: placeOf(module.path, module.source, module.source.indexOf(name, Number(node.start))),
          what: `names the table ${name}, which belongs to ${owner}`,
          todo: `Ask #${owner} for a function in its index.ts.`,
        })
      }
    })
  }
  return problems
}
