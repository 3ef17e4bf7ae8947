import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { desk, openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { tasksApi } from './api.ts'

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

it('a leader instructs, the office answers on a phone, the leader closes', { timeout: 90_000 }, async () => {
  const { id } = await w.problem({ title: '转向节断供' })
  await w.act('handler', id, 'accept')
  const leader = await pages.open(`/relief/problems/${id}`, { who: w.officers.cityLeader })
  await leader.getByRole('button', { name: '批示', exact: true }).click()
  const form = leader.getByRole('dialog')
  await form.getByRole('button', { name: '提交' }).click()
  await form.getByRole('alert').first().waitFor()
  await form.getByLabel('要求').fill('今天内把运输办妥。')
  await form.getByLabel('承办单位').fill('人社')
  await leader.getByRole('option', { name: /平湖市人社局/ }).click()
  await form.getByLabel('办结期限').fill('2022-05-20')
  await form.getByRole('button', { name: '提交' }).click()
  await leader.getByText('领导批示待办结').waitFor()
  await pages.isSound(leader)

  const office = await pages.open('/relief/tasks', { who: w.officers.joint, viewport: phone })
  await pages.isSound(office)
  await office.getByRole('link', { name: '今天内把运输办妥。' }).click()
  await office.getByRole('button', { name: '接办' }).click()
  await office.getByRole('region', { name: '接办' }).getByRole('button', { name: '接办' }).click()
  await office.getByRole('button', { name: '报办理结果' }).first().click()
  await office.getByRole('region', { name: '报办理结果' }).getByLabel('说明').fill('已安排10辆车。')
  await office.getByRole('region', { name: '报办理结果' }).getByRole('button', { name: '报办理结果' }).click()
  await office.getByText('待审阅').first().waitFor()
  await pages.isSound(office)

  const { rows } = await w.world
    .as(w.officers.cityLeader, tasksApi)
    .listTasks({ query: { scope: 'ordered' } })
  await w.act('cityLeader', rows[0]!.id, 'close')
  await leader.getByText('已办结').first().waitFor()
})

it('a conference is called, its minutes become tasks, in English and dark', { timeout: 90_000 }, async () => {
  const { id } = await w.problem({ title: '转向节断供' })
  await w.act('handler', id, 'accept')
  const caller = await pages.open(`/relief/problems/${id}`, {
    who: w.officers.handler,
    lang: 'en',
    theme: 'dark',
  })
  await caller.getByRole('button', { name: 'Call a conference' }).click()
  const form = caller.getByRole('dialog')
  await form.getByLabel('Subject').fill('Parts cut')
  await form.getByLabel('Agenda').fill('Transport; labour.')
  await form.getByLabel('When').fill('2022-05-12T09:00')
  await form.getByLabel('Where').fill('Room 2')
  await form.getByLabel('Office 1').fill('平湖市人社局')
  await caller.getByRole('option', { name: /平湖市人社局/ }).click()
  await form.getByRole('button', { name: 'Send' }).click()
  await caller.locator('a.title', { hasText: 'Parts cut' }).click()
  await caller.getByRole('button', { name: 'Issue the minutes' }).click()
  const minutes = caller.getByRole('dialog')
  await minutes.getByLabel('Offices and persons present').fill('Labour bureau')
  await minutes.getByLabel('Minutes').fill('One resolution.')
  await minutes.getByRole('button', { name: 'Add a resolution' }).click()
  await minutes.getByLabel('What is to be done').fill('Charter buses')
  await minutes.getByLabel('Office', { exact: true }).fill('平湖市人社局')
  await caller.getByRole('option', { name: /平湖市人社局/ }).click()
  await minutes.getByLabel('Due on').fill('2022-05-20')
  await pages.isSound(caller)
  await minutes.getByRole('button', { name: 'Send' }).click()
  await caller.locator('a.title', { hasText: 'Charter buses' }).waitFor()
  await pages.isSound(caller)
  const list = await pages.open('/relief/tasks?scope=ordered', { who: w.officers.handler, viewport: desk })
  await pages.isSound(list)
  expect(await list.locator('a.title', { hasText: 'Parts cut' }).count()).toBe(1)
})
