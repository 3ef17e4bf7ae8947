import { dueAt, seatsOf } from '#platform/matter'
import { type Duration, remindAt } from '../../platform/matter/deadlines.ts'
import type { Value } from './copy.ts'
import type { Enterprise, Office, Officer } from './register.ts'

export type Route = {
  subject: string
  acceptHours: number
  solveUnit: 'working-days' | 'hours'
  solveAmount: number
  confirmDays: number
  version: string
}

export type Files = {
  name: string
  mediaType: string
  bytes: number
  sha256: Buffer
  thumbnail: Buffer | null
}[]

/** What stories are told in. */
export type Scene = {
  now: Date
  zone: string
  isWorkingDay(day: string): boolean
  newId(at: Date): string
  /** the office of a division for a subject, as relief's own table finds it */
  officeFor(divisionCode: string, subject: string): Office
  officeOf(id: string): Office
  taskForceAbove(office: Office): Office | undefined
  evidence: Files
  secretHash(number: string, linkId: string): Buffer
}

export type Teller = { kind: 'staff'; officer: Officer } | { kind: 'link' } | { kind: 'system' }

/** The columns of a matter that belongs to another one. */
export const childColumns = [
  ...['id', 'kind', 'number', 'title', 'division_code', 'status', 'is_open', 'priority', 'owner_office_id'],
  ...['owner_id', 'next_step', 'due_at', 'version', 'workflow_version', 'parent_id', 'blocks_parent'],
  ...['opened_at', 'recorded_at', 'closed_at', 'seats'],
]

/** Rows by table, in the order in which they may be written. */
export const tables = {
  'matter.link': ['id', 'purpose', 'matter_id', 'secret_hash', 'created_at', 'created_by', 'seats'],
  'matter.matter': [
    ...[
      'id',
      'kind',
      'number',
      'title',
      'division_code',
      'status',
      'is_open',
      'priority',
      'owner_office_id',
      'owner_id',
    ],
    ...[
      'next_step',
      'due_at',
      'version',
      'workflow_version',
      'opened_at',
      'recorded_at',
      'closed_at',
      'seats',
    ],
  ],
  'matter.party': ['id', 'matter_id', 'part', 'office_id', 'state', 'reason', 'since', 'until'],
  'matter.clock': [
    ...['id', 'matter_id', 'name', 'is_promised', 'rule_version', 'unit', 'amount', 'started_at', 'due_at'],
    ...['paused_at', 'pause_reason', 'pause_until', 'stopped_at'],
  ],
  'matter.due': ['id', 'matter_id', 'clock_id', 'what', 'at', 'done_at'],
  'matter.history': [
    'matter_id',
    'seq',
    'at',
    'recorded_at',
    'actor_kind',
    'actor_id',
    'action',
    'note',
    'fields',
    'detail',
    'audience',
    'owner_office_id',
  ],
  'matter.attachment': [
    ...[
      'id',
      'matter_id',
      'name',
      'media_type',
      'bytes',
      'sha256',
      'thumbnail_sha256',
      'added_at',
      'actor_kind',
      'actor_id',
    ],
  ],
  'relief.problem': [
    ...[
      'matter_id',
      'organisation_id',
      'category',
      'tier',
      'channel',
      'description',
      'stopped_production',
      'reporter_id',
      'solution',
    ],
    ...['returns', 'reopened', 'chased', 'outcome', 'rating', 'confirmed_at', 'confirmed_by', 'recorded_at'],
  ],
  'notice.message': [
    ...[
      'id',
      'matter_id',
      'channel',
      'account_id',
      'office_id',
      'template',
      'params',
      'status',
      'created_at',
      'recorded_at',
    ],
    ...['sent_at', 'delivered_at', 'read_at', 'seats'],
  ],
  'notice.call': [
    'id',
    'matter_id',
    'direction',
    'account_id',
    'outcome',
    'note',
    'at',
    'recorded_at',
    'seats',
  ],
} as const satisfies Record<string, readonly string[]>

