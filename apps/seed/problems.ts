import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import type { Tx } from '#platform/db'
import type { NewPerson, People } from '#platform/seal'
import { type DemoProblem, demoProblems } from '#region/demo'
import { formatNumber } from '../../platform/matter/numbers.ts'
import { copyRows } from './copy.ts'
import { idsOf, pick, type Random, randomOf } from './random.ts'
import type { OnProgress } from './region.ts'
import type { Office, Officer, Register } from './register.ts'
import { noRows, type Route, type Scene, Story, type Teller, tables } from './story.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Sealing a reporter costs ten times what the rest of a problem does: of very many only the newest have one. */
const MOST_REPORTERS = 2000

type Stage = 'reported' | 'returned' | 'accepted' | 'sign-off' | 'confirming'
type Plan = DemoProblem & { stage: Stage | null; lively?: Lively }
/** A problem on the first officer's desk, in hours before now. */
type Lively = {
  stage: Stage | 'solved'
  category: DemoProblem['category']
  ago: number
  ended?: number
  unowned?: true
  chased?: true
  invited?: true
  paused?: true
  stopped?: true
}

/** One morning's desk: overdue, due within the hour, due today, due later, come back, waiting, done. */
const desk: readonly Lively[] = [
  { stage: 'reported', category: 'SUPPLY', ago: 6.2, stopped: true, chased: true },
  { stage: 'reported', category: 'LOGISTICS', ago: 3.4 },
  { stage: 'reported', category: 'EPIDEMIC', ago: 1.2 },
  { stage: 'reported', category: 'FINANCE', ago: 0.4 },
  { stage: 'accepted', category: 'SUPPLY', ago: 53, chased: true },
  { stage: 'accepted', category: 'LOGISTICS', ago: 45.5 },
  { stage: 'accepted', category: 'EPIDEMIC', ago: 21, invited: true },
  { stage: 'accepted', category: 'POLICY', ago: 70, invited: true },
  { stage: 'accepted', category: 'LABOUR', ago: 27, paused: true },
  { stage: 'returned', category: 'TAX', ago: 9 },
  { stage: 'sign-off', category: 'SUPPLY', ago: 31 },
  { stage: 'confirming', category: 'LOGISTICS', ago: 96 },
  { stage: 'confirming', category: 'POLICY', ago: 60 },
  { stage: 'reported', category: 'SUPPLY', ago: 2.6, unowned: true },
  { stage: 'reported', category: 'POLICY', ago: 1.7, unowned: true },
  { stage: 'solved', category: 'FINANCE', ago: 50, ended: 2.1 },
  { stage: 'solved', category: 'LABOUR', ago: 74, ended: 4.5 },
]

const returnReasons = [
  '不属于本单位职责，建议由主管部门牵头。',
  '企业所在园区由上级统一协调，请转上级办理。',
  '需先由企业补充合同和单据。',
]
const acceptNotes = [null, null, '已与企业联系，今天安排专人办理。', '已电话了解情况。', '已收到，正在核实。']
const comments = [
  '已与对方单位电话沟通，等待书面答复。',
  '已发协调函，对方承诺今天内回复。',
  '上门走访，核实库存和订单情况。',
  '已联系两家替代供应商，正在比价。',
  '部门会商后确定了办理方案。',
]
const facts = ['补充：库存比上次说的少一天。', '已上传发货单，请查收。', '客户今天又来催货。']
const chasing = [null, '情况紧急，请尽快。', '今天能有结果吗？']
const joined = ['已核实，可以配合办理。', '已提供名单和联系人。', '我单位职责范围内已办结。']

/** Night falls on intermediate steps too: nobody solves a problem at three in the morning. */
function awake(at: number, random: Random): number {
  const ofDay = (at + 8 * HOUR) % DAY
  if (ofDay >= 8 * HOUR && ofDay < 22 * HOUR) return at
  return at - ofDay + (ofDay < 8 * HOUR ? 8 : 32) * HOUR + random() * HOUR
}

/** Moments of a problem's steps: in order, by day, never after `end`. */
function pacer(start: number, end: number, random: Random) {
  let last = start
  return (share: number, most = Number.POSITIVE_INFINITY): Date => {
    const wanted = start + Math.min((end - start) * share, most)
    const free = awake(wanted, random)
    const at = Math.max(last + 30_000, Math.min(free, end - 1000))
    last = Math.min(at, end)
    return new Date(last)
  }
}

