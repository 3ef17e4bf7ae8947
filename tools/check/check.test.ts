import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '#test/database'
import { boundaryRules, countModules } from './boundaries.ts'
import { checkLint, checkTypes, checkUnused } from './commands.ts'
import { compareGenerated } from './drift.ts'
import { openApi, rowTypes } from './generated.ts'
import { listSchema } from './schema-listing.ts'
import { readFiles, readTree } from './tree.ts'

const root = resolve(import.meta.dirname, '../..')
const planted = join(root, 'tools/planted')
const clean = readFiles(join(planted, 'clean'))
const withFault = (name: string) => readTree(new Map([...clean, ...readFiles(join(planted, name))]))

/** Folder, the rule that must speak, and where. */
const faults: [string, keyof typeof boundaryRules, string][] = [
  ['meet-at-index', 'meet-at-index', 'systems/command/actions.ts:1'],
  ['no-upward-import', 'no-upward-import', 'platform/clock/index.ts:1'],
  ['package-knows-us', 'no-upward-import', 'packages/decisions/index.ts:1'],
  ['region-knows-system', 'no-upward-import', 'region/index.ts:1'],
  ['no-folder-cycle', 'no-folder-cycle', 'systems/relief/actions.ts:1'],
  ['pure-reads-clock', 'pure-stays-pure', 'systems/relief/rules.ts:2'],
  ['pure-loads-database', 'pure-stays-pure', 'systems/relief/rules.ts:1'],
  ['pure-takes-transaction', 'pure-stays-pure', 'systems/relief/workflow.ts:1'],
  ['package-loads-node', 'pure-stays-pure', 'packages/decisions/index.ts:1'],
  ['browser-reaches-server', 'browser-reaches-no-server', 'systems/relief/pages.tsx:1'],
  ['browser-loads-by-type-name', 'browser-reaches-no-server', 'systems/relief/api.ts:1'],
  ['sql-stays-home', 'sql-stays-home', 'systems/command/store.ts:4'],
  ['sql-by-table-name', 'sql-stays-home', 'region/index.ts:1'],
  ['file-is-missing', 'systems-are-whole', 'systems/passes/texts.ts'],
  ['door-too-wide', 'systems-are-whole', 'systems/relief/index.ts:1'],
  ['system-left-out', 'systems-are-wired', 'apps/server/main.ts'],
  ['pages-left-out', 'systems-are-wired', 'systems/relief/pages.tsx'],
  ['chinese-in-english', 'texts-speak-both', 'systems/relief/texts.ts:5'],
  ['empty-text', 'texts-speak-both', 'systems/relief/texts.ts:3'],
  ['page-past-texts', 'texts-speak-both', 'systems/relief/pages.tsx:2'],
]

describe('boundaries', () => {
  test('a clean tree passes every rule', () => {
    const tree = readTree(clean)
    expect(tree.problems).toEqual([])
    expect(countModules(join(planted, 'clean'), tree)).toEqual([])
    for (const rule of Object.values(boundaryRules)) expect(rule(tree)).toEqual([])
  })

  test.each(faults)('the fault planted in %s is found by %s', (folder, rule, at) => {
    const problems = boundaryRules[rule](withFault(folder))
    expect([...new Set(problems.map(problem => problem.at))]).toContain(at)
  })

  test('an import of a file that is not there is found', () => {
    expect(withFault('import-of-nothing').problems.map(problem => problem.at)).toEqual(['region/index.ts:1'])
  })

  test('every rule has a planted fault, and every planted folder is tried', () => {
    expect(new Set(faults.map(([, rule]) => rule))).toEqual(new Set(Object.keys(boundaryRules)))
    const folders = readdirSync(planted, { withFileTypes: true }).filter(entry => entry.isDirectory())
    const tried = [
      ...faults.map(([folder]) => folder),
      'clean',
      'import-of-nothing',
      'types',
      'lint',
      'unused',
    ]
    expect(folders.map(entry => entry.name).sort()).toEqual(tried.sort())
  })

  test('a check that overlooks a module on disk fails', () => {
    const tree = readTree(clean)
    tree.modules.delete('region/index.ts')
    expect(countModules(join(planted, 'clean'), tree)).toHaveLength(1)
    tree.modules.clear()
    expect(countModules(join(planted, 'types/none'), tree)).toHaveLength(1)
  })

  test('the modules of this project are all seen', () => {
    const tree = readTree(readFiles(root))
    expect(countModules(root, tree)).toEqual([])
    expect(tree.modules.size).toBeGreaterThan(globSync('platform/**/*.ts', { cwd: root }).length)
  })
})

