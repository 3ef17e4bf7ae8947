import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandApi } from '#command/api'
import { matterApi } from '#platform/matter/api'
import { readSheet } from '#platform/sheets'
import { codeOf } from '#test/calls'
import { type Officer, places } from '#test/world'
import { type ReliefWorld, reliefWorld } from '../fixtures.ts'
import { supervisionApi } from './api.ts'
import { ledgerColumns, written } from './ledger-columns.ts'

let r: ReliefWorld
const as = (who: keyof ReliefWorld['officers']) => r.world.as(r.officers[who], supervisionApi)
async function sheetOf(who: keyof ReliefWorld['officers'], format: 'csv' | 'xlsx' = 'csv') {
  const response = await fetch(`${r.world.address}/api/relief/ledger/export?open=all&format=${format}`, {
    headers: { cookie: `tz_session=${r.officers[who].token}` },
  })
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

beforeAll(async () => {
  r = await reliefWorld()
  const organisationId = await r.world.enterprise(places.town, '=1+1有限公司', r.officers.liaison)
  await r.relief('liaison').reportProblem({
    body: {
      organisationId,
      category: 'SUPPLY',
      description: '断供',
      tier: 'county',
      contactName: '罗启',
      contactTelephone: '100-0000-0021',
    },
  })
  await r.problem({ title: '物流受阻' })
})
afterAll(() => r.world.stop())

describe('the office’s own ledger', () => {
  it('offers at least thirty columns, each of which can be filled', async () => {
    expect(ledgerColumns.length).toBeGreaterThanOrEqual(30)
    const { sample, version, mayChange } = await as('handler').viewLedger({ query: {} })
    expect({ version, mayChange, rows: sample.length }).toEqual({ version: 0, mayChange: true, rows: 2 })
    expect(Object.keys(sample[0]!).toSorted()).toEqual([...ledgerColumns].toSorted())
  })

  it('is exported in the columns, heads, order and dates that the office chose', async () => {
    const columns = [
      { column: 'opened', head: '来文日期' },
      { column: 'title', head: '诉求' },
      { column: 'telephone', head: '=电话' },
      { column: 'number', head: null },
    ] as const
    await as('handler').saveLedger({
      body: { officeId: r.offices.bureau, version: 0, columns: [...columns], dateForm: 'hanzi' },
    })
    const csv = (await sheetOf('second')).toString('utf8')
    const [head, ...rows] = csv.trim().split('\r\n')
    expect(head).toBe("来文日期,诉求,'=电话,编号")
    expect(rows).toHaveLength(2)
    expect(csv).toContain('2022年4月20日,示范整车有限公司：物流受阻')
  })

  it('runs nothing when it is opened, and holds no telephone number in full', async () => {
    const csv = (await sheetOf('handler')).toString('utf8')
    expect(csv).toContain(",'=1+1有限公司：断供,")
    expect(csv).not.toContain('100-0000-0021')
    expect(csv).toMatch(/\*/)
  })

  it('reads back from Excel as it was written', async () => {
    const sheet = await readSheet(Readable.from([await sheetOf('handler', 'xlsx')]))
    expect(JSON.stringify(sheet)).toContain('来文日期')
  })

  it('holds what the reader sees and no more: a neighbour’s has no line', async () => {
    const csv = (await sheetOf('stranger')).toString('utf8')
    expect(csv.trim().split('\r\n')).toHaveLength(1)
  })

  it('is changed by the office’s own people alone, and not over a colleague’s change', async () => {
    const body = {
      officeId: r.offices.bureau,
      version: 0,
      columns: [{ column: 'number' as const, head: null }],
      dateForm: 'dash' as const,
    }
    expect(await codeOf(as('second').saveLedger({ body }))).toBe('stale-version')
    expect(await codeOf(as('stranger').saveLedger({ body }))).toBe('forbidden')
    const own = { ...body, officeId: r.offices.cityForce }
    expect(await codeOf(as('supervisor').saveLedger({ body: own }))).toBe('forbidden')
    expect(await codeOf(as('handler').viewLedger({ query: { office: r.offices.labour } }))).toBe('not-found')
    expect(await codeOf(as('second').saveLedger({ body: { ...body, columns: [] } as never }))).toBe('invalid')
    await as('second').saveLedger({ body: { ...body, version: 1 } })
    expect((await as('handler').viewLedger({ query: {} })).version).toBe(2)
  })

  it('writes a moment as the office is used to', () => {
    const at = new Date('2022-04-20T01:05:00Z')
    const forms = ['dash', 'minutes', 'hanzi', 'slash', 'dot'] as const
    expect(forms.map(form => written(at, form, 'Asia/Shanghai'))).toEqual([
      '2022-04-20',
      '2022-04-20 09:05',
      '2022年4月20日',
      '2022/4/20',
      '2022.4.20',
    ])
  })
})

describe('an office that is dissolved and merged', () => {
  let admin: Officer
  const merge = async (from: string, successorId: string) => {
    const { rows } = await r.world.owner.query('select version from region.office where id = $1', [from])
    await r.world.as(admin, commandApi).endOffice({
      params: { id: from },
      body: { version: rows[0].version, successorId, handOver: true },
    })
  }
  let circular: { id: string; number: string }
  let notice: { id: string }

  it('leaves its ledger’s columns, the circulars that name it and its open notices to its successor', async () => {
    admin = await r.world.officer('管理员', r.offices.duty, 'admin')
    circular = await as('supervisor').issueCircular({
      body: {
        ...{ within: places.city, title: '通报', words: '请整改。' },
        ...{ noticeIds: [], officeIds: [r.offices.bureau, r.offices.siblingBureau] },
      },
    })
    notice = await as('supervisor').issueNotice({
      body: { officeId: r.offices.bureau, words: '请三日内答复。', dueOn: '2022-04-25' },
    })
    const kept = await as('handler').viewLedger({ query: {} })
    expect((await as('joint').viewLedger({ query: {} })).version).toBe(0)
    expect(await codeOf(as('joint').viewCircular({ params: circular }))).toBe('not-found')

    await merge(r.offices.bureau, r.offices.labour)
    const taken = await as('joint').viewLedger({ query: {} })
    expect([taken.version, taken.columns, taken.dateForm]).toEqual([1, kept.columns, kept.dateForm])
    const params = { id: circular.id }
    expect((await as('joint').viewCircular({ params })).toConfirm).toEqual([r.offices.bureau])
    await as('joint').confirmCircular({ params, body: { officeId: r.offices.bureau } })
    const seen = await as('joint').viewCircular({ params })
    expect([seen.toConfirm, seen.readBy.map(one => [one.officeId, one.by])]).toEqual([
      [],
      [[r.offices.bureau, '协办人']],
    ])
    const forSibling = { params, body: { officeId: r.offices.siblingBureau } }
    expect(await codeOf(as('joint').confirmCircular(forSibling))).toBe('forbidden')
    await r.act('joint', notice.id, 'accept')
    await r.act('joint', notice.id, 'report', { note: '已整改。' })
  })

  it('leaves its circulars, notices and rule to the successor’s supervisors, under the same numbers', async () => {
    await as('supervisor').setRule({
      body: {
        ...{ within: places.city, version: 0, chaseHours: 6, noticeDays: 1, circularDays: 5 },
        ...{ automatic: [], validFrom: '2022-04-20' },
      },
    })
    const next = await r.world.office(places.city, 'relief', { name: '助企纾困办', prefix: 'ZQJ' })
    await merge(r.offices.cityForce, next)
    const { rule } = await as('supervisor').proposals({ query: {} })
    expect(rule).toMatchObject({ version: 2, office: '助企纾困办', chaseHours: 6 })
    const revised = await as('supervisor').reviseCircular({
      params: { id: circular.id },
      body: { title: '通报', words: '更正。' },
    })
    const seen = await as('joint').viewCircular({ params: { id: revised.id } })
    expect([seen.number, seen.revision, seen.office]).toEqual([circular.number, 2, '助企纾困办'])
    expect(seen.body.rows.map(row => row.name).toSorted()).toEqual(['平湖市经信局', '海宁市经信局'])
    expect(seen.toConfirm).toEqual([r.offices.bureau])
    const { version } = await r.world.as(r.officers.supervisor, matterApi).viewMatter({ params: notice })
    await r.world.as(r.officers.supervisor, matterApi).actOnMatter({
      params: { id: notice.id, action: 'close' },
      body: { version, input: {} },
    })
  })

  it('keeps the columns that a successor chose itself, and shows it the former office’s', async () => {
    const own = await as('joint').viewLedger({ query: {} })
    await as('stranger').saveLedger({
      body: {
        ...{ officeId: r.offices.siblingBureau, version: 0, dateForm: 'dash' },
        columns: [{ column: 'title', head: '诉求' }],
      },
    })
    await merge(r.offices.siblingBureau, r.offices.labour)
    const seen = await as('joint').viewLedger({ query: {} })
    expect([seen.version, seen.columns]).toEqual([1, own.columns])
    expect(seen.former.map(one => [one.office, one.columns.length]).toSorted()).toEqual([
      ['平湖市经信局', own.columns.length],
      ['海宁市经信局', 1],
    ])
  })
})
