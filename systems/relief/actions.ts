import { sql } from 'kysely'
import { type Actor, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import {
  acceptParty,
  addJoint,
  bindKind,
  changeLead,
  type EffectCall,
  type EffectResult,
  findMatter,
  findOffice,
  type Kind,
  type Matter,
  type MatterWorld,
  pathOf,
  startClocks,
} from '#platform/matter'
import { hasReached, notify } from '#platform/notices'
import type { People, Secrets } from '#platform/seal'
import { linkProblem, unlinkProblem } from './causes/store.ts'
import * as enterprises from './enterprise-store.ts'
import { stopsProduction } from './report-actions.ts'
import { acceptClock, confirmClock, getRoute, solveClock, toOffice } from './routing.ts'
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
import type { Tier } from './schema.ts'
import * as store from './store.ts'
import { type ProblemAction, type ProblemPart, type ProblemStatus, problemWorkflow } from './workflow.ts'

/** What relief's verbs need beside the transaction. */
export type Relief = { world: MatterWorld; people: People; secrets: Secrets }

const OFFICERS_ADDRESS_DAYS = 14

async function readFacts(tx: Tx, matter: Matter, actor: Actor, at: Date): Promise<ProblemFacts> {
  const row = (await store.readFacts(tx, matter.id)) ?? refuse('not-found')
  const team = await enterprises.listTeam(tx, row.organisation_id, at)
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
  const owner = ownerId === null ? undefined : await enterprises.findStandIn(tx, ownerId, officeId, at)
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
