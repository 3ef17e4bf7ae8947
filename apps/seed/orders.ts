import type pg from 'pg'
import { dueAt, seatsOf } from '#platform/matter'
import { remindAt } from '../../platform/matter/deadlines.ts'
import { formatNumber } from '../../platform/matter/numbers.ts'
import { copyRows, type Value } from './copy.ts'
import { idsOf, pick, randomOf } from './random.ts'
import type { Enterprise, Office, Officer, Register } from './register.ts'
import { noRows, type Rows, type Scene, tables } from './story.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MOST = 60
const RULE = 'menu-2022-04'
const CONFIRM_DAYS = 5

/** What a town publishes and who delivers it, as an order sees it. */
export type Offered = {
  id: string
  office: Office
  teamId: string | null
  leader: Officer | undefined
  name: string
  days: number
}

/** How far an order came, as often as one after the other. */
const ends = [
  'ordered',
  'accepted',
  'delivered',
  'confirmed',
  'confirmed',
  'confirmed',
  'declined',
  'withdrawn',
] as const
type End = (typeof ends)[number] | 'timed-out'
const done = [
  '已上门办好，企业签了字。',
  '对接了两家劳务机构，当天面试12人，6人到岗。',
  '查了车间和仓库，列出三处隐患，已当场整改两处。',
  '讲了缓缴、留抵退税和稳岗补贴，申请表已帮助填好。',
] as const
const said = ['来得快，讲得清楚。', '很及时，谢谢。', '解决了大问题。', null] as const
const clocks = { accept: 1, confirm: CONFIRM_DAYS } as const

type Clock = { name: 'accept' | 'solve' | 'confirm'; from: Date; stopped: Date | null }
type Line = {
  at: Date
  by: Officer | 'link' | 'system'
  action: string
  note: string | null
  detail: object
  fields?: string[]
}

/** Orders of some towns in all states, by numbers that go on after the offices' problems. */
export async function seedOrders(
  client: pg.Client,
  { enterprises }: Register,
  offered: readonly Offered[],
  scene: Omit<Scene, 'newId'>,
  seed: number,
): Promise<void> {
  const random = randomOf(seed, 'orders')
  const given: Scene = { ...scene, newId: idsOf(seed, 'orders') }
  const { rows: standing } = await client.query<{ prefix: string; last: number }>(
    `select prefix, last from matter.series`,
  )
  const series = new Map(standing.map(row => [row.prefix, row.last]))
  const menuOf = Map.groupBy(
    offered.filter(one => one.leader !== undefined),
    one => one.office.divisionCode,
  )
  // The enterprise of the demonstration's report link first: its page has something to show.
  const own = enterprises.filter(one => one.liaison.account === 'shenyi').slice(0, 2)
  const customers = [...own, ...enterprises.filter(one => !own.includes(one))].filter(one =>
    menuOf.has(one.divisionCode),
  )
  const rows = noRows()
  const orders: Value[][] = []
  for (let i = 0; i < MOST && i < customers.length * 4; i++) {
    const enterprise = customers[i >> 2]!
    const menu = menuOf.get(enterprise.divisionCode)!
    const service = menu[i % menu.length]!
    const running = (series.get(service.office.prefix) ?? 0) + 1
    series.set(service.office.prefix, running)
    const end: End = i % 20 === 13 ? 'timed-out' : ends[i % ends.length]!
    const number = formatNumber(service.office.prefix, running)
    orders.push(order(rows, given, { enterprise, service, number, end, byOfficer: i % 3 === 1 }, random))
  }
  for (const [table, columns] of Object.entries(tables))
    await copyRows(client, table, columns, rows[table as keyof typeof tables])
  await copyRows(
    client,
    'relief.service_order',
    [
      'matter_id',
      'organisation_id',
      'service_id',
      'team_id',
      'channel',
      'link_id',
      'outcome',
      'delivered',
      'rating',
      'words',
      'recorded_at',
    ],
    orders,
  )
  await client.query(
    `insert into matter.series (prefix, last) select prefix, last from json_to_recordset($1) as t (prefix text, last int)
     on conflict (prefix) do update set last = excluded.last`,
    [JSON.stringify([...series].map(([prefix, last]) => ({ prefix, last })))],
  )
}

