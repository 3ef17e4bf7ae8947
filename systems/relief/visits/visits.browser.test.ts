import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { matterApi } from '#platform/matter/api'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { openPages, type Pages, phone } from '#test/pages'
import { visitsApi } from './api.ts'

let w: ReliefWorld
let pages: Pages
/** Several pieces: noise does not compress. */
let photo: Buffer
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-visits-'))

beforeAll(async () => {
  fs.writeFileSync(path.join(folder, '全景.jpg'), '')
  fs.truncateSync(path.join(folder, '全景.jpg'), 41 * 1024 * 1024)
  ;({ world: w, pages } = await openPages(reliefWorld))
  photo = await sharp(randomBytes(2000 * 1500 * 3), { raw: { width: 2000, height: 1500, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
  await w.world.as(w.officers.cityLeader, visitsApi).setRound({
    body: { name: '五一前走访', fromOn: '2022-04-18', untilOn: '2022-05-04' },
  })
}, 180_000)
afterEach(() => pages.forget())
afterAll(async () => {
  await pages?.close()
  await w?.world.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const seen = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

/** Every byte that the device keeps, and what it says of its key. */
async function storedIn(page: Page) {
  const { base64, ...rest } = await page.evaluate(async () => {
    const of = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await of(indexedDB.open('tongzhou'))
    const stores = database.transaction(['kept', 'key'])
    const kept: Record<string, unknown>[] = await of(stores.objectStore('kept').getAll())
    const [key] = (await of(stores.objectStore('key').getAll())) as CryptoKey[]
    database.close()
    const parts = kept.flatMap(one => Object.values(one).flat())
    const whole = new Blob(parts.map(part => (part instanceof Blob ? part : JSON.stringify(part))))
    const read = new FileReader()
    await new Promise(resolve => {
      read.onload = resolve
      read.readAsDataURL(whole)
    })
    return {
      entries: kept.length,
      isExtractable: key?.extractable,
      base64: String(read.result).replace(/^.*,/, ''),
    }
  })
  return { ...rest, bytes: Buffer.from(base64, 'base64') }
}

describe('a visit on the phone', () => {
  it('is recorded in a basement without a connection, survives a reload, and arrives once with photograph and problem', async () => {
    const page = await pages.open('/relief/visits', { who: w.officers.liaison, viewport: phone })
    await seen(page, '示范整车有限公司')
    await pages.isSound(page)
    await page.getByRole('link', { name: '登记走访' }).last().click()
    await page.getByRole('heading', { level: 1, name: '登记走访：示范整车有限公司' }).waitFor()
    await pages.isSound(page)
    await page.getByRole('button', { name: '送出' }).click()
    await page.getByRole('alert').getByRole('link', { name: '请写情况' }).waitFor()
    await page.getByLabel('情况').fill('总装线两班运转，转向节只够三天。')
    await page.getByLabel('部分生产').check()
    await page.getByLabel('照片').setInputFiles({ name: '车间.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByRole('button', { name: '去掉车间.jpg' }).waitFor()
    await page.getByLabel('照片').setInputFiles(path.join(folder, '全景.jpg'))
    await seen(page, '没有收下：全景.jpg')
    await page.getByRole('button', { name: '加一个问题' }).click()
    await page.getByLabel('类别').selectOption('SUPPLY')
    await page.getByLabel('什么问题').fill('转向节断供。')
    await pages.isSound(page)
    // Somebody reloads the page: words, photograph and problem are still there.
    await page.reload()
    await page.getByRole('button', { name: '去掉车间.jpg' }).waitFor()
    expect(await page.getByLabel('什么问题').inputValue()).toBe('转向节断供。')
    await page.context().setOffline(true)
    const drafted = await storedIn(page)
    await page.getByRole('button', { name: '送出' }).click()
    await seen(page, '等着送出的走访1条')
    for (const { entries, isExtractable, bytes } of [drafted, await storedIn(page)]) {
      expect([entries, isExtractable]).toEqual([1, false])
      expect(bytes.length).toBeGreaterThan(photo.length)
      for (const readable of ['转向节', '车间', 'image/jpeg', photo.subarray(0, 12), photo.subarray(-40)])
        expect(bytes.includes(readable)).toBe(false)
    }
    const recorded = async () =>
      (await w.world.as(w.officers.liaison, visitsApi).listVisits({ query: {} })).rows
    expect(await recorded()).toEqual([])
    await page.context().setOffline(false)
    await seen(page, '走访已登记')
    expect(await recorded()).toMatchObject([{ photos: 1, problems: 1, production: 'partly' }])
    await page.getByRole('link', { name: '走访', exact: true }).last().click()
    await page.getByRole('img', { name: '打开车间.jpg' }).waitFor()
    await seen(page, /转向节断供/)
    await pages.isSound(page)
  }, 120_000)

  it('is planned, counted and led to, at the desk and on the phone, in both languages', async () => {
    const page = await pages.open('/relief/visits?view=calendar&week=2022-04-20', {
      who: w.officers.liaison,
      lang: 'en',
      viewport: phone,
    })
    await page.getByRole('heading', { level: 1, name: 'Visits' }).waitFor()
    await pages.isSound(page)
    const leader = await pages.open('/relief/visits?view=coverage', {
      who: w.officers.cityLeader,
      theme: 'dark',
    })
    await seen(leader, '应走访')
    await pages.isSound(leader)
    await leader.getByRole('link', { name: '按属地' }).click()
    await leader.getByRole('link', { name: /平湖/ }).click()
    await pages.isSound(leader)
  }, 120_000)
})

describe('a large photograph', () => {
  const attachments = async (id: string) =>
    (await w.world.as(w.officers.liaison, matterApi).viewMatter({ params: { id } })).attachments

  it('whose line is cut in the middle goes on by itself, and after a reload too', async () => {
    const { id } = await w.problem({ title: '断网续传' })
    const page = await pages.open(`/relief/problems/${id}`, { who: w.officers.liaison })
    await page.getByRole('tab', { name: /附件/ }).click()
    let pieces = 0
    await page.route('**/api/uploads/*/pieces*', async route => {
      pieces++
      // The net goes after two pieces, as on the stairs.
      if (pieces === 3) await page.context().setOffline(true)
      await route.continue().catch(() => undefined)
    })
    const input = page.locator('input[type=file]').first()
    await input.setInputFiles({ name: '仓库.jpg', mimeType: 'image/jpeg', buffer: photo })
    await seen(page, '没有网络，连上后接着传')
    expect(await attachments(id)).toEqual([])
    await page.unroute('**/api/uploads/*/pieces*')
    await page.context().setOffline(false)
    // The page is loaded anew before it is through: it goes on from what the server holds.
    await page.reload()
    await page.getByRole('tab', { name: /附件/ }).click()
    await page.getByRole('img', { name: '打开仓库.jpg' }).waitFor({ timeout: 40_000 })
    expect((await attachments(id)).map(file => file.name)).toEqual(['仓库.jpg'])
    expect(pieces).toBeGreaterThanOrEqual(3)
  }, 120_000)

  it('comes from the enterprise’s tracking page as well', async () => {
    const { id } = await w.problem({ title: '企业续传' })
    const { number, secret } = await w.relief('liaison').tracking({ params: { id } })
    const page = await pages.open(`/t/${number}#${secret}`, { viewport: phone })
    await seen(page, '补充照片或文件')
    await pages.isSound(page)
    await page.locator('input[type=file]').setInputFiles({
      name: '厂门口.jpg',
      mimeType: 'image/jpeg',
      buffer: photo,
    })
    await page.getByRole('button', { name: '厂门口.jpg', exact: true }).waitFor({ timeout: 40_000 })
    expect((await attachments(id)).map(file => file.name)).toEqual(['厂门口.jpg'])
  }, 120_000)
})
