import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { requestsApi } from './api.ts'

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

it('an officer asks a body outside; it opens the link by the code and replies on the phone', async () => {
  const { id: problem } = await w.problem()
  await w.act('handler', problem, 'accept')
  await w.photo('handler', problem)
  const who = w.officers.handler
  const page = await pages.open(`/relief/problems/${problem}`, { who })
  await page.getByRole('button', { name: '发协调函' }).click()
  const form = page.getByRole('dialog')
  await form.getByText('系统外的单位').click()
  await form.getByLabel('单位名称').fill('苏州某行业协会')
  await form.getByLabel('事由').fill('请推荐转向节供应商')
  await form.getByLabel('请求协助的内容').fill('需要转向节2000件，请推荐能供货的企业。')
  await form.getByText('复产.png').click()
  await pages.isSound(page)
  await form.getByRole('button', { name: '发出' }).click()
  await page.getByRole('link', { name: '请推荐转向节供应商' }).first().click()
  await page.getByRole('button', { name: '显示链接和验证码' }).click()
  const code = (await page.locator('dd strong').textContent())!
  const address = (await page.locator('dd code').textContent())!
  await page.getByText('对方单位也能看到').waitFor()
  await pages.isSound(page)

  const hash = address.slice(address.indexOf('/p#'))
  const stranger = await pages.open(hash, { lang: 'en' })
  await stranger.getByRole('heading', { name: 'Enter the code' }).waitFor()
  expect(await stranger.getByText('转向节').count()).toBe(0)
  await pages.isSound(stranger)

  const contact = await pages.open(hash, { viewport: phone })
  await contact.getByLabel('验证码').fill(code)
  await contact.getByRole('button', { name: '打开' }).click()
  await contact.getByRole('heading', { name: '请推荐转向节供应商' }).waitFor()
  await pages.isSound(contact)
  const saved = contact.waitForEvent('download')
  await contact.getByRole('button', { name: '复产.png' }).click()
  expect((await saved).suggestedFilename()).toBe('复产.png')
  await contact.getByRole('button', { name: '答复' }).click()
  await contact.getByRole('textbox', { name: '答复' }).fill('推荐示范零部件有限公司。')
  await contact.getByRole('button', { name: '发出' }).click()
  await contact.getByText('您已答复，等对方采纳。').waitFor()

  const list = await pages.open('/relief/requests?direction=out', { lang: 'en', viewport: phone, who })
  await list.getByText('推荐示范零部件有限公司。').first().waitFor()
  await pages.isSound(list)
  const rows = await w.world.as(w.officers.handler, requestsApi).listRequests({ query: { direction: 'out' } })
  expect(rows[0]).toMatchObject({ status: 'replied', reply: '推荐示范零部件有限公司。' })
})
