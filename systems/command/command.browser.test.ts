import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { auditApi } from '#platform/audit/api'
import { hashSecret } from '#platform/auth'
import { matterApi } from '#platform/matter/api'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { openPages, type Pages, phone } from '#test/pages'
import type { Officer } from '#test/world'

const password = '春天的柳树很绿很绿2022'
let w: ReliefWorld
let admin: Officer
let auditor: Officer
let pages: Pages
beforeAll(async () => {
  ;({ world: w, pages } = await openPages(reliefWorld))
  admin = await w.world.officer('俞祺', w.offices.cityForce, 'admin')
  auditor = await w.world.officer('姚恒', w.offices.cityForce, 'auditor')
  const { id } = await w.problem({ title: '转向节断供' })
  await w.act('handler', id, 'accept')
  await w.problem({ title: '运输车辆缺通行证' })
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
})

/** Types into a field that finds by name, and takes what it found. */
async function pick(page: Page, label: string, typed: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label })
  // What is found closes when the page is scrolled: it must be in sight from the first.
  await page.locator('.bones').first().waitFor({ state: 'detached' })
  await field.evaluate(element => element.scrollIntoView({ block: 'center' }))
  await field.click()
  await field.pressSequentially(typed)
  await page
    .getByRole('option', { name: new RegExp(typed) })
    .first()
    .click()
}

async function givePassword(officer: Officer): Promise<string> {
  await w.world.owner.query(
    `insert into auth.credential (account_id, password_hash) values ($1, $2)
     on conflict (account_id) do update set password_hash = excluded.password_hash`,
    [officer.id, await hashSecret(password)],
  )
  const { rows } = await w.world.owner.query<{ name: string }>(
    'select name from auth.account where id = $1',
    [officer.id],
  )
  return rows[0]!.name
}

describe('an official’s day', () => {
  test('a handler signs in by name and password, sees what waits, takes what nobody owns, and follows the map', async () => {
    const name = await givePassword(w.officers.handler)
    const page = await pages.open('/')
    await page.getByLabel('账号').fill(name)
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录' }).click()

    await page.getByRole('heading', { level: 1, name: '承办人，' }).waitFor()
    await page.getByRole('link', { name: '示范整车有限公司：转向节断供' }).first().waitFor()
    const unowned = page.getByRole('heading', { name: /^本单位还没人经办/ })
    await unowned.waitFor()
    await pages.isSound(page)
    await page.getByRole('button', { name: /^我来办/ }).click()
    // The page follows the server's word: nobody reloads it.
    await unowned.waitFor({ state: 'detached' })
    const { counts } = await w.world.as(w.officers.handler, matterApi).myDay({})
    expect(counts).toEqual({ open: 2, overdue: 0, unowned: 0 })

    await page.getByRole('link', { name: '态势图' }).click()
    await page.getByRole('heading', { level: 1, name: '平湖市态势' }).waitFor()
    await page.getByRole('link', { name: '示范整车有限公司：转向节断供' }).waitFor()
    await pages.isSound(page)
    await page.getByRole('link', { name: '当湖街道' }).click()
    await page.getByRole('heading', { level: 1, name: '当湖街道态势' }).waitFor()
  })

  test('a city’s map is worked by keyboard: from the city to a county to its matters', async () => {
    const page = await pages.open('/map', { who: w.officers.supervisor })
    await page.getByRole('heading', { level: 1, name: '嘉兴市态势' }).waitFor()
    const county = page.getByRole('group', { name: /嘉兴市/ }).getByRole('button', { name: /^平湖市 2/ })
    await county.waitFor()
    await pages.isSound(page)
    await county.focus()
    await page.keyboard.press('ArrowLeft')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).not.toMatch(
      /平湖市/,
    )
    await page.keyboard.press('ArrowRight')
    await county.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '平湖市态势' }).waitFor()
    await page.getByRole('link', { name: '示范整车有限公司：转向节断供' }).waitFor()
    await page.getByRole('link', { name: '嘉兴市' }).click()
    await page.getByRole('heading', { level: 1, name: '嘉兴市态势' }).waitFor()
  })

  test('a notice leads to its matter and is read; the bell counts down', async () => {
    await w.problem({ title: '设备维修人员进不了厂' })
    const page = await pages.open('/notices', { who: w.officers.second })
    await page.getByRole('heading', { level: 1, name: /条通知未读$/ }).waitFor()
    await page.getByText('设备维修人员进不了厂').waitFor()
    await pages.isSound(page)
    await page
      .getByRole('button', { name: /^标为已读/ })
      .first()
      .click()
    await page.getByRole('link', { name: /设备维修人员进不了厂/ }).click()
    await page.waitForURL(/\/relief\/problems\//)
    await page.goBack()
    await page.getByRole('button', { name: '全部标为已读' }).click()
    await page.getByRole('heading', { level: 1, name: '通知都看过了' }).waitFor()
    await page.getByRole('link', { name: '通知', exact: true }).waitFor()
  })
})

