import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { diskFull, onDevice, openPages, type Pages, phone } from '#test/pages'
import { type ReliefWorld, reliefWorld } from './fixtures.ts'

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

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const seen = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

async function reportLink(): Promise<string> {
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  const { secret } = await w.relief('liaison').reportLink({ params: { id: w.enterprise } })
  return `/r/${secret}`
}

describe('a problem travels from a factory’s phone to “solved”', () => {
  it('in Chinese: reported by link, taken up, routed, solved with a photograph, signed, confirmed with five stars', async () => {
    // The factory's director, on a phone, without an account.
    const director = await pages.open(await reportLink(), { viewport: phone })
    await heading(director, '现在最要紧的是什么？')
    await seen(director, /示范整车有限公司/)
    await pages.isSound(director)
    await press(director, '继续')
    await director.getByRole('alert').getByRole('link', { name: '请选一项' }).click()
    await director.getByLabel('缺零部件、原料').check()
    await press(director, '继续')
    await heading(director, '缺什么？影响多大？')
    await director.getByLabel('什么情况').fill('总装线停了。转向节由上海一家厂独供，仓里一件不剩。')
    await director.getByLabel('已停产').check()
    await pages.isSound(director)
    await director.reload()
    expect(await director.getByLabel('什么情况').inputValue()).toContain('转向节')
    await press(director, '继续')
    await heading(director, '怎么找到您？')
    await director.getByLabel('您的姓名').fill('罗启')
    await director.getByLabel('手机号或电话').fill('100-0000-0021')
    await pages.isSound(director)
    await press(director, '送出')
    await heading(director, '已收到')
    await pages.isSound(director)
    await director.getByRole('link', { name: '看办到哪了' }).click()
    await heading(director, /总装线停了/)
    await seen(director, '待接单')
    await pages.isSound(director)

    // The liaison officer sees it as the most urgent of the own matters and sends it to the bureau.
    const liaison = await pages.open('/relief/problems?scope=mine', { who: w.officers.liaison })
    await liaison.getByRole('row').filter({ hasText: '总装线停了' }).getByRole('link').click()
    await heading(liaison, /示范整车有限公司/)
    await pages.isSound(liaison)
    await press(liaison, '接单')
    await liaison.getByRole('region', { name: '接单' }).getByRole('button', { name: '接单' }).click()
    await seen(liaison, '已办：接单')
    await press(liaison, '定级分派')
    const routing = liaison.getByRole('region', { name: '定级分派' })
    await routing.getByLabel('县区').check()
    await routing.getByLabel('说明').fill('请县经信局牵头找替代供应商。')
    await routing.getByRole('button', { name: '定级分派' }).click()
    await seen(liaison, '已办：定级分派')
    const address = new URL(liaison.url()).pathname

    // The bureau accepts it and finds out that a solution needs evidence.
    const handler = await pages.open('/relief/problems?scope=office', { who: w.officers.handler })
    await handler.getByRole('row').filter({ hasText: '总装线停了' }).getByRole('link').click()
    await press(handler, '接单')
    await handler.getByRole('region', { name: '接单' }).getByRole('button', { name: '接单' }).click()
    await seen(handler, '已办：接单')
    const blocked = handler.getByRole('button', { name: '提交办结' })
    expect(await blocked.getAttribute('aria-disabled')).toBe('true')
    await seen(handler, '请先上传佐证（照片或文件），再提交办结。')
    await press(handler, '上传佐证')
    await handler
      .getByRole('region', { name: '上传佐证' })
      .getByLabel('上传佐证')
      .setInputFiles({
        name: '复产照片.jpg',
        mimeType: 'image/jpeg',
        buffer: await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a8' } })
          .jpeg()
          .toBuffer(),
      })
    await handler.getByRole('button', { name: '提交办结', disabled: false }).click()
    await handler.getByLabel('怎样解决的').fill('苏州一家月产1.6万件，首批2000件已到厂。')
    await pages.isSound(handler)
    await handler.getByRole('region', { name: '提交办结' }).getByRole('button', { name: '提交办结' }).click()
    await seen(handler, '已办：提交办结')
    await handler.getByRole('tab', { name: /附件/ }).click()
    await handler.getByRole('img', { name: '打开复产照片.jpg' }).waitFor()
    await pages.isSound(handler)
    await handler.getByRole('tab', { name: /单位与时限/ }).click()
    await pages.isSound(handler)

    // Its leader signs.
    const leader = await pages.open(address, { who: w.officers.leader, theme: 'dark' })
    await pages.isSound(leader)
    await press(leader, '签批')
    await leader.getByRole('region', { name: '签批' }).getByRole('button', { name: '签批' }).click()
    await seen(leader, '已办：签批')

    // The enterprise confirms on its tracking page.
    await director.reload()
    await seen(director, '苏州一家月产1.6万件，首批2000件已到厂。')
    await press(director, '确认已解决')
    await press(director, '送出')
    await director.getByRole('alert').getByRole('link', { name: '请填写：满意度' }).waitFor()
    await director.getByLabel('5星 很满意').check({ force: true })
    await director.getByLabel('说明').fill('第二天就有人答复，没想到。')
    await pages.isSound(director)
    await press(director, '送出')
    await seen(director, '您确认已解决')
    await director.getByRole('img', { name: '5星，共5星' }).first().waitFor()

    // The officer's open page has followed without a reload.
    await liaison.getByRole('img', { name: '5星，共5星' }).first().waitFor()
    await seen(liaison, '企业本人确认')
  }, 180_000)

  it('in English, on a phone: reported by an officer for a caller, accepted, referred up', async () => {
    const page = await pages.open('/relief/report', { who: w.officers.liaison, lang: 'en', viewport: phone })
    await pages.isSound(page)
    await page.getByRole('button', { name: 'Report', exact: true }).click()
    await page.getByRole('alert').getByRole('link', { name: 'Choose an enterprise from the list' }).waitFor()
    await page.getByRole('combobox', { name: 'Enterprise' }).fill('sfzc')
    await page.getByRole('option', { name: /示范整车/ }).click()
    await page.getByLabel('Supply chain').check()
    await page.getByLabel('What happened').fill('Trucks are held at the checkpoint.')
    await page.getByRole('button', { name: 'Report', exact: true }).click()
    await page.getByRole('link', { name: 'See the problem' }).click()
    await heading(page, /Trucks are held/)
    await pages.isSound(page)
    await page.getByRole('button', { name: /^More/ }).isVisible()

    const handler = await pages.open(new URL(page.url()).pathname, { who: w.officers.handler, lang: 'en' })
    await heading(handler, /Trucks are held/)
    await handler.getByRole('button', { name: 'Refer up', exact: true }).click()
    const form = handler.getByRole('region', { name: 'Refer up' })
    await form.getByRole('button', { name: 'Refer up' }).click()
    await handler.getByRole('alert').getByRole('link', { name: 'Please fill in: Reason' }).waitFor()
    await form.getByLabel('Reason').fill('The checkpoint lies in another city.')
    await form.getByRole('button', { name: 'Refer up' }).click()
    await seen(handler, 'Done: Refer up')
    await seen(handler, /City task force/)
  }, 120_000)
})