describe('tools', () => {
  test('a wrong type is found', () => {
    expect(checkTypes(join(planted, 'types')).map(problem => problem.at)).toEqual(['wrong.ts:1'])
  })

  test('a promise that nobody awaits and a wrong format are found', () => {
    const found = checkLint(join(planted, 'lint')).map(problem => problem.what.split(':')[0])
    expect(found).toContain('lint/nursery/noFloatingPromises')
    expect(found).toContain('format')
  })

  test('an unused file and an unused export are found', () => {
    const found = checkUnused(join(planted, 'unused')).map(problem => problem.what)
    expect(found).toContain('unused or unlisted (files): alone.ts')
    expect(found).toContain('unused or unlisted (exports): unused')
  })
})

describe('drift', () => {
  test('a committed file that differs or is missing is found, an equal one is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tongzhou-drift-'))
    try {
      writeFileSync(join(folder, 'schema.gen.txt'), 'one\ntwo\n')
      const against = (text: string, path = 'schema.gen.txt') =>
        compareGenerated(folder, new Map([[path, text]]))
      expect(against('one\ntwo\n')).toEqual([])
      expect(against('one\nthree\n').map(problem => problem.at)).toEqual(['schema.gen.txt:2'])
      expect(against('one\n').map(problem => problem.at)).toEqual(['schema.gen.txt:2'])
      expect(against('one\n', 'other.txt').map(problem => problem.what)).toEqual(['is missing'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    'alter table relief.problem add column planted text',
    'drop policy deployment_read on app.deployment',
    'alter table app.deployment disable row level security',
    'grant delete on app.outbox to tongzhou_app',
    'drop index app.reply_recorded',
    "create or replace function app.reads() returns text[] language sql stable parallel safe return array['x']",
  ])('the schema listing changes by: %s', async statement => {
    const database = await freshDatabase()
    const client = new pg.Client({ connectionString: database.ownerUrl })
    try {
      const before = await listSchema(database.ownerUrl)
      expect(before).toContain('relief.problem table row-security')
      await client.connect()
      await client.query(statement)
      expect(await listSchema(database.ownerUrl)).not.toBe(before)
    } finally {
      await client.end()
      await database.drop()
    }
  })

  test('the row types change with a column', async () => {
    const database = await freshDatabase()
    const client = new pg.Client({ connectionString: database.ownerUrl })
    try {
      expect(rowTypes(database.ownerUrl)).not.toContain('planted')
      await client.connect()
      await client.query('alter table relief.problem add column planted date')
      expect(rowTypes(database.ownerUrl)).toContain('planted: string | null')
    } finally {
      await client.end()
      await database.drop()
    }
  })

  test('the API document is the one that the server gives, and its absence is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tongzhou-drift-'))
    try {
      await expect(openApi(folder)).rejects.toThrow('openapi.ts')
      mkdirSync(join(folder, 'apps/server'), { recursive: true })
      const source = "export const openApiDocument = async () => ({ openapi: '3.1.0' })\n"
      writeFileSync(join(folder, 'apps/server/openapi.ts'), source)
      expect(await openApi(folder)).toBe('{\n  "openapi": "3.1.0"\n}\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
