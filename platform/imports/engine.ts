import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { record } from '#platform/audit'
import { type Actor, type Database, divisionSeats, type Tx, uuidv7 } from '#platform/db'
import { FileRefusal, type FileStore } from '#platform/files'
import { Refused, refuse } from '#platform/http'
import type { People, Secrets } from '#platform/seal'
import {
  type CheckedRow,
  type CheckedSheet,
  errorSheet,
  mapColumns,
  type RowIssue,
  readSheetApart,
  type Sheet,
  type SheetField,
  SheetRefusal,
  sheetLimits,
} from '#platform/sheets'
import { dayOf, type Lang } from '#platform/texts'
import type { ImportCounts, ImportIssue, ImportResult } from './api/index.ts'
import { putAway, takeOut } from './envelope.ts'
import * as store from './store.ts'

/** What an import needs beside the transaction. */
export type ImportParts = { people: People; secrets: Secrets; files: FileStore; zone: string }

export type ImportProgress = (step: string, done: number, total: number) => void

/** Who imports: the office whose list it is. */
export type Importer = { officeId: string; officePath: readonly string[] }

/** What importing would do. What stands in the rows is the kind's own affair. */
export type Plan = {
  checked: CheckedSheet<object>
  added: readonly { line: number; issues: RowIssue[] }[]
  changed: readonly { wanted: { line: number; issues: RowIssue[] } }[]
  unchanged: readonly { line: number; issues: RowIssue[] }[]
  refused: readonly CheckedRow<object>[]
}

type Mapping<F extends string> = Partial<Record<F, number>>
type Field<F extends string> = SheetField & { key: F }

export type Shown<R> = { added: R[]; changed: R[]; unchanged: R[]; warned: R[]; refused: R[] }
export type Call<F extends string, I> = {
  tx: Tx
  parts: ImportParts
  actor: Actor
  importer: I
  sheet: Sheet
  mapping: Mapping<F>
  at: Date
}

/** A kind of list 名单: its columns, who may import it, what a row means, and how it is written. */
export type ListKind<F extends string, I extends Importer, P extends Plan, R> = {
  name: string
  /** the audit's name for the deed, and whose division seats see the import */
  action: string
  seats: string
  fields: readonly Field<F>[]
  /** heads that tell a header row from a title, where they are more than the fields' */
  knownNames?: readonly string[]
  /** what the sheet of refused rows is called */
  reportName(lang: Lang): string
  notes?(mapping: Mapping<F>, header: readonly string[], lang: Lang): string[]
  importerOf(tx: Tx, actor: Actor, officeId: string | undefined): Promise<I>
  plan(call: Call<F, I>): Promise<P>
  show(call: Call<F, I>, plan: P, most: number): Promise<Shown<R>>
  write(call: Call<F, I>, plan: P, importId: string, onProgress: ImportProgress): Promise<void>
}

export type ImportChoice<F extends string> = {
  mapping: Mapping<F>
  mode: 'good-rows' | 'all-or-nothing'
  confirmChanges: boolean
}

export type ImportOutcome<F extends string> = {
  id: string
  counts: ImportCounts
  mapping: Mapping<F>
  notes: string[]
  /** every refused or doubtful row with what is said about it, in the reader's language */
  issues: { line: number; severity: 'error' | 'warning'; column: string | null; message: string }[]
  /** the refused rows as a sheet; hand it to `writeSheet` */
  refused: { name: string; header: string[]; rows: Iterable<string[]> } | null
}

type Upload = { name: string }
type Report = { header: Record<Lang, string[]>; rows: Record<Lang, string[][]> }
const KEPT_HOURS = 12

function countsOf(plan: Plan): ImportCounts {
  return {
    rows: plan.checked.rows.length,
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged.length,
    refused: plan.refused.length,
    warned: plan.checked.warned,
  }
}

