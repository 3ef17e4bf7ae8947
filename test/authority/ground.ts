import { createHash } from 'node:crypto'
import type pg from 'pg'
import { divisionSeats, type Holding, keysOf, type Role, uuidv7 } from '#platform/db'
import { pathOf } from '#region/divisions'

/** Where a row stands, seen from an actor whose roles are held in the office of county 330482. */
export const positions = ['own', 'sibling', 'parent', 'child', 'joint', 'link'] as const
export type Position = (typeof positions)[number]

const roles = [
  'liaison',
  'handler',
  'leader',
  'supervisor',
  'duty',
  'admin',
  'auditor',
] as const satisfies Role[]
/** Seven roles, and whoever holds nothing but a link. */
export const actors = [...roles, 'link'] as const
export type ActorName = (typeof actors)[number]

const places: Record<Position, string> = {
  own: '330482',
  sibling: '330481',
  parent: '3304',
  child: '330482001',
  joint: '330481',
  link: '330481',
}

/** What the rows of a position are made from. */
export type Place = {
  position: Position
  path: string[]
  officeId: string
  /** matters, persons and so on are opened to the joint office or the link beside the place's own */
  extra: string[]
  accountId: string
  organisationId: string
  matterId: string
  clockId: string
  personId: string
  entryId: string
  linkId: string
  visitId: string
  circularId: string
}

export type Ground = {
  places: Record<Position, Place>
  /** one account for each role, all in the office of the own place */
  accounts: Record<Role, { id: string; read: string[]; write: string[] }>
  link: { id: string; secretHash: Buffer }
  /** a visiting round of the whole province */
  roundId: string
  groupId: string
  teamId: string
  /** an offer to reserve from, and a need to reserve for */
  offerId: string
  needId: string
  serviceId: string
}

const secretHash = createHash('sha256').update('a secret').digest()

export type Row = Record<string, unknown>

/** Writes a row as it is, with the owner's rights or those of the role that is set. */
export async function insert(client: pg.ClientBase, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row)
  await client.query(
    `insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_record(null::${table}, $1::jsonb)`,
    [JSON.stringify(row)],
  )
}

/** Lays what every row hangs on: divisions, offices, accounts, an enterprise, a matter, a person at each position. */
export async function layGround(client: pg.ClientBase): Promise<Ground> {
  const at = '2022-04-20T00:00:00Z'
  for (const code of ['33', '3304', '330482', '330482001', '330481']) {
    await insert(client, 'region.division', {
      code,
      name: code,
      level: { 2: 'province', 4: 'city', 6: 'county', 9: 'town' }[code.length],
      parent_code: pathOf(code).at(-2) ?? null,
      path: pathOf(code),
      pinyin: code,
      initials: code,
      valid_from: '2000-01-01',
    })
  }
  const officeAt = new Map<string, string>()
  for (const code of new Set(Object.values(places))) {
    const id = uuidv7()
    officeAt.set(code, id)
    await insert(client, 'region.office', {
      id,
      name: code,
      name_en: code,
      prefix: 'TS',
      division_code: code,
      path: pathOf(code),
      subject: 'industry',
      kind: 'bureau',
      sees_subject: false,
      valid_from: at,
      version: 1,
      seats: divisionSeats('admin', pathOf(code)),
    })
  }
  const account = async (code: string, name: string) => {
    const id = uuidv7()
    await insert(client, 'auth.account', {
      id,
      name,
      display_name: name,
      office_id: officeAt.get(code),
      created_at: at,
      is_demo: false,
      version: 1,
      pinyin: '',
      initials: '',
      seats: divisionSeats('admin', pathOf(code)),
    })
    return id
  }
  const ownOffice = officeAt.get('330482')!
  const linkId = uuidv7()
  const ground: Ground = {
    places: {} as Ground['places'],
    accounts: {} as Ground['accounts'],
    link: { id: linkId, secretHash },
    roundId: uuidv7(),
    groupId: uuidv7(),
    teamId: uuidv7(),
    offerId: uuidv7(),
    needId: uuidv7(),
    serviceId: uuidv7(),
  }
  for (const role of roles) {
    const id = await account('330482', `role-${role}`)
    const holding: Holding = {
      role,
      officeId: ownOffice,
      divisionCode: '330482',
      subject: null,
      delegatedBy: null,
    }
    ground.accounts[role] = { id, ...keysOf(id, [holding]) }
  }
  for (const position of positions) {
    const code = places[position]
    const officeId = officeAt.get(code)!
    const extra =
      position === 'joint' ? [`office:${ownOffice}`] : position === 'link' ? [`link:${linkId}`] : []
    const path = pathOf(code)
    const ids = {
      organisationId: uuidv7(),
      matterId: uuidv7(),
      clockId: uuidv7(),
      personId: uuidv7(),
      entryId: uuidv7(),
      linkId: uuidv7(),
      visitId: uuidv7(),
      circularId: uuidv7(),
    }
    const place: Place = {
      position,
      path,
      officeId,
      extra,
      accountId: await account(code, `at-${position}`),
      ...ids,
    }
    ground.places[position] = place
    await insert(client, 'region.organisation', organisationRow(place, ids.organisationId))
    await insert(client, 'matter.matter', matterRow(place, ids.matterId))
    await insert(client, 'matter.clock', clockRow(place, ids.clockId, 'ground'))
    await insert(client, 'region.person', { id: ids.personId, recorded_at: at, seats: personSeats(place) })
    await insert(client, 'matter.link', {
      id: ids.linkId,
      purpose: 'party',
      matter_id: ids.matterId,
      secret_hash: `\\x${unique()}`,
      created_at: at,
      code_no: 1,
      code_failures: 0,
      seats: personSeats(place),
    })
    await insert(client, 'audit.entry', { ...entryRow(place, ids.entryId), xid: '1' })
    await insert(client, 'relief.visit', visitRow(place, ids.visitId))
    await insert(client, 'relief.circular', circularRow(place, ids.circularId))
  }
  await insert(client, 'relief.team', {
    id: ground.teamId,
    office_id: ownOffice,
    name: '红领班',
    leader_id: ground.accounts.leader.id,
    valid_from: at,
    recorded_at: at,
    seats: [],
  })
  await insert(client, 'relief.offer', {
    ...termsRow(),
    id: ground.offerId,
    office_id: ownOffice,
    division_code: '33',
    version: 1,
    seats: [],
  })
  await insert(client, 'matter.matter', { ...matterRow(ground.places.own, ground.needId), kind: 'need' })
  await insert(client, 'relief.need', { ...needRow(ground.places.own), matter_id: ground.needId })
  await insert(client, 'relief.service', {
    id: ground.serviceId,
    office_id: ownOffice,
    name: '用工对接',
    subject: 'general',
    days: 3,
    valid_from: at,
    recorded_at: at,
    seats: [],
  })
  await insert(client, 'relief.service_group', {
    id: ground.groupId,
    office_id: ownOffice,
    name: 'ground',
    name_en: 'ground',
    subject: 'industry',
    valid_from: at,
    recorded_at: at,
    version: 1,
    seats: [],
  })
  await insert(client, 'relief.round', {
    id: ground.roundId,
    name: '全省',
    office_id: ownOffice,
    division_code: '33',
    from_on: '2022-04-18',
    until_on: '2022-05-04',
    least: 1,
    telephone_counts: false,
    created_by: ground.accounts.leader.id,
    recorded_at: at,
    version: 1,
    seats: ['relief:33'],
  })
  await insert(client, 'matter.link', {
    id: linkId,
    purpose: 'track',
    matter_id: ground.places.link.matterId,
    secret_hash: `\\x${secretHash.toString('hex')}`,
    created_at: at,
    seats: [`link:${linkId}`],
  })
  return ground
}

