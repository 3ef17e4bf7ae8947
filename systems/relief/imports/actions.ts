import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { record } from '#platform/audit'
import { type Actor, type Database, divisionSeats, type Tx, uuidv7, withKeys } from '#platform/db'
import { FileRefusal, type FileStore } from '#platform/files'
import { Refused, refuse } from '#platform/http'
import { announce } from '#platform/notices'
import type { People, PersonValues, Secrets } from '#platform/seal'
import { errorSheet, readSheetApart, type Sheet, SheetRefusal, sheetLimits } from '#platform/sheets'
import { dayOf, type Lang } from '#platform/texts'
import { nameTokens } from '#region/names'
import type { ImportCounts, ImportMapping, ImportPreview, ImportResult, ImportRow } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { type Change, missingFields, type Plan, planImport, proposeMapping, type Wanted } from './check.ts'
import { putAway, takeOut } from './envelope.ts'
import { knownNames, unitOf } from './fields.ts'
import { withOfficeKeys } from './keys.ts'
import * as store from './store.ts'

/** What an import needs beside the transaction. */
export type ImportParts = { people: People; secrets: Secrets; files: FileStore; zone: string }

export type ImportStep = 'read' | 'check' | 'enterprises' | 'officers' | 'contacts'
export type ImportProgress = (step: ImportStep, done: number, total: number) => void

type Upload = { name: string }
type Report = { header: Record<Lang, string[]>; rows: Record<Lang, string[][]> }
export type ImportChoice = {
  mapping: ImportMapping
  mode: 'good-rows' | 'all-or-nothing'
  confirmChanges: boolean
}

const CHUNK = 2000
const KEPT_HOURS = 12

