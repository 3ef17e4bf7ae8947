import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { buildWeb, isWebStale } from '#apps/cli/web'
import { launchBrowser } from '#test/chromium'
import type { Ground } from './ground.ts'
import { median, type Row, type Table } from './measure.ts'

const VISITS = 5
const SIZE_LIMIT = 200
const READY_LIMIT = 3
const dist = path.resolve(import.meta.dirname, '../apps/web/dist')

/** Pages with what has to stand there before a reader can do anything. */
const pages = [
  { what: 'sign-in', at: '/', ready: 'form input', signedIn: false },
  {
    what: 'list of problems, signed in',
    at: '/relief/problems',
    ready: 'main table tbody tr',
    signedIn: true,
  },
] as const

/** What the page names itself, so what a first visit must have: gzip at its best. */
function sizeOfFirstLoad(): { bytes: number; files: number } {
  const page = fs.readFileSync(path.join(dist, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(match => match[1]!)
  const files = named.map(name => fs.readFileSync(path.join(dist, name)))
  return {
    bytes: files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, gzipSync(page).length),
    files: files.length + 1,
  }
}

type Visit = { ready: number; interactive: number; bytes: number }

/** One first visit of a new browser profile on a mid-range phone with 4G. */
async function visit(
  browser: Browser,
  address: string,
  page: (typeof pages)[number],
  token: string,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    serviceWorkers: 'block',
  })
  try {
    if (page.signedIn) await context.addCookies([{ name: 'tz_session', value: token, url: address }])
    const tab = await context.newPage()
    await tab.addInitScript(selector => {
      const seen = { ready: 0, busyUntil: 0 }
      Object.assign(window, { seen })
      new PerformanceObserver(list => {
        for (const task of list.getEntries()) seen.busyUntil = task.startTime + task.duration
      }).observe({ type: 'longtask', buffered: true })
      const look = () => {
        if (document.querySelector(selector) === null) requestAnimationFrame(look)
        else seen.ready = performance.now()
      }
      look()
    }, page.ready)
    const cdp = await context.newCDPSession(tab)
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 150,
      downloadThroughput: 1_600_000 / 8,
      uploadThroughput: 750_000 / 8,
    })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    let bytes = 0
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await tab.goto(address + page.at, { waitUntil: 'commit' })
    await tab.locator(page.ready).first().waitFor({ timeout: 30_000 })
    const atReady = bytes
    // Long tasks that come after the first sight still keep a finger waiting.
    await tab.waitForTimeout(1500)
    const seen = await tab.evaluate(
      () => (window as unknown as { seen: { ready: number; busyUntil: number } }).seen,
    )
    return { ready: seen.ready, interactive: Math.max(seen.ready, seen.busyUntil), bytes: atReady }
  } finally {
    await context.close()
  }
}

/** What a first visit loads, and how soon a mid-range phone on 4G can be used. */
export async function benchFirstLoad(ground: Ground, address: string): Promise<Table> {
  const size = sizeOfFirstLoad()
  const rows: Row[] = [
    {
      what: 'page with its scripts and styles, gzip',
      value: size.bytes / 1000,
      unit: 'kB',
      limit: SIZE_LIMIT,
      detail: `${size.files} files`,
    },
  ]
  const browser = await launchBrowser()
  try {
    for (const page of pages) {
      const visits: Visit[] = []
      for (let i = 0; i < VISITS; i++)
        visits.push(await visit(browser, address, page, ground.reporters[0]!.officer.token))
      rows.push({
        what: `${page.what}, interactive`,
        value: median(visits.map(one => one.interactive)) / 1000,
        unit: 's',
        limit: READY_LIMIT,
        detail: `seen after ${(median(visits.map(one => one.ready)) / 1000).toFixed(2)} s, ${(median(visits.map(one => one.bytes)) / 1000).toFixed(0)} kB over the network by then`,
      })
    }
    const version = browser.version()
    return {
      name: 'first-load',
      title: `First load, headless Chromium ${version} slowed to a mid-range phone on 4G`,
      rows,
      notes: [
        `Medians of ${VISITS} visits with an empty cache: CPU 4 times slower, 1.6 Mbit/s down, 150 ms round trip. Interactive is the later of the page's first use (field or first row there) and the end of the last task over 50 ms.`,
      ],
    }
  } finally {
    await browser.close()
  }
}

/** Builds the web app as `npm start` would, where it is older than its sources. */
export async function ensureWeb(say: (sentence: string) => void): Promise<void> {
  if (!isWebStale()) return
  say('building the web app')
  await buildWeb(AbortSignal.timeout(120_000))
}
