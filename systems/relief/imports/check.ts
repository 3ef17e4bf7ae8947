import { type Actor, type Tx, withKeys } from '#platform/db'
import type { People, PersonValues } from '#platform/seal'
import {
  type CheckedRow,
  type CheckedSheet,
  checkRows,
  diffRows,
  type Finding,
  type RowIssue,
  type Sheet,
} from '#platform/sheets'
import { checkCreditCode } from '#region/credit-code'
import type { ImportField, ImportMapping } from '../import-api.ts'
import { type ListedEnterprise, readersOf, say, unitOf } from './fields.ts'
import { withOfficeKeys } from './keys.ts'
import { type Officer, type OfficerFound, officerFinder } from './officers.ts'
import { fullName, type Place, type PlaceFound, placeFinder } from './places.ts'
import * as store from './store.ts'

/** A row that would be taken: what it says, with division and officer found. */
export type Wanted = {
  line: number
  creditCode: string
  creditCodeOk: boolean
  values: ListedEnterprise
  place: Place
  officer: Officer | undefined
  issues: RowIssue[]
}

/** A registered enterprise that a row would change. */
export type Change = {
  wanted: Wanted
  onFile: store.OnFile
  contact: PersonValues
  fields: { field: ImportField; before: unknown; after: unknown }[]
}

export type Plan = {
  mapping: ImportMapping
  checked: CheckedSheet<ListedEnterprise>
  added: Wanted[]
  changed: Change[]
  unchanged: Wanted[]
  refused: CheckedRow<ListedEnterprise>[]
  placeName(code: string): string
}

type Comparable = { creditCode: string; division: string; officer?: string } & Omit<
  ListedEnterprise,
  'creditCode' | 'division' | 'officer' | 'officerOffice'
>
const compared = [
  'name',
  'division',
  'address',
  'industry',
  'size',
  'employees',
  'revenue',
  'officer',
  'lists',
  'contactName',
  'contactPost',
  'contactTelephone',
] as const satisfies readonly ImportField[]

const DIGITS = /^\d{12}$/

/**
 * Checks every row and compares it with the register, without writing. `places` are the codes of the divisions
 * whose enterprises the importer may write, `keys` those of the offices that see their contacts.
 */
