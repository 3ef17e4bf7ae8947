import { folderOf, isTest, nameInSystem, systemOf } from './places.ts'
import type { Problem } from './problem.ts'
import type { Tree } from './tree.ts'

const floors = ['packages', 'platform', 'region', 'systems', 'apps']
const floorOf = (path: string) => {
  const floor = floors.indexOf(path.split('/')[0] ?? '')
  return floor < 0 ? floors.length : floor
}

/** A house is entered by its door; the composition roots bind more, and nothing else. */
const bound: [RegExp, RegExp][] = [
  [/^apps\/(server|cli|seed|replay)\//, /^(index|routes|jobs|figures|workflow|story|api|texts)\.ts$/],
  [/^apps\/(web|field)\//, /^(pages\.tsx|api\.ts|texts\.ts)$/],
  // In the browser another system is its contract and its words: its index.ts is the server's.
  [/^systems\/[^/]+\/pages/, /^([^/]+\/)?(api|texts)\.ts$/],
]

/** Systems meet at `index.ts`, type imports included. */
export function meetAtIndex({ modules }: Tree): Problem[] {
  const problems: Problem[] = []
  for (const module of modules.values()) {
    if (isTest(module.path)) continue
    for (const one of module.imports) {
      const system = one.target && systemOf(one.target)
      if (!one.target || !system || system === systemOf(module.path)) continue
      const name = nameInSystem(one.target)
      const root = bound.find(([from]) => from.test(module.path))
      if (root ? root[1].test(name) : name === 'index.ts') continue
      problems.push({
        at: one.at,
        what: `reaches into ${system}: ${one.target}`,
        todo: `Import from #${system}, and let its index.ts export what others may use.`,
      })
    }
  }
  return problems
}

/** packages ← platform ← region ← systems ← apps: nothing imports from a floor above its own. */
export function noUpwardImport({ modules }: Tree): Problem[] {
  const problems: Problem[] = []
  for (const module of modules.values()) {
    if (isTest(module.path)) continue
    for (const one of module.imports) {
      if (!one.target) continue
      const outside = module.path.startsWith('packages/') && folderOf(one.target) !== folderOf(module.path)
      if (!outside && floorOf(one.target) <= floorOf(module.path)) continue
      problems.push({
        at: one.at,
        what: `${folderOf(module.path)} must not know ${one.target}`,
        todo: 'Pass in what it needs, or move the code to the floor where both are known.',
      })
    }
  }
  return problems
}

/** No cycle between folders, type imports included. */
export function noFolderCycle({ modules }: Tree): Problem[] {
  const edges = new Map<string, Map<string, string>>()
  for (const module of modules.values()) {
    if (isTest(module.path)) continue
    const from = folderOf(module.path)
    for (const one of module.imports) {
      const to = one.target && folderOf(one.target)
      if (!to || to === from) continue
      const out = edges.get(from) ?? new Map<string, string>()
      if (!out.has(to)) out.set(to, one.at)
      edges.set(from, out)
    }
  }
  const problems: Problem[] = []
  const done = new Set<string>()
  const visit = (folder: string, trail: string[]) => {
    const start = trail.indexOf(folder)
    if (start >= 0) {
      const cycle = [...trail.slice(start), folder]
      const places = cycle.slice(1).map((to, i) => edges.get(cycle[i] ?? '')?.get(to) ?? '')
      problems.push({
        at: places.at(-1) ?? folder,
        what: `cycle between folders: ${cycle.join(' → ')} (${places.join(', ')})`,
        todo: 'Pass one of the two in as an argument, or move what both need below them.',
      })
      return
    }
    if (done.has(folder)) return
    for (const to of edges.get(folder)?.keys() ?? []) visit(to, [...trail, folder])
    done.add(folder)
  }
  for (const folder of edges.keys()) visit(folder, [])
  return problems
}
