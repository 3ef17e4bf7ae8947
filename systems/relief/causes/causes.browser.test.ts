import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { causesApi } from './api.ts'

let w: ReliefWorld
let pages: Pages

beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

describe('a common cause is worked on in the browser', () => {
  it('in Chinese: opened, a problem linked from its page, solved for all at once, each told apart', async () => {
    const { id: problem } = await w.problem({ title: '转向节断供' })
    await w.act('handler', problem, 'accept')
    await w.problem({ title: '转向节也缺' })
    const page = await pages.open('/relief/causes', { who: w.officers.handler })
    await page.getByText('没有共性问题').waitFor()
    await pages.isSound(page)
    await page.getByRole('button', { name: '登记共性问题' }).click()
    await page.getByLabel('名称').fill('转向节独家供货中断')
    await page.getByLabel('原因和情况').fill('转向节断供，多家总装线停产。')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('link', { name: '转向节独家供货中断' }).click()
    await page.getByText('还没有关联问题').waitFor()
    await pages.isSound(page)
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
    await page.getByRole('table', { name: '关联问题' }).getByRole('checkbox').last().check()
    await page.getByRole('button', { name: '一并提交办结' }).click()
    await page.getByLabel('共同的办法').fill('改由苏州厂供货')
    await page.getByRole('button', { name: '一并提交办结' }).first().click()
    await page.getByText(/已办/).first().waitFor()
    await pages.isSound(page)
    const { matter } = await w.relief('handler').viewProblem({ params: { id: problem } })
    expect(matter.status).toBe('sign-off')
  })

  it('in English, on a phone and in the dark, all of it is sound', async () => {
    const { id } = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: 'Knuckles run out', words: '转向节断供', category: 'SUPPLY' },
    })
    for (const address of ['/relief/causes', `/relief/causes/${id}`]) {
      const page = await pages.open(address, {
        who: w.officers.handler,
        lang: 'en',
        viewport: phone,
        theme: 'dark',
      })
      await pages.isSound(page)
    }
  })

  it('says that somebody else’s cause isn’t there', async () => {
    const { id } = await w.world.as(w.officers.handler, causesApi).openCause({
      body: { title: '转向节', words: '转向节断供', category: 'SUPPLY' },
    })
    const page = await pages.open(`/relief/causes/${id}`, { who: w.officers.stranger })
    await page
      .getByText(/没有找到|不存在|找不到/)
      .first()
      .waitFor()
  })
})
