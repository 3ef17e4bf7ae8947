import { record } from '#platform/audit'
import { type Actor, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import {
  bindKind,
  findOffice,
  type Identity,
  type Input,
  type Kind,
  type Matter,
  type MatterWorld,
  openMatter,
  pathOf,
} from '#platform/matter'
import { hoursUntilEndOf, isTerm } from '../rules.ts'
import { findTaskForceAbove } from '../store.ts'
import { decimalsOf, indicators, yearOnYear } from './rules.ts'
import type { IndicatorCode, State, StateSource } from './schema.ts'
import * as store from './store.ts'
import { type PromiseAction, type PromisePart, type PromiseStatus, promiseWorkflow } from './workflow.ts'

/** Whether a key of the actor reaches the place. */
export const writesAt = (actor: Actor, path: readonly string[]) =>
  actor.write.some(key => path.some(code => key === `relief:${code}`))

/** For which office somebody writes at a place: the nearest to it of those held. */
export function writerAt(actor: Actor, path: readonly string[]): store.Writer {
  const holding = actor.holdings
    .filter(one => path.includes(one.divisionCode))
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]
  if (actor.id === null || holding === undefined) return refuse('forbidden')
  return { accountId: actor.id, officeId: holding.officeId }
}

/** An enterprise that stands, at the actor's place. */
async function getStanding(tx: Tx, actor: Actor, id: string) {
  const enterprise = (await store.findEnterprise(tx, id)) ?? refuse('not-found')
  if (!writesAt(actor, enterprise.path)) refuse('forbidden')
  if (enterprise.ended_at !== null) refuse('enterprise-ended')
  return enterprise
}

export async function mayWritePlan(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  const enterprise = await store.findEnterprise(tx, id)
  return enterprise !== undefined && enterprise.ended_at === null && writesAt(actor, enterprise.path)
}

const told = (action: string, id: string, fields: readonly string[], path: readonly string[]) => ({
  action: `relief.${action}`,
  subjectKind: 'organisation',
  subjectId: id,
  fields,
  divisionPath: path,
})

/** Writes the next version of a plan, over the version that its writer read. */
export async function setPlan(
  tx: Tx,
  actor: Actor,
  id: string,
  plan: { version: number; goals: string; changed: string; inForce: boolean },
  at: Date,
): Promise<{ version: number }> {
  const enterprise = await getStanding(tx, actor, id)
  const seats = enterprise.path.map(code => `relief:${code}`)
  const { version, ...rest } = plan
  const row = { ...rest, organisationId: id, after: version, seats }
  if (!(await store.insertPlan(tx, row, writerAt(actor, enterprise.path), at))) refuse('stale-version')
  await record(tx, actor, told('setPlan', id, ['goals'], enterprise.path), at)
  return { version: version + 1 }
}

/**
 * The enterprise's state as a visit, a problem or a call tells it. Says whether anything changed: who tells again what
 * is known, or something older, changes nothing.
 */
export async function recordState(
  tx: Tx,
  actor: Actor,
  id: string,
  next: { state: State; since: Date; reason?: string | undefined; source: StateSource; sourceId?: string },
  at: Date,
): Promise<{ changed: boolean }> {
  const enterprise = await getStanding(tx, actor, id)
  if (next.since > at) refuse('state-ahead')
  if (next.state !== 'running' && next.reason === undefined) refuse('needs-reason')
  const row = {
    organisationId: id,
    state: next.state,
    since: next.since,
    reason: next.reason ?? null,
    source: next.source,
    sourceId: next.sourceId ?? null,
    accountId: actor.id,
  }
  const changed = await store.recordState(tx, row, at)
  if (changed) await record(tx, actor, told('recordState', id, ['state'], enterprise.path), at)
  return { changed }
}

/**
 * What an enterprise told of its production on a visit, from then on its state. The visit may come from another place's
 * officer, or reach the server after the enterprise has ended: then nothing stands to be told of. A correction holds
 * from now, where the mistaken visit set the state; it was believed until then.
 */
export async function heardState(
  tx: Tx,
  actor: Actor,
  id: string,
  told: { state: State; since: Date; reason: string; visitId: string; corrects: string | undefined },
  at: Date,
): Promise<void> {
  const enterprise = await store.findEnterprise(tx, id)
  if (enterprise === undefined || enterprise.ended_at !== null) return
  const key = `relief:${enterprise.division_code}`
  const wide = { ...actor, read: [...actor.read, key], write: [...actor.write, key] }
  await withKeys(tx, actor, [key], async () => {
    const current = (await store.listStates(tx, id)).find(one => one.until === null)
    const isBelieved = told.corrects !== undefined && current?.sourceId === told.corrects
    const since = isBelieved || told.since > at ? at : told.since
    const { state, reason, visitId: sourceId } = told
    await recordState(tx, wide, id, { state, since, reason, source: 'visit', sourceId }, at)
  })
}

type NewFigure = {
  code: IndicatorCode
  period: string
  value: string
  base?: string | undefined
  source: string
  corrects?: string | undefined
}

