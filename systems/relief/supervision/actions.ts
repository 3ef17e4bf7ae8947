import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { findMatter, findOffice, type MatterWorld, newIdentity, pathOf } from '#platform/matter'
import { notify } from '#platform/notices'
import { dayOf } from '#platform/texts'
import { openTask } from '../tasks/actions.ts'
import { boardOf, readBoard } from './board.ts'
import * as papers from './papers-store.ts'
import { supervisingOffice, workingDaysBack } from './rules.ts'
import type { CircularBody } from './schema.ts'

type Made = { id: string; number: string }

/** A supervisor's written notice: a task of the office, about a problem or by itself. */
export async function issueNotice(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  notice: { problemId?: string | undefined; officeId: string; words: string; dueOn: string },
  at: Date,
): Promise<Made> {
  const { problemId, ...order } = notice
  const office = (await findOffice(tx, notice.officeId)) ?? refuse('no-office')
  const problem =
    problemId === undefined ? undefined : ((await findMatter(tx, problemId)) ?? refuse('not-found'))
  if (problem !== undefined && problem.kind !== 'problem') refuse('not-found')
  if (problem !== undefined && !problem.is_open) refuse('not-now')
  const division =
    problem === undefined
      ? { code: office.division_code, path: office.path }
      : { code: problem.division_code, path: pathOf(problem) }
  const own = supervisingOffice(actor, division.path) ?? refuse('forbidden')
  if (supervisingOffice(actor, office.path) === undefined) refuse('forbidden')
  return withKeys(tx, actor, [`office:${own}`], () =>
    openTask(
      tx,
      world,
      actor,
      {
        ...order,
        origin: 'notice',
        division,
        orderedOfficeId: own,
        ...(problemId !== undefined && { problemId, parent: { id: problemId, blocks: false } }),
      },
      at,
    ),
  )
}

/** What the plain rule proposes at a moment. It only proposes: people chase, write and circulate. */
export async function readProposals(tx: Tx, world: MatterWorld, within: string, at: Date) {
  const today = dayOf(at, world.zone)
  const steps = await papers.listSteps(tx, today)
  const amount = (step: string) => steps.find(one => one.step === step)?.amount
  const back = (days: number) => workingDaysBack(at, days, world.calendar, world.zone)
  const [hours, noticeDays, circularDays] = [amount('chase'), amount('notice'), amount('circular')]
  return {
    steps,
    chase: hours ? await papers.listToChase(tx, within, at, new Date(at.getTime() + hours * 3_600_000)) : [],
    notice: noticeDays ? await papers.listToNotify(tx, within, back(noticeDays)) : [],
    circular: circularDays ? await papers.listSilent(tx, within, back(circularDays), today) : [],
  }
}

/** The named offices' lines of the board at a cut-off. */
async function rowsOf(
  tx: Tx,
  zone: string,
  actor: Actor,
  asked: { within: string; cutOffAt: Date; officeIds: ReadonlySet<string> },
  at: Date,
) {
  const query = { within: asked.within, by: 'office' as const, cutOff: asked.cutOffAt.toISOString() }
  const { rows, total } = await readBoard(tx, actor, await boardOf(tx, actor, query, zone, at))
  const found = []
  for (const id of asked.officeIds) {
    const office = (await findOffice(tx, id)) ?? refuse('no-office')
    if (!office.path.includes(asked.within)) refuse('no-office')
    // An office without problems has a line too.
    const empty = Object.fromEntries(
      Object.entries(total).map(([key, value]) => [key, typeof value === 'number' ? 0 : value]),
    ) as typeof total
    const none = {
      ...empty,
      rating: null,
      medianHours: null,
      p90Hours: null,
      withoutOfficer: null,
      unvisited: null,
    }
    found.push(
      rows.find(row => row.key === id) ?? { ...none, key: id, name: office.name, nameEn: office.name_en },
    )
  }
  return found
}

async function tellOffices(tx: Tx, body: CircularBody, params: { number: string }, at: Date): Promise<void> {
  for (const { key } of body.rows)
    await notify(tx, { matterId: null, to: { officeId: key }, template: 'circulated', params }, at)
}

const deed = (action: string, id: string, path: readonly string[]) => ({
  action: `relief.${action}`,
  subjectKind: 'circular',
  subjectId: id,
  fields: [],
  divisionPath: [...path],
})

