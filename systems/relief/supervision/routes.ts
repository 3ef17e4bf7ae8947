import { type Actor, type Tx, withKeys } from '#platform/db'
import { type OutputOf, Refused, refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import type { World } from '#platform/world'
import type { Relief } from '../actions.ts'
import { EXPORT_LIMIT, fileOf } from '../export.ts'
import { listProblems } from '../store.ts'
import { texts as reliefTexts } from '../texts.ts'
import { supervisionApi } from './api.ts'
import { headOf, readCells, saveLedger } from './ledger.ts'
import { ledgerTexts, usualColumns } from './ledger-columns.ts'
import { findLedger } from './ledger-store.ts'
import { beginningOf, digitsBelow, hoursOf, mayKeepLedger, widestPlace } from './rules.ts'
import type { BoardRow } from './schema.ts'
import * as store from './store.ts'

type Query = {
  within?: string | undefined
  by: 'office' | 'place'
  category?: string | undefined
  from?: string | undefined
  until?: string | undefined
  cutOff?: string | undefined
}

/** The region's own division where the reader has no place: an office's people then see their own line. */
const EVERYWHERE = '33'

async function boardOf(tx: Tx, actor: Actor, query: Query, zone: string, at: Date): Promise<store.Board> {
  const cutOffAt = query.cutOff === undefined ? null : new Date(query.cutOff)
  if (cutOffAt !== null && cutOffAt > at) refuse('cut-off-ahead')
  const within = query.within ?? widestPlace(actor.read) ?? EVERYWHERE
  if ((await store.findDivisionLength(tx, within)) === undefined) refuse('not-found')
  const after =
    query.until === undefined ? null : Temporal.PlainDate.from(query.until).add({ days: 1 }).toString()
  return {
    within,
    category: query.category ?? null,
    since: query.from === undefined ? null : beginningOf(query.from, zone),
    until: after === null ? null : beginningOf(after, zone),
    digits: query.by === 'office' ? null : digitsBelow(within),
    cutOffAt,
    at,
  }
}

const toRow = (row: store.RawBoardRow, withoutOfficer: number | null): BoardRow => ({
  key: row.key ?? '',
  name: row.name ?? '',
  nameEn: row.name_en ?? '',
  collected: row.collected,
  open: row.open,
  overdue: row.overdue,
  solved: row.solved,
  explained: row.explained,
  withdrawn: row.withdrawn,
  timedOut: row.timed_out,
  merged: row.merged,
  chased: row.chased,
  reopened: row.reopened,
  selfConfirmed: row.self_confirmed,
  rated: row.rated,
  returned: row.returned,
  passed: row.passed,
  escalated: row.escalated,
  rating: row.rating === null ? null : Math.round(row.rating * 10) / 10,
  medianHours: hoursOf(row.median_seconds),
  p90Hours: hoursOf(row.p90_seconds),
  withoutOfficer,
})

async function readBoard(tx: Tx, board: store.Board): Promise<OutputOf<typeof supervisionApi.board>> {
  const rows = await store.readBoard(tx, board)
  const places = board.digits === null ? [] : rows.flatMap(row => row.key ?? [])
  const without =
    board.cutOffAt === null
      ? await store.countWithoutOfficer(tx, board.within, places)
      : new Map<string, number>()
  const whole = rows.find(row => row.key === null)!
  return {
    cutOff: (board.cutOffAt ?? board.at).toISOString(),
    within: board.within,
    total: toRow(whole, without.get(board.within) ?? null),
    rows: rows
      .filter(row => row.key !== null)
      .map(row => toRow(row, row.key === board.within ? null : (without.get(row.key!) ?? null))),
  }
}

/** A supervisor only reads: the keys of the own places are held for chasing alone. Who may chase, the table says. */
async function chase(tx: Tx, world: World, actor: Actor, id: string, at: Date): Promise<string | undefined> {
  const places = actor.read.filter(key => /^relief:\d+$/.test(key))
  try {
    await withKeys(tx, actor, places, () =>
      world.kinds.get('problem')!.act(tx, world.matters, actor, id, 'chase', { input: {} }, at),
    )
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return world.words(error.code, actor.lang)
  }
}

/** The reader's own office where none is named; another's ledger is not shown. */
async function ledgerOf(tx: Tx, actor: Actor, asked: string | undefined) {
  const officeId = asked ?? actor.holdings[0]?.officeId ?? refuse('not-found')
  if (!actor.holdings.some(held => held.officeId === officeId)) refuse('not-found')
  const found = await findLedger(tx, officeId)
  return { officeId, ...(found ?? { columns: usualColumns, dateForm: 'dash' as const, version: 0 }) }
}

const SAMPLE = 5

const ledgerRoutes = (relief: Relief): Route[] => [
  bind(supervisionApi.viewLedger, async ({ query, actor, tx, at, lang }) => {
    const ledger = await ledgerOf(tx, actor, query.office)
    const rows = await listProblems(tx, {
      scope: 'all',
      open: 'all',
      accountId: actor.id,
      officeIds: [],
      limit: SAMPLE,
    })
    const ids = rows.map(row => row.id)
    const dateForm = query.dateForm ?? ledger.dateForm
    const sample = await readCells(tx, relief, ids, { lang, dateForm, at })
    return { ...ledger, mayChange: mayKeepLedger(actor, ledger.officeId), sample }
  }),
  bind(supervisionApi.saveLedger, async ({ body, actor, tx, at }) => {
    const { officeId, ...ledger } = body
    await saveLedger(tx, actor, officeId, ledger, at)
    return null
  }),
  bind(supervisionApi.exportLedger, async ({ query, actor, tx, at, lang }) => {
    const { columns, dateForm } = await ledgerOf(tx, actor, query.office)
    const rows = await listProblems(tx, {
      ...query,
      overdueAt: query.overdue === true ? at : undefined,
      accountId: actor.id,
      officeIds: actor.holdings.map(holding => holding.officeId),
      subjectKeys: actor.read.filter(key => /^relief:\d+:./.test(key)),
      limit: EXPORT_LIMIT,
    })
    const ids = rows.map(row => row.id)
    const cells = await readCells(tx, relief, ids, { lang, dateForm, at })
    return fileOf(
      query.format,
      reliefTexts(lang)['export.problems'],
      columns.map(chosen => headOf(chosen, ledgerTexts(lang))),
      cells.map(row => columns.map(({ column }) => row[column])),
    )
  }),
]

export const supervisionRoutes = (world: World): Route[] => [
  ...ledgerRoutes({ world: world.matters, people: world.people, secrets: world.secrets }),
  bind(supervisionApi.chaseProblems, async ({ body, actor, tx, at }) => {
    const told: OutputOf<typeof supervisionApi.chaseProblems> = []
    for (const id of new Set(body.ids))
      told.push({ id, refused: (await chase(tx, world, actor, id, at)) ?? null })
    return told
  }),
  bind(supervisionApi.board, async ({ query, actor, tx, at }) =>
    readBoard(tx, await boardOf(tx, actor, query, world.matters.zone, at)),
  ),
  bind(supervisionApi.boardMatters, async ({ query, actor, tx, at }) => {
    const board = await boardOf(tx, actor, query, world.matters.zone, at)
    const { total, rows } = await store.listBoardMatters(tx, board, {
      number: query.number,
      key: query.key ?? null,
      after: query.cursor ?? null,
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    return { total, rows: page, next: rows.length > query.limit ? page.at(-1)!.id : null }
  }),
]
