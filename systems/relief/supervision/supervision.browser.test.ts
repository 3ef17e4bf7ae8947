import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Lang } from '#platform/texts'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { supervisionApi } from './api.ts'

let w: ReliefWorld
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  await ensureWeb()
  w = await reliefWorld()
  browser = await launchBrowser()
  await w.problem({ title: '转向节断供' })
  const returned = await w.problem({ title: '物流受阻' })
  await w.world.moveTo('2022-04-20T09:20:00+08:00')
  await w.act('handler', returned.id, 'giveBack', { reason: '不是我局职责' })
}, 180_000)
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await w?.world.stop()
})

async function open(
  lang: Lang,
  viewport: { width: number; height: number },
  path = '/relief/supervision?by=office',
  who: keyof ReliefWorld['officers'] = 'supervisor',
): Promise<Page> {
  const context = await browser.newContext({ viewport, serviceWorkers: 'block', reducedMotion: 'reduce' })
  contexts.push(context)
  await context.addCookies([{ name: 'tz_session', value: w.officers[who].token, url: w.world.address }])
  await context.addInitScript(
    chosen => localStorage.setItem('tongzhou.preferences', chosen),
    JSON.stringify({ lang, theme: 'light', isElder: false }),
  )
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${w.world.address}${path}`)
  return page
}

async function isSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

describe('the board of supervision', () => {
  test('leads a supervisor from a number to its problems, and chases them at once', async () => {
    const page = await open('zh-CN', { width: 1280, height: 900 })
    await page.getByRole('heading', { name: '督查', level: 1 }).waitFor()
    await isSound(page)
    await page.getByRole('link', { name: /平湖市经信局·在办1个/ }).click()
    await page.getByRole('heading', { name: '在办 1' }).waitFor()
    await page.getByRole('checkbox', { name: /全选|选择全部|全部/ }).check()
    await page.getByRole('button', { name: '催办' }).click()
    await page.getByText('已催办1个').waitFor()
    await isSound(page)
  })

  test('reads in English on a phone', async () => {
    const page = await open('en', { width: 360, height: 800 })
    await page.getByRole('heading', { name: 'Supervision', level: 1 }).waitFor()
    await page.getByText('Returned').first().waitFor()
    await isSound(page)
  })

  test('leads from a problem to a written notice with its office and number, in English on a phone', async () => {
    const page = await open(
      'en',
      { width: 360, height: 800 },
      '/relief/supervision/problems?by=office&number=open',
    )
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Give written notice' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await page.getByLabel('Words').inputValue()).toMatch(/^PHI-/)
    expect(await page.getByLabel('To the office').inputValue()).toBe('当湖街道')
    await isSound(page)
    await page.getByLabel('Answer by').fill('2022-04-25')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('keeps an office’s ledger, circulates, and is confirmed by the office', async () => {
    const ledger = await open('zh-CN', { width: 1280, height: 900 }, '/relief/ledger', 'handler')
    await ledger.getByRole('heading', { name: '台账', level: 1 }).waitFor()
    await ledger.getByLabel('2. 编号').fill('问题编号')
    await ledger.getByRole('button', { name: '保存' }).click()
    await ledger.getByRole('columnheader', { name: '问题编号' }).waitFor()
    await isSound(ledger)
    const papers = await open('zh-CN', { width: 1280, height: 900 }, '/relief/supervision/papers')
    await papers.getByRole('heading', { name: '督办与通报', level: 1 }).waitFor()
    await isSound(papers)
    const { id } = await w.world.as(w.officers.supervisor, supervisionApi).issueCircular({
      body: {
        within: '3304',
        title: '通报',
        words: '请整改。',
        noticeIds: [],
        officeIds: [w.offices.bureau],
      },
    })
    const page = await open(
      'en',
      { width: 360, height: 800 },
      `/relief/supervision/circulars/${id}`,
      'handler',
    )
    await page.getByRole('button', { name: 'Confirm reading' }).click()
    await page
      .getByText(/^承办人 .*20/)
      .first()
      .waitFor()
    await isSound(page)
  })
})
