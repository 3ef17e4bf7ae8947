import type { Clock } from '#platform/clock'
import type { Actor, Tx } from '#platform/db'
import type { FileStore } from '#platform/files'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import type { Lang } from '#platform/texts'
import * as actions from './actions.ts'
import { matterApi } from './api.ts'
import { attach, openAttachment, takeFile } from './attachments.ts'
import * as clockActions from './clock-actions.ts'
import { completeNumber } from './numbers.ts'
import type { ActionOffer, FieldSpec, MatterView } from './schema.ts'
import * as store from './store.ts'
import { addPiece, beginUpload, finishUpload, getUploaded, pieceOf } from './uploads.ts'
import * as viewStore from './view-store.ts'
import type { Field } from './workflow.ts'

export type MatterParts = {
  world: actions.MatterWorld
  kinds: ReadonlyMap<string, actions.BoundKind>
  files: FileStore
  clock: Clock
  /** a refusal's words in a reader's language */
  words(code: string, lang: Lang): string
}

const DAY = 86_400_000
const done = null

const specOf = (name: string, field: Field): FieldSpec => ({
  name,
  kind: field.kind,
  required: field.required,
  ...(field.kind === 'text' && { most: field.most, long: field.long ?? false }),
  ...(field.kind === 'choice' && { options: [...field.options] }),
})

/** A matter as its reader sees it, with what the reader can do. */
export async function viewMatter(
  tx: Tx,
  parts: Pick<MatterParts, 'kinds' | 'words'>,
  actor: Actor,
  id: string,
  at: Date,
): Promise<MatterView> {
  const whole = (await viewStore.findMatterWhole(tx, id)) ?? refuse('not-found')
  const matter = (await store.findMatter(tx, id)) ?? refuse('not-found')
  const kind = parts.kinds.get(matter.kind) ?? refuse('not-found')
  const verdicts = await kind.offers(tx, actor, matter, at)
  return {
    ...whole,
    actions: verdicts.map((verdict): ActionOffer => {
      const row = kind.workflow.actions[verdict.action]!
      return {
        action: verdict.action,
        kind: row.kind,
        allowed: verdict.allowed,
        ...(verdict.reason !== undefined && { reason: parts.words(verdict.reason, actor.lang) }),
        fields: Object.entries(row.fields).map(([name, field]) => specOf(name, field)),
      }
    }),
  }
}

/** Where a page by urgency goes on: the last row's deadline and id. Refuses what was not given out as a cursor. */
export function parseCursor(cursor: string | undefined): { dueAt: string | null; id: string } | undefined {
  if (cursor === undefined) return undefined
  const match = /^(\S*)~([0-9a-f-]{36})$/.exec(cursor)
  if (match === null || (match[1] !== '' && Number.isNaN(Date.parse(match[1]!)))) {
    return refuse('invalid', {}, [{ path: 'cursor', code: 'format' }])
  }
  return { dueAt: match[1] === '' ? null : match[1]!, id: match[2]! }
}

export const matterRoutes = (parts: MatterParts): Route[] => [
  bind(matterApi.listMatters, async ({ query, actor, tx, at }) => {
    const after = parseCursor(query.cursor)
    const rows = await viewStore.listMatters(tx, {
      ...(query.kind !== undefined && { kind: query.kind }),
      ...(query.open !== 'all' && { isOpen: query.open === 'open' }),
      ...(query.status !== undefined && { status: query.status }),
      ...(query.within !== undefined && { within: query.within }),
      ...(query.number !== undefined && { number: completeNumber(query.number) }),
      ...(query.overdue === true && { overdueAt: at }),
      ...(query.scope === 'mine' && actor.id !== null && { ownerId: actor.id }),
      ...(query.scope === 'office' && { officeIds: actor.holdings.map(holding => holding.officeId) }),
      ...(after !== undefined && { after }),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      rows: page,
      next: rows.length > query.limit && last !== undefined ? `${last.dueAt ?? ''}~${last.id}` : null,
    }
  }),
  bind(matterApi.myDay, ({ actor, tx, at }) =>
    viewStore.readMyDay(tx, actor, at, new Date(at.getTime() + DAY)),
  ),
  bind(matterApi.viewMatter, ({ params, actor, tx, at }) => viewMatter(tx, parts, actor, params.id, at)),
  bind(
    matterApi.actOnMatter,
    async ({ params, body, actor, tx, at }) => {
      const matter = (await store.findMatter(tx, params.id)) ?? refuse('not-found')
      const kind = parts.kinds.get(matter.kind) ?? refuse('not-found')
      return kind.act(tx, parts.world, actor, params.id, params.action, body, at)
    },
    [...parts.kinds.values()].flatMap(kind => kind.refusals),
  ),
  bind(matterApi.comment, async ({ params, body, actor, tx, at }) => {
    const matter = (await store.findMatter(tx, params.id)) ?? refuse('not-found')
    const own = parts.kinds.get(matter.kind)?.workflow.ownNotes && body.audience === 'staff'
    const office = actor.holdings.find(({ officeId }) => matter.seats.includes(`office:${officeId}`))
    const audience = own && office ? (`office:${office.officeId}` as const) : body.audience
    await actions.comment(tx, actor, params.id, { ...body, audience }, at)
    return done
  }),
  bind(matterApi.assign, async ({ params, body, actor, tx, at }) => {
    await actions.assign(tx, actor, params.id, body, at)
    return done
  }),
  bind(matterApi.pauseClock, async ({ params, body, actor, tx, at }) => {
    await clockActions.pauseClock(
      tx,
      actor,
      params.id,
      params.clockId,
      { reason: body.reason, until: new Date(body.until) },
      at,
    )
    return done
  }),
  bind(matterApi.resumeClock, async ({ params, actor, tx, at }) => {
    await clockActions.resumeClock(tx, parts.world, actor, params.id, params.clockId, at)
    return done
  }),
  bind(matterApi.askExtension, async ({ params, body, actor, tx, at }) => {
    await clockActions.askExtension(
      tx,
      actor,
      params.id,
      params.clockId,
      { until: new Date(body.until), reason: body.reason },
      at,
    )
    return done
  }),
  bind(matterApi.decideExtension, async ({ params, body, actor, tx, at }) => {
    await clockActions.decideExtension(tx, parts.world, actor, params.id, params.extensionId, body, at)
    return done
  }),
  bind(matterApi.attach, async ({ params, query, actor, db, file, at }) => {
    // Seen first, so that nobody fills the disk for a matter that isn't theirs.
    await db.as(actor, async tx => (await store.findMatter(tx, params.id)) ?? refuse('not-found'))
    const taken = await takeFile(parts.files, file, query.name)
    return db.as(actor, tx => attach(tx, actor, params.id, taken, query.audience, at))
  }),
  bind(matterApi.beginUpload, ({ body, tx, wall }) => beginUpload(tx, body, wall)),
  bind(matterApi.addPiece, async ({ params, query, actor, db, file, wall }) => {
    const piece = await pieceOf(file)
    return db.as(actor, tx => addPiece(tx, parts.files, params.uploadId, query.offset, piece, wall))
  }),
  bind(matterApi.finishUpload, ({ params, actor, db }) =>
    finishUpload(work => db.as(actor, work), parts.files, params.uploadId),
  ),
  bind(matterApi.attachUpload, async ({ params, body, actor, tx, at }) =>
    attach(tx, actor, params.id, await getUploaded(tx, body.uploadId), body.audience, at),
  ),
  bind(matterApi.attachment, ({ params, query, tx }) =>
    openAttachment(tx, parts.files, params.id, params.attachmentId, query.size),
  ),
]
