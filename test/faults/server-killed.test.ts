import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { createFileStore } from '#platform/files'
import { client } from '#platform/http'
import { matterApi, PIECE } from '#platform/matter/api'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { until } from './cluster.ts'
import { type Reply, type Request, send } from './send.ts'
import type { ChildParts } from './server-child.ts'

let w: ReliefWorld
let secret: string
let said = ''
let child: ChildProcess | undefined
beforeAll(async () => {
  w = await reliefWorld()
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  secret = (await w.relief('liaison').reportLink({ params: { id: w.enterprise } })).secret!
  // The world's own server ends; its database goes on under a process that can be killed.
  await w.world.server.close()
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await w.world.release()
})

async function started(): Promise<string> {
  const { ownerUrl, appUrl, publicUrl } = w.world.database
  const parts: ChildParts = {
    config: { ...w.world.config, logLevel: 'trace' },
    urls: { owner: ownerUrl, app: appUrl, public: publicUrl },
    key: createHash('sha256').update('test').digest('hex'),
  }
  const next = spawn(process.execPath, [path.join(import.meta.dirname, 'server-child.ts')], {
    env: { PATH: process.env.PATH, SERVER_PARTS: JSON.stringify(parts) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = next
  let own = ''
  for (const stream of [next.stdout, next.stderr])
    stream.on('data', chunk => {
      own += String(chunk)
      said += String(chunk)
    })
  let address: string | undefined
  await until('the server is up', () => {
    if (next.exitCode !== null) throw new Error(own)
    address = /^ready (\S+)$/m.exec(own)?.[1]
    return address !== undefined
  })
  return address!
}

const reportOf = (description: string, key: string): Request => ({
  method: 'POST',
  path: '/api/relief/problems',
  headers: {
    cookie: `tz_session=${w.officers.liaison.token}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  },
  body: JSON.stringify({
    organisationId: w.enterprise,
    category: 'OTHER',
    description,
    contactName: '欧阳测试',
    contactTelephone: '139-5555-0199',
  }),
})

it('a server killed while it writes: the next goes on, nothing acknowledged is lost or doubled, jobs go on', async () => {
  let address: string | undefined = await started()
  const acknowledged = new Map<string, string>()
  let isOver = false
  const load = Array.from({ length: 20 }, async (_, i) => {
    for (let n = 0; !isOver; n++) {
      const description = `停线 ${i}-${n}`
      const key = crypto.randomUUID()
      for (;;) {
        const reply: Reply | undefined =
          address === undefined
            ? undefined
            : await send(address, reportOf(description, key)).catch(() => undefined)
        if (reply?.status === 200) {
          acknowledged.set(description, (reply.json as { number: string }).number)
          break
        }
        await sleep(100)
      }
      await sleep(50)
    }
  })
  await until('sixty problems', () => acknowledged.size >= 60)
  child!.kill('SIGKILL')
  address = undefined
  address = await started()
  const before = acknowledged.size
  await until('sixty more', () => acknowledged.size >= before + 60)
  isOver = true
  await Promise.all(load)

  const { rows } = await w.world.owner.query<{ description: string; number: string }>(
    `select p.description, m.number from relief.problem p join matter.matter m on m.id = p.matter_id where p.description like '停线 %'`,
  )
  expect(rows.length).toBe(acknowledged.size)
  expect(new Map(rows.map(row => [row.description, row.number]))).toEqual(acknowledged)
  await until('the jobs of both are done', async () => {
    const left = await w.world.owner.query(
      'select from graphile_worker._private_jobs where attempts < max_attempts limit 1',
    )
    return left.rowCount === 0
  })
}, 60_000)

it('a photograph of 108 megapixels and 38 MB whose server is killed in the middle goes on, and is kept without its location', async () => {
  // As a telephone takes it. Noise does not compress; repeated, it is quickly made.
  const tile = sharp(randomBytes(500 * 500 * 3), { raw: { width: 500, height: 500, channels: 3 } })
  const photo = await sharp(await tile.png().toBuffer())
    .extend({ right: 11_500, bottom: 8_500, extendWith: 'repeat' })
    .jpeg({ quality: 47 })
    .withExif({
      IFD0: { Make: 'PhoneMaker' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 45/1 0/1' },
    })
    .toBuffer()
  const MB = 1024 * 1024
  expect(photo.length).toBeGreaterThan(37 * MB)
  expect(photo.length).toBeLessThan(40 * MB)
  const placed = await sharp(photo).metadata()
  expect([placed.width * placed.height, placed.exif?.includes('PhoneMaker')]).toEqual([108_000_000, true])
  // 0x8825 names the block of the place, in the order of bytes that the file has chosen.
  expect(['8825', '2588'].some(tag => placed.exif?.includes(Buffer.from(tag, 'hex')))).toBe(true)

  const callsAt = (base: string) =>
    client(matterApi, { base, headers: () => ({ cookie: `tz_session=${w.officers.liaison.token}` }) })
  const uploadId = uuidv7()
  const sha256 = createHash('sha256').update(photo).digest('hex')
  const body = { id: uploadId, name: '停线现场.jpg', size: photo.length, sha256 }
  const pieceAt = (calls: ReturnType<typeof callsAt>, offset: number) =>
    calls.addPiece({
      params: { uploadId },
      query: { offset },
      body: photo.subarray(offset, offset + PIECE),
    })
  const before = callsAt(await started())
  let { received } = await before.beginUpload({ body })
  while (received < photo.length / 2) ({ received } = await pieceAt(before, received))
  const unheard = pieceAt(before, received).catch(() => undefined)
  child!.kill('SIGKILL')
  await unheard

  const address = await started()
  const after = callsAt(address)
  const confirmed = received
  ;({ received } = await after.beginUpload({ body }))
  expect([confirmed, confirmed + PIECE]).toContain(received)
  while (received < photo.length) ({ received } = await pieceAt(after, received))
  await after.finishUpload({ params: { uploadId }, body: new Uint8Array() })
  const reported = await send(address, reportOf('停线，照片随附。', crypto.randomUUID()))
  const params = { id: (reported.json as { id: string }).id }
  const attached = await after.attachUpload({ params, body: { uploadId } })
  const { attachments } = await after.viewMatter({ params })
  expect(attachments).toMatchObject([{ id: attached.id, name: '停线现场.jpg', mediaType: 'image/jpeg' }])
  const { rows: files } = await w.world.owner.query<{ sha256: Buffer }>(
    'select sha256 from matter.attachment where id = $1',
    [attached.id],
  )
  const kept = createFileStore(path.join(w.world.dataDir, 'files'))
  const bytes = await buffer((await kept.read(files[0]!.sha256.toString('hex'))).stream)
  const { width, height, exif } = await sharp(bytes).metadata()
  expect([width, height, exif]).toEqual([2560, 1920, undefined])
  expect(['Exif\0\0', 'PhoneMaker'].some(trace => bytes.includes(trace))).toBe(false)
  child!.kill('SIGKILL')
}, 60_000)

it('logs at their most talkative hold routes and ids, and no name, telephone, text, secret or password', async () => {
  const address = await started()
  const from = said.length
  const tracked = await send(address, {
    method: 'POST',
    path: '/api/open/report',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({
      secret,
      category: 'OTHER',
      description: '冲压模具被扣',
      contactName: '欧阳测试',
      contactTelephone: '139-5555-0199',
    }),
  })
  expect(tracked.status, tracked.text).toBe(200)
  const { number, secret: code } = tracked.json as { number: string; secret: string }
  const calls: Request[] = [
    reportOf('冲压模具被扣', crypto.randomUUID()),
    // Refused by a field, by the database, by the parser; asked for in an address.
    { ...reportOf('冲压模具被扣\0', crypto.randomUUID()) },
    {
      method: 'POST',
      path: '/api/open/track',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number, secret: code }),
    },
    {
      method: 'POST',
      path: '/api/open/track',
      headers: { 'content-type': 'application/json' },
      body: '{"欧阳测试":',
    },
    { path: `/api/open/report?secret=${secret}` },
    { path: `/r/${secret}` },
    { path: `/api/${encodeURIComponent('欧阳测试')}/%zz` },
    {
      path: `/api/search?q=${encodeURIComponent('欧阳测试')}`,
      headers: { cookie: `tz_session=${w.officers.liaison.token}` },
    },
    {
      method: 'POST',
      path: '/api/session',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ name: 'ouyang', password: 'correct horse battery' }),
    },
  ]
  for (const call of calls) await send(address, call)
  await until('the requests are logged', () => said.slice(from).split('"request"').length > calls.length)
  const lines = said.slice(from)
  expect(lines).toContain('/api/relief/problems')
  for (const personal of [
    '欧阳测试',
    encodeURIComponent('欧阳测试'),
    '139-5555-0199',
    '13955550199',
    '冲压模具被扣',
    number,
    code,
    secret,
    w.officers.liaison.token,
    'ouyang',
    'correct horse',
    '127.0.0.1:',
  ])
    expect(lines.replace(/^ready .*$/m, '')).not.toContain(personal)
}, 60_000)
