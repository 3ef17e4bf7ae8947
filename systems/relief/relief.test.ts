import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditApi } from '#platform/audit/api'
import { Refusal } from '#platform/http'
import { hashSecret } from '#platform/seal'
import { codeOf } from '#test/calls'
import { type ReliefWorld, reliefWorld } from './fixtures.ts'

let w: ReliefWorld
beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w.world.stop())

/** The enterprise's own link, as its officer makes it. */
async function reportSecret(): Promise<string> {
  await w.relief('liaison').makeReportLink({ params: { id: w.enterprise } })
  const { secret } = await w.relief('liaison').reportLink({ params: { id: w.enterprise } })
  return secret!
}

async function solvedUntilConfirming(): Promise<string> {
  const { id } = await w.problem()
  await w.act('handler', id, 'accept')
  await w.photo('handler', id)
  await w.act('handler', id, 'solve', { solution: '苏州一家供应商月产1.6万件，首批已到厂。' })
  await w.act('leader', id, 'sign')
  return id
}

describe('a problem from the factory’s phone to "solved"', () => {
  it('begins at the tier of its officer: a town’s has three working days, and from there it goes up to the county', async () => {
    const body = { secret: await reportSecret(), category: 'POLICY' as const, description: '补贴口径不清。' }
    const { number } = await w.relief().reportByLink({ body })
    const { rows } = await w.relief('liaison').listProblems({ query: {} })
    const { id } = rows.find(row => row.number === number)!
    const seen = async () => {
      const { problem, matter } = await w.relief('liaison').viewProblem({ params: { id } })
      const solve = matter.clocks.find(clock => clock.name === 'solve')
      return [problem.tier, matter.ownerOffice, solve?.dueAt]
    }
    // 24 April 2022, a Sunday, was worked: the third working day.
    const due = new Date('2022-04-24T23:59:59+08:00').toISOString()
    expect(await seen()).toEqual(['town', '当湖街道', due])
    await w.act('liaison', id, 'referUp', { reason: '要经信局解释' })
    // What was promised stays promised.
    expect(await seen()).toEqual(['county', '平湖市经信局', due])
  })

  it('is reported by link, taken up by the liaison officer, solved by an office, confirmed by the enterprise', async () => {
    const secret = await reportSecret()
    expect(await w.relief().openReport({ query: { secret } })).toEqual({
      organisationName: '示范整车有限公司',
    })
    const tracked = await w.relief().reportByLink({
      body: {
        secret,
        category: 'SUPPLY',
        description: '总装线停了，转向节断供。',
        stoppedProduction: true,
        contactName: '罗启',
      },
    })
    const day = await w.matters('liaison').myDay({})
    const mine = day.now.concat(day.later).find(matter => matter.number === tracked.number)!
    expect(mine).toMatchObject({ owner: '沈亦', status: 'reported', nextStep: 'accept', priority: 'urgent' })
    const { id } = mine
    await w.act('liaison', id, 'accept')
    await w.act('liaison', id, 'route', { category: 'SUPPLY', tier: 'county' })
    await w.act('handler', id, 'accept', { note: '已电话核实' })
    expect(await codeOf(w.act('handler', id, 'solve', { solution: '换供应商' }))).toBe('needs-evidence')
    await w.photo('handler', id)
    await w.act('handler', id, 'solve', { solution: '换供应商，已到货' })
    await w.act('leader', id, 'sign')
    const view = await w.relief().track({ body: tracked })
    expect(view).toMatchObject({
      status: 'confirming',
      nextStep: 'confirm',
      solution: '换供应商，已到货',
      office: '平湖市经信局',
    })
    const done = await w.relief().actByLink({
      params: { action: 'confirm' },
      body: { ...tracked, version: view.version, input: { rating: 5, note: '没想到这么快' } },
    })
    expect(done.status).toBe('solved')
    const { matter, problem } = await w.relief('liaison').viewProblem({ params: { id } })
    expect(problem).toMatchObject({
      outcome: 'solved',
      rating: 5,
      confirmedBy: 'enterprise',
      channel: 'enterprise',
    })
    expect(matter).toMatchObject({ isOpen: false, nextStep: null })
    expect(matter.history.map(entry => entry.action)).toEqual([
      'report',
      'accept',
      'route',
      'accept',
      'attach',
      'solve',
      'sign',
      'confirm',
    ])
  })

  it('reported by an officer for a caller is followed and confirmed by the enterprise all the same', async () => {
    const id = await solvedUntilConfirming()
    const tracked = await w.relief('hotline').tracking({ params: { id } })
    expect(await codeOf(w.relief('supervisor').tracking({ params: { id } }))).toBe('forbidden')
    const readOut = {
      number: tracked.number.toLowerCase(),
      secret: tracked.secret.toLowerCase().replace(/(.{4})/g, '$1 '),
    }
    const { version } = await w.relief().track({ body: readOut })
    const done = await w.relief().actByLink({
      params: { action: 'confirm' },
      body: { ...tracked, version, input: { rating: 5 } },
    })
    expect(done.status).toBe('solved')
  })

  it('counts a confirmation that staff gave on its behalf apart', async () => {
    const id = await solvedUntilConfirming()
    await w.act('liaison', id, 'confirm', { rating: 4 })
    const { problem } = await w.relief('liaison').viewProblem({ params: { id } })
    expect(problem.confirmedBy).toBe('staff-session')
    const counts = await w.relief('supervisor').countProblems({ query: {} })
    expect(counts.confirmedByStaff).toBeGreaterThan(0)
    expect(counts.collected).toBe(
      counts.open + counts.solved + counts.explained + counts.withdrawn + counts.timedOut + counts.merged,
    )
  })

  it('is reopened once, and not a second time', async () => {
    const id = await solvedUntilConfirming()
    await w.act('liaison', id, 'confirm', { rating: 2 })
    await w.act('liaison', id, 'reopen', { reason: '又断了' })
    await w.act('handler', id, 'solve', { solution: '再换一家' })
    await w.act('leader', id, 'sign')
    await w.act('liaison', id, 'confirm', { rating: 4 })
    expect(await codeOf(w.act('liaison', id, 'reopen', { reason: '又断了' }))).toBe('reopened-before')
  })

  it('that the leader solved himself is signed by another leader', async () => {
    const { id } = await w.problem()
    await w.act('leader', id, 'accept')
    await w.photo('leader', id)
    await w.act('leader', id, 'solve', { solution: '已到货' })
    expect(await codeOf(w.act('leader', id, 'sign'))).toBe('second-person')
  })
})

