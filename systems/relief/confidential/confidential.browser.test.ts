import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'

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

it('an enterprise reports an office in confidence on its phone, and reads the answer by number and code', async () => {
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  const { secret } = await w.relief('liaison').reportLink({ params: { id: w.enterprise } })
  const page = await pages.open(`/r/${secret}`, { viewport: phone })
  await pages.isSound(page)
  await page.getByRole('link', { name: '保密反映' }).click()
  await page.getByRole('heading', { level: 1, name: '保密反映' }).waitFor()
  await page.getByText('谁看不到').waitFor()
  await pages.isSound(page)
  await page.getByRole('button', { name: '送出' }).click()
  await page.getByRole('alert').first().waitFor()
  await pages.isSound(page)
  await page.getByLabel('反映哪个单位').fill('工信')
  await page.getByRole('option').first().click()
  await page.getByLabel('情况是怎样的').fill('拖延不办，索要好处。')
  await page.getByRole('button', { name: '送出' }).click()
  await page.getByRole('heading', { name: '已收到' }).waitFor()
  await page.getByText('凭编号和查询码看答复').waitFor()
  await pages.isSound(page)
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
    '拖延',
  )
  await page.getByRole('link', { name: '看办到哪了' }).click()
  await page.getByText('补充情况').first().waitFor()
  await pages.isSound(page)
}, 120_000)

it('an official reports an office in confidence at the desk, and the examiner reads it', async () => {
  const page = await pages.open('/relief/confidential', { who: w.officers.second, lang: 'en' })
  await page.getByText('Who doesn’t').waitFor()
  await page.getByLabel('Which office').fill('平湖市经信')
  await page.getByRole('option', { name: /平湖市/ }).click()
  await page.getByLabel('What happened').fill('Files are held back.')
  await pages.isSound(page)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'Received' }).waitFor()
  await pages.isSound(page)
  const { rows } = await w.world.owner.query(
    `select m.id from matter.matter m join relief.confidential c on c.matter_id = m.id where c.by_kind = 'official'`,
  )
  const seen = await pages.open(`/relief/confidential/${rows[0].id}`, {
    who: w.officers.supervisor,
    lang: 'en',
  })
  await seen.getByText('Files are held back.').first().waitFor()
  await pages.isSound(seen)
}, 120_000)
