import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPages, type Pages } from '#test/pages'

const root = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'tongzhou-web-'))
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'"
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.topojson': 'application/json',
}

/** The gallery of components, which no server hands out. */
async function buildKit() {
  const outDir = path.join(folder, 'kit')
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  const config = path.join(root, 'apps/web/vite.config.ts')
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', config, '--mode', 'kit', '--outDir', outDir, '--logLevel', 'error'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  return outDir
}

/** The built files under the policy of the real server; nobody is signed in. */
function serve(dist: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('content-security-policy', policy)
    if (pathname.startsWith('/api/')) {
      response.writeHead(401, { 'content-type': 'application/problem+json' })
      response.end(
        JSON.stringify({
          type: '',
          code: 'unauthenticated',
          title: '请先登录',
          detail: '请先登录。',
          status: 401,
        }),
      )
      return
    }
    const file = path.join(dist, pathname)
    const isFile = pathname !== '/' && existsSync(file)
    response.setHeader(
      'content-type',
      isFile ? (types[path.extname(file)] ?? 'text/html') : 'text/html; charset=utf-8',
    )
    response.end(readFileSync(isFile ? file : path.join(dist, 'index.html')))
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const addressOf = (server: Server) => `http://localhost:${(server.address() as AddressInfo).port}`

const production = path.join(root, 'apps/web/dist')
const servers: Server[] = []
let pages: Pages
let kit: string

/** The app is at the address; the gallery on another port. */
async function serveBoth() {
  servers.push(await serve(production), await serve(await buildKit()))
  const [app, gallery] = servers.map(addressOf)
  kit = gallery!
  return { address: app! }
}

beforeAll(async () => {
  ;({ pages } = await openPages(serveBoth))
}, 120_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('what a browser receives', () => {
  test('the first load is at most 200 kB compressed, with nothing inline', () => {
    const page = readFileSync(path.join(production, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|<script(?![^>]*src=)|style=|onload=/)
    const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
      match => match[1] ?? '',
    )
    expect(files.length).toBeGreaterThan(1)
    const size = files.reduce(
      (sum, file) => sum + gzipSync(readFileSync(path.join(production, file))).length,
      gzipSync(page).length,
    )
    expect(size).toBeLessThan(200_000)
  })

  test('no schema, no server code and no gallery go along', () => {
    const code = readdirSync(path.join(production, 'assets'))
      .filter(file => file.endsWith('.js'))
      .map(file => readFileSync(path.join(production, 'assets', file), 'utf8'))
      .join('\n')
    expect(code).toContain('/api/session/code')
    expect(code).not.toMatch(/ZodError|unrecognized_keys|JX-0145-3/)
  })
})

describe('the gallery under the strict policy', () => {
  test.each([
    ['/kit', 'zh-CN', 'light', 1440, false],
    ['/kit', 'en', 'dark', 390, false],
    ['/kit', 'zh-CN', 'light', 390, true],
    ['/kit?view=public', 'zh-CN', 'dark', 390, false],
    ['/kit?view=public', 'en', 'light', 1280, true],
  ] as const)(
    '%s in %s, %s, %i px wide, larger text %s: nothing refused, nothing overflows, axe finds nothing',
    async (address, lang, theme, width, isElder) => {
      const viewport = { width, height: 844 }
      const page = await pages.open(kit + address, { lang, theme, viewport, isElder })
      if (address === '/kit') await page.locator('.counties').waitFor()
      await pages.isSound(page)
    },
  )

  test('a deadline table is worked by keyboard: move, select, and the batch bar counts', async () => {
    const page = await pages.open(`${kit}/kit`)
    await page
      .getByRole('link', { name: /示范电梯/ })
      .first()
      .focus()
    await page.keyboard.press('x')
    await page.getByText('已选2件').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('已选1件').waitFor()
    await page.keyboard.press('/')
    expect(await page.getByRole('searchbox').evaluate(box => box === document.activeElement)).toBe(true)
  })

  test('a personal value shows only after a reason', async () => {
    const page = await pages.open(`${kit}/kit`)
    await page.getByRole('button', { name: '显示电话' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '显示', exact: true }).click()
    await dialog.getByText('请写明事由，才能显示').waitFor()
    await dialog.getByLabel('事由').fill('核对停产情况')
    await dialog.getByRole('button', { name: '显示', exact: true }).click()
    await page.getByText('100-0000-0021').waitFor()
  })
})

describe('signing in', () => {
  test('somebody without a session is led to the sign-in page, which says why it refuses', async () => {
    const page = await pages.open('/sign-in?next=%2Fproblems')
    await page.getByLabel('账号').fill('shenyi')
    await page.getByLabel('密码').fill('not this one')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('alert').getByText('请先登录。').waitFor()
  })

  test('the app opens without network once it has been visited', async () => {
    const page = await pages.open('/sign-in', { isKept: true })
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await page.context().setOffline(true)
    await page.goto(new URL('/sign-in/code', page.url()).href)
    await page.getByRole('heading', { name: '设置密码' }).waitFor()
  })
})
