import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import {
  act,
  bindKind,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type MatterWorld,
  openMatter,
  pathOf,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { isTerm } from '../rules.ts'
import { findTaskForceAbove } from '../store.ts'
import { findAbout, type NewTask, openTask, type Place, VERSION } from './actions.ts'
import { type ConferenceFacts, conferenceForbids, conferenceParts, conferenceRefusals } from './rules.ts'
import type { About } from './schema.ts'
import * as store from './store.ts'
import {
  type ConferenceAction,
  type ConferencePart,
  type ConferenceStatus,
  conferenceWorkflow,
} from './workflow.ts'

const DAY_HOURS = 24

const mayAct = (role: string) => role !== 'supervisor' && role !== 'admin' && role !== 'auditor'

/** For which office the actor may call a conference: one that handles what it is about, or a leader's above. */
export function callingOffice(actor: Actor, place: Place | undefined): string | undefined {
  const holdings = actor.holdings.filter(one => mayAct(one.role))
  if (place === undefined) return holdings[0]?.officeId
  const own = holdings.find(one => one.officeId === place.officeId)
  const above = holdings.find(one => one.role === 'leader' && place.path.includes(one.divisionCode))
  return (own ?? above)?.officeId
}

export async function callConference(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  call: {
    about?: About | undefined
    title: string
    agenda: string
    heldAt: Date
    place: string
    officeIds: readonly string[]
  },
  at: Date,
): Promise<Identity> {
  const { about } = call
  const place = about === undefined ? undefined : ((await findAbout(tx, about)) ?? refuse('not-found'))
  const office =
    (await findOffice(tx, callingOffice(actor, place) ?? refuse('forbidden'))) ?? refuse('forbidden')
  if (place?.isOpen === false) refuse('not-now')
  for (const id of call.officeIds) if ((await findOffice(tx, id)) === undefined) refuse('no-office')
  // Who handles what it is about is called too.
  const called = new Set([...call.officeIds, ...(place?.officeId ? [place.officeId] : [])])
  const hours = (call.heldAt.getTime() - at.getTime()) / 3_600_000
  if (!isTerm(hours)) refuse('due-past')
  const opened = await openMatter(
    tx,
    world,
    actor,
    {
      workflow: conferenceWorkflow,
      title: call.title,
      division: place ?? { code: office.division_code, path: office.path },
      office,
      ownerId: actor.id,
      informed: [...called],
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
      parent: about && { id: about.id, blocks: false },
      action: 'call',
      note: call.agenda,
      detail: { heldAt: call.heldAt.toISOString() },
    },
    at,
  )
  await store.insertConference(tx, { ...call, matterId: opened.id, about: about ?? null }, at)
  for (const officeId of called) {
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

type Order = { words: string; officeId: string; ownerId?: string | undefined; dueOn: string; blocks: boolean }

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
  const about = ((await store.findConference(tx, id)) ?? refuse('not-found')).about ?? undefined
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
      about,
      parent: about === undefined ? { id, blocks: false } : { id: about.id, blocks },
    }
    tasks.push(await openTask(tx, world, actor, task, at))
  }
  return { tasks }
}

/**
 * A conference ends by itself with the last task that came of it. It is held meanwhile: of two who end the last two at
 * once, the second sees that the other is at its end.
 */
export async function completeConference(
  tx: Tx,
  world: MatterWorld,
  kind: ConferenceKind['kind'],
  actor: Actor,
  id: string,
  at: Date,
): Promise<void> {
  const conference = await store.lockConference(tx, id)
  if (conference?.status !== 'minuted' || (await store.countTasks(tx, id)).open > 0) return
  const byTasks = { ...kind, parts: () => new Set(['tasks'] as const) }
  await act(tx, world, byTasks, actor, id, 'complete', { version: conference.version, input: {} }, at)
}

export function conferenceKind() {
  const kind: Kind<ConferenceFacts, ConferenceStatus, ConferencePart, ConferenceAction> = {
    workflow: conferenceWorkflow,
    facts: async (tx, matter) => ({ openTasks: (await store.countTasks(tx, matter.id)).open }),
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
