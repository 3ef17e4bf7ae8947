import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = path.resolve(import.meta.dirname, '../..')
const web = path.join(root, 'apps/web')
const dist = path.join(web, 'dist')
const stampFile = path.join(dist, '.sources')

/** SHA-256 over everything that a build reads: an old build is known by it, whatever the files' times say. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const files: string[] = []
  for (const folder of ['apps/web', 'platform', 'systems', 'region']) {
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = path.relative(root, path.join(entry.parentPath, entry.name))
      if (!entry.isFile() || file.startsWith('apps/web/dist') || /\.test\.tsx?$|\.csv$/.test(file)) continue
      files.push(file)
    }
  }
  for (const file of [...files.sort(), 'package-lock.json'])
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/** Whether the built app is missing or older than its sources. */
export function isWebStale(): boolean {
  try {
    return fs.readFileSync(stampFile, 'utf8') !== fingerprint()
  } catch {
    return true
  }
}

/** Smaller copies beside each text file, which the server hands out as they are. */
async function compress(folder: string) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue
    const file = path.join(entry.parentPath, entry.name)
    const bytes = fs.readFileSync(file)
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    fs.writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, quality))
    fs.writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
  }
}

/** Two that build at the same time put the same pages there: whoever comes second tries again. */
function replace(fresh: string) {
  for (let tries = 0; ; tries++) {
    fs.rmSync(dist, { recursive: true, force: true })
    try {
      fs.renameSync(fresh, dist)
      return
    } catch (error) {
      if (tries === 5 || !['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error
    }
  }
}

/**
 * Builds the web app into a folder of its own and puts it in the old one's place. In a process of its own: the
 * bundler's memory isn't the server's. Throws with the builder's words.
 */
export async function buildWeb(signal: AbortSignal): Promise<void> {
  const stamp = fingerprint()
  const fresh = path.join(web, `dist.${process.pid}`)
  try {
    const vite = path.join(root, 'node_modules/vite/bin/vite.js')
    const args = [
      vite,
      'build',
      web,
      '--config',
      path.join(web, 'vite.config.ts'),
      '--outDir',
      fresh,
      '--logLevel',
      'warn',
    ]
    // Under a test's NODE_ENV the bundler would put React's development build there, for `start` to hand out later.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], signal })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
    const code = await new Promise<number | null>((resolve, reject) =>
      child.on('error', reject).on('close', resolve),
    )
    if (code !== 0) throw new Error(said.trim().split('\n').slice(-12).join('\n'))
    await compress(fresh)
    fs.writeFileSync(path.join(fresh, '.sources'), stamp)
    replace(fresh)
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true })
  }
}
