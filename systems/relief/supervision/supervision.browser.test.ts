import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { supervisionApi } from './api.ts'

let w: ReliefWorld
let pages: Pages

beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  await w.problem({ title: '转向节断供' })
  const returned = await w.problem({ title: '物流受阻' })
  await w.world.moveTo('2022-04-20T09:20:00+08:00')
  await w.act('handler', returned.id, 'giveBack', { reason: '不是我局职责' })
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

describe('the board of supervision', () => {
  test('leads a supervisor from a number to its problems, and chases them at once', async () => {
    const page = await pages.open('/relief/supervision?by=office', { who: w.officers.supervisor })
    await page.getByRole('heading', { name: '督查', level: 1 }).waitFor()
    await pages.isSound(page)
    await page.getByText('各列含义').click()
    await page.getByText(/对企业承诺的时限已过的/).waitFor()
    await page.getByLabel('自', { exact: true }).fill('2022-04-19')
    await page.waitForURL(/from=2022-04-19/)
    await page.getByLabel('至', { exact: true }).fill('2022-04-18')
    await page.getByText('不能早于开始日期').waitFor()
    await page.getByLabel('至', { exact: true }).fill('2022-04-20')
    await page.waitForURL(/until=2022-04-20/)
    await page.getByRole('link', { name: /平湖市经信局·在办1个/ }).click()
    await page.getByRole('heading', { name: '在办 1' }).waitFor()
    await page.getByRole('checkbox', { name: /全选|选择全部|全部/ }).check()
    await page.getByRole('button', { name: '催办' }).click()
    await page.getByText('已催办1个').waitFor()
    await pages.isSound(page)
  })

  test('reads in English on a phone', async () => {
    const page = await pages.open('/relief/supervision?by=office', {
      who: w.officers.supervisor,
      lang: 'en',
      viewport: phone,
    })
    await page.getByRole('heading', { name: 'Supervision', level: 1 }).waitFor()
    await page.getByText('Returned').first().waitFor()
    const head = page.getByRole('columnheader', { name: 'Collected' })
    const before = await head.boundingBox()
    await page.locator('.table-wrap.held').evaluate(table => {
      table.style.maxHeight = '6rem'
      table.scrollTop = 40
    })
    expect((await head.boundingBox())!.y).toBe(before!.y)
    await pages.isSound(page)
  })

  test('leads from a problem to a written notice with its office and number, in English on a phone', async () => {
    const page = await pages.open('/relief/supervision/problems?by=office&number=open', {
      who: w.officers.supervisor,
      lang: 'en',
      viewport: phone,
    })
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Give written notice' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await page.getByLabel('Words').inputValue()).toMatch(/^PHI-/)
    expect(await page.getByLabel('To the office').inputValue()).toBe('当湖街道')
    await pages.isSound(page)
    await page.getByLabel('Answer by').fill('2022-04-25')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('keeps an office’s ledger, circulates, and is confirmed by the office', async () => {
    const ledger = await pages.open('/relief/ledger', { who: w.officers.handler })
    await ledger.getByRole('heading', { name: '台账', level: 1 }).waitFor()
    await ledger.getByLabel('2. 编号').fill('问题编号')
    await ledger.getByRole('button', { name: '保存' }).click()
    await ledger.getByRole('columnheader', { name: '问题编号' }).waitFor()
    await pages.isSound(ledger)
    const papers = await pages.open('/relief/supervision/papers', { who: w.officers.supervisor })
    await papers.getByRole('heading', { name: '督办与通报', level: 1 }).waitFor()
    await pages.isSound(papers)
    await papers.getByRole('button', { name: '调整规则' }).click()
    await papers.getByLabel('时限前几小时催办').fill('6')
    await papers.getByRole('checkbox', { name: '催办' }).check()
    await papers.getByRole('button', { name: '保存' }).click()
    await papers.getByRole('dialog').waitFor({ state: 'detached' })
    await papers.getByRole('row', { name: /现行 .*6小时.*催办/ }).waitFor()
    const { id } = await w.world.as(w.officers.supervisor, supervisionApi).issueCircular({
      body: {
        within: '3304',
        title: '通报',
        words: '请整改。',
        noticeIds: [],
        officeIds: [w.offices.bureau],
      },
    })
    const page = await pages.open(`/relief/supervision/circulars/${id}`, {
      who: w.officers.handler,
      lang: 'en',
      viewport: phone,
    })
    await page.getByRole('button', { name: 'Confirm reading' }).click()
    await page
      .getByText(/^承办人 .*20/)
      .first()
      .waitFor()
    await pages.isSound(page)
  })
})
