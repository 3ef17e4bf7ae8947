import { record } from '#platform/audit'
import { type Actor, type Database, enterLink, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import {
  act,
  assign,
  bindKind,
  dueAt,
  type EffectCall,
  findOffice,
  type Identity,
  type Kind,
  type MatterWorld,
  type NewClock,
  newIdentity,
  openMatter,
  servesIn,
  startClocks,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { hashSecret, type Secrets } from '#platform/seal'
import { dayOf } from '#platform/texts'
import { linkActor } from '../link-actions.ts'
import { insertTrackLink } from '../link-store.ts'
import { findTaskForceAbove } from '../store.ts'
import { mayPublish, type OrderFacts, partsOf } from './rules.ts'
import type { NewMember, NewService, Ordered } from './schema.ts'
import * as store from './store.ts'
import { type OrderAction, type OrderPart, type OrderStatus, orderWorkflow } from './workflow.ts'

/** What the menu's verbs need beside the transaction. */
export type Menu = { world: MatterWorld; secrets: Secrets }

const RULES = 'menu-2022-04'
const CONFIRM_DAYS = 5
const REWORK_DAYS = 2
const clock = (name: string, isPromised: boolean, amount: number): NewClock => ({
  name,
  isPromised,
  ruleVersion: RULES,
  duration: { unit: 'working-days', amount },
})

/** An order is accepted within a working day, by whoever it comes to. */
export const acceptClock = clock('accept', false, 1)

const deed = (action: string, subjectKind: string, subjectId: string, path: readonly string[]) => ({
  action: `relief.${action}`,
  subjectKind,
  subjectId,
  fields: [],
  divisionPath: [...path],
})

// --- The menu and its teams

async function getOwnOffice(tx: Tx, actor: Actor, officeId: string) {
  const office = (await findOffice(tx, officeId)) ?? refuse('not-found')
  if (!mayPublish(actor, officeId)) refuse('forbidden')
  return office
}

async function demandTeamOf(tx: Tx, officeId: string, teamId: string | null): Promise<void> {
  if (teamId === null) return
  const team = (await store.findTeam(tx, teamId)) ?? refuse('not-found')
  if (team.officeId !== officeId) refuse('team-elsewhere')
}

function demandPeriod(service: Pick<NewService, 'validFrom' | 'validUntil'>, day: string): void {
  if (service.validUntil !== undefined && service.validUntil < (service.validFrom ?? day))
    refuse('service-period')
}

export async function publishService(
  tx: Tx,
  menu: Menu,
  actor: Actor,
  service: NewService,
  at: Date,
): Promise<{ id: string }> {
  const office = await getOwnOffice(tx, actor, service.officeId)
  await demandTeamOf(tx, office.id, service.teamId)
  const day = dayOf(at, menu.world.zone)
  demandPeriod(service, day)
  const id = uuidv7()
  if (!(await store.insertService(tx, id, service, day, at))) refuse('service-there')
  await record(tx, actor, deed('publishService', 'service', id, office.path), at)
  return { id }
}

async function getOwnService(tx: Tx, actor: Actor, id: string, version: number) {
  const service = (await store.findService(tx, id)) ?? refuse('not-found')
  const office = await getOwnOffice(tx, actor, service.officeId)
  if (service.withdrawnAt !== null) refuse('service-withdrawn')
  if (service.version !== version) refuse('stale-version')
  return { service, office }
}

export async function changeService(
  tx: Tx,
  actor: Actor,
  id: string,
  { version, ...change }: Omit<NewService, 'officeId'> & { version: number },
  at: Date,
): Promise<{ version: number }> {
  const { service, office } = await getOwnService(tx, actor, id, version)
  await demandTeamOf(tx, office.id, change.teamId)
  const day = change.validFrom ?? service.validFrom
  demandPeriod(change, day)
  if (await store.isServiceThere(tx, office.id, change.name, id)) refuse('service-there')
  if (!(await store.updateService(tx, id, version, { service: change, day }))) refuse('stale-version')
  await record(tx, actor, deed('changeService', 'service', id, office.path), at)
  return { version: version + 1 }
}

/** Off the menu; what is on order stays with whoever has it, and is delivered. */
export async function withdrawService(
  tx: Tx,
  actor: Actor,
  id: string,
  { version, reason }: { version: number; reason: string },
  at: Date,
): Promise<void> {
  const { office } = await getOwnService(tx, actor, id, version)
  if (!(await store.updateService(tx, id, version, { withdrawnAt: at, because: reason })))
    refuse('stale-version')
  await record(tx, actor, { ...deed('withdrawService', 'service', id, office.path), purpose: reason }, at)
}

/** Gives a team the services that it delivers; all are the office's own. */
async function giveServices(
  tx: Tx,
  officeId: string,
  teamId: string,
  serviceIds: readonly string[],
): Promise<void> {
  for (const serviceId of serviceIds) {
    const service = (await store.findService(tx, serviceId)) ?? refuse('not-found')
    if (service.officeId !== officeId) refuse('forbidden')
  }
  if ((await store.setTeamOf(tx, serviceIds, teamId)) !== new Set(serviceIds).size)
    refuse('service-withdrawn')
}

export async function makeTeam(
  tx: Tx,
  actor: Actor,
  input: {
    officeId: string
    name: string
    leaderId: string
    members: readonly NewMember[]
    serviceIds: readonly string[]
  },
  at: Date,
): Promise<{ id: string }> {
  const office = await getOwnOffice(tx, actor, input.officeId)
  if (!(await servesIn(tx, input.leaderId, office.id, at))) refuse('not-in-office')
  const id = uuidv7()
  if (await store.isTeamThere(tx, office.id, input.name, id)) refuse('team-there')
  await store.insertTeam(tx, { id, ...input, officeId: office.id }, at)
  await store.setMembers(tx, { id, officeId: office.id }, input.members, at)
  await giveServices(tx, office.id, id, input.serviceIds)
  await record(tx, actor, deed('makeTeam', 'team', id, office.path), at)
  return { id }
}

/** A team under another leader: the orders that the former one owns go along, each with its story. */
export async function changeTeam(
  tx: Tx,
  actor: Actor,
  id: string,
  input: {
    version: number
    name: string
    leaderId: string
    members: readonly NewMember[]
    serviceIds: readonly string[]
  },
  at: Date,
): Promise<{ version: number }> {
  const team = (await store.findTeam(tx, id)) ?? refuse('not-found')
  const office = await getOwnOffice(tx, actor, team.officeId)
  if (team.version !== input.version) refuse('stale-version')
  if (!(await servesIn(tx, input.leaderId, office.id, at))) refuse('not-in-office')
  if (await store.isTeamThere(tx, office.id, input.name, id)) refuse('team-there')
  if (!(await store.updateTeam(tx, id, input.version, input))) refuse('stale-version')
  await store.setMembers(tx, team, input.members, at)
  await giveServices(tx, office.id, id, input.serviceIds)
  if (input.leaderId !== team.leaderId) {
    for (const order of await store.listTeamOrders(tx, id, team.leaderId))
      await assign(tx, actor, order.id, { accountId: input.leaderId, version: order.version }, at)
  }
  await record(tx, actor, deed('changeTeam', 'team', id, office.path), at)
  return { version: input.version + 1 }
}

/** A team ends: its services are delivered by the office, its open orders by an official of the office by name. */
export async function endTeam(
  tx: Tx,
  actor: Actor,
  id: string,
  input: { version: number; reason: string; ownerId: string },
  at: Date,
): Promise<{ orders: number }> {
  const team = (await store.findTeam(tx, id)) ?? refuse('not-found')
  const office = await getOwnOffice(tx, actor, team.officeId)
  if (team.version !== input.version) refuse('stale-version')
  if (!(await servesIn(tx, input.ownerId, office.id, at))) refuse('not-in-office')
  await store.setTeamOf(tx, [], id)
  await store.setMembers(tx, team, [], at)
  if (!(await store.endTeam(tx, id, input.version, input.reason, at))) refuse('stale-version')
  const open = await store.listTeamOrders(tx, id)
  for (const order of open) {
    if (order.ownerId !== input.ownerId)
      await assign(tx, actor, order.id, { accountId: input.ownerId, version: order.version }, at)
  }
  const told = { ...deed('endTeam', 'team', id, office.path), purpose: input.reason }
  await record(tx, actor, told, at)
  return { orders: open.length }
}

// --- Orders

type Ticked = { serviceIds: readonly string[]; words?: string | undefined }

/** The services of a submission, all on the menu of this enterprise today. */
async function pick(tx: Tx, menu: Menu, path: readonly string[], ids: readonly string[], at: Date) {
  const offered = new Map(
    (await store.readMenu(tx, path, dayOf(at, menu.world.zone))).map(one => [one.id, one]),
  )
  return [...new Set(ids)].map(id => offered.get(id) ?? refuse('off-menu'))
}

async function open(
  tx: Tx,
  menu: Menu,
  actor: Actor,
  customer: store.Customer,
  item: store.OnMenu,
  how: {
    channel: 'enterprise' | 'officer'
    linkId: string
    identity: Identity
    words?: string | undefined
  },
  at: Date,
): Promise<Ordered> {
  const solve = clock('solve', true, item.days)
  const { id, number } = await openMatter(
    tx,
    menu.world,
    actor,
    {
      workflow: orderWorkflow,
      title: `${customer.name}：${item.name}`.slice(0, 200),
      division: { code: customer.divisionCode, path: customer.path },
      office: { id: item.officeId, prefix: item.prefix, subject: item.officeSubject },
      ownerId: item.leaderId,
      informed: customer.offices,
      nextStep: 'accept',
      clocks: [acceptClock, solve],
      linkIds: [how.linkId],
      identity: how.identity,
      action: 'order',
      note: how.words ?? null,
      detail: { serviceId: item.id, teamId: item.teamId, channel: how.channel, rule: RULES },
    },
    at,
  )
  await store.insertOrder(
    tx,
    { matterId: id, organisationId: customer.id, serviceId: item.id, teamId: item.teamId, ...how },
    at,
  )
  const to = item.leaderId === null ? { officeId: item.officeId } : { accountId: item.leaderId }
  await notify(tx, { matterId: id, to, template: 'new-order', params: { number } }, at)
  const due = dueAt(at, solve.duration, menu.world.calendar, menu.world.zone)
  return {
    id,
    number,
    serviceId: item.id,
    name: item.name,
    owner: item.leader,
    dueAt: due.toISOString(),
    wasThere: false,
  }
}

const told = (
  standing: { id: string; number: string; owner: string | null; dueAt: string | null },
  item: store.OnMenu,
): Ordered => ({
  id: standing.id,
  number: standing.number,
  serviceId: item.id,
  name: item.name,
  owner: standing.owner,
  dueAt: standing.dueAt,
  wasThere: true,
})

/** An officer ticks for an enterprise, on a visit or on the telephone. */
export async function order(
  tx: Tx,
  menu: Menu,
  actor: Actor,
  organisationId: string,
  input: Ticked,
  at: Date,
): Promise<{ orders: Ordered[] }> {
  const customer = (await store.findCustomer(tx, organisationId)) ?? refuse('not-found')
  const reaches = (key: string) => customer.path.some(code => key === `relief:${code}`)
  const works = (held: Actor['holdings'][number]) => mayPublish(actor, held.officeId)
  const near = actor.holdings.some(held => works(held) && customer.path.includes(held.divisionCode))
  if (!customer.officers.includes(actor.id ?? '') && !actor.write.some(reaches) && !near) refuse('forbidden')
  if (customer.endedAt !== null) refuse('enterprise-closed')
  const items = await pick(tx, menu, customer.path, input.serviceIds, at)
  await store.lockOrdersOf(tx, customer.id)
  const filter = { organisation: customer.id, open: 'open' as const, limit: 200 }
  const standing = new Map((await store.listOrders(tx, filter)).map(one => [one.serviceId, one]))
  const orders: Ordered[] = []
  for (const item of items) {
    const there = standing.get(item.id)
    if (there !== undefined) {
      orders.push(told(there, item))
      continue
    }
    const { identity, linkId, hash } = await newOrder(tx, menu, item.prefix)
    const seats = [...actor.write.filter(key => key.startsWith('account:')), `link:${linkId}`]
    await insertTrackLink(tx, identity.id, { id: linkId, secretHash: hash, createdBy: actor.id, seats })
    const how = { channel: 'officer' as const, linkId, identity, words: input.words }
    // The office that delivers gets its seat by this order, wherever the officer's own keys reach.
    orders.push(
      await withKeys(tx, actor, [`office:${item.officeId}`], () =>
        open(tx, menu, actor, customer, item, how, at),
      ),
    )
  }
  return { orders }
}

async function newOrder(tx: Tx, menu: Menu, prefix: string) {
  const identity = await newIdentity(tx, prefix)
  const linkId = uuidv7()
  return { identity, linkId, hash: trackHash(menu, identity.number, linkId) }
}
const trackHash = (menu: Menu, number: string, linkId: string) =>
  hashSecret(`${number}:${menu.secrets.of(linkId)}`)

/** The menu of the enterprise whose report link is shown, and what it ordered. */
export async function openMenu(db: Database, menu: Menu, secret: string, at: Date) {
  const hash = hashSecret(secret)
  return db.asLink(hash, async tx => {
    const customer = (await store.findCustomerByLink(tx, hash)) ?? refuse('link-unknown')
    const items = await store.readMenu(tx, customer.path, dayOf(at, menu.world.zone))
    const orders = await store.listOrdersByLink(tx, hash)
    return {
      organisationName: customer.name,
      services: items.map(({ id, name, nameEn, description, days, office, officeEn, team, leader }) => ({
        id,
        name,
        nameEn,
        description,
        days,
        office,
        officeEn,
        team,
        leader,
      })),
      orders: orders.map(({ id: _, linkId: __, ...row }) => ({
        ...row,
        openedAt: row.openedAt.toISOString(),
        dueAt: row.dueAt?.toISOString() ?? null,
      })),
    }
  })
}

/** The enterprise ticks on its phone. Five times the same submission, or the same ticks again, are one order each. */
export async function orderByLink(
  db: Database,
  once: Once,
  menu: Menu,
  input: Ticked & { secret: string },
  requestId: string,
  at: Date,
): Promise<{ orders: Ordered[] }> {
  const hash = hashSecret(input.secret)
  return db.asLink(hash, async (tx, link) => {
    const customer = await store.findCustomerByLink(tx, hash)
    if (link === undefined || customer === undefined) return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, async () => {
      const items = await pick(tx, menu, customer.path, input.serviceIds, at)
      await store.lockOrdersOf(tx, customer.id)
      const standing = new Map(
        (await store.listOrdersByLink(tx, hash)).filter(one => one.isOpen).map(one => [one.serviceId, one]),
      )
      const orders: Ordered[] = []
      for (const item of items) {
        const there = standing.get(item.id)
        if (there !== undefined) {
          orders.push(told({ ...there, dueAt: there.dueAt?.toISOString() ?? null }, item))
          continue
        }
        const { identity, linkId, hash: track } = await newOrder(tx, menu, item.prefix)
        const seats = [`link:${link.link_id}`, `link:${linkId}`]
        await insertTrackLink(tx, identity.id, { id: linkId, secretHash: track, createdBy: null, seats })
        // From here the order's own link acts: the report link alone opens no matter.
        await enterLink(tx, track)
        const how = { channel: 'enterprise' as const, linkId, identity, words: input.words }
        orders.push(await open(tx, menu, linkActor(linkId, requestId), customer, item, how, at))
        await enterLink(tx, hash)
      }
      return { orders }
    })
  })
}

/** The enterprise confirms and rates, disputes, or withdraws one of its orders. */
export async function actByLink(
  db: Database,
  once: Once,
  menu: Menu,
  kind: OrderKind,
  input: { secret: string; number: string; version: number; input: Record<string, string | number> },
  action: 'confirm' | 'dispute' | 'withdraw',
  requestId: string,
  at: Date,
): Promise<{ status: string; version: number }> {
  const hash = hashSecret(input.secret)
  return db.asLink(hash, async (tx, link) => {
    if (link === undefined || link.purpose !== 'report') return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, async () => {
      const orders = await store.listOrdersByLink(tx, hash)
      const found = orders.find(one => one.number === input.number) ?? refuse('not-found')
      await enterLink(tx, trackHash(menu, found.number, found.linkId))
      const call = { input: input.input, version: input.version }
      const actor = linkActor(found.linkId, requestId)
      const { status, version } = await act(tx, menu.world, kind.kind, actor, found.id, action, call, at)
      await enterLink(tx, hash)
      return { status, version }
    })
  })
}

