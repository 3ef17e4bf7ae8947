import type pg from 'pg'
import { dueAt, seatsOf } from '#platform/matter'
import { remindAt } from '../../platform/matter/deadlines.ts'
import { formatNumber } from '../../platform/matter/numbers.ts'
import { copyRows, type Value } from './copy.ts'
import { idsOf } from './random.ts'
import type { Register } from './register.ts'
import { noRows, type Scene, tables } from './story.ts'

const NEEDS = 200
const HOUR = 3_600_000
const DAY = 24 * HOUR
const RULE = 'matching-2022-04'

/** What is needed, by kind, in the order and the least quantities of the offers. */
const wanted = [
  {
    kind: 'workers',
    unit: 'persons',
    words: ['组件装配缺普工，两班倒', '焊接岗位缺人，包吃住', '包装线缺人，闭环管理'],
    specifications: ['装配工', '焊工', '普工'],
    least: 5,
  },
  {
    kind: 'part',
    unit: 'pieces',
    words: ['轴承断供，产线将停', '连接器到货延迟', '转向节缺口，左右各半'],
    specifications: ['轴承6205', '连接器', '转向节'],
    least: 50,
  },
  {
    kind: 'transport',
    unit: 'vehicles',
    words: ['成品发不出，缺厢车', '港区集卡排不上', '冷链原料需冷藏车'],
    specifications: ['厢式货车', '集卡', '冷藏车'],
    least: 1,
  },
  {
    kind: 'material',
    unit: 'tonnes',
    words: ['铝锭库存只够三天', '涤纶丝缺料', '包装纸断货'],
    specifications: ['铝锭', '涤纶丝', '包装纸'],
    least: 5,
  },
  {
    kind: 'place',
    unit: 'square-metres',
    words: ['成品积压，需临时仓库', '闭环员工缺宿舍', '集装箱缺堆场'],
    specifications: ['仓库', '宿舍', '堆场'],
    least: 200,
  },
] as const

