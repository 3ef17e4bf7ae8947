import { record } from '#platform/audit'
import { codeSheet, hashSecret, newCode, readCode } from '#platform/auth'
import type { Actor, Role, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { mergeOffice } from '#platform/matter'
import { nameTokens, queryTokens } from '#region/names'
import { handOverOffice, handOverPairings } from '#relief'
import { texts as importTexts } from './import-texts.ts'
import { countedBy, isCoverPeriod, isNear, isPeriod, mayAdministerAt, navOf, placeOf } from './rules.ts'
import type { Deployment, Division, MatterCount, Session } from './schema.ts'
import * as store from './store.ts'

/** Business and wall time of a request. */
export type Moments = { at: Date; wall: Date }

/**
 * Hands every open matter of an officer to another by name and returns how many; given by the composition root.
 * `offices` are those with which the matters lie: their administrator doesn't see them otherwise.
 */
export type HandOver = (
  tx: Tx,
  actor: Actor,
  from: string,
  to: string,
  offices: readonly string[],
  at: Date,
) => Promise<number>

const CODE_LIFETIME = 7 * 86_400_000

const getAccount = async (tx: Tx, id: string) => (await store.findAccount(tx, id)) ?? refuse('not-found')

async function getOfficeInPlace(tx: Tx, actor: Actor, id: string) {
  const office = (await store.findOffice(tx, id)) ?? refuse('not-found')
  if (!mayAdministerAt(actor.holdings, office.path)) refuse('outside-place')
  return office
}

async function getCurrentOfficeInPlace(tx: Tx, actor: Actor, id: string) {
  const office = await getOfficeInPlace(tx, actor, id)
  if (office.valid_until !== null) refuse('office-ended')
  return office
}

/** An account of the actor's place that has not ended. */
async function getAccountInPlace(tx: Tx, actor: Actor, id: string) {
  const account = await getAccount(tx, id)
  if (!mayAdministerAt(actor.holdings, account.path)) refuse('outside-place')
  if (account.ended_at !== null) refuse('account-ended')
  return account
}

const deed = (
  action: string,
  subjectKind: string,
  subjectId: string,
  divisionPath: string[],
  fields: string[] = [],
) => ({
  action,
  subjectKind,
  subjectId,
  divisionPath,
  fields,
})

// --- Accounts

export async function createAccount(
  tx: Tx,
  actor: Actor,
  input: store.NewAccount,
  at: Date,
): Promise<{ id: string }> {
  const office = await getCurrentOfficeInPlace(tx, actor, input.officeId)
  if (await store.isNameTaken(tx, input.name)) refuse('name-taken')
  return { id: await addAccount(tx, actor, { ...input, office }, at) }
}

/** An office of whose place the actor is known to be the administrator. */
type InPlace = { id: string; path: string[] }

/** Creates an account in an office of the actor's place, under a name that nobody has. */
export async function addAccount(
  tx: Tx,
  actor: Actor,
  { name, displayName, office }: { name: string; displayName: string; office: InPlace },
  at: Date,
): Promise<string> {
  const tokens = nameTokens(displayName, { surname: true })
  const account = { name, displayName, officeId: office.id }
  const id = await store.insertAccount(tx, account, office.path, tokens, at)
  await record(tx, actor, deed('account.create', 'account', id, office.path), at)
  return id
}

export async function changeAccount(
  tx: Tx,
  actor: Actor,
  id: string,
  change: { displayName: string; officeId: string; version: number },
  at: Date,
): Promise<{ version: number }> {
  const account = await getAccountInPlace(tx, actor, id)
  const office = await getCurrentOfficeInPlace(tx, actor, change.officeId)
  const before = {
    id,
    displayName: account.display_name,
    officeId: account.office_id,
    version: change.version,
  }
  await reviseAccount(tx, actor, before, { displayName: change.displayName, office }, at)
  return { version: change.version + 1 }
}

/** Changes an account of the actor's place on the version that was seen. */
export async function reviseAccount(
  tx: Tx,
  actor: Actor,
  before: { id: string; displayName: string; officeId: string; version: number },
  { displayName, office }: { displayName: string; office: InPlace },
  at: Date,
): Promise<void> {
  const tokens = nameTokens(displayName, { surname: true })
  const change = { displayName, officeId: office.id, version: before.version }
  if (!(await store.updateAccount(tx, before.id, change, office.path, tokens))) refuse('stale-version')
  const fields = [
    ...(before.displayName !== displayName ? ['displayName'] : []),
    ...(before.officeId !== office.id ? ['office'] : []),
  ]
  await record(tx, actor, deed('account.change', 'account', before.id, office.path, fields), at)
}

/** A new code makes the earlier one void, takes the old password away and ends the account's sessions. */
async function giveCode(tx: Tx, actor: Actor, account: store.AccountRow, { at, wall }: Moments) {
  const code = newCode()
  const expiresAt = new Date(wall.getTime() + CODE_LIFETIME)
  const hash = await hashSecret(readCode(code)!)
  if (!(await store.setCode(tx, account.id, hash, expiresAt, wall, at))) refuse('roles-above')
  await record(tx, actor, deed('account.issue-code', 'account', account.id, account.path), at)
  return { code, expiresAt }
}

/** Codes for many accounts as a sheet to print and hand over: nothing keeps it, asked again the earlier are void. */
export async function issueCodes(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  timeZone: string,
  moments: Moments,
) {
  const words = importTexts(actor.lang)
  const day = new Intl.DateTimeFormat(actor.lang, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const rows: string[][] = []
  for (const id of new Set(ids)) {
    const account = await getAccount(tx, id)
    if (account.ended_at !== null) refuse('account-ended')
    if (!account.path.some(code => actor.write.includes(`admin:${code}`))) refuse('outside-place')
    const { code, expiresAt } = await giveCode(tx, actor, account, moments)
    const office = actor.lang === 'en' ? account.office_en : account.office
    rows.push([
      account.name,
      account.display_name,
      office,
      code,
      day.format(expiresAt),
      words['codes.howText'],
    ])
  }
  const header = (['account', 'person', 'office', 'code', 'until', 'how'] as const).map(
    key => words[`codes.${key}`],
  )
  return { name: words['codes.name'], header, rows }
}

export async function issueCode(tx: Tx, actor: Actor, id: string, timeZone: string, moments: Moments) {
  const account = await getAccountInPlace(tx, actor, id)
  const { code, expiresAt } = await giveCode(tx, actor, account, moments)
  const sheet = codeSheet(
    {
      displayName: account.display_name,
      name: account.name,
      office: actor.lang === 'en' ? account.office_en : account.office,
      code,
      expiresAt,
      timeZone,
    },
    actor.lang,
  )
  return { code, expiresAt: expiresAt.toISOString(), sheet }
}

/**
 * Ends an account with its roles, cover and sessions, at once. While it owns open matters a successor must be named,
 * who holds a role in each office with which they lie.
 */
export async function endAccount(
  tx: Tx,
  actor: Actor,
  id: string,
  input: { version: number; successorId?: string | undefined },
  handOver: HandOver,
  { at, wall }: Moments,
): Promise<{ handedOver: number }> {
  if (id === actor.id) refuse('own-account')
  const account = await getAccountInPlace(tx, actor, id)
  if (account.version !== input.version) refuse('stale-version')
  if (!(await store.mayAdminister(tx, id, at))) refuse('roles-above')
  const open = await store.listOpenMatters(tx, id)
  const count = open.reduce((sum, office) => sum + office.matters, 0)
  let handedOver = 0
  if (count > 0) {
    const successor = input.successorId ?? refuse('matters-open', { count })
    await demandFitSuccessor(tx, id, successor, open, at)
    const offices = open.map(office => office.officeId)
    handedOver = await handOver(tx, actor, id, successor, offices, at)
    if ((await store.listOpenMatters(tx, id)).length > 0)
      throw new Error('An open matter was not handed over.')
  }
  await handOverPairings(tx, actor, id, input.successorId, at)
  if (!(await store.endAccount(tx, id, input.version, wall, at))) refuse('stale-version')
  await record(tx, actor, deed('account.end', 'account', id, account.path), at)
  return { handedOver }
}

async function demandFitSuccessor(
  tx: Tx,
  from: string,
  to: string,
  open: readonly { officeId: string }[],
  at: Date,
): Promise<void> {
  const successor = await store.findAccount(tx, to)
  if (to === from || successor === undefined || successor.ended_at !== null) return refuse('successor-unfit')
  const held = new Set((await store.listHoldingsInForce(tx, to, at)).map(holding => holding.office_id))
  if (open.some(office => !held.has(office.officeId))) refuse('successor-unfit')
}

export async function viewAccount(tx: Tx, actor: Actor, id: string, at: Date) {
  const account = await getAccount(tx, id)
  const { rows } = await store.listHoldings(tx, { account: id, state: 'all', limit: 200 }, at)
  const mayAdminister =
    mayAdministerAt(actor.holdings, account.path) && (await store.mayAdminister(tx, id, at))
  const open = mayAdminister ? await store.listOpenMatters(tx, id) : []
  return {
    ...store.toAccount(account),
    holdings: rows,
    mayAdminister,
    openMatters: mayAdminister ? open.reduce((sum, office) => sum + office.matters, 0) : null,
  }
}

// --- Roles

export async function grantRole(
  tx: Tx,
  actor: Actor,
  accountId: string,
  input: { role: Role; officeId: string; from: Date; until: Date | null },
  at: Date,
): Promise<{ id: string }> {
  // A second person grants: nobody widens the own authority.
  if (accountId === actor.id) refuse('own-account')
  const account = await getAccount(tx, accountId)
  if (account.ended_at !== null) refuse('account-ended')
  const office = await getCurrentOfficeInPlace(tx, actor, input.officeId)
  if (!isPeriod(input.from, input.until, at)) refuse('role-period')
  const { role, officeId } = input
  if (await store.overlaps(tx, { role, officeId, by: { holder: accountId } }, input)) refuse('role-held')
  return { id: await addRole(tx, actor, { ...input, accountId, office }, at) }
}

/** Grants a role that the account does not hold in that time, in an office of the actor's place. */
export async function addRole(
  tx: Tx,
  actor: Actor,
  grant: { accountId: string; role: Role; office: InPlace; from: Date; until: Date | null },
  at: Date,
): Promise<string> {
  const { office, accountId, role, from, until } = grant
  const holding = {
    accountId,
    role,
    officeId: office.id,
    from,
    until,
    delegatedBy: null,
    grantedBy: actor.id,
  }
  const id = await store.insertHolding(tx, holding, office.path)
  await record(tx, actor, deed('role.grant', 'account', accountId, office.path, [role]), at)
  return id
}

/** Cover by a colleague in a role of the actor's own: never in one that the actor holds as cover. */
export async function delegate(
  tx: Tx,
  actor: Actor,
  input: { role: Role; officeId: string; to: string; from: Date; until: Date },
  at: Date,
): Promise<{ id: string }> {
  const { role, officeId, to } = input
  const own = actor.id!
  if (to === own) refuse('own-account')
  const colleague = await getAccount(tx, to)
  if (colleague.ended_at !== null) refuse('account-ended')
  const office = (await store.findOffice(tx, officeId)) ?? refuse('not-found')
  if (!isCoverPeriod(input.from, input.until, at)) refuse('role-period')
  if (!(await store.holdsThrough(tx, own, role, officeId, input))) refuse('role-not-own')
  if (!isNear(colleague.path, office.path)) refuse('delegate-elsewhere')
  if (await store.overlaps(tx, { role, officeId, by: { coveredFor: own } }, input))
    refuse('delegation-overlap')
  const holding = { ...input, accountId: to, delegatedBy: own, grantedBy: own }
  const id = await store.insertHolding(tx, holding, office.path)
  await record(tx, actor, deed('role.delegate', 'account', to, office.path, [role]), at)
  return { id }
}

/** Ends a role at the actor's place with the cover given for it, or cover that the actor gave. */
export async function endRole(tx: Tx, actor: Actor, id: string, at: Date): Promise<void> {
  const holding = (await store.findHolding(tx, id)) ?? refuse('not-found')
  const isOwnCover = holding.delegated_by !== null && holding.delegated_by === actor.id
  if (!isOwnCover && !mayAdministerAt(actor.holdings, holding.path)) refuse('outside-place')
  if (!(await store.endHolding(tx, holding, at))) refuse('role-ended')
  await record(tx, actor, deed('role.end', 'account', holding.account_id, holding.path, [holding.role]), at)
}

// --- Offices

export async function createOffice(
  tx: Tx,
  actor: Actor,
  input: store.NewOffice,
  at: Date,
): Promise<{ id: string }> {
  const division = (await store.findDivision(tx, input.divisionCode)) ?? refuse('not-found')
  if (!mayAdministerAt(actor.holdings, division.path)) refuse('outside-place')
  if (await store.isPrefixTaken(tx, input.prefix)) refuse('prefix-taken')
  return { id: await addOffice(tx, actor, input, division.path, at) }
}

/** Creates an office in the actor's place, under a prefix that none has. */
export async function addOffice(
  tx: Tx,
  actor: Actor,
  input: store.NewOffice,
  path: string[],
  at: Date,
): Promise<string> {
  const id = await store.insertOffice(tx, input, path, at)
  await record(tx, actor, deed('office.create', 'office', id, path), at)
  return id
}

/** Changes what an office is called and what it is for; its division and the prefix of its numbers stay. */
export async function changeOffice(
  tx: Tx,
  actor: Actor,
  office: InPlace & { version: number },
  change: Omit<store.NewOffice, 'prefix' | 'divisionCode' | 'email'>,
  fields: string[],
  at: Date,
): Promise<void> {
  if (!(await store.updateOffice(tx, office.id, office.version, change))) refuse('stale-version')
  await record(tx, actor, deed('office.change', 'office', office.id, office.path, fields), at)
}

export async function endOffice(
  tx: Tx,
  actor: Actor,
  id: string,
  input: { version: number; successorId?: string | undefined; handOver?: boolean | undefined },
  at: Date,
): Promise<{ matters: number; enterprises: number; roles: number }> {
  const office = await getOfficeInPlace(tx, actor, id)
  if (office.valid_until !== null) refuse('office-ended')
  if (input.handOver === true) return mergeInto(tx, actor, office, input, at)
  const use = await store.readOfficeUse(tx, id, at)
  if (use !== undefined && use.matters + use.roles > 0) refuse('office-in-use', use)
  if (input.successorId !== undefined) {
    const successor = await store.findOffice(tx, input.successorId)
    if (successor === undefined || successor.valid_until !== null || successor.id === id)
      refuse('successor-unfit')
  }
  if (!(await store.endOffice(tx, id, input.version, input.successorId, at))) refuse('stale-version')
  await record(tx, actor, deed('office.end', 'office', id, office.path), at)
  return { matters: 0, enterprises: 0, roles: 0 }
}

/**
 * An office is dissolved and merged 撤并: its matters, enterprises, roles and accounts go to the successor in this one
 * transaction. Its numbers and links stay; the key of its seat is nobody's from here on.
 */
export async function mergeInto(
  tx: Tx,
  actor: Actor,
  office: InPlace,
  input: { version: number; successorId?: string | undefined },
  at: Date,
): Promise<{ matters: number; enterprises: number; roles: number }> {
  const { id } = office
  const to = await store.findOffice(tx, input.successorId ?? refuse('successor-unfit'))
  if (to === undefined || to.valid_until !== null || to.id === id) return refuse('successor-unfit')
  if (!to.path.some(code => actor.write.includes(`admin:${code}`))) refuse('outside-place')
  // A second person dissolves: nobody carries the own roles to another place.
  if (actor.holdings.some(held => held.officeId === id)) refuse('own-account')
  if (!(await store.endOffice(tx, id, input.version, to.id, at))) refuse('stale-version')
  const matters = await mergeOffice(tx, actor, id, to, at)
  const enterprises = await handOverOffice(tx, actor, id, to.id, at)
  const roles = await store.mergeOffice(tx, id, to.id, at)
  await record(tx, actor, deed('office.merge', 'office', id, office.path, ['successor']), at)
  return { matters, enterprises, roles }
}

// --- What everybody asks

/** What this database is; whether its business clock is simulated is known to the clock alone. */
export async function readDeployment(tx: Tx, at: Date, isSimulated: boolean): Promise<Deployment> {
  const row = await store.getDeployment(tx)
  const root = await store.findDivision(tx, row.root_code)
  return {
    kind: row.kind as Deployment['kind'],
    isDemonstration: row.kind === 'demonstration',
    root: { code: row.root_code, name: root?.name ?? row.root_code, nameEn: root?.nameEn ?? row.root_code },
    timeZone: row.time_zone,
    businessTime: at.toISOString(),
    isSimulated,
  }
}

export async function whoAmI(tx: Tx, actor: Actor, at: Date, isSimulated: boolean): Promise<Session> {
  const account = await getAccount(tx, actor.id!)
  const office = (await store.findOffice(tx, account.office_id)) ?? refuse('not-found')
  // The keys of this request came from `actor.holdings`; the rows add the words that a page shows.
  const inForce = (await store.listHoldingsInForce(tx, account.id, at)).filter(row =>
    actor.holdings.some(
      held =>
        held.role === row.role && held.officeId === row.office_id && held.delegatedBy === row.delegated_by,
    ),
  )
  const { id, name, displayName, isDemo } = store.toAccount(account)
  const { name: officeName, nameEn, divisionCode, divisionName } = store.toOffice(office)
  return {
    account: { id, name, displayName, isDemo },
    office: { id: office.id, name: officeName, nameEn, divisionCode, divisionName },
    holdings: inForce.map(store.toHolding),
    place: placeOf(actor.holdings, office.division_code),
    nav: navOf(actor.holdings),
    deployment: await readDeployment(tx, at, isSimulated),
  }
}

async function getDivision(tx: Tx, code: string | undefined): Promise<Division> {
  const wanted = code ?? (await store.getDeployment(tx)).root_code
  const { path: _, ...division } = (await store.findDivision(tx, wanted)) ?? refuse('not-found')
  return division
}

export async function listDivisions(tx: Tx, parentCode: string | undefined) {
  const parent = await getDivision(tx, parentCode)
  return { parent, rows: await store.listDivisions(tx, parent.code) }
}

/** The first of each kind, once each, in the order of the likeliest reading of what was typed. */
export async function search(tx: Tx, query: { q: string; within?: string | undefined; limit: number }) {
  const { q, within, limit } = query
  const found = {
    organisations: new Map<string, store.FoundOrganisation>(),
    divisions: new Map<string, Division>(),
    places: new Map<string, Awaited<ReturnType<typeof store.searchPlaces>>[number]>(),
    officials: new Map<string, store.AccountRow>(),
  }
  for (const look of queryTokens(q)) {
    if (found.organisations.size < limit)
      for (const one of await store.searchOrganisations(tx, look, within, limit))
        found.organisations.set(one.id, one)
    if (look.how === 'code') continue
    if (found.divisions.size < limit)
      for (const one of await store.searchDivisions(tx, look, limit)) found.divisions.set(one.code, one)
    if (found.places.size < limit)
      for (const one of await store.searchPlaces(tx, look, limit)) found.places.set(one.id, one)
    if (found.officials.size < limit)
      for (const one of await store.searchOfficials(tx, look, within, limit)) found.officials.set(one.id, one)
  }
  return {
    organisations: [...found.organisations.values()].slice(0, limit),
    divisions: [...found.divisions.values()].slice(0, limit),
    places: [...found.places.values()].slice(0, limit),
    officials: [...found.officials.values()].slice(0, limit).map(row => {
      const { id, displayName, office, officeEn, divisionCode } = store.toAccount(row)
      return { id, displayName, office, officeEn, divisionCode }
    }),
  }
}

/** Open and overdue matters by the divisions one counted level down, each with every kind that it has. */
export async function readMap(tx: Tx, withinCode: string | undefined, at: Date) {
  const within = await getDivision(tx, withinCode)
  const length = countedBy(within.code)
  const counted = await store.countMatters(tx, within.code, length, at)
  const countsOf = (wanted: (code: string) => boolean): MatterCount[] => {
    const sums = new Map<string, MatterCount>()
    for (const { code, kind, open, overdue } of counted) {
      if (!wanted(code)) continue
      const sum = sums.get(kind) ?? { kind, open: 0, overdue: 0 }
      sums.set(kind, { kind, open: sum.open + open, overdue: sum.overdue + overdue })
    }
    return [...sums.values()]
  }
  const divisions = await store.listDivisionsInside(tx, within.code, length)
  return {
    within,
    rows: divisions.map(division => ({ ...division, counts: countsOf(code => code === division.code) })),
    above: countsOf(code => code.length < length),
  }
}