type Call = EffectCall<OrderFacts>

async function tellOfficers({ tx, matter, facts, at }: Call, template: string): Promise<void> {
  for (const accountId of facts.officers)
    await notify(
      tx,
      { matterId: matter.id, to: { accountId }, template, params: { number: matter.number } },
      at,
    )
}
async function tellOwner({ tx, matter, at }: Call, template: string): Promise<void> {
  const to = matter.owner_id === null ? { officeId: matter.owner_office_id! } : { accountId: matter.owner_id }
  await notify(tx, { matterId: matter.id, to, template, params: { number: matter.number } }, at)
}

/** The kind of matter that an order is. */
export function orderKind() {
  const kind: Kind<OrderFacts, OrderStatus, OrderPart, OrderAction> = {
    workflow: orderWorkflow,
    async facts(tx, matter) {
      const { officers } = (await store.readFacts(tx, matter.id)) ?? refuse('not-found')
      return { ownerOfficeId: matter.owner_office_id, officers }
    },
    parts: (actor, _matter, facts) => partsOf(actor, facts),
    refusals: [],
    forbids: () => undefined,
    effects: {
      async accept(call) {
        const { actor, matter } = call
        return actor.id !== null && matter.owner_id === null ? { change: { owner_id: actor.id } } : undefined
      },
      async deliver(call) {
        await store.updateOrder(call.tx, call.matter.id, { delivered: String(call.input.solution) })
        await startClocks(
          call.tx,
          call.world,
          call.matter.id,
          [clock('confirm', true, CONFIRM_DAYS)],
          call.at,
        )
        await tellOfficers(call, 'order-delivered')
        return { fields: ['delivered'] }
      },
      async decline(call) {
        await store.updateOrder(call.tx, call.matter.id, { outcome: 'declined' })
        await tellOfficers(call, 'order-declined')
        return undefined
      },
      async confirm(call) {
        const { rating, note } = call.input
        const words = note === undefined ? null : String(note)
        const change = { outcome: 'confirmed' as const, rating: Number(rating), words }
        await store.updateOrder(call.tx, call.matter.id, change)
        const by = call.actor.kind === 'link' ? 'enterprise' : 'staff-session'
        return { detail: { rating: Number(rating), by }, fields: ['rating'] }
      },
      async dispute(call) {
        await startClocks(call.tx, call.world, call.matter.id, [clock('solve', true, REWORK_DAYS)], call.at)
        await tellOwner(call, 'order-disputed')
        return { change: { priority: 'urgent' } }
      },
      async withdraw(call) {
        await store.updateOrder(call.tx, call.matter.id, { outcome: 'withdrawn' })
        await tellOwner(call, 'order-withdrawn')
        return undefined
      },
      async timeOut(call) {
        await store.updateOrder(call.tx, call.matter.id, { outcome: 'timed-out' })
        return undefined
      },
    },
  }
  return { kind, bound: bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!)) }
}
export type OrderKind = ReturnType<typeof orderKind>
