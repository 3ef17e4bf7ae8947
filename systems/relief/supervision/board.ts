import type { Actor, Tx } from '#platform/db'
import { type OutputOf, refuse } from '#platform/http'
import { dayOf } from '#platform/texts'
import { roundInForce } from '../visits/rules.ts'
import { listRounds, readCoverage } from '../visits/store.ts'
import type { supervisionApi } from './api.ts'
import { beginningOf, digitsBelow, hoursOf, seesAll, widestPlace } from './rules.ts'
import type { BoardRow } from './schema.ts'
import * as store from './store.ts'

export type BoardAsked = {
  within?: string | undefined
  by: 'office' | 'place'
  category?: string | undefined
  from?: string | undefined
  until?: string | undefined
  cutOff?: string | undefined
}

/** What was asked of the board, with the zone in which its days begin. */
type Board = store.Board & { zone: string }

/** The region's own division where the reader has no place: an office's people then see their own line. */
export const EVERYWHERE = '33'

export async function boardOf(
  tx: Tx,
  actor: Actor,
  query: BoardAsked,
  zone: string,
  at: Date,
): Promise<Board> {
  const cutOffAt = query.cutOff === undefined ? null : new Date(query.cutOff)
  if (cutOffAt !== null && cutOffAt > at) refuse('cut-off-ahead')
  const within = query.within ?? widestPlace(actor.read) ?? EVERYWHERE
  if ((await store.findDivisionName(tx, within)) === undefined) refuse('not-found')
  if (query.from !== undefined && query.until !== undefined && query.until < query.from)
    refuse('period-backwards')
  const after =
    query.until === undefined ? null : Temporal.PlainDate.from(query.until).add({ days: 1 }).toString()
  return {
    zone,
    within,
    category: query.category ?? null,
    since: query.from === undefined ? null : beginningOf(query.from, zone),
    until: after === null ? null : beginningOf(after, zone),
    digits: query.by === 'office' ? null : digitsBelow(within),
    cutOffAt,
    at,
  }
}

const toRow = (
  row: store.RawBoardRow,
  withoutOfficer: number | null,
  unvisited: number | null,
): BoardRow => ({
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
  unvisited,
})

/** Unvisited enterprises by place, as visits themselves count them in the round in force; with which round that is. */
async function readUnvisited(tx: Tx, board: Board, places: readonly string[]) {
  const at = board.cutOffAt ?? board.at
  const [unvisited, rounds] = [new Map<string, number>(), new Map<string, string>()]
  const all = await listRounds(tx)
  const inForce = (place: string) => roundInForce(all, place, dayOf(at, board.zone))
  const left = (rows: { toVisit: number; visited: number }[]) =>
    rows.reduce((sum, row) => sum + row.toVisit - row.visited, 0)
  const own = inForce(board.within)
  const asked = { zone: board.zone, at }
  const inside =
    own === undefined
      ? []
      : await readCoverage(tx, { ...asked, round: own, within: board.within }, 'division')
  if (own !== undefined) {
    unvisited.set(board.within, left(inside))
    rounds.set(board.within, own.id)
  }
  for (const place of places) {
    const round = inForce(place)
    if (round === undefined || place === board.within) continue
    const rows =
      round.id === own?.id
        ? inside.filter(row => row.key.startsWith(place))
        : await readCoverage(tx, { ...asked, round, within: place }, 'all')
    unvisited.set(place, left(rows))
    rounds.set(place, round.id)
  }
  return { unvisited, rounds }
}

export async function readBoard(
  tx: Tx,
  actor: Actor,
  board: Board,
): Promise<OutputOf<typeof supervisionApi.board>> {
  const rows = await store.readBoard(tx, board)
  const places = board.digits === null ? [] : rows.flatMap(row => row.key ?? [])
  // Of the register as it is now, by place; where every enterprise has its officer the count is none.
  const isCounted = board.cutOffAt === null && board.digits !== null
  const without =
    board.cutOffAt === null
      ? await store.countWithoutOfficer(tx, board.within, board.digits)
      : new Map<string, number>()
  // What visits there were is told to whoever sees the place in full.
  const { unvisited, rounds } = seesAll(actor, board.within)
    ? await readUnvisited(tx, board, places)
    : { unvisited: new Map<string, number>(), rounds: new Map<string, string>() }
  const whole = rows.find(row => row.key === null)!
  return {
    cutOff: (board.cutOffAt ?? board.at).toISOString(),
    within: board.within,
    rounds: Object.fromEntries(rounds),
    place: (await store.findDivisionName(tx, board.within)) ?? board.within,
    total: toRow(whole, without.get(board.within) ?? null, unvisited.get(board.within) ?? null),
    rows: rows
      .filter(row => row.key !== null)
      .map(row =>
        row.key === board.within
          ? toRow(row, null, null)
          : toRow(row, isCounted ? (without.get(row.key!) ?? 0) : null, unvisited.get(row.key!) ?? null),
      ),
  }
}
