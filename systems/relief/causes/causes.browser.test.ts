import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lang } from '#platform/texts'
import { launchBrowser } from '#test/chromium'
import { ensureWeb } from '#test/web'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { causesApi } from './api.ts'

let w: ReliefWorld
let browser: Browser

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
  who: keyof ReliefWorld['officers'],
  lang: Lang,
  viewport: { width: number; height: number },
  theme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({ viewport, serviceWorkers: 'block', reducedMotion: 'reduce' })
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

/** WCAG 2.2 AA by axe, and nothing wider than the screen. */
async function isSound(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`),
  ).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

const desk = { width: 1280, height: 900 }
const phone = { width: 360, height: 800 }
const shot = async (page: Page, name: string) => {
  const folder = process.env.PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

describe('a common cause is worked on in the browser', () => {
  it('in Chinese: opened, a problem linked from its page, solved for all at once, each told apart', async () => {
    const { id: problem } = await w.problem({ title: '转向节断供' })
    await w.act('handler', problem, 'accept')
    await w.problem({ title: '转向节也缺' })
    const page = await open('/relief/causes', 'handler', 'zh-CN', desk, 'light')
    await page.getByText('没有共性问题').waitFor()
    await isSound(page)
    await page.getByRole('button', { name: '登记共性问题' }).click()
    await page.getByLabel('名称').fill('转向节独家供货中断')
    await page.getByLabel('原因和情况').fill('转向节断供，多家总装线停产。')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('link', { name: '转向节独家供货中断' }).click()
    await page.getByText('还没有关联问题').waitFor()
    await isSound(page)
    const cause = page.url().split('/').at(-1)!
    await w.photo('handler', cause)

    await page.goto(`${w.world.address}/relief/problems/${problem}`)
    await page.getByRole('button', { name: '关联共性问题' }).click()
    await page.getByLabel('哪个共性问题').fill('转向节')
    await page.getByRole('option', { name: /转向节独家供货中断/ }).click()
    await page.getByRole('button', { name: '关联共性问题' }).first().click()
    await expect
      .poll(async () => {
        const view = await w.world.as(w.officers.handler, causesApi).viewCause({ params: { id: cause } })
        return view.problems.length
      })
      .toBe(1)

    await page.goto(`${w.world.address}/relief/causes/${cause}`)
    await page.getByText('相似的未办结问题').first().waitFor()
    await shot(page, 'cause-desk-zh')
    await page.getByRole('table', { name: '关联问题' }).getByRole('checkbox').last().check()
    await page.getByRole('button', { name: '一并提交办结' }).click()
    await page.getByLabel('共同的办法').fill('改由苏州厂供货')
    await page.getByRole('button', { name: '一并提交办结' }).first().click()
    await page.getByText(/已办/).first().waitFor()
    await isSound(page)
    const { matter } = await w.relief('handler').viewProblem({ params: { id: problem } })
    expect(matter.status).toBe('sign-off')
    await page.context().close()
  })

  it('in English, on a phone and in the dark, all of it is sound', async () => {
    const { id } = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: 'Knuckles run out', words: '转向节断供', category: 'SUPPLY' },
    })
    for (const address of ['/relief/causes', `/relief/causes/${id}`]) {
      const page = await open(address, 'handler', 'en', phone, 'dark')
      await isSound(page)
      await shot(page, `phone-en-${address.split('/').length}`)
      await page.context().close()
    }
  })

  it('says that somebody else’s cause isn’t there', async () => {
    const { id } = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: '转向节', words: '转向节断供', category: 'SUPPLY' },
    })
    const page = await open(`/relief/causes/${id}`, 'stranger', 'zh-CN', desk, 'light')
    await page
      .getByText(/没有找到|不存在|找不到/)
      .first()
      .waitFor()
    await page.context().close()
  })
})
