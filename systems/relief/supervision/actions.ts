import { record } from '#platform/audit'
import { type Actor, divisionSeats, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import { findMatter, findOffice, type MatterWorld, newIdentity, pathOf } from '#platform/matter'
import { notify } from '#platform/notices'
import { openTask } from '../tasks/actions.ts'
import { boardOf, readBoard } from './board.ts'
import { listHeirs } from './merge-store.ts'
import * as papers from './papers-store.ts'
import { supervisingOffice } from './rules.ts'
import type { BoardRow, CircularBody } from './schema.ts'

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
        ...(problemId !== undefined && {
          about: { kind: 'problem' as const, id: problemId },
          parent: { id: problemId, blocks: false },
        }),
      },
      at,
    ),
  )
}

/** The named offices' lines of the board at a cut-off. */
async function rowsOf(
  tx: Tx,
  zone: string,
  actor: Actor,
  asked: { within: string; cutOffAt: Date; officeIds: ReadonlySet<string>; named?: readonly BoardRow[] },
  at: Date,
) {
  const query = { within: asked.within, by: 'office' as const, cutOff: asked.cutOffAt.toISOString() }
  const { rows, total } = await readBoard(tx, actor, await boardOf(tx, actor, query, zone, at))
  // An office without problems has a line too.
  const none = {
    ...(Object.fromEntries(
      Object.entries(total).map(([key, value]) => [key, typeof value === 'number' ? 0 : value]),
    ) as typeof total),
    ...{ rating: null, medianHours: null, p90Hours: null, withoutOfficer: null, unvisited: null },
  }
  const found = []
  for (const id of asked.officeIds) {
    const line = rows.find(row => row.key === id)
    // What was named before stays named, though it was dissolved since.
    const before = asked.named?.find(row => row.key === id)
    const office = before ?? (await officeWithin(tx, id, asked.within))
    found.push(line ?? { ...none, key: id, name: office.name, nameEn: office.nameEn })
  }
  return found
}

async function officeWithin(tx: Tx, id: string, within: string) {
  const office = (await findOffice(tx, id)) ?? refuse('no-office')
  if (!office.path.includes(within)) refuse('no-office')
  return { name: office.name, nameEn: office.name_en }
}

async function tellOffices(tx: Tx, body: CircularBody, params: { number: string }, at: Date): Promise<void> {
  const heirs = await listHeirs(
    tx,
    body.rows.map(row => row.key),
  )
  for (const officeId of new Set(heirs.values()))
    await notify(tx, { matterId: null, to: { officeId }, template: 'circulated', params }, at)
}

const deed = (action: string, id: string, path: readonly string[]) => ({
  action: `relief.${action}`,
  subjectKind: 'circular',
  subjectId: id,
  fields: [],
  divisionPath: [...path],
})

type NewCircular = {
  within: string
  title: string
  words: string
  noticeIds: readonly string[]
  officeIds: readonly string[]
  cutOff?: string | undefined
}

export async function issueCircular(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  given: NewCircular,
  at: Date,
): Promise<Made> {
  const place = (await papers.findDivision(tx, given.within)) ?? refuse('not-found')
  const officeId = supervisingOffice(actor, place.path) ?? refuse('forbidden')
  return circulate(tx, world, actor, officeId, given, at)
}

/** Circulates in an office's name. Refuses with `no-office`, `not-found`, `cut-off-ahead`. */
export async function circulate(
  tx: Tx,
  world: MatterWorld,
  actor: Actor,
  own: string,
  given: NewCircular,
  at: Date,
): Promise<Made> {
  const place = (await papers.findDivision(tx, given.within)) ?? refuse('not-found')
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
    await papers.insertCircular(tx, circular, actor.id, at)
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
  const own = (await listHeirs(tx, [old.office_id])).get(old.office_id)!
  if (!mayRevise(actor, own)) refuse('forbidden')
  const cutOffAt = given.cutOff === undefined ? new Date(old.cut_off) : new Date(given.cutOff)
  const officeIds = new Set(old.body.rows.map(row => row.key))
  const asked = { within: place.code, cutOffAt, officeIds, named: old.body.rows }
  const body = { rows: await rowsOf(tx, world.zone, actor, asked, at), notices: old.body.notices }
  return withKeys(tx, actor, [`office:${own}`], async () => {
    const next = {
      ...{
        id: uuidv7(),
        number: old.number,
        revision: old.revision + 1,
        replacesId: id,
        officeId: own,
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

export const mayRevise = (actor: Actor, officeId: string): boolean =>
  actor.holdings.some(held => held.role === 'supervisor' && held.officeId === officeId)

/** The offices that a circular names for which the actor may confirm: the own, and those merged into it. */
export function confirmingOffices(
  actor: Actor,
  body: CircularBody,
  heirs: ReadonlyMap<string, string>,
): string[] {
  const own = actor.holdings.filter(held => !['supervisor', 'admin', 'auditor'].includes(held.role))
  return body.rows.map(row => row.key).filter(id => own.some(held => held.officeId === heirs.get(id)))
}

export async function confirmCircular(
  tx: Tx,
  actor: Actor,
  id: string,
  officeId: string,
  at: Date,
): Promise<void> {
  const circular = (await papers.findCircular(tx, id)) ?? refuse('not-found')
  const heirs = await listHeirs(tx, [officeId])
  if (!confirmingOffices(actor, circular.body, heirs).includes(officeId)) refuse('forbidden')
  const place = (await papers.findDivision(tx, circular.division_code)) ?? refuse('not-found')
  // Of an office that was merged its successor confirms: its key is held for this verb alone.
  const read = { circularId: id, officeId, accountId: actor.id! }
  if (await withKeys(tx, actor, [`office:${officeId}`], () => papers.insertRead(tx, read, at)))
    await record(tx, actor, deed('confirm-reading', id, place.path), at)
}