describe('returning and referring', () => {
  it('goes back to the liaison officer with the reason, at most twice, and only in time', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'giveBack', { reason: '不属本局职责' })
    const { matter } = await w.relief('liaison').viewProblem({ params: { id } })
    expect(matter).toMatchObject({ status: 'returned', owner: '沈亦', nextStep: 'route' })
    expect(matter.parties.find(party => party.state === 'returned')).toMatchObject({
      name: '平湖市经信局',
      reason: '不属本局职责',
    })
    await w.act('liaison', id, 'refer', { office: w.offices.bureau })
    await w.act('handler', id, 'giveBack', { reason: '仍不属本局' })
    await w.act('liaison', id, 'refer', { office: w.offices.bureau })
    expect(await codeOf(w.act('handler', id, 'giveBack', { reason: '再退' }))).toBe('return-limit')
  })

  it('a hand-over restarts the inner clock and never the promised one', async () => {
    const { id } = await w.problem()
    const before = (await w.matters('liaison').viewMatter({ params: { id } })).clocks
    await w.act('liaison', id, 'refer', { office: w.offices.labour })
    const after = (await w.matters('liaison').viewMatter({ params: { id } })).clocks
    const running = (clocks: typeof after, name: string) =>
      clocks.find(clock => clock.name === name && clock.stoppedAt === null)!
    expect(running(after, 'solve').id).toBe(running(before, 'solve').id)
    expect(running(after, 'accept').id).not.toBe(running(before, 'accept').id)
  })

  it('referred up it comes to the city’s task force, which has no higher tier', async () => {
    const { id } = await w.problem()
    await w.act('liaison', id, 'referUp', { reason: '属地不能解决' })
    const { matter } = await w.relief('cityHandler').viewProblem({ params: { id } })
    expect(matter.ownerOffice).toBe('嘉兴市专班')
    expect(await codeOf(w.act('cityHandler', id, 'referUp', { reason: '再上报' }))).toBe('top-tier')
  })

  it('an invited office sees the problem from then on, works along, and there is one lead', async () => {
    const { id } = await w.problem()
    expect(await codeOf(w.matters('joint').viewMatter({ params: { id } }))).toBe('not-found')
    await w.act('handler', id, 'accept')
    await w.act('handler', id, 'invite', { office: w.offices.labour })
    await w.act('joint', id, 'contribute', { note: '可调剂30人' })
    const { parties } = await w.matters('joint').viewMatter({ params: { id } })
    expect(parties.filter(party => party.part === 'lead' && party.until === null)).toHaveLength(1)
    expect(parties.find(party => party.part === 'joint')).toMatchObject({ state: 'replied' })
  })
})