export function issuesOf(issues: readonly RowIssue[], lang: Lang): (typeof ImportIssue)['_output'][] {
  return issues.map(one => ({
    severity: one.severity,
    code: one.code,
    column: one.column ?? null,
    value: one.value ?? null,
    message: one.say(lang),
  }))
}

async function bytesOf(file: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop ends the stream: nothing more of a 300 MB upload is taken in.
    if (size > sheetLimits.maxBytes)
      throw new Refused('too-large', { limit: `${sheetLimits.maxBytes / 1024 / 1024} MB` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The verbs of one kind of list. */
export function importOf<F extends string, I extends Importer, P extends Plan, R>(
  kind: ListKind<F, I, P, R>,
) {
  const known = kind.knownNames ? [...kind.knownNames] : kind.fields.flatMap(field => field.names)

  /** Reads a list; a file that can't be taken is refused in the reader's language. */
  async function read(source: Uint8Array | string, sheet: string | undefined): Promise<Sheet> {
    try {
      return await readSheetApart(source, { known, ...(sheet !== undefined && { sheet }) })
    } catch (error) {
      if (error instanceof SheetRefusal)
        throw new Refused(error.code, {
          ...error.values,
          ...(error.line !== undefined && { line: error.line }),
        })
      throw error
    }
  }

  /** Which columns fill which fields, as proposed. */
  function propose(header: string[]) {
    const { mapping, certainty } = mapColumns(header, [...kind.fields])
    return {
      mapping: mapping as Mapping<F>,
      certainty: certainty as Partial<Record<F, 'exact' | 'similar'>>,
    }
  }

  function missingOf(mapping: Mapping<F>, header: readonly string[]): F[] {
    return kind.fields
      .filter(({ key, required }) => {
        const column = mapping[key]
        return column === undefined ? required : column >= header.length
      })
      .map(({ key }) => key)
  }

  async function refuseRepeated(tx: Tx, importer: Importer, fingerprint: string, zone: string) {
    const earlier = await store.findImport(tx, kind.name, importer.officeId, fingerprint)
    if (earlier) refuse('imported-before', { on: dayOf(earlier.recorded_at, zone) })
  }

  /** Takes an uploaded list and says what importing it would do. */
  async function preview(
    db: Database,
    parts: ImportParts,
    actor: Actor,
    upload: { file: Readable; name: string; most: number },
    at: Date,
  ) {
    const bytes = await bytesOf(upload.file)
    const sheet = await read(bytes, undefined)
    const token = await putAway(parts.files, parts.secrets, `upload:${actor.id}`, {
      about: { name: upload.name } satisfies Upload,
      bytes,
    }).catch(error => {
      if (error instanceof FileRefusal) throw new Refused(error.code, { limit: error.limit })
      throw error
    })
    // Who looks and goes away leaves nothing behind.
    setTimeout(() => void parts.files.remove(token).catch(() => undefined), KEPT_HOURS * 3_600_000).unref()
    try {
      return await db.as(actor, tx =>
        view(tx, parts, actor, { token, name: upload.name, sheet, most: upload.most }, at),
      )
    } catch (error) {
      await parts.files.remove(token)
      throw error
    }
  }

  /** The same for a file that was uploaded before, with other columns or another sheet. */
  async function again(
    tx: Tx,
    parts: ImportParts,
    actor: Actor,
    asked: { token: string; mapping?: Mapping<F> | undefined; sheet?: string | undefined; most: number },
    at: Date,
  ) {
    const { about, bytes } = await takeOut<Upload>(
      parts.files,
      parts.secrets,
      `upload:${actor.id}`,
      asked.token,
    )
    const sheet = await read(bytes, asked.sheet)
    const file = { token: asked.token, name: about.name, sheet, most: asked.most, mapping: asked.mapping }
    return view(tx, parts, actor, file, at)
  }

  async function view(
    tx: Tx,
    parts: ImportParts,
    actor: Actor,
    file: { token: string; name: string; sheet: Sheet; most: number; mapping?: Mapping<F> | undefined },
    at: Date,
  ) {
    const { sheet, most } = file
    const importer = await kind.importerOf(tx, actor, undefined)
    await refuseRepeated(tx, importer, sheet.fingerprint, parts.zone)
    const proposal = propose(sheet.header)
    const mapping = file.mapping ?? proposal.mapping
    const missing = missingOf(mapping, sheet.header)
    const certainty: Partial<Record<F, 'exact' | 'similar' | 'chosen'>> = {}
    for (const [field, column] of Object.entries(mapping) as [F, number][]) {
      certainty[field] =
        proposal.mapping[field] === column ? (proposal.certainty[field] ?? 'chosen') : 'chosen'
    }
    const common = {
      token: file.token,
      fileName: file.name,
      format: sheet.format,
      encoding: sheet.encoding,
      sheet: sheet.name ?? null,
      sheets: sheet.names ?? [],
      header: sheet.header,
      mapping,
      certainty,
      missing,
      notes: [
        ...sheet.warnings.map(one => one.say(actor.lang)),
        ...(kind.notes?.(mapping, sheet.header, actor.lang) ?? []),
      ],
    }
    if (missing.length > 0) {
      const counts = { rows: sheet.rows.length, added: 0, changed: 0, unchanged: 0, refused: 0, warned: 0 }
      return { ...common, counts, added: [], changed: [], unchanged: [], refused: [], warned: [] }
    }
    const call = { tx, parts, actor, importer, sheet, mapping, at }
    const plan = await kind.plan(call)
    return { ...common, counts: countsOf(plan), ...(await kind.show(call, plan, most)) }
  }

  /** Imports a file that was previewed: the good rows in this transaction, or none. */
  async function confirm(
    tx: Tx,
    parts: ImportParts,
    actor: Actor,
    asked: ImportChoice<F> & { token: string; sheet?: string | undefined },
    at: Date,
  ): Promise<{ result: ImportResult; plan: P }> {
    const { about, bytes } = await takeOut<Upload>(
      parts.files,
      parts.secrets,
      `upload:${actor.id}`,
      asked.token,
    )
    const sheet = await read(bytes, asked.sheet)
    const importer = await kind.importerOf(tx, actor, undefined)
    const file = { name: about.name, sheet }
    const { id, plan } = await apply(tx, parts, actor, importer, file, asked, at, () => undefined)
    const report = await putReportAway(parts, id, sheet, plan)
    return { result: { id, counts: countsOf(plan), report }, plan }
  }

  /** The refused rows, corrected from the file itself; both languages, because another officer may ask for it. */
  async function putReportAway(
    parts: ImportParts,
    id: string,
    sheet: Sheet,
    plan: P,
  ): Promise<string | null> {
    if (plan.refused.length === 0) return null
    const of = (lang: Lang) => {
      const { header, rows } = errorSheet(sheet, plan.checked, lang)
      return { header, rows: [...rows] }
    }
    const [zh, en] = [of('zh-CN'), of('en')]
    const kept: Report = {
      header: { 'zh-CN': zh.header, en: en.header },
      rows: { 'zh-CN': zh.rows, en: en.rows },
    }
    return putAway(parts.files, parts.secrets, `report:${id}`, {
      about: {},
      bytes: Buffer.from(JSON.stringify(kept)),
    })
  }

  /** The sheet of the rows that an import refused, for whoever sees the import. */
  async function report(tx: Tx, parts: ImportParts, asked: { id: string; token: string }, lang: Lang) {
    const found = (await store.findImportById(tx, kind.name, asked.id)) ?? refuse('not-found')
    const { bytes } = await takeOut<object>(parts.files, parts.secrets, `report:${found.id}`, asked.token)
    const kept = JSON.parse(bytes.toString()) as Report
    return { name: kind.reportName(lang), header: kept.header[lang], rows: kept.rows[lang] }
  }

  async function apply(
    tx: Tx,
    parts: ImportParts,
    actor: Actor,
    importer: I,
    file: { name: string; sheet: Sheet },
    choice: ImportChoice<F>,
    at: Date,
    onProgress: ImportProgress,
  ): Promise<{ id: string; plan: P }> {
    const { sheet } = file
    if (missingOf(choice.mapping, sheet.header).length > 0) refuse('columns-missing')
    await store.lockImports(tx, kind.name)
    await refuseRepeated(tx, importer, sheet.fingerprint, parts.zone)
    onProgress('check', 0, sheet.rows.length)
    const call = { tx, parts, actor, importer, sheet, mapping: choice.mapping, at }
    const plan = await kind.plan(call)
    onProgress('check', sheet.rows.length, sheet.rows.length)
    const { warned: _, rows, ...counts } = countsOf(plan)
    if (choice.mode === 'all-or-nothing' && counts.refused > 0)
      refuse('rows-refused', { count: counts.refused })
    if (counts.refused === rows) refuse('no-good-rows')
    if (counts.changed > 0 && !choice.confirmChanges) refuse('changes-unconfirmed', { count: counts.changed })
    const id = uuidv7()
    const entered = await store.insertImport(tx, {
      id,
      kind: kind.name,
      fingerprint: sheet.fingerprint,
      fileName: file.name,
      officeId: importer.officeId,
      accountId: actor.kind === 'staff' ? actor.id : null,
      ...counts,
      recordedAt: at,
      seats: [`office:${importer.officeId}`, ...divisionSeats(kind.seats, importer.officePath)],
    })
    if (!entered) refuse('conflict')
    await kind.write(call, plan, id, onProgress)
    await record(
      tx,
      actor,
      {
        action: kind.action,
        subjectKind: 'import',
        subjectId: id,
        fields: ['added', 'changed'],
        divisionPath: importer.officePath,
      },
      at,
    )
    return { id, plan }
  }

  /**
   * Imports a file from the disk in one transaction under the actor's authority. `officeId` names the office for an
   * actor who holds none (the system). Throws a refusal; nothing is then written.
   */
  async function importFile(
    job: ImportParts & {
      db: Database
      actor: Actor
      officeId?: string
      path: string
      sheet?: string
      mapping?: Mapping<F>
      mode: 'good-rows' | 'all-or-nothing'
      confirmChanges: boolean
      lang: Lang
      at: Date
      onProgress?: ImportProgress
    },
  ): Promise<ImportOutcome<F> & { plan: P }> {
    const { actor, lang } = job
    const onProgress = job.onProgress ?? (() => undefined)
    onProgress('read', 0, 1)
    const sheet = await read(job.path, job.sheet)
    onProgress('read', 1, 1)
    const mapping = job.mapping ?? propose(sheet.header).mapping
    const { id, plan } = await job.db.as(actor, async tx => {
      const importer = await kind.importerOf(tx, actor, job.officeId)
      const file = { name: basename(job.path), sheet }
      return apply(tx, job, actor, importer, file, { ...job, mapping }, job.at, onProgress)
    })
    return {
      id,
      plan,
      counts: countsOf(plan),
      mapping,
      notes: sheet.warnings.map(one => one.say(lang)),
      issues: plan.checked.rows.flatMap(row =>
        row.issues.map(one => ({
          line: one.line,
          severity: one.severity,
          column: one.column ?? null,
          message: one.say(lang),
        })),
      ),
      refused:
        plan.refused.length === 0
          ? null
          : { name: kind.reportName(lang), ...errorSheet(sheet, plan.checked, lang) },
    }
  }

  return { preview, again, confirm, report, importFile }
}
export type Import<F extends string, I extends Importer, P extends Plan, R> = ReturnType<
  typeof importOf<F, I, P, R>
>
