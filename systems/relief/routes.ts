import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import {
  findMatter,
  listAttachments,
  type MatterParts,
  openAttachment,
  parseCursor,
  toMatterRow,
  viewMatter,
} from '#platform/matter'
import type { Lang } from '#platform/texts'
import { queryTokens } from '#region/names'
import type { ProblemKind, Relief } from './actions.ts'
import { type ProblemRow, reliefApi, type TrackedProblem } from './api.ts'
import * as enterpriseActions from './enterprise-actions.ts'
import * as enterprises from './enterprise-store.ts'
import { EXPORT_LIMIT, fileOf } from './export.ts'
import * as tracking from './link-actions.ts'
import * as links from './link-store.ts'
import { idsOfState } from './plans/store.ts'
import { standingOf } from './plans/turn-store.ts'
import * as reports from './report-actions.ts'
import type { Enterprise, EnterpriseRow } from './schema.ts'
import * as store from './store.ts'
import { texts } from './texts.ts'

export type ReliefParts = { relief: Relief; problems: ProblemKind; matters: MatterParts }

/** A department's line: `relief:3304:labour` is read by the holder of a role in an office that sees its subject below. */
const subjectKeysOf = (actor: Actor) => actor.read.filter(key => /^relief:\d+:./.test(key))

type RawProblem = Awaited<ReturnType<typeof store.listProblems>>[number]
const toProblemRow = (row: RawProblem): ProblemRow => ({
  ...toMatterRow(row),
  organisationId: row.organisation_id,
  organisationName: row.organisation_name,
  category: row.category as ProblemRow['category'],
  tier: row.tier as ProblemRow['tier'],
  channel: row.channel,
  stoppedProduction: row.stopped_production,
  liaison: row.liaison,
})

type RawEnterprise = Awaited<ReturnType<typeof enterprises.listEnterprises>>[number]
const toEnterpriseRow = (row: RawEnterprise): EnterpriseRow => ({
  ...row,
  size: row.size as EnterpriseRow['size'],
})

const moment = (at: string | null, lang: Lang, zone: string) =>
  at === null
    ? ''
    : new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: zone,
      }).format(new Date(at))

async function searchIds(tx: Tx, q: string, within: string | undefined): Promise<string[]> {
  const ids = new Set<string>()
  for (const lookup of queryTokens(q)) {
    for (const { id } of await enterprises.searchOrganisations(tx, lookup, within ?? null, 100)) ids.add(id)
  }
  return standingOf(tx, [...ids])
}

async function trackedView(
  tx: Tx,
  parts: ReliefParts,
  actor: Parameters<typeof viewMatter>[2],
  matterId: string,
  at: Date,
): Promise<TrackedProblem> {
  const found = (await store.findTracked(tx, matterId)) ?? refuse('tracking-unknown')
  const matter = (await findMatter(tx, matterId)) ?? refuse('tracking-unknown')
  const { row, history } = found
  const kind = parts.matters.kinds.get(matter.kind) ?? refuse('tracking-unknown')
  const verdicts = await kind.offers(tx, actor, matter, at)
  return {
    kind: row.kind,
    number: row.number,
    title: row.title,
    organisationName: row.title.split('：')[0]!,
    status: row.status,
    isOpen: row.is_open,
    version: row.version,
    office: row.name,
    officeEn: row.name_en,
    nextStep: row.next_step,
    dueAt: row.due_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    description: row.description ?? '',
    solution: row.status === 'accepted' || row.status === 'sign-off' ? null : row.solution,
    rating: row.rating,
    mergedInto: (await store.findMergedInto(tx, matterId)) ?? null,
    history: history.map(entry => ({
      seq: entry.seq,
      at: entry.at.toISOString(),
      actorKind: entry.actor_kind as 'staff' | 'link' | 'system',
      actorOffice: null,
      actorOfficeEn: null,
      action: entry.action,
      note: entry.note,
    })),
    attachments: await listAttachments(tx, matterId),
    actions: verdicts.map(verdict => ({
      action: verdict.action,
      allowed: verdict.allowed,
      ...(verdict.reason !== undefined && { reason: parts.matters.words(verdict.reason, actor.lang) }),
    })),
  }
}