const offerId = (n: number) => `01900e0f-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Needs of enterprises all over, every third met in part, by numbers that go on after what the offices have. */
export async function seedNeeds(
  client: pg.Client,
  { enterprises }: Register,
  scene: Omit<Scene, 'newId'>,
  seed: number,
): Promise<void> {
  const { now, zone } = scene
  const newId = idsOf(seed, 'needs')
  const { rows: standing } = await client.query<{ prefix: string; last: number }>(
    `select prefix, last from matter.series`,
  )
  const series = new Map(standing.map(row => [row.prefix, row.last]))
  const rows = noRows()
  const needs: Value[][] = []
  const reservations: object[] = []
  for (let i = 0; i < NEEDS; i++) {
    const enterprise = enterprises[(i * 31) % enterprises.length]!
    const office = scene.officeOf(enterprise.liaison.officeId)
    const what = wanted[i % wanted.length]!
    const variant = i % 3
    const words = what.words[variant]!
    const at = new Date(now.getTime() - 2 * HOUR - i * HOUR * 0.4)
    const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
    const from = today.add({ days: 1 + (i % 9) })
    const due = new Date(
      from.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from('18:00') }).epochMilliseconds,
    )
    const isPartly = i % 3 === 0
    const running = (series.get(office.prefix) ?? 0) + 1
    series.set(office.prefix, running)
    const number = formatNumber(office.prefix, running)
    const id = newId(at)
    const seats = [...seatsOf('relief', enterprise.path, [office.id], office.subject, []), `need:${id}`]
    rows['matter.matter'].push([
      id,
      'need',
      number,
      `${enterprise.name}：${words}`.slice(0, 120),
      enterprise.divisionCode,
      isPartly ? 'partly' : 'open',
      true,
      'normal',
      office.id,
      enterprise.liaison.id,
      'reserve',
      due,
      isPartly ? 3 : 1,
      1,
      at,
      at,
      null,
      seats,
    ])
    rows['matter.party'].push([newId(at), id, 'lead', office.id, 'accepted', null, at, null])
    const clockId = newId(at)
    const amount = (due.getTime() - at.getTime()) / HOUR
    rows['matter.clock'].push([
      ...[clockId, id, 'meet', true, RULE, 'hours', amount, at, due],
      ...[null, null, null, null],
    ])
    for (const [name, when] of [
      ['remind', remindAt(at, due)],
      ['overdue', due],
      ['escalate', dueAt(due, { unit: 'working-days', amount: 1 }, scene, zone)],
    ] as const)
      rows['matter.due'].push([newId(at), id, clockId, name, when, when <= now ? when : null])
    const tell = (seq: number, when: Date, action: string, note: string | null, detail: object) =>
      rows['matter.history'].push([
        ...[id, seq, when, when, 'staff', enterprise.liaison.id, action, note],
        ...[[], { json: detail }, 'all', office.id],
      ])
    const quantity = what.least * (3 + (i % 7))
    tell(1, at, 'need', words, { kind: what.kind, quantity })
    if (isPartly) {
      const then = new Date(at.getTime() + HOUR)
      tell(2, then, 'reserve', null, { quantity: what.least })
      tell(3, then, 'confirmReservation', null, { quantity: what.least, from: 'open', to: 'partly' })
      // The offers' kinds go round in fives too: each is used once, for no more than every offer of its kind has.
      const offer = offerId(1000 + i)
      const kept = new Date(then.getTime() + 2 * DAY)
      reservations.push({
        id: newId(then),
        offer,
        need: id,
        quantity: what.least,
        kept,
        officer: enterprise.liaison.id,
        office: office.id,
        at: then,
      })
    }
    needs.push([
      ...[id, enterprise.id, what.kind, what.unit, words, what.specifications[variant]!],
      ...[what.kind === 'workers' ? 48 : null, quantity, isPartly ? what.least : 0],
      ...[from.toString(), from.add({ days: 30 }).toString(), at],
    ])
  }
  for (const [table, columns] of Object.entries(tables))
    await copyRows(client, table, columns, rows[table as keyof typeof tables])
  await copyRows(
    client,
    'relief.need',
    [
      ...['matter_id', 'organisation_id', 'kind', 'unit', 'words', 'specification'],
      ...['test_hours', 'quantity', 'confirmed', 'from_on', 'until_on', 'recorded_at'],
    ],
    needs,
  )
  await client.query(
    `update relief.need n set longitude = d.longitude, latitude = d.latitude from region.organisation g,
       lateral (select v.longitude, v.latitude from region.division v where v.code = any(g.path) and v.longitude is not null
         order by char_length(v.code) desc limit 1) d
     where g.id = n.organisation_id`,
  )
  await client.query(
    `insert into relief.reservation (id, offer_id, need_id, offerer_id, quantity, state, hold_until, reserved_by, office_id,
       occurred_at, recorded_at, settled_at, seats)
     select r.id, r.offer, r.need, coalesce(f.organisation_id, f.office_id), r.quantity, 'confirmed', r.kept, r.officer, r.office, r.at, r.at, r.at,
       array(select distinct unnest(m.seats || f.seats))
     from json_to_recordset($1) as r (id uuid, offer uuid, need uuid, quantity int, kept timestamptz, officer uuid, office uuid, at timestamptz)
     join relief.offer f on f.id = r.offer join matter.matter m on m.id = r.need`,
    [JSON.stringify(reservations)],
  )
  await client.query(
    `update relief.offer f set confirmed = f.confirmed + r.quantity from relief.reservation r where r.offer_id = f.id`,
  )
  await client.query(
    `insert into matter.series (prefix, last) select prefix, last from json_to_recordset($1) as t (prefix text, last int)
     on conflict (prefix) do update set last = excluded.last`,
    [JSON.stringify([...series].map(([prefix, last]) => ({ prefix, last })))],
  )
}