describe('nobody does or sees what is not theirs', () => {
  it('an officer of another county who guesses the id finds nothing, and cannot act', async () => {
    const { id } = await w.problem()
    expect(await codeOf(w.matters('stranger').viewMatter({ params: { id } }))).toBe('not-found')
    expect(await codeOf(w.relief('stranger').viewProblem({ params: { id } }))).toBe('not-found')
    const call = { params: { id, action: 'accept' }, body: { version: 1, input: {} } }
    expect(await codeOf(w.matters('stranger').actOnMatter(call))).toBe('not-found')
    expect(await codeOf(w.matters('stranger').comment({ params: { id }, body: { text: '看看' } }))).toBe(
      'not-found',
    )
    const { rows } = await w.relief('stranger').listProblems({ query: { open: 'all' } })
    expect(rows).toEqual([])
  })

  it('an officer of another county cannot report for the enterprise', async () => {
    const body = { organisationId: w.enterprise, category: 'OTHER' as const, description: '冒名' }
    expect(await codeOf(w.relief('stranger').reportProblem({ body }))).toBe('forbidden')
  })

  it('a handler may not sign, a supervisor may only watch and chase', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.photo('handler', id)
    await w.act('handler', id, 'solve', { solution: '好了' })
    expect(await codeOf(w.act('second', id, 'sign'))).toBe('forbidden')
    const { actions } = await w.matters('supervisor').viewMatter({ params: { id } })
    expect(actions.map(offer => offer.action)).toEqual(['chase'])
  })

  it('without a session nothing of the staff’s is answered', async () => {
    expect(await codeOf(w.relief().listProblems({ query: {} }))).toBe('unauthenticated')
  })

  it('the report link alone shows no problem, and a replaced link no form', async () => {
    const secret = await reportSecret()
    await w.relief().reportByLink({ body: { secret, category: 'OTHER', description: '甲' } })
    const { rows } = await w.world.owner.query('select id from matter.link where secret_hash = $1', [
      hashSecret(secret),
    ])
    const seen = await w.world.owner.query('select count(*)::int as n from matter.matter where seats && $1', [
      [`link:${rows[0].id}`],
    ])
    expect(seen.rows[0].n).toBe(0)
    await reportSecret()
    expect(await codeOf(w.relief().openReport({ query: { secret } }))).toBe('link-unknown')
  })

  it('tracking answers alike for an unknown number, a mistyped one and a wrong secret', async () => {
    const secret = await reportSecret()
    const { number } = await w
      .relief()
      .reportByLink({ body: { secret, category: 'OTHER', description: '甲' } })
    const wrong = 'A'.repeat(26)
    const answers = await Promise.all(
      [number, 'DH-9999-0', '胡写-1'].map(async typed => {
        try {
          await w.relief().track({ body: { number: typed.padEnd(5, '0'), secret: wrong } })
          return 'allowed'
        } catch (error) {
          return error instanceof Refusal ? { ...error.problem, requestId: '' } : 'broken'
        }
      }),
    )
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'tracking-unknown' })
  })
})

