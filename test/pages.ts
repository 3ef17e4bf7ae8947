import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Lang } from '#platform/texts'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'

export const desk = { width: 1280, height: 900 }
export const phone = { width: 360, height: 800 }

type Look = {
  /** the session of who is signed in; without one somebody without an account looks */
  token?: string
  lang?: Lang
  viewport?: typeof desk
  theme?: 'light' | 'dark'
  isElder?: boolean
}

/** Browsers of people who look at a server's pages. */
export type Pages = {
  open(path: string, look?: Look): Promise<Page>
  /** WCAG 2.2 AA by axe, nothing wider than the screen, and nothing that the page must never be made to say */
  isSound(page: Page): Promise<void>
  /** ends what was opened since the last call */
  forget(): Promise<void>
  close(): Promise<void>
}

/** Opens pages of a server in headless Chromium, each in a browser context of its own. */
export async function openPages(address: string): Promise<Pages> {
  await ensureWeb()
  const browser: Browser = await launchBrowser()
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  return {
    async open(path, { token, lang = 'zh-CN', viewport = desk, theme = 'light', isElder = false } = {}) {
      const context = await browser.newContext({ viewport, serviceWorkers: 'block', reducedMotion: 'reduce' })
      contexts.push(context)
      if (token !== undefined) await context.addCookies([{ name: 'tz_session', value: token, url: address }])
      await context.addInitScript(
        chosen => localStorage.setItem('tongzhou.preferences', chosen),
        JSON.stringify({ lang, theme, isElder }),
      )
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', error => complaints.push(`${path}: ${error.message}`))
      page.on('console', message => {
        if (/Content Security Policy|Trusted/i.test(message.text()))
          complaints.push(`${path}: ${message.text()}`)
      })
      await page.goto(address + path)
      return page
    },
    async isSound(page) {
      await page.getByRole('heading', { level: 1 }).waitFor()
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(node => `${node.target} ${node.html.slice(0, 120)}`).join(' | ')}`,
        ),
      ).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      expect(complaints).toEqual([])
    },
    async forget() {
      for (const context of contexts.splice(0)) await context.close()
    },
    close: () => browser.close(),
  }
}
