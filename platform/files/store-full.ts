import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FileRefusal } from './refusal.ts'
import { createFileStore } from './store.ts'

// Run by the test on a disk that holds a few kilobytes, but not two megabytes.
const root = process.argv[2]!
const store = createFileStore(root)
const keep = (bytes: number, fill: number) =>
  store.keep(Buffer.alloc(bytes, fill), 10_000_000).then(
    () => 'taken',
    error => (error instanceof FileRefusal ? error.code : String(error)),
  )
const small = await keep(2000, 1)
const large = await keep(2_000_000, 2)
const after = await keep(2000, 3)
process.stdout.write(JSON.stringify({ small, large, after, left: await readdir(join(root, 'incoming')) }))
