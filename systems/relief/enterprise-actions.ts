import { record } from '#platform/audit'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { hashSecret } from '#platform/seal'
import type { Relief } from './actions.ts'
import * as enterprises from './enterprise-store.ts'
import * as links from './link-store.ts'
import { speakersOf } from './rules.ts'

export const reaches = (actor: Actor, enterprise: Pick<enterprises.Organisation, 'path'>) =>
  actor.write.some(key => enterprise.path.some(code => key === `relief:${code}`))

/** An officer reports for the own enterprises and the own place; a key that reaches the enterprise's division decides. */
export function mayReport(actor: Actor, enterprise: enterprises.Organisation): boolean {
  if (actor.id !== null && speakersOf(enterprise.team).includes(actor.id)) return true
  return reaches(actor, enterprise)
}

/** Whether the actor may report for an enterprise and make its link. */
export async function mayReportFor(tx: Tx, actor: Actor, organisationId: string, at: Date): Promise<boolean> {
  const enterprise = await enterprises.findOrganisation(tx, organisationId, at)
  return enterprise !== undefined && mayReport(actor, enterprise)
}

/** Gives enterprises one liaison officer each. */
export async function pair(
  tx: Tx,
  actor: Actor,
  input: { organisationIds: readonly string[]; accountId: string },
  at: Date,
): Promise<{ paired: number; unchanged: number }> {
  const office = (await enterprises.findLiaisonOffice(tx, input.accountId, at)) ?? refuse('not-a-liaison')
  const found = await enterprises.listStanding(tx, input.organisationIds)
  if (found.length !== new Set(input.organisationIds).size) refuse('not-found')
  const pairs = found.map(one => ({ id: uuidv7(), organisationId: one.id, seats: one.seats }))
  const officer = { accountId: input.accountId, officeId: office.id, by: actor.id }
  const paired = await enterprises.pair(tx, pairs, officer, at)
  for (const one of found) await recordPairing(tx, actor, 'relief.pair', one, at)
  return { paired, unchanged: found.length - paired }
}

const recordPairing = (
  tx: Tx,
  actor: Actor,
  action: 'relief.pair' | 'relief.addDeputy' | 'relief.endDeputy',
  one: { id: string; path: string[] },
  at: Date,
) =>
  record(
    tx,
    actor,
    { action, subjectKind: 'organisation', subjectId: one.id, fields: ['liaison'], divisionPath: one.path },
    at,
  )

/** Gives enterprises a deputy, who may do what the main officer may; where the officer is main already, nothing changes. */
export async function addDeputy(
  tx: Tx,
  actor: Actor,
  input: { organisationIds: readonly string[]; accountId: string },
  at: Date,
): Promise<{ added: number }> {
  const office = (await enterprises.findLiaisonOffice(tx, input.accountId, at)) ?? refuse('not-a-liaison')
  const found = await enterprises.listStanding(tx, input.organisationIds)
  if (found.length !== new Set(input.organisationIds).size) refuse('not-found')
  const pairs = found.map(one => ({ id: uuidv7(), organisationId: one.id, seats: one.seats }))
  const officer = { accountId: input.accountId, officeId: office.id, by: actor.id }
  const added = new Set(await enterprises.addDeputies(tx, pairs, officer, at))
  for (const one of found) if (added.has(one.id)) await recordPairing(tx, actor, 'relief.addDeputy', one, at)
  return { added: added.size }
}

/** Ends a deputy of an enterprise; one who is none any more stays so. */
export async function endDeputy(
  tx: Tx,
  actor: Actor,
  input: { organisationId: string; accountId: string },
  at: Date,
): Promise<{ ended: number }> {
  const [one] = await enterprises.listStanding(tx, [input.organisationId])
  if (one === undefined) return refuse('not-found')
  if (!one.seats.some(seat => actor.write.includes(seat))) refuse('forbidden')
  const ended = await enterprises.endDeputyships(tx, input.accountId, input.organisationId, actor.id, at)
  if (ended.length > 0) await recordPairing(tx, actor, 'relief.endDeputy', one, at)
  return { ended: ended.length }
}

/** How many enterprises an officer is paired with now. */
export async function countPairings(tx: Tx, accountId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('relief.pairing')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('valid_until', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * What an officer who ends has in hand goes to the successor by name, in the administrator's transaction: as main
 * officer where they were that, as deputy where they were deputy. Memberships of groups end, and they cover for nobody.
 */
export async function handOverPairings(
  tx: Tx,
  actor: Actor,
  from: string,
  to: string | undefined,
  at: Date,
): Promise<number> {
  const paired = await enterprises.listPairingsOf(tx, from)
  if (paired.length > 0 && to === undefined) refuse('enterprises-paired', { count: paired.length })
  const mains = paired.filter(one => one.part === 'main').map(one => one.organisationId)
  const deputyships = paired.filter(one => one.part === 'deputy').map(one => one.organisationId)
  if (to !== undefined && mains.length > 0)
    await pair(tx, actor, { organisationIds: mains, accountId: to }, at)
  if (to !== undefined && deputyships.length > 0) {
    await enterprises.endDeputyships(tx, from, undefined, actor.id, at)
    await addDeputy(tx, actor, { organisationIds: deputyships, accountId: to }, at)
  }
  await enterprises.endGroupsAndCover(tx, from, at)
  return paired.length
}

/** Makes an enterprise's report link; the secret is shown as link and QR, an earlier link ends. */
export async function makeReportLink(tx: Tx, relief: Relief, actor: Actor, organisationId: string, at: Date) {
  const enterprise = (await enterprises.findOrganisation(tx, organisationId, at)) ?? refuse('not-found')
  if (!mayReport(actor, enterprise)) refuse('forbidden')
  await links.revokeReportLinks(tx, organisationId)
  const linkId = uuidv7()
  const secret = relief.secrets.of(linkId)
  await links.insertReportLink(tx, organisationId, {
    id: linkId,
    secretHash: hashSecret(secret),
    createdBy: actor.id,
    seats: [...new Set([`account:${actor.id}`, ...enterprise.path.map(code => `relief:${code}`)])],
  })
  const entry = {
    action: 'relief.makeReportLink',
    subjectKind: 'organisation',
    subjectId: organisationId,
    fields: [],
    divisionPath: enterprise.path,
  }
  await record(tx, actor, entry, at)
  return { linkId }
}
