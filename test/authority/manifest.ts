import { divisionSeats, uuidv7 } from '#platform/db'
import {
  type ActorName,
  circularRow,
  clockRow,
  entryRow,
  type Ground,
  matterRow,
  needRow,
  organisationRow,
  type Place,
  type Position,
  personSeats,
  positions,
  type Row,
  registerSeats,
  termsRow,
  visitRow,
} from './ground.ts'

export type Operation = 'read' | 'insert' | 'update' | 'delete'
/** At which positions an actor may do what. */
type Reach = Partial<Record<ActorName, readonly Position[]>>

export type Table = {
  /** a row at a place that the schema accepts; `seq` keeps it from meeting another one's unique keys */
  row(place: Place, ground: Ground, actor: ActorName): Row
  /** the columns by which a row is found again */
  key: readonly string[]
  /** the column that an update touches */
  touch?: string
  may: Partial<Record<Operation, Reach>>
}

const at = '2022-04-20T00:00:00Z'
const unique = () => uuidv7().replaceAll('-', '')
const bytes = () => `\\x${unique()}`
const everywhere = positions

// The oracle: written from the design's words, not from the code. A matter is seen by its place and above, and by each
// party's office; only the place's own officers and the parties write.
const atPlace: readonly Position[] = ['own', 'child', 'joint']
const inOffice: readonly Position[] = ['own', 'joint']
const link: readonly Position[] = ['link']
const readMatters: Reach = {
  liaison: atPlace,
  leader: atPlace,
  supervisor: atPlace,
  duty: atPlace,
  handler: inOffice,
  link,
}
const writeMatters: Reach = { liaison: atPlace, leader: atPlace, duty: atPlace, handler: inOffice, link }
const readOffices: Reach = {
  liaison: inOffice,
  leader: inOffice,
  supervisor: inOffice,
  duty: inOffice,
  handler: inOffice,
  link,
}
const writeOffices: Reach = { liaison: inOffice, leader: inOffice, duty: inOffice, handler: inOffice, link }
const noLink = ({ link: _, ...staff }: Reach): Reach => staff
const staff: Reach = Object.fromEntries(
  (['liaison', 'handler', 'leader', 'supervisor', 'duty', 'admin', 'auditor'] as const).map(role => [
    role,
    everywhere,
  ]),
)
const anyone: Reach = { ...staff, link: everywhere }
const below: readonly Position[] = ['own', 'child']
const administer: Reach = { admin: below }
const register: Reach = { liaison: below, leader: below, duty: below, admin: below }

// What belongs to an enterprise as a whole is the business of whoever serves its place: no party of a matter sees it for
// that, and a link never does.
const readPlace: Reach = { liaison: below, leader: below, supervisor: below, duty: below }
const writePlace: Reach = { liaison: below, leader: below, duty: below }
const ownOffice: Reach = { liaison: ['own'], handler: ['own'], leader: ['own'], duty: ['own'] }
const reliefSeats = (place: Place) => divisionSeats('relief', place.path)

const ofMatter = (
  row: (place: Place, ground: Ground) => Row,
  options: { key?: readonly string[]; touch?: string; update?: boolean } = {},
): Table => ({
  row,
  key: options.key ?? ['id'],
  ...(options.touch !== undefined && { touch: options.touch }),
  may: { read: readMatters, insert: writeMatters, ...(options.update !== false && { update: writeMatters }) },
})

const person = (row: (place: Place) => Row, key: readonly string[], touch: string): Table => ({
  row,
  key,
  touch,
  may: {
    read: readOffices,
    insert: writeOffices,
    update: noLink(writeOffices),
    delete: noLink(writeOffices),
  },
})

/** Whoever may write relief's rows of the place and below it, where no office has a part of its own. */
const officersBelow: Reach = { liaison: below, leader: below, duty: below }

let sequence = 0
const next = () => ++sequence

