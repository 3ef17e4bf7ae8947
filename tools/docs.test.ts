import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { run } from '#apps/cli/run'
import { readConfig } from '#platform/config'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The rows of the table that follows a marker, as their cells. */
function rowsAfter(marker: string): string[][] {
  const table = read('README.md').split(`<!-- ${marker} -->\n`)[1]?.split('\n\n')[0] ?? ''
  return table
    .split('\n')
    .slice(2)
    .map(line => line.split(/(?<!\\)\|/).map(cell => cell.trim()))
    .map(cells => cells.slice(1, -1))
}
const named = (cell: string | undefined) => /^`(.*)`$/.exec(cell ?? '')?.[1] ?? ''

afterEach(() => void vi.restoreAllMocks())

async function said(...args: string[]): Promise<string> {
  let words = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    words += String(chunk)
    return true
  })
  expect(await run([...args, '--lang', 'en'])).toBe(0)
  vi.restoreAllMocks()
  return words
}

test('the commands of the README are those of the command line, and each explains itself', async () => {
  const commands = rowsAfter('commands').map(([command]) => named(command))
  const listed = [...(await said('--help')).matchAll(/^ {2}([a-z]+) {2,}/gm)].map(match => match[1])
  expect(commands).toEqual(listed)
  for (const command of commands) expect(await said(command, '--help')).toContain(`tongzhou ${command}`)
})

test('the variables of the README are those of the configuration, with their defaults', () => {
  const rows = rowsAfter('configuration')
  const source = read('platform/config/index.ts')
  const variables = [...source.matchAll(/^ {4}([A-Z_]+): z/gm)].map(match => match[1])
  expect(rows.map(([variable]) => named(variable))).toEqual(variables)
  const { port, host, dataDir, databaseUrl, timeZone, logLevel, keyFile } = readConfig({})
  const told = Object.fromEntries(rows.map(([variable, value]) => [named(variable), named(value)]))
  expect(told).toMatchObject({ PORT: String(port), HOST: host, DATABASE_URL: databaseUrl ?? '' })
  expect(told).toMatchObject({ REGION_TIME_ZONE: timeZone, LOG_LEVEL: logLevel })
  expect(join(root, told.DATA_DIR ?? '')).toBe(dataDir)
  expect(keyFile).toBe(`${dataDir}.key`)
})

test('every table has its place in the guide to the data', () => {
  const listing = read('migrations/schema.gen.txt').split('# tables\n')[1]?.split('\n\n')[0] ?? ''
  const tables = [...listing.matchAll(/^(\w+\.\w+) table/gm)].map(match => match[1])
  const placed = rowsOfGroups()
  expect(placed.toSorted()).toEqual(tables.filter(table => table !== 'public.migration').toSorted())
})

function rowsOfGroups(): string[] {
  const groups = read('docs/guide/data.md').split('| group | tables |\n')[1]?.split('\n\n')[0] ?? ''
  return [...groups.matchAll(/`(\w+\.\w+)`/g)].map(match => match[1] ?? '')
}

const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]

test.each(pages)('every link of %s leads to a file and, where it names one, to a heading', page => {
  const anchorsOf = (path: string) =>
    [...read(path).matchAll(/^#+ (.+)$/gm)].map(match =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    )
  const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1] ?? '')
  for (const target of targets.filter(one => !/^https?:/.test(one))) {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    expect(existsSync(join(root, file)), target).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(file), target).toContain(anchor)
  }
})