export async function issueCircular(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  given: {
    within: string
    title: string
    words: string
    noticeIds: readonly string[]
    officeIds: readonly string[]
    cutOff?: string | undefined
  },
  at: Date,
): Promise<Made> {
  const place = (await papers.findDivision(tx, given.within)) ?? refuse('not-found')
  const own = supervisingOffice(actor, place.path) ?? refuse('forbidden')
  const issuer = (await findOffice(tx, own)) ?? refuse('no-office')
  const notices = await papers.findNotices(tx, given.noticeIds)
  if (notices.length !== new Set(given.noticeIds).size) refuse('not-found')
  const officeIds = new Set([...notices.map(one => one.officeId), ...given.officeIds])
  if (officeIds.size === 0) refuse('no-office')
  const cutOffAt = given.cutOff === undefined ? at : new Date(given.cutOff)
  const asked = { within: given.within, cutOffAt, officeIds }
  const body = { rows: await rowsOf(tx, world.zone, actor, asked, at), notices }
  return withKeys(tx, actor, [`office:${own}`], async () => {
    const { id, number } = await newIdentity(tx, issuer.prefix)
    const seats = [...divisionSeats('relief', place.path), `office:${own}`]
    const circular = {
      ...{ id, number, revision: 1, replacesId: null, officeId: own, divisionCode: place.code },
      ...{ title: given.title, words: given.words, cutOffAt, body },
      seats: [...new Set([...seats, ...[...officeIds].map(office => `office:${office}`)])],
    }
    await papers.insertCircular(tx, circular, actor.id!, at)
    await record(tx, actor, deed('circulate', id, place.path), at)
    await tellOffices(tx, body, { number }, at)
    return { id, number }
  })
}

/** The next revision: the same offices and notices, their numbers read anew. */
export async function reviseCircular(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  id: string,
  given: { title: string; words: string; cutOff?: string | undefined },
  at: Date,
): Promise<Made> {
  const old = (await papers.findCircular(tx, id)) ?? refuse('not-found')
  const place = (await papers.findDivision(tx, old.division_code)) ?? refuse('not-found')
  if (!mayRevise(actor, old)) refuse('forbidden')
  const cutOffAt = given.cutOff === undefined ? new Date(old.cut_off) : new Date(given.cutOff)
  const officeIds = new Set(old.body.rows.map(row => row.key))
  const asked = { within: place.code, cutOffAt, officeIds }
  const body = { rows: await rowsOf(tx, world.zone, actor, asked, at), notices: old.body.notices }
  return withKeys(tx, actor, [`office:${old.office_id}`], async () => {
    const next = {
      ...{
        id: uuidv7(),
        number: old.number,
        revision: old.revision + 1,
        replacesId: id,
        officeId: old.office_id,
      },
      ...{
        divisionCode: place.code,
        title: given.title,
        words: given.words,
        cutOffAt,
        body,
        seats: old.seats,
      },
    }
    if (!(await papers.insertCircular(tx, next, actor.id!, at))) refuse('stale-version')
    await record(tx, actor, deed('revise', next.id, place.path), at)
    await tellOffices(tx, body, { number: old.number }, at)
    return { id: next.id, number: old.number }
  })
}

export const mayRevise = (actor: Actor, circular: { office_id: string }): boolean =>
  actor.holdings.some(held => held.role === 'supervisor' && held.officeId === circular.office_id)

/** The actor's offices that a circular names, in whose name the actor may confirm. */
export function confirmingOffices(actor: Actor, body: CircularBody): string[] {
  const named = new Set(body.rows.map(row => row.key))
  const own = actor.holdings.filter(held => !['supervisor', 'admin', 'auditor'].includes(held.role))
  return [...new Set(own.map(held => held.officeId))].filter(id => named.has(id))
}

export async function confirmCircular(
  tx: Tx,
  actor: Actor,
  id: string,
  officeId: string,
  at: Date,
): Promise<void> {
  const circular = (await papers.findCircular(tx, id)) ?? refuse('not-found')
  if (!confirmingOffices(actor, circular.body).includes(officeId)) refuse('forbidden')
  const place = (await papers.findDivision(tx, circular.division_code)) ?? refuse('not-found')
  if (await papers.insertRead(tx, { circularId: id, officeId, accountId: actor.id! }, at))
    await record(tx, actor, deed('confirm-reading', id, place.path), at)
}