describe('the same intention, twice or at once', () => {
  it('the same submission sent five times at once is one problem', async () => {
    const key = crypto.randomUUID()
    const body = { organisationId: w.enterprise, category: 'OTHER' as const, description: '同一件事' }
    const replies = await Promise.all(
      [1, 2, 3, 4, 5].map(() => w.relief('liaison').reportProblem({ body }, { key })),
    )
    expect(new Set(replies.map(reply => reply.id)).size).toBe(1)
    const { rows } = await w.world.owner.query(
      `select count(*)::int as n from relief.problem where description = '同一件事'`,
    )
    expect(rows[0].n).toBe(1)
  })

  it('a retry of a public report gives the same number and secret', async () => {
    const key = crypto.randomUUID()
    const body = { secret: await reportSecret(), category: 'OTHER' as const, description: '重试' }
    const first = await w.relief().reportByLink({ body }, { key })
    expect(await w.relief().reportByLink({ body }, { key })).toEqual(first)
  })

  it('one key for two contents is refused', async () => {
    const key = crypto.randomUUID()
    const body = { organisationId: w.enterprise, category: 'OTHER' as const, description: '甲' }
    await w.relief('liaison').reportProblem({ body }, { key })
    expect(
      await codeOf(w.relief('liaison').reportProblem({ body: { ...body, description: '乙' } }, { key })),
    ).toBe('key-reused')
  })

  it('of two people who solve the same problem, the second is told that it changed', async () => {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.photo('handler', id)
    const { version } = await w.matters('handler').viewMatter({ params: { id } })
    const solve = (who: 'handler' | 'second') =>
      codeOf(
        w
          .matters(who)
          .actOnMatter({ params: { id, action: 'solve' }, body: { version, input: { solution: who } } }),
      )
    const codes = await Promise.all([solve('handler'), solve('second')])
    expect(codes.sort()).toEqual(['done', 'stale-version'])
  })
})

describe('bad input', () => {
  it('names each wrong field in the reader’s language', async () => {
    const body = { organisationId: 'x', category: 'NONE' as never, description: '' }
    const refusalIn = async (lang: string) => {
      try {
        await w.relief('liaison', lang).reportProblem({ body })
      } catch (error) {
        if (error instanceof Refusal) return error.problem
      }
      throw new Error('not refused')
    }
    const zh = await refusalIn('zh-CN')
    expect(zh.status).toBe(422)
    expect(Object.fromEntries(zh.fields!.map(field => [field.path, field.message]))).toEqual({
      organisationId: '格式不对，请检查。',
      category: '请从给出的选项中选择。',
      description: '请填写。',
    })
    const en = await refusalIn('en')
    expect(en.fields!.map(field => field.message)).toContain('Please fill this in.')
  })

  it('SQL and HTML in every field are kept as they were written', async () => {
    const hostile = `'; drop table relief.problem; -- <img src=x onerror=alert(1)>`
    const { id } = await w.relief('liaison').reportProblem({
      body: {
        organisationId: w.enterprise,
        category: 'OTHER',
        title: hostile,
        description: hostile,
        contactName: hostile.slice(0, 60),
      },
    })
    const { problem, matter } = await w.relief('liaison').viewProblem({ params: { id } })
    expect(problem.description).toBe(hostile)
    expect(matter.title).toContain(hostile)
  })

  it('an action that the table does not have is refused, whatever the page showed', async () => {
    const { id } = await w.problem()
    const call = (action: string) =>
      codeOf(w.matters('handler').actOnMatter({ params: { id, action }, body: { version: 1, input: {} } }))
    expect(await call('constructor')).toBe('not-found')
    expect(await call('sign')).toBe('forbidden')
    expect(await call('confirm')).toBe('forbidden')
  })
})

