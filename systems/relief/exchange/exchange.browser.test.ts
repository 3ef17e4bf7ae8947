import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { exchangeApi } from './api.ts'

let w: ReliefWorld
let pages: Pages
let pool: Officer
let lender: string
beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  await w.world.owner.query(
    'update region.division set longitude = 121.02, latitude = 30.7 where code in ($1, $2)',
    [places.town, places.county],
  )
  pool = await w.world.officer('邱禾', w.offices.labour, 'handler')
  lender = await w.world.enterprise(places.town, '示范模具有限公司', w.officers.liaison)
  const terms = {
    kind: 'workers' as const,
    words: '淡季富余工人，可借调一个月',
    specification: '装配工',
    testHours: 24,
    closedLoopBus: true,
    quantity: 60,
    fromOn: '2022-04-22',
    untilOn: '2022-06-30',
  }
  await w.world.as(pool, exchangeApi).openOffer({ body: { terms } })
  await w.world
    .as(w.officers.liaison, exchangeApi)
    .openOffer({ body: { organisationId: lender, terms: { ...terms, quantity: 40 } } })
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

it('95 workers are needed, two offers are reserved and confirmed, 93 came', {
  timeout: 120_000,
}, async () => {
  const page = await pages.open('/relief/exchange', { who: w.officers.liaison })
  await page.getByText('没有需求').waitFor()
  await pages.isSound(page)
  await page.getByRole('button', { name: '登记需求' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: '企业' }).fill('示范整车')
  await page.getByRole('option', { name: /示范整车/ }).click()
  await form.getByLabel('具体内容').fill('组件装配普工，两班倒')
  await form.getByLabel('工种或规格').fill('装配工')
  await form.getByLabel('数量').fill('95')
  await form.getByLabel('核酸检测不超过').fill('48')
  await form.getByLabel('闭环班车接送').check()
  await form.getByLabel('开始日期').fill('2022-04-25')
  await form.getByLabel('结束日期').fill('2022-05-25')
  await pages.isSound(page)
  await form.getByRole('button', { name: '登记需求' }).click()
  await page.getByRole('link', { name: /组件装配普工/ }).click()

  await page.getByText('合起来够用的最少几家').waitFor()
  await page.getByText('闭环班车', { exact: true }).first().waitFor()
  await pages.isSound(page)
  for (const taken of ['60', '35']) {
    await page.getByRole('button', { name: '预留', exact: true }).first().click()
    const hold = page.getByRole('dialog')
    expect(await hold.getByLabel('数量').inputValue()).toBe(taken)
    await hold.getByRole('button', { name: '预留' }).click()
    await hold.waitFor({ state: 'detached' })
  }
  await page.getByText('预留数量已够').waitFor()
  await pages.isSound(page)

  const list = await pages.open('/relief/exchange?view=offers', {
    who: pool,
    viewport: phone,
    theme: 'dark',
  })
  await list.getByRole('link', { name: '平湖市人社局' }).click()
  await list.getByRole('button', { name: '确认', exact: true }).waitFor()
  await pages.isSound(list)
  await list.getByRole('button', { name: '确认', exact: true }).click()
  await list.getByText('已确认', { exact: true }).waitFor()

  await page.getByRole('button', { name: '确认', exact: true }).click()
  await page.getByText('已落实').first().waitFor()
  for (const came of ['60', '33']) {
    await page.getByRole('button', { name: '登记到位' }).first().click()
    const said = page.getByRole('dialog')
    await said.getByLabel('实际到位数量').fill(came)
    await said.getByRole('button', { name: '登记到位' }).click()
    await said.waitFor({ state: 'detached' })
  }
  await page.getByText('93人').waitFor()
  await pages.isSound(page)
})

it('on a phone and in English it reads as well', { timeout: 90_000 }, async () => {
  const look = { who: w.officers.liaison, viewport: phone, lang: 'en' as const }
  const list = await pages.open('/relief/exchange', look)
  await list.getByRole('link', { name: /组件装配普工/ }).waitFor()
  await pages.isSound(list)
  await list.getByRole('link', { name: /组件装配普工/ }).click()
  await list.getByRole('heading', { name: 'Candidates' }).waitFor()
  await pages.isSound(list)
})

it('a problem and an enterprise show their needs, and open new ones', { timeout: 90_000 }, async () => {
  const { id } = await w.problem({ title: '转向节断供' })
  const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.liaison })
  await page.getByRole('button', { name: '登记需求' }).click()
  const form = page.getByRole('dialog')
  await form.getByText('示范整车有限公司').waitFor()
  await form.getByLabel('种类').selectOption('part')
  await form.getByLabel('具体内容').fill('转向节，左右各半')
  await form.getByLabel('数量').fill('500')
  await form.getByLabel('结束日期').fill('2022-05-25')
  await pages.isSound(page)
  await form.getByRole('button', { name: '登记需求' }).click()
  await page.locator('a.title', { hasText: '转向节，左右各半' }).waitFor()
  await pages.isSound(page)
  await page.locator('a.title', { hasText: '转向节，左右各半' }).click()
  await page.getByRole('link', { name: /转向节断供/ }).waitFor()

  const firm = await pages.open(`/relief/enterprises/${w.enterprise}`, { who: w.officers.liaison })
  await firm.locator('a.title', { hasText: '转向节，左右各半' }).waitFor()
  await pages.isSound(firm)
})

it('an enterprise says on a phone what it can spare, is asked and confirms', {
  timeout: 90_000,
}, async () => {
  const relief = w.relief('liaison')
  await relief.makeReportLink({ params: { id: lender } })
  const { secret } = await relief.reportLink({ params: { id: lender } })
  const page = await pages.open(`/r/${secret}`, { viewport: phone })
  await page.getByRole('link', { name: '登记需求或供给' }).click()
  await page.getByRole('link', { name: '登记可以提供的' }).click()
  await page.getByRole('heading', { name: '能提供什么？' }).waitFor()
  await page.getByRole('radio', { name: /^零件/ }).check({ force: true })
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByLabel('具体内容').fill('转向节库存，可当日发出')
  await page.getByLabel('工种或规格').fill('转向节')
  await page.getByLabel('数量（件）').fill('800')
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByRole('alert').getByText('请填写结束日期').waitFor()
  await page.getByLabel('结束日期').fill('2022-05-31')
  await pages.isSound(page)
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByRole('textbox', { name: '联系人' }).fill('罗启')
  await page.getByLabel('联系电话').fill('100-0000-0021')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByText('收到了').waitFor()

  const desk = w.world.as(w.officers.liaison, exchangeApi)
  const offers = await desk.listOffers({ query: { kind: 'part' } as never })
  const terms = {
    kind: 'part' as const,
    words: '转向节',
    quantity: 500,
    fromOn: '2022-04-25',
    untilOn: '2022-05-25',
  }
  const need = await desk.openNeed({ body: { organisationId: w.enterprise, terms } })
  await desk.reserve({ params: { id: need.id }, body: { offerId: offers[0]!.id, quantity: 500 } })
  await page.reload()
  await page.getByRole('heading', { name: '示范整车有限公司要500件' }).waitFor()
  await pages.isSound(page)
  await page.getByRole('button', { name: '可以提供', exact: true }).click()
  await page.getByText('示范整车有限公司要500件').waitFor()
  await page.getByText('已确认', { exact: true }).waitFor()
  await pages.isSound(page)
})
