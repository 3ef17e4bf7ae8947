import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import {
  findMatter,
  findOffice,
  type Identity,
  type MatterWorld,
  type NewClock,
  openMatter,
  pathOf,
  servesIn,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { hoursUntilEndOf, isTerm } from '../rules.ts'
import { mayInstruct } from './rules.ts'
import type { About, TaskOrigin } from './schema.ts'
import * as store from './store.ts'
import { taskWorkflow } from './workflow.ts'

export const VERSION = 'tasks-2022-04'
const DAY_HOURS = 24

/** An office that is ordered something takes it up, or gives it back, within a day. */
export const acceptClock: NewClock = {
  name: 'accept',
  isPromised: false,
  ruleVersion: VERSION,
  duration: { unit: 'hours', amount: DAY_HOURS },
}

function doClock(world: MatterWorld, dueOn: string, at: Date): NewClock {
  const amount = hoursUntilEndOf(dueOn, at, world.zone)
  if (!isTerm(amount)) refuse('due-past')
  return { name: 'do', isPromised: true, ruleVersion: VERSION, duration: { unit: 'hours', amount } }
}

export type NewTask = {
  origin: TaskOrigin
  words: string
  division: { code: string; path: readonly string[] }
  officeId: string
  ownerId?: string | undefined
  dueOn: string
  /** in whose name it is ordered, and who answers are told to */
  orderedOfficeId: string
  about?: About | undefined
  conferenceId?: string
  instructionId?: string
  parent?: { id: string; blocks: boolean } | undefined
}

/**
 * Orders something of an office by a day. It is a matter of that office; whoever ordered it closes it. The ticker, who
 * is nobody, orders written notices alone. Refuses with `no-office`, `due-past`, `not-in-office`.
 */
export async function openTask(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  task: NewTask,
  at: Date,
): Promise<Identity> {
  const office = (await findOffice(tx, task.officeId)) ?? refuse('no-office')
  if (task.ownerId !== undefined && !(await servesIn(tx, task.ownerId, office.id, at)))
    refuse('not-in-office')
  // Who handles what it is about sees what that waits for.
  const about = task.about && (await findAbout(tx, task.about))
  const informed = new Set([task.orderedOfficeId, ...(about?.officeId ? [about.officeId] : [])])
  const opened = await openMatter(
    tx,
    world,
    actor,
    {
      workflow: taskWorkflow,
      title: task.words.split('\n')[0]!.slice(0, 120),
      division: task.division,
      office,
      ownerId: task.ownerId ?? null,
      informed: [...informed],
      priority: task.origin === 'instruction' || task.origin === 'notice' ? 'urgent' : 'normal',
      nextStep: 'accept',
      clocks: [acceptClock, doClock(world, task.dueOn, at)],
      parent: task.parent,
      action: 'order',
      note: task.words,
      detail: { origin: task.origin, dueOn: task.dueOn, officeId: office.id },
    },
    at,
  )
  await store.insertTask(
    tx,
    {
      matterId: opened.id,
      origin: task.origin,
      words: task.words,
      dueOn: task.dueOn,
      orderedBy: actor.id,
      orderedOfficeId: task.orderedOfficeId,
      about: task.about ?? null,
      conferenceId: task.conferenceId ?? null,
      instructionId: task.instructionId ?? null,
    },
    at,
  )
  const to = task.ownerId === undefined ? { officeId: office.id } : { accountId: task.ownerId }
  await notify(tx, { matterId: opened.id, to, template: 'new-task', params: { number: opened.number } }, at)
  return opened
}

/** What something is ordered about, as far as the actor sees it: where it is, whether it goes on, which office has it. */
export async function findAbout(tx: Tx, about: About) {
  if (about.kind === 'enterprise') {
    const found = await store.findEnterprise(tx, about.id)
    if (found === undefined) return undefined
    return { code: found.division_code, path: found.path, isOpen: found.ended_at === null, officeId: null }
  }
  const matter = await findMatter(tx, about.id)
  if (matter?.kind !== about.kind) return undefined
  return {
    code: matter.division_code,
    path: pathOf(matter),
    isOpen: matter.is_open,
    officeId: matter.owner_office_id,
  }
}
export type Place = NonNullable<Awaited<ReturnType<typeof findAbout>>>

/** The office in whose name a leader instructs: of those held the nearest to the place. */
function instructingOffice(actor: Actor, path: readonly string[]): string {
  const holding = actor.holdings
    .filter(one => one.role === 'leader' && path.includes(one.divisionCode))
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]
  return holding?.officeId ?? refuse('forbidden')
}

/**
 * A leader of the place or above instructs offices: each has a task with its own day, told together. A problem isn't
 * solved, and a cause isn't ended, before all of them are.
 */
export async function instruct(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  order: {
    about: About
    words: string
    to: readonly { officeId: string; ownerId?: string | undefined; dueOn: string }[]
  },
  at: Date,
): Promise<{ id: string; tasks: Identity[] }> {
  const { about, words, to } = order
  const place = (await findAbout(tx, about)) ?? refuse('not-found')
  if (!mayInstruct(actor, place.path)) refuse('forbidden')
  if (!place.isOpen) refuse(about.kind === 'enterprise' ? 'enterprise-ended' : 'not-now')
  if (new Set(to.map(one => one.officeId)).size < to.length) refuse('office-twice')
  const id = uuidv7()
  const tasks: Identity[] = []
  for (const one of to) {
    const task: NewTask = {
      ...one,
      words,
      about,
      origin: 'instruction',
      division: place,
      orderedOfficeId: instructingOffice(actor, place.path),
      instructionId: id,
      parent: about.kind === 'enterprise' ? undefined : { id: about.id, blocks: true },
    }
    tasks.push(await openTask(tx, world, actor, task, at))
  }
  return { id, tasks }
}
