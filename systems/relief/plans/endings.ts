import type { Actor, Tx } from '#platform/db'
import { act } from '#platform/matter'
import type { ProblemKind, Relief } from '../actions.ts'
import { needKind } from '../exchange/actions.ts'
import { orderKind } from '../menu/actions.ts'
import { requestKind } from '../requests/actions.ts'
import { completeConference, conferenceKind } from '../tasks/conference-actions.ts'
import { taskKind } from '../tasks/kinds.ts'
import { findTask } from '../tasks/store.ts'
import type { PromiseKind } from './actions.ts'
import { inItsStead } from './follow.ts'
import type { OpenMatter } from './follow-store.ts'
import { isToDo } from './rules.ts'

/** The kinds of matters that an enterprise may have open. */
export type Ending = { relief: Relief; problems: ProblemKind; promises: PromiseKind }

/** A request that was answered is closed by who asked. */
const withdrawable = ['asked', 'accepted', 'declined']

/** Ends matters of an enterprise that ends, each by its own table, in the stead of whoever otherwise would. */
export function endsOf(
  { relief, problems, promises }: Ending,
  tx: Tx,
  wide: Actor,
  reason: string,
  at: Date,
) {
  const { world } = relief
  const withdraw = inItsStead(relief, problems, tx, wide, at)
  return async ({ id, kind, version, status }: OpenMatter): Promise<unknown> => {
    const call = { version, input: { reason } }
    switch (kind) {
      case 'problem':
        return withdraw(id, 'withdraw', version, { reason })
      case 'promise': {
        const own = { ...promises.kind, parts: () => new Set(['turn'] as const) }
        return act(tx, world, own, wide, id, 'drop', call, at)
      }
      case 'order': {
        // What was delivered waits for its word as it did.
        if (!isToDo('order', status)) return undefined
        const own = { ...orderKind().kind, parts: () => new Set(['liaison'] as const) }
        return act(tx, world, own, wide, id, 'withdraw', call, at)
      }
      case 'need': {
        const own = { ...needKind().kind, parts: () => new Set(['owner'] as const) }
        return act(tx, world, own, wide, id, 'withdraw', call, at)
      }
      case 'task': {
        const conferences = conferenceKind().kind
        const own = { ...taskKind(conferences).kind, parts: () => new Set(['orderer'] as const) }
        await act(tx, world, own, wide, id, 'withdraw', call, at)
        const conferenceId = (await findTask(tx, id))?.conferenceId
        return conferenceId && completeConference(tx, world, conferences, wide, conferenceId, at)
      }
      case 'request': {
        if (!withdrawable.includes(status)) return undefined
        const own = { ...requestKind(relief).kind, parts: () => new Set(['requester'] as const) }
        return act(tx, world, own, wide, id, 'withdraw', call, at)
      }
    }
  }
}