export const reliefRoutes = (parts: ReliefParts): Route[] => {
  const { relief, matters } = parts
  const { zone } = relief.world

  return [
    bind(reliefApi.reportProblem, ({ body, actor, tx, at }) => reports.report(tx, relief, actor, body, at)),
    bind(reliefApi.listProblems, async ({ query, actor, tx, at }) => {
      const rows = await store.listProblems(tx, {
        ...query,
        overdueAt: query.overdue === true ? at : undefined,
        accountId: actor.id,
        officeIds: actor.holdings.map(holding => holding.officeId),
        subjectKeys: subjectKeysOf(actor),
        after: parseCursor(query.cursor),
        limit: query.limit + 1,
      })
      const page = rows.slice(0, query.limit).map(toProblemRow)
      const last = page.at(-1)
      return {
        rows: page,
        next: rows.length > query.limit && last !== undefined ? `${last.dueAt ?? ''}~${last.id}` : null,
      }
    }),
    bind(reliefApi.countProblems, async ({ query, tx, at }) => {
      const { timed_out, by_staff, ...counts } = await store.countProblems(tx, query.within, at)
      return { ...counts, timedOut: timed_out, confirmedByStaff: by_staff }
    }),
    bind(reliefApi.exportProblems, async ({ query, actor, tx, at, lang }) => {
      const rows = await store.listProblems(tx, {
        ...query,
        overdueAt: query.overdue === true ? at : undefined,
        accountId: actor.id,
        officeIds: actor.holdings.map(holding => holding.officeId),
        subjectKeys: subjectKeysOf(actor),
        limit: EXPORT_LIMIT,
      })
      const t = texts(lang)
      const word = (key: string) => (key in t ? String(t[key as keyof typeof t]) : key)
      const header = [
        'number',
        'title',
        'enterprise',
        'division',
        'category',
        'tier',
        'status',
        'office',
        'owner',
        'next',
        'due',
        'opened',
      ]
      return fileOf(
        query.format,
        t['export.problems'],
        header.map(name => word(`column.${name}`)),
        rows
          .map(toProblemRow)
          .map(row => [
            row.number,
            row.title,
            row.organisationName,
            row.divisionName,
            word(`category.${row.category}`),
            word(`tier.${row.tier}`),
            word(`status.${row.status}`),
            lang === 'en' ? row.ownerOfficeEn : row.ownerOffice,
            row.owner,
            row.nextStep === null ? '' : word(`next.${row.nextStep}`),
            moment(row.dueAt, lang, zone),
            moment(row.openedAt, lang, zone),
          ]),
      )
    }),
    bind(reliefApi.viewProblem, async ({ params, actor, tx, at }) => {
      const matter = await viewMatter(tx, matters, actor, params.id, at)
      const row = (await store.findProblem(tx, params.id)) ?? refuse('not-found')
      const masked =
        row.reporter_id === null
          ? undefined
          : await relief.people.masked(tx, [row.reporter_id], ['name', 'telephone'])
      const values = row.reporter_id === null ? undefined : masked?.get(row.reporter_id)
      const reporter =
        row.reporter_id === null || values === undefined
          ? null
          : { personId: row.reporter_id, name: values.name ?? '', telephone: values.telephone ?? '' }
      return { matter, problem: store.toProblem(row, reporter) }
    }),
    bind(reliefApi.tracking, ({ params, actor, tx, at }) =>
      tracking.showTracking(tx, relief, actor, params.id, at),
    ),
    bind(reliefApi.offices, async ({ params, tx }) => {
      const row = (await store.findProblem(tx, params.id)) ?? refuse('not-found')
      return store.listOffices(tx, row.path)
    }),
    bind(reliefApi.listEnterprises, async ({ query, actor, tx, at }) => {
      const inState = query.state === undefined ? undefined : await idsOfState(tx, query.state)
      const found =
        query.q === undefined || query.q.trim() === ''
          ? inState
          : (await searchIds(tx, query.q, query.within)).filter(id => inState?.includes(id) ?? true)
      const filter = {
        ...(found !== undefined && { ids: found }),
        within: query.within,
        list: query.list,
        officer:
          query.officer === 'me' && actor.id !== null
            ? { id: actor.id }
            : query.officer === 'none'
              ? ('none' as const)
              : undefined,
      }
      const page = { after: query.cursor, limit: query.limit + 1, at }
      const rows = await enterprises.listEnterprises(tx, { ...filter, ...page })
      const shown = rows.slice(0, query.limit).map(toEnterpriseRow)
      return {
        rows: shown,
        next: rows.length > query.limit ? shown.at(-1)!.id : null,
        total: query.cursor === undefined ? await enterprises.countEnterprises(tx, filter) : null,
      }
    }),
    bind(reliefApi.exportEnterprises, async ({ query, tx, lang, at }) => {
      const rows = await enterprises.listEnterprises(tx, {
        within: query.within,
        list: query.list,
        limit: EXPORT_LIMIT,
        at,
      })
      const t = texts(lang)
      const word = (key: string) => (key in t ? String(t[key as keyof typeof t]) : key)
      const header = [
        'enterprise',
        'creditCode',
        'county',
        'division',
        'industry',
        'size',
        'employees',
        'lists',
        'liaison',
        'liaisonOffice',
        'openProblems',
      ]
      return fileOf(
        query.format,
        t['export.enterprises'],
        header.map(name => word(`column.${name}`)),
        rows.map(row => [
          row.name,
          row.creditCode,
          row.countyName,
          row.divisionName,
          row.industry,
          row.size === null ? '' : word(`size.${row.size}`),
          row.employees,
          row.lists.map(list => word(`list.${list}`)).join('、'),
          row.liaison,
          row.liaisonOffice,
          row.openProblems,
        ]),
      )
    }),
    bind(reliefApi.viewEnterprise, async ({ params, actor, tx, at }) => {
      const [row] = await enterprises.listEnterprises(tx, { ids: [params.id], ended: true, limit: 1, at })
      const more = await enterprises.findEnterprise(tx, params.id)
      if (row === undefined || more === undefined) return refuse('not-found')
      const contacts = await enterprises.listContacts(tx, params.id)
      const masked = await relief.people.masked(
        tx,
        contacts.map(contact => contact.personId),
        ['name', 'telephone'],
      )
      const problems = await store.listProblems(tx, {
        scope: 'all',
        open: 'all',
        organisation: params.id,
        accountId: actor.id,
        officeIds: [],
        limit: 50,
      })
      const enterprise: Enterprise = {
        ...toEnterpriseRow(row),
        address: more.address,
        revenueFen: more.revenue_fen,
        version: more.version,
        contacts: contacts.flatMap(contact => {
          const values = masked.get(contact.personId)
          return values === undefined
            ? []
            : [{ ...contact, name: values.name ?? '', telephone: values.telephone ?? '' }]
        }),
        mayReportLink: await enterpriseActions.mayReportFor(tx, actor, params.id, at),
      }
      return { enterprise, problems: problems.map(toMatterRow) }
    }),
    bind(reliefApi.pair, ({ body, actor, tx, at }) => enterpriseActions.pair(tx, actor, body, at)),
    bind(reliefApi.makeReportLink, ({ params, actor, tx, at }) =>
      enterpriseActions.makeReportLink(tx, relief, actor, params.id, at),
    ),
    bind(reliefApi.reportLink, async ({ params, actor, tx, at }) => {
      if (!(await enterpriseActions.mayReportFor(tx, actor, params.id, at))) refuse('forbidden')
      const linkId = await links.findReportLink(tx, params.id)
      return { secret: linkId === undefined ? null : relief.secrets.of(linkId) }
    }),
    bind(reliefApi.openReport, ({ query, db, at }) => reports.openReport(db, query.secret, at)),
    bind(reliefApi.reportByLink, ({ body, db, once, at, requestId }) =>
      reports.reportByLink(db, once, relief, body, at, requestId),
    ),
    bind(reliefApi.track, ({ body, db, requestId, lang, at }) =>
      tracking.asTracker(db, body, requestId, (tx, actor, matterId) =>
        trackedView(tx, parts, { ...actor, lang }, matterId, at),
      ),
    ),
    bind(reliefApi.trackedAttachment, ({ body, db, requestId }) =>
      tracking.asTracker(db, body, requestId, (tx, _actor, matterId) =>
        openAttachment(tx, matters.files, matterId, body.attachmentId, body.size),
      ),
    ),
    bind(reliefApi.actByLink, ({ params, body, db, once, address, requestId, at }) =>
      tracking.actByLink(db, once, relief, matters.kinds, body, params.action, { address, requestId }, at),
    ),
  ]
}
