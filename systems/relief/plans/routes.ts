import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import * as actions from './actions.ts'
import { plansApi } from './api.ts'
import { mayTurn, yearOnYear } from './rules.ts'
import type { Former, Indicator } from './schema.ts'
import * as store from './store.ts'
import { listFormers, listLastOfficers, listTurns } from './turn-store.ts'
import * as turns from './turns.ts'

export type PlansParts = turns.Turning & { matters: MatterParts }

const withGrowth = (row: Omit<Indicator, 'yearOnYear'>): Indicator => ({
  ...row,
  yearOnYear: yearOnYear(row.value, row.base),
})

/** Two lines of how it was solved are enough to know whether to open it. */
const LINES = 200

async function similar(tx: Tx, asked: Parameters<typeof store.findSimilar>[1]) {
  const rows = await store.findSimilar(tx, asked)
  return rows.map(row => ({
    id: row.matter_id,
    number: row.number,
    title: row.title,
    category: row.category as 'OTHER',
    organisationName: row.organisation_name,
    solution: row.solution.length > LINES ? `${row.solution.slice(0, LINES)}…` : row.solution,
    solvedAt: row.confirmed_at.toISOString(),
  }))
}

/** Enterprises that merged into this one, as they were when they ended. */
async function formersOf(tx: Tx, organisationId: string): Promise<Former[]> {
  const formers: Former[] = []
  for (const { id, name, at } of await listFormers(tx, organisationId)) {
    const [plan] = await store.listPlans(tx, id)
    const officers = await listLastOfficers(tx, id)
    formers.push({
      id,
      name,
      at: at.toISOString(),
      plan: plan ?? null,
      indicators: (await store.listIndicators(tx, { organisationId: id })).map(withGrowth),
      officers: officers.map(one => ({
        ...one,
        from: one.from.toISOString(),
        until: one.until.toISOString(),
      })),
    })
  }
  return formers
}

const auditsAt = (actor: Actor, path: readonly string[]) =>
  actor.read.some(key => path.some(code => key === `audit:${code}`))

export const plansRoutes = (parts: PlansParts): Route[] => [
  bind(plansApi.viewPlan, async ({ params, actor, tx }) => {
    const enterprise = (await store.findEnterprise(tx, params.id)) ?? refuse('not-found')
    return {
      plans: await store.listPlans(tx, params.id),
      states: await store.listStates(tx, params.id),
      promises: await store.listPromises(tx, params.id),
      indicators: (await store.listIndicators(tx, { organisationId: params.id })).map(withGrowth),
      turns: await listTurns(tx, params.id),
      formers: await formersOf(tx, params.id),
      endedAs: enterprise.ended_as,
      mayWrite: await actions.mayWritePlan(tx, actor, params.id),
      mayTurn: enterprise.ended_at === null && mayTurn(actor, enterprise.path),
    }
  }),
  bind(plansApi.setPlan, ({ params, body, actor, tx, at }) =>
    actions.setPlan(tx, actor, params.id, body, at),
  ),
  bind(plansApi.recordState, ({ params, body, actor, tx, at }) =>
    actions.recordState(tx, actor, params.id, { ...body, since: new Date(body.since) }, at),
  ),
  bind(plansApi.countStates, ({ query, tx }) => store.countStates(tx, query.within)),
  bind(plansApi.recordIndicator, ({ params, body, actor, tx, at }) =>
    actions.recordIndicator(tx, actor, params.id, body, at),
  ),
  bind(plansApi.recordDivisionIndicator, ({ params, body, actor, tx, at }) =>
    actions.recordDivisionIndicator(tx, actor, params.code, body, at),
  ),
  bind(plansApi.divisionIndicators, async ({ params, actor, tx }) => {
    const division = (await store.findDivision(tx, params.code)) ?? refuse('not-found')
    const rows = await store.listIndicators(tx, { divisionCode: params.code })
    return {
      code: division.code,
      name: division.name,
      indicators: rows.map(withGrowth),
      mayWrite: actions.writesAt(actor, division.path),
    }
  }),
  bind(plansApi.promise, ({ params, body, actor, tx, at }) =>
    actions.promise(tx, parts.relief.world, actor, params.id, body, at),
  ),
  bind(plansApi.viewPromise, async ({ params, actor, tx, at }) => {
    const matter = await viewMatter(tx, parts.matters, actor, params.id, at)
    const row = (await store.findPromise(tx, params.id)) ?? refuse('not-found')
    return {
      matter,
      promise: {
        organisationId: row.organisation_id,
        organisationName: row.organisation_name,
        isMeasure: row.is_measure,
        words: row.words,
        madeTo: row.made_to,
        dueOn: row.due_on,
      },
    }
  }),
  bind(plansApi.similar, async ({ body, tx }) => {
    const enterprise =
      body.organisationId === undefined ? undefined : await store.findEnterprise(tx, body.organisationId)
    return similar(tx, {
      words: body.words,
      category: body.category ?? null,
      industry: enterprise?.industry ?? null,
      but: null,
    })
  }),
  bind(plansApi.similarTo, async ({ params, tx }) => {
    const found = (await store.findWords(tx, params.id)) ?? refuse('not-found')
    return similar(tx, { ...found, but: params.id })
  }),
  bind(plansApi.looks, async ({ params, actor, tx }) => {
    const enterprise = (await store.findEnterprise(tx, params.id)) ?? refuse('not-found')
    if (!auditsAt(actor, enterprise.path)) refuse('forbidden')
    const rows = await store.listLooks(tx, params.id)
    return rows.map(row => ({ ...row, at: row.at.toISOString() }))
  }),
  bind(plansApi.previewTurn, ({ params, actor, tx, at }) => turns.preview(tx, actor, params.id, at)),
  bind(plansApi.closeEnterprise, async ({ params, body, actor, tx, at }) => {
    await turns.close(tx, parts, actor, params.id, body, at)
    return null
  }),
  bind(plansApi.moveEnterprise, ({ params, body, actor, tx, at }) =>
    turns.move(tx, parts, actor, params.id, body, at),
  ),
  bind(plansApi.mergeEnterprise, ({ params, body, actor, tx, at }) =>
    turns.merge(tx, parts, actor, params.id, body, at),
  ),
]
