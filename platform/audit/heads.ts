import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Head } from './sealer.ts'

const Line = z.strictObject({ seq: z.int(), hash: z.string().regex(/^[0-9a-f]{64}$/), sealedAt: z.string() })

const parse = (lines: string): Head[] =>
  lines.split('\n').flatMap(line => {
    try {
      return Line.parse(JSON.parse(line))
    } catch {
      return []
    }
  })

/**
 * Keeps a head in a file outside the database, a line of JSON each: whoever owns the tables could rewrite the whole
 * chain, but not what was noted elsewhere. The same head twice is noted once.
 */
export async function noteHead(file: string, head: Head): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true })
  const handle = await fs.open(file, 'a+', 0o600)
  try {
    const { size } = await handle.stat()
    const tail = Buffer.alloc(Math.min(size, 1000))
    await handle.read(tail, 0, tail.length, size - tail.length)
    if (parse(tail.toString()).at(-1)?.seq === head.seq) return
    // A line that a crash cut short must not swallow this one.
    const cut = size > 0 && tail.at(-1) !== 10
    await handle.appendFile(`${cut ? '\n' : ''}${JSON.stringify(head)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The heads of a file, oldest first; none when there is no file. A line cut short by a crash is passed over. */
export async function readHeads(file: string): Promise<Head[]> {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return parse(text)
}
