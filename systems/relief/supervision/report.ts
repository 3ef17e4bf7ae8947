import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'
import { type DocumentData, pdfOf } from '#platform/documents'
import { refuse } from '#platform/http'
import { systemActor } from '#platform/matter'
import { figure, type Lang, moment } from '#platform/texts'
import type { World } from '#platform/world'
import { reliefFigures } from '../figures.ts'
import { boardOf, readBoard } from './board.ts'
import { supervisionFigures } from './figures.ts'
import * as papers from './papers-store.ts'
import { reportTexts } from './report-texts.ts'
import { dayAfter, mondayOf } from './rules.ts'
import type { WeekBody } from './schema.ts'
import { listBoardMatters } from './store.ts'

const template = new URL('./week.typ', import.meta.url)
const MOST = 200

/** A division's week, as the board has it at the cut-off. */
export async function readWeek(
  tx: Tx,
  actor: Actor,
  asked: { within?: string | undefined; weekOf?: string | undefined; cutOff?: string | undefined },
  zone: string,
  at: Date,
): Promise<WeekBody> {
  const weekOn = mondayOf(asked.weekOf === undefined ? at : new Date(`${asked.weekOf}T12:00:00Z`), zone)
  const query = { within: asked.within, by: 'office' as const, cutOff: asked.cutOff ?? at.toISOString() }
  const whole = await boardOf(tx, actor, query, zone, at)
  const inWeek = { ...query, from: weekOn, until: dayAfter(weekOn, 6) }
  const board = await readBoard(tx, actor, whole)
  const week = await readBoard(tx, actor, await boardOf(tx, actor, inWeek, zone, at))
  const place = (await papers.findDivision(tx, board.within)) ?? refuse('not-found')
  const { rows } = await listBoardMatters(tx, whole, {
    number: 'overdue',
    key: null,
    after: null,
    limit: MOST,
  })
  return {
    place: place.name,
    weekOn,
    cutOff: board.cutOff,
    total: board.total,
    week: week.total,
    rows: board.rows,
    overdue: rows,
  }
}

/** What the template puts on paper. Every number is the board's. */
export function dataOf(body: WeekBody, lang: Lang, zone: string): DocumentData {
  const t = reportTexts(lang)
  const cutOff = moment(new Date(body.cutOff), lang, zone)
  const value = (number: number | null) => (number === null ? '–' : figure(number, lang))
  const definition = (id: string) =>
    ({ ...reliefFigures.texts, ...supervisionFigures.texts })[id]!(lang).definition
  const named = (one: { name: string; nameEn: string }) => (lang === 'en' && one.nameEn) || one.name
  const line = (
    label: string,
    id: string,
    number:
      | 'collected'
      | 'solved'
      | 'open'
      | 'overdue'
      | 'escalated'
      | 'returned'
      | 'reopened'
      | 'p90Hours'
      | 'rating',
  ) => ({
    label,
    whole: value(body.total[number]),
    week: value(body.week[number]),
    definition: definition(id),
  })
  const most = body.rows.filter(row => row.overdue > 0).slice(0, 8)
  const top = Math.max(1, ...most.map(row => row.overdue))
  return {
    title: t.title({ place: body.place, from: body.weekOn, until: dayAfter(body.weekOn, 6) }),
    lang,
    cutOff: t.cutOff({ at: cutOff }),
    heads: { figure: t.figure, whole: t.whole, week: t.week, definition: t.definition },
    figures: [
      line(t.collected, 'relief.collected', 'collected'),
      line(t.solved, 'relief.solved', 'solved'),
      line(t.open, 'relief.open', 'open'),
      line(t.overdue, 'relief.overdue', 'overdue'),
      line(t.escalated, 'relief.escalated', 'escalated'),
      line(t.returned, 'relief.returned', 'returned'),
      line(t.reopened, 'relief.reopened', 'reopened'),
      line(t.p90, 'relief.p90-hours-to-solve', 'p90Hours'),
      line(t.rating, 'relief.mean-rating', 'rating'),
    ],
    barsTitle:
      most.length === 0 ? t.noneOverdue : t.bars({ name: named(most[0]!), count: value(most[0]!.overdue) }),
    bars: most.map(row => ({ label: named(row), value: value(row.overdue), share: row.overdue / top })),
    officesTitle: t.byOffice,
    officeHeads: [t.office, t.collected, t.solved, t.open, t.overdue, t.returned, t.escalated],
    offices: body.rows.map(row => [
      named(row) || row.key,
      ...[row.collected, row.solved, row.open, row.overdue, row.returned, row.escalated].map(value),
    ]),
    overdueTitle: t.overdueList({ count: value(body.overdue.length) }),
    overdueHeads: [t.number, t.problem, t.office, t.due],
    overdue: body.overdue.map(row => [
      row.number,
      row.title,
      named({ name: row.ownerOffice ?? '', nameEn: row.ownerOfficeEn ?? '' }),
      row.dueAt === null ? '' : moment(new Date(row.dueAt), lang, zone),
    ]),
  }
}

export const weekPdf = (body: WeekBody, lang: Lang, zone: string): Buffer =>
  pdfOf(template, dataOf(body, lang, zone), new Date(body.cutOff))

/** Keeps the week that ended, for every place with a task force, as it stood when Monday began; once. */
export async function keepWeek(world: World, at: Date): Promise<void> {
  const { zone } = world.matters
  const monday = mondayOf(at, zone)
  const cutOff = new Date(Temporal.PlainDate.from(monday).toZonedDateTime(zone).epochMilliseconds)
  const asked = { weekOf: dayAfter(monday, -7), cutOff: cutOff.toISOString() }
  const places = await world.db.as(systemActor([]), papers.listReporting)
  for (const { code, path } of places) {
    const seats = divisionSeats('relief', path)
    const actor = systemActor([`relief:${code}`])
    await world.db.as(actor, async tx => {
      const body = await readWeek(tx, actor, { ...asked, within: code }, zone, at)
      await papers.keepReport(tx, { id: uuidv7(), divisionCode: code, seats, body }, at)
    })
  }
}
