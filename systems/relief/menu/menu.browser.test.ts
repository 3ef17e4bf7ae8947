import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { menuApi } from './api.ts'

let w: ReliefWorld
let pages: Pages
let leader: ReliefWorld['officers']['leader']
let link: string
beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  leader = await w.world.officer('郑川', w.offices.townOffice, 'leader')
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  link = `/r/${(await w.relief('liaison').reportLink({ params: { id: w.enterprise } })).secret}`
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

it('a town publishes its menu and names a team, in English and dark', { timeout: 90_000 }, async () => {
  const page = await pages.open('/relief/orders', { who: leader, lang: 'en', theme: 'dark' })
  for (const [name, nameEn, days] of [
    ['用工对接', 'Finding workers', '3'],
    ['消防隐患体检', 'Fire safety check', '5'],
    ['惠企政策上门讲', 'Policies explained on site', '2'],
  ] as const) {
    await page.getByRole('button', { name: 'Publish a service' }).first().click()
    await page.getByLabel('Name of the service').fill(name)
    await page.getByLabel('Name in English').fill(nameEn)
    await page.getByLabel('Working days to deliver').fill(days)
    await page.getByRole('button', { name: 'Publish a service' }).last().click()
    await page.getByText(`Published: ${name}`).waitFor()
  }
  await page.getByRole('button', { name: 'Name a team' }).first().click()
  await pages.isSound(page)
  await page.getByLabel('Name of the team').fill('当湖红领班')
  await page.getByLabel('Leader').first().selectOption({ label: '郑川' })
  await page.getByLabel('Line leaders').fill('一线线长、二线线长')
  for (const name of ['Finding workers', 'Fire safety check', 'Policies explained on site'])
    await page.getByLabel(name).check()
  await page.getByRole('button', { name: 'Name a team' }).last().click()
  await page.getByText('Team made: 当湖红领班').waitFor()
  await page.getByRole('tab', { name: 'Teams' }).click()
  await page.getByText('二线线长').waitFor()
  await page.getByRole('tab', { name: 'Menu' }).click()
  await page.getByText('within 5 working days').first().waitFor()
  await pages.isSound(page)

  await page.getByRole('button', { name: 'Change Fire safety check' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Working days to deliver').fill('4')
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByText('within 4 working days').waitFor()
  await page.getByRole('button', { name: 'Take off the menu Policies explained on site' }).click()
  await form.getByRole('button', { name: 'Take off the menu' }).click()
  await form.getByText('Say why.').waitFor()
  await pages.isSound(page)
  await form.getByLabel('Reason').fill('政策讲解已改为线上')
  await form.getByRole('button', { name: 'Take off the menu' }).click()
  await page.getByText('政策讲解已改为线上').waitFor()

  await page.getByRole('tab', { name: 'Teams' }).click()
  await page.getByRole('button', { name: 'Change 当湖红领班' }).click()
  await form.getByLabel('Line leaders').fill('三线线长')
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByText('三线线长').waitFor()
  await page.getByRole('button', { name: 'End the team 当湖红领班' }).click()
  await form.getByLabel('Who answers for what comes later').waitFor()
  await form.getByRole('button', { name: 'Cancel' }).click()
})

it('an enterprise ticks three services on a phone; the leader delivers; it gives five stars', {
  timeout: 90_000,
}, async () => {
  const firm = await pages.open(link, { viewport: phone })
  await firm.getByRole('link', { name: '看服务菜单，点单' }).click()
  await firm.getByRole('heading', { name: '需要我们做什么？' }).waitFor()
  await pages.isSound(firm)
  for (const name of ['用工对接', '消防隐患体检']) await firm.getByLabel(name).check()
  await firm.getByRole('button', { name: '点2项' }).click()
  await firm.getByText('收到了，会有人联系您').waitFor()
  await pages.isSound(firm)

  const office = await pages.open('/relief/orders', { who: leader, viewport: phone })
  await office.getByRole('link', { name: '用工对接' }).first().click()
  const formOf = (field: string) => office.locator('form', { has: office.locator(`#${field}`) })
  await office.getByRole('button', { name: '接单' }).first().click()
  await formOf('note').getByRole('button', { name: '接单' }).click()
  await office.getByRole('button', { name: '办好并说明' }).first().click()
  await office.locator('#solution').fill('办了专场招聘，6人到岗。')
  await formOf('solution').getByRole('button', { name: '办好并说明' }).click()
  await office.getByText('待企业确认').first().waitFor()
  await pages.isSound(office)

  await firm.reload()
  await firm.getByText('办了专场招聘，6人到岗。').waitFor()
  await firm.getByRole('radio', { name: /^5星/ }).check({ force: true })
  await firm.getByLabel('想说的话').fill('很及时')
  await pages.isSound(firm)
  await firm.getByRole('button', { name: '确认并评价' }).click()
  await firm.getByText('谢谢您的评价').waitFor()
  await pages.isSound(firm)
  const { rows } = await w.world.as(leader, menuApi).listOrders({ query: { open: 'closed' } as never })
  expect(rows).toMatchObject([{ service: '用工对接', status: 'confirmed', rating: 5, owner: '郑川' }])
})

it('an officer ticks for an enterprise on a visit, in English on a phone', { timeout: 60_000 }, async () => {
  const page = await pages.open(`/relief/enterprises/${w.enterprise}`, {
    who: w.officers.liaison,
    lang: 'en',
    viewport: phone,
    theme: 'dark',
  })
  await page.getByRole('button', { name: 'Order for the enterprise' }).click()
  await page.getByLabel('Finding workers').check()
  await page.getByRole('button', { name: 'Order 1' }).click()
  await page.getByText('1 ordered, each with an owner and a date').waitFor()
  await pages.isSound(page)
})