describe('nothing that was written is lost', () => {
  it('two people decide at once: the second sees who did what, and sends the same words again', async () => {
    const { id } = await w.problem({ title: '两人同办' })
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.handler })
    await press(page, '转办')
    const form = page.getByRole('region', { name: '转办' })
    await form.getByLabel('单位').fill('人社')
    await page.getByRole('option', { name: /平湖市人社局/ }).click()
    await form.getByLabel('说明').fill('这是用工问题。')
    // The page hears nothing of the colleague's step, as on a bad line.
    await page.context().setOffline(true)
    await w.act('second', id, 'accept')
    await page.context().setOffline(false)
    await form.getByRole('button', { name: '转办' }).click()
    await seen(page, '您打开之后，别人已作了改动')
    await seen(page, /同事：接单。/)
    expect(await form.getByLabel('说明').inputValue()).toBe('这是用工问题。')
    await pages.isSound(page)
    await press(page, '看最新情况')
    await form.getByRole('button', { name: '转办' }).click()
    await seen(page, '已办：转办')
  }, 90_000)

  it('without a connection the words stay, and one press later they arrive once', async () => {
    const { id } = await w.problem({ title: '断网也不丢' })
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.liaison })
    await press(page, '补充情况')
    const form = page.getByRole('region', { name: '补充情况' })
    await form.getByLabel('说明').fill('今晚仓库见底。')
    await page.context().setOffline(true)
    await form.getByRole('button', { name: '补充情况' }).click()
    await seen(page, '没有送到')
    await page.context().setOffline(false)
    await form.getByRole('button', { name: '补充情况' }).click()
    await seen(page, '已办：补充情况')
    const { matter } = await w.relief('liaison').viewProblem({ params: { id } })
    expect(matter.history.filter(entry => entry.note === '今晚仓库见底。')).toHaveLength(1)
  }, 90_000)
})

