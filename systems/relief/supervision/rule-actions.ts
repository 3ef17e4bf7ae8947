import { record } from '#platform/audit'
import { type Actor, type Tx, withKeys } from '#platform/db'
import { Refused, refuse } from '#platform/http'
import { askPlaceWork, findMatter, type MatterWorld, type PlaceWork, pathOf } from '#platform/matter'
import type { MatterRow } from '#platform/matter/schema'
import { dayOf, moment } from '#platform/texts'
import type { World } from '#platform/world'
import { openTask } from '../tasks/actions.ts'
import { circulate } from './actions.ts'
import * as papers from './papers-store.ts'
import * as store from './rule-store.ts'
import {
  beginningOf,
  isWritingTime,
  nextLook,
  placesApart,
  ruleInForce,
  supervisingOffice,
  workingDayAfter,
  workingDaysBack,
} from './rules.ts'
import type { NewRule, Rule } from './schema.ts'
import { paperTexts } from './texts.ts'

const HOUR = 3_600_000

/** The rule in force for a place at a moment, and every line of the table that concerns it. */
async function readRule(tx: Tx, world: MatterWorld, within: string, at: Date) {
  const today = dayOf(at, world.zone)
  const all = await store.listRules(tx, within)
  const covered = { within, apart: placesApart(all, within, today) }
  const rules = all.filter(one => within.startsWith(one.within))
  return { today, covered, rules, rule: ruleInForce(all, within, today)! }
}

type Read = Awaited<ReturnType<typeof readRule>>

/** What is due at a moment: what the page proposes is what the rule does. */
const due = (tx: Tx, world: MatterWorld, { rule, covered, today }: Read, at: Date) => {
  const back = (days: number) => workingDaysBack(at, days, world.calendar, world.zone)
  return {
    chase: () => store.listToChase(tx, covered, at, new Date(at.getTime() + rule.chaseHours * HOUR)),
    notice: () => store.listToNotify(tx, covered, back(rule.noticeDays)),
    circular: () => papers.listSilent(tx, covered, back(rule.circularDays), today),
  }
}

export async function readDue(tx: Tx, world: MatterWorld, within: string, at: Date) {
  const read = await readRule(tx, world, within, at)
  const list = due(tx, world, read, at)
  return {
    rule: read.rule,
    rules: read.rules,
    chase: await list.chase(),
    notice: await list.notice(),
    circular: await list.circular(),
  }
}

const WORK = 'supervise'

/** A supervisor of the place or above sets its rule; from then on the ticker looks at every full hour. */
export async function setRule(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  rule: NewRule,
  at: Date,
): Promise<void> {
  const place = (await papers.findDivision(tx, rule.within)) ?? refuse('not-found')
  const officeId = supervisingOffice(actor, place.path) ?? refuse('forbidden')
  if (rule.validFrom < dayOf(at, world.zone)) refuse('rule-past')
  const keys = [`office:${officeId}`, `relief:${place.code}`]
  await withKeys(tx, actor, keys, async () => {
    if (!(await store.insertRule(tx, rule, { officeId, accountId: actor.id! }, at))) refuse('stale-version')
    if (rule.automatic.length > 0) {
      const begins = Math.max(at.getTime(), beginningOf(rule.validFrom, world.zone).getTime() - 1)
      await askPlaceWork(tx, WORK, [`relief:${place.code}`], nextLook(new Date(begins), world.zone))
    }
    const deed = { action: 'relief.supervision-rule', subjectKind: 'division', subjectId: place.code }
    await record(tx, actor, { ...deed, fields: ['rule'], divisionPath: place.path }, at)
  })
}

/** One look at a place: what is due by its rule is done, as far as the rule does it by itself. */
export const lookAt = (world: World): { [WORK]: PlaceWork } => ({
  async [WORK](tx, actor, seats, at) {
    const { matters } = world
    const within = seats[0]!.slice('relief:'.length)
    const read = await readRule(tx, matters, within, at)
    const { rule, rules, today } = read
    const list = due(tx, matters, read, at)
    const steps = new Set(rule.within === within ? rule.automatic : [])
    if (steps.has('chase')) {
      const problems = world.kinds.get('problem')!
      for (const { id } of await list.chase())
        await unlessRefused(() => problems.act(tx, matters, actor, id, 'chase', { input: {} }, at))
    }
    if (rule.officeId !== null && isWritingTime(at, matters.calendar, matters.zone)) {
      const { officeId } = rule
      const keys = [`office:${officeId}`]
      const own = { ...actor, read: [...actor.read, ...keys], write: [...actor.write, ...keys] }
      await withKeys(tx, own, [], async () => {
        if (steps.has('notice'))
          for (const row of await list.notice())
            await unlessRefused(() => giveNotice(tx, matters, own, rule, officeId, row, at))
        const noticeIds = steps.has('circular') ? (await list.circular()).map(one => one.id) : []
        const { title, words } = paperTexts('zh-CN')
        if (noticeIds.length > 0)
          await circulate(tx, matters, own, officeId, { within, title, words, noticeIds, officeIds: [] }, at)
      })
    }
    const isAhead = (one: Rule) => one.within === within && one.validFrom > today && one.automatic.length > 0
    return steps.size > 0 || rules.some(isAhead) ? nextLook(at, matters.zone) : undefined
  },
})

/** One that is refused, because somebody was quicker, holds up no other. */
async function unlessRefused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

/** A written notice as the rule words it, to be answered by the day before it would be circulated. */
async function giveNotice(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  rule: Rule,
  orderedOfficeId: string,
  problem: MatterRow,
  at: Date,
): Promise<void> {
  const matter = (await findMatter(tx, problem.id))!
  const limit = moment(new Date(problem.dueAt!), 'zh-CN', world.zone)
  const words = paperTexts('zh-CN').notice({ number: problem.number, title: problem.title, limit })
  const dueOn = workingDayAfter(dayOf(at, world.zone), rule.circularDays - 1, world.calendar)
  await openTask(
    tx,
    world,
    actor,
    {
      ...{ origin: 'notice', words, dueOn, officeId: matter.owner_office_id! },
      ...{ division: { code: matter.division_code, path: pathOf(matter) } },
      ...{ orderedOfficeId, about: { kind: 'problem', id: problem.id } },
      parent: { id: problem.id, blocks: false },
    },
    at,
  )
}
