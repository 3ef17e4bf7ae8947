import type { Actor } from '#platform/db'
import { contentDisposition, downloadHeaders, FileRefusal } from '#platform/files'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { sheetTypes, writeSheet } from '#platform/sheets'
import { dayOf } from '#platform/texts'
import * as actions from './actions.ts'
import { visitsApi } from './api.ts'
import { pageTexts } from './page-texts.ts'
import { daysBetween, percentOf, proposeFor, roundInForce } from './rules.ts'
import type { Round } from './schema.ts'
import * as store from './store.ts'

const EXPORT_LIMIT = 100_000
const MOST_CALENDAR_DAYS = 62
const MOST_PROPOSED = 2000

/** A round is counted whole or not at all: half of its visits would look like unvisited enterprises. */
function getReach(actor: Actor, round: Round, within: string | undefined): string {
  const place =
    within !== undefined && within.length > round.divisionCode.length ? within : round.divisionCode
  if (!place.startsWith(round.divisionCode)) refuse('not-found')
  const own = actor.read
    .filter(key => /^relief:\d+$/.test(key))
    .map(key => key.slice(7))
    .toSorted((a, b) => a.length - b.length)
  if (own.some(code => place.startsWith(code))) return place
  return within === undefined
    ? (own.find(code => code.startsWith(place)) ?? refuse('forbidden'))
    : refuse('forbidden')
}

function pageAfter(cursor: string | undefined): { occurredAt: string; id: string } | undefined {
  if (cursor === undefined) return undefined
  const match = /^(\S+)~([0-9a-f-]{36})$/.exec(cursor)
  if (match === null || Number.isNaN(Date.parse(match[1]!)))
    return refuse('invalid', {}, [{ path: 'cursor', code: 'format' }])
  return { occurredAt: match[1]!, id: match[2]! }
}