/**
 * Every table of the database but {@link apart}, with who may do what to a row where; several where its rows are of
 * several kinds. A table in neither fails the test.
 */
export const manifest: Record<string, Table | readonly Table[]> = {
  'app.outbox': {
    row: () => ({ id: uuidv7(), name: 'test', payload: {}, recorded_at: at }),
    key: ['id'],
    may: { insert: anyone },
  },
  'audit.entry': {
    row: (place, ground, actor) => ({
      ...entryRow(place),
      ...(actor === 'link'
        ? { actor_kind: 'link', actor_id: ground.link.id }
        : { actor_id: ground.accounts[actor].id }),
    }),
    key: ['id'],
    may: { read: { auditor: below }, insert: anyone },
  },
  'audit.seal': {
    row: place => ({ seq: 1_000_000 + next(), entry_id: place.entryId, hash: bytes(), sealed_at: at }),
    key: ['seq'],
    may: { read: { auditor: below } },
  },
  'auth.account': {
    row: place => ({
      id: uuidv7(),
      name: unique(),
      display_name: '某人',
      office_id: place.officeId,
      created_at: at,
      is_demo: false,
      version: 1,
      pinyin: '',
      initials: '',
      seats: divisionSeats('admin', place.path),
    }),
    key: ['id'],
    touch: 'display_name',
    may: { read: staff, insert: administer, update: administer },
  },
  'auth.credential': { row: place => ({ account_id: place.accountId }), key: ['account_id'], may: {} },
  'auth.role_holding': {
    row: (place, ground, actor) => ({
      id: uuidv7(),
      account_id: place.accountId,
      role: 'handler',
      office_id: place.officeId,
      valid_from: at,
      granted_by: actor === 'link' ? null : ground.accounts[actor].id,
      recorded_at: at,
      seats: divisionSeats('admin', place.path),
    }),
    key: ['id'],
    touch: 'valid_until',
    may: { read: staff, insert: administer, update: administer },
  },
  'auth.session': {
    row: place => ({
      id: uuidv7(),
      account_id: place.accountId,
      token_hash: bytes(),
      created_at: at,
      seen_at: at,
      expires_at: at,
      seats: [`account:${place.accountId}`],
    }),
    key: ['id'],
    touch: 'revoked_at',
    may: {},
  },
  'auth.attempt': { row: () => ({ subject: unique(), failures: 1, next_at: at }), key: ['subject'], may: {} },
  'matter.matter': {
    row: place => matterRow(place),
    key: ['id'],
    touch: 'title',
    may: { read: readMatters, insert: writeMatters, update: writeMatters },
  },
  'matter.party': ofMatter(
    place => ({
      id: uuidv7(),
      matter_id: place.matterId,
      part: 'outside',
      outside_name: '外部',
      state: 'asked',
      since: at,
    }),
    { touch: 'reason' },
  ),
  'matter.clock': ofMatter(place => clockRow(place), { touch: 'rule_version' }),
  'matter.extension': ofMatter(
    place => ({
      id: uuidv7(),
      matter_id: place.matterId,
      clock_id: place.clockId,
      asked_by: place.accountId,
      asked_at: at,
      until: at,
      reason: '原因',
      decided_at: at,
      approved: false,
    }),
    { touch: 'reason' },
  ),
  'matter.history': ofMatter(
    place => ({
      matter_id: place.matterId,
      seq: next(),
      at,
      recorded_at: at,
      actor_kind: 'system',
      action: 'test',
      fields: [],
      detail: {},
      audience: 'all',
    }),
    { key: ['matter_id', 'seq'], update: false },
  ),
  'matter.attachment': ofMatter(
    place => ({
      id: uuidv7(),
      matter_id: place.matterId,
      name: 'a.pdf',
      media_type: 'application/pdf',
      bytes: 1,
      sha256: bytes(),
      added_at: at,
      actor_kind: 'system',
      audience: 'all',
    }),
    { update: false },
  ),
  'matter.due': [
    ofMatter(place => ({ id: uuidv7(), matter_id: place.matterId, what: 'remind', at }), { touch: 'at' }),
    {
      row: place => ({ id: uuidv7(), what: 'supervise', at, done_at: at, seats: reliefSeats(place) }),
      key: ['id'],
      touch: 'at',
      may: { read: readPlace, insert: writePlace, update: writePlace },
    },
  ],
  'matter.series': { row: () => ({ prefix: unique(), last: 1 }), key: ['prefix'], may: {} },
  'matter.link': {
    row: place => ({
      id: uuidv7(),
      purpose: 'track',
      matter_id: place.matterId,
      secret_hash: bytes(),
      created_at: at,
      code_no: 0,
      code_failures: 0,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'revoked_at',
    may: { read: readOffices, insert: writeOffices, update: noLink(writeOffices) },
  },
  // Written by whoever types a code, through one function; staff see who opened the links of their office.
  'matter.link_device': {
    row: place => ({
      id: uuidv7(),
      link_id: place.linkId,
      token_hash: bytes(),
      agent: 'phone',
      address_mark: 'abcdef',
      bound_at: at,
      seen_at: at,
    }),
    key: ['id'],
    touch: 'revoked_at',
    may: { read: noLink(readOffices), update: noLink(writeOffices) },
  },
  'matter.link_opening': {
    row: place => ({
      link_id: place.linkId,
      what: 'opened',
      address_mark: unique(),
      on_day: '2022-04-20',
      times: 1,
      last_at: at,
    }),
    key: ['link_id', 'address_mark'],
    may: { read: noLink(readOffices) },
  },
  'notice.message': {
    row: place => ({
      id: uuidv7(),
      channel: 'in-app',
      office_id: place.officeId,
      template: 'remind',
      params: {},
      lang: 'zh-CN',
      status: 'queued',
      attempts: 0,
      created_at: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'attempts',
    may: { read: noLink(readOffices), insert: anyone, update: noLink(writeOffices) },
  },
  'notice.call': {
    row: place => ({
      id: uuidv7(),
      direction: 'made',
      account_id: place.accountId,
      outcome: 'reached',
      at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    may: { read: noLink(readOffices), insert: noLink(writeOffices) },
  },
  'region.calendar_day': {
    row: () => ({
      day: new Date(Date.UTC(1990, 0, next())).toISOString().slice(0, 10),
      is_working: true,
      notice: 'test',
    }),
    key: ['day'],
    may: { read: anyone },
  },
  'region.division': {
    row: place => ({
      code: `9${String(next()).padStart(8, '0')}`,
      name: '某镇',
      level: 'town',
      parent_code: place.path.at(-1),
      path: place.path,
      pinyin: '',
      initials: '',
      valid_from: '2000-01-01',
    }),
    key: ['code'],
    may: { read: anyone },
  },
  'region.office': {
    row: place => ({
      id: uuidv7(),
      name: unique(),
      name_en: 'office',
      prefix: 'TS',
      division_code: place.path.at(-1),
      path: place.path,
      subject: 'labour',
      kind: 'bureau',
      sees_subject: false,
      valid_from: at,
      version: 1,
      seats: divisionSeats('admin', place.path),
    }),
    key: ['id'],
    touch: 'name',
    may: { read: anyone, insert: administer, update: administer },
  },
  'region.place': {
    row: place => ({
      id: uuidv7(),
      division_code: place.path.at(-1),
      name: '某地',
      name_en: 'a place',
      kind: 'factory',
      pinyin: '',
      initials: '',
      valid_from: at,
      seats: registerSeats(place),
    }),
    key: ['id'],
    touch: 'name',
    may: { read: staff, insert: register, update: register },
  },
  'region.organisation': {
    row: place => organisationRow(place),
    key: ['id'],
    touch: 'name',
    may: { read: staff, insert: register, update: register },
  },
  'region.person': {
    row: place => ({ id: uuidv7(), recorded_at: at, seats: personSeats(place) }),
    key: ['id'],
    touch: 'destroyed_at',
    may: { read: readOffices, insert: writeOffices, update: noLink(writeOffices) },
  },
  'region.person_key': person(
    place => ({ person_id: place.personId, wrapped: bytes(), seats: personSeats(place) }),
    ['person_id'],
    'seats',
  ),
  'region.person_value': person(
    place => ({ person_id: place.personId, field: 'name', sealed: bytes(), seats: personSeats(place) }),
    ['person_id', 'field'],
    'sealed',
  ),
  'region.person_token': person(
    place => ({ person_id: place.personId, kind: 'name', token: bytes(), seats: personSeats(place) }),
    ['person_id', 'token'],
    'seats',
  ),
  'region.destruction': {
    row: place => ({
      person_id: place.personId,
      destroyed_at: at,
      ground: '期满',
      fields: ['name'],
      proof: bytes(),
      seats: personSeats(place),
    }),
    key: ['person_id'],
    touch: 'seats',
    may: { read: noLink(readOffices), insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.list_member': {
    row: place => ({ organisation_id: place.organisationId, list: unique(), valid_from: at }),
    key: ['organisation_id', 'list'],
    touch: 'valid_until',
    may: { read: staff, insert: register, update: register },
  },
  'relief.contact': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      person_id: place.personId,
      is_main: false,
      valid_from: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'post',
    may: { read: noLink(readOffices), insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.pairing': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      account_id: place.accountId,
      office_id: place.officeId,
      valid_from: at,
      valid_until: at,
      recorded_at: at,
      seats: registerSeats(place),
    }),
    key: ['id'],
    touch: 'valid_until',
    may: { read: staff, insert: register, update: register },
  },
  'relief.service_group': {
    row: place => ({
      id: uuidv7(),
      office_id: place.officeId,
      name: unique(),
      name_en: 'group',
      subject: 'industry',
      valid_from: at,
      recorded_at: at,
      version: 1,
      seats: registerSeats(place),
    }),
    key: ['id'],
    touch: 'subject',
    may: { read: staff, insert: register, update: register },
  },
  'relief.group_member': {
    row: (place, ground) => ({
      id: uuidv7(),
      group_id: ground.groupId,
      account_id: place.accountId,
      part: 'member',
      valid_from: at,
      valid_until: at,
      recorded_at: at,
      seats: registerSeats(place),
    }),
    key: ['id'],
    touch: 'valid_until',
    may: { read: staff, insert: register, update: register },
  },
  'relief.absence': {
    row: place => ({
      id: uuidv7(),
      account_id: place.accountId,
      absent_from: at,
      absent_until: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'absent_until',
    may: { read: staff, insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.problem': ofMatter(
    place => ({
      matter_id: place.matterId,
      organisation_id: place.organisationId,
      category: 'OTHER',
      tier: 'county',
      channel: 'officer',
      description: '问题',
      stopped_production: false,
      returns: 0,
      reopened: 0,
      chased: 0,
      recorded_at: at,
    }),
    { key: ['matter_id'], touch: 'description' },
  ),
  'relief.team': {
    row: place => ({
      id: uuidv7(),
      office_id: place.officeId,
      name: unique(),
      leader_id: place.accountId,
      valid_from: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'name',
    may: { read: staff, insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.team_member': {
    row: (place, ground) => ({
      id: uuidv7(),
      team_id: ground.teamId,
      part: 'line-leader',
      name: unique(),
      valid_from: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'valid_until',
    may: { read: staff, insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.service': {
    row: place => ({
      id: uuidv7(),
      office_id: place.officeId,
      name: unique(),
      subject: 'general',
      days: 3,
      valid_from: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'description',
    may: { read: staff, insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  'relief.service_order': ofMatter(
    (place, ground) => ({
      matter_id: place.matterId,
      organisation_id: place.organisationId,
      service_id: ground.serviceId,
      channel: 'officer',
      link_id: uuidv7(),
      recorded_at: at,
    }),
    { key: ['matter_id'], touch: 'delivered' },
  ),
  'app.import': {
    row: place => ({
      id: uuidv7(),
      kind: 'enterprises',
      fingerprint: bytes(),
      file_name: 'a.xlsx',
      office_id: place.officeId,
      added: 0,
      changed: 0,
      unchanged: 0,
      refused: 0,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    may: { read: noLink(readOffices), insert: noLink(writeOffices) },
  },
  'relief.plan': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      version: next(),
      goals: '目标',
      in_force: true,
      changed: '新建',
      account_id: place.accountId,
      office_id: place.officeId,
      occurred_at: at,
      recorded_at: at,
      seats: reliefSeats(place),
    }),
    key: ['id'],
    touch: 'seats',
    may: { read: readPlace, insert: writePlace, update: writePlace },
  },
  'relief.state': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      state: 'running',
      since: new Date(Date.UTC(2000, 0, 1) + next() * 3_600_000),
      until: new Date(Date.UTC(2000, 0, 1) + sequence * 3_600_000 + 1),
      source: 'call',
      recorded_at: at,
      seats: reliefSeats(place),
    }),
    key: ['id'],
    touch: 'seats',
    may: { read: readPlace, insert: writePlace, update: writePlace },
  },
  'relief.indicator': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      code: 'output',
      period: `${1000 + next()}-Q1`,
      value: '1',
      source: '报表',
      account_id: place.accountId,
      office_id: place.officeId,
      occurred_at: at,
      recorded_at: at,
      seats: reliefSeats(place),
    }),
    key: ['id'],
    touch: 'seats',
    may: { read: readPlace, insert: writePlace, update: writePlace },
  },
  'relief.turn': {
    row: place => ({
      id: uuidv7(),
      organisation_id: place.organisationId,
      kind: 'closed',
      from_code: place.path.at(-1),
      reason: '注销',
      occurred_at: at,
      recorded_at: at,
      seats: reliefSeats(place),
    }),
    key: ['id'],
    may: { read: readPlace, insert: writePlace },
  },
  'relief.promise': {
    ...ofMatter(
      place => ({
        matter_id: place.matterId,
        organisation_id: place.organisationId,
        is_measure: false,
        words: '承诺',
        due_on: '2022-05-01',
        recorded_at: at,
      }),
      { key: ['matter_id'], touch: 'words' },
    ),
    // An enterprise hears of a promise from the official who made it.
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.cause': {
    row: place => ({ matter_id: place.matterId, category: 'SUPPLY', words: '共性问题', recorded_at: at }),
    key: ['matter_id'],
    touch: 'solution',
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.cause_problem': {
    row: (place, ground) => ({
      id: uuidv7(),
      cause_id: ground.places[place.position === 'own' ? 'parent' : 'own'].matterId,
      problem_id: place.matterId,
      linked_by: place.accountId,
      linked_at: at,
      unlinked_at: at,
    }),
    key: ['id'],
    touch: 'linked_at',
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.conference': {
    ...ofMatter(
      place => ({
        matter_id: place.matterId,
        agenda: '议程',
        held_at: at,
        place: '会议室',
        recorded_at: at,
      }),
      { key: ['matter_id'], touch: 'agenda' },
    ),
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.task': {
    ...ofMatter(
      place => ({
        matter_id: place.matterId,
        origin: 'instruction',
        instruction_id: place.matterId,
        words: '批示',
        due_on: '2022-05-01',
        ordered_by: place.accountId,
        ordered_office_id: place.officeId,
        recorded_at: at,
      }),
      { key: ['matter_id'], touch: 'words' },
    ),
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.need': ofMatter(needRow, { key: ['matter_id'], touch: 'words' }),
  // An offer and who holds how much of it are for every official, and for the enterprise by its link; whom to call is for
  // those of its place, and named by whoever says the offer.
  'relief.offer': {
    row: place => ({
      ...termsRow(),
      id: uuidv7(),
      office_id: place.officeId,
      division_code: place.path.at(-1),
      version: 1,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'words',
    may: { read: { ...staff, link }, insert: writeOffices, update: writeOffices },
  },
  'relief.offer_contact': {
    row: (place, ground) => ({
      offer_id: ground.offerId,
      person_id: place.personId,
      ended_at: at,
      seats: personSeats(place),
    }),
    key: ['offer_id', 'person_id'],
    touch: 'ended_at',
    may: { read: noLink(readOffices), insert: writeOffices, update: noLink(writeOffices) },
  },
  // Named by the enterprise itself, who says the need by its link.
  'relief.need_contact': {
    row: (place, ground) => ({
      need_id: ground.needId,
      person_id: place.personId,
      seats: personSeats(place),
    }),
    key: ['need_id', 'person_id'],
    touch: 'seats',
    may: { read: noLink(readOffices), insert: { link }, update: noLink(writeOffices) },
  },
  'relief.reservation': {
    row: (place, ground) => ({
      id: uuidv7(),
      offer_id: ground.offerId,
      need_id: ground.needId,
      offerer_id: place.officeId,
      quantity: 1,
      state: 'reserved',
      hold_until: at,
      reserved_by: place.accountId,
      office_id: place.officeId,
      occurred_at: at,
      recorded_at: at,
      seats: personSeats(place),
    }),
    key: ['id'],
    touch: 'reason',
    // An official reserves; the enterprise of either side answers by its link.
    may: { read: { ...staff, link }, insert: noLink(writeOffices), update: writeOffices },
  },
  'relief.request': {
    ...ofMatter(
      place => ({
        matter_id: place.matterId,
        office_id: place.officeId,
        outside_name: '外部',
        asked: '请协助',
        declines: 0,
        chased: 0,
        recorded_at: at,
      }),
      { key: ['matter_id'], touch: 'reply' },
    ),
    may: { read: readMatters, insert: noLink(writeMatters), update: writeMatters },
  },
  'relief.confidential': ofMatter(
    place => ({
      matter_id: place.matterId,
      named_office_id: place.officeId,
      by_kind: 'official',
      description: '反映',
      recorded_at: at,
    }),
    { key: ['matter_id'], touch: 'finding' },
  ),
  'relief.request_term': {
    row: () => {
      const day = new Date(Date.UTC(1900, 0, next())).toISOString().slice(0, 10)
      return {
        reach: 'outside',
        unit: 'hours',
        amount: 1,
        version: 'test',
        valid_from: day,
        valid_until: day,
      }
    },
    key: ['valid_from'],
    may: { read: staff },
  },
  // An office's people keep its ledger; nobody else sees which columns it has.
  'relief.ledger': {
    row: place => ({
      office_id: place.officeId,
      columns: [{ column: 'number', head: null }],
      date_form: 'dash',
      changed_by: place.accountId,
      recorded_at: at,
      version: next(),
      seats: [`office:${place.officeId}`, ...place.extra],
    }),
    key: ['office_id', 'version'],
    // Its office is merged into another one; nothing else of a version changes.
    touch: 'seats',
    may: { read: noLink(readOffices), insert: noLink(writeOffices), update: noLink(writeOffices) },
  },
  // Every official may know by when supervision takes its next step; an office sets it in its own name.
  'relief.supervision_rule': {
    row: place => ({
      division_code: place.path.at(-1),
      version: next(),
      chase_hours: 4,
      notice_days: 1,
      circular_days: 5,
      automatic: ['chase'],
      valid_from: '2022-04-18',
      office_id: place.officeId,
      changed_by: place.accountId,
      recorded_at: at,
    }),
    key: ['division_code', 'version'],
    may: { read: staff, insert: ownOffice },
  },
  // A circular is read by the offices that it names, and never changed; an office's successor reads it too.
  'relief.circular': {
    row: place => circularRow(place),
    key: ['id'],
    touch: 'seats',
    may: { read: noLink(readOffices), insert: ownOffice, update: noLink(writeOffices) },
  },
  'relief.circular_read': {
    row: place => ({
      circular_id: place.circularId,
      office_id: place.officeId,
      account_id: place.accountId,
      recorded_at: at,
    }),
    key: ['circular_id', 'office_id'],
    may: { read: noLink(readOffices), insert: ownOffice },
  },
  'relief.weekly_report': {
    row: place => ({
      id: uuidv7(),
      division_code: place.path.at(-1),
      week_on: new Date(Date.UTC(2100, 0, 4 + 7 * next())).toISOString().slice(0, 10),
      cut_off: at,
      body: {},
      recorded_at: at,
      seats: reliefSeats(place),
    }),
    key: ['id'],
    may: { read: readPlace, insert: writePlace },
  },
  // Written by the story's trigger alone: no verb changes a number.
  'relief.standing': {
    row: place => ({
      matter_id: place.matterId,
      division_code: place.path.at(-1),
      open_to_place: true,
      opened_at: at,
      overdue: false,
      chased: 0,
      reopened: 0,
    }),
    key: ['matter_id'],
    may: { read: noLink(readMatters) },
  },
  'relief.route': {
    row: () => ({
      category: unique(),
      tier: 'county',
      subject: 'industry',
      accept_hours: 1,
      solve_unit: 'hours',
      solve_amount: 1,
      confirm_days: 1,
      version: 'test',
      valid_from: '2022-01-01',
    }),
    key: ['category'],
    may: { read: anyone },
  },
  'relief.round': {
    row: place => ({
      id: uuidv7(),
      name: '轮次',
      office_id: place.officeId,
      division_code: place.path.at(-1),
      from_on: `${2100 + next()}-01-01`,
      until_on: `${2100 + sequence}-02-01`,
      least: 1,
      telephone_counts: false,
      created_by: place.accountId,
      recorded_at: at,
      version: 1,
      seats: divisionSeats('relief', place.path),
    }),
    key: ['id'],
    touch: 'name',
    may: { read: staff, insert: officersBelow, update: officersBelow },
  },
  'relief.visit_plan': {
    row: (place, ground) => ({
      id: uuidv7(),
      round_id: ground.roundId,
      organisation_id: place.organisationId,
      account_id: place.accountId,
      on_day: '2022-04-20',
      recorded_at: at,
      ended_at: at,
      reason: '改期',
      seats: visitRow(place).seats,
    }),
    key: ['id'],
    touch: 'reason',
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.visit': {
    row: place => visitRow(place),
    key: ['id'],
    // Its office is merged into another one; nothing else of a visit changes.
    touch: 'seats',
    may: { read: noLink(readMatters), insert: noLink(writeMatters), update: noLink(writeMatters) },
  },
  'relief.visit_photo': {
    row: place => ({
      id: uuidv7(),
      visit_id: place.visitId,
      name: 'a.jpg',
      media_type: 'image/jpeg',
      bytes: 1,
      sha256: bytes(),
    }),
    key: ['id'],
    may: { read: noLink(readMatters), insert: noLink(writeMatters) },
  },
  'relief.visit_problem': {
    row: place => ({ visit_id: place.visitId, matter_id: place.matterId }),
    key: ['visit_id', 'matter_id'],
    may: { read: noLink(readMatters), insert: noLink(writeMatters) },
  },
  'public.migration': { row: () => ({ name: unique(), checksum: '' }), key: ['name'], may: {} },
}

/** Tables whose rows have no place: they belong to one actor, or to all. They have tests of their own. */
export const apart = ['app.deployment', 'app.reply', 'matter.upload']
