import type pg from 'pg'
import { dueAt, seatsOf } from '#platform/matter'
import { moment } from '#platform/texts'
import { remindAt } from '../../platform/matter/deadlines.ts'
import { formatNumber } from '../../platform/matter/numbers.ts'
import { copyRows, type Value } from './copy.ts'
import { idsOf } from './random.ts'
import type { Office, Officer, Register } from './register.ts'
import { childColumns, noRows, type Scene, tables } from './story.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOTICES = 10
const CIRCULATED = 3
const RULE = 'tasks-2022-04'
const answers = [
  '已协调两家替代供应商，首批原料后天到厂，预计三日内办结。',
  '原承办人在隔离，已另派专人，今天上门对接。',
  '需省级协调，已书面请示，每日向企业反馈进展。',
] as const
/** How far notices about problems came. */
const ends = ['new', 'closed', 'new', 'reported', 'new', 'accepted', 'new', 'closed'] as const
const SILENT = 4
type End = (typeof ends)[number] | 'silent'
const statusOf = {
  silent: 'assigned',
  new: 'assigned',
  accepted: 'accepted',
  reported: 'reported',
  closed: 'closed',
} as const
const nextOf = {
  silent: 'accept',
  new: 'accept',
  accepted: 'report',
  reported: 'close',
  closed: null,
} as const

type Late = {
  id: string
  number: string
  title: string
  code: string
  officeId: string
  limit: Date
}

type Order = { at: Date; words: string; office: Office; code: string; problemId: string | null; end: End }

