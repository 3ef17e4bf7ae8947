import { record } from '#platform/audit'
import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { findOffice } from '#platform/matter'
import type { CellToWrite } from '#platform/sheets'
import { type Lang, text } from '#platform/texts'
import { industries } from '#region/industries'
import type { Relief } from '../actions.ts'
import { texts } from '../texts.ts'
import { type LedgerColumn, written } from './ledger-columns.ts'
import * as store from './ledger-store.ts'
import { mayKeepLedger } from './rules.ts'
import type { ChosenColumn, DateForm } from './schema.ts'

const words = text({ yes: '是', no: '否', urgent: '急', normal: '一般' })({
  yes: 'yes',
  no: 'no',
  urgent: 'urgent',
  normal: 'normal',
})

/** An office chooses its columns; all of its people then export with them. */
export async function saveLedger(
  tx: Tx,
  actor: Actor,
  officeId: string,
  ledger: store.Ledger,
  at: Date,
): Promise<void> {
  const office = (await findOffice(tx, officeId)) ?? refuse('not-found')
  if (!mayKeepLedger(actor, officeId)) refuse('forbidden')
  if (!(await store.saveLedger(tx, officeId, ledger, actor.id!, at))) refuse('stale-version')
  const deed = { action: 'relief.ledger', subjectKind: 'office', subjectId: officeId, fields: ['columns'] }
  await record(tx, actor, { ...deed, divisionPath: office.path }, at)
}

export type Cells = Record<LedgerColumn, CellToWrite>

/** Every cell that a ledger may have of the problems; of whoever reported only what is masked. */
export async function readCells(
  tx: Tx,
  relief: Relief,
  ids: readonly string[],
  reader: { lang: Lang; dateForm: DateForm; at: Date },
): Promise<Cells[]> {
  const rows = await store.listLedgerRows(tx, ids)
  const people = await relief.people.masked(
    tx,
    rows.flatMap(row => row.reporter_id ?? []),
    ['name', 'telephone'],
  )
  const { lang, dateForm, at } = reader
  const t: Record<string, unknown> = texts(lang)
  const w = words(lang)
  const word = (kind: string, key: string | null) => (key === null ? '' : String(t[`${kind}.${key}`] ?? key))
  const yes = (is: boolean) => (is ? w.yes : w.no)
  const day = (moment: Date | null) => written(moment, dateForm, relief.world.zone)
  return rows.map((row, i): Cells => {
    const reporter = row.reporter_id === null ? undefined : people.get(row.reporter_id)
    const industry = industries.find(one => one.code === row.industry)
    return {
      row: i + 1,
      number: row.number,
      title: row.title,
      description: row.description,
      enterprise: row.enterprise,
      creditCode: row.credit_code,
      county: row.county ?? row.place,
      place: row.place,
      industry: (industry && (lang === 'en' ? industry.en : industry.zh)) ?? row.industry,
      size: word('size', row.size),
      employees: row.employees,
      lists: row.lists.map(one => word('list', one)).join('、'),
      category: word('category', row.category),
      tier: word('tier', row.tier),
      channel: word('channel', row.channel),
      stopped: yes(row.stopped_production),
      reporter: reporter?.name ?? '',
      telephone: reporter?.telephone ?? '',
      status: word('status', row.status),
      isOpen: yes(row.is_open),
      priority: row.priority === 'normal' ? w.normal : w.urgent,
      office: lang === 'en' ? row.office_en : row.office,
      officePlace: row.office_place,
      owner: row.owner,
      nextStep: word('next', row.next_step),
      liaison: row.liaison,
      liaisonOffice: row.liaison_office,
      opened: day(row.opened_at),
      accepted: day(row.accepted_at),
      due: day(row.due_at),
      signed: day(row.solved_at),
      confirmed: day(row.confirmed_at),
      closed: day(row.closed_at),
      daysOpen: Math.floor(((row.closed_at ?? at).getTime() - row.opened_at.getTime()) / 86_400_000),
      overdue: yes(row.is_open && row.due_at !== null && row.due_at < at),
      solution: row.solution,
      outcome: word('status', row.outcome),
      rating: row.rating,
      confirmedBy: word('confirmedBy', row.confirmed_by),
      returns: row.returns,
      chased: row.chased,
      reopened: row.reopened,
    }
  })
}

export const headOf = (chosen: ChosenColumn, usual: Record<LedgerColumn, string>) =>
  chosen.head ?? usual[chosen.column]
