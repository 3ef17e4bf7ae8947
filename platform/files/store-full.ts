import { readdir, stat } from 'node:fs/promises'
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
const id = '01900000-0000-7000-8000-000000000000'
const put = (offset: number, bytes: number) =>
  store.spool.put(id, offset, Buffer.alloc(bytes, 4)).then(
    () => 'taken',
    error => (error instanceof FileRefusal ? error.code : String(error)),
  )
const pieces = [await put(0, 2000), await put(2000, 2_000_000)]
const held = (await stat(join(root, 'uploads', id))).size
pieces.push(await put(2000, 2000))
const left = await readdir(join(root, 'incoming'))
process.stdout.write(JSON.stringify({ small, large, after, left, pieces, held }))
