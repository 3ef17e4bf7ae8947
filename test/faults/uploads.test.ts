import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { matterApi, PIECE } from '#platform/matter/api'
import { readSheet } from '#platform/sheets'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { type Officer, places } from '#test/world'
import { buildRows, buildWorkbook } from '../../platform/sheets/fixtures.ts'
import { expectRefusal, type Request, send } from './send.ts'

const MB = 1024 * 1024
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-uploads-'))
const disk = path.join(dataDir, 'files')
let isSmall = false
let w: ReliefWorld
let matterId: string

const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' })

function mount(options: string): boolean {
  try {
    run('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', disk)
    return true
  } catch {
    return false
  }
}

beforeAll(async () => {
  fs.mkdirSync(disk)
  isSmall = mount('size=1m')
  w = await reliefWorld({ dataDir })
  matterId = (await w.problem({ title: '上传' })).id
  await w.act('handler', matterId, 'accept')
})
afterAll(async () => {
  await w?.world.server.close()
  if (isSmall) run('umount', disk)
  await w?.world.release()
})

const as = (officer: Officer) => ({
  cookie: `tz_session=${officer.token}`,
  'content-type': 'application/octet-stream',
})
const attachmentPath = (name: string) =>
  `/api/matters/${matterId}/attachments?name=${encodeURIComponent(name)}`
const importPath = '/api/relief/imports/preview?name=list.csv'
const viewOf = () => w.matters('handler').viewMatter({ params: { id: matterId } })

/** A document of so many bytes that is one by its content. */
const pdf = (bytes: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes, 0x20)])

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('the disk full', () => {
  it('an attachment is refused, the matter keeps its words, nothing is left of it; with room the same goes through', async context => {
    // Only root may mount a disk of one megabyte; the store's own test limits a file's size instead.
    if (!isSmall) return context.skip()
    const before = await viewOf()
    const upload: Request = {
      method: 'POST',
      path: attachmentPath('检验报告.pdf'),
      headers: { ...as(w.officers.handler), 'idempotency-key': crypto.randomUUID() },
      body: pdf(2 * MB),
    }
    const refused = await send(w.world.address, upload)
    expectRefusal(refused, 507, 'disk-full')
    expect((refused.json as { detail: string }).detail).toContain('您填写的文字不受影响')
    expect(await viewOf()).toEqual(before)
    expect(
      (await w.relief('handler').viewProblem({ params: { id: matterId } })).problem.description,
    ).toContain('转向节')
    const rows = await w.world.owner.query('select from matter.attachment where matter_id = $1', [matterId])
    expect(rows.rowCount).toBe(0)
    expect(fs.readdirSync(path.join(disk, 'incoming'))).toEqual([])
    const csv = await send(w.world.address, {
      method: 'POST',
      path: importPath,
      headers: as(w.officers.liaison),
      body: `企业名称,统一社会信用代码,乡镇街道\n${'示范厂,91330482MA00000001,当湖街道\n'.repeat(30_000)}`,
    })
    expectRefusal(csv, 507, 'disk-full')
    // Words still go in: they need no file.
    await w.matters('handler').comment({ params: { id: matterId }, body: { text: '磁盘满了也能写' } })

    mount('remount,size=64m')
    const taken = await send(w.world.address, upload)
    expect(taken.status, taken.text).toBe(200)
    expect((await viewOf()).attachments).toMatchObject([{ name: '检验报告.pdf', bytes: 2 * MB + 9 }])
  })
})

describe('the disk full while a file comes in pieces', () => {
  it('the piece is refused, nothing half of it stays, and with room it goes on where it stood', async context => {
    if (!isSmall) return context.skip()
    for (const name of fs.readdirSync(disk)) fs.rmSync(path.join(disk, name), { recursive: true })
    expect(mount('remount,size=1m')).toBe(true)
    const calls = w.world.as(w.officers.handler, matterApi)
    const bytes = pdf(2 * MB)
    const id = uuidv7()
    const body = { id, name: '鉴定.pdf', size: bytes.length, sha256: hashOf(bytes) }
    const piece = (offset: number) =>
      calls.addPiece({
        params: { uploadId: id },
        query: { offset },
        body: bytes.subarray(offset, offset + PIECE),
      })
    await calls.beginUpload({ body })
    await piece(0)
    fs.writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(300_000))
    await expect(piece(PIECE)).rejects.toMatchObject({ problem: { status: 507, code: 'disk-full' } })
    expect(fs.statSync(path.join(disk, 'uploads', id)).size).toBe(PIECE)
    expect(await calls.beginUpload({ body })).toEqual({ received: PIECE })

    mount('remount,size=64m')
    for (let received = PIECE; received < bytes.length; ) ({ received } = await piece(received))
    const taken = await calls.finishUpload({ params: { uploadId: id }, body: new Uint8Array() })
    expect(taken.bytes).toBe(bytes.length)
    expect(fs.readdirSync(path.join(disk, 'uploads'))).toEqual([])
  })
})

