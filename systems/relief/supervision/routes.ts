import { type Actor, type Tx, withKeys } from '#platform/db'
import { contentDisposition } from '#platform/files'
import { type OutputOf, Refused, refuse } from '#platform/http'
import { bind, type FileReply, type Route } from '#platform/http/server'
import type { World } from '#platform/world'
import type { Relief } from '../actions.ts'
import { EXPORT_LIMIT, fileOf } from '../export.ts'
import { listProblems } from '../store.ts'
import { texts as reliefTexts } from '../texts.ts'
import {
  confirmCircular,
  confirmingOffices,
  issueCircular,
  issueNotice,
  mayRevise,
  reviseCircular,
} from './actions.ts'
import { supervisionApi } from './api.ts'
import { boardOf, EVERYWHERE, readBoard } from './board.ts'
import { headOf, readCells, saveLedger } from './ledger.ts'
import { ledgerTexts, usualColumns } from './ledger-columns.ts'
import { findLedger, listFormer } from './ledger-store.ts'
import { listHeirs } from './merge-store.ts'
import * as papers from './papers-store.ts'
import { readWeek, weekPdf } from './report.ts'
import { readDue, setRule } from './rule-actions.ts'
import { mayKeepLedger, supervisingOffice, widestPlace } from './rules.ts'
import type { CircularRow } from './schema.ts'
import * as store from './store.ts'

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
    const former = await listFormer(tx, ledger.officeId)
    return { ...ledger, mayChange: mayKeepLedger(actor, ledger.officeId), former, sample }
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

const toCircularRow = (row: NonNullable<Awaited<ReturnType<typeof papers.findCircular>>>): CircularRow => ({
  id: row.id,
  number: row.number,
  revision: row.revision,
  title: row.title,
  office: row.office,
  officeEn: row.officeEn,
  cutOff: row.cut_off.toISOString(),
  issuedAt: row.occurred_at.toISOString(),
  offices: row.offices,
  reads: row.reads,
})

const paperRoutes = ({ matters }: World): Route[] => [
  bind(supervisionApi.issueNotice, ({ body, actor, tx, at }) => issueNotice(tx, matters, actor, body, at)),
  bind(supervisionApi.proposals, async ({ query, actor, tx, at }) => {
    const within = query.within ?? widestPlace(actor.read) ?? EVERYWHERE
    const place = (await papers.findDivision(tx, within)) ?? refuse('not-found')
    const mayIssue = supervisingOffice(actor, place.path) !== undefined
    const due = await readDue(tx, matters, within, at)
    return { within, place: place.name, mayIssue, ...due }
  }),
  bind(supervisionApi.setRule, async ({ body, actor, tx, at }) => {
    await setRule(tx, matters, actor, body, at)
    return null
  }),
  bind(supervisionApi.issueCircular, ({ body, actor, tx, at }) =>
    issueCircular(tx, matters, actor, body, at),
  ),
  bind(supervisionApi.reviseCircular, ({ params, body, actor, tx, at }) =>
    reviseCircular(tx, matters, actor, params.id, body, at),
  ),
  bind(supervisionApi.listCirculars, async ({ tx }) => (await papers.listCirculars(tx)).map(toCircularRow)),
  bind(supervisionApi.viewCircular, async ({ params, actor, tx }) => {
    const row = (await papers.findCircular(tx, params.id)) ?? refuse('not-found')
    const reads = await papers.listReads(tx, params.id)
    const heirs = await listHeirs(tx, [row.office_id, ...row.body.rows.map(one => one.key)])
    const done = new Set(reads.map(read => read.office_id))
    return {
      ...toCircularRow(row),
      words: row.words,
      body: row.body,
      readBy: reads.map(read => ({
        officeId: read.office_id,
        by: read.display_name,
        at: read.recorded_at.toISOString(),
      })),
      revisions: (await papers.listRevisions(tx, row.number)).map(one => ({
        id: one.id,
        revision: one.revision,
        issuedAt: one.occurred_at.toISOString(),
      })),
      toConfirm: confirmingOffices(actor, row.body, heirs).filter(id => !done.has(id)),
      mayRevise: row.isLatest && mayRevise(actor, heirs.get(row.office_id)!),
    }
  }),
  bind(supervisionApi.confirmCircular, async ({ params, body, actor, tx, at }) => {
    await confirmCircular(tx, actor, params.id, body.officeId, at)
    return null
  }),
  bind(supervisionApi.weekReport, async ({ query, actor, tx, at, lang }) => {
    const body = await readWeek(tx, actor, query, matters.zone, at)
    return pdfReply(weekPdf(body, lang, matters.zone), `${body.place}-${body.weekOn}`)
  }),
  bind(supervisionApi.listReports, async ({ tx }) =>
    (await papers.listReports(tx)).map(({ id, body }) => ({
      id,
      place: body.place,
      weekOn: body.weekOn,
      cutOff: body.cutOff,
    })),
  ),
  bind(
    supervisionApi.viewReport,
    async ({ params, tx }) => (await papers.findReport(tx, params.id)) ?? refuse('not-found'),
  ),
  bind(supervisionApi.keptReport, async ({ params, tx, lang }) => {
    const body = (await papers.findReport(tx, params.id)) ?? refuse('not-found')
    return pdfReply(weekPdf(body, lang, matters.zone), `${body.place}-${body.weekOn}`)
  }),
]

const pdfReply = (body: Buffer, name: string): FileReply => ({
  body,
  headers: {
    'content-type': 'application/pdf',
    'content-disposition': contentDisposition('attachment', `${name}.pdf`),
  },
})

export const supervisionRoutes = (world: World): Route[] => [
  ...ledgerRoutes({ world: world.matters, people: world.people, secrets: world.secrets }),
  ...paperRoutes(world),
  bind(supervisionApi.chaseProblems, async ({ body, actor, tx, at }) => {
    const told: OutputOf<typeof supervisionApi.chaseProblems> = []
    for (const id of new Set(body.ids))
      told.push({ id, refused: (await chase(tx, world, actor, id, at)) ?? null })
    return told
  }),
  bind(supervisionApi.board, async ({ query, actor, tx, at }) =>
    readBoard(tx, actor, await boardOf(tx, actor, query, world.matters.zone, at)),
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