export async function planImport(
  tx: Tx,
  people: People,
  actor: Actor,
  { places: mayWrite, keys }: { places: readonly string[]; keys: readonly string[] },
  sheet: Sheet,
  mapping: ImportMapping,
  at: Date,
): Promise<Plan> {
  const cellsOf = (field: ImportField) => {
    const column = mapping[field]
    if (column === undefined) return []
    return [...new Set(sheet.rows.map(row => (row.cells[column] ?? '').trim()).filter(cell => cell !== ''))]
  }
  const normal = new Map(cellsOf('creditCode').map(cell => [cell, checkCreditCode(cell)]))
  const checkOf = (cell: string) => normal.get(cell) ?? checkCreditCode(cell)
  const codes = [...new Set([...normal.values()].map(code => code.normalized))]
  const standing = await withKeys(tx, actor, keys, () => store.readRegister(tx, codes))
  const onFile = new Map(standing.map(row => [row.creditCode, row]))
  const places = await store.readPlaces(
    tx,
    cellsOf('division').filter(cell => DIGITS.test(cell)),
  )
  const nameOf = new Map(places.map(place => [place.code, place.name]))
  const findPlace = placeFinder(places, mayWrite)
  const told = (place: Place) => fullName(place, code => nameOf.get(code))
  const typedOfficers = cellsOf('officer')
  const officers = typedOfficers.length === 0 ? [] : await store.readOfficers(tx, at)
  const known = new Set(officers.flatMap(one => [one.account, one.name]))
  const unmet = typedOfficers.filter(typed => !known.has(typed))
  const staff = unmet.length === 0 ? [] : await store.readStaff(tx, unmet)
  const findOfficer = officerFinder(
    officers,
    new Set(staff.flatMap(one => [one.account, one.name.toLowerCase()])),
  )
  const others = await namesakes(tx, cellsOf('name'), onFile)
  const firstByName = new Map<string, { line: number; code: string }>()

  const checked = checkRows<ListedEnterprise>({
    sheet,
    mapping: mapping as Record<string, number>,
    fields: readersOf(unitOf(sheet.header[mapping.revenue ?? -1] ?? '') ?? '万元'),
    keyOf: values => checkOf(values.creditCode).normalized,
    findings(values, line) {
      const found: Finding<ListedEnterprise>[] = []
      const code = checkOf(values.creditCode)
      if (code.problem)
        found.push({
          severity: 'warning',
          code: `code-${code.problem}`,
          field: 'creditCode',
          say: say(`issue.code-${code.problem}`),
        })
      const registered = onFile.get(code.normalized)
      if (registered !== undefined && !registered.path.some(one => mayWrite.includes(one))) {
        const name =
          nameOf.get(registered.path.find(one => one.length === 6) ?? registered.divisionCode) ??
          registered.divisionCode
        found.push({
          severity: 'error',
          code: 'enterprise-elsewhere',
          field: 'creditCode',
          say: say('issue.enterprise-elsewhere', { name }),
        })
      }
      const first = firstByName.get(values.name)
      if (first === undefined) firstByName.set(values.name, { line, code: code.normalized })
      else if (first.code !== code.normalized) {
        found.push({
          severity: 'warning',
          code: 'same-name',
          field: 'name',
          say: say('issue.same-name', { line: first.line }),
        })
      }
      const other = registered === undefined ? others.get(values.name) : undefined
      if (other !== undefined)
        found.push({
          severity: 'warning',
          code: 'name-on-file',
          field: 'name',
          say: say('issue.name-on-file', { code: other }),
        })
      const place = findPlace(values.division)
      const placeFinding = findingOfPlace(place, told)
      if (placeFinding) found.push(placeFinding)
      if (values.officer !== undefined && place.is === 'found') {
        const finding = findingOfOfficer(
          findOfficer(values.officer, values.officerOffice, pathAt(place.place, registered)),
        )
        if (finding) found.push(finding)
      }
      return found
    },
  })

  const wanted: Wanted[] = []
  for (const row of checked.rows) {
    if (row.values === undefined) continue
    const place = findPlace(row.values.division)
    if (place.is !== 'found') continue
    const code = checkOf(row.values.creditCode)
    const path = pathAt(place.place, onFile.get(code.normalized))
    const officer =
      row.values.officer === undefined
        ? undefined
        : findOfficer(row.values.officer, row.values.officerOffice, path)
    wanted.push({
      line: row.line,
      creditCode: code.normalized,
      creditCodeOk: code.ok,
      values: row.values,
      place: place.place,
      officer: officer?.is === 'found' ? officer.officer : undefined,
      issues: row.issues,
    })
  }
  const contacts = await readContacts(tx, people, actor, wanted, onFile)
  return {
    mapping,
    checked,
    ...compare(wanted, onFile, contacts),
    refused: checked.rows.filter(row => row.state === 'refused'),
    placeName: code => {
      const place = places.find(one => one.code === code)
      return place === undefined ? code : told(place)
    },
  }
}

/** Where an enterprise is: a list that tells the county leaves it in the town that the register knows. */
function pathAt(place: Place, registered: store.OnFile | undefined): readonly string[] {
  return registered?.path.includes(place.code) ? registered.path : place.path
}

/** Of the names in the file, those that the register holds under a code that is not in the file. */
async function namesakes(
  tx: Tx,
  names: string[],
  onFile: ReadonlyMap<string, store.OnFile>,
): Promise<Map<string, string>> {
  const found = await store.readSameNames(tx, names)
  return new Map(found.filter(one => !onFile.has(one.creditCode)).map(one => [one.name, one.creditCode]))
}