/** Written notices about overdue problems, a circular on the silent ones, the place's rule, and two offices' ledgers. */
export async function seedSupervision(
  client: pg.Client,
  { offices, officers }: Register,
  scene: Omit<Scene, 'newId'>,
  seed: number,
): Promise<void> {
  const { now, zone } = scene
  const newId = idsOf(seed, 'supervision')
  const force = offices.find(office => office.key === '3304:relief')!
  const supervisor = officers.find(one => one.officeId === force.id && one.roles.includes('supervisor'))!
  await seedRule(client, force, supervisor, now, zone, newId)
  await seedLedgers(client, offices, officers, now)
  const { rows: standing } = await client.query<{ prefix: string; last: number }>(
    'select prefix, last from matter.series',
  )
  const series = new Map(standing.map(row => [row.prefix, row.last]))
  const numberOf = (office: Office) => {
    const running = (series.get(office.prefix) ?? 0) + 1
    series.set(office.prefix, running)
    return formatNumber(office.prefix, running)
  }
  const { rows: late } = await client.query<Late>(
    `select m.id, m.number, m.title, m.division_code as code, m.owner_office_id as "officeId", c.due_at as limit
     from matter.matter m join matter.clock c on c.matter_id = m.id and c.name = 'solve' and c.stopped_at is null and c.paused_at is null
     where m.kind = 'problem' and m.is_open and m.division_code like '3304%' and c.due_at < $1
     order by c.due_at, m.id limit ${NOTICES}`,
    [now],
  )
  const rows = noRows()
  const matters: Value[][] = []
  const tasks: Value[][] = []
  const silent: { id: string; number: string; words: string; dueOn: string; office: Office }[] = []
  const laterBy = (at: Date, days: number) =>
    dayOf(dueAt(at, { unit: 'working-days', amount: days }, scene, zone), zone)
  const orders: Order[] = []
  for (const [i, problem] of late.entries()) {
    const at = nineOn(laterBy(problem.limit, 1), zone)
    const limit = moment(problem.limit, 'zh-CN', zone)
    const words = `${problem.number}《${problem.title}》承诺企业的办理时限已于${limit}届满，仍未办结。\n请说明原因、目前进展和办结时间，按期书面答复。`
    const office = scene.officeOf(problem.officeId)
    if (at < now)
      orders.push({
        at,
        words,
        office,
        code: problem.code,
        problemId: problem.id,
        end: ends[i % ends.length]!,
      })
  }
  // About a shortfall and long enough ago that nobody's answer is circulated, or is about to be.
  const silentAt = nineOn(laterBy(new Date(now.getTime() - 16 * DAY), 1), zone)
  for (const office of offices
    .filter(one => one.subject === 'industry' && one.path.length === 3)
    .slice(0, SILENT))
    orders.push({
      ...{ at: silentAt, office, code: office.divisionCode, problemId: null, end: 'silent' },
      words: '近两周接单超过规定时间的问题偏多。\n请查明原因，提出整改措施，按期书面答复。',
    })
  for (const [i, { at, words, office, code, problemId, end }] of orders.entries()) {
    const officer =
      officers.find(one => one.officeId === office.id && one.roles.includes('handler')) ??
      officers.find(one => one.officeId === office.id)!
    const dueOn = laterBy(at, 4)
    const id = newId(at)
    const number = numberOf(office)
    if (end === 'silent') silent.push({ id, number, words, dueOn, office })
    const path = [2, 4, 6, 9].filter(n => n <= code.length).map(n => code.slice(0, n))
    const seats = seatsOf('relief', path, [office.id, force.id], office.subject, [])
    const after = (hours: number) => new Date(Math.min(at.getTime() + hours * HOUR, now.getTime() - 60_000))
    const answer = end === 'closed' || end === 'reported' ? answers[i % answers.length]! : null
    const acceptedAt = ['accepted', 'reported', 'closed'].includes(end) ? after(3) : null
    const closedAt = end === 'closed' ? after(30) : null
    type Line = { at: Date; by: Officer | null; action: string; note: string | null; detail: object }
    const told: Line[] = [
      {
        ...{ at, by: supervisor, action: 'order', note: words },
        detail: { origin: 'notice', dueOn, officeId: office.id },
      },
    ]
    const act = (
      when: Date | null,
      by: Officer,
      action: string,
      from: string,
      to: string,
      note: string | null,
    ) => {
      if (when !== null) told.push({ at: when, by, action, note, detail: { from, to } })
    }
    act(acceptedAt, officer, 'accept', 'assigned', 'accepted', null)
    act(answer === null ? null : after(24), officer, 'report', 'accepted', 'reported', answer)
    act(closedAt, supervisor, 'close', 'reported', 'closed', null)
    const clocks = [
      {
        name: 'accept',
        amount: 24,
        due: new Date(at.getTime() + 24 * HOUR),
        stopped: acceptedAt ?? closedAt,
      },
      {
        ...{ name: 'do', amount: (atSix(dueOn, zone).getTime() - at.getTime()) / HOUR },
        ...{ due: atSix(dueOn, zone), stopped: closedAt },
      },
    ]
    for (const one of clocks) {
      const clockId = newId(at)
      rows['matter.clock'].push([
        ...[clockId, id, one.name, one.name === 'do', RULE, 'hours', one.amount, at, one.due],
        ...[null, null, null, one.stopped],
      ])
      const told24 = dueAt(one.due, { unit: 'working-days', amount: 1 }, scene, zone)
      for (const [what, when] of [
        ['remind', remindAt(at, one.due)],
        ['overdue', one.due],
        ['escalate', told24],
      ] as const) {
        const isDone = when <= (one.stopped ?? now)
        rows['matter.due'].push([newId(at), id, clockId, what, when, isDone ? when : one.stopped])
        if (!isDone || what === 'remind') continue
        const detail = { clock: one.name, dueAt: one.due.toISOString() }
        const above = scene.taskForceAbove(office)
        if (what === 'overdue') told.push({ at: when, by: null, action: what, note: null, detail })
        else if (above !== undefined)
          told.push({
            at: when,
            by: null,
            action: what,
            note: null,
            detail: { ...detail, officeId: above.id },
          })
      }
    }
    told.sort((a, b) => a.at.getTime() - b.at.getTime())
    told.forEach((line, seq) => {
      rows['matter.history'].push([
        ...[id, seq + 1, line.at, line.at, line.by === null ? 'system' : 'staff', line.by?.id ?? null],
        ...[line.action, line.note, [], { json: line.detail }, 'all', office.id],
      ])
    })
    const running = clocks.filter(one => one.stopped === null).map(one => one.due.getTime())
    matters.push([
      ...[id, 'task', number, words.split('\n')[0]!.slice(0, 120), code, statusOf[end]],
      ...[closedAt === null, 'urgent', office.id, null, nextOf[end]],
      ...[closedAt === null ? new Date(Math.min(...running)) : null, told.length, 1],
      ...[problemId, false, at, at, closedAt, seats],
    ])
    rows['matter.party'].push(
      [newId(at), id, 'lead', office.id, acceptedAt === null ? 'asked' : 'accepted', null, at, null],
      ...(office.id === force.id
        ? []
        : [[newId(at), id, 'informed', force.id, 'accepted', null, at, null] as Value[]]),
    )
    tasks.push([id, 'notice', words, dueOn, supervisor.id, force.id, problemId, answer, 0, at])
  }
  await copyRows(client, 'matter.matter', childColumns, matters)
  for (const table of ['matter.party', 'matter.clock', 'matter.due', 'matter.history'] as const)
    await copyRows(client, table, tables[table], rows[table])
  await copyRows(
    client,
    'relief.task',
    [
      ...['matter_id', 'origin', 'words', 'due_on', 'ordered_by', 'ordered_office_id', 'problem_id'],
      ...['answer', 'returns', 'recorded_at'],
    ],
    tasks,
  )
  const circulated = silent.slice(0, CIRCULATED)
  if (circulated.length > 0) {
    const at = new Date(now.getTime() - 20 * HOUR)
    const named = [...new Map(circulated.map(one => [one.office.id, one.office])).values()]
    const id = newId(at)
    const body = {
      rows: await boardOf(client, force.divisionCode, named, at),
      notices: circulated.map(({ office, ...one }) => ({
        ...one,
        ...{ officeId: office.id, office: office.name, officeEn: office.nameEn },
      })),
    }
    const seats = [
      ...force.path.map(code => `relief:${code}`),
      ...[force, ...named].map(one => `office:${one.id}`),
    ]
    await copyRows(
      client,
      'relief.circular',
      [
        ...['id', 'number', 'office_id', 'division_code', 'title', 'words', 'cut_off', 'body', 'notice_ids'],
        ...['issued_by', 'occurred_at', 'recorded_at', 'seats'],
      ],
      [
        [
          ...[id, numberOf(force), force.id, force.divisionCode, '关于督办事项逾期未答复的通报'],
          '下列督办通知逾期仍未答复，现予以通报。请有关单位对照办理，并确认已阅读。',
          ...[at, { json: body }, circulated.map(one => one.id), supervisor.id, at, at, [...new Set(seats)]],
        ],
      ],
    )
    const first = named[0]!
    const reader = officers.find(one => one.officeId === first.id)!
    await copyRows(
      client,
      'relief.circular_read',
      ['circular_id', 'office_id', 'account_id', 'recorded_at'],
      [[id, first.id, reader.id, new Date(at.getTime() + 2 * HOUR)]],
    )
  }
  await client.query(
    `insert into matter.series (prefix, last) select prefix, last from json_to_recordset($1) as t (prefix text, last int)
     on conflict (prefix) do update set last = excluded.last`,
    [JSON.stringify([...series].map(([prefix, last]) => ({ prefix, last })))],
  )
}

