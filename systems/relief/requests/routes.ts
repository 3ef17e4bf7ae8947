import { pdfOf, qrRows } from '#platform/documents'
import { contentDisposition } from '#platform/files'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import {
  addPiece,
  asParty,
  attach,
  beginUpload,
  findMatter,
  finishUpload,
  getUploaded,
  listAttachments,
  type MatterParts,
  openAttachment,
  viewMatter,
} from '#platform/matter'
import { moment } from '#platform/texts'
import type { Relief } from '../actions.ts'
import * as actions from './actions.ts'
import { requestsApi } from './api.ts'
import { mayAsk } from './rules.ts'
import * as store from './store.ts'
import { letterTexts } from './texts.ts'

export type RequestParts = { relief: Relief; requests: actions.RequestKind; matters: MatterParts }

const iso = (at: Date | null) => at?.toISOString() ?? null
const toRow = ({
  outsideName,
  askedOffice,
  askedOfficeEn,
  dueAt,
  openedAt,
  ...row
}: Awaited<ReturnType<typeof store.listRequests>>[number]) => ({
  ...row,
  to: askedOffice ?? outsideName ?? '',
  toEn: askedOfficeEn ?? outsideName ?? '',
  dueAt: iso(dueAt),
  openedAt: openedAt.toISOString(),
})
const letter = new URL('./letter.typ', import.meta.url)

