import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSheet } from '#platform/sheets'
import { codeOf } from '#test/calls'
import { places } from '#test/world'
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