function stageOf(age: number, random: Random): Stage {
  const draw = random()
  if (age < 4 * HOUR) return draw < 0.65 ? 'reported' : 'accepted'
  if (age < 2 * DAY)
    return draw < 0.08
      ? 'reported'
      : draw < 0.11
        ? 'returned'
        : draw < 0.66
          ? 'accepted'
          : draw < 0.78
            ? 'sign-off'
            : 'confirming'
  return draw < 0.05 && age < 4 * DAY
    ? 'reported'
    : draw < 0.45
      ? 'accepted'
      : draw < 0.6
        ? 'sign-off'
        : 'confirming'
}

export type World = Register & {
  now: Date
  seed: number
  scene: Omit<Scene, 'newId'>
  routes: ReadonlyMap<string, Route>
}

/** Plays one problem from its report to where it stands now. */
function play(
  world: World,
  scene: Scene,
  random: Random,
  plan: Plan,
  number: (office: Office) => string,
): Story {
  const { now } = world
  const enterprise = world.enterprises[plan.enterprise]!
  const liaison = enterprise.liaison
  const routeOf = (tier: string) => world.routes.get(`${plan.category}/${tier}`)!
  const divisionOf = { town: enterprise.path[3]!, county: enterprise.path[2]!, city: enterprise.path[1]! }
  const officeOfTier = (tier: Plan['tier']) => scene.officeFor(divisionOf[tier], routeOf(tier).subject)
  const staff = (officer: Officer): Teller => ({ kind: 'staff', officer })
  const handlerOf = (office: Office) => staffOf(world, office).handler
  const leaderOf = (office: Office) => staffOf(world, office).leader

  const openedAt = new Date(plan.reportedAt.epochMilliseconds)
  const end = plan.closedAt === null ? now.getTime() : plan.closedAt.epochMilliseconds
  const at = pacer(openedAt.getTime(), end, random)
  const byEnterprise = plan.channel === 'enterprise'
  const tier = byEnterprise ? 'county' : plan.tier
  const office = byEnterprise ? scene.officeOf(liaison.officeId) : officeOfTier(tier)
  const desk = world.officers.find(one => one.officeKey === '3304:duty')!
  const story = new Story(scene, {
    number: number(office),
    enterprise,
    title: plan.title,
    description: plan.description,
    category: plan.category,
    tier,
    channel: plan.channel,
    stoppedProduction: plan.stoppedProduction,
    office,
    owner: byEnterprise ? liaison : null,
    route: routeOf(tier),
    by: byEnterprise ? { kind: 'link' } : staff(plan.channel === 'hotline' ? desk : liaison),
    at: openedAt,
  })
  const stage = plan.stage
  const lively = plan.lively
  const far = (name: Stage | 'end') => {
    const order = ['reported', 'returned', 'accepted', 'sign-off', 'confirming', 'end']
    return order.indexOf(stage ?? 'end') >= order.indexOf(name)
  }

  if (lively?.unowned) {
    const taskForce = scene.officeFor('3304', 'relief')
    story.refer(at(0.3), handlerOf(taskForce), scene.officeOf(liaison.officeId), '请工信部门牵头研究。')
    return story
  }
  // What an enterprise reports comes to its liaison officer first, who keeps it or sends it on.
  const keeps = byEnterprise && (lively !== undefined || random() < 0.35)
  if (byEnterprise && !keeps && (stage !== 'reported' || random() < 0.6)) {
    const to = { tier: plan.tier, office: officeOfTier(plan.tier), route: routeOf(plan.tier) }
    story.routeTo(
      at(0.05, (20 + 120 * random()) * MINUTE),
      liaison,
      to,
      random() < 0.4 ? '请尽快联系企业。' : null,
    )
  }
  if (stage === 'returned') {
    if (lively) {
      const to = { tier: 'county' as const, office: officeOfTier('county'), route: routeOf('county') }
      story.routeTo(at(0.2), liaison, to, '请税务部门核实。')
    }
    story.giveBack(at(0.75, 3.5 * HOUR), handlerOf(story.office), pick(random, returnReasons))
    return story
  }
  if (!far('accepted')) {
    if (lively?.chased) story.chase(at(0.8), { kind: 'link' }, '生产线已停，请尽快联系。')
    return story
  }
  if (!lively && random() < 0.06 && story.office.id !== liaison.officeId) {
    story.giveBack(at(0.08, 2 * HOUR), handlerOf(story.office), pick(random, returnReasons))
    const next = story.tier === 'town' ? 'county' : story.tier
    const to = { tier: next, office: officeOfTier(next), route: routeOf(next) }
    if (to.office.id === liaison.officeId) story.accept(at(0.1, 3 * HOUR), liaison)
    else story.routeTo(at(0.1, 3 * HOUR), liaison, to, '情况已与企业核实，请办理。')
  }
  // A problem withdrawn early was often never taken up.
  if (plan.outcome === 'withdrawn' && stage === null && random() < 0.4) {
    story.withdraw(new Date(end), byEnterprise ? { kind: 'link' } : staff(liaison), '问题已自行解决。')
    return story
  }
  if (story.status === 'reported') {
    const officer = keeps ? liaison : handlerOf(story.office)
    story.accept(at(0.15, (0.2 + 3.2 * random()) * HOUR), officer, pick(random, acceptNotes))
  }
  const lead = story.owner ?? handlerOf(story.office)
  if (lively?.invited || (!lively && random() < 0.08)) {
    const other = scene.officeFor(
      divisionOf.city,
      pick(random, ['transport', 'labour', 'commerce', 'health', 'finance']),
    )
    if (other.id !== story.office.id) {
      story.invite(at(0.3), lead, other, '请协助办理。')
      if (random() < 0.7) story.contribute(at(0.45), handlerOf(other), pick(random, joined))
    }
  }
  if (lively?.paused) story.pause(at(0.5), lead, '等待企业补交用工名单。', new Date(now.getTime() + 2 * DAY))
  if (random() < 0.3) story.comment(at(0.5), lead, pick(random, comments), random() < 0.3 ? 'staff' : 'all')
  if (byEnterprise && random() < 0.15) story.addFacts(at(0.52), pick(random, facts))
  if (lively?.chased || (end - openedAt.getTime() > 2 * DAY && random() < 0.15)) {
    story.chase(at(0.6), byEnterprise ? { kind: 'link' } : staff(liaison), pick(random, chasing))
  }
  if (plan.outcome === 'withdrawn' && stage === null) {
    story.withdraw(
      new Date(end),
      byEnterprise ? { kind: 'link' } : staff(liaison),
      '订单取消，不再需要协调。',
    )
    return story
  }
  if (plan.outcome === 'explained' && stage === null) {
    story.explain(new Date(end), leaderOf(story.office), plan.solution ?? '目前条件下无法解决。')
    return story
  }
  if (!far('sign-off')) return story
  story.solve(at(0.6 + 0.2 * random()), lead, plan.solution ?? '已与相关单位协调解决，企业生产恢复正常。')
  if (!far('confirming')) return story
  const signer = leaderOf(story.office)
  story.sign(at(0.85), signer.id === lead.id ? handlerOf(story.office) : signer)
  const dueAt = story.dueOf('confirm')!
  if (plan.outcome === 'timed-out' || dueAt.getTime() <= end) {
    story.call(new Date(story.lastAt.getTime() + 3 * HOUR), liaison, 'reached', '企业称暂时没有时间评价。')
    if (dueAt.getTime() <= now.getTime()) story.timeOut(dueAt)
    return story
  }
  if (stage !== null) return story
  const draw = random()
  const by = byEnterprise
    ? draw < 0.96
      ? 'enterprise'
      : 'officer-address'
    : draw < 0.8
      ? 'enterprise'
      : 'staff-session'
  if (by === 'staff-session')
    story.call(new Date(end - 60_000), liaison, 'reached', '电话回访，企业确认已解决。')
  story.confirm(new Date(end), by, plan.rating ?? 5)
  if (
    !lively &&
    plan.rating !== null &&
    plan.rating <= 3 &&
    end > now.getTime() - 5 * DAY &&
    end < now.getTime() - 12 * HOUR
  ) {
    story.reopen(new Date(awake(end + 8 * HOUR, random)), '问题又出现了，请继续帮助。')
  }
  return story
}

