import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { withMigratedDatabase } from './migrated.ts'
import { listSchema } from './schema-listing.ts'

const bin = resolve(import.meta.dirname, '../../node_modules/.bin')

/** Row types of a migrated database, for Kysely. */
export function rowTypes(url: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tongzhou-types-'))
  try {
    const file = join(folder, 'types.ts')
    const args = [
      '--dialect',
      'postgres',
      '--date-parser',
      'string',
      '--exclude-pattern',
      'graphile_worker.*',
    ]
    const done = spawnSync(join(bin, 'kysely-codegen'), [...args, '--url', url, '--out-file', file], {
      encoding: 'utf8',
    })
    if (done.status !== 0) throw new Error(`kysely-codegen failed: ${done.stderr || done.error}`)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The API document as the server gives it, from `openApiDocument()` of apps/server/openapi.ts. */
export async function openApi(root: string): Promise<string> {
  const file = join(root, 'apps/server/openapi.ts')
  if (!existsSync(file))
    throw new Error('apps/server/openapi.ts, which exports openApiDocument(), is missing')
  const module: { openApiDocument(): Promise<object> } = await import(pathToFileURL(file).href)
  return `${JSON.stringify(await module.openApiDocument(), null, 2)}\n`
}

/** The JSON Schema of stories with the verbs of the systems, from `storySchemaText()` of apps/replay/main.ts. */
async function storySchema(root: string): Promise<string> {
  const file = join(root, 'apps/replay/main.ts')
  const module: { storySchemaText(): string } = await import(pathToFileURL(file).href)
  return module.storySchemaText()
}

/** The documents of docs/systems with their tables from the code, from `documents()` of apps/server/documents.ts. */
async function documents(root: string): Promise<Map<string, string>> {
  const module: { documents(root: string): Map<string, string> } = await import('#apps/server/documents')
  return module.documents(root)
}

/** Every generated file that is committed, by path, as it should read now. */
export async function generate(root: string): Promise<Map<string, string>> {
  const files = await withMigratedDatabase(
    async url =>
      new Map([
        ['migrations/schema.gen.txt', await listSchema(url)],
        ['platform/db/types.gen.ts', rowTypes(url)],
      ]),
  )
  if (existsSync(join(root, 'apps/server/main.ts'))) {
    files.set('docs/openapi.gen.json', await openApi(root))
    files.set('stories/story.schema.json', await storySchema(root))
    for (const [path, text] of await documents(root)) files.set(path, text)
  }
  return files
}