const dayOf = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()
const timeOn = (day: string, time: string, zone: string) =>
  new Date(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds)
const nineOn = (day: string, zone: string) => timeOn(day, '09:00', zone)
const atSix = (day: string, zone: string) => timeOn(day, '18:00', zone)

/** Chasing happens by itself; papers are proposed to the supervisor, who writes them. */
async function seedRule(
  client: pg.Client,
  force: Office,
  supervisor: Officer,
  now: Date,
  zone: string,
  newId: (at: Date) => string,
): Promise<void> {
  const set = (version: number, days: number, chaseHours: number, automatic: string[]): Value[] => {
    const at = new Date(now.getTime() - days * DAY)
    return [
      force.divisionCode,
      version,
      chaseHours,
      1,
      5,
      automatic,
      dayOf(at, zone),
      force.id,
      supervisor.id,
      at,
    ]
  }
  await copyRows(
    client,
    'relief.supervision_rule',
    [
      ...[
        'division_code',
        'version',
        'chase_hours',
        'notice_days',
        'circular_days',
        'automatic',
        'valid_from',
      ],
      ...['office_id', 'changed_by', 'recorded_at'],
    ],
    [set(1, 40, 4, []), set(2, 12, 6, ['chase'])],
  )
  const hour = new Date(Math.floor(now.getTime() / HOUR + 1) * HOUR)
  await copyRows(
    client,
    'matter.due',
    ['id', 'what', 'at', 'seats'],
    [[newId(now), 'supervise', hour, [`relief:${force.divisionCode}`]]],
  )
}

