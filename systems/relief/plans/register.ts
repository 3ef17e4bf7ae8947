import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import type { Relief } from '../actions.ts'
import { divisionOfTier } from '../rules.ts'
import { findOfficeFor } from '../store.ts'
import { leaveForeign, nextOf, type Place } from './follow.ts'
import * as following from './follow-store.ts'
import { heirOf, movedSeats } from './rules.ts'
import * as turns from './turn-store.ts'
import { across } from './turns.ts'

/**
 * The register says that enterprises stand in another division: what is open of them follows, as when one moves. An
 * office of the old place hands on to the one of its subject in the new place; officers stay as the list has them, and
 * no time to accept begins anew.
 */
export async function follow(
  tx: Tx,
  people: Relief['people'],
  actor: Actor,
  moved: readonly { id: string; from: Place; to: Place }[],
  at: Date,
): Promise<void> {
  await turns.moveStanding(
    tx,
    moved.map(({ id, to }) => ({ id, path: to.path })),
  )
  const busy = new Set(
    await following.listWithOpenMatters(
      tx,
      moved.map(one => one.id),
    ),
  )
  for (const { id, from, to } of moved.filter(one => busy.has(one.id)))
    await across(tx, actor, [from, to], async () => {
      const general = (await findOfficeFor(tx, to.path, to.code, 'general')) ?? refuse('no-office')
      const matters = await following.listOpen(tx, id)
      for (const matter of matters) {
        const heir = heirOf(matter, { path: to.path, freed: [] })
        const seats = movedSeats(await following.findSeats(tx, matter.id), from.path, to.path)
        await following.moveMatter(tx, matter.id, { divisionCode: to.code, seats })
        const tier = matter.problem === null ? undefined : divisionOfTier(to.path, matter.problem.tier)
        const next =
          heir === 'stays'
            ? undefined
            : tier === undefined
              ? (await nextOf(tx, matter, heir, { to, heir: { officeId: general.id, accountId: null } }))
                  ?.officeId
              : (await findOfficeFor(tx, to.path, tier, matter.subject))?.id
        if (next !== undefined) await following.referTo(tx, actor, matter, next, at)
        await leaveForeign(tx, people, matter, to, at)
        const lead = matters.find(one => one.id === matter.problemId)?.officeId
        if (matter.kind === 'task' && lead !== undefined) await following.followLead(tx, matter.id, lead, at)
      }
    })
}
