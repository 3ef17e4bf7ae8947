import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPages, type Pages, phone } from '#test/pages'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { plansApi } from './api.ts'

let w: ReliefWorld
let pages: Pages
let promised: string

beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  await fill()
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

/** An enterprise in the middle of its troubles. */
async function fill() {
  const params = { id: w.enterprise }
  const calls = w.world.as(w.officers.liaison, plansApi)
  const goals = '四月底前恢复两条总装线。\n五月起满产，全年产值不低于去年。'
  await calls.setPlan({ params, body: { version: 0, goals, changed: '首次制定' } })
  await calls.setPlan({
    params,
    body: { version: 1, goals: `${goals}\n备足两个月的关键件。`, changed: '增加备货' },
  })
  for (const [state, since, reason] of [
    ['running', '2022-04-01T08:00:00+08:00', undefined],
    ['stopped', '2022-04-18T08:00:00+08:00', '转向节断供'],
    ['partly', '2022-04-19T20:00:00+08:00', '一条线恢复'],
  ] as const)
    await calls.recordState({ params, body: { state, since, reason, source: 'visit' } })
  const measure = { words: '联系苏州两家替代供应商', dueOn: '2022-04-22', measure: true }
  await calls.promise({ params, body: { ...measure, ownerId: w.officers.handler.id } })
  const body = { words: '周五前办好货车通行证', dueOn: '2022-04-21', madeTo: '总经理' }
  promised = (await calls.promise({ params, body })).id
  const output = { code: 'output' as const, source: '统计月报' }
  for (const [period, value, base] of [
    ['2021-Q2', '1.42', '1.31'],
    ['2021-Q3', '1.55', '1.33'],
    ['2021-Q4', '1.61', '1.49'],
    ['2022-Q1', '1.647', '1.409'],
  ] as const)
    await calls.recordIndicator({ params, body: { ...output, period, value, base } })
  await w.problem({ title: '转向节断供', stoppedProduction: false })
}

const file = () => `/relief/enterprises/${w.enterprise}`

describe('the page of an enterprise', () => {
  it('tells an official what state it is in, what is planned and promised, and how it does', async () => {
    const page = await pages.open(file(), { who: w.officers.liaison })
    await page.getByText('一条线恢复').first().waitFor()
    await page.getByRole('heading', { name: '一企一策' }).waitFor()
    expect(await page.getByText('+16.9%').count()).toBe(1)
    await pages.isSound(page)
  })

  it('fits a phone, in English', async () => {
    const page = await pages.open(file(), { who: w.officers.liaison, viewport: phone, lang: 'en' })
    await page.getByText('Partly stopped').first().waitFor()
    await pages.isSound(page)
  })

  it('takes a new state of production, told on the telephone', async () => {
    const page = await pages.open(file(), { who: w.officers.liaison, viewport: phone })
    await page.getByRole('button', { name: '记录状态' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('生产状态').selectOption('stopped')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('请写明部分停产或停产的原因').waitFor()
    await form.getByLabel('原因').fill('电力检修')
    await form.getByRole('button', { name: '保存' }).click()
    await page.getByText('电力检修').first().waitFor()
  })

  it('shows a leader what follows before an enterprise closes, and asks about each open problem', async () => {
    const page = await pages.open(file(), { who: w.officers.leader })
    await page.getByRole('button', { name: '注销、迁移或合并' }).click()
    const form = page.getByRole('dialog')
    await form.getByText('在办事项3件').waitFor()
    await pages.isSound(page)
    await form.getByLabel('原因').fill('已注销登记')
    await form.getByRole('button', { name: '确认办理' }).click()
    await form.getByText('还有在办事项没有逐一决定去向').waitFor()
    for (const kind of ['问题', '承诺'])
      await form
        .getByLabel(new RegExp(`^${kind}.*怎么办`))
        .first()
        .selectOption('end')
    const measure = form.getByLabel(/^承诺.*怎么办/).last()
    await measure.selectOption('hand')
    await form.getByRole('button', { name: '确认办理' }).click()
    await form.getByText('请选择单位。').waitFor()
    await form.getByLabel(/转给$/).fill('人社')
    await page.getByRole('option', { name: /平湖市人社局/ }).click()
    await pages.isSound(page)
    await form.getByRole('button', { name: '确认办理' }).click()
    await page.getByText('这家企业已注销，只能查看。').waitFor()
  })

  it('opens a promise as what it is: a matter with its story', async () => {
    const page = await pages.open(`/relief/promises/${promised}`, {
      who: w.officers.liaison,
      viewport: phone,
    })
    await page.getByRole('heading', { level: 1, name: /周五前办好货车通行证/ }).waitFor()
    await pages.isSound(page)
  })

  it('shows the figures of a town', async () => {
    const page = await pages.open(`/relief/divisions/${places.town}`, { who: w.officers.liaison })
    await page.getByRole('button', { name: '填报指标' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('时期').fill('2022-q1')
    await form.getByLabel('数值').fill('164.7')
    await form.getByLabel('上年同期').fill('140.9')
    await form.getByLabel('数据来源').fill('统计站')
    await form.getByRole('button', { name: '保存' }).click()
    await page.getByText('+16.9%').waitFor()
    await pages.isSound(page)
  })
})
