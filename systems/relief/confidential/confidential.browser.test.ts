import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { diskFull, onDevice, openPages, type Pages, phone } from '#test/pages'
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

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

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
  const [number, code] = await page.locator('.receipt .figure').allTextContents()
  const isEmpty = async () => {
    const { words, sealed } = await onDevice(page)
    for (const secret of ['拖延', '录音', code!, number!]) expect(words).not.toContain(secret)
    expect(sealed).toBe(0)
    // The address stays in the history of a phone that others use too.
    expect(page.url()).not.toContain(code!)
  }
  await isEmpty()
  await page.getByRole('link', { name: '看办到哪了' }).click()
  await page.getByRole('button', { name: '补充情况' }).click()
  await page.getByLabel('说明').fill('还有录音。')
  await page.route('**/api/open/track/uploads/pieces', route => route.fulfill(diskFull))
  await page.locator('input[type=file]').setInputFiles({
    name: '录音.png',
    mimeType: 'image/png',
    buffer: pixel,
  })
  await page.getByText('服务器的磁盘已满，附件没有保存。').waitFor()
  await isEmpty()
  await pages.isSound(page)
  // Without a connection the words stay on the page, and there alone.
  await page.unroute('**/api/open/track/uploads/pieces')
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.getByRole('button', { name: '录音.png', exact: true }).waitFor()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '送出' }).click()
  await page.getByText('没有送到').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '送出' }).click()
  await page.getByText('您补充了情况').first().waitFor()
  await isEmpty()
  await page.reload()
  expect(await page.getByLabel('编号').inputValue()).toBe(number)
  expect(await page.getByText('录音').count()).toBe(0)
  await page.getByLabel('查询码').fill(code!)
  await page.getByRole('button', { name: '查看' }).click()
  await page.getByText('还有录音。').waitFor()
  await isEmpty()
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
  await seen.getByRole('button', { name: 'Take it' }).click()
  const form = seen.getByRole('region', { name: 'Take it' })
  await form.getByLabel('Words').fill('I know who it is.')
  await seen.getByLabel('Note').fill('To be asked first.')
  await pages.isSound(seen)
  expect(await onDevice(seen)).toEqual({
    words: expect.not.stringMatching(/who it is|asked first/),
    sealed: 0,
  })
}, 120_000)