const staffByOffice = new WeakMap<World, Map<string, { handler: Officer; leader: Officer }>>()
/** Who works at an office: another signs than who solves wherever two are there. */
function staffOf(world: World, office: Office) {
  let all = staffByOffice.get(world)
  if (all === undefined) {
    all = new Map()
    const at = Map.groupBy(world.officers, officer => officer.officeId)
    for (const [id, officers] of at) {
      const leader = officers.find(one => one.roles.includes('leader')) ?? officers[0]!
      const handler =
        officers.find(one => one.roles.includes('handler') && one !== leader) ??
        officers.find(one => one !== leader) ??
        leader
      all.set(id, { leader, handler })
    }
    staffByOffice.set(world, all)
  }
  return all.get(office.id)!
}

/** The first officer's desk as problems of her enterprises, with the words of others. */
function livelyPlans(world: World): Plan[] {
  const mine = world.enterprises.filter(one => one.liaison.account === 'shenyi').slice(0, 2)
  if (mine.length === 0) return []
  const now = world.now.getTime()
  const words = [
    ...demoProblems({
      count: 400,
      seed: world.seed + 7919,
      from: Temporal.Instant.fromEpochMilliseconds(now - 17 * DAY),
      until: Temporal.Instant.fromEpochMilliseconds(now),
      enterprises: 1,
    }),
  ]
  const used = new Set<string>()
  return desk.map((lively, i): Plan => {
    const text =
      words.find(
        one => one.category === lively.category && one.solution !== null && !used.has(one.description),
      ) ?? words.find(one => one.category === lively.category)!
    used.add(text.description)
    const moment = (hours: number) => Temporal.Instant.fromEpochMilliseconds(Math.floor(now - hours * HOUR))
    return {
      ...text,
      enterprise: mine[i % mine.length]!.index,
      channel: lively.unowned ? 'officer' : 'enterprise',
      tier: lively.unowned ? 'city' : 'county',
      stoppedProduction: lively.stopped ?? false,
      reportedAt: moment(lively.ago),
      closedAt: lively.ended === undefined ? null : moment(lively.ended),
      outcome: lively.stage === 'solved' ? 'solved' : 'open',
      rating: lively.stage === 'solved' ? 5 : null,
      stage: lively.stage === 'solved' ? null : lively.stage,
      lively,
    }
  })
}

