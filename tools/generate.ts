import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { generate } from './check/generated.ts'

const root = resolve(import.meta.dirname, '..')

for (const [path, text] of await generate(root)) {
  writeFileSync(join(root, path), text)
  console.log(`${path}  ${text.split('\n').length} lines`)
}
