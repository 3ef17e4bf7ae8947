import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '#test/calls'
import { places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { causesApi } from './api.ts'

let w: ReliefWorld
beforeAll(async () => {
  w = await reliefWorld()
})
afterAll(() => w?.world.stop())

const causes = (who: keyof ReliefWorld['officers'], lang?: string) =>
  w.world.as(w.officers[who], causesApi, lang)

const open = (who: keyof ReliefWorld['officers'], officeId?: string) =>
  causes(who).openCause({
    body: {
      title: '转向节断供',
      words: '转向节由一家厂独供，多家总装线停产。',
      category: 'SUPPLY',
      officeId,
    },
  })
const view = (id: string, who: keyof ReliefWorld['officers'] = 'handler') =>
  causes(who).viewCause({ params: { id } })
const chosen = async (id: string, who: keyof ReliefWorld['officers'] = 'handler') =>
  (await view(id, who)).problems.map(one => ({ id: one.id, version: one.version }))

/** Problems in hand of the bureau, linked to the cause. */
async function linked(cause: string, count: number) {
  const ids = []
  for (let n = 0; n < count; n++) {
    const { id } = await w.problem()
    await w.act('handler', id, 'accept')
    await w.act('handler', id, 'joinCause', { cause })
    ids.push(id)
  }
  return ids
}

describe('one cause, many enterprises', () => {
  it('is solved once, with one file; each problem is signed, confirmed and ended for itself', async () => {
    const { id } = await open('handler')
    const [first, second, third] = await linked(id, 3)
    const similar = await w.problem()
    const suggested = await causes('handler').similarToCause({ params: { id } })
    expect(suggested.map(one => one.id)).toContain(similar.id)
    expect(suggested.map(one => one.id)).not.toContain(first)

    await w.photo('handler', id)
    const before = await chosen(id)
    // Somebody writes to the third meanwhile: its version is stale.
    await w.act('second', third!, 'invite', { office: w.offices.labour })
    const { matter } = await view(id)
    const results = await causes('handler').solveTogether({
      params: { id },
      body: { version: matter.version, solution: '改由苏州厂供货', problems: before },
    })
    expect(results.map(one => [one.id, one.done, one.code])).toEqual([
      [first, true, null],
      [second, true, null],
      [third, false, 'stale-version'],
    ])
    expect(results[2]!.reason).toMatch(/\S/)
    const stale = await w.relief('handler').viewProblem({ params: { id: third! } })
    expect(stale.matter).toMatchObject({ status: 'accepted', attachments: [] })
    const solved = await w.relief('handler').viewProblem({ params: { id: first! } })
    expect(solved.matter.status).toBe('sign-off')
    expect(solved.matter.attachments.map(file => file.name)).toEqual(['复产.png'])
    expect(solved.problem.solution).toBe('改由苏州厂供货')

    const signed = await causes('leader').signTogether({
      params: { id },
      body: { problems: await chosen(id, 'leader') },
    })
    expect(signed.map(one => one.code)).toEqual([null, null, 'not-now'])
    expect(await codeOf(w.act('handler', id, 'end'))).toBe('linked-open')
    await w.act('liaison', first!, 'confirm', { rating: 5 })
    await w.act('liaison', second!, 'confirm', { rating: 4 })
    const last = await view(id)
    await causes('handler').solveTogether({
      params: { id },
      body: {
        version: last.matter.version,
        solution: '改由苏州厂供货',
        problems: last.problems.filter(one => one.isOpen).map(one => ({ id: one.id, version: one.version })),
      },
    })
    await w.act('leader', third!, 'sign')
    await w.act('liaison', third!, 'confirm', { rating: 5 })
    expect((await view(id)).cause).toMatchObject({ linked: 3, linkedOpen: 0 })
    await w.act('handler', id, 'end')
    expect((await view(id)).matter).toMatchObject({ status: 'ended', isOpen: false })
  })

  it('a problem has one cause at a time, and can be taken out again', async () => {
    const { id } = await open('handler')
    const other = await open('handler')
    const [problem] = await linked(id, 1)
    expect(await codeOf(w.act('handler', problem!, 'joinCause', { cause: other.id }))).toBe('cause-linked')
    await w.act('handler', problem!, 'leaveCause', { reason: '原因不同' })
    expect((await view(id)).problems).toEqual([])
    await w.act('handler', problem!, 'joinCause', { cause: other.id })
    expect((await view(other.id)).cause.linked).toBe(1)
  })

  it('of the city’s task force: the county links its problem, and the task force solves it', async () => {
    const { id } = await open('cityHandler')
    // The county doesn't see the city's cause: only who sees both links them.
    const { id: problem } = await w.problem()
    await w.act('handler', problem, 'accept')
    expect(await codeOf(w.act('handler', problem, 'joinCause', { cause: id }))).toBe('cause-unknown')
    await w.act('cityLeader', problem, 'joinCause', { cause: id })
    await w.photo('cityHandler', id)
    const { matter } = await view(id, 'cityHandler')
    const results = await causes('cityHandler').solveTogether({
      params: { id },
      body: {
        version: matter.version,
        solution: '专班协调到货',
        problems: await chosen(id, 'cityHandler'),
      },
    })
    expect(results).toMatchObject([{ id: problem, done: true }])
    // The signature stays with the office that leads the problem, and those below don't work on the city's cause.
    expect(await codeOf(w.act('cityLeader', problem, 'sign'))).toBe('forbidden')
    const body = { problems: await chosen(id, 'cityLeader') }
    const none = await refusalOf(causes('cityLeader').signTogether({ params: { id }, body }))
    expect(none).toMatchObject({ code: 'none-done', status: 409 })
    expect(none!.detail).toContain('由牵头这个问题的单位负责人签批。')
    const below = await refusalOf(causes('leader').signTogether({ params: { id }, body }))
    expect(below).toMatchObject({ code: 'cause-led-elsewhere', status: 403 })
    expect(below!.detail).toContain('本单位牵头的问题，请在问题页上办理和签批。')
    expect(await codeOf(view(id, 'leader'))).toBe('cause-led-elsewhere')
    expect(await codeOf(causes('stranger').signTogether({ params: { id }, body }))).toBe('not-found')
    await w.act('leader', problem, 'sign')
  })

  it('of which no problem could be solved isn’t solved: nothing is written, and each is told why not', async () => {
    const { id } = await open('handler')
    const [first, second] = await linked(id, 2)
    const third = await w.problem()
    await w.act('handler', third.id, 'joinCause', { cause: id })
    const before = await view(id)
    const problems = before.problems.map(one => ({ id: one.id, version: one.version }))
    const body = { version: before.matter.version, solution: '改由苏州厂供货', problems }
    // Without a file, two lack evidence; the third hasn't been taken up.
    const refused = await refusalOf(causes('handler').solveTogether({ params: { id }, body }))
    expect(refused!.code).toBe('none-done')
    const numbers = before.problems.map(one => one.number)
    expect(refused!.detail).toMatch(new RegExp(`${numbers[0]}、?和?${numbers[1]}：\\S+。${numbers[2]}：\\S`))
    const english = await refusalOf(causes('handler', 'en').solveTogether({ params: { id }, body }))
    expect(english!.detail).toContain(`${numbers[0]} and ${numbers[1]}: `)
    const after = await view(id)
    expect(after.matter).toMatchObject({ status: 'open', version: before.matter.version })
    expect(after.cause.solution).toBeNull()
    // With one that can be solved it is solved, and the others are told apart.
    await w.photo('handler', first!)
    const again = await causes('handler').solveTogether({
      params: { id },
      body: { ...body, problems: await chosen(id) },
    })
    expect(again.map(one => [one.id, one.code])).toEqual([
      [first, null],
      [second, 'needs-evidence'],
      [third.id, 'not-now'],
    ])
  })

  it('is neither opened for an office above, nor seen or solved by another county', async () => {
    expect(await codeOf(open('handler', w.offices.cityForce))).toBe('forbidden')
    const { id } = await open('handler')
    const [problem] = await linked(id, 1)
    expect(await codeOf(view(id, 'stranger'))).toBe('not-found')
    const { matter } = await view(id)
    const body = { version: matter.version, solution: '好了', problems: [{ id: problem!, version: 1 }] }
    expect(await codeOf(causes('stranger').solveTogether({ params: { id }, body }))).toBe('not-found')
    // Of another cause, or unknown: told of that one, and nothing is done with it.
    const elsewhere = await w.problem()
    await w.photo('handler', id)
    const results = await causes('handler', 'en').solveTogether({
      params: { id },
      body: { ...body, problems: [{ id: elsewhere.id, version: 1 }, ...(await chosen(id))] },
    })
    expect(results.map(one => one.code)).toEqual(['not-found', null])
    expect(await codeOf(causes('handler').solveTogether({ params: { id }, body }))).toBe('stale-version')
  })

  it('reaches enterprises of two counties through a leader of the city', async () => {
    const across = await w.world.enterprise(places.siblingCounty, '海宁示范有限公司')
    const there = await w.relief('cityLeader').reportProblem({
      body: { organisationId: across, category: 'SUPPLY', description: '也缺转向节。' },
    })
    const { id } = await open('cityLeader')
    await w.act('cityLeader', there.id, 'joinCause', { cause: id })
    const [here] = [await w.problem()]
    await w.act('cityLeader', here!.id, 'joinCause', { cause: id })
    expect((await view(id, 'cityLeader')).problems.map(one => one.id)).toEqual([there.id, here!.id])
  })
})