const matterSeats = (place: Place) => [
  ...divisionSeats('relief', place.path),
  `office:${place.officeId}`,
  ...place.extra,
]
/** People and calls carry office seats only, never a division's. */
export const personSeats = (place: Place) => [`office:${place.officeId}`, ...place.extra]
export const registerSeats = (place: Place) => [
  ...divisionSeats('relief', place.path),
  ...divisionSeats('admin', place.path),
]

const at = '2022-04-20T00:00:00Z'
const unique = () => uuidv7().replaceAll('-', '')

export const organisationRow = (place: Place, id = uuidv7()): Row => ({
  id,
  credit_code: unique(),
  credit_code_ok: true,
  name: '企业',
  kind: 'enterprise',
  division_code: place.path.at(-1),
  path: place.path,
  pinyin: 'qiye',
  initials: 'qy',
  recorded_at: at,
  version: 1,
  seats: registerSeats(place),
})
/** What a need and an offer have in common. */
export const termsRow = (): Row => ({
  kind: 'workers',
  unit: 'persons',
  words: '普工',
  specification: '',
  closed_loop_bus: false,
  quantity: 95,
  reserved: 0,
  confirmed: 0,
  longitude: 120,
  latitude: 30,
  from_on: '2022-04-25',
  until_on: '2022-05-25',
  recorded_at: at,
})
/** A need of a place's matter, so that something can be reserved for it. */
export const needRow = (place: Place): Row => ({
  ...termsRow(),
  matter_id: place.matterId,
  organisation_id: place.organisationId,
  delivered: 0,
})
export const visitRow = (place: Place, id = uuidv7()): Row => ({
  id,
  organisation_id: place.organisationId,
  account_id: place.accountId,
  office_id: place.officeId,
  occurred_at: at,
  recorded_at: at,
  how: 'on-site',
  words: '走访',
  seats: matterSeats(place),
})
export const circularRow = (place: Place, id = uuidv7()): Row => ({
  id,
  number: uuidv7(),
  office_id: place.officeId,
  division_code: place.path.at(-1),
  title: '通报',
  words: '通报',
  cut_off: at,
  body: {},
  notice_ids: [],
  issued_by: place.accountId,
  occurred_at: at,
  recorded_at: at,
  seats: [`office:${place.officeId}`, ...place.extra],
})
export const matterRow = (place: Place, id = uuidv7()): Row => ({
  id,
  kind: 'problem',
  number: unique(),
  title: '事项',
  division_code: place.path.at(-1),
  status: 'reported',
  is_open: true,
  priority: 'normal',
  owner_office_id: place.officeId,
  next_step: 'accept',
  version: 1,
  workflow_version: 1,
  blocks_parent: false,
  opened_at: at,
  recorded_at: at,
  seats: matterSeats(place),
})
export const clockRow = (place: Place, id = uuidv7(), name = unique()): Row => ({
  id,
  matter_id: place.matterId,
  name,
  is_promised: false,
  rule_version: '1',
  unit: 'hours',
  amount: 1,
  started_at: at,
  due_at: at,
})
export const entryRow = (place: Place, id = uuidv7()): Row => ({
  id,
  recorded_at: at,
  business_at: at,
  actor_kind: 'staff',
  actor_id: place.accountId,
  kind: 'change',
  action: 'test',
  subject_kind: 'test',
  subject_id: 'test',
  fields: [],
  seats: divisionSeats('audit', place.path),
})
