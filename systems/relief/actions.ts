import { sql } from 'kysely'
import { record } from '#platform/audit'
import { type Actor, type Database, enterLink, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import {
  acceptParty,
  addJoint,
  type BoundKind,
  bindKind,
  changeLead,
  type EffectCall,
  type EffectResult,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type Matter,
  type MatterWorld,
  type NewClock,
  newIdentity,
  type Office,
  openMatter,
  parseNumber,
  pathOf,
  startClocks,
} from '#platform/matter'
import { hasReached, notify } from '#platform/notices'
import { hashSecret, type People, readSecret, type Secrets } from '#platform/seal'
import { linkProblem, unlinkProblem } from './causes/store.ts'
import { recordState } from './plans/store.ts'
import {
  confirmationOf,
  divisionOfTier,
  forbids,
  MOST_RETURNS,
  type ProblemFacts,
  partsOf,
  problemRefusals,
  responsibleNow,
  speakersOf,
  tierAbove,
} from './rules.ts'
import type { ProblemReport, Tier } from './schema.ts'
import * as store from './store.ts'
import { type ProblemAction, type ProblemPart, type ProblemStatus, problemWorkflow } from './workflow.ts'

/** What relief's verbs need beside the transaction. */
export type Relief = { world: MatterWorld; people: People; secrets: Secrets }

const OFFICERS_ADDRESS_DAYS = 14

const dayOf = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()

async function getRoute(
  tx: Tx,
  world: MatterWorld,
  category: string,
  tier: string,
  at: Date,
): Promise<store.Route> {
  return (await store.findRoute(tx, category, tier, dayOf(at, world.zone))) ?? refuse('no-office')
}

const acceptClock = (route: store.Route): NewClock => ({
  name: 'accept',
  isPromised: false,
  ruleVersion: route.version,
  duration: { unit: 'hours', amount: route.acceptHours },
})
const solveClock = (route: store.Route): NewClock => ({
  name: 'solve',
  isPromised: true,
  ruleVersion: route.version,
  duration: { unit: route.solveUnit, amount: route.solveAmount },
})
const confirmClock = (route: store.Route): NewClock => ({
  name: 'confirm',
  isPromised: true,
  ruleVersion: route.version,
  duration: { unit: 'working-days', amount: route.confirmDays },
})

type Report = Omit<ProblemReport, 'stoppedProduction'> & { stoppedProduction: boolean }
type Destination = {
  office: Pick<Office, 'id' | 'prefix' | 'subject'>
  ownerId: string | null
  tier: Tier
  route: store.Route
}

/**
 * First-contact responsibility: what an enterprise reports comes to its liaison officer or who covers, who solves or
 * routes it.
 */
async function toLiaison(
  tx: Tx,
  relief: Relief,
  enterprise: store.Organisation,
  report: Report,
  at: Date,
): Promise<Destination> {
  const route = await getRoute(tx, relief.world, report.category, 'county', at)
  const responsible = responsibleNow(enterprise.team)
  if (responsible === undefined) return toOffice(tx, enterprise, 'county', route)
  const office = (await findOffice(tx, responsible.officeId)) ?? refuse('no-office')
  return { office, ownerId: responsible.accountId, tier: 'county', route }
}

async function toOffice(
  tx: Tx,
  enterprise: Pick<store.Organisation, 'path'>,
  tier: Tier,
  route: store.Route,
): Promise<Destination> {
  const office =
    (await store.findOfficeFor(tx, enterprise.path, divisionOfTier(enterprise.path, tier), route.subject)) ??
    refuse('no-office')
  return { office, ownerId: null, tier, route }
}

const titleOf = (enterprise: string, report: Report) => {
  const words = report.title ?? report.description.split(/[。；;\n]/)[0]!.slice(0, 60)
  return `${enterprise}：${words}`.slice(0, 200)
}

async function open(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  enterprise: store.Organisation,
  report: Report,
  to: Destination,
  how: {
    channel: 'officer' | 'enterprise' | 'hotline'
    linkId: string
    identity: Identity
    parent?: { id: string; blocks: boolean }
  },
  at: Date,
): Promise<Identity> {
  const informed = [...new Set(enterprise.team.map(one => one.officeId))]
  const opened = await openMatter(
    tx,
    relief.world,
    actor,
    {
      workflow: problemWorkflow,
      title: titleOf(enterprise.name, report),
      division: { code: enterprise.divisionCode, path: enterprise.path },
      office: to.office,
      ownerId: to.ownerId,
      informed,
      priority: report.stoppedProduction ? 'urgent' : 'normal',
      nextStep: 'accept',
      clocks: [acceptClock(to.route), solveClock(to.route)],
      linkIds: [how.linkId],
      identity: how.identity,
      parent: how.parent,
      action: 'report',
      note: report.description,
      detail: { category: report.category, tier: to.tier, channel: how.channel, rule: to.route.version },
    },
    at,
  )
  const reporterId =
    report.contactName === undefined && report.contactTelephone === undefined ? null : uuidv7()
  if (reporterId !== null) {
    await relief.people.add(tx, {
      id: reporterId,
      seats: [
        ...new Set([
          `office:${to.office.id}`,
          ...informed.map(id => `office:${id}`),
          ...actor.write.filter(isOwnKey),
          `link:${how.linkId}`,
        ]),
      ],
      values: {
        ...(report.contactName !== undefined && { name: report.contactName }),
        ...(report.contactTelephone !== undefined && { telephone: report.contactTelephone }),
      },
      at,
    })
  }
  await store.insertProblem(
    tx,
    {
      matterId: opened.id,
      organisationId: enterprise.id,
      category: report.category,
      tier: to.tier,
      channel: how.channel,
      description: report.description,
      stoppedProduction: report.stoppedProduction,
      reporterId,
    },
    at,
  )
  const recipient = to.ownerId === null ? { officeId: to.office.id } : { accountId: to.ownerId }
  await notify(
    tx,
    { matterId: opened.id, to: recipient, template: 'new-problem', params: { number: opened.number } },
    at,
  )
  return opened
}

const isOwnKey = (key: string) => key.startsWith('office:')

/** An officer reports for an enterprise, or the hotline for a caller: straight to the office that the table names. */
export async function report(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  input: Report & {
    organisationId: string
    tier: Tier
    channel: 'officer' | 'hotline'
    parentId?: string | undefined
    blocksParent: boolean
  },
  at: Date,
): Promise<Identity> {
  const enterprise = (await store.findOrganisation(tx, input.organisationId, at)) ?? refuse('no-enterprise')
  if (!mayReport(actor, enterprise)) refuse('forbidden')
  if (input.parentId !== undefined && (await findMatter(tx, input.parentId)) === undefined)
    refuse('not-found')
  const route = await getRoute(tx, relief.world, input.category, input.tier, at)
  const to = await toOffice(tx, enterprise, input.tier, route)
  const identity = await newIdentity(tx, to.office.prefix)
  const linkId = uuidv7()
  const secret = relief.secrets.of(linkId)
  await store.insertLink(tx, {
    id: linkId,
    purpose: 'track',
    matterId: identity.id,
    organisationId: null,
    secretHash: hashSecret(`${identity.number}:${secret}`),
    createdBy: actor.id,
    seats: [...actor.write.filter(key => key.startsWith('account:')), `link:${linkId}`],
  })
  const parent =
    input.parentId === undefined ? {} : { parent: { id: input.parentId, blocks: input.blocksParent } }
  // The officer of another place may take a caller's report of this enterprise only where a key reaches it.
  const opened = await open(
    tx,
    relief,
    actor,
    enterprise,
    input,
    to,
    { channel: input.channel, linkId, identity, ...parent },
    at,
  )
  if (input.stoppedProduction && reaches(actor, enterprise))
    await stopsProduction(tx, actor, enterprise.id, opened.id, input.description, at, at)
  return opened
}

/** A problem that stops production is the enterprise's state from then on. */
async function stopsProduction(
  tx: Tx,
  actor: Actor,
  organisationId: string,
  problemId: string,
  words: string,
  since: Date,
  at: Date,
): Promise<void> {
  const reason = words.slice(0, 500)
  const told = { organisationId, state: 'stopped', since, reason, source: 'problem' } as const
  await recordState(tx, { ...told, sourceId: problemId, accountId: actor.id }, at)
}

const reaches = (actor: Actor, enterprise: Pick<store.Organisation, 'path'>) =>
  actor.write.some(key => enterprise.path.some(code => key === `relief:${code}`))

/** An officer reports for the own enterprises and the own place; a key that reaches the enterprise's division decides. */
function mayReport(actor: Actor, enterprise: store.Organisation): boolean {
  if (actor.id !== null && speakersOf(enterprise.team).includes(actor.id)) return true
  return reaches(actor, enterprise)
}

/** The code by which an enterprise follows its problem, for whoever works on it to tell the caller. */
export async function showTracking(tx: Tx, relief: Relief, actor: Actor, id: string, at: Date) {
  const matter = (await findMatter(tx, id)) ?? refuse('not-found')
  if (!matter.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  const linkId = matter.seats.find(seat => seat.startsWith('link:'))?.slice(5) ?? refuse('not-found')
  await record(
    tx,
    actor,
    {
      action: 'relief.showTracking',
      subjectKind: 'problem',
      subjectId: id,
      fields: ['secret'],
      divisionPath: pathOf(matter),
    },
    at,
  )
  return { number: matter.number, secret: relief.secrets.of(linkId) }
}

/** Whether the actor may report for an enterprise and make its link. */
export async function mayReportFor(tx: Tx, actor: Actor, organisationId: string, at: Date): Promise<boolean> {
  const enterprise = await store.findOrganisation(tx, organisationId, at)
  return enterprise !== undefined && mayReport(actor, enterprise)
}

/** The enterprise reports by its link. Returns the number; the secret is derived from the link, so a retry gives the same. */
export async function reportByLink(
  db: Database,
  once: Once,
  relief: Relief,
  input: Report & { secret: string },
  at: Date,
  requestId: string,
): Promise<{ number: string; secret: string }> {
  const reportHash = hashSecret(input.secret)
  const opened = await db.asLink(reportHash, async (tx, link) => {
    const enterprise = await store.findReportFacts(tx, reportHash, at)
    if (link === undefined || enterprise === undefined) return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, async () => {
      const to = await toLiaison(tx, relief, enterprise, input, at)
      const identity = await newIdentity(tx, to.office.prefix)
      const linkId = uuidv7()
      const trackHash = hashSecret(`${identity.number}:${relief.secrets.of(linkId)}`)
      await store.insertLink(tx, {
        id: linkId,
        purpose: 'track',
        matterId: identity.id,
        organisationId: null,
        secretHash: trackHash,
        createdBy: null,
        seats: [`link:${link.link_id}`, `link:${linkId}`],
      })
      // From here the matter's own link acts: whoever holds the report link alone doesn't see what others reported.
      await enterLink(tx, trackHash)
      await open(
        tx,
        relief,
        linkActor(linkId, requestId),
        enterprise,
        input,
        to,
        { channel: 'enterprise', linkId, identity },
        at,
      )
      await enterLink(tx, reportHash)
      return { number: identity.number, linkId }
    })
  })
  return { number: opened.number, secret: relief.secrets.of(opened.linkId) }
}

function linkActor(id: string, requestId: string): Actor {
  return {
    kind: 'link',
    id,
    read: ['anyone', `link:${id}`],
    write: [`link:${id}`],
    holdings: [],
    lang: 'zh-CN',
    requestId,
  }
}

/** Whose form a report link opens. */
export async function openReport(
  db: Database,
  secret: string,
  at: Date,
): Promise<{ organisationName: string }> {
  return db.asLink(hashSecret(secret), async tx => {
    const enterprise = (await store.findReportFacts(tx, hashSecret(secret), at)) ?? refuse('link-unknown')
    return { organisationName: enterprise.name }
  })
}

const trackingHash = (typed: { number: string; secret: string }) => {
  const number = parseNumber(typed.number)
  // A mistyped number answers as an unknown one does.
  return hashSecret(`${number ?? 'none'}:${readSecret(typed.secret)}`)
}

/** Reads by a tracking link; the same refusal for an unknown number and a wrong secret. */
export async function asTracker<T>(
  db: Database,
  typed: { number: string; secret: string },
  requestId: string,
  work: (tx: Tx, actor: Actor, matterId: string) => Promise<T>,
): Promise<T> {
  return db.asLink(trackingHash(typed), async (tx, link) => {
    if (link === undefined || link.purpose !== 'track' || link.matter_id === null)
      return refuse('tracking-unknown')
    return work(tx, linkActor(link.link_id, requestId), link.matter_id)
  })
}

async function readFacts(tx: Tx, matter: Matter, actor: Actor, at: Date): Promise<ProblemFacts> {
  const row = (await store.readFacts(tx, matter.id)) ?? refuse('not-found')
  const team = await store.listTeam(tx, row.organisation_id, at)
  return {
    divisionPath: pathOf(matter),
    ownerOfficeId: matter.owner_office_id,
    liaisonIds: speakersOf(team),
    responsible: responsibleNow(team),
    jointOfficeIds: row.joint,
    causeOfficeId: row.cause_office_id,
    tier: row.tier,
    returns: row.returns,
    reopened: row.reopened,
    acceptDueAt: row.accept_due_at,
    closedAt: matter.closed_at,
    lastChasedAt: row.last_chased_at,
    evidence: row.evidence,
    blockingChildren: row.children,
    enterpriseReached:
      actor.kind === 'system' && row.signed_at !== null && (await hasReached(tx, matter.id, row.signed_at)),
    solvedBy: row.solved_by,
  }
}

type Call = EffectCall<ProblemFacts>

/** The reporter's contact follows the matter to every office that works on it. */
async function openContact(relief: Relief, call: Call, seats: readonly string[]): Promise<void> {
  const { reporter_id } = await store.getProblemRow(call.tx, call.matter.id)
  if (reporter_id === null) return
  const wanted = seats.filter(seat => seat.startsWith('office:') || seat.startsWith('link:'))
  await withKeys(call.tx, call.actor, [`office:${call.matter.owner_office_id}`], () =>
    relief.people.setSeats(call.tx, reporter_id, wanted),
  )
}

async function moveTo(
  relief: Relief,
  call: Call,
  officeId: string,
  ownerId: string | null,
  route: store.Route,
  template: 'referred' | 'returned' | 'reopened' = 'referred',
): Promise<EffectResult> {
  const office = (await findOffice(call.tx, officeId)) ?? refuse('no-office')
  const change = await changeLead(
    call,
    'relief',
    { office, ownerId },
    [acceptClock(route)],
    template === 'returned' ? { returned: String(call.input.reason) } : 'informed',
  )
  await openContact(relief, call, change.seats ?? [])
  const to = ownerId === null ? { officeId } : { accountId: ownerId }
  await notify(
    call.tx,
    {
      matterId: call.matter.id,
      to,
      template,
      params: { number: call.matter.number },
    },
    call.at,
  )
  return { change, detail: { officeId } }
}

async function currentRoute(call: Call): Promise<store.Route> {
  const problem = await store.getProblemRow(call.tx, call.matter.id)
  return getRoute(call.tx, call.world, problem.category, problem.tier, call.at)
}

async function reworkClock(call: Call): Promise<void> {
  await startClocks(call.tx, call.world, call.matter.id, [solveClock(await currentRoute(call))], call.at)
}

const recipientOf = (to: { accountId: string | null; officeId: string }) =>
  to.accountId === null ? { officeId: to.officeId } : { accountId: to.accountId }

/**
 * A problem that comes back goes to its owner; while the owner is away, to who is responsible for the enterprise now
 * where that is what the owner was, else to who stands in at the office, else to the office.
 */
async function backToWork(
  relief: Relief,
  call: Call,
  change: NonNullable<EffectResult['change']>,
): Promise<EffectResult> {
  const { tx, at, facts } = call
  const { owner_id: ownerId, owner_office_id: officeId, number, id } = call.matter
  if (officeId === null) return { change }
  const owner = ownerId === null ? undefined : await store.findStandIn(tx, ownerId, officeId, at)
  let to = { accountId: ownerId, officeId }
  if (owner?.isAway === true) {
    const isLiaison = ownerId !== null && facts.liaisonIds.includes(ownerId)
    to =
      isLiaison && facts.responsible !== undefined
        ? facts.responsible
        : { accountId: owner.coverId, officeId }
  }
  if (to.officeId !== officeId) {
    const moved = await moveTo(relief, call, to.officeId, to.accountId, await currentRoute(call), 'reopened')
    return { ...moved, change: { ...moved.change, ...change } }
  }
  const notice = { matterId: id, to: recipientOf(to), template: 'reopened', params: { number } }
  await notify(tx, notice, at)
  return to.accountId === ownerId
    ? { change }
    : { change: { ...change, owner_id: to.accountId }, detail: { accountId: to.accountId } }
}

/** The effects of a problem's actions: what each does beside the table's row. */
function effectsOf(relief: Relief): Kind<ProblemFacts, ProblemStatus, ProblemPart, ProblemAction>['effects'] {
  return {
    async accept(call) {
      if (call.matter.owner_office_id !== null)
        await acceptParty(call.tx, call.matter.id, call.matter.owner_office_id)
      // What an enterprise told by its link counts once an official took it up.
      const problem = await store.getProblemRow(call.tx, call.matter.id)
      if (problem.stopped_production && problem.channel === 'enterprise')
        await withKeys(call.tx, call.actor, [`relief:${call.matter.division_code}`], () =>
          stopsProduction(
            call.tx,
            call.actor,
            problem.organisation_id,
            call.matter.id,
            problem.description,
            call.matter.opened_at,
            call.at,
          ),
        )
      if (call.actor.id !== null && call.matter.owner_id === null)
        return { change: { owner_id: call.actor.id } }
      return undefined
    },
    async giveBack(call) {
      await store.updateProblem(call.tx, call.matter.id, {}, { returns: 1 })
      const route = await currentRoute(call)
      const { responsible, returns } = call.facts
      const isLast = returns + 1 >= MOST_RETURNS
      if (!isLast && responsible !== undefined && responsible.officeId !== call.matter.owner_office_id) {
        return moveTo(relief, call, responsible.officeId, responsible.accountId, route, 'returned')
      }
      // Nobody below has it, or it was returned before: the task force of the city decides.
      const office = await store.findOfficeFor(
        call.tx,
        call.facts.divisionPath,
        divisionOfTier(call.facts.divisionPath, 'city'),
        'relief',
      )
      return moveTo(relief, call, office?.id ?? refuse('no-office'), null, route, 'returned')
    },
    async route(call) {
      const category = String(call.input.category)
      const tier = call.input.tier as Tier
      const route = await getRoute(call.tx, call.world, category, tier, call.at)
      const { office } = await toOffice(call.tx, { path: [...call.facts.divisionPath] }, tier, route)
      await store.updateProblem(call.tx, call.matter.id, { category, tier })
      const result = await moveTo(relief, call, office.id, null, route)
      return { ...result, detail: { ...result.detail, category, tier, rule: route.version } }
    },
    async refer(call) {
      return moveTo(relief, call, String(call.input.office), null, await currentRoute(call))
    },
    async referUp(call) {
      const tier = tierAbove[call.facts.tier]
      const { category } = await store.getProblemRow(call.tx, call.matter.id)
      const route = await getRoute(call.tx, call.world, category, tier, call.at)
      const { office } = await toOffice(call.tx, { path: [...call.facts.divisionPath] }, tier, route)
      await store.updateProblem(call.tx, call.matter.id, { tier })
      const result = await moveTo(relief, call, office.id, null, route)
      return { ...result, detail: { ...result.detail, tier, rule: route.version } }
    },
    async invite(call) {
      const office = (await findOffice(call.tx, String(call.input.office))) ?? refuse('no-office')
      const change = await addJoint(call, office)
      await openContact(relief, call, change.seats ?? [])
      await notify(
        call.tx,
        {
          matterId: call.matter.id,
          to: { officeId: office.id },
          template: 'invited',
          params: { number: call.matter.number },
        },
        call.at,
      )
      return { change, detail: { officeId: office.id } }
    },
    async contribute(call) {
      const own = call.facts.jointOfficeIds.find(id =>
        call.actor.holdings.some(holding => holding.officeId === id),
      )
      if (own !== undefined) {
        await sql`update matter.party set state = 'replied' where matter_id = ${call.matter.id} and office_id = ${own} and until is null`.execute(
          call.tx,
        )
      }
      return undefined
    },
    async solve(call) {
      await store.updateProblem(call.tx, call.matter.id, { solution: String(call.input.solution) })
      return { fields: ['solution'] }
    },
    async sign(call) {
      await startClocks(
        call.tx,
        call.world,
        call.matter.id,
        [confirmClock(await currentRoute(call))],
        call.at,
      )
      const { reporter_id } = await store.getProblemRow(call.tx, call.matter.id)
      const params = { number: call.matter.number }
      if (reporter_id !== null) {
        await notify(
          call.tx,
          { matterId: call.matter.id, to: { personId: reporter_id }, template: 'please-confirm', params },
          call.at,
        )
      }
      if (call.facts.responsible !== undefined) {
        const to = recipientOf(call.facts.responsible)
        await notify(call.tx, { matterId: call.matter.id, to, template: 'call-back', params }, call.at)
      }
      return undefined
    },
    async recall(call) {
      await reworkClock(call)
      return undefined
    },
    async explain(call) {
      await store.updateProblem(call.tx, call.matter.id, { outcome: 'explained' })
      return undefined
    },
    async confirm(call) {
      const since = new Date(Date.now() - OFFICERS_ADDRESS_DAYS * 86_400_000)
      const { rows } = await sql<{ officers: boolean }>`
        select auth.is_officers_address(nullif(current_setting('app.address', true), ''), ${since}) as officers`.execute(
        call.tx,
      )
      const by = confirmationOf(call.actor, rows[0]!.officers)
      await store.updateProblem(call.tx, call.matter.id, {
        outcome: 'solved',
        rating: Number(call.input.rating),
        confirmed_at: call.at,
        confirmed_by: by,
      })
      return { detail: { rating: Number(call.input.rating), by }, fields: ['rating'] }
    },
    async dispute(call) {
      await reworkClock(call)
      return backToWork(relief, call, { priority: 'urgent' })
    },
    async reopen(call) {
      await store.updateProblem(
        call.tx,
        call.matter.id,
        { outcome: null, rating: null, confirmed_at: null, confirmed_by: null, merged_into: null },
        { reopened: 1 },
      )
      await reworkClock(call)
      return backToWork(relief, call, { priority: 'urgent', closed_at: null })
    },
    async withdraw(call) {
      await store.updateProblem(call.tx, call.matter.id, { outcome: 'withdrawn' })
      return undefined
    },
    async joinCause(call) {
      const { tx, matter, facts, at } = call
      const cause = await findMatter(tx, String(call.input.cause))
      if (cause === undefined || cause.kind !== 'cause' || !cause.is_open || cause.owner_office_id === null)
        return refuse('cause-unknown')
      await linkProblem(tx, { causeId: cause.id, problemId: matter.id, accountId: call.actor.id! }, at)
      const office = (await findOffice(tx, cause.owner_office_id)) ?? refuse('no-office')
      const detail = { causeId: cause.id, number: cause.number, officeId: office.id }
      if (office.id === matter.owner_office_id || facts.jointOfficeIds.includes(office.id)) return { detail }
      // The cause's office works on the problem too: it submits the solution of them all.
      const change = await addJoint(call, office)
      const params = { number: matter.number }
      await notify(tx, { matterId: matter.id, to: { officeId: office.id }, template: 'invited', params }, at)
      return { change, detail }
    },
    async leaveCause({ tx, matter, at }) {
      await unlinkProblem(tx, matter.id, at)
      return undefined
    },
    async merge(call) {
      const into = String(call.input.into)
      const { organisation_id } = await store.getProblemRow(call.tx, call.matter.id)
      const target = into === call.matter.id ? undefined : await findMatter(call.tx, into)
      const owner = target === undefined ? undefined : await store.findProblemOwner(call.tx, into)
      if (target === undefined || owner !== organisation_id || target.status === 'merged')
        refuse('merge-into')
      await store.updateProblem(call.tx, call.matter.id, { outcome: 'merged', merged_into: into })
      return { detail: { intoId: into, number: target.number } }
    },
    async timeOut(call) {
      await store.updateProblem(call.tx, call.matter.id, { outcome: 'timed-out' })
      return undefined
    },
    async chase(call) {
      await store.updateProblem(call.tx, call.matter.id, {}, { chased: 1 })
      const to =
        call.matter.owner_id === null
          ? { officeId: call.matter.owner_office_id! }
          : { accountId: call.matter.owner_id }
      await notify(
        call.tx,
        { matterId: call.matter.id, to, template: 'chased', params: { number: call.matter.number } },
        call.at,
      )
      return undefined
    },
  }
}

/** The kind of matter that a problem is. */
export function problemKind(relief: Relief) {
  const kind: Kind<ProblemFacts, ProblemStatus, ProblemPart, ProblemAction> = {
    workflow: problemWorkflow,
    facts: readFacts,
    parts: (actor, _matter, facts) => partsOf(actor, facts),
    refusals: problemRefusals,
    forbids: (action, actor, facts, at) => forbids(action, facts, actor.id, at),
    effects: effectsOf(relief),
  }
  return {
    kind,
    bound: bindKind(kind, (tx, matter) => store.findTaskForceAbove(tx, matter.owner_office_id!)),
  }
}
export type ProblemKind = ReturnType<typeof problemKind>

/** What the enterprise does by its tracking link. The confirmation's address tells whether an officer sat there. */
export async function actByLink(
  db: Database,
  once: Once,
  relief: Relief,
  kinds: ReadonlyMap<string, BoundKind>,
  typed: {
    number: string
    secret: string
    version?: number | undefined
    input: Record<string, string | number>
  },
  action: ProblemAction,
  from: { address: string; requestId: string },
  at: Date,
): Promise<{ status: string; version: number }> {
  return asTracker(db, typed, from.requestId, (tx, actor, matterId) =>
    once(tx, `link:${actor.id}`, async () => {
      await sql`select set_config('app.address', ${from.address}, true)`.execute(tx)
      const call = { input: typed.input, ...(typed.version !== undefined && { version: typed.version }) }
      const matter = (await findMatter(tx, matterId)) ?? refuse('tracking-unknown')
      const kind = kinds.get(matter.kind) ?? refuse('tracking-unknown')
      const { status, version } = await kind.act(tx, relief.world, actor, matterId, action, call, at)
      return { status, version }
    }),
  )
}

/** Gives enterprises one liaison officer each. */
export async function pair(
  tx: Tx,
  actor: Actor,
  input: { organisationIds: readonly string[]; accountId: string },
  at: Date,
): Promise<{ paired: number; unchanged: number }> {
  const office = (await store.findLiaisonOffice(tx, input.accountId, at)) ?? refuse('not-a-liaison')
  const found = await store.listStanding(tx, input.organisationIds)
  if (found.length !== new Set(input.organisationIds).size) refuse('not-found')
  const pairs = found.map(one => ({ id: uuidv7(), organisationId: one.id, seats: one.seats }))
  const officer = { accountId: input.accountId, officeId: office.id, by: actor.id }
  const paired = await store.pair(tx, pairs, officer, at)
  for (const one of found) await recordPairing(tx, actor, 'relief.pair', one, at)
  return { paired, unchanged: found.length - paired }
}

const recordPairing = (
  tx: Tx,
  actor: Actor,
  action: 'relief.pair' | 'relief.addDeputy' | 'relief.endDeputy',
  one: { id: string; path: string[] },
  at: Date,
) =>
  record(
    tx,
    actor,
    { action, subjectKind: 'organisation', subjectId: one.id, fields: ['liaison'], divisionPath: one.path },
    at,
  )

/** Gives enterprises a deputy, who may do what the main officer may; where the officer is main already, nothing changes. */
export async function addDeputy(
  tx: Tx,
  actor: Actor,
  input: { organisationIds: readonly string[]; accountId: string },
  at: Date,
): Promise<{ added: number }> {
  const office = (await store.findLiaisonOffice(tx, input.accountId, at)) ?? refuse('not-a-liaison')
  const found = await store.listStanding(tx, input.organisationIds)
  if (found.length !== new Set(input.organisationIds).size) refuse('not-found')
  const pairs = found.map(one => ({ id: uuidv7(), organisationId: one.id, seats: one.seats }))
  const officer = { accountId: input.accountId, officeId: office.id, by: actor.id }
  const added = new Set(await store.addDeputies(tx, pairs, officer, at))
  for (const one of found) if (added.has(one.id)) await recordPairing(tx, actor, 'relief.addDeputy', one, at)
  return { added: added.size }
}

/** Ends a deputy of an enterprise; one who is none any more stays so. */
export async function endDeputy(
  tx: Tx,
  actor: Actor,
  input: { organisationId: string; accountId: string },
  at: Date,
): Promise<{ ended: number }> {
  const [one] = await store.listStanding(tx, [input.organisationId])
  if (one === undefined) return refuse('not-found')
  if (!one.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  const ended = await store.endDeputyships(tx, input.accountId, input.organisationId, actor.id, at)
  if (ended.length > 0) await recordPairing(tx, actor, 'relief.endDeputy', one, at)
  return { ended: ended.length }
}

/** How many enterprises an officer is paired with now. */
export async function countPairings(tx: Tx, accountId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('relief.pairing')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('valid_until', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * What an officer who ends has in hand goes to the successor by name, in the administrator's transaction: as main
 * officer where they were that, as deputy where they were deputy. Memberships of groups end, and they cover for nobody.
 */
export async function handOverPairings(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string | undefined,
  at: Date,
): Promise<number> {
  const paired = await store.listPairingsOf(tx, from)
  if (paired.length > 0 && to === undefined) refuse('enterprises-paired', { count: paired.length })
  const mains = paired.filter(one => one.part === 'main').map(one => one.organisationId)
  const deputyships = paired.filter(one => one.part === 'deputy').map(one => one.organisationId)
  if (to !== undefined && mains.length > 0)
    await pair(tx, actor, { organisationIds: mains, accountId: to }, at)
  if (to !== undefined && deputyships.length > 0) {
    await store.endDeputyships(tx, from, undefined, actor.id, at)
    await addDeputy(tx, actor, { organisationIds: deputyships, accountId: to }, at)
  }
  await store.endGroupsAndCover(tx, from, at)
  return paired.length
}

/** Makes an enterprise's report link; the secret is shown as link and QR, an earlier link ends. */
export async function makeReportLink(tx: Tx, relief: Relief, actor: Actor, organisationId: string, at: Date) {
  const enterprise = (await store.findOrganisation(tx, organisationId, at)) ?? refuse('not-found')
  if (!mayReport(actor, enterprise)) refuse('forbidden')
  await store.revokeReportLinks(tx, organisationId)
  const linkId = uuidv7()
  const secret = relief.secrets.of(linkId)
  await store.insertLink(tx, {
    id: linkId,
    purpose: 'report',
    matterId: null,
    organisationId,
    secretHash: hashSecret(secret),
    createdBy: actor.id,
    seats: [...new Set([`account:${actor.id}`, ...enterprise.path.map(code => `relief:${code}`)])],
  })
  const entry = {
    action: 'relief.makeReportLink',
    subjectKind: 'organisation',
    subjectId: organisationId,
    fields: [],
    divisionPath: enterprise.path,
  }
  await record(tx, actor, entry, at)
  return { linkId }
}