/** Sends `megabytes` whatever the server says meanwhile, then another call on the same connection. */
async function sendEndless(requestPath: string, officer: Officer, megabytes: number, isDeclared: boolean) {
  const { hostname, port, host } = new URL(w.world.address)
  const socket = net.connect(Number(port), hostname)
  let answer = ''
  let sent = 0
  let answeredAfter = Number.POSITIVE_INFINITY
  socket.on('data', part => {
    answeredAfter = Math.min(answeredAfter, sent)
    answer += String(part)
  })
  const memory = () => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const begun = memory()
  let most = begun
  const write = (bytes: string | Buffer) =>
    new Promise<void>((resolve, reject) => socket.write(bytes, error => (error ? reject(error) : resolve())))
  const length = isDeclared ? `content-length: ${megabytes * MB}` : 'transfer-encoding: chunked'
  const headers = Object.entries({ ...as(officer), 'idempotency-key': crypto.randomUUID() })
  await write(
    `POST ${requestPath} HTTP/1.1\r\nhost: ${host}\r\n${length}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  )
  const chunk = Buffer.alloc(MB, 0x41)
  const framed = isDeclared ? chunk : Buffer.concat([Buffer.from('100000\r\n'), chunk, Buffer.from('\r\n')])
  for (; sent < megabytes; sent++) {
    await write(framed)
    most = Math.max(most, memory())
  }
  if (!isDeclared) await write('0\r\n\r\n')
  await write(`GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  await new Promise(resolve => socket.on('close', resolve))
  const [first, second] = answer.split(/(?=HTTP\/1\.1 200)/)
  return { refused: first!, answeredAfter, next: second ?? '', grown: most - begun }
}

describe('an upload of 300 MB', () => {
  for (const [what, isDeclared] of [
    ['that says how large it is', true],
    ['that does not say how large it is', false],
  ] as const) {
    it(`${what} is refused early with words, takes no memory, and leaves the connection usable`, async () => {
      for (const [to, who, most] of [
        [attachmentPath('a.pdf'), w.officers.handler, '40 MB'],
        [importPath, w.officers.liaison, isDeclared ? '40 MB' : '30 MB'],
      ] as const) {
        const { refused, answeredAfter, next, grown } = await sendEndless(to, who, 300, isDeclared)
        expect(refused).toMatch(/^HTTP\/1\.1 413 [\s\S]*application\/problem\+json/)
        expect(refused).toContain('"code":"too-large"')
        expect(refused).toContain(`最多 ${most}`)
        expect(answeredAfter).toBeLessThan(250)
        expect(next).toContain('{"ok":true}')
        expect(grown).toBeLessThan(220 * MB)
      }
    })
  }

  it('of JSON or to a call without a file is refused by its declared size', async () => {
    const declared = { 'content-length': String(300 * MB), 'content-type': 'application/json' }
    const { hostname, port } = new URL(w.world.address)
    const answer = await new Promise<number>((resolve, reject) => {
      const request = http.request(
        { hostname, port, method: 'POST', path: '/api/open/track', headers: declared },
        response => {
          resolve(response.statusCode ?? 0)
          request.destroy()
        },
      )
      request.on('error', reject)
      request.flushHeaders()
    })
    expect(answer).toBe(413)
  })
})

it('a file that a visitor breaks off leaves nothing, and the server goes on', async () => {
  const before = await viewOf()
  const { hostname, port } = new URL(w.world.address)
  await new Promise<void>(resolve => {
    const headers = {
      ...as(w.officers.handler),
      'idempotency-key': crypto.randomUUID(),
      'content-length': String(2 * MB),
    }
    const request = http.request({ hostname, port, method: 'POST', path: attachmentPath('半.pdf'), headers })
    request.on('error', () => resolve())
    request.write(pdf(MB), () => request.destroy())
    request.on('close', () => resolve())
  })
  expect((await send(w.world.address, { path: '/health' })).status).toBe(200)
  expect(await viewOf()).toEqual(before)
})

it('a zip bomb as xlsx is refused with words, and not by running out of memory', async () => {
  const rows = buildRows([
    ['a', 'b'],
    ['c', 'd'],
  ])
  const bomb = buildWorkbook([{ name: '名单', xml: `${' '.repeat(400 * MB)}${rows}` }])
  expect(bomb.length).toBeLessThan(MB)
  const reply = await send(w.world.address, {
    method: 'POST',
    path: '/api/relief/imports/preview?name=bomb.xlsx',
    headers: as(w.officers.liaison),
    body: bomb,
  })
  expectRefusal(reply, 409, 'zip-bomb')
})

describe('a formula in a title or a name', () => {
  it('is text in every exported list, CSV and Excel', async () => {
    const formula = `=cmd|'/C calc'!A0`
    const name = '+HYPERLINK("http://x","点我")厂'
    const organisationId = await w.world.enterprise(places.town, name, w.officers.liaison)
    await w.relief('liaison').reportProblem({
      body: { organisationId, category: 'OTHER', title: formula, description: `@SUM(1)*${formula}` },
    })
    for (const list of ['problems', 'enterprises']) {
      for (const format of ['csv', 'xlsx'] as const) {
        const response = await fetch(`${w.world.address}/api/relief/${list}/export?format=${format}`, {
          headers: { cookie: `tz_session=${w.officers.liaison.token}` },
        })
        expect(response.status).toBe(200)
        expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
        const bytes = Buffer.from(await response.arrayBuffer())
        const cells = (await readSheet(bytes)).rows.flatMap(row => row.cells)
        // Our own reader takes the guard off again; what another program would see still has it.
        expect(cells.map(String).join('\n')).toContain(name)
        if (format === 'csv') {
          const raw = bytes.toString()
          expect(raw).toContain(`'+HYPERLINK`)
          expect(raw).not.toMatch(/(^|,|\n)"?[=+@]/)
        }
      }
    }
  })
})
