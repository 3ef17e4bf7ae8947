import { globSync } from 'node:fs'
import { meetAtIndex, noFolderCycle, noUpwardImport } from './direction.ts'
import type { Problem } from './problem.ts'
import { browserReachesNoServer, pureStaysPure } from './reach.ts'
import { sqlStaysHome } from './schemas.ts'
import { textsSpeakBoth } from './speech.ts'
import { readFiles, readTree, type Tree } from './tree.ts'
import { systemsAreWhole, systemsAreWired } from './wiring.ts'

/** Each has a planted fault under `tools/planted/` on which it is seen to fail. */
export const boundaryRules = {
  'meet-at-index': meetAtIndex,
  'no-upward-import': noUpwardImport,
  'no-folder-cycle': noFolderCycle,
  'pure-stays-pure': pureStaysPure,
  'browser-reaches-no-server': browserReachesNoServer,
  'sql-stays-home': sqlStaysHome,
  'systems-are-whole': systemsAreWhole,
  'systems-are-wired': systemsAreWired,
  'texts-speak-both': textsSpeakBoth,
} satisfies Record<string, (tree: Tree) => Problem[]>

/** The modules seen are the modules on disk: a check that sees none would pass for ever. */
export function countModules(root: string, tree: Tree): Problem[] {
  const onDisk = globSync('*/**/*.{ts,tsx}', { cwd: root })
    .filter(path => !/(^|\/)(node_modules|dist|\.[^/]+)\/|^tools\/planted\//.test(path))
    .concat(globSync('*.{ts,tsx}', { cwd: root }))
  if (onDisk.length > 0 && onDisk.length === tree.modules.size) return []
  return [
    {
      at: 'tools/check/tree.ts',
      what: `saw ${tree.modules.size} modules of ${onDisk.length} on disk`,
      todo: 'Correct the reader of the tree.',
    },
  ]
}

/** All boundary rules over the sources under `root`. */
export function checkBoundaries(root: string): { seen: number; problems: Problem[] } {
  const tree = readTree(readFiles(root))
  const problems = [...tree.problems, ...countModules(root, tree)]
  for (const rule of Object.values(boundaryRules)) problems.push(...rule(tree))
  return { seen: tree.modules.size, problems }
}
