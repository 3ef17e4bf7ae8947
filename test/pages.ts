import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Lang } from '#platform/texts'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'

export const desk = { width: 1280, height: 900 }
export const phone = { width: 360, height: 800 }

/** What a page has put on its device: storage, and how many things stand in the sealed store. */
export const onDevice = (page: Page): Promise<{ words: string; sealed: number }> =>
  page.evaluate(async () => ({
    words: JSON.stringify({ ...sessionStorage, ...localStorage }),
    sealed: await new Promise<number>(resolve => {
      const request = indexedDB.open('tongzhou')
      request.onerror = () => resolve(0)
      request.onsuccess = () => {
        const database = request.result
        const end = (count: number) => {
          database.close()
          resolve(count)
        }
        if (!database.objectStoreNames.contains('kept')) return end(0)
        const count = database.transaction('kept').objectStore('kept').count()
        count.onsuccess = () => end(count.result)
      }
      request.onupgradeneeded = () => request.transaction?.abort()
    }),
  }))

/** A server whose disk is full, in the eyes of a page. */
export const diskFull = {
  status: 507,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: '/api#disk-full',
    code: 'disk-full',
    title: '服务器的磁盘已满',
    detail: '服务器的磁盘已满，附件没有保存。',
    status: 507,
  }),
}

type Look = {
  /** who is signed in; without it somebody without an account looks */
  who?: { token: string }
  lang?: Lang
  viewport?: typeof desk
  theme?: 'light' | 'dark'
  isElder?: boolean
  /** the app is kept on the device, to open without a network */
  isKept?: boolean
}

/** Browsers of people who look at a server's pages. */
export type Pages = {
  open(path: string, look?: Look): Promise<Page>
  /** WCAG 2.2 AA by axe, and nothing wider than the screen */
  isSound(page: Page): Promise<void>
  /** Ends what was opened since the last call, and fails on what a page must never make a browser say. */
  forget(): Promise<void>
  close(): Promise<void>
}

/** A breach of the page's policy, an error that it logged, a file of it that isn't there; not what a call was refused. */
function isComplaint(message: ConsoleMessage): boolean {
  const words = message.text()
  if (/Content Security Policy|Trusted/i.test(words)) return true
  if (message.type() !== 'error' || words.includes('ERR_INTERNET_DISCONNECTED')) return false
  return !(words.startsWith('Failed to load resource') && message.location().url.includes('/api/'))
}

/**
 * Starts a server and headless Chromium that opens its pages, each in a browser context of its own. A server hands
 * out the pages that it found when it started: they are built before.
 */
export async function openPages<World extends { address: string }>(
  start: () => Promise<World>,
): Promise<{ world: World; pages: Pages }> {
  await ensureWeb()
  const browser = await launchBrowser()
  const world = await start().catch(async error => {
    await browser.close()
    throw error
  })
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  const pages: Pages = {
    async open(path, look = {}) {
      const { who, lang = 'zh-CN', viewport = desk, theme = 'light', isElder = false, isKept = false } = look
      const context = await browser.newContext({
        viewport,
        locale: lang,
        serviceWorkers: isKept ? 'allow' : 'block',
        reducedMotion: 'reduce',
      })
      contexts.push(context)
      if (who !== undefined)
        await context.addCookies([{ name: 'tz_session', value: who.token, url: world.address }])
      await context.addInitScript(chosen => {
        if (!localStorage.getItem('tongzhou.preferences'))
          localStorage.setItem('tongzhou.preferences', chosen)
      }, JSON.stringify({ lang, theme, isElder }))
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', error => complaints.push(`${page.url()}: ${error.message}`))
      page.on('console', message => {
        if (isComplaint(message)) complaints.push(`${page.url()}: ${message.text()}`)
      })
      await page.goto(new URL(path, world.address).href)
      return page
    },
    async isSound(page) {
      await page.getByRole('heading', { level: 1 }).waitFor()
      // What is still loading; the gallery of components shows one for ever among its states.
      await page.locator('.bones:not(.states *)').first().waitFor({ state: 'detached' })
      const { violations } = await new AxeBuilder({ page })
        .options({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          // Of what is in order axe needn't write down where it stands.
          resultTypes: ['violations'],
        })
        // In one go: no page has frames.
        .setLegacyMode()
        .analyze()
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${page.url()} ${id}: ${nodes.map(node => `${node.target} ${node.html.slice(0, 120)}`).join(' | ')}`,
        ),
      ).toEqual([])
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth - clientWidth
      })
      expect(overflow, page.url()).toBe(0)
    },
    async forget() {
      for (const context of contexts.splice(0)) await context.close()
      expect(complaints.splice(0)).toEqual([])
    },
    async close() {
      await browser.close()
      expect(complaints).toEqual([])
    },
  }
  return { world, pages }
}
