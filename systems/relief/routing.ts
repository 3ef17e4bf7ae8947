import type { Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { findOffice, type MatterWorld, type NewClock, type Office } from '#platform/matter'
import { dayOf } from '#platform/texts'
import type { Relief } from './actions.ts'
import type * as enterprises from './enterprise-store.ts'
import { divisionOfTier, responsibleNow, tierOf } from './rules.ts'
import type { Tier } from './schema.ts'
import * as store from './store.ts'

export async function getRoute(
  tx: Tx,
  world: MatterWorld,
  category: string,
  tier: string,
  at: Date,
): Promise<store.Route> {
  return (await store.findRoute(tx, category, tier, dayOf(at, world.zone))) ?? refuse('no-office')
}

export const acceptClock = (route: store.Route): NewClock => ({
  name: 'accept',
  isPromised: false,
  ruleVersion: route.version,
  duration: { unit: 'hours', amount: route.acceptHours },
})

export const solveClock = (route: store.Route): NewClock => ({
  name: 'solve',
  isPromised: true,
  ruleVersion: route.version,
  duration: { unit: route.solveUnit, amount: route.solveAmount },
})

export const confirmClock = (route: store.Route): NewClock => ({
  name: 'confirm',
  isPromised: true,
  ruleVersion: route.version,
  duration: { unit: 'working-days', amount: route.confirmDays },
})

export type Destination = {
  office: Pick<Office, 'id' | 'prefix' | 'subject'>
  ownerId: string | null
  tier: Tier
  route: store.Route
}

/**
 * First-contact responsibility: what an enterprise reports comes to its liaison officer or who covers, who solves or
 * routes it. It begins at the tier of the office where that is, with the times promised there.
 */
export async function toLiaison(
  tx: Tx,
  relief: Relief,
  enterprise: enterprises.Organisation,
  category: string,
  at: Date,
): Promise<Destination> {
  const responsible = responsibleNow(enterprise.team)
  if (responsible === undefined)
    return toOffice(tx, enterprise, 'county', await getRoute(tx, relief.world, category, 'county', at))
  const office = (await findOffice(tx, responsible.officeId)) ?? refuse('no-office')
  const tier = tierOf(office.division_code)
  return {
    office,
    ownerId: responsible.accountId,
    tier,
    route: await getRoute(tx, relief.world, category, tier, at),
  }
}

export async function toOffice(
  tx: Tx,
  enterprise: Pick<enterprises.Organisation, 'path'>,
  tier: Tier,
  route: store.Route,
): Promise<Destination> {
  const office =
    (await store.findOfficeFor(tx, enterprise.path, divisionOfTier(enterprise.path, tier), route.subject)) ??
    refuse('no-office')
  return { office, ownerId: null, tier, route }
}