/** Reads a list; a file that can't be taken is refused in the reader's language. */
async function read(source: Uint8Array | string, sheet: string | undefined): Promise<Sheet> {
  try {
    return await readSheetApart(source, { known: knownNames, ...(sheet !== undefined && { sheet }) })
  } catch (error) {
    if (error instanceof SheetRefusal)
      throw new Refused(error.code, {
        ...error.values,
        ...(error.line !== undefined && { line: error.line }),
      })
    throw error
  }
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

type Importer = {
  officeId: string
  officePath: readonly string[]
  places: readonly string[]
  keys: string[]
  offices: Awaited<ReturnType<typeof store.readOfficesWithin>>
}

/**
 * Who imports, for which office and places: a leader or liaison officer, for the divisions whose enterprises they may
 * write. The contacts of these enterprises carry the seats of offices there; the import holds their keys meanwhile.
 */
async function importerOf(tx: Tx, actor: Actor, officeId: string | undefined): Promise<Importer> {
  const places = actor.write.map(key => /^relief:(\d+)$/.exec(key)?.[1]).filter(code => code !== undefined)
  const holding = actor.holdings
    .filter(one => one.role === 'leader' || one.role === 'liaison')
    .toSorted((a, b) => a.divisionCode.length - b.divisionCode.length)[0]
  const own = officeId ?? holding?.officeId
  if (own === undefined || places.length === 0) return refuse('forbidden')
  const offices = await store.readOfficesWithin(tx, places)
  const office = await tx.selectFrom('region.office').select('path').where('id', '=', own).executeTakeFirst()
  return {
    officeId: own,
    officePath: office?.path ?? refuse('forbidden'),
    places,
    offices,
    keys: [...new Set([own, ...offices.map(one => one.id)])].map(id => `office:${id}`),
  }
}

async function refuseRepeated(tx: Tx, importer: Importer, fingerprint: string, zone: string): Promise<void> {
  const earlier = await store.findImport(tx, importer.officeId, fingerprint)
  if (earlier) refuse('imported-before', { on: dayOf(earlier.recorded_at, zone) })
}

// ------------------------------------------------------------------------------------------------- preview

/** Takes an uploaded list and says what importing it would do. */
export async function preview(
  db: Database,
  parts: ImportParts,
  actor: Actor,
  upload: { file: Readable; name: string; most: number },
  at: Date,
): Promise<ImportPreview> {
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
export async function previewAgain(
  tx: Tx,
  parts: ImportParts,
  actor: Actor,
  asked: { token: string; mapping?: ImportMapping | undefined; sheet?: string | undefined; most: number },
  at: Date,
): Promise<ImportPreview> {
  const { about, bytes } = await takeOut<Upload>(
    parts.files,
    parts.secrets,
    `upload:${actor.id}`,
    asked.token,
  )
  const sheet = await read(bytes, asked.sheet)
  return view(
    tx,
    parts,
    actor,
    { token: asked.token, name: about.name, sheet, most: asked.most, mapping: asked.mapping },
    at,
  )
}

async function view(
  tx: Tx,
  parts: ImportParts,
  actor: Actor,
  file: { token: string; name: string; sheet: Sheet; most: number; mapping?: ImportMapping | undefined },
  at: Date,
): Promise<ImportPreview> {
  const { sheet, most } = file
  const { lang } = actor
  const importer = await importerOf(tx, actor, undefined)
  await refuseRepeated(tx, importer, sheet.fingerprint, parts.zone)
  const proposal = proposeMapping(sheet.header)
  const mapping = file.mapping ?? proposal.mapping
  const missing = missingFields(mapping, sheet.header)
  const notes = sheet.warnings.map(one => one.say(lang))
  if (mapping.revenue !== undefined && unitOf(sheet.header[mapping.revenue] ?? '') === undefined)
    notes.push(texts(lang)['note.revenue-unit'])
  const certainty: ImportPreview['certainty'] = {}
  for (const [field, column] of Object.entries(mapping) as [keyof typeof certainty, number][]) {
    certainty[field] = proposal.mapping[field] === column ? (proposal.certainty[field] ?? 'chosen') : 'chosen'
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
    notes,
  }
  if (missing.length > 0) {
    const counts = { rows: sheet.rows.length, added: 0, changed: 0, unchanged: 0, refused: 0, warned: 0 }
    return { ...common, counts, added: [], changed: [], unchanged: [], refused: [], warned: [] }
  }
  const plan = await planImport(tx, parts.people, actor, importer, sheet, mapping, at)
  const changed = plan.changed.slice(0, most)
  const masked = await withKeys(tx, actor, importer.keys, () =>
    parts.people.masked(
      tx,
      changed.map(one => one.onFile.personId).filter(id => id !== null),
      ['name', 'telephone'],
    ),
  )
  const rowOf = (wanted: Wanted): ImportRow => ({
    line: wanted.line,
    creditCode: wanted.creditCode,
    name: wanted.values.name,
    division: plan.placeName(wanted.place.code),
    officer: wanted.officer?.name ?? null,
    issues: issuesOf(wanted.issues, lang),
    changes: [],
  })
  const cell = (line: Plan['refused'][number], field: 'creditCode' | 'name' | 'division' | 'officer') => {
    const column = mapping[field]
    return column === undefined ? '' : (rows.get(line.line)?.cells[column] ?? '')
  }
  const shown = plan.refused.slice(0, most)
  const lines = new Set(shown.map(one => one.line))
  const rows = new Map(sheet.rows.filter(one => lines.has(one.line)).map(one => [one.line, one]))
  return {
    ...common,
    counts: countsOf(plan),
    added: plan.added.slice(0, most).map(rowOf),
    unchanged: plan.unchanged.slice(0, most).map(rowOf),
    warned: [...plan.added, ...plan.changed.map(one => one.wanted), ...plan.unchanged]
      .filter(one => one.issues.length > 0)
      .slice(0, most)
      .map(rowOf),
    changed: changed.map(one => ({
      ...rowOf(one.wanted),
      changes: changesOf(one, plan, masked.get(one.onFile.personId ?? '') ?? {}),
    })),
    refused: shown.map(one => ({
      line: one.line,
      creditCode: cell(one, 'creditCode'),
      name: cell(one, 'name'),
      division: cell(one, 'division'),
      officer: cell(one, 'officer') || null,
      issues: issuesOf(one.issues, lang),
      changes: [],
    })),
  }
}

function issuesOf(issues: Wanted['issues'], lang: Lang): ImportRow['issues'] {
  return issues.map(one => ({
    severity: one.severity,
    code: one.code,
    column: one.column ?? null,
    value: one.value ?? null,
    message: one.say(lang),
  }))
}

function changesOf(change: Change, plan: Plan, masked: PersonValues): ImportRow['changes'] {
  return change.fields.map(({ field, before, after }) => {
    switch (field) {
      case 'division':
        return { field, before: plan.placeName(String(before)), after: plan.placeName(String(after)) }
      case 'officer':
        return { field, before: change.onFile.officerName, after: change.wanted.officer?.name ?? '' }
      case 'contactName':
        return { field, before: masked.name ?? null, after: String(after) }
      case 'contactTelephone':
        return { field, before: masked.telephone ?? null, after: String(after) }
      default:
        return { field, before: before === undefined ? null : written(before), after: written(after) }
    }
  })
}

const written = (value: unknown) => (Array.isArray(value) ? value.join('、') : String(value))

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

// -------------------------------------------------------------------------------------------------- import

/** Imports a file that was previewed: the good rows in this transaction, or none. */
export async function confirm(
  tx: Tx,
  parts: ImportParts,
  actor: Actor,
  asked: ImportChoice & { token: string; sheet?: string | undefined },
  at: Date,
): Promise<ImportResult> {
  const { about, bytes } = await takeOut<Upload>(
    parts.files,
    parts.secrets,
    `upload:${actor.id}`,
    asked.token,
  )
  const sheet = await read(bytes, asked.sheet)
  const importer = await importerOf(tx, actor, undefined)
  const done = await apply(
    tx,
    parts,
    actor,
    importer,
    { name: about.name, sheet },
    asked,
    at,
    () => undefined,
  )
  return {
    id: done.id,
    counts: countsOf(done.plan),
    report: await putReportAway(parts, done.id, sheet, done.plan),
  }
}

/** The refused rows, corrected from the file itself; both languages, because another officer may ask for it. */
async function putReportAway(
  parts: ImportParts,
  id: string,
  sheet: Sheet,
  plan: Plan,
): Promise<string | null> {
  if (plan.refused.length === 0) return null
  const of = (lang: Lang) => {
    const { header, rows } = errorSheet(sheet, plan.checked, lang)
    return { header, rows: [...rows] }
  }
  const [zh, en] = [of('zh-CN'), of('en')]
  const report: Report = {
    header: { 'zh-CN': zh.header, en: en.header },
    rows: { 'zh-CN': zh.rows, en: en.rows },
  }
  return putAway(parts.files, parts.secrets, `report:${id}`, {
    about: {},
    bytes: Buffer.from(JSON.stringify(report)),
  })
}

/** The sheet of the rows that an import refused, for whoever sees the import. */
export async function report(tx: Tx, parts: ImportParts, asked: { id: string; token: string }, lang: Lang) {
  const found = (await store.findImportById(tx, asked.id)) ?? refuse('not-found')
  const { bytes } = await takeOut<object>(parts.files, parts.secrets, `report:${found.id}`, asked.token)
  const kept = JSON.parse(bytes.toString()) as Report
  return { name: texts(lang)['report.name'], header: kept.header[lang], rows: kept.rows[lang] }
}

async function apply(
  tx: Tx,
  parts: ImportParts,
  actor: Actor,
  importer: Importer,
  file: { name: string; sheet: Sheet },
  choice: ImportChoice,
  at: Date,
  onProgress: ImportProgress,
): Promise<{ id: string; plan: Plan }> {
  const { sheet } = file
  if (missingFields(choice.mapping, sheet.header).length > 0) refuse('columns-missing')
  await store.lockImports(tx)
  await refuseRepeated(tx, importer, sheet.fingerprint, parts.zone)
  onProgress('check', 0, sheet.rows.length)
  const plan = await planImport(tx, parts.people, actor, importer, sheet, choice.mapping, at)
  onProgress('check', sheet.rows.length, sheet.rows.length)
  const counts = countsOf(plan)
  if (choice.mode === 'all-or-nothing' && counts.refused > 0)
    refuse('rows-refused', { count: counts.refused })
  if (counts.refused === counts.rows) refuse('no-good-rows')
  if (counts.changed > 0 && !choice.confirmChanges) refuse('changes-unconfirmed', { count: counts.changed })
  const id = uuidv7()
  const entered = await store.insertImport(tx, {
    id,
    fingerprint: sheet.fingerprint,
    fileName: file.name,
    officeId: importer.officeId,
    accountId: actor.kind === 'staff' ? actor.id : null,
    ...counts,
    recordedAt: at,
    seats: [`office:${importer.officeId}`, ...divisionSeats('relief', importer.officePath)],
  })
  if (!entered) refuse('conflict')
  await write(tx, parts.people, actor, importer, plan, id, at, onProgress)
  await record(
    tx,
    actor,
    {
      action: 'relief.import',
      subjectKind: 'import',
      subjectId: id,
      fields: ['added', 'changed'],
      divisionPath: importer.officePath,
    },
    at,
  )
  const places = [...plan.added, ...plan.changed.map(one => one.wanted)].flatMap(one =>
    one.place.path.filter(code => code.length <= 9),
  )
  await announce(tx, { topic: 'enterprises', id, seats: [...new Set(places)].map(code => `relief:${code}`) })
  return { id, plan }
}

async function write(
  tx: Tx,
  people: People,
  actor: Actor,
  importer: Importer,
  plan: Plan,
  importId: string,
  at: Date,
  onProgress: ImportProgress,
): Promise<void> {
  const divisions = [
    ...new Map(
      [...plan.added, ...plan.changed.map(one => one.wanted)].map(one => [one.place.code, one.place]),
    ).values(),
  ]
  for (const { onFile } of plan.changed) {
    if (!divisions.some(one => one.code === onFile.divisionCode)) {
      divisions.push({ code: onFile.divisionCode, name: '', path: onFile.path, successor: null })
    }
  }
  const added = plan.added.map(wanted => ({ id: uuidv7(), wanted }))
  const total = added.length + plan.changed.length
  let done = 0

  for (let i = 0; i < added.length; i += CHUNK) {
    const rows = added.slice(i, i + CHUNK).map(one => newOrganisation(one.id, one.wanted))
    await store.insertOrganisations(tx, rows, divisions, at)
    done += rows.length
    onProgress('enterprises', done, total)
  }
  const altered = plan.changed.filter(one => one.fields.some(({ field }) => inOrganisation.has(field)))
  for (let i = 0; i < altered.length; i += CHUNK) {
    const rows = altered.slice(i, i + CHUNK).map(changedOrganisation)
    // Whoever edits an enterprise at this moment goes first; the preview is then of a register that is no more.
    if ((await store.updateOrganisations(tx, rows, divisions)) !== rows.length) refuse('stale-version')
    done += rows.length
    onProgress('enterprises', done, total)
  }
  onProgress('enterprises', total, total)

  const members = [
    ...added.flatMap(({ id, wanted }) =>
      (wanted.values.lists ?? []).map(list => ({ organisationId: id, list })),
    ),
    ...plan.changed.flatMap(({ onFile, wanted }) =>
      (wanted.values.lists ?? [])
        .filter(list => !onFile.lists.includes(list))
        .map(list => ({ organisationId: onFile.id, list })),
    ),
  ]
  await inChunks(members, CHUNK * 4, chunk => store.insertListMembers(tx, chunk, at))

  const pairOf = (
    organisationId: string,
    divisionCode: string,
    { officer }: Wanted,
  ): store.PairingToWrite[] =>
    officer === undefined
      ? []
      : [{ organisationId, divisionCode, accountId: officer.id, officeId: officer.officeId }]
  const newPairs = added.flatMap(({ id, wanted }) => pairOf(id, wanted.place.code, wanted))
  const changedPairs = plan.changed
    .filter(one => has(one, 'officer'))
    .flatMap(one => pairOf(one.onFile.id, divisionOf(one), one.wanted))
  await inChunks(newPairs, CHUNK * 2, chunk => store.replacePairings(tx, chunk, [], divisions, at))
  await inChunks(changedPairs, CHUNK * 2, chunk =>
    store.replacePairings(
      tx,
      chunk,
      chunk.map(one => one.organisationId),
      divisions,
      at,
    ),
  )
  const moved = plan.changed.filter(one => has(one, 'division') && !has(one, 'officer'))
  await store.moveSeats(
    tx,
    moved.map(one => ({ id: one.onFile.id, divisionCode: divisionOf(one) })),
    divisions,
  )
  onProgress('officers', newPairs.length + changedPairs.length, newPairs.length + changedPairs.length)

  await writeContacts(tx, people, actor, importer, added, plan.changed, at, onProgress)
  await inChunks(plan.changed, CHUNK * 4, chunk =>
    store.recordChanges(
      tx,
      actor,
      chunk.map(one => ({
        id: one.onFile.id,
        divisionCode: divisionOf(one),
        fields: one.fields.map(({ field }) => field),
      })),
      importId,
      divisions,
      at,
    ),
  )
}

const inOrganisation: ReadonlySet<string> = new Set([
  'name',
  'division',
  'address',
  'industry',
  'size',
  'employees',
  'revenue',
])
const inContact: ReadonlySet<string> = new Set(['contactName', 'contactPost', 'contactTelephone'])
const has = (change: Change, field: string) => change.fields.some(one => one.field === field)
const divisionOf = (change: Change) =>
  has(change, 'division') ? change.wanted.place.code : change.onFile.divisionCode

async function inChunks<T>(
  all: readonly T[],
  size: number,
  work: (chunk: T[]) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < all.length; i += size) await work(all.slice(i, i + size))
}

function newOrganisation(
  id: string,
  { values, creditCode, creditCodeOk, place }: Wanted,
): store.OrganisationToWrite {
  const { pinyin, initials } = nameTokens(values.name)
  return {
    id,
    creditCode,
    creditCodeOk,
    name: values.name,
    divisionCode: place.code,
    address: values.address ?? null,
    industry: values.industry ?? null,
    size: values.size ?? null,
    employees: values.employees ?? null,
    revenue: values.revenue ?? null,
    pinyin,
    initials,
  }
}

/** A blank cell leaves what is on file. */
function changedOrganisation(change: Change): store.OrganisationToWrite & { version: number } {
  const { onFile, wanted } = change
  const row = newOrganisation(onFile.id, wanted)
  return {
    ...row,
    divisionCode: divisionOf(change),
    address: row.address ?? onFile.address,
    industry: row.industry ?? onFile.industry,
    size: row.size ?? onFile.size,
    employees: row.employees ?? onFile.employees,
    revenue: row.revenue ?? onFile.revenue,
    version: onFile.version,
  }
}

/** A contact who changes is a new person: what was told about the former one stays theirs. */
async function writeContacts(
  tx: Tx,
  people: People,
  actor: Actor,
  importer: Importer,
  added: readonly { id: string; wanted: Wanted }[],
  changed: readonly Change[],
  at: Date,
  onProgress: ImportProgress,
): Promise<void> {
  const seatsOf = contactSeats(importer)
  type NewContact = {
    organisationId: string
    values: PersonValues
    post: string | null
    seats: string[]
    ended: store.OnFile | null
  }
  const fresh: NewContact[] = []
  for (const { id, wanted } of added) {
    const values = contactOf(wanted)
    if (values === undefined) continue
    fresh.push({
      organisationId: id,
      values,
      post: wanted.values.contactPost ?? null,
      seats: seatsOf(wanted.place.path, wanted.officer?.officeId),
      ended: null,
    })
  }
  const moved: { contactId: string; personId: string; seats: string[]; formerSeats: string[] }[] = []
  for (const change of changed) {
    const { onFile, wanted } = change
    const path = has(change, 'division') ? wanted.place.path : onFile.path
    const seats = seatsOf(path, wanted.officer?.officeId ?? onFile.officeId ?? undefined)
    const post = wanted.values.contactPost ?? null
    if (change.fields.some(({ field }) => inContact.has(field))) {
      const isSame =
        wanted.values.contactName === undefined || wanted.values.contactName === change.contact.name
      const values = { ...(isSame && change.contact), ...contactOf(wanted) }
      if (Object.keys(values).length === 0) continue
      fresh.push({
        organisationId: onFile.id,
        values,
        post: post ?? (isSame ? onFile.post : null),
        seats,
        ended: onFile.contactId === null ? null : onFile,
      })
    } else if (
      onFile.contactId !== null &&
      onFile.personId !== null &&
      (has(change, 'officer') || has(change, 'division'))
    ) {
      moved.push({
        contactId: onFile.contactId,
        personId: onFile.personId,
        seats,
        formerSeats: onFile.contactSeats ?? [],
      })
    }
  }
  const wall = new Date()
  let done = 0
  const touched = (one: NewContact) => [one.seats, one.ended?.contactSeats ?? []]
  await withOfficeKeys(tx, actor, fresh, touched, async piece => {
    const persons = piece.map(one => ({ id: uuidv7(), seats: one.seats, values: one.values }))
    await people.addMany(tx, persons, wall)
    const rows = piece.map((one, i) => ({
      organisationId: one.organisationId,
      personId: persons[i]!.id,
      post: one.post,
      seats: one.seats,
    }))
    const ended = piece.map(one => one.ended?.contactId ?? null).filter(id => id !== null)
    await store.replaceContacts(tx, rows, ended, at)
    done += piece.length
    onProgress('contacts', done, fresh.length)
  })
  await withOfficeKeys(
    tx,
    actor,
    moved,
    one => [one.seats, one.formerSeats],
    piece => store.moveContacts(tx, piece),
  )
}

function contactOf({ values }: Wanted): PersonValues | undefined {
  if (values.contactName === undefined && values.contactTelephone === undefined) return undefined
  return {
    ...(values.contactName !== undefined && { name: values.contactName }),
    ...(values.contactTelephone !== undefined && { telephone: values.contactTelephone }),
  }
}

/** A contact is seen by the offices of its officer and town; where there are none, by whoever is next above. */
function contactSeats({
  offices,
  officeId,
}: Importer): (path: readonly string[], officerOffice: string | undefined) => string[] {
  const towns = new Map(offices.filter(one => one.kind === 'town').map(one => [one.divisionCode, one.id]))
  const forces = new Map(
    offices.filter(one => one.kind === 'task-force').map(one => [one.divisionCode, one.id]),
  )
  return (path, officerOffice) => {
    const town = path.map(code => towns.get(code)).find(id => id !== undefined)
    const force = path.map(code => forces.get(code)).findLast(id => id !== undefined)
    const ids = [officerOffice, town ?? force].filter(id => id !== undefined)
    return [...new Set(ids.length > 0 ? ids : [officeId])].map(id => `office:${id}`)
  }
}

// --------------------------------------------------------------------------------------------- command line

export type ImportOutcome = {
  id: string
  counts: ImportCounts
  mapping: ImportMapping
  notes: string[]
  /** every refused or doubtful row with what is said about it, in the reader's language */
  issues: { line: number; severity: 'error' | 'warning'; column: string | null; message: string }[]
  /** the refused rows as a sheet; hand it to `writeSheet` */
  refused: { name: string; header: string[]; rows: Iterable<string[]> } | null
}

/**
 * Imports a file from the disk in one transaction under the actor's authority. `officeId` names the office for an
 * actor who holds none (the system). Throws a refusal; nothing is then written.
 */
export async function importEnterprises(job: {
  db: Database
  people: People
  secrets: Secrets
  files: FileStore
  zone: string
  actor: Actor
  officeId?: string
  path: string
  sheet?: string
  mapping?: ImportMapping
  mode: 'good-rows' | 'all-or-nothing'
  confirmChanges: boolean
  lang: Lang
  at: Date
  onProgress?: ImportProgress
}): Promise<ImportOutcome> {
  const { actor, lang } = job
  const onProgress = job.onProgress ?? (() => undefined)
  onProgress('read', 0, 1)
  const sheet = await read(job.path, job.sheet)
  onProgress('read', 1, 1)
  const mapping = job.mapping ?? proposeMapping(sheet.header).mapping
  const { id, plan } = await job.db.as(actor, async tx => {
    const importer = await importerOf(tx, actor, job.officeId)
    return apply(
      tx,
      job,
      actor,
      importer,
      { name: basename(job.path), sheet },
      { ...job, mapping },
      job.at,
      onProgress,
    )
  })
  return {
    id,
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
        : { name: texts(lang)['report.name'], ...errorSheet(sheet, plan.checked, lang) },
  }
}
