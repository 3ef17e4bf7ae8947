import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { createFileStore } from '#platform/files'
import { matterApi, PIECE } from '#platform/matter/api'
import { type ReliefWorld, reliefWorld } from '#relief/fixtures'
import { codeOf, refusalOf } from '#test/calls'
import { trackedUploadApi } from '../../systems/relief/uploads/api.ts'

let w: ReliefWorld
let photo: Buffer
let problem: { id: string; number: string }
type Who = keyof ReliefWorld['officers']

beforeAll(async () => {
  w = await reliefWorld()
  problem = await w.problem()
  // Noise does not compress: a photograph of a few megabytes, in several pieces.
  photo = await sharp(randomBytes(1200 * 900 * 3), { raw: { width: 1200, height: 900, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
})
afterAll(() => w?.world.stop())

const calls = (who: Who) => w.world.as(w.officers[who], matterApi)
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const announced = (bytes: Buffer, given: object = {}) => ({
  id: uuidv7(),
  name: '现场.jpg',
  size: bytes.length,
  sha256: hashOf(bytes),
  ...given,
})
const piece = (who: Who, uploadId: string, bytes: Buffer, offset: number) =>
  calls(who).addPiece({
    params: { uploadId },
    query: { offset },
    body: bytes.subarray(offset, offset + PIECE),
  })
const finish = (who: Who, uploadId: string) =>
  calls(who).finishUpload({ params: { uploadId }, body: new Uint8Array() })

async function sendAll(who: Who, bytes: Buffer, given: object = {}) {
  const body = announced(bytes, given)
  let { received } = await calls(who).beginUpload({ body })
  while (received < bytes.length) ({ received } = await piece(who, body.id, bytes, received))
  return body.id
}

describe('a photograph in pieces', () => {
  it('goes on after a break where it stood, and becomes evidence without its location', async () => {
    expect(photo.length).toBeGreaterThan(PIECE * 2)
    const body = announced(photo)
    expect(await calls('liaison').beginUpload({ body })).toEqual({ received: 0 })
    await piece('liaison', body.id, photo, 0)
    // The phone heard nothing of the last piece and asks anew.
    let { received } = await calls('liaison').beginUpload({ body })
    expect(received).toBe(PIECE)
    expect(await codeOf(finish('liaison', body.id))).toBe('wrong-offset')
    while (received < photo.length) ({ received } = await piece('liaison', body.id, photo, received))
    const taken = await finish('liaison', body.id)
    expect(taken).toMatchObject({ id: body.id, mediaType: 'image/jpeg' })
    expect(await finish('liaison', body.id)).toEqual(taken)
    const attach = () =>
      calls('liaison').attachUpload({ params: { id: problem.id }, body: { uploadId: body.id } })
    const attached = await attach()
    expect((await attach()).id).toBe(attached.id)
    const { attachments } = await calls('handler').viewMatter({ params: { id: problem.id } })
    expect(attachments.map(file => file.id)).toEqual([attached.id])
    expect(
      await codeOf(
        calls('stranger').attachUpload({ params: { id: problem.id }, body: { uploadId: body.id } }),
      ),
    ).toBe('upload-unknown')
  })

  it('at a wrong place, twice, or from two tabs at once changes nothing that stands', async () => {
    const body = announced(photo)
    await calls('liaison').beginUpload({ body })
    const ahead = await refusalOf(piece('liaison', body.id, photo, PIECE))
    expect([ahead?.code, ahead?.received]).toEqual(['wrong-offset', 0])
    const both = await Promise.all([1, 2].map(() => codeOf(piece('liaison', body.id, photo, 0))))
    expect(both.toSorted()).toEqual(['done', 'wrong-offset'])
    const again = await refusalOf(piece('liaison', body.id, photo, 0))
    expect([again?.code, again?.received]).toEqual(['wrong-offset', PIECE])
    expect(await calls('liaison').beginUpload({ body })).toEqual({ received: PIECE })
    let received = PIECE
    while (received < photo.length) ({ received } = await piece('liaison', body.id, photo, received))
    expect((await finish('liaison', body.id)).mediaType).toBe('image/jpeg')
  })

  it('longer than announced is refused, and so is one of more than 40 MB before a byte of it', async () => {
    const body = announced(photo, { size: 1000 })
    await calls('liaison').beginUpload({ body })
    expect(await codeOf(piece('liaison', body.id, photo, 0))).toBe('upload-too-long')
    expect(
      await codeOf(calls('liaison').beginUpload({ body: announced(photo, { size: 41 * 1024 * 1024 }) })),
    ).toBe('too-large')
    const wide = Buffer.alloc(PIECE + 1)
    const large = announced(wide)
    await calls('liaison').beginUpload({ body: large })
    const tooMuch = calls('liaison').addPiece({
      params: { uploadId: large.id },
      query: { offset: 0 },
      body: wide,
    })
    expect(await codeOf(tooMuch)).toBe('upload-too-long')
  })

  it('that is not what was announced, or of a kind that is not taken, leaves nothing', async () => {
    const other = await sendAll('liaison', photo, { sha256: hashOf(Buffer.from('other')) })
    expect(await codeOf(finish('liaison', other))).toBe('wrong-hash')
    expect(await codeOf(finish('liaison', other))).toBe('upload-unknown')
    const page = await sendAll('liaison', Buffer.from('<!doctype html><script>1</script>'))
    expect(await codeOf(finish('liaison', page))).toBe('type-not-allowed')
    expect(await codeOf(finish('liaison', page))).toBe('upload-unknown')
  })

  it('of somebody else is not found, whether its id was seen or guessed', async () => {
    const id = await sendAll('liaison', photo)
    expect(await codeOf(finish('handler', id))).toBe('upload-unknown')
    expect(await codeOf(piece('handler', id, photo, 0))).toBe('upload-unknown')
    expect(await codeOf(calls('handler').beginUpload({ body: announced(photo, { id }) }))).toBe(
      'upload-unknown',
    )
    expect(await codeOf(finish('liaison', uuidv7()))).toBe('upload-unknown')
    expect(await codeOf(calls('liaison').beginUpload({ body: announced(photo, { id, size: 5 }) }))).toBe(
      'upload-other-file',
    )
  })

  it('runs out after a day, and too many at once are refused', async () => {
    const id = await sendAll('second', photo)
    await w.world.owner.query('update matter.upload set expires_at = now() where id = $1', [id])
    expect(await codeOf(finish('second', id))).toBe('upload-unknown')
    for (let i = 0; i < 30; i++) await calls('second').beginUpload({ body: announced(photo) })
    expect(await codeOf(calls('second').beginUpload({ body: announced(photo) }))).toBe('too-many-uploads')
  })

  it('comes from the enterprise by its tracking link, and from nobody with another code', async () => {
    const { number, secret } = await w.relief('liaison').tracking({ params: { id: problem.id } })
    const open = w.world.as(undefined, trackedUploadApi)
    const body = announced(photo, { name: '厂门口.jpg' })
    await open.beginTracked({ body: { number, secret, ...body } })
    const put = (offset: number, by = secret) =>
      open.addTrackedPiece({
        body: {
          number,
          secret: by,
          uploadId: body.id,
          offset,
          piece: photo.subarray(offset, offset + PIECE).toString('base64'),
        },
      })
    expect(await codeOf(put(0, 'ABCDEFGHJKMNPQRSTVWXYZ2345'))).toBe('tracking-unknown')
    for (let received = 0; received < photo.length; ) ({ received } = await put(received))
    expect(await codeOf(finish('liaison', body.id))).toBe('upload-unknown')
    const done = await open.finishTracked({ body: { number, secret, uploadId: body.id } })
    const again = await open.finishTracked({ body: { number, secret, uploadId: body.id } })
    expect(again.attachment.id).toBe(done.attachment.id)
    const { attachments } = await calls('handler').viewMatter({ params: { id: problem.id } })
    expect(attachments.map(file => file.name)).toContain('厂门口.jpg')
  })
})

describe('pieces on the disk', () => {
  it('beyond the last confirmed one are written over, and what nobody goes on with is swept away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spool-'))
    try {
      const { spool } = createFileStore(folder)
      const id = uuidv7()
      await spool.put(id, 0, Buffer.from('abc'))
      await spool.put(id, 3, Buffer.from('XXXXXX'))
      // Killed before it was confirmed: the same place again.
      await spool.put(id, 3, Buffer.from('defghi'))
      const chunks: Buffer[] = []
      for await (const chunk of spool.read(id)) chunks.push(chunk as Buffer)
      expect(Buffer.concat(chunks).toString()).toBe('abcdefghi')
      expect(await spool.sweep(60_000)).toBe(0)
      expect(await spool.sweep(-1)).toBe(1)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