describe('what is kept of a person', () => {
  it('is masked until it is revealed with a reason, and every look stands in the audit', async () => {
    const { id } = await w.problem()
    const { problem } = await w.relief('handler').viewProblem({ params: { id } })
    expect(problem.reporter).toMatchObject({ name: '罗*', telephone: '100-****-0021' })
    const params = { id: problem.reporter!.personId }
    const body = { fields: ['name' as const, 'telephone' as const], purpose: '核实停产情况' }
    const reveal = (who: 'handler' | 'stranger') =>
      w.world.as(w.officers[who], auditApi).reveal({ params, body })
    expect(await reveal('handler')).toEqual({ name: '罗启', telephone: '100-0000-0021' })
    expect(await codeOf(reveal('stranger'))).toBe('not-found')
    const { rows } = await w.world.owner.query(
      `select actor_id, purpose, fields from audit.entry where kind = 'look' and person_id = $1`,
      [params.id],
    )
    expect(rows).toEqual([
      { actor_id: w.officers.handler.id, purpose: '核实停产情况', fields: ['name', 'telephone'] },
    ])
  })

  it('destroyed by a leader it is gone for good; history, audit and counts stay whole', async () => {
    const { id } = await w.problem()
    const before = await w.relief('leader').viewProblem({ params: { id } })
    const counts = await w.relief('supervisor').countProblems({ query: {} })
    const params = { id: before.problem.reporter!.personId }
    const destroy = (who: 'handler' | 'leader') =>
      w.world.as(w.officers[who], auditApi).destroyPerson({ params, body: { ground: '保存期满' } })
    expect(await codeOf(destroy('handler'))).toBe('forbidden')
    await destroy('leader')
    expect(await codeOf(destroy('leader'))).toBe('person-destroyed')
    const after = await w.relief('leader').viewProblem({ params: { id } })
    expect(after.problem.reporter).toBeNull()
    expect(after.matter.history).toEqual(before.matter.history)
    expect(await w.relief('supervisor').countProblems({ query: {} })).toEqual(counts)
    const kept = await w.world.owner.query(`select * from region.person_key where person_id = $1`, [
      params.id,
    ])
    expect(kept.rows).toEqual([])
  })

  it('the enterprise sees the evidence by its number and code, nobody else', async () => {
    const { number, secret } = await w.relief().reportByLink({
      body: { secret: await reportSecret(), category: 'SUPPLY', description: '要看佐证' },
    })
    const mine = (await w.matters('liaison').myDay({})).now.find(matter => matter.number === number)!
    const photo = await w.photo('liaison', mine.id)
    const view = await w.relief().track({ body: { number, secret } })
    expect(view.attachments).toMatchObject([{ id: photo.id, mediaType: 'image/webp' }])
    const fetchIt = (typed: string) =>
      fetch(`${w.world.address}/api/open/track/attachment`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number, secret: typed, attachmentId: photo.id }),
      })
    expect((await fetchIt(secret)).headers.get('content-type')).toBe('image/webp')
    expect((await fetchIt('B'.repeat(26))).status).toBe(404)
  })
})

describe('the list of enterprises', () => {
  it('counts open problems for those who see all of them, and nothing for those who might see half', async () => {
    await w.problem()
    const told = async (who: 'liaison' | 'cityLeader' | 'joint' | 'stranger') =>
      (await w.relief(who).listEnterprises({ query: {} })).rows.find(row => row.id === w.enterprise)!
        .openProblems
    const all = await told('liaison')
    expect(all).toBeGreaterThan(0)
    expect(await told('cityLeader')).toBe(all)
    expect(await told('joint')).toBeNull()
    expect(await told('stranger')).toBeNull()
  })
})