const ledgers = {
  '3304:industry': {
    dateForm: 'hanzi',
    columns: [
      ['row', null],
      ['number', '问题编号'],
      ['county', '县（市、区）'],
      ['enterprise', '企业名称'],
      ['title', '问题诉求'],
      ['opened', '收集时间'],
      ['due', '办理时限'],
      ['office', '牵头单位'],
      ['status', '办理进展'],
      ['rating', '企业评价'],
    ],
  },
  '330482:transport': {
    dateForm: 'dot',
    columns: [
      ['opened', '来文日期'],
      ['enterprise', null],
      ['telephone', '联系方式'],
      ['description', '堵点情况'],
      ['solution', '处理结果'],
      ['closed', '办结日期'],
    ],
  },
} as const

async function seedLedgers(
  client: pg.Client,
  offices: readonly Office[],
  officers: readonly Officer[],
  now: Date,
): Promise<void> {
  const at = new Date(now.getTime() - 20 * DAY)
  await copyRows(
    client,
    'relief.ledger',
    ['office_id', 'version', 'columns', 'date_form', 'changed_by', 'recorded_at', 'seats'],
    Object.entries(ledgers).map(([key, { columns, dateForm }]) => {
      const { id } = offices.find(one => one.key === key)!
      const keeper = officers.find(one => one.officeId === id)!
      const json = columns.map(([column, head]) => ({ column, head }))
      return [id, 1, { json }, dateForm, keeper.id, at, [`office:${id}`]]
    }),
  )
}

/** The offices' lines of the board as it stood at a moment. */
async function boardOf(
  client: pg.Client,
  within: string,
  named: readonly Office[],
  at: Date,
): Promise<object[]> {
  await client.query(`select app.enter('system', $1, '')`, [`relief:${within}`])
  const { rows } = await client.query<{ key: string | null; line: Record<string, number | null> }>(
    `select b.key, to_jsonb(b) as line from relief.board($1, null, null, null, null, $2, $2) b where b.key = any ($3)`,
    [within, at, named.map(one => one.id)],
  )
  await client.query(`select app.enter('system', '', '')`)
  const hours = (seconds: number | null) => (seconds === null ? null : Math.round(seconds / 360) / 10)
  return named.map(office => {
    const line = rows.find(row => row.key === office.id)?.line ?? {}
    const count = (name: string) => line[name] ?? 0
    return {
      ...{ key: office.id, name: office.name, nameEn: office.nameEn },
      ...Object.fromEntries(
        ['collected', 'open', 'overdue', 'solved', 'explained', 'withdrawn', 'merged', 'chased', 'reopened']
          .concat(['rated', 'returned', 'passed', 'escalated'])
          .map(name => [name, count(name)]),
      ),
      ...{ timedOut: count('timed_out'), selfConfirmed: count('self_confirmed') },
      rating: line.rating == null ? null : Math.round(line.rating * 10) / 10,
      medianHours: hours(line.median_seconds ?? null),
      p90Hours: hours(line.p90_seconds ?? null),
      ...{ withoutOfficer: null, unvisited: null },
    }
  })
}