export type Rows = { [T in keyof typeof tables]: Value[][] }
export const noRows = (): Rows =>
  Object.fromEntries(Object.keys(tables).map(table => [table, []])) as unknown as Rows

type Due = {
  id: string
  what: 'remind' | 'overdue' | 'escalate' | 'resume' | 'time-out'
  at: Date
  doneAt: Date | null
}
type Clock = {
  id: string
  name: 'accept' | 'solve' | 'confirm'
  rule: string
  duration: Duration
  startedAt: Date
  dueAt: Date
  pause: { at: Date; reason: string; until: Date } | null
  stoppedAt: Date | null
  dues: Due[]
}
type Party = {
  id: string
  part: 'lead' | 'joint' | 'informed'
  office: Office
  state: 'asked' | 'accepted' | 'returned' | 'replied'
  reason: string | null
  since: Date
  until: Date | null
}
type Line = {
  at: Date
  by: Teller
  action: string
  note: string | null
  fields: string[]
  detail: Record<string, unknown>
  audience: 'all' | 'staff'
  /** which leads after it */
  office: Office
}

const iso = (at: Date) => at.toISOString()
/** Messages older than this have been read and are left out. */
const FRESH = 3 * 86_400_000

export type Opening = {
  number: string
  enterprise: Enterprise
  title: string
  description: string
  category: string
  tier: 'town' | 'county' | 'city'
  channel: 'officer' | 'enterprise' | 'hotline'
  stoppedProduction: boolean
  office: Office
  owner: Officer | null
  route: Route
  by: Teller
  at: Date
}

/**
 * One problem as it would stand after its actions: told in order of time, then written as rows. What its clocks
 * bring about in between (reminders, overdue, escalation) happens by itself.
 */
