import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { requestsApi } from './api.ts'

let w: ReliefWorld
let browser: Browser
const shots = process.env.REQUEST_PICTURES

beforeAll(async () => {
  await ensureWeb()
  w = await reliefWorld()
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await w?.world.stop()
})

async function open(
  address: string,
  given: { lang: 'zh-CN' | 'en'; viewport: { width: number; height: number }; token?: string },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: given.viewport,
    serviceWorkers: 'block',
    reducedMotion: 'reduce',
  })
  if (given.token !== undefined)
    await context.addCookies([{ name: 'tz_session', value: given.token, url: w.world.address }])
  await context.addInitScript(
    chosen => localStorage.setItem('tongzhou.preferences', chosen),
    JSON.stringify({ lang: given.lang, theme: 'light', isElder: false }),
  )
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(w.world.address + address)
  return page
}

async function isSound(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  }
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120))}`)).toEqual(
    [],
  )
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

const phone = { width: 360, height: 800 }
const desk = { width: 1280, height: 900 }

it('an officer asks a body outside; it opens the link by the code and replies on the phone', async () => {
  const { id: problem } = await w.problem()
  await w.act('handler', problem, 'accept')
  await w.photo('handler', problem)
  const token = w.officers.handler.token
  const page = await open(`/relief/problems/${problem}`, { lang: 'zh-CN', viewport: desk, token })
  await page.getByRole('button', { name: '发协调函' }).click()
  const form = page.getByRole('dialog')
  await form.getByText('系统外的单位').click()
  await form.getByLabel('单位名称').fill('苏州某行业协会')
  await form.getByLabel('事由').fill('请推荐转向节供应商')
  await form.getByLabel('请求协助的内容').fill('需要转向节2000件，请推荐能供货的企业。')
  await form.getByText('复产.png').click()
  await isSound(page, 'ask-desk-zh')
  await form.getByRole('button', { name: '发出' }).click()
  await page.getByRole('link', { name: '请推荐转向节供应商' }).first().click()
  await page.getByRole('button', { name: '显示链接和验证码' }).click()
  const code = (await page.locator('dd strong').textContent())!
  const address = (await page.locator('dd code').textContent())!
  await page.getByText('对方单位也能看到').waitFor()
  await isSound(page, 'request-desk-zh')

  const hash = address.slice(address.indexOf('/p#'))
  const stranger = await open(hash, { lang: 'en', viewport: desk })
  await stranger.getByRole('heading', { name: 'Enter the code' }).waitFor()
  expect(await stranger.getByText('转向节').count()).toBe(0)
  await isSound(stranger, 'stranger-desk-en')

  const contact = await open(hash, { lang: 'zh-CN', viewport: phone })
  await contact.getByLabel('验证码').fill(code)
  await contact.getByRole('button', { name: '打开' }).click()
  await contact.getByRole('heading', { name: '请推荐转向节供应商' }).waitFor()
  await isSound(contact, 'party-phone-zh')
  const saved = contact.waitForEvent('download')
  await contact.getByRole('button', { name: '复产.png' }).click()
  expect((await saved).suggestedFilename()).toBe('复产.png')
  await contact.getByRole('button', { name: '答复' }).click()
  await contact.getByRole('textbox', { name: '答复' }).fill('推荐示范零部件有限公司。')
  await contact.getByRole('button', { name: '发出' }).click()
  await contact.getByText('您已答复，等对方采纳。').waitFor()

  const list = await open('/relief/requests?direction=out', { lang: 'en', viewport: phone, token })
  await list.getByText('推荐示范零部件有限公司。').first().waitFor()
  await isSound(list, 'requests-phone-en')
  const rows = await w.world.as(w.officers.handler, requestsApi).listRequests({ query: { direction: 'out' } })
  expect(rows[0]).toMatchObject({ status: 'replied', reply: '推荐示范零部件有限公司。' })
})
