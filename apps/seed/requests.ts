import type pg from 'pg'
import { dueAt, seatsOf } from '#platform/matter'
import { hashSecret } from '#platform/seal'
import { remindAt } from '../../platform/matter/deadlines.ts'
import { formatNumber } from '../../platform/matter/numbers.ts'
import { copyRows, type Value } from './copy.ts'
import { idsOf, randomOf } from './random.ts'
import type { Register } from './register.ts'
import { childColumns, noRows, type Scene, tables } from './story.ts'

const REQUESTS = 40
const outside = ['示范市物流协会', '外省某港口集团', '示范汽配行业商会', '外省某高速公路公司'] as const
const wanted = [
  [
    '请推荐轴承供应商',
    '需要轴承6205约2000件，请推荐本周能供货的企业。',
    '推荐两家，均有现货，联系方式已附函。',
  ],
  ['请协调货车通行', '两辆货车停在贵地收费站，请协助放行到厂。', '已与卡口联系，凭通行证今晚可放行。'],
  [
    '请核实供应商复工情况',
    '贵地一家供应商停产，请核实何时能恢复供货。',
    '该企业已列入复工名单，预计三日内恢复。',
  ],
  ['请协助员工返岗', '95名员工在贵地，请协助核酸检测后集中返岗。', '已安排集中检测，分两批点对点送达。'],
  ['请提供闭环运输车辆', '需要两辆闭环管理的厢式货车，请问有无运力。', '可调两辆，司机闭环管理，明日到位。'],
] as const
const ends = [
  ['asked', []],
  ['accepted', ['accept']],
  ['replied', ['accept', 'reply']],
  ['closed', ['accept', 'reply', 'close']],
  ['declined', ['decline']],
  ['accepted', ['accept', 'askBack', 'addFacts']],
  ['unanswered', ['chase', 'closeUnanswered']],
  ['withdrawn', ['withdraw']],
] as const
const nextOf: Record<string, string | undefined> = {
  asked: 'reply',
  accepted: 'reply',
  replied: 'close',
  declined: 'decide',
}
const noteOf: Record<string, string | undefined> = {
  decline: '不归我单位管，建议问交通运输部门。',
  askBack: '请说明规格和最迟到货时间。',
  addFacts: '规格见附件，最迟后天到货。',
  chase: '请尽快答复，企业等着排产。',
  closeUnanswered: '多次催办没有回音，另找渠道。',
  withdraw: '企业已自行解决。',
}
const byAsked = new Set(['accept', 'reply', 'decline', 'askBack'])

type Parent = { id: string; division_code: string; owner_office_id: string; owner_id: string; last_at: Date }

