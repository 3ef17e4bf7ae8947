import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './chromium.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('the browser that the tests bring along shows Chinese and bold', async () => {
  const page = await browser.newPage()
  await page.setContent('<p lang="zh"><span>同</span><span>舟</span> <b>企业</b> <i>&#xE000;</i></p>')
  const inks = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')!
    return ['同', '舟', '帮', '\u{e000}', '\u{e001}'].map(sign => {
      pen.clearRect(0, 0, 300, 150)
      pen.font = '60px sans-serif'
      pen.fillText(sign, 10, 80)
      return pen.getImageData(0, 0, 300, 150).data.join('')
    })
  })
  // Signs without a glyph all draw the same box.
  expect(inks[3]).toBe(inks[4])
  expect(new Set(inks.slice(0, 4)).size).toBe(4)
  await page.close()
})
