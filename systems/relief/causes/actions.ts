import { sql } from 'kysely'
import type { Actor, Tx } from '#platform/db'
import { Refused, refuse } from '#platform/http'
import {
  act,
  bindKind,
  copyAttachments,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type MatterWorld,
  openMatter,
} from '#platform/matter'
import type { ProblemKind } from '../actions.ts'
import { hoursUntilEndOf, isTerm } from '../rules.ts'
import type { Category } from '../schema.ts'
import { findTaskForceAbove } from '../store.ts'
import { type CauseFacts, causeForbids, causeParts, causeRefusals } from './rules.ts'
import * as store from './store.ts'
import { type CauseAction, type CausePart, type CauseStatus, causeWorkflow } from './workflow.ts'

const VERSION = 'causes-2022-04'

/** Opens a common cause for an office of the actor's place or below, or for the actor's own. */
export async function openCause(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  given: {
    title: string
    words: string
    category: Category
    officeId?: string | undefined
    dueOn?: string | undefined
  },
  at: Date,
): Promise<Identity> {
  const own = actor.holdings.filter(
    ({ role }) => role === 'handler' || role === 'leader' || role === 'liaison',
  )
  const office =
    (await findOffice(tx, given.officeId ?? own[0]?.officeId ?? refuse('forbidden'))) ?? refuse('no-office')
  const isOwn = own.some(one => one.officeId === office.id)
  const isAbove = own.some(
    ({ role, divisionCode }) => role === 'leader' && office.path.includes(divisionCode),
  )
  if (!isOwn && !isAbove) refuse('forbidden')
  const hours = given.dueOn === undefined ? undefined : hoursUntilEndOf(given.dueOn, at, world.zone)
  if (hours !== undefined && !isTerm(hours)) refuse('due-past')
  const opened = await openMatter(
    tx,
    world,
    actor,
    {
      workflow: causeWorkflow,
      title: given.title,
      division: { code: office.division_code, path: office.path },
      office,
      ownerId: isOwn ? actor.id : null,
      nextStep: 'solve',
      clocks:
        hours === undefined
          ? []
          : [
              {
                name: 'do',
                isPromised: false,
                ruleVersion: VERSION,
                duration: { unit: 'hours', amount: hours },
              },
            ],
      action: 'open',
      note: given.words,
      detail: { category: given.category },
    },
    at,
  )
  await store.insertCause(tx, { matterId: opened.id, category: given.category, words: given.words }, at)
  return opened
}

export type Chosen = { id: string; version: number }
export type Together = { id: string; number: string | null; done: boolean; code: string | null }

/** A cause that the actor sees; who sees a problem of it alone is told where that is worked on. */
export async function getCause(tx: Tx, id: string): Promise<void> {
  if ((await findMatter(tx, id))?.kind === 'cause') return
  refuse((await store.hasLinked(tx, id)) ? 'cause-led-elsewhere' : 'not-found')
}

/**
 * Does the same with each of several problems, each whole or not at all: what one refuses is told of that one, and the
 * others go on. `forbidden` says who may do it.
 */
async function withEach(
  tx: Tx,
  linked: ReadonlySet<string>,
  chosen: readonly Chosen[],
  forbidden: string,
  work: (one: Chosen) => Promise<unknown>,
): Promise<Together[]> {
  const results: Together[] = []
  for (const one of chosen) {
    const number = (await findMatter(tx, one.id))?.number ?? null
    await sql`savepoint one_problem`.execute(tx)
    try {
      if (!linked.has(one.id)) refuse('not-found')
      await work(one)
      await sql`release savepoint one_problem`.execute(tx)
      results.push({ id: one.id, number, done: true, code: null })
    } catch (error) {
      await sql`rollback to savepoint one_problem`.execute(tx)
      if (!(error instanceof Refused)) throw error
      const code = error.code === 'forbidden' ? forbidden : error.code
      results.push({ id: one.id, number, done: false, code })
    }
  }
  return results
}

const linkedOf = async (tx: Tx, causeId: string) =>
  new Set((await store.listLinked(tx, causeId)).map(problem => problem.id))

/** Submits one solution, with the cause's files as evidence, for the chosen problems. */
export async function solveTogether(
  tx: Tx,
  world: MatterWorld,
  kinds: { cause: CauseKind['kind']; problem: ProblemKind['kind'] },
  actor: Actor,
  causeId: string,
  given: { version: number; solution: string; problems: readonly Chosen[] },
  at: Date,
): Promise<Together[]> {
  await getCause(tx, causeId)
  const input = { solution: given.solution }
  await act(tx, world, kinds.cause, actor, causeId, 'solve', { version: given.version, input }, at)
  const linked = await linkedOf(tx, causeId)
  return withEach(tx, linked, given.problems, 'forbidden', async ({ id, version }) => {
    await copyAttachments(tx, actor, causeId, id, at)
    await act(tx, world, kinds.problem, actor, id, 'solve', { version, input }, at)
  })
}

/** Signs the chosen problems of a cause, each for itself: each by a leader of the office that leads it. */
export async function signTogether(
  tx: Tx,
  world: MatterWorld,
  problem: ProblemKind['kind'],
  actor: Actor,
  causeId: string,
  chosen: readonly Chosen[],
  at: Date,
): Promise<Together[]> {
  await getCause(tx, causeId)
  return withEach(tx, await linkedOf(tx, causeId), chosen, 'signed-by-its-leader', ({ id, version }) =>
    act(tx, world, problem, actor, id, 'sign', { version, input: {} }, at),
  )
}

export function causeKind() {
  const kind: Kind<CauseFacts, CauseStatus, CausePart, CauseAction> = {
    workflow: causeWorkflow,
    facts: async (tx, matter) => ({
      linkedOpen: (await store.countLinked(tx, matter.id)).open,
      blockingChildren: await store.countBlocking(tx, matter.id),
    }),
    parts: (actor, matter) => causeParts(actor, matter.owner_office_id),
    refusals: causeRefusals,
    forbids: (action, _actor, facts) => causeForbids(action, facts),
    effects: {
      async solve({ tx, matter, input }) {
        await store.setSolution(tx, matter.id, String(input.solution))
        return { fields: ['solution'] }
      },
    },
  }
  return { kind, bound: bindKind(kind, (tx, matter) => findTaskForceAbove(tx, matter.owner_office_id!)) }
}
export type CauseKind = ReturnType<typeof causeKind>