describe('what a device keeps', () => {
  it('a file that met a full disk or no network stays until it has arrived, and one that is never taken does not', async () => {
    const { id } = await w.problem({ title: '磁盘满' })
    await w.act('handler', id, 'accept')
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.handler })
    await press(page, '转办')
    const form = page.getByRole('region', { name: '转办' })
    await form.getByLabel('说明').fill('写了一半的话。')
    await page.getByRole('tab', { name: /附件/ }).click()
    await page.route('**/api/uploads/*/pieces*', route => route.fulfill(diskFull))
    const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a55' } })
      .jpeg()
      .toBuffer()
    const input = page.locator('input[type=file]').first()
    await input.setInputFiles({ name: '车间.jpg', mimeType: 'image/jpeg', buffer: photo })
    await seen(page, '服务器的磁盘已满，附件没有保存。')
    await pages.isSound(page)
    // Nor does a session that ended meanwhile, or a server that fails, cost the file.
    await page.unroute('**/api/uploads/*/pieces*')
    await page.route('**/api/uploads', route => route.fulfill({ ...diskFull, status: 500 }))
    await press(page, '再试一次')
    await page.getByRole('button', { name: '再试一次' }).waitFor()
    expect(await onDevice(page)).toMatchObject({
      sealed: 1,
      words: expect.stringContaining('写了一半的话。'),
    })
    await page.unroute('**/api/uploads')
    await page.reload()
    await press(page, '转办')
    expect(await page.getByRole('region', { name: '转办' }).getByLabel('说明').inputValue()).toBe(
      '写了一半的话。',
    )
    await page.getByRole('tab', { name: /附件/ }).click()
    await page.getByRole('img', { name: '打开车间.jpg' }).waitFor()
    await expect.poll(async () => (await onDevice(page)).sealed).toBe(0)
    await input.setInputFiles({
      name: '脚本.exe',
      mimeType: 'application/x-msdownload',
      buffer: Buffer.from('MZ'),
    })
    await seen(page, /不能接收这种文件/)
    await expect.poll(async () => (await onDevice(page)).sealed).toBe(0)
    const { attachments } = await w.matters('handler').viewMatter({ params: { id } })
    expect(attachments.map(file => file.name)).toEqual(['车间.jpg'])
  }, 90_000)

  it('words of one official are no other’s in the same tab, and whoever signs out leaves none', async () => {
    const [one, other] = await Promise.all(
      ['甲', '乙'].map(name => w.world.officer(name, w.offices.townOffice, 'liaison')),
    )
    const page = await pages.open('/relief/report', { who: one! })
    const words = page.getByLabel('什么情况')
    await words.fill('甲写的，没有送出。')
    await page.reload()
    await expect.poll(() => words.inputValue()).toBe('甲写的，没有送出。')
    // Their session ran out; a colleague signs in at the same computer.
    await page.context().addCookies([{ name: 'tz_session', value: other!.token, url: w.world.address }])
    await page.reload()
    await words.waitFor()
    expect(await words.inputValue()).toBe('')
    expect((await onDevice(page)).words).not.toContain('甲写的')
    await words.fill('乙写的，没有送出。')
    expect((await onDevice(page)).words).toContain('乙写的')
    await page.getByRole('button', { name: /乙/ }).click()
    await press(page, '退出登录')
    await page.getByRole('heading', { name: '登录' }).waitFor()
    expect((await onDevice(page)).words).not.toContain('乙写的')
  }, 90_000)
})

