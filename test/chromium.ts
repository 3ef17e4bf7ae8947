import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const root = path.resolve(import.meta.dirname, '..')
const cache = path.join(root, '.cache')

type Found = {
  executablePath: string
  /** Where the browser finds libraries that the machine may lack. */
  libraries?: string
}

const isProgram = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true

function findOnSystem(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap(folder => names.map(name => path.join(folder, name)))
  const onMac = ['Google Chrome', 'Chromium'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`)
  return [...onPath, ...(process.platform === 'darwin' ? onMac : [])].find(isProgram)
}

/** Playwright names the place where its own download would be, whether or not it is there. */
function findPlaywrights(): string | undefined {
  const file = chromium.executablePath()
  return file && isProgram(file) ? file : undefined
}

async function inflate(from: string, to: string) {
  await pipeline(fs.createReadStream(from), createBrotliDecompress(), fs.createWriteStream(to))
}

/**
 * Unpacks the browser that came from npm, with its libraries, under .cache. It is made beside and renamed:
 * two test runs that unpack at once would start each other's half-written file.
 */
async function unpack(): Promise<Found | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const packageDir = path.join(root, 'node_modules', '@sparticuz', 'chromium')
  const bin = path.join(packageDir, 'bin')
  if (!fs.existsSync(path.join(bin, 'chromium.br'))) return undefined
  const { version } = JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8'))
  const home = path.join(cache, `chromium-${version}`)
  const found = { executablePath: path.join(home, 'chromium'), libraries: path.join(home, 'al2023', 'lib') }
  if (isProgram(found.executablePath)) return found
  fs.mkdirSync(cache, { recursive: true })
  const fresh = fs.mkdtempSync(`${home}.`)
  try {
    await inflate(path.join(bin, 'chromium.br'), path.join(fresh, 'chromium'))
    for (const [name, folder] of [
      ['al2023', 'al2023'],
      ['swiftshader', '.'],
    ] as const) {
      const tar = path.join(fresh, `${name}.tar`)
      await inflate(path.join(bin, `${name}.tar.br`), tar)
      fs.mkdirSync(path.join(fresh, folder), { recursive: true })
      execFileSync('tar', ['-xf', tar, '-C', path.join(fresh, folder), '--no-same-owner'])
      fs.rmSync(tar)
    }
    fs.chmodSync(path.join(fresh, 'chromium'), 0o755)
    fs.chmodSync(fresh, 0o755)
    fs.renameSync(fresh, home)
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true })
    // Another run was quicker.
    if (!isProgram(found.executablePath)) throw error
  }
  return found
}

/** A browser to test with: named in CHROMIUM_PATH, the system's, Playwright's, or the one from npm. */
async function findChromium(): Promise<Found> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!isProgram(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is no program.`)
    return { executablePath: named }
  }
  const installed = findOnSystem() ?? findPlaywrights()
  if (installed) return { executablePath: installed }
  const unpacked = await unpack()
  if (unpacked) return unpacked
  throw new Error('No Chromium was found: install one (apt install chromium), or name it in CHROMIUM_PATH.')
}

/** Fonts from npm alone: Chinese shows without a system font, and pictures are alike on every machine. */
function writeFontConfig(): string {
  const fonts = path.dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const file = path.join(cache, 'fonts.conf')
  const folders = ['400Regular', '500Medium', '700Bold'].map(name => `  <dir>${path.join(fonts, name)}</dir>`)
  const families = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    name => `  <alias><family>${name}</family><prefer><family>Noto Sans SC</family></prefer></alias>`,
  )
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders,
    `  <cachedir>${path.join(cache, 'fontconfig')}</cachedir>`,
    ...families,
    '</fontconfig>',
  ]
  const content = lines.join('\n')
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content) return file
  fs.mkdirSync(cache, { recursive: true })
  const fresh = `${file}.${process.pid}`
  fs.writeFileSync(fresh, content)
  fs.renameSync(fresh, file)
  return file
}

/** A headless Chromium; close it in `afterAll`. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await findChromium()
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  if (process.platform === 'linux') {
    env.FONTCONFIG_FILE = writeFontConfig()
    // Where no locale is set Chromium neither opens nor names a file in Chinese.
    env.LC_ALL = 'C.UTF-8'
  }
  if (libraries) env.LD_LIBRARY_PATH = [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return chromium.launch({
    executablePath,
    env,
    // Chromium has no sandbox for root, and a container's /dev/shm is too small for it.
    chromiumSandbox: process.getuid?.() !== 0 && !libraries,
    args: ['--disable-dev-shm-usage'],
  })
}
