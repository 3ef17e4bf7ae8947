import { createHash, randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '#platform/db'
import { figuresApi } from '#platform/figures'
import { matterApi, PIECE } from '#platform/matter/api'
import { reliefApi } from '#relief/api'
import { type Asked, everyAnswer } from '#test/answers'
import { codeOf } from '#test/calls'
import { openPage } from '#test/faults/send'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { requestsApi } from './api.ts'

let w: ReliefWorld
let suzhou: string
let asked: { handler: Officer; leader: Officer }

beforeAll(async () => {
  w = await reliefWorld()
  suzhou = await w.world.office(places.otherCity, 'industry', { name: '外市工信局', prefix: 'SZ' })
  asked = {
    handler: await w.world.officer('外市经办', suzhou, 'handler', 'liaison'),
    leader: await w.world.officer('外市局长', suzhou, 'leader'),
  }
})
afterAll(() => w.world.stop())

const calls = (officer: Officer | undefined) => w.world.as(officer, requestsApi)
const matters = (officer: Officer) => w.world.as(officer, matterApi)
const uniqueIn = (rows: { id: string }[], id: string) => rows.filter(row => row.id === id).length

async function problem() {
  const { id } = await w.problem()
  await w.act('handler', id, 'accept')
  return id
}
const wanted = { subject: '请推荐转向节供应商', asked: '需要转向节2000件，请推荐能供货的企业。' }

async function ask(parentId: string, more: Record<string, unknown> = {}) {
  return calls(w.officers.handler).ask({
    body: { parentId, ...wanted, to: { officeId: suzhou }, ...more },
  })
}
async function act(officer: Officer, id: string, action: string, input: Record<string, string> = {}) {
  const { version } = await matters(officer).viewMatter({ params: { id } })
  return matters(officer).actOnMatter({ params: { id, action }, body: { version, input } })
}

describe('a request to an office of another city', () => {
  it('is answered, and the answer is taken into the problem', async () => {
    const parent = await problem()
    const { id } = await ask(parent, { blocksParent: true })
    await w.photo('handler', parent)
    expect(await codeOf(w.act('handler', parent, 'solve', { solution: '已联系' }))).toBe('children-open')
    await act(asked.handler, id, 'accept')
    await matters(asked.handler).attach({
      params: { id },
      query: { name: '供应商.png' },
      body: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    })
    await act(asked.handler, id, 'reply', { reply: '推荐示范零部件有限公司，可供2000件。' })
    const { request } = await calls(w.officers.handler).viewRequest({ params: { id } })
    expect(request).toMatchObject({ reply: '推荐示范零部件有限公司，可供2000件。', repliedBy: 'office' })
    await act(w.officers.handler, id, 'close')
    const seen = await w.matters('handler').viewMatter({ params: { id: parent } })
    expect(seen.history.map(line => line.action)).toContain('request-answered')
    expect(seen.attachments.map(file => file.name)).toContain('供应商.png')
    await w.act('handler', parent, 'solve', { solution: '已由推荐企业供货' })
  })

  it('shows the office asked nothing but the request', async () => {
    const parent = await problem()
    const { id } = await ask(parent)
    await w
      .matters('handler')
      .comment({ params: { id: parent }, body: { text: '问题内部说明', audience: 'staff' } })
    for (const officer of Object.values(asked)) {
      const { matter } = await calls(officer).viewRequest({ params: { id } })
      expect(matter.parent).toBeNull()
      expect(matter.title).toBe(wanted.subject)
      expect(JSON.stringify(matter)).not.toContain('示范整车')
      expect(await codeOf(matters(officer).viewMatter({ params: { id: parent } }))).toBe('not-found')
      expect(await codeOf(w.world.as(officer, reliefApi).viewProblem({ params: { id: parent } }))).toBe(
        'not-found',
      )
      const { rows } = await matters(officer).listMatters({ query: { open: 'all' } })
      expect(rows.every(row => row.kind === 'request')).toBe(true)
      const { enterprise } = await w.world
        .as(officer, reliefApi)
        .viewEnterprise({ params: { id: w.enterprise } })
      expect(enterprise.contacts).toEqual([])
    }
    // Under the database's own rules, table by table.
    const client = await w.world.owner.connect()
    await client.query('begin; set local role tongzhou_app')
    await client.query('select app.enter($1, $2, $3)', [
      `staff:${asked.handler.id}`,
      ['staff', 'anyone', `office:${suzhou}`, `relief:${places.otherCity}`].join(','),
      `office:${suzhou}`,
    ])
    const { rows: counted } = await client.query(
      `select (select count(*)::int from relief.problem) as problems,
        (select count(*)::int from matter.history where matter_id = $1) as history,
        (select count(*)::int from matter.attachment where matter_id = $1) as files,
        (select count(*)::int from relief.contact) as contacts, (select count(*)::int from region.person) as people,
        (select count(*)::int from relief.request where matter_id = $2) as requests`,
      [parent, id],
    )
    await client.query('rollback')
    client.release()
    expect(counted[0]).toEqual({ problems: 0, history: 0, files: 0, contacts: 0, people: 0, requests: 1 })
    // What the office asked notes for itself stays there.
    await matters(asked.handler).comment({ params: { id }, body: { text: '我方内部', audience: 'staff' } })
    const back = await w.matters('handler').viewMatter({ params: { id } })
    expect(back.history.some(line => line.note === '我方内部')).toBe(false)
    const own = await matters(asked.leader).viewMatter({ params: { id } })
    expect(own.history.some(line => line.note === '我方内部')).toBe(true)
  })

  it('tells it by no call of the whole contract, and by no event, what stands beside the request', async () => {
    const roles = ['leader', 'handler', 'liaison', 'supervisor', 'duty', 'admin', 'auditor'] as const
    const everywhere = await w.world.officer('外市全职', suzhou, ...roles)
    const page = openPage(w.world.address, everywhere.token)
    await expect.poll(() => page.status).toBe(200)
    const parent = await problem()
    const file = await w.photo('handler', parent)
    const { number: parentNumber } = await w.matters('handler').viewMatter({ params: { id: parent } })
    const { number, id } = await ask(parent)
    const beside = { subject: '别处的协查', asked: '别处的所请' }
    const other = await ask(parent, { ...beside, to: { officeId: w.offices.labour } })
    await act(w.officers.joint, other.id, 'reply', { reply: '别处的答复' })
    const outside = { outsideName: '别处的协会', contactName: '陆某', contactTelephone: '100-0000-0099' }
    const third = await ask(parent, { ...beside, to: outside })
    const { request } = await calls(w.officers.handler).viewRequest({ params: { id: third.id } })
    const { problem: told } = await w.relief('handler').viewProblem({ params: { id: parent } })
    await w.matters('handler').comment({ params: { id }, body: { text: '本局内部', audience: 'staff' } })
    const personId = request.contact!.personId
    const words = [
      ...[parentNumber, '别处', other.number, '转向节', parent, other.id, personId, file.id, w.enterprise],
      ...['all', 'in', 'out', 'request', 'problem', places.city, 'csv', 'true', 'office', '2022-04'],
      ...['2022-04-18', '2022-04-20T00:00:00Z', '2022-W16'],
    ]
    const secrets = [
      ...[parent, other.id, third.id, file.id, personId, parentNumber, other.number, third.number],
      ...['别处的', '本局内部', told.description, '罗启', '陆某'],
    ]
    const answers = await everyAnswer(w.world.address, everywhere.token, words)
    const tells = ({ status, text }: Asked) => status < 300 && secrets.some(secret => text.includes(secret))
    expect(answers.filter(tells)).toEqual([])
    expect(answers.filter(one => one.status < 300 && one.text.includes(number)).length).toBeGreaterThan(3)
    await expect.poll(() => page.text, { timeout: 10_000 }).toContain(id)
    page.close()
    for (const one of [parent, other.id, third.id]) expect(page.text).not.toContain(one)
  }, 60_000)

  it('gives along only the files that were chosen', async () => {
    const parent = await problem()
    const file = await w.photo('handler', parent)
    const { id } = await ask(parent, { attachmentIds: [file.id] })
    const { attachments } = await matters(asked.handler).viewMatter({ params: { id } })
    expect(attachments.map(one => one.name)).toEqual(['复产.png'])
  })

  it('is declined twice at most, and who asked decides each time', async () => {
    const { id } = await ask(await problem())
    for (const turn of [1, 2]) {
      await act(asked.handler, id, 'decline', { reason: `第${turn}次退回` })
      await act(w.officers.handler, id, 'askAgain', { reason: '请再核' })
    }
    expect(await codeOf(act(asked.handler, id, 'decline', { reason: '又退' }))).toBe('decline-limit')
    expect(await codeOf(act(w.officers.joint, id, 'withdraw', { reason: '无关单位' }))).toBe('not-found')
    expect(await codeOf(act(asked.handler, id, 'withdraw', { reason: '不是发函方' }))).toBe('forbidden')
  })

  it('gets more time by the leader of the office that asked', async () => {
    const { id } = await ask(await problem())
    const { clocks } = await matters(asked.handler).viewMatter({ params: { id } })
    const until = new Date(Date.parse(clocks[0]!.dueAt) + 86_400_000).toISOString()
    await matters(asked.handler).askExtension({
      params: { id, clockId: clocks[0]!.id },
      body: { until, reason: '正在摸排' },
    })
    const { extensions } = await w.matters('leader').viewMatter({ params: { id } })
    const params = { id, extensionId: extensions[0]!.id }
    expect(await codeOf(matters(asked.leader).decideExtension({ params, body: { approved: true } }))).toBe(
      'forbidden',
    )
    await w.matters('leader').decideExtension({ params, body: { approved: true } })
    const after = await matters(asked.handler).viewMatter({ params: { id } })
    expect(after.dueAt).toBe(until)
  })

  it('can be made by the problem’s lead alone, of an office that is not its own, for later than now', async () => {
    const parent = await problem()
    const body = { parentId: parent, ...wanted, to: { officeId: suzhou } }
    expect(await codeOf(calls(w.officers.stranger).ask({ body }))).toBe('not-found')
    expect(await codeOf(calls(w.officers.liaison).ask({ body }))).toBe('forbidden')
    expect(await codeOf(ask(parent, { to: { officeId: w.offices.bureau } }))).toBe('same-office')
    expect(await codeOf(ask(parent, { until: '2022-04-01T00:00:00Z' }))).toBe('until-past')
    const key = 'the-same-intention'
    const first = await calls(w.officers.handler).ask({ body }, { key })
    expect(await calls(w.officers.handler).ask({ body }, { key })).toEqual(first)
    const rows = await calls(asked.handler).listRequests({ query: { direction: 'in' } })
    expect(uniqueIn(rows, first.id)).toBe(1)
  })

  it('goes along when the problem’s lead moves to another office', async () => {
    const parent = await problem()
    const { id } = await ask(parent)
    const outside = await ask(parent, { to: { outsideName: '苏州某协会', contactName: '陆某' } })
    const next = w.officers.joint
    expect(await codeOf(calls(next).viewRequest({ params: { id } }))).toBe('not-found')
    await w.act('handler', parent, 'refer', { office: w.offices.labour })
    const { request } = await calls(next).viewRequest({ params: { id } })
    expect(request.isOwn).toBe(true)
    await act(asked.handler, id, 'reply', { reply: '可供2000件。' })
    await act(next, id, 'close')
    expect(await codeOf(calls(next).showLink({ params: { id: outside.id } }))).toBe('done')
    const seen = await calls(next).viewRequest({ params: { id: outside.id } })
    expect(seen.request.contact?.name).not.toBe('')
    // Who led before still sees it, and acts no more.
    expect(await codeOf(calls(w.officers.handler).viewRequest({ params: { id } }))).toBe('done')
    expect(await codeOf(act(w.officers.handler, outside.id, 'withdraw', { reason: '已转出' }))).toBe(
      'forbidden',
    )
  })

  it('is offered by the page to those alone who may ask, with the problem’s files', async () => {
    const parent = await problem()
    const file = await w.photo('handler', parent)
    const of = (officer: Officer) => calls(officer).requestsOf({ params: { id: parent } })
    expect(await of(w.officers.handler)).toMatchObject({ mayAsk: true, attachments: [{ id: file.id }] })
    expect((await of(w.officers.liaison)).mayAsk).toBe(false)
    expect((await of(w.officers.supervisor)).mayAsk).toBe(false)
    expect(await codeOf(of(w.officers.stranger))).toBe('not-found')
  })

  it('is printed as a letter', async () => {
    const { id } = await ask(await problem())
    const response = await fetch(`${w.world.address}/api/relief/requests/${id}/letter`, {
      headers: { cookie: `tz_session=${w.officers.handler.token}` },
    })
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
  })
})

describe('a request to a body outside', () => {
  const device = () => randomBytes(24).toString('base64url')
  const outside = { outsideName: '苏州某行业协会', contactName: '陆某', contactTelephone: '100-0000-0099' }

  it('is answered by its link on a device to which the code was told', async () => {
    const parent = await problem()
    const { id } = await ask(parent, { to: outside })
    const link = await calls(w.officers.handler).showLink({ params: { id } })
    const typed = { secret: link.secret!, device: device() }
    expect(await codeOf(calls(undefined).viewParty({ body: typed }))).toBe('party-stranger')
    await calls(undefined).bindDevice({ body: { ...typed, code: link.code! } })
    const view = await calls(undefined).viewParty({ body: typed })
    expect(view).toMatchObject({ subject: wanted.subject, asked: wanted.asked, status: 'asked' })
    expect(JSON.stringify(view)).not.toContain('示范整车')
    // A scan of a megabyte and more, as offices send them.
    const scan = await sharp(randomBytes(700 * 700 * 3), { raw: { width: 700, height: 700, channels: 3 } })
      .png()
      .toBuffer()
    const upload = {
      id: uuidv7(),
      name: '名录.png',
      size: scan.length,
      sha256: createHash('sha256').update(scan).digest('hex'),
    }
    const stranger = { ...typed, device: device() }
    expect(await codeOf(calls(undefined).beginByParty({ body: { ...stranger, ...upload } }))).toBe(
      'party-stranger',
    )
    let { received } = await calls(undefined).beginByParty({ body: { ...typed, ...upload } })
    while (received < scan.length) {
      const piece = scan.subarray(received, received + PIECE).toString('base64')
      const body = { ...typed, uploadId: upload.id, offset: received, piece }
      received = (await calls(undefined).addPieceByParty({ body })).received
    }
    await calls(undefined).finishByParty({ body: { ...typed, uploadId: upload.id } })
    const { version } = await calls(undefined).viewParty({ body: typed })
    await calls(undefined).actByParty({
      params: { action: 'reply' },
      body: { ...typed, version, input: { reply: '附名录一份。' } },
    })
    await act(w.officers.handler, id, 'close')
    const seen = await w.matters('handler').viewMatter({ params: { id: parent } })
    expect(seen.attachments.map(file => file.name)).toContain('名录.png')
  })

  it('forwarded to a stranger shows nothing; wrong codes are limited and told to who asked', async () => {
    const { id } = await ask(await problem(), { to: outside })
    const link = await calls(w.officers.handler).showLink({ params: { id } })
    const typed = { secret: link.secret!, device: device() }
    for (let i = 0; i < 5; i++) {
      const wrong = String((Number(link.code) + 1 + i) % 1_000_000).padStart(6, '0')
      expect(await codeOf(calls(undefined).bindDevice({ body: { ...typed, code: wrong } }))).toBe(
        'wrong-code',
      )
    }
    // Now even the right one doesn't open: the sender gives a new one.
    const right = { ...typed, code: link.code! }
    expect(await codeOf(calls(undefined).bindDevice({ body: right }))).toBe('code-closed')
    expect(await codeOf(calls(undefined).viewParty({ body: typed }))).toBe('party-stranger')
    expect(
      await codeOf(
        calls(undefined).actByParty({
          params: { action: 'reply' },
          body: { ...typed, version: 1, input: { reply: '冒名' } },
        }),
      ),
    ).toBe('party-stranger')
    const seen = await calls(w.officers.handler).showLink({ params: { id } })
    expect(seen).toMatchObject({ code: null, codeFailures: 5, devices: [] })
    expect(seen.openings.map(one => one.what).sort()).toEqual(['stranger', 'wrong-code'])
    const { rows } = await w.world.owner.query(
      `select office_id from notice.message where matter_id = $1 and template = 'link-wrong-code'`,
      [id],
    )
    expect(rows).toHaveLength(5)
    expect(rows[0].office_id).toBe(w.offices.bureau)
    const secretStored = await w.world.owner.query(
      `select 1 from matter.link where encode(secret_hash, 'escape') = $1`,
      [link.secret],
    )
    expect(secretStored.rows).toEqual([])
  })

  it('opens one device with each code; a device, the link and an old link end when the sender says so', async () => {
    const { id } = await ask(await problem(), { to: outside })
    const own = calls(w.officers.handler)
    const link = await own.showLink({ params: { id } })
    const [one, two] = [device(), device()]
    const secret = link.secret!
    await calls(undefined).bindDevice({ body: { secret, device: one, code: link.code! } })
    // The same submission twice is one; another device with the used code is none.
    await calls(undefined).bindDevice({ body: { secret, device: one, code: link.code! } })
    expect(
      await codeOf(calls(undefined).bindDevice({ body: { secret, device: two, code: link.code! } })),
    ).toBe('code-closed')
    await own.changeLink({ params: { id }, body: { do: 'new-code' } })
    const again = await own.showLink({ params: { id } })
    await calls(undefined).bindDevice({ body: { secret, device: two, code: again.code! } })
    const { devices } = await own.showLink({ params: { id } })
    expect(devices).toHaveLength(2)
    await own.changeLink({ params: { id }, body: { do: 'revoke-device', deviceId: devices[0]!.id } })
    expect(await codeOf(calls(undefined).viewParty({ body: { secret, device: one } }))).toBe('party-stranger')
    expect(await codeOf(calls(undefined).viewParty({ body: { secret, device: two } }))).toBe('done')
    await own.changeLink({ params: { id }, body: { do: 'renew' } })
    expect(await codeOf(calls(undefined).viewParty({ body: { secret, device: two } }))).toBe('party-unknown')
    const fresh = await own.showLink({ params: { id } })
    const typed = { secret: fresh.secret!, device: two }
    await calls(undefined).bindDevice({ body: { ...typed, code: fresh.code! } })
    expect(await codeOf(calls(undefined).viewParty({ body: typed }))).toBe('done')
    await w.world.owner.query(
      `update matter.link set expires_at = now() - interval '1 minute' where matter_id = $1`,
      [id],
    )
    expect(await codeOf(calls(undefined).viewParty({ body: typed }))).toBe('party-unknown')
    expect(await codeOf(calls(asked.handler).showLink({ params: { id } }))).toBe('not-found')
  })

  it('shows one device one request: nothing of the problem, of other requests, of what is noted inside', async () => {
    const parent = await problem()
    const file = await w.photo('handler', parent)
    const [one, two] = [await ask(parent, { to: outside }), await ask(parent, { to: outside })]
    const own = calls(w.officers.handler)
    const opened = async (id: string) => {
      const link = await own.showLink({ params: { id } })
      const typed = { secret: link.secret!, device: device() }
      await calls(undefined).bindDevice({ body: { ...typed, code: link.code! } })
      return typed
    }
    const [first, second] = [await opened(one.id), await opened(two.id)]
    await w
      .matters('handler')
      .comment({ params: { id: one.id }, body: { text: '内部看法', audience: 'staff' } })
    await calls(undefined).actByParty({
      params: { action: 'askBack' },
      body: { ...second, input: { note: '另一家的问题' } },
    })
    const seen = JSON.stringify(await calls(undefined).viewParty({ body: first }))
    const { number } = await w.matters('handler').viewMatter({ params: { id: parent } })
    for (const secret of [
      parent,
      number,
      file.id,
      two.number,
      '内部看法',
      '另一家的问题',
      '示范整车',
      '罗',
      '陆某',
    ])
      expect(seen).not.toContain(secret)
    const attached = (typed: typeof first) =>
      calls(undefined).partyAttachment({ body: { ...typed, attachmentId: file.id } })
    expect(await codeOf(attached(first))).toBe('not-found')
    // A device that one link knows is a stranger to the other.
    const mixed = { secret: first.secret, device: second.device }
    expect(await codeOf(calls(undefined).viewParty({ body: mixed }))).toBe('party-stranger')
    expect(await codeOf(attached(mixed))).toBe('party-stranger')
    // The tracking call of enterprises and their report links know nothing of it.
    expect(await codeOf(w.relief().track({ body: { number: one.number, secret: first.secret } }))).toBe(
      'tracking-unknown',
    )
    expect(await codeOf(w.relief().openReport({ query: { secret: first.secret } }))).toBe('link-unknown')

    const closed = async (typed: typeof first) => {
      const upload = { id: uuidv7(), name: 'a.png', size: 3, sha256: '0'.repeat(64) }
      return [
        await codeOf(calls(undefined).viewParty({ body: typed })),
        await codeOf(
          calls(undefined).actByParty({
            params: { action: 'askBack' },
            body: { ...typed, input: { note: '在吗' } },
          }),
        ),
        await codeOf(calls(undefined).beginByParty({ body: { ...typed, ...upload } })),
        await codeOf(calls(undefined).bindDevice({ body: { ...typed, code: '000000' } })),
      ]
    }
    const unknown = ['party-unknown', 'party-unknown', 'party-unknown', 'party-unknown']
    await own.changeLink({ params: { id: one.id }, body: { do: 'revoke' } })
    expect(await closed(first)).toEqual(unknown)
    expect(await codeOf(own.changeLink({ params: { id: one.id }, body: { do: 'new-code' } }))).toBe(
      'party-unknown',
    )
    await act(w.officers.handler, two.id, 'withdraw', { reason: '不再需要' })
    expect(await closed(second)).toEqual(unknown)
    const gone = await calls(undefined)
      .viewParty({ body: first })
      .catch((error: Error) => error.message)
    expect(gone).toContain('链接')
  })

  it('is answered by letter, recorded by hand', async () => {
    const { id } = await ask(await problem(), { to: outside })
    const input = { reply: '来函：可供货。', from: '苏州某行业协会', on: '2022-04-20T01:00:00Z' }
    expect(
      await codeOf(act(w.officers.handler, id, 'recordReply', { ...input, on: '2022-05-20T01:00:00Z' })),
    ).toBe('on-ahead')
    await act(w.officers.handler, id, 'recordReply', input)
    const { request } = await calls(w.officers.handler).viewRequest({ params: { id } })
    expect(request).toMatchObject({ repliedBy: 'hand', repliedAt: '2022-04-20T01:00:00.000Z' })
  })
})

describe('two leads by mistake', () => {
  it('of two offices that are given the lead at once, one has it', async () => {
    const { id } = await w.problem()
    const { version } = await w.matters('handler').viewMatter({ params: { id } })
    const refer = (office: string) =>
      w
        .matters('handler')
        .actOnMatter({ params: { id, action: 'refer' }, body: { version, input: { office } } })
    const outcomes = await Promise.all(
      [w.offices.labour, w.offices.cityForce].map(office => codeOf(refer(office))),
    )
    expect(outcomes.toSorted()).toEqual(['done', 'stale-version'])
    const { rows } = await w.world.owner.query(
      `select office_id from matter.party where matter_id = $1 and part = 'lead' and until is null`,
      [id],
    )
    expect(rows).toHaveLength(1)
    // What no verb does, the database refuses too.
    const second = w.world.owner.query(
      `insert into matter.party (id, matter_id, part, office_id, state, since) values (gen_random_uuid(), $1, 'lead', $2, 'asked', now())`,
      [id, w.offices.siblingBureau],
    )
    await expect(second).rejects.toMatchObject({ code: '23505' })
  })
})

// Last: the clock moves on.
describe('a party that never answers', () => {
  it('is reminded, chased, told to the task force, and the problem goes on without it', async () => {
    const parent = await problem()
    const { id } = await ask(parent, { blocksParent: true })
    expect(await codeOf(act(w.officers.handler, id, 'closeUnanswered', { reason: '无回音' }))).toBe(
      'not-yet-unanswered',
    )
    await act(w.officers.handler, id, 'chase')
    expect(await codeOf(act(w.officers.handler, id, 'chase'))).toBe('asked-just-now')
    const promised = (await w.matters('handler').viewMatter({ params: { id: parent } })).clocks.find(
      clock => clock.name === 'solve',
    )!
    await w.world.moveTo('2022-04-26T12:00:00+08:00')
    const { rows } = await w.world.owner.query<{ template: string; office_id: string }>(
      `select template, office_id from notice.message where matter_id = $1 order by created_at, id`,
      [id],
    )
    const told = rows.map(row => row.template)
    for (const template of ['asked', 'request-chased', 'remind', 'overdue', 'escalate'])
      expect(told).toContain(template)
    expect(rows.find(row => row.template === 'escalate')!.office_id).toBe(w.offices.cityForce)
    const after = await w.matters('handler').viewMatter({ params: { id: parent } })
    expect(after.clocks.find(clock => clock.name === 'solve')).toMatchObject({ dueAt: promised.dueAt })
    await act(w.officers.handler, id, 'closeUnanswered', { reason: '多次催办无回音' })
    const { history } = await w.matters('handler').viewMatter({ params: { id: parent } })
    expect(history.map(line => line.action)).toContain('request-unanswered')
    await w.photo('handler', parent)
    await w.act('handler', parent, 'solve', { solution: '另行解决' })
    const { figures } = await w.world.as(w.officers.supervisor, figuresApi).readFigures({ query: {} })
    const value = (name: string) => figures.find(one => one.id === name)?.value
    expect(value('relief.requests-unanswered')).toBe(1)
    expect(value('relief.requests')).toBeGreaterThan(9)
    expect(value('relief.requests-replied')).toBe(5)
    expect(value('relief.median-days-to-reply')).toBe(0)
  })
})
