import type pg from 'pg'
import { divisionSeats, type Tx } from '#platform/db'
import type { NewPerson, People } from '#platform/seal'
import { checkCreditCode } from '#region/credit-code'
import {
  type DemoEnterprise,
  type DemoOffice,
  type DemoOfficer,
  demoEnterprises,
  demoOfficers,
  demoOffices,
  demoPairings,
} from '#region/demo'
import { pathOf } from '#region/divisions'
import { nameTokens } from '#region/names'
import { copyInPieces, copyRows } from './copy.ts'
import { idsOf } from './random.ts'
import type { OnProgress } from './region.ts'

export type Office = DemoOffice & { id: string; path: string[] }
export type Officer = DemoOfficer & { id: string; officeId: string }
export type Enterprise = Pick<DemoEnterprise, 'index' | 'name' | 'divisionCode' | 'lists' | 'contact'> & {
  id: string
  path: string[]
  liaison: Officer
}

/** Who and what a demonstration consists of before anything happens: the same for the same seed and moment. */
export type Register = { offices: Office[]; officers: Officer[]; enterprises: Enterprise[] }

/** Makes the register in memory; `since` is when it was entered. */
export function buildRegister(
  count: { enterprises: number; officers: number },
  seed: number,
  since: Date,
): Register & { details: DemoEnterprise[] } {
  const officeId = idsOf(seed, 'offices')
  const offices = demoOffices().map(office => ({
    ...office,
    id: officeId(since),
    path: pathOf(office.divisionCode),
  }))
  const officeOf = new Map(offices.map(office => [office.key, office]))
  const accountId = idsOf(seed, 'accounts')
  const officers = demoOfficers({ count: count.officers, seed }).map(officer => ({
    ...officer,
    id: accountId(since),
    officeId: officeOf.get(officer.officeKey)!.id,
  }))
  const officerOf = new Map(officers.map(officer => [officer.account, officer]))
  const details = demoEnterprises({ count: count.enterprises, seed })
  const pairings = demoPairings(details, officers)
  const organisationId = idsOf(seed, 'organisations')
  const enterprises = details.map((one, i) => ({
    index: one.index,
    name: one.name,
    divisionCode: one.divisionCode,
    lists: one.lists,
    contact: one.contact,
    id: organisationId(new Date(since.getTime() + i)),
    path: pathOf(one.divisionCode),
    liaison: officerOf.get(pairings[i]!.account)!,
  }))
  return { offices, officers, enterprises, details }
}

/** Writes offices, accounts with their roles and one shared password hash. */
export async function seedOffices(
  client: pg.Client,
  { offices, officers }: Register,
  seed: number,
  since: Date,
  passwordHash: string,
): Promise<void> {
  const pathOfOffice = new Map(offices.map(office => [office.id, office.path]))
  const seatsAt = (officeId: string) => divisionSeats('admin', pathOfOffice.get(officeId)!)
  await copyRows(
    client,
    'region.office',
    [
      'id',
      'name',
      'name_en',
      'prefix',
      'division_code',
      'path',
      'subject',
      'kind',
      'sees_subject',
      'valid_from',
      'seats',
    ],
    offices.map(one => [
      one.id,
      one.name,
      one.nameEn,
      one.prefix,
      one.divisionCode,
      one.path,
      one.subject,
      one.kind,
      one.seesSubject,
      since,
      seatsAt(one.id),
    ]),
  )
  await copyRows(
    client,
    'auth.account',
    ['id', 'name', 'display_name', 'pinyin', 'initials', 'office_id', 'created_at', 'is_demo', 'seats'],
    officers.map(one => {
      const { pinyin, initials } = nameTokens(one.name, { surname: true })
      return [
        one.id,
        one.account,
        one.name,
        pinyin,
        initials,
        one.officeId,
        since,
        true,
        seatsAt(one.officeId),
      ]
    }),
  )
  await copyRows(
    client,
    'auth.credential',
    ['account_id', 'password_hash'],
    officers.map(one => [one.id, passwordHash]),
  )
  const holdingId = idsOf(seed, 'holdings')
  await copyRows(
    client,
    'auth.role_holding',
    ['id', 'account_id', 'role', 'office_id', 'valid_from', 'recorded_at', 'seats'],
    officers.flatMap(one =>
      one.roles.map(role => [
        holdingId(since),
        one.id,
        role,
        one.officeId,
        since,
        since,
        seatsAt(one.officeId),
      ]),
    ),
  )
}

/** Writes the enterprises with their lists, liaison officers and sealed contacts. */
export async function seedEnterprises(
  client: pg.Client,
  tx: Tx,
  people: People,
  register: Register & { details: readonly DemoEnterprise[] },
  seed: number,
  since: Date,
  onProgress: OnProgress,
): Promise<void> {
  const { enterprises, details, offices } = register
  const seatsOf = (path: readonly string[]) => [
    ...divisionSeats('relief', path),
    ...divisionSeats('admin', path),
  ]
  const total = enterprises.length * 2
  await copyInPieces(
    client,
    'region.organisation',
    [
      'id',
      'credit_code',
      'credit_code_ok',
      'name',
      'division_code',
      'path',
      'address',
      'industry',
      'size',
      'employees',
      'revenue_fen',
      'pinyin',
      'initials',
      'recorded_at',
      'seats',
    ],
    details.map((one, i) => {
      const { pinyin, initials } = nameTokens(one.name)
      const { id, path } = enterprises[i]!
      return [
        id,
        one.creditCode,
        checkCreditCode(one.creditCode).ok,
        one.name,
        one.divisionCode,
        path,
        one.address,
        one.industry,
        one.size,
        one.employees,
        one.revenueFen,
        pinyin,
        initials,
        since,
        seatsOf(path),
      ]
    }),
    done => onProgress(done, total),
  )
  await copyRows(
    client,
    'relief.list_member',
    ['organisation_id', 'list', 'valid_from'],
    enterprises.flatMap(one => one.lists.map(list => [one.id, list, since])),
  )
  const pairingId = idsOf(seed, 'pairings')
  await copyRows(
    client,
    'relief.pairing',
    ['id', 'organisation_id', 'account_id', 'office_id', 'valid_from', 'recorded_at', 'seats'],
    enterprises.map(one => [
      pairingId(since),
      one.id,
      one.liaison.id,
      one.liaison.officeId,
      since,
      since,
      seatsOf(one.path),
    ]),
  )
  const townOffice = new Map(
    offices.filter(one => one.kind === 'town').map(one => [one.divisionCode, one.id]),
  )
  const personId = idsOf(seed, 'contacts')
  const persons: NewPerson[] = enterprises.map(one => ({
    id: personId(since),
    seats: [...new Set([`office:${one.liaison.officeId}`, `office:${townOffice.get(one.divisionCode)}`])],
    values: { name: one.contact.name, telephone: one.contact.telephone },
  }))
  const piece = 1000
  for (let from = 0; from < persons.length; from += piece) {
    await people.addMany(tx, persons.slice(from, from + piece), since)
    onProgress(enterprises.length + Math.min(persons.length, from + piece), total)
  }
  const contactId = idsOf(seed, 'contact rows')
  await copyRows(
    client,
    'relief.contact',
    ['id', 'organisation_id', 'person_id', 'post', 'is_main', 'valid_from', 'seats'],
    enterprises.map((one, i) => [
      contactId(since),
      one.id,
      persons[i]!.id,
      one.contact.post,
      true,
      since,
      persons[i]!.seats,
    ]),
  )
}