/** Problems with their whole stories, `count` and the first officer's desk, in pieces so that any number fits into memory. */
export async function seedProblems(
  client: pg.Client,
  tx: Tx,
  people: People,
  world: World,
  count: number,
  onProgress: OnProgress,
): Promise<{ problems: number; open: number }> {
  const { now, seed } = world
  const random = randomOf(seed, 'stories')
  const newId = idsOf(seed, 'stories')
  const personId = idsOf(seed, 'reporters')
  const scene: Scene = { ...world.scene, newId }
  const days = Math.min(540, Math.max(17, Math.round(count / 40)))
  const series = new Map<string, number>()
  const number = (office: Office) => {
    const running = (series.get(office.prefix) ?? 0) + 1
    series.set(office.prefix, running)
    return formatNumber(office.prefix, running)
  }
  const lively = livelyPlans(world).sort((a, b) => Temporal.Instant.compare(a.reportedAt, b.reportedAt))
  const total = count + lively.length
  let done = 0
  let open = 0
  let rows = noRows()
  let reporters: NewPerson[] = []

  let writing = Promise.resolve()
  /** Hands a piece over to the database, which writes it while the next is made. */
  async function flush() {
    await writing
    const [piece, persons, upTo] = [rows, reporters, done]
    rows = noRows()
    reporters = []
    writing = (async () => {
      await people.addMany(tx, persons, now)
      for (const [table, columns] of Object.entries(tables)) {
        await copyRows(client, table, columns, piece[table as keyof typeof tables])
      }
      onProgress(upTo, total)
    })()
    // Heard of when the next piece is handed over.
    writing.catch(() => undefined)
  }
  async function add(plan: Plan) {
    const story = play(world, scene, random, plan, number)
    const { contact } = world.enterprises[plan.enterprise]!
    const knowsReporter = plan.channel !== 'officer' && total - done <= MOST_REPORTERS
    const reporterId = knowsReporter ? personId(now) : null
    const { seats } = story.write(rows, reporterId)
    if (reporterId !== null) {
      reporters.push({
        id: reporterId,
        seats: seats.filter(seat => seat.startsWith('office:') || seat.startsWith('link:')),
        values: { name: contact.name, telephone: contact.telephone },
      })
    }
    done++
    if (story.isOpen) open++
    if (rows['matter.matter'].length >= 1000) await flush()
    else if (done % 20 === 0) await turn()
  }

  const told = demoProblems({
    count,
    seed,
    from: Temporal.Instant.fromEpochMilliseconds(now.getTime() - days * DAY),
    until: Temporal.Instant.fromEpochMilliseconds(now.getTime()),
    enterprises: world.enterprises.length,
  })
  for (const problem of told) {
    while (lively[0] !== undefined && Temporal.Instant.compare(lively[0].reportedAt, problem.reportedAt) < 0)
      await add(lively.shift()!)
    const age = now.getTime() - problem.reportedAt.epochMilliseconds
    await add({ ...problem, stage: problem.outcome === 'open' ? stageOf(age, random) : null })
  }
  for (const plan of lively) await add(plan)
  await flush()
  await writing
  await copyRows(
    client,
    'matter.series',
    ['prefix', 'last'],
    [...series].map(([prefix, last]) => [prefix, last]),
  )
  return { problems: total, open }
}
