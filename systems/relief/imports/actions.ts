import { type Actor, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { type Call, type ImportProgress, importOf, issuesOf, type ListKind } from '#platform/imports'
import { announce } from '#platform/notices'
import type { People, PersonValues } from '#platform/seal'
import { nameTokens } from '#region/names'
import type { ImportField, ImportRow } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { follow } from '../plans/register.ts'
import { type Change, type Plan, planImport, type Wanted } from './check.ts'
import { knownNames, sheetFields, unitOf } from './fields.ts'
import { withOfficeKeys } from './keys.ts'
import * as store from './store.ts'

export type { ImportParts } from '#platform/imports'

const CHUNK = 2000

export type Importer = {
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
export async function importerOf(tx: Tx, actor: Actor, officeId: string | undefined): Promise<Importer> {
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

async function show(
  { tx, parts, actor, importer, sheet, mapping }: Call<ImportField, Importer>,
  plan: Plan,
  most: number,
) {
  const { lang } = actor
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
  await inChunks(newPairs, CHUNK * 2, chunk => store.replacePairings(tx, chunk, [], divisions, actor.id, at))
  await inChunks(changedPairs, CHUNK * 2, chunk =>
    store.replacePairings(
      tx,
      chunk,
      chunk.map(one => one.organisationId),
      divisions,
      actor.id,
      at,
    ),
  )
  const moved = plan.changed.filter(one => has(one, 'division') && !has(one, 'officer'))
  await store.moveSeats(
    tx,
    moved.map(one => ({ id: one.onFile.id, divisionCode: divisionOf(one) })),
    divisions,
  )
  const places = new Map(divisions.map(one => [one.code, one.path]))
  const follows = plan.changed.filter(one => has(one, 'division'))
  await follow(
    tx,
    people,
    actor,
    follows.map(one => ({
      id: one.onFile.id,
      from: { code: one.onFile.divisionCode, path: one.onFile.path },
      to: { code: divisionOf(one), path: places.get(divisionOf(one))! },
    })),
    at,
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

/** Enterprises 企业: by credit code, with their officers, lists and sealed contacts. */
const enterprises: ListKind<ImportField, Importer, Plan, ImportRow> = {
  name: 'enterprises',
  action: 'relief.import',
  seats: 'relief',
  fields: sheetFields,
  knownNames,
  reportName: lang => texts(lang)['report.name'],
  notes: (mapping, header, lang) =>
    mapping.revenue !== undefined && unitOf(header[mapping.revenue] ?? '') === undefined
      ? [texts(lang)['note.revenue-unit']]
      : [],
  importerOf,
  plan: ({ tx, parts, actor, importer, sheet, mapping, at }) =>
    planImport(tx, parts.people, actor, importer, sheet, mapping, at),
  show,
  async write({ tx, parts, actor, importer, at }, plan, importId, onProgress) {
    await write(tx, parts.people, actor, importer, plan, importId, at, onProgress)
    const places = [...plan.added, ...plan.changed.map(one => one.wanted)].flatMap(one =>
      one.place.path.filter(code => code.length <= 9),
    )
    const seats = [...new Set(places)].map(code => `relief:${code}`)
    await announce(tx, { topic: 'enterprises', id: importId, seats })
  },
}

export const enterpriseImport = importOf(enterprises)

/** Imports a list of enterprises from the disk: what the command line and the seed call. */
export const importEnterprises = enterpriseImport.importFile