function order(
  rows: Rows,
  scene: Scene,
  {
    enterprise,
    service,
    number,
    end,
    byOfficer,
  }: { enterprise: Enterprise; service: Offered; number: string; end: End; byOfficer: boolean },
  random: () => number,
): Value[] {
  const { now, zone, newId } = scene
  const leader = service.leader!
  const enterpriseBy = byOfficer ? enterprise.liaison : 'link'
  const until = (from: Date, days: number) => dueAt(from, { unit: 'working-days', amount: days }, scene, zone)
  // What is open was ordered lately: nothing that a clock had to do is late.
  const ago =
    end === 'ordered'
      ? 2 * HOUR
      : end === 'accepted'
        ? 7 * HOUR
        : end === 'delivered'
          ? 2 * DAY
          : end === 'timed-out'
            ? 16 * DAY
            : (5 + 20 * random()) * DAY
  const at = new Date(now.getTime() - Math.floor(ago + random() * HOUR))
  const after = (from: Date, hours: number) => new Date(from.getTime() + Math.floor(hours * HOUR))
  const id = newId(at)
  const linkId = newId(at)
  const liaisonOffice = enterprise.liaison.officeId
  const offices = [service.office.id, ...(liaisonOffice === service.office.id ? [] : [liaisonOffice])]
  const seats = seatsOf('relief', enterprise.path, offices, service.office.subject, [linkId])
  const lines: Line[] = [
    {
      at,
      by: enterpriseBy,
      action: 'order',
      note: null,
      detail: {
        serviceId: service.id,
        teamId: service.teamId,
        channel: byOfficer ? 'officer' : 'enterprise',
        rule: RULE,
      },
    },
  ]
  const told: Clock[] = [
    { name: 'accept', from: at, stopped: null },
    { name: 'solve', from: at, stopped: null },
  ]
  const stop = (name: Clock['name'] | 'all', when: Date) => {
    for (const one of told) if (name === 'all' || one.name === name) one.stopped ??= when
  }
  let status: string = 'ordered'
  let next: string | null = 'accept'
  let closedAt: Date | null = null
  const act = (
    when: Date,
    by: Line['by'],
    action: string,
    to: string,
    step: string | null,
    more: Partial<Line> = {},
  ) => {
    lines.push({ at: when, by, action, note: null, ...more, detail: { from: status, to, ...more.detail } })
    status = to
    next = step
    if (step !== null) return
    stop('all', when)
    closedAt = when
  }
  let delivered: string | null = null
  let rating: number | null = null
  let words: string | null = null
  const acceptedAt = after(at, 1.5)
  if (end === 'withdrawn')
    act(after(at, 1), enterpriseBy, 'withdraw', 'withdrawn', null, { note: '已自行解决。' })
  else if (end !== 'ordered') {
    stop('accept', acceptedAt)
    act(acceptedAt, leader, 'accept', 'accepted', 'deliver')
  }
  if (end === 'declined')
    act(after(acceptedAt, 20), leader, 'decline', 'declined', null, { note: '本月名额已满，下月优先安排。' })
  if (end === 'delivered' || end === 'confirmed' || end === 'timed-out') {
    delivered = pick(random, done)
    const deliveredAt = after(acceptedAt, 3 + 18 * random())
    stop('solve', deliveredAt)
    told.push({ name: 'confirm', from: deliveredAt, stopped: null })
    act(deliveredAt, leader, 'deliver', 'delivered', 'confirm', { note: delivered, fields: ['delivered'] })
    if (end === 'confirmed') {
      rating = random() < 0.7 ? 5 : random() < 0.6 ? 4 : 3
      words = rating === 3 ? '等得久了一点。' : pick(random, said)
      const by = byOfficer ? 'staff-session' : 'enterprise'
      act(after(deliveredAt, 4 + 30 * random()), enterpriseBy, 'confirm', 'confirmed', null, {
        note: words,
        detail: { rating, by },
        fields: ['rating'],
      })
    }
    if (end === 'timed-out') act(until(deliveredAt, CONFIRM_DAYS), 'system', 'timeOut', 'timed-out', null)
  }
  const dueOf = (one: Clock) => until(one.from, one.name === 'solve' ? service.days : clocks[one.name])
  const open = told.filter(one => one.stopped === null).map(one => dueOf(one).getTime())
  rows['matter.link'].push([
    linkId,
    'track',
    id,
    scene.secretHash(number, linkId),
    at,
    byOfficer ? enterprise.liaison.id : null,
    [...(byOfficer ? [`account:${enterprise.liaison.id}`] : []), `link:${linkId}`],
  ])
  rows['matter.matter'].push([
    ...[
      id,
      'order',
      number,
      `${enterprise.name}：${service.name}`.slice(0, 200),
      enterprise.divisionCode,
      status,
      closedAt === null,
      'normal',
    ],
    ...[
      service.office.id,
      leader.id,
      next,
      closedAt === null ? new Date(Math.min(...open)) : null,
      lines.length,
      1,
      at,
      at,
      closedAt,
      seats,
    ],
  ])
  offices.forEach((officeId, i) => {
    const isLead = i === 0
    const state = isLead && (status === 'ordered' || end === 'withdrawn') ? 'asked' : 'accepted'
    rows['matter.party'].push([newId(at), id, isLead ? 'lead' : 'informed', officeId, state, null, at, null])
  })
  for (const one of told) {
    const clockId = newId(one.from)
    const due = dueOf(one)
    const days = one.name === 'solve' ? service.days : clocks[one.name]
    rows['matter.clock'].push([
      clockId,
      id,
      one.name,
      one.name !== 'accept',
      RULE,
      'working-days',
      days,
      one.from,
      due,
      null,
      null,
      null,
      one.stopped,
    ])
    const dues: [string, Date][] =
      one.name === 'confirm'
        ? [
            ['remind', remindAt(one.from, due)],
            ['time-out', due],
          ]
        : [
            ['remind', remindAt(one.from, due)],
            ['overdue', due],
            ['escalate', until(due, 1)],
          ]
    for (const [what, when] of dues)
      rows['matter.due'].push([
        newId(one.from),
        id,
        clockId,
        what,
        when,
        one.stopped ?? (when <= now ? when : null),
      ])
  }
  lines.forEach((line, i) => {
    const kind = typeof line.by === 'string' ? line.by : 'staff'
    const actor = typeof line.by !== 'string' ? line.by.id : line.by === 'link' ? linkId : null
    rows['matter.history'].push([
      id,
      i + 1,
      line.at,
      line.at,
      kind,
      actor,
      line.action,
      line.note,
      line.fields ?? [],
      { json: line.detail },
      'all',
      service.office.id,
    ])
  })
  const outcome = closedAt === null ? null : status
  return [
    id,
    enterprise.id,
    service.id,
    service.teamId,
    byOfficer ? 'officer' : 'enterprise',
    linkId,
    outcome,
    delivered,
    rating,
    words,
    at,
  ]
}
