import { type Actor, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import {
  act,
  type BoundKind,
  bindKind,
  changeLead,
  type EffectCall,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type Matter,
  type MatterWorld,
  type NewClock,
  openMatter,
  pathOf,
  servesIn,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { hoursUntilEndOf, isTerm } from '../rules.ts'
import { findTaskForceAbove } from '../store.ts'
import {
  type ConferenceFacts,
  conferenceForbids,
  conferenceParts,
  conferenceRefusals,
  mayInstruct,
  type TaskFacts,
  taskForbids,
  taskParts,
  taskRefusals,
} from './rules.ts'
import type { TaskOrigin } from './schema.ts'
import * as store from './store.ts'
import {
  type ConferenceAction,
  type ConferencePart,
  type ConferenceStatus,
  conferenceWorkflow,
  type TaskAction,
  type TaskPart,
  type TaskStatus,
  taskWorkflow,
} from './workflow.ts'

const VERSION = 'tasks-2022-04'
const DAY_HOURS = 24

const acceptClock: NewClock = {
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

/** The office in whose name the actor orders: the one nearest to the place that has the right. */
function orderingOffice(actor: Actor, path: readonly string[], isRight: (role: string) => boolean): string {
  const holding = actor.holdings
    .filter(one => isRight(one.role) && path.includes(one.divisionCode))
    .toSorted((a, b) => b.divisionCode.length - a.divisionCode.length)[0]
  return holding?.officeId ?? refuse('forbidden')
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
  problemId?: string
  conferenceId?: string
  parent?: { id: string; blocks: boolean }
}

/**
 * Orders something of an office by a day. It is a matter of that office; whoever ordered it closes it. Refuses with
 * `no-office`, `due-past`, `not-in-office`.
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
      informed: [task.orderedOfficeId],
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
      orderedBy: actor.id!,
      orderedOfficeId: task.orderedOfficeId,
      problemId: task.problemId ?? null,
      conferenceId: task.conferenceId ?? null,
    },
    at,
  )
  const to = task.ownerId === undefined ? { officeId: office.id } : { accountId: task.ownerId }
  await notify(tx, { matterId: opened.id, to, template: 'new-task', params: { number: opened.number } }, at)
  return opened
}

type Order = { words: string; officeId: string; ownerId?: string | undefined; dueOn: string; blocks: boolean }

/** A leader of the place or above instructs an office about a problem: it isn't solved before that is answered. */
export async function instruct(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  problemId: string,
  order: Omit<Order, 'blocks'>,
  at: Date,
): Promise<Identity> {
  const problem = (await findMatter(tx, problemId)) ?? refuse('not-found')
  if (problem.kind !== 'problem') refuse('not-found')
  const path = pathOf(problem)
  if (!mayInstruct(actor, path)) refuse('forbidden')
  if (!problem.is_open) refuse('not-now')
  const task: NewTask = {
    ...order,
    origin: 'instruction',
    division: { code: problem.division_code, path },
    orderedOfficeId: orderingOffice(actor, path, role => role === 'leader'),
    problemId,
    parent: { id: problemId, blocks: true },
  }
  return openTask(tx, world, actor, task, at)
}

const mayAct = (role: string) => role !== 'supervisor' && role !== 'admin' && role !== 'auditor'

/** For which office the actor may call a conference about a problem: one that handles it, or a leader's above. */
export function callingOffice(actor: Actor, problem: Matter | undefined): string | undefined {
  const holdings = actor.holdings.filter(one => mayAct(one.role))
  if (problem === undefined) return holdings[0]?.officeId
  const path = pathOf(problem)
  const own = holdings.find(one => one.officeId === problem.owner_office_id)
  const above = holdings.find(one => one.role === 'leader' && path.includes(one.divisionCode))
  return (own ?? above)?.officeId
}

export async function callConference(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  call: {
    problemId?: string | undefined
    title: string
    agenda: string
    heldAt: Date
    place: string
    officeIds: readonly string[]
  },
  at: Date,
): Promise<Identity> {
  const problem =
    call.problemId === undefined ? undefined : ((await findMatter(tx, call.problemId)) ?? refuse('not-found'))
  const office =
    (await findOffice(tx, callingOffice(actor, problem) ?? refuse('forbidden'))) ?? refuse('forbidden')
  for (const id of call.officeIds) if ((await findOffice(tx, id)) === undefined) refuse('no-office')
  const hours = (call.heldAt.getTime() - at.getTime()) / 3_600_000
  if (!isTerm(hours)) refuse('due-past')
  const division =
    problem === undefined
      ? { code: office.division_code, path: office.path }
      : { code: problem.division_code, path: pathOf(problem) }
  const opened = await openMatter(
    tx,
    world,
    actor,
    {
      workflow: conferenceWorkflow,
      title: call.title,
      division,
      office,
      ownerId: actor.id,
      informed: [...new Set(call.officeIds)],
      nextStep: 'minute',
      clocks: [
        // Minutes are due a day after it met.
        {
          name: 'meet',
          isPromised: false,
          ruleVersion: VERSION,
          duration: { unit: 'hours', amount: hours + DAY_HOURS },
        },
      ],
      parent: problem && { id: problem.id, blocks: false },
      action: 'call',
      note: call.agenda,
      detail: { heldAt: call.heldAt.toISOString() },
    },
    at,
  )
  await store.insertConference(tx, { ...call, matterId: opened.id, problemId: call.problemId ?? null }, at)
  for (const officeId of new Set(call.officeIds)) {
    if (officeId === office.id) continue
    const notice = {
      matterId: opened.id,
      to: { officeId },
      template: 'conference',
      params: { number: opened.number },
    }
    await notify(tx, notice, at)
  }
  return opened
}

/** Records minutes that bind: each resolution is a task from the same moment on, all of them or none. */
export async function recordMinutes(
  tx: Tx,
  world: MatterWorld,
  kind: ConferenceKind['kind'],
  actor: Actor,
  id: string,
  given: { version: number; minutes: string; present: string; resolutions: readonly Order[] },
  at: Date,
): Promise<{ tasks: { id: string; number: string }[] }> {
  const matter = (await findMatter(tx, id)) ?? refuse('not-found')
  const conference = (await store.findConference(tx, id)) ?? refuse('not-found')
  const call = { version: given.version, input: { note: given.minutes, present: given.present } }
  await act(tx, world, kind, actor, id, 'minute', call, at)
  const tasks = []
  for (const { blocks, ...order } of given.resolutions) {
    const task: NewTask = {
      ...order,
      origin: 'conference',
      division: { code: matter.division_code, path: pathOf(matter) },
      orderedOfficeId: matter.owner_office_id!,
      conferenceId: id,
      ...(conference.problem_id !== null && { problemId: conference.problem_id }),
      parent: conference.problem_id === null ? { id, blocks: false } : { id: conference.problem_id, blocks },
    }
    tasks.push(await openTask(tx, world, actor, task, at))
  }
  return { tasks }
}

type TaskCall = EffectCall<TaskFacts>

async function tellOrderer(call: TaskCall, template: string): Promise<void> {
  const { tx, matter, facts, at } = call
  const params = { number: matter.number }
  await notify(tx, { matterId: matter.id, to: { accountId: facts.orderedBy }, template, params }, at)
}

/** A supervisor only reads: who ordered a written notice brings it to its end with the own office's key. */
async function supervisorKeys(tx: Tx, actor: Actor, id: string): Promise<string[]> {
  if (!actor.holdings.some(held => held.role === 'supervisor')) return []
  const task = await store.findTask(tx, id)
  const isOwn = actor.holdings.some(
    held => held.role === 'supervisor' && held.officeId === task?.orderedOfficeId,
  )
  return task?.origin === 'notice' && isOwn ? [`office:${task.orderedOfficeId}`] : []
}

export function taskKind() {
  const kind: Kind<TaskFacts, TaskStatus, TaskPart, TaskAction> = {
    workflow: taskWorkflow,
    async facts(tx, matter) {
      const task = (await store.findTask(tx, matter.id)) ?? refuse('not-found')
      return {
        orderedBy: task.orderedById,
        orderedOfficeId: task.orderedOfficeId,
        origin: task.origin,
        returns: task.returns,
      }
    },
    parts: (actor, matter, facts) => taskParts(actor, matter.owner_office_id, facts),
    refusals: taskRefusals,
    forbids: (action, _actor, facts) => taskForbids(action, facts),
    effects: {
      async giveBack(call) {
        await store.countReturn(call.tx, call.matter.id)
        await tellOrderer(call, 'task-returned')
        return undefined
      },
      async reassign(call) {
        const office = (await findOffice(call.tx, String(call.input.office))) ?? refuse('no-office')
        const change = await changeLead(call, 'relief', { office, ownerId: null }, [acceptClock], 'informed')
        const to = { officeId: office.id }
        const params = { number: call.matter.number }
        await notify(call.tx, { matterId: call.matter.id, to, template: 'new-task', params }, call.at)
        return { change, detail: { officeId: office.id } }
      },
      async report(call) {
        await store.setAnswer(call.tx, call.matter.id, String(call.input.note))
        await tellOrderer(call, 'task-reported')
        return undefined
      },
    },
  }
  const bound = bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!))
  const work: BoundKind = {
    ...bound,
    async act(tx, world, actor, id, ...call) {
      const keys = await supervisorKeys(tx, actor, id)
      if (keys.length === 0) return bound.act(tx, world, actor, id, ...call)
      return withKeys(tx, actor, keys, () => bound.act(tx, world, actor, id, ...call))
    },
  }
  return { kind, bound: work }
}

export function conferenceKind() {
  const kind: Kind<ConferenceFacts, ConferenceStatus, ConferencePart, ConferenceAction> = {
    workflow: conferenceWorkflow,
    facts: async (tx, matter) => ({ openTasks: await store.countOpenTasks(tx, matter.id) }),
    parts: (actor, matter) => conferenceParts(actor, matter.owner_office_id),
    refusals: conferenceRefusals,
    forbids: (action, _actor, facts) => conferenceForbids(action, facts),
    effects: {
      async minute({ tx, matter, input }) {
        await store.setMinutes(tx, matter.id, String(input.note), String(input.present))
        return undefined
      },
    },
  }
  return { kind, bound: bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!)) }
}
export type ConferenceKind = ReturnType<typeof conferenceKind>