export class Story {
  readonly #scene: Scene
  readonly #opening: Opening
  readonly id: string
  readonly linkId: string
  readonly #clocks: Clock[] = []
  readonly #parties: Party[] = []
  readonly #lines: Line[] = []
  readonly #messages: {
    template: string
    to: { officer: Officer } | { office: Office }
    at: Date
    params: Record<string, string>
  }[] = []
  readonly #calls: { officer: Officer; outcome: 'reached' | 'no-answer'; note: string; at: Date }[] = []
  readonly #files: { id: string; at: Date; by: Teller; file: Files[number] }[] = []
  status = 'reported'
  office: Office
  owner: Officer | null
  tier: 'town' | 'county' | 'city'
  route: Route
  solution: string | null = null
  #priority: 'normal' | 'urgent'
  #next: string | null = 'accept'
  #version = 1
  #closedAt: Date | null = null
  #returns = 0
  #reopened = 0
  #chased = 0
  #outcome: string | null = null
  #rating: number | null = null
  #confirmed: { at: Date; by: string } | null = null

  constructor(scene: Scene, opening: Opening) {
    this.#scene = scene
    this.#opening = opening
    this.id = scene.newId(opening.at)
    this.linkId = scene.newId(opening.at)
    this.office = opening.office
    this.owner = opening.owner
    this.tier = opening.tier
    this.route = opening.route
    this.#priority = opening.stoppedProduction ? 'urgent' : 'normal'
    const { at, enterprise, route } = opening
    this.#join('lead', opening.office, 'asked', at)
    const liaisonOffice = scene.officeOf(enterprise.liaison.officeId)
    if (liaisonOffice.id !== opening.office.id) this.#join('informed', liaisonOffice, 'accepted', at)
    this.#start('accept', at)
    this.#start('solve', at)
    this.#say(at, opening.by, 'report', {
      note: opening.description,
      detail: {
        category: opening.category,
        tier: opening.tier,
        channel: opening.channel,
        rule: route.version,
      },
    })
    this.#tell('new-problem', at)
  }

  get isOpen(): boolean {
    return this.#closedAt === null
  }
  get lastAt(): Date {
    return this.#lines.at(-1)!.at
  }
  get liaison(): Officer {
    return this.#opening.enterprise.liaison
  }
  /** When a running clock is due; undefined when it doesn't run. */
  dueOf(name: Clock['name']): Date | undefined {
    return this.#clocks.find(clock => clock.name === name && clock.stoppedAt === null)?.dueAt
  }

  #join(part: Party['part'], office: Office, state: Party['state'], at: Date) {
    this.#parties.push({
      id: this.#scene.newId(at),
      part,
      office,
      state,
      reason: null,
      since: at,
      until: null,
    })
  }
  #current(office: Office) {
    return this.#parties.find(party => party.office.id === office.id && party.until === null)
  }
  #durationOf(name: Clock['name']): Duration {
    if (name === 'accept') return { unit: 'hours', amount: this.route.acceptHours }
    if (name === 'solve') return { unit: this.route.solveUnit, amount: this.route.solveAmount }
    return { unit: 'working-days', amount: this.route.confirmDays }
  }
  #start(name: Clock['name'], at: Date) {
    const duration = this.#durationOf(name)
    const due = this.#scene
    const ends = dueAt(at, duration, due, due.zone)
    const dues: Omit<Due, 'id' | 'doneAt'>[] = [{ what: 'remind', at: remindAt(at, ends) }]
    if (name === 'confirm') dues.push({ what: 'time-out', at: ends })
    else {
      dues.push({ what: 'overdue', at: ends })
      dues.push({ what: 'escalate', at: dueAt(ends, { unit: 'working-days', amount: 1 }, due, due.zone) })
    }
    this.#clocks.push({
      id: this.#scene.newId(at),
      name,
      rule: this.route.version,
      duration,
      startedAt: at,
      dueAt: ends,
      pause: null,
      stoppedAt: null,
      dues: dues.map(one => ({ ...one, id: this.#scene.newId(at), doneAt: null })),
    })
  }
  #stop(names: readonly string[] | 'all', at: Date) {
    for (const clock of this.#clocks) {
      if (clock.stoppedAt !== null || (names !== 'all' && !names.includes(clock.name))) continue
      clock.stoppedAt = at
      clock.pause = null
      for (const due of clock.dues) due.doneAt ??= at
    }
  }
  /** What fell due up to a moment, as the ticker would have done it. */
  passTo(at: Date) {
    for (;;) {
      let next: { clock: Clock; due: Due } | undefined
      for (const clock of this.#clocks) {
        if (clock.stoppedAt !== null || clock.pause !== null) continue
        for (const due of clock.dues) {
          if (
            due.doneAt === null &&
            due.what !== 'time-out' &&
            due.at <= at &&
            (next === undefined || due.at < next.due.at)
          )
            next = { clock, due }
        }
      }
      if (next === undefined) return
      const { clock, due } = next
      due.doneAt = due.at
      const params = { clock: clock.name, dueAt: iso(clock.dueAt) }
      if (due.what === 'remind') this.#tell('remind', due.at, params)
      if (due.what === 'overdue') {
        this.#priority = 'urgent'
        this.#say(due.at, { kind: 'system' }, 'overdue', { detail: params })
        this.#tell('overdue', due.at, params)
      }
      if (due.what === 'escalate') {
        const above = this.#scene.taskForceAbove(this.office)
        if (above === undefined) continue
        this.#say(due.at, { kind: 'system' }, 'escalate', { detail: { ...params, officeId: above.id } })
        this.#tell('escalate', due.at, params, { office: above })
      }
    }
  }
  #say(
    at: Date,
    by: Teller,
    action: string,
    more: Partial<Pick<Line, 'note' | 'fields' | 'detail' | 'audience'>> = {},
  ) {
    this.#lines.push({
      at,
      by,
      action,
      note: more.note ?? null,
      fields: more.fields ?? [],
      detail: more.detail ?? {},
      audience: more.audience ?? 'all',
      office: this.office,
    })
  }
  #tell(
    template: string,
    at: Date,
    params: Record<string, string> = {},
    to?: { officer: Officer } | { office: Office },
  ) {
    if (this.#scene.now.getTime() - at.getTime() > FRESH) return
    const reader = to ?? (this.owner === null ? { office: this.office } : { officer: this.owner })
    this.#messages.push({ template, to: reader, at, params: { number: this.#opening.number, ...params } })
  }
  #act(
    at: Date,
    by: Teller,
    action: string,
    to: string,
    next: string | null,
    more: {
      note?: string | null
      fields?: string[]
      detail?: Record<string, unknown>
      audience?: 'staff'
      stops?: string[]
    } = {},
  ) {
    this.passTo(at)
    if (more.stops !== undefined) this.#stop(more.stops, at)
    const moved = to === this.status ? {} : { from: this.status, to }
    this.status = to
    this.#next = next
    this.#version++
    this.#say(at, by, action, { ...more, detail: { ...moved, ...more.detail } })
    if (next === null) {
      this.#stop('all', at)
      this.#closedAt = at
    }
  }
  #lead(office: Office, owner: Officer | null, at: Date, returned?: string) {
    const former = this.#current(this.office)
    const from = this.office
    if (former !== undefined) {
      former.until = at
      if (returned !== undefined) Object.assign(former, { state: 'returned', reason: returned })
    }
    const there = this.#current(office)
    if (there !== undefined) there.until = at
    this.#join('lead', office, 'asked', at)
    if (from.id !== office.id) this.#join('informed', from, 'accepted', at)
    this.office = office
    this.#lines.at(-1)!.office = office
    this.owner = owner
    this.#stop(['accept'], at)
    this.#start('accept', at)
  }

  accept(at: Date, officer: Officer, note: string | null = null) {
    this.#act(at, { kind: 'staff', officer }, 'accept', 'accepted', 'solve', { note, stops: ['accept'] })
    this.owner ??= officer
    const lead = this.#current(this.office)
    if (lead !== undefined) lead.state = 'accepted'
  }
  giveBack(at: Date, officer: Officer, reason: string) {
    this.#act(at, { kind: 'staff', officer }, 'giveBack', 'returned', 'route', {
      note: reason,
      audience: 'staff',
      stops: ['accept'],
    })
    this.#returns++
    this.#lead(this.#scene.officeOf(this.liaison.officeId), this.liaison, at, reason)
    this.#tell('returned', at)
  }
  /** Sends it to the office that the table names for a tier. */
  routeTo(
    at: Date,
    officer: Officer,
    to: { tier: 'town' | 'county' | 'city'; office: Office; route: Route },
    note: string | null,
  ) {
    this.route = to.route
    this.tier = to.tier
    this.#act(at, { kind: 'staff', officer }, 'route', 'reported', 'accept', {
      note,
      detail: {
        officeId: to.office.id,
        category: this.#opening.category,
        tier: to.tier,
        rule: to.route.version,
      },
      stops: ['accept'],
    })
    this.#lead(to.office, null, at)
    this.#tell('referred', at)
  }
  refer(at: Date, officer: Officer, office: Office, note: string) {
    this.#act(at, { kind: 'staff', officer }, 'refer', 'reported', 'accept', {
      note,
      detail: { officeId: office.id },
      stops: ['accept'],
    })
    this.#lead(office, null, at)
    this.#tell('referred', at)
  }
  invite(at: Date, officer: Officer, office: Office, note: string) {
    const there = this.#current(office)
    if (there !== undefined && there.part !== 'informed') return
    this.#act(at, { kind: 'staff', officer }, 'invite', this.status, this.#next, {
      note,
      detail: { officeId: office.id },
    })
    if (there !== undefined) there.until = at
    this.#join('joint', office, 'asked', at)
    this.#tell('invited', at, {}, { office })
  }
  contribute(at: Date, officer: Officer, note: string) {
    this.passTo(at)
    const own = this.#parties.find(
      party => party.part === 'joint' && party.office.id === officer.officeId && party.until === null,
    )
    if (own !== undefined) own.state = 'replied'
    this.#say(at, { kind: 'staff', officer }, 'contribute', { note })
  }
  comment(at: Date, officer: Officer, note: string, audience: 'all' | 'staff' = 'all') {
    this.passTo(at)
    this.#say(at, { kind: 'staff', officer }, 'comment', { note, audience })
  }
  addFacts(at: Date, note: string) {
    this.passTo(at)
    this.#say(at, { kind: 'link' }, 'addFacts', { note })
  }
  chase(at: Date, by: Teller, note: string | null) {
    this.passTo(at)
    this.#chased++
    this.#say(at, by, 'chase', { note })
    this.#tell('chased', at)
  }
  pause(at: Date, officer: Officer, reason: string, until: Date) {
    this.passTo(at)
    const clock = this.#clocks.find(one => one.name === 'solve' && one.stoppedAt === null)
    if (clock === undefined || clock.dueAt <= at) return
    clock.pause = { at, reason, until }
    for (const due of clock.dues) due.doneAt ??= at
    clock.dues.push({ id: this.#scene.newId(at), what: 'resume', at: until, doneAt: null })
    this.#say(at, { kind: 'staff', officer }, 'pause', {
      note: reason,
      detail: { clock: 'solve', until: iso(until) },
    })
  }
  /** A solution with a piece of evidence. */
  solve(at: Date, officer: Officer, solution: string) {
    this.passTo(at)
    const file = this.#scene.evidence[this.#lines.length % Math.max(1, this.#scene.evidence.length)]
    if (file !== undefined) {
      const id = this.#scene.newId(at)
      const by: Teller = { kind: 'staff', officer }
      this.#files.push({ id, at, by, file })
      this.#say(at, by, 'attach', { detail: { attachmentId: id } })
    }
    this.solution = solution
    this.#act(at, { kind: 'staff', officer }, 'solve', 'sign-off', 'sign', {
      note: solution,
      fields: ['solution'],
    })
  }
  sign(at: Date, officer: Officer) {
    this.#act(at, { kind: 'staff', officer }, 'sign', 'confirming', 'confirm', { stops: ['solve'] })
    this.#start('confirm', at)
    this.#tell('call-back', at, {}, { officer: this.liaison })
  }
  explain(at: Date, officer: Officer, reason: string) {
    this.#outcome = 'explained'
    this.#act(at, { kind: 'staff', officer }, 'explain', 'explained', null, { note: reason })
  }
  withdraw(at: Date, by: Teller, reason: string) {
    this.#outcome = 'withdrawn'
    this.#act(at, by, 'withdraw', 'withdrawn', null, { note: reason })
  }
  call(at: Date, officer: Officer, outcome: 'reached' | 'no-answer', note: string) {
    this.#calls.push({ officer, outcome, note, at })
  }
  confirm(at: Date, by: 'enterprise' | 'staff-session' | 'officer-address', rating: number) {
    const teller: Teller =
      by === 'staff-session' ? { kind: 'staff', officer: this.liaison } : { kind: 'link' }
    this.#outcome = 'solved'
    this.#rating = rating
    this.#confirmed = { at, by }
    this.#act(at, teller, 'confirm', 'solved', null, {
      detail: { rating, by },
      fields: ['rating'],
      stops: ['confirm'],
    })
  }
  timeOut(at: Date) {
    this.#outcome = 'timed-out'
    this.#act(at, { kind: 'system' }, 'timeOut', 'timed-out', null, { stops: ['confirm'] })
  }
  reopen(at: Date, reason: string) {
    this.#act(at, { kind: 'link' }, 'reopen', 'accepted', 'solve', { note: reason })
    this.#outcome = this.#rating = this.#confirmed = this.#closedAt = null
    this.#reopened = 1
    this.#priority = 'urgent'
    this.#start('solve', at)
  }

  /** Adds the story's rows; `reporterId` is who reported, if known. */
  write(rows: Rows, reporterId: string | null): { seats: string[] } {
    const { now, newId } = this.#scene
    this.passTo(now)
    const {
      number,
      enterprise,
      by,
      at: openedAt,
      channel,
      category,
      description,
      stoppedProduction,
    } = this.#opening
    const offices = this.#parties.filter(party => party.until === null).map(party => party.office.id)
    const seats = seatsOf('relief', enterprise.path, offices, this.office.subject, [this.linkId])
    const running = this.#clocks.filter(clock => clock.stoppedAt === null && clock.pause === null)
    const nearest = running.reduce<Date | null>(
      (least, clock) => (least === null || clock.dueAt < least ? clock.dueAt : least),
      null,
    )
    const actorId = (teller: Teller) =>
      teller.kind === 'staff' ? teller.officer.id : teller.kind === 'link' ? this.linkId : null
    const isOpen = this.#closedAt === null
    rows['matter.link'].push([
      this.linkId,
      'track',
      this.id,
      this.#scene.secretHash(number, this.linkId),
      openedAt,
      by.kind === 'staff' ? by.officer.id : null,
      [...(by.kind === 'staff' ? [`account:${by.officer.id}`] : []), `link:${this.linkId}`],
    ])
    rows['matter.matter'].push([
      ...[
        this.id,
        'problem',
        number,
        `${enterprise.name}：${this.#opening.title}`.slice(0, 200),
        enterprise.divisionCode,
      ],
      ...[
        this.status,
        isOpen,
        this.#priority,
        this.office.id,
        this.owner?.id ?? null,
        this.#next,
        isOpen ? nearest : null,
      ],
      ...[this.#version, 1, openedAt, openedAt, this.#closedAt, seats],
    ])
    for (const one of this.#parties) {
      rows['matter.party'].push([
        one.id,
        this.id,
        one.part,
        one.office.id,
        one.state,
        one.reason,
        one.since,
        one.until,
      ])
    }
    for (const one of this.#clocks) {
      const { unit, amount } = one.duration
      rows['matter.clock'].push([
        ...[
          one.id,
          this.id,
          one.name,
          one.name !== 'accept',
          one.rule,
          unit,
          amount,
          one.startedAt,
          one.dueAt,
        ],
        ...[one.pause?.at ?? null, one.pause?.reason ?? null, one.pause?.until ?? null, one.stoppedAt],
      ])
      for (const due of one.dues)
        rows['matter.due'].push([due.id, this.id, one.id, due.what, due.at, due.doneAt])
    }
    this.#lines.forEach((line, i) => {
      rows['matter.history'].push([
        ...[
          this.id,
          i + 1,
          line.at,
          line.at,
          line.by.kind,
          actorId(line.by),
          line.action,
          line.note,
          line.fields,
        ],
        ...[{ json: line.detail }, line.audience, line.office.id],
      ])
    })
    for (const { id, at, by: adder, file } of this.#files) {
      rows['matter.attachment'].push([
        ...[
          id,
          this.id,
          file.name,
          file.mediaType,
          file.bytes,
          file.sha256,
          file.thumbnail,
          at,
          adder.kind,
          actorId(adder),
        ],
      ])
    }
    rows['relief.problem'].push([
      ...[
        this.id,
        enterprise.id,
        category,
        this.tier,
        channel,
        description,
        stoppedProduction,
        reporterId,
        this.solution,
      ],
      ...[this.#returns, this.#reopened, this.#chased, this.#outcome, this.#rating],
      ...[this.#confirmed?.at ?? null, this.#confirmed?.by ?? null, openedAt],
    ])
    for (const { template, to, at, params } of this.#messages) {
      const key = 'officer' in to ? `account:${to.officer.id}` : `office:${to.office.id}`
      const isRead = !isOpen || now.getTime() - at.getTime() > 86_400_000
      rows['notice.message'].push([
        ...[
          newId(at),
          this.id,
          'in-app',
          'officer' in to ? to.officer.id : null,
          'office' in to ? to.office.id : null,
        ],
        ...[
          template,
          { json: params },
          isRead ? 'read' : 'delivered',
          at,
          at,
          at,
          at,
          isRead ? at : null,
          [key],
        ],
      ])
    }
    for (const { officer, outcome, note, at } of this.#calls) {
      rows['notice.call'].push([
        newId(at),
        this.id,
        'made',
        officer.id,
        outcome,
        note,
        at,
        at,
        seats.filter(seat => !seat.startsWith('link:')),
      ])
    }
    return { seats }
  }
}