describe('Ctrl K', () => {
  test('finds a firm and a place by name, and a matter by its number', async () => {
    const { number } = await w.problem({ title: '铜杆到不了厂' })
    const page = await pages.open('/map', { who: w.officers.second })
    await page.getByRole('heading', { level: 1 }).waitFor()
    const seek = async (typed: string, found: RegExp) => {
      await page.keyboard.press('Control+k')
      const field = page.getByRole('dialog').getByRole('combobox')
      await field.fill(typed)
      await page.getByRole('option', { name: found }).first().waitFor()
      await page.keyboard.press('Escape')
    }
    await seek('示范整车', /示范整车有限公司/)
    await seek('平湖市', /平湖市/)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill(number.toLowerCase())
    await page.getByRole('option', { name: /铜杆到不了厂/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/relief\/problems\//)
  })
})

describe('the call-back list', () => {
  test('somebody whom no message reached is telephoned: number with a reason, the call is recorded', async () => {
    const { id } = await w.problem({ title: '铝型材出不了厂' })
    await w.act('handler', id, 'accept')
    await w.photo('handler', id)
    await w.act('handler', id, 'solve', { solution: '已到货' })
    await w.act('leader', id, 'sign')
    await w.world.server.runDue()

    const page = await pages.open('/calls', { who: w.officers.second })
    await page.getByRole('heading', { level: 1, name: '1个电话要打' }).waitFor()
    await page.getByRole('button', { name: '显示电话' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('事由').fill('告知办结，请其确认')
    await dialog.getByRole('button', { name: '显示', exact: true }).click()
    await page.getByText('100-0000-0021').waitFor()
    await pages.isSound(page)
    await page.getByRole('button', { name: /^登记通话/ }).click()
    await page.getByRole('button', { name: '登记通话', exact: true }).click()
    await page.getByRole('alert').getByRole('link', { name: '请选择通话结果' }).waitFor()
    await page.getByLabel('无人接听').check()
    await page.getByRole('button', { name: '登记通话', exact: true }).click()
    await page.getByText('打过1次：无人接听').waitFor()
    await page.getByRole('button', { name: /^登记通话/ }).click()
    await page.getByLabel('已联系上').check()
    await pages.isSound(page)
    await page.getByRole('button', { name: '登记通话', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '没有需要回访的电话' }).waitFor()
  })
})

describe('an administrator’s work', () => {
  test('creates an account with its role; the new officer signs in with the single-use code', async () => {
    const page = await pages.open('/', { who: admin })
    // Who owns no matters begins with the own work.
    await page.waitForURL(/\/accounts$/)
    await page.getByRole('cell', { name: '平湖市经信局' }).first().waitFor()
    await pages.isSound(page)
    await page.getByRole('link', { name: '建账号' }).click()
    await page.getByRole('button', { name: '建账号并出验证码' }).click()
    await page.getByRole('alert').getByRole('link', { name: '请填写：姓名' }).waitFor()
    await pages.isSound(page)
    await page.getByLabel('姓名').fill('陆新')
    await page.getByLabel('账号名').fill('LuXin')
    await pick(page, '单位', '平湖市经信')
    await page.getByLabel('职务').selectOption('承办人')
    await page.getByRole('button', { name: '建账号并出验证码' }).click()
    await page.getByRole('heading', { level: 1, name: '陆新的账号建好了' }).waitFor()
    await pages.isSound(page)
    const code = await page.locator('.single-use').textContent()

    const own = await pages.open('/sign-in/code')
    await own.getByLabel('账号').fill('luxin')
    await own.getByLabel('一次性验证码').fill(code ?? '')
    await own.getByLabel('新密码').fill(password)
    await own.getByRole('button', { name: '设置并登录' }).click()
    await own.getByRole('heading', { level: 1, name: /^陆新，/ }).waitFor()
    await own.getByRole('link', { name: '回访清单' }).click()
    await own.getByRole('heading', { level: 1, name: '没有需要回访的电话' }).waitFor()
    await pages.isSound(own)
  })

  test('an officer who moves on is ended, and the open matters go to a colleague by name', async () => {
    const page = await pages.open(`/accounts/${w.officers.handler.id}`, { who: admin })
    await page.getByRole('heading', { level: 1, name: '承办人' }).waitFor()
    await pages.isSound(page)
    await page.getByRole('button', { name: '停用这个账号…' }).click()
    const end = page.getByRole('button', { name: '停用账号' })
    expect(await end.getAttribute('aria-disabled')).toBe('true')
    await pick(page, '接手人', '同事')
    await end.click()
    await page.getByText(/件未办结事项已移交同事/).waitFor()
    const { counts } = await w.world.as(w.officers.second, matterApi).myDay({})
    expect(counts.open).toBeGreaterThanOrEqual(1)
  })

  test('grants a role for a period and ends it; opens an office', async () => {
    const page = await pages.open(`/accounts/${w.officers.second.id}`, { who: admin })
    await page.getByLabel('职务').selectOption('督查员')
    await page.getByLabel('至').fill('2022-12-31')
    await page.getByRole('button', { name: '加任职' }).click()
    await page.getByText('同事已任督查员').waitFor()
    await page.getByRole('button', { name: '结束任职 督查员' }).click()
    await page.getByRole('button', { name: '结束任职', exact: true }).click()
    await page.getByText('已结束任职：督查员').waitFor()

    await page.getByRole('link', { name: '单位', exact: true }).click()
    await page.getByRole('rowheader', { name: '平湖市人社局' }).waitFor()
    await pages.isSound(page)
    await page.getByRole('link', { name: '建单位' }).click()
    await page.getByLabel('单位名称').fill('平湖市商务局')
    await page.getByLabel('英文名称').fill('Pinghu Bureau of Commerce')
    await page.getByLabel('属地').selectOption('平湖市')
    await page.getByLabel('类型').selectOption('部门')
    await page.getByLabel('业务', { exact: true }).selectOption('商务')
    await page.getByLabel('编号前缀').fill('phc')
    await pages.isSound(page)
    await page.getByRole('button', { name: '建单位' }).click()
    await page.getByText('单位建好了').waitFor()
    const row = page.getByRole('row', { name: /平湖市商务局/ })
    await row.getByRole('button', { name: /撤销/ }).click()
    await page.getByRole('heading', { name: '撤销平湖市商务局' }).waitFor()
    await page.getByRole('button', { name: '撤销', exact: true }).click()
    await page.getByText('平湖市商务局已撤销').waitFor()
  })

  test('an auditor searches, and prints who looked at a person; others are told whose it is', async () => {
    const { id } = await w.problem({ title: '检修件到不了厂' })
    const { problem } = await w.relief('liaison').viewProblem({ params: { id } })
    const person = problem.reporter?.personId ?? ''
    await w.world.as(w.officers.liaison, auditApi).reveal({
      params: { id: person },
      body: { fields: ['telephone'], purpose: '核对停产情况' },
    })
    const page = await pages.open('/audit', { who: auditor })
    await page.getByRole('columnheader', { name: '做了什么' }).waitFor()
    await pages.isSound(page)
    await page.getByLabel('类型').selectOption('变更')
    await page.getByRole('button', { name: '查询' }).click()
    await page.waitForURL(/kind=change/)
    await page.goto(`${w.world.address}/audit/people/${person}`)
    await page.getByLabel('出具事由').fill('本人申请查询')
    await pages.isSound(page)
    await page.getByRole('button', { name: '出具记录' }).click()
    await page.getByText('本人申请查询').waitFor()
    await page.getByText('核对停产情况').waitFor()
    await pages.isSound(page)

    const other = await pages.open('/audit', { who: w.officers.second })
    await other.getByText('审计记录只给审计员看').waitFor()
  })
})

describe('in English', () => {
  test('my day, the map and my account read in English, also on a phone, in the dark and in large text', async () => {
    const page = await pages.open('/my-day', { who: w.officers.second, lang: 'en' })
    await page.getByRole('heading', { level: 1, name: /wait/ }).waitFor()
    await pages.isSound(page)
    for (const address of ['/my-day', '/map', '/notices', '/calls', '/me']) {
      const small = await pages.open(address, {
        who: w.officers.second,
        lang: 'en',
        viewport: phone,
        theme: 'dark',
      })
      await pages.isSound(small)
    }
    for (const address of ['/my-day', '/map?within=3304', '/me']) {
      const large = await pages.open(address, { who: w.officers.second, viewport: phone, isElder: true })
      await pages.isSound(large)
    }
  })

  test('the account is one’s own: devices, cover for a period, password, display', async () => {
    await givePassword(w.officers.leader)
    const page = await pages.open('/me', { who: w.officers.leader, lang: 'en' })
    await page.getByText('this device', { exact: true }).waitFor()
    await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Leader · 平湖市经信局' })
    await pick(page, 'Covered by', '同事')
    await page.getByLabel('Until').fill('2022-05-20')
    await page.getByRole('button', { name: 'Set the cover' }).click()
    await page.getByText('同事 covers for you').waitFor()
    await page.getByLabel('Present password').fill(password)
    await page.getByLabel('New password').fill('seventeen herons over the dyke')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Password changed').waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByRole('heading', { level: 1, name: '我的账户' }).waitFor()
    await page.getByLabel('宽松的表格').check()
    expect(await page.evaluate(() => document.documentElement.dataset.density)).toBe('roomy')
  })
})