function findingOfPlace(
  place: PlaceFound,
  told: (place: Place) => string,
): Finding<ListedEnterprise> | undefined {
  const finding = (
    severity: 'error' | 'warning',
    code: 'unknown' | 'many' | 'outside' | 'followed',
    values: Record<string, string>,
  ) =>
    ({
      severity,
      code: `division-${code}`,
      field: 'division',
      say: say(`issue.division-${code}`, values),
    }) as const
  switch (place.is) {
    case 'found':
      return place.followed
        ? finding('warning', 'followed', { name: told(place.place), code: place.place.code })
        : undefined
    case 'outside':
      return finding('error', 'outside', { name: told(place.place) })
    default:
      return finding('error', place.is, {
        candidates: place.candidates.map(one => `${told(one)}（${one.code}）`).join('、'),
      })
  }
}

function findingOfOfficer(found: OfficerFound): Finding<ListedEnterprise> | undefined {
  const finding = (code: 'unknown' | 'many' | 'role' | 'elsewhere', values: Record<string, string> = {}) =>
    ({
      severity: 'error',
      code: `officer-${code}`,
      field: 'officer',
      say: say(`issue.officer-${code}`, values),
    }) as const
  switch (found.is) {
    case 'found':
      return undefined
    case 'elsewhere':
      return finding('elsewhere', { office: found.officer.office })
    case 'many':
      return finding('many', {
        candidates: found.candidates.map(one => `${one.name}（${one.account}，${one.office}）`).join('、'),
      })
    case 'no-liaison':
      return finding('role')
    case 'unknown':
      return finding('unknown')
  }
}

async function readContacts(
  tx: Tx,
  people: People,
  actor: Actor,
  wanted: readonly Wanted[],
  onFile: ReadonlyMap<string, store.OnFile>,
) {
  const found = new Map<string, PersonValues>()
  const known = wanted
    .filter(({ values }) => values.contactName !== undefined || values.contactTelephone !== undefined)
    .flatMap(({ creditCode }) => onFile.get(creditCode) ?? [])
    .filter(row => row.personId !== null)
  await withOfficeKeys(
    tx,
    actor,
    known,
    row => [row.contactSeats ?? []],
    async piece => {
      const ids = piece.map(row => row.personId).filter(id => id !== null)
      for (const [id, values] of await people.read(tx, ids, ['name', 'telephone'])) found.set(id, values)
    },
  )
  return found
}

function compare(
  wanted: readonly Wanted[],
  onFile: ReadonlyMap<string, store.OnFile>,
  contacts: ReadonlyMap<string, PersonValues>,
) {
  const byCode = new Map(wanted.map(row => [row.creditCode, row]))
  const contactOf = (row: store.OnFile) => (row.personId === null ? {} : (contacts.get(row.personId) ?? {}))
  const present = wanted.map(row => onFile.get(row.creditCode)).filter(row => row !== undefined)
  const existing = present.map((row): Comparable => {
    const contact = contactOf(row)
    return {
      creditCode: row.creditCode,
      name: row.name,
      division: row.divisionCode,
      ...given({
        address: row.address,
        industry: row.industry,
        size: row.size as ListedEnterprise['size'],
        employees: row.employees,
        revenue: row.revenue,
        officer: row.officerId,
        contactName: contact.name,
        contactPost: row.post,
        contactTelephone: contact.telephone,
      }),
      lists: row.lists,
    }
  })
  const incoming = wanted.map((row): Comparable => {
    const before = onFile.get(row.creditCode)
    const { officer: _typed, officerOffice: _office, ...values } = row.values
    return {
      ...values,
      creditCode: row.creditCode,
      division: pathAt(row.place, before).at(-1)!,
      ...(row.officer && { officer: row.officer.id }),
      // Being on one list says nothing about the others.
      ...(values.lists && { lists: [...new Set([...(before?.lists ?? []), ...values.lists])].sort() }),
    }
  })
  const difference = diffRows<Comparable>({
    existing,
    incoming,
    keyOf: row => row.creditCode,
    fields: compared,
  })
  return {
    added: difference.added.map(row => byCode.get(row.creditCode)!),
    unchanged: difference.same.map(row => byCode.get(row.creditCode)!),
    changed: difference.changed.map(({ key, fields }): Change => {
      const row = onFile.get(key)!
      return {
        wanted: byCode.get(key)!,
        onFile: row,
        contact: contactOf(row),
        fields: fields as Change['fields'],
      }
    }),
  }
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }
/** Leaves out what is unknown. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as Given<T>
}