export const requestRoutes = (parts: RequestParts): Route[] => {
  const { relief, requests, matters } = parts
  return [
    bind(requestsApi.ask, ({ body, actor, tx, at }) => actions.ask(tx, relief, actor, body, at)),
    bind(requestsApi.listRequests, async ({ query, actor, tx }) => {
      const officeIds = actor.holdings.map(holding => holding.officeId)
      return (await store.listRequests(tx, { officeIds, direction: query.direction })).map(toRow)
    }),
    bind(requestsApi.requestsOf, async ({ params, actor, tx }) => {
      const problem = (await findMatter(tx, params.id)) ?? refuse('not-found')
      return {
        requests: (await store.listRequests(tx, { parentId: params.id })).map(toRow),
        mayAsk: problem.is_open && mayAsk(actor, problem.owner_office_id),
        attachments: await listAttachments(tx, params.id),
      }
    }),
    bind(requestsApi.viewRequest, async ({ params, actor, tx, at }) => {
      const matter = await viewMatter(tx, matters, actor, params.id, at)
      const row = (await store.findRequest(tx, params.id)) ?? refuse('not-found')
      const people = row.person_id === null ? [] : [row.person_id]
      const values = (await relief.people.masked(tx, people, ['name', 'telephone'])).get(row.person_id ?? '')
      return {
        matter,
        request: {
          matterId: row.matter_id,
          office: row.office,
          officeEn: row.office_en,
          to: row.asked_office ?? row.outside_name ?? '',
          toEn: row.asked_office_en ?? row.outside_name ?? '',
          isOutside: row.asked_office_id === null,
          isOwn: actor.write.includes(`office:${row.office_id}`),
          asked: row.asked,
          reply: row.reply,
          repliedAt: iso(row.replied_at),
          repliedBy: row.replied_by as 'office' | 'link' | 'hand' | null,
          declines: row.declines,
          chased: row.chased,
          contact:
            row.person_id === null || values === undefined
              ? null
              : { personId: row.person_id, name: values.name ?? '', telephone: values.telephone ?? '' },
        },
      }
    }),
    bind(requestsApi.showLink, ({ params, actor, tx, at }) =>
      actions.showLink(tx, relief, actor, params.id, at),
    ),
    bind(requestsApi.changeLink, ({ params, body, actor, tx, at }) =>
      actions.changeLink(tx, relief, actor, params.id, body, at),
    ),
    bind(requestsApi.letter, async ({ params, actor, tx, at, lang, request }) => {
      const matter = (await findMatter(tx, params.id)) ?? refuse('not-found')
      const row = (await store.findRequest(tx, params.id)) ?? refuse('not-found')
      const isOwn = row.asked_office_id === null && actor.write.includes(`office:${row.office_id}`)
      const link = isOwn ? await actions.showLink(tx, relief, actor, params.id, at) : undefined
      const t = letterTexts(lang)
      const { zone } = relief.world
      const pdf = pdfOf(
        letter,
        {
          title: t.title({ subject: matter.title }),
          lang,
          heading: t.heading,
          number: matter.number,
          numberLabel: t.number,
          to: t.to({
            name: (lang === 'en' ? row.asked_office_en : row.asked_office) ?? row.outside_name ?? '',
          }),
          asked: row.asked.split('\n'),
          until: matter.due_at === null ? '' : t.until({ at: moment(matter.due_at, lang, zone) }),
          from: lang === 'en' ? row.office_en : row.office,
          date: moment(matter.opened_at, lang, zone),
          hint: link?.secret ? t.hint : t.hintNoLink,
          code: link?.secret ? qrRows(`${request.protocol}://${request.host}/p#${link.secret}`) : [],
        },
        at,
      )
      return {
        body: pdf,
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition('attachment', `${matter.number}.pdf`),
        },
      }
    }),
    bind(requestsApi.bindDevice, ({ body, db, address, request, at }) =>
      actions.bind(db, body, { address, agent: request.headers['user-agent'] }, at),
    ),
    bind(requestsApi.viewParty, ({ body, db, address, requestId, lang, at }) =>
      asParty(db, body, { address, requestId }, async (tx, actor, matterId) => {
        const matter = (await findMatter(tx, matterId)) ?? refuse('party-unknown')
        const row = (await store.findRequest(tx, matterId)) ?? refuse('party-unknown')
        const verdicts = await requests.bound.offers(tx, actor, matter, at)
        return {
          number: matter.number,
          subject: matter.title,
          asked: row.asked,
          office: row.office,
          officeEn: row.office_en,
          to: row.outside_name ?? '',
          status: matter.status,
          isOpen: matter.is_open,
          version: matter.version,
          dueAt: iso(matter.due_at),
          openedAt: matter.opened_at.toISOString(),
          reply: row.reply,
          history: (await store.listSaid(tx, matterId)).map(({ at: when, actor_kind, ...line }) => ({
            ...line,
            at: when.toISOString(),
            isOwn: actor_kind === 'link',
          })),
          attachments: await listAttachments(tx, matterId),
          actions: verdicts.map(({ action, allowed, reason }) => ({
            action,
            allowed,
            ...(reason !== undefined && { reason: matters.words(reason, lang) }),
          })),
        }
      }),
    ),
    bind(requestsApi.partyAttachment, ({ body, db, address, requestId }) =>
      asParty(db, body, { address, requestId }, (tx, _actor, matterId) =>
        openAttachment(tx, matters.files, matterId, body.attachmentId, body.size),
      ),
    ),
    bind(requestsApi.beginByParty, ({ body: { secret, device, ...upload }, db, wall, address, requestId }) =>
      asParty(db, { secret, device }, { address, requestId }, tx => beginUpload(tx, upload, wall)),
    ),
    bind(requestsApi.addPieceByParty, ({ body, db, wall, address, requestId }) =>
      asParty(db, body, { address, requestId }, tx =>
        addPiece(tx, matters.files, body.uploadId, body.offset, Buffer.from(body.piece, 'base64'), wall),
      ),
    ),
    bind(requestsApi.finishByParty, async ({ body, db, address, requestId, at }) => {
      const from = { address, requestId }
      const file = await finishUpload(work => asParty(db, body, from, work), matters.files, body.uploadId)
      const attachment = await asParty(db, body, from, async (tx, actor, matterId) =>
        attach(tx, actor, matterId, await getUploaded(tx, body.uploadId), 'all', at),
      )
      return { ...file, attachment }
    }),
    bind(requestsApi.actByParty, ({ params, body, db, once, address, requestId, at }) =>
      actions.actByParty(db, once, relief, requests, body, params.action, { address, requestId }, at),
    ),
  ]
}
