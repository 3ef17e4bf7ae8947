import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'

let w: ReliefWorld
let pages: Pages

beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  await w.world.officer('副职', w.offices.townOffice, 'liaison')
  await w.world.officer('组长', w.offices.cityForce, 'liaison')
  for (let i = 0; i < 5; i++) await w.world.enterprise(places.siblingTown, `示范分配${i}有限公司`)
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()
const seen = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

async function choose(page: Page, label: string | RegExp, name: string) {
  await page.getByRole('combobox', { name: label }).fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

describe('who cares for which enterprise', () => {
  it('the task force’s leader makes a group, looks at a balanced assignment and accepts it', async () => {
    const page = await pages.open('/relief/pairings?view=groups', { who: w.officers.cityLeader })
    await seen(page, '还没有专项服务组')
    await press(page, '设立服务组')
    await page.getByLabel('名称（中文）').fill('交通物流组')
    await page.getByLabel('名称（英文）').fill('Transport group')
    await choose(page, '组长', '组长')
    await press(page, '保存')
    await page.getByRole('heading', { name: '交通物流组' }).waitFor()
    await pages.isSound(page)

    await page.getByRole('link', { name: '均衡分配' }).click()
    await page.getByLabel('当湖街道').check()
    await pages.isSound(page)
    await press(page, '预览')
    await press(page, '确认，写入5家')
    await seen(page, /已结对5家/)
    await pages.isSound(page)
    await page.getByRole('link', { name: '结对' }).first().click()
    await seen(page, '每家企业都有联企服务员')
    await pages.isSound(page)
    await page.getByRole('link', { name: '负担' }).click()
    await page.getByRole('heading', { name: '按人员' }).waitFor()
    await pages.isSound(page)
  })

  it('on a phone an enterprise’s page names the main officer, and a deputy is added', async () => {
    const page = await pages.open(`/relief/enterprises/${w.enterprise}`, {
      who: w.officers.liaison,
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
    await pages.isSound(page)
  })

  it('everything reads in English, on a phone too', async () => {
    for (const address of ['/relief/pairings', '/relief/pairings?view=workload', '/relief/pairings/assign']) {
      const page = await pages.open(address, { who: w.officers.cityLeader, lang: 'en', viewport: phone })
      await page.getByRole('heading', { level: 1, name: /Pairings|Assign evenly/ }).waitFor()
      await page.waitForLoadState('networkidle')
      await pages.isSound(page)
    }
  })
})