export function visitRoutes(visits: actions.Visits): Route[] {
  const { relief, files } = visits
  const { zone, calendar } = relief.world
  const dueOf = async (
    tx: Parameters<typeof store.listDue>[0],
    actor: Actor,
    query: {
      round: string
      scope: 'mine' | 'all'
      office?: string | undefined
      officer?: string | undefined
      within?: string | undefined
      list?: string | undefined
      state: 'unvisited' | 'visited' | 'all'
    },
    at: Date,
  ): Promise<store.DueFilter> => {
    const round = await actions.getRound(tx, query.round)
    const own = query.scope === 'mine'
    return {
      round,
      zone,
      at,
      within: own ? query.within : getReach(actor, round, query.within),
      mine: own,
      accountId: own ? actor.id! : query.officer,
      officeIds: query.office === undefined ? undefined : [query.office],
      list: query.list,
      state: query.state,
    }
  }
  return [
    bind(visitsApi.listRounds, async ({ actor, tx, at }) => {
      const rounds = await store.listRounds(tx)
      const own = actor.holdings.map(held => held.divisionCode)
      const near = rounds.filter(
        round =>
          own.some(code => code.startsWith(round.divisionCode) || round.divisionCode.startsWith(code)) ||
          actor.holdings.some(held => held.officeId === round.officeId),
      )
      const place = own.toSorted((a, b) => a.length - b.length)[0]
      const inForce = place === undefined ? undefined : roundInForce(near, place, dayOf(at, zone))
      return {
        rows: near.toSorted((a, b) => Number(b.id === inForce?.id) - Number(a.id === inForce?.id)),
        inForce: inForce?.id ?? null,
        maySet: actions.findLed(actor) !== undefined,
      }
    }),
    bind(visitsApi.setRound, ({ body, actor, tx, at }) => actions.setRound(tx, actor, body, at)),
    bind(visitsApi.endRound, ({ params, body, actor, tx, at }) =>
      actions.endRound(tx, actor, params.id, body.version, at),
    ),
    bind(visitsApi.listDue, async ({ query, actor, tx, at }) => {
      const { rows, keys } = await store.listDue(tx, await dueOf(tx, actor, query, at), {
        after: query.cursor,
        limit: query.limit + 1,
      })
      return {
        rows: rows.slice(0, query.limit),
        next: rows.length > query.limit ? keys[query.limit - 1]! : null,
      }
    }),
    bind(visitsApi.exportDue, async ({ query, actor, tx, at, lang }) => {
      const { rows } = await store.listDue(tx, await dueOf(tx, actor, query, at), { limit: EXPORT_LIMIT })
      const t = pageTexts(lang)
      const header = [
        t.enterprise,
        t.place,
        t.officer,
        t.office,
        t.visits,
        t.lastVisit,
        t.daysSinceHead,
        t.plannedFor,
      ]
      const sheet = writeSheet(query.format, {
        name: t.title,
        header,
        rows: rows.map(row => [
          row.name,
          row.divisionName,
          row.officer,
          row.office,
          row.visits,
          row.lastAt === null ? '' : dayOf(new Date(row.lastAt), zone),
          row.daysSince,
          row.plannedOn,
        ]),
      })
      return {
        body: sheet,
        headers: {
          'content-type': sheetTypes[query.format],
          'content-disposition': contentDisposition('attachment', `${t.title}.${query.format}`),
        },
      }
    }),
    bind(visitsApi.coverage, async ({ query, actor, tx, at }) => {
      const round = await actions.getRound(tx, query.round)
      const filter = { round, zone, at, within: getReach(actor, round, query.within) }
      const rows = await store.readCoverage(tx, filter, query.by)
      const [total] = await store.readCoverage(tx, filter, 'all')
      const told = (row: (typeof rows)[number]) => store.toCoverage(row, percentOf(row.visited, row.toVisit))
      return {
        rows: rows.map(told),
        total: told(total ?? { key: 'all', label: '', labelEn: '', toVisit: 0, visited: 0 }),
      }
    }),
    bind(visitsApi.listPlans, async ({ query, actor, tx }) => {
      if (query.until < query.from) refuse('not-a-period')
      const days = daysBetween(query.from, query.until)
      if (days.length > MOST_CALENDAR_DAYS) refuse('not-a-period')
      const rows = await store.listPlans(tx, {
        from: query.from,
        until: query.until,
        accountId: query.scope === 'mine' ? actor.id! : undefined,
        officeIds: actor.holdings.map(held => held.officeId),
        zone,
      })
      return { rows, days: days.map(on => ({ on, isWorking: calendar.isWorkingDay(on) })) }
    }),
    bind(visitsApi.proposeDays, async ({ query, actor, tx, at }) => {
      const round = await actions.getRound(tx, query.round)
      const today = dayOf(at, zone)
      const all = { round, zone, at, state: 'unvisited' as const }
      const offices = actions.ledBy(actor).map(held => held.officeId)
      if (query.scope === 'office' && offices.length === 0) refuse('forbidden')
      const { rows } = await store.listDue(
        tx,
        query.scope === 'mine'
          ? { ...all, mine: true, accountId: actor.id! }
          : { ...all, officeIds: offices },
        { limit: MOST_PROPOSED },
      )
      const days = daysBetween(round.fromOn, round.untilOn).filter(
        on => on >= today && calendar.isWorkingDay(on),
      )
      const open = rows.filter(row => row.plannedOn === null || row.plannedOn < today)
      return proposeFor(open, days).map(({ organisationId, name, divisionName, officerId, officer, on }) => ({
        organisationId,
        name,
        divisionName,
        officerId,
        officer,
        on,
      }))
    }),
    bind(visitsApi.planVisits, ({ body, actor, tx, at }) =>
      actions.planVisits(tx, relief.world, actor, body, at),
    ),
    bind(visitsApi.cancelPlan, ({ params, body, actor, tx, at }) =>
      actions.cancelPlan(tx, actor, params.id, body.reason, at),
    ),
    bind(visitsApi.recordVisit, ({ body, actor, tx, at }) =>
      actions.recordVisit(tx, visits, actor, body, at),
    ),
    bind(visitsApi.listVisits, async ({ query, actor, tx }) => {
      const rows = await store.listVisits(tx, {
        organisationId: query.organisation,
        accountId: query.scope === 'mine' ? actor.id! : undefined,
        after: pageAfter(query.cursor),
        limit: query.limit + 1,
      })
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      return { rows: page, next: rows.length > query.limit && last ? `${last.occurredAt}~${last.id}` : null }
    }),
    bind(visitsApi.viewVisit, async ({ params, actor, tx }) => {
      const found = (await store.findVisit(tx, params.id)) ?? refuse('not-found')
      const { met_id } = found.row
      const masked =
        met_id === null
          ? undefined
          : (await relief.people.masked(tx, [met_id], ['name', 'telephone'])).get(met_id)
      const met =
        met_id === null || masked === undefined
          ? null
          : { personId: met_id, name: masked.name ?? '', telephone: masked.telephone ?? '' }
      return store.toVisit(found, met, actions.mayCorrect(actor, found.row) && found.row.correctedBy === null)
    }),
    bind(visitsApi.visitPhoto, async ({ params, query, tx }) => {
      const photo = (await store.findPhoto(tx, params.id, params.photoId)) ?? refuse('not-found')
      const sha256 = ((query.size === 'small' ? photo.thumbnail_sha256 : null) ?? photo.sha256).toString(
        'hex',
      )
      const { stream, size } = await files.read(sha256).catch(error => {
        if (error instanceof FileRefusal) return refuse(error.code)
        throw error
      })
      return {
        body: stream,
        headers: downloadHeaders({ name: photo.name, type: photo.media_type, size }),
      }
    }),
  ]
}
