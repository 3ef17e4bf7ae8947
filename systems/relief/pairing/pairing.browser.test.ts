import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Lang } from '#platform/texts'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'

let w: ReliefWorld
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  await ensureWeb()
  w = await reliefWorld()
  await w.world.officer('副职', w.offices.townOffice, 'liaison')
  await w.world.officer('组长', w.offices.cityForce, 'liaison')
  for (let i = 0; i < 5; i++) await w.world.enterprise(places.siblingTown, `示范分配${i}有限公司`)
  browser = await launchBrowser()
}, 180_000)
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await w?.world.stop()
})

const desk = { width: 1280, height: 900 }
const phone = { width: 360, height: 800 }

async function open(
  address: string,
  given: {
    who: keyof ReliefWorld['officers']
    lang?: Lang
    viewport?: typeof desk
    theme?: 'light' | 'dark'
  },
): Promise<Page> {
  const { who, lang = 'zh-CN', viewport = desk, theme = 'light' } = given
  const context = await browser.newContext({ viewport, serviceWorkers: 'block', reducedMotion: 'reduce' })
  contexts.push(context)
  await context.addCookies([{ name: 'tz_session', value: w.officers[who].token, url: w.world.address }])
  await context.addInitScript(
    chosen => localStorage.setItem('tongzhou.preferences', chosen),
    JSON.stringify({ lang, theme, isElder: false }),
  )
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(w.world.address + address)
  return page
}

async function isSound(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()
const seen = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

async function choose(page: Page, label: string | RegExp, name: string) {
  await page.getByRole('combobox', { name: label }).fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

describe('who cares for which enterprise', () => {
  it('the task force’s leader makes a group, looks at a balanced assignment and accepts it', async () => {
    const page = await open('/relief/pairings?view=groups', { who: 'cityLeader' })
    await seen(page, '还没有专项服务组')
    await press(page, '设立服务组')
    await page.getByLabel('名称（中文）').fill('交通物流组')
    await page.getByLabel('名称（英文）').fill('Transport group')
    await choose(page, '组长', '组长')
    await press(page, '保存')
    await page.getByRole('heading', { name: '交通物流组' }).waitFor()
    await isSound(page)

    await page.getByRole('link', { name: '均衡分配' }).click()
    await page.getByLabel('当湖街道').check()
    await isSound(page)
    await press(page, '预览')
    await press(page, '确认，写入5家')
    await seen(page, /已结对5家/)
    await isSound(page)
    await page.getByRole('link', { name: '结对' }).first().click()
    await seen(page, '每家企业都有联企服务员')
    await isSound(page)
    await page.getByRole('link', { name: '负担' }).click()
    await page.getByRole('heading', { name: '按人员' }).waitFor()
    await isSound(page)
  })

  it('on a phone an enterprise’s page names the main officer, and a deputy is added', async () => {
    const page = await open(`/relief/enterprises/${w.enterprise}`, {
      who: 'liaison',
      viewport: phone,
      theme: 'dark',
    })
    await page.getByRole('heading', { name: '联企服务员' }).waitFor()
    await press(page, '增加副职')
    await choose(page, '人员', '副职')
    await press(page, '保存')
    await page.getByRole('button', { name: '结束副职的副职' }).waitFor()
    await press(page, '登记不在岗')
    await page.getByLabel('从').fill('2022-04-20T10:00')
    await page.getByLabel('到').fill('2022-04-22T18:00')
    await press(page, '保存')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await isSound(page)
  })

  it('everything reads in English, on a phone too', async () => {
    for (const address of ['/relief/pairings', '/relief/pairings?view=workload', '/relief/pairings/assign']) {
      const page = await open(address, { who: 'cityLeader', lang: 'en', viewport: phone })
      await page.getByRole('heading', { level: 1, name: /Pairings|Assign evenly/ }).waitFor()
      await page.waitForLoadState('networkidle')
      await isSound(page)
    }
  })
})
