import { sql } from 'kysely'
import { record } from '#platform/audit'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { announce } from '#platform/notices'
import type { MatterWorld } from './actions.ts'
import { type NewClock, startClocks } from './clocks.ts'
import { dueAt } from './deadlines.ts'
import { formatNumber } from './numbers.ts'
import * as store from './store.ts'
import type { Workflow } from './workflow.ts'

export type Opening = {
  workflow: Pick<Workflow, 'kind' | 'system' | 'version' | 'initial'>
  title: string
  division: { code: string; path: readonly string[] }
  office: Pick<store.Office, 'id' | 'prefix' | 'subject'>
  ownerId: string | null
  informed?: readonly string[]
  /** normal, where nothing else is said */
  priority?: 'normal' | 'urgent'
  nextStep: string
  clocks: readonly NewClock[]
  linkIds?: readonly string[]
  /** beside those of its place and its parties */
  seats?: readonly string[]
  /** in place of all others: a matter that single people alone see */
  only?: readonly string[]
  /** where a link had to be made for the matter before the matter itself */
  identity?: Identity
  parent?: { id: string; blocks: boolean } | undefined
  action: string
  note: string | null
  detail?: store.NewHistory['detail']
}

export type Identity = { id: string; number: string }

/** A new matter's id and number: an office counts all its matters in one series, whatever their kind. */
export async function newIdentity(tx: Tx, prefix: string): Promise<Identity> {
  return { id: uuidv7(), number: formatNumber(prefix, await store.nextNumber(tx, prefix)) }
}

/** Opens a matter: row, parties, clocks, first line of the story and audit, in the caller's transaction. */
export async function openMatter(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  opening: Opening,
  at: Date,
): Promise<Identity> {
  const { workflow, division, office, informed = [] } = opening
  await sql`select region.hold_office(${office.id})`.execute(tx)
  const { id, number } = opening.identity ?? (await newIdentity(tx, office.prefix))
  const offices = [office.id, ...informed.filter(one => one !== office.id)]
  const seats = opening.only
    ? [...opening.only]
    : [
        ...store.seatsOf(workflow.system, division.path, offices, office.subject, opening.linkIds ?? []),
        ...(opening.seats ?? []),
      ]
  const dues = opening.clocks.map(clock => dueAt(at, clock.duration, world.calendar, world.zone).getTime())
  await store.insertMatter(tx, {
    id,
    kind: workflow.kind,
    number,
    title: opening.title,
    divisionCode: division.code,
    status: workflow.initial,
    priority: opening.priority ?? 'normal',
    ownerOfficeId: office.id,
    ownerId: opening.ownerId,
    nextStep: opening.nextStep,
    dueAt: dues.length === 0 ? null : new Date(Math.min(...dues)),
    workflowVersion: workflow.version,
    parentId: opening.parent?.id ?? null,
    blocksParent: opening.parent?.blocks ?? false,
    openedAt: at,
    seats,
  })
  for (const officeId of offices) {
    const part = officeId === office.id ? 'lead' : 'informed'
    await store.insertParty(tx, id, { part, officeId, state: part === 'lead' ? 'asked' : 'accepted' }, at)
  }
  await startClocks(tx, world, id, opening.clocks, at)
  await store.insertHistory(
    tx,
    id,
    actor,
    { action: opening.action, note: opening.note, detail: opening.detail },
    at,
  )
  await record(
    tx,
    actor,
    {
      action: `${workflow.kind}.${opening.action}`,
      subjectKind: workflow.kind,
      subjectId: id,
      fields: [],
      divisionPath: division.path,
    },
    at,
  )
  await announce(tx, { topic: 'matters', id, seats })
  return { id, number }
}