async function addIndicator(
  tx: Tx,
  actor: Actor,
  subject: store.Subject,
  path: readonly string[],
  figure: NewFigure,
  at: Date,
): Promise<{ id: string; yearOnYear: string | null }> {
  const most = indicators[figure.code].decimals
  if ([figure.value, figure.base ?? '0'].some(one => decimalsOf(one) > most)) refuse('too-fine')
  if (figure.corrects !== undefined) {
    const former = (await store.findIndicator(tx, figure.corrects)) ?? refuse('not-found')
    const same =
      former.code === figure.code &&
      former.period === figure.period &&
      ('organisationId' in subject
        ? former.organisation_id === subject.organisationId
        : former.division_code === subject.divisionCode)
    if (!same) refuse('not-found')
  }
  const row = {
    subject,
    code: figure.code,
    period: figure.period,
    value: figure.value,
    base: figure.base ?? null,
    source: figure.source,
    corrects: figure.corrects ?? null,
    seats: path.map(code => `relief:${code}`),
  }
  const id = (await store.insertIndicator(tx, row, writerAt(actor, path), at)) ?? refuse('indicator-there')
  return { id, yearOnYear: yearOnYear(figure.value, figure.base ?? null) }
}

export async function recordIndicator(tx: Tx, actor: Actor, id: string, figure: NewFigure, at: Date) {
  const enterprise = await getStanding(tx, actor, id)
  const written = await addIndicator(tx, actor, { organisationId: id }, enterprise.path, figure, at)
  await record(tx, actor, told('recordIndicator', id, [figure.code], enterprise.path), at)
  return written
}

/** A division's figure is entered by its own office or by one above it. */
export async function recordDivisionIndicator(
  tx: Tx,
  actor: Actor,
  code: string,
  figure: NewFigure,
  at: Date,
) {
  const division = (await store.findDivision(tx, code)) ?? refuse('not-found')
  if (!writesAt(actor, division.path)) refuse('forbidden')
  const written = await addIndicator(tx, actor, { divisionCode: code }, division.path, figure, at)
  const entry = { ...told('recordIndicator', code, [figure.code], division.path), subjectKind: 'division' }
  await record(tx, actor, entry, at)
  return written
}

/** Writes down a promise, or a measure of the plan with its owner: either is chased like every matter. */
export async function promise(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  id: string,
  given: {
    words: string
    dueOn: string
    madeTo?: string | undefined
    measure: boolean
    ownerId?: string | undefined
  },
  at: Date,
): Promise<Identity> {
  const enterprise = await getStanding(tx, actor, id)
  const hours = hoursUntilEndOf(given.dueOn, at, world.zone)
  if (!isTerm(hours)) refuse('due-past')
  const writer = writerAt(actor, enterprise.path)
  const owner =
    given.ownerId === undefined || given.ownerId === actor.id
      ? writer
      : ((await store.findOfficial(tx, given.ownerId, at)) ?? refuse('not-an-official'))
  const office = (await findOffice(tx, owner.officeId)) ?? refuse('not-an-official')
  const opened = await openMatter(
    tx,
    world,
    actor,
    {
      workflow: promiseWorkflow,
      title: `${enterprise.name}：${given.words}`.slice(0, 200),
      division: { code: enterprise.division_code, path: enterprise.path },
      office,
      ownerId: owner.accountId,
      nextStep: 'keep',
      clocks: [
        {
          name: 'keep',
          isPromised: true,
          ruleVersion: 'promise-2022-04',
          duration: { unit: 'hours', amount: hours },
        },
      ],
      action: 'promise',
      note: given.words,
      detail: { measure: given.measure },
    },
    at,
  )
  const row = {
    matterId: opened.id,
    organisationId: id,
    isMeasure: given.measure,
    words: given.words,
    madeTo: given.madeTo ?? null,
    dueOn: given.dueOn,
  }
  await store.insertPromise(tx, row, at)
  return opened
}

type PromiseFacts = { path: readonly string[] }

/** The kind of matter that a promise is. */
export function promiseKind() {
  type Call = { tx: Tx; matter: Matter; input: Input }
  const end =
    (outcome: 'kept' | 'broken' | 'withdrawn') =>
    async ({ tx, matter, input }: Call) => {
      await store.endPromise(tx, matter.id, outcome, String(input.note ?? input.reason))
      return undefined
    }
  const kind: Kind<PromiseFacts, PromiseStatus, PromisePart, PromiseAction> = {
    workflow: promiseWorkflow,
    facts: async (_tx, matter) => ({ path: pathOf(matter) }),
    parts(actor, matter) {
      const parts = new Set<PromisePart>()
      for (const { role, officeId, delegatedBy } of actor.holdings) {
        if (role === 'supervisor' || role === 'admin' || role === 'auditor') continue
        const isIts = officeId === matter.owner_office_id
        if (isIts && role === 'leader') parts.add('leader')
        if (matter.owner_id === null ? isIts : [actor.id, delegatedBy].includes(matter.owner_id))
          parts.add('owner')
      }
      return parts
    },
    refusals: [],
    forbids: () => undefined,
    effects: {
      keep: end('kept'),
      admit: end('broken'),
      drop: end('withdrawn'),
    },
  }
  return {
    kind,
    bound: bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!)),
  }
}
export type PromiseKind = ReturnType<typeof promiseKind>