describe('who sees what', () => {
  it('a contact is masked until a reason is given, and the look is written down', async () => {
    const { id } = await w.problem({ title: '查看电话' })
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.handler })
    await seen(page, '罗*')
    expect(await page.getByText('罗启').count()).toBe(0)
    await page.getByRole('button', { name: '显示联系人' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('事由').fill('电话核实断供情况')
    await pages.isSound(page)
    await dialog.getByRole('button', { name: '显示', exact: true }).click()
    await seen(page, '罗启')
  }, 60_000)

  it('an officer of another county learns nothing by guessing an address', async () => {
    const { id } = await w.problem({ title: '邻县看不到' })
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.stranger })
    await seen(page, /没有找到/)
    expect(await page.getByText('邻县看不到').count()).toBe(0)
    await pages.isSound(page)
  }, 60_000)

  it('a wrong code and an unknown number are answered alike', async () => {
    const page = await pages.open('/t', { viewport: phone })
    await heading(page, '问题办到哪了？')
    await pages.isSound(page)
    await press(page, '查看')
    await page.getByRole('alert').getByRole('link', { name: '请写编号' }).waitFor()
    await page.getByLabel('编号').fill('PHI-0001-1')
    await page.getByLabel('查询码').fill('ABCDEFGHJKMNPQRSTVWXYZ2345')
    await press(page, '查看')
    await heading(page, '没有找到')
    await pages.isSound(page)
    const link = await pages.open('/r/ABCDEFGHJKMNPQRSTVWXYZ2345', { viewport: phone })
    await heading(link, '这个链接打不开')
    await pages.isSound(link)
  }, 60_000)
})

describe('pages of the desk', () => {
  it.each([
    ['/relief/problems', '在办问题'],
    ['/relief/problems?open=closed', '已办结问题'],
    ['/relief/enterprises', '企业1家'],
    ['/relief/import', '导入名单'],
  ] as const)(
    '%s is sound at the desk, on a phone, dark and in large type',
    async (address, title) => {
      const page = await pages.open(address, { who: w.officers.liaison })
      await heading(page, new RegExp(title))
      await pages.isSound(page)
      await pages.isSound(
        await pages.open(address, { who: w.officers.liaison, viewport: phone, theme: 'dark' }),
      )
      await pages.isSound(
        await pages.open(address, { who: w.officers.liaison, viewport: phone, isElder: true, lang: 'en' }),
      )
    },
    90_000,
  )

  it('an enterprise’s page makes the code by which it reports, and a sheet to hang up', async () => {
    const page = await pages.open(`/relief/enterprises/${w.enterprise}`, { who: w.officers.liaison })
    await heading(page, '示范整车有限公司')
    const code = page.getByRole('img', { name: '示范整车有限公司报问题的二维码' })
    if ((await page.getByRole('button', { name: '生成二维码' }).count()) > 0) await press(page, '生成二维码')
    await code.waitFor()
    await pages.isSound(page)
    await page.getByRole('link', { name: '打印张贴页' }).click()
    await heading(page, '有困难，扫一扫')
    await pages.isSound(page)
  }, 60_000)
})
