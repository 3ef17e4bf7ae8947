import { type Actor, type Tx, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import {
  type BoundKind,
  bindKind,
  changeLead,
  type EffectCall,
  findOffice,
  type Kind,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { findTaskForceAbove } from '../store.ts'
import { acceptClock } from './actions.ts'
import { type ConferenceKind, completeConference } from './conference-actions.ts'
import { type TaskFacts, taskForbids, taskParts, taskRefusals } from './rules.ts'
import * as store from './store.ts'
import { type TaskAction, type TaskPart, type TaskStatus, taskWorkflow } from './workflow.ts'

type TaskCall = EffectCall<TaskFacts>

async function tellOrderer(call: TaskCall, template: string): Promise<void> {
  const { tx, matter, facts, at } = call
  const params = { number: matter.number }
  const to = facts.orderedBy === null ? { officeId: facts.orderedOfficeId } : { accountId: facts.orderedBy }
  await notify(tx, { matterId: matter.id, to, template, params }, at)
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

/** The kind of matter that a task is; with the last of a conference's tasks the conference ends. */
export function taskKind(conferences: ConferenceKind['kind']) {
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
    async act(tx, world, actor, id, action, call, at) {
      const keys = await supervisorKeys(tx, actor, id)
      const reply = await withKeys(tx, actor, keys, () => bound.act(tx, world, actor, id, action, call, at))
      if (taskWorkflow.statuses[reply.status as TaskStatus].open) return reply
      const task = await store.findTask(tx, id)
      const conferenceId = task?.conferenceId
      if (conferenceId)
        await withKeys(tx, actor, [`office:${task.orderedOfficeId}`], () =>
          completeConference(tx, world, conferences, actor, conferenceId, at),
        )
      return reply
    },
  }
  return { kind, bound: work }
}