/** Requests of problems in hand, in every state, every fourth to a body without account. */
export async function seedRequests(
  client: pg.Client,
  { offices, officers }: Register,
  scene: Omit<Scene, 'newId'>,
  secretOf: (id: string) => string,
  seed: number,
): Promise<void> {
  const { now, zone, officeOf } = scene
  const random = randomOf(seed, 'requests')
  const newId = idsOf(seed, 'requests')
  const { rows: parents } = await client.query<Parent>(
    `select m.id, m.division_code, m.owner_office_id, m.owner_id, h.last_at from matter.matter m
     cross join lateral (select max(h.at) as last_at from matter.history h where h.matter_id = m.id) h
     where m.kind = 'problem' and m.status = 'accepted' and m.owner_id is not null
     order by h.last_at, m.id limit ${REQUESTS}`,
  )
  const { rows: standing } = await client.query<{ prefix: string; last: number }>(
    `select prefix, last from matter.series`,
  )
  const series = new Map(standing.map(row => [row.prefix, row.last]))
  const bureaus = offices.filter(
    office => office.subject === 'industry' && officers.some(officer => officer.officeId === office.id),
  )
  const rows = noRows()
  const matters: Value[][] = []
  const parties: Value[][] = []
  const links: Value[][] = []
  const requests: Value[][] = []
  for (const [i, parent] of parents.entries()) {
    const own = officeOf(parent.owner_office_id)
    const isOutside = i % 4 === 3
    const others = bureaus.filter(office => office.id !== own.id)
    const to = isOutside ? undefined : others[i % others.length]!
    const officer = to && officers.find(one => one.officeId === to.id)!
    const [status, deeds] = ends[(i + (i >> 3)) % ends.length]!
    const [subject, asked, answer] = wanted[i % wanted.length]!
    const steps = deeds.length + 2
    const span = now.getTime() - parent.last_at.getTime()
    const momentOf = (step: number) =>
      new Date(parent.last_at.getTime() + Math.floor((span * (step + 0.5 + random() * 0.4)) / steps))
    const at = momentOf(0)
    const id = newId(at)
    const linkId = isOutside ? newId(at) : undefined
    const running = (series.get(own.prefix) ?? 0) + 1
    series.set(own.prefix, running)
    const path = [2, 4, 6, 9, 12]
      .filter(n => n <= parent.division_code.length)
      .map(n => parent.division_code.slice(0, n))
    const seats = seatsOf(
      'relief',
      path,
      to ? [own.id, to.id] : [own.id],
      own.subject,
      linkId ? [linkId] : [],
    )
    const amount = isOutside ? 5 : to!.path[1] === own.path[1] ? 2 : 3
    const due = dueAt(at, { unit: 'working-days', amount }, scene, zone)
    const lines = deeds.map((action, step) => ({ action, at: momentOf(step + 1) }))
    const stopped =
      lines.find(line => ['reply', 'decline', 'closeUnanswered', 'withdraw'].includes(line.action))?.at ??
      null
    const replied = lines.find(line => line.action === 'reply')?.at ?? null
    const isOpen = nextOf[status] !== undefined
    const lastAt = lines.at(-1)?.at ?? at
    const isTheirTurn = to !== undefined && (status === 'asked' || status === 'accepted')
    const ownerId = isTheirTurn
      ? status === 'accepted'
        ? officer!.id
        : null
      : isOutside
        ? parent.owner_id
        : null
    matters.push([
      ...[
        id,
        'request',
        formatNumber(own.prefix, running),
        subject,
        parent.division_code,
        status,
        isOpen,
        'normal',
      ],
      ...[
        isTheirTurn ? to.id : own.id,
        ownerId,
        nextOf[status] ?? null,
        isOpen && stopped === null ? due : null,
      ],
      ...[lines.length + 1, 1, parent.id, i % 5 === 0 && isOpen, at, at, isOpen ? null : lastAt, seats],
    ])
    const state =
      status === 'accepted' ? 'accepted' : status === 'declined' ? 'returned' : replied ? 'replied' : 'asked'
    const partyId = newId(at)
    parties.push(
      [newId(at), id, 'lead', own.id, null, 'accepted', null, at],
      [
        ...[
          partyId,
          id,
          isOutside ? 'outside' : 'joint',
          to?.id ?? null,
          isOutside ? outside[(i >> 2) % outside.length]! : null,
        ],
        ...[state, state === 'returned' ? noteOf.decline! : null, at],
      ],
    )
    if (linkId !== undefined) {
      const isEnded = status === 'withdrawn' || status === 'unanswered'
      links.push([
        ...[linkId, 'party', id, partyId, hashSecret(secretOf(linkId)), at, parent.owner_id],
        // The code was used on a device that is not here: whoever wants to look makes a new one.
        ...[
          new Date(now.getTime() + 20 * 86_400_000),
          isEnded ? lastAt : null,
          at,
          [`link:${linkId}`, `office:${own.id}`],
        ],
      ])
    }
    const clockId = newId(at)
    rows['matter.clock'].push([
      ...[clockId, id, 'reply', false, 'request-2022-04', 'working-days', amount, at, due],
      ...[null, null, null, stopped],
    ])
    for (const [what, when] of [
      ['remind', remindAt(at, due)],
      ['overdue', due],
    ] as const) {
      const end = stopped ?? now
      rows['matter.due'].push([newId(at), id, clockId, what, when, when <= end ? when : stopped])
    }
    const tell = (seq: number, when: Date, action: string, note: string | null) => {
      const isTheirs = byAsked.has(action)
      const actor = isTheirs ? (linkId ?? officer!.id) : parent.owner_id
      rows['matter.history'].push([
        ...[id, seq, when, when, isTheirs && linkId ? 'link' : 'staff', actor, action, note],
        ...[[], { json: {} }, 'all', isTheirs && to ? to.id : own.id],
      ])
    }
    tell(1, at, 'ask', asked)
    for (const [step, line] of lines.entries())
      tell(step + 2, line.at, line.action, line.action === 'reply' ? answer : (noteOf[line.action] ?? null))
    requests.push([
      ...[id, own.id, to?.id ?? null, isOutside ? outside[(i >> 2) % outside.length]! : null, asked],
      ...[replied ? answer : null, replied, replied ? (isOutside ? 'link' : 'office') : null],
      ...[status === 'declined' ? 1 : 0, lines.some(line => line.action === 'chase') ? 1 : 0, at],
    ])
  }
  await copyRows(client, 'matter.matter', childColumns, matters)
  await copyRows(
    client,
    'matter.party',
    ['id', 'matter_id', 'part', 'office_id', 'outside_name', 'state', 'reason', 'since'],
    parties,
  )
  await copyRows(
    client,
    'matter.link',
    [
      ...['id', 'purpose', 'matter_id', 'party_id', 'secret_hash', 'created_at', 'created_by', 'expires_at'],
      ...['revoked_at', 'code_used_at', 'seats'],
    ],
    links,
  )
  for (const table of ['matter.clock', 'matter.due', 'matter.history'] as const)
    await copyRows(client, table, tables[table], rows[table])
  await copyRows(
    client,
    'relief.request',
    [
      ...[
        'matter_id',
        'office_id',
        'asked_office_id',
        'outside_name',
        'asked',
        'reply',
        'replied_at',
        'replied_by',
      ],
      ...['declines', 'chased', 'recorded_at'],
    ],
    requests,
  )
  await client.query(
    `update matter.series s set last = t.last from json_to_recordset($1) as t (prefix text, last int)
     where s.prefix = t.prefix`,
    [JSON.stringify([...series].map(([prefix, last]) => ({ prefix, last })))],
  )
}
