import { type Actor, type Database, enterLink, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import { findMatter, type Identity, newIdentity, openMatter } from '#platform/matter'
import { notify } from '#platform/notices'
import { hashSecret } from '#platform/seal'
import type { Relief } from './actions.ts'
import { mayReport, reaches } from './enterprise-actions.ts'
import * as enterprises from './enterprise-store.ts'
import { linkActor } from './link-actions.ts'
import * as links from './link-store.ts'
import { recordState } from './plans/store.ts'
import { acceptClock, type Destination, getRoute, solveClock, toLiaison, toOffice } from './routing.ts'
import type { ProblemReport, Tier } from './schema.ts'
import * as store from './store.ts'
import { problemWorkflow } from './workflow.ts'

export type Report = Omit<ProblemReport, 'stoppedProduction'> & { stoppedProduction: boolean }

const titleOf = (enterprise: string, report: Report) => {
  const words = report.title ?? report.description.split(/[。；;\n]/)[0]!.slice(0, 60)
  return `${enterprise}：${words}`.slice(0, 200)
}

async function open(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  enterprise: enterprises.Organisation,
  report: Report,
  to: Destination,
  how: {
    channel: 'officer' | 'enterprise' | 'hotline'
    linkId: string
    identity: Identity
    parent?: { id: string; blocks: boolean }
  },
  at: Date,
): Promise<Identity> {
  const informed = [...new Set(enterprise.team.map(one => one.officeId))]
  const opened = await openMatter(
    tx,
    relief.world,
    actor,
    {
      workflow: problemWorkflow,
      title: titleOf(enterprise.name, report),
      division: { code: enterprise.divisionCode, path: enterprise.path },
      office: to.office,
      ownerId: to.ownerId,
      informed,
      priority: report.stoppedProduction ? 'urgent' : 'normal',
      nextStep: 'accept',
      clocks: [acceptClock(to.route), solveClock(to.route)],
      linkIds: [how.linkId],
      identity: how.identity,
      parent: how.parent,
      action: 'report',
      note: report.description,
      detail: { category: report.category, tier: to.tier, channel: how.channel, rule: to.route.version },
    },
    at,
  )
  const reporterId =
    report.contactName === undefined && report.contactTelephone === undefined ? null : uuidv7()
  if (reporterId !== null) {
    await relief.people.add(tx, {
      id: reporterId,
      seats: [
        ...new Set([
          `office:${to.office.id}`,
          ...informed.map(id => `office:${id}`),
          ...actor.write.filter(isOwnKey),
          `link:${how.linkId}`,
        ]),
      ],
      values: {
        ...(report.contactName !== undefined && { name: report.contactName }),
        ...(report.contactTelephone !== undefined && { telephone: report.contactTelephone }),
      },
      at,
    })
  }
  await store.insertProblem(
    tx,
    {
      matterId: opened.id,
      organisationId: enterprise.id,
      category: report.category,
      tier: to.tier,
      channel: how.channel,
      description: report.description,
      stoppedProduction: report.stoppedProduction,
      reporterId,
    },
    at,
  )
  const recipient = to.ownerId === null ? { officeId: to.office.id } : { accountId: to.ownerId }
  await notify(
    tx,
    { matterId: opened.id, to: recipient, template: 'new-problem', params: { number: opened.number } },
    at,
  )
  return opened
}

const isOwnKey = (key: string) => key.startsWith('office:')

/** An officer reports for an enterprise, or the hotline for a caller: straight to the office that the table names. */
export async function report(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  input: Report & {
    organisationId: string
    tier: Tier
    channel: 'officer' | 'hotline'
    parentId?: string | undefined
    blocksParent: boolean
  },
  at: Date,
): Promise<Identity> {
  const enterprise =
    (await enterprises.findOrganisation(tx, input.organisationId, at)) ?? refuse('no-enterprise')
  if (!mayReport(actor, enterprise)) refuse('forbidden')
  if (input.parentId !== undefined && (await findMatter(tx, input.parentId)) === undefined)
    refuse('not-found')
  const route = await getRoute(tx, relief.world, input.category, input.tier, at)
  const to = await toOffice(tx, enterprise, input.tier, route)
  const identity = await newIdentity(tx, to.office.prefix)
  const linkId = uuidv7()
  const secret = relief.secrets.of(linkId)
  await links.insertTrackLink(tx, identity.id, {
    id: linkId,
    secretHash: hashSecret(`${identity.number}:${secret}`),
    createdBy: actor.id,
    seats: [...actor.write.filter(key => key.startsWith('account:')), `link:${linkId}`],
  })
  const parent =
    input.parentId === undefined ? {} : { parent: { id: input.parentId, blocks: input.blocksParent } }
  // The officer of another place may take a caller's report of this enterprise only where a key reaches it.
  const opened = await open(
    tx,
    relief,
    actor,
    enterprise,
    input,
    to,
    { channel: input.channel, linkId, identity, ...parent },
    at,
  )
  if (input.stoppedProduction && reaches(actor, enterprise))
    await stopsProduction(tx, actor, enterprise.id, opened.id, input.description, at, at)
  return opened
}

/** A problem that stops production is the enterprise's state from then on. */
export async function stopsProduction(
  tx: Tx,
  actor: Actor,
  organisationId: string,
  problemId: string,
  words: string,
  since: Date,
  at: Date,
): Promise<void> {
  const reason = words.slice(0, 500)
  const told = { organisationId, state: 'stopped', since, reason, source: 'problem' } as const
  await recordState(tx, { ...told, sourceId: problemId, accountId: actor.id }, at)
}

/** The enterprise reports by its link. Returns the number; the secret is derived from the link, so a retry gives the same. */
export async function reportByLink(
  db: Database,
  once: Once,
  relief: Relief,
  input: Report & { secret: string },
  at: Date,
  requestId: string,
): Promise<{ number: string; secret: string }> {
  const reportHash = hashSecret(input.secret)
  const opened = await db.asLink(reportHash, async (tx, link) => {
    const enterprise = await links.findReportFacts(tx, reportHash, at)
    if (link === undefined || enterprise === undefined) return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, async () => {
      const to = await toLiaison(tx, relief, enterprise, input.category, at)
      const identity = await newIdentity(tx, to.office.prefix)
      const linkId = uuidv7()
      const trackHash = hashSecret(`${identity.number}:${relief.secrets.of(linkId)}`)
      await links.insertTrackLink(tx, identity.id, {
        id: linkId,
        secretHash: trackHash,
        createdBy: null,
        seats: [`link:${link.link_id}`, `link:${linkId}`],
      })
      // From here the matter's own link acts: whoever holds the report link alone doesn't see what others reported.
      await enterLink(tx, trackHash)
      await open(
        tx,
        relief,
        linkActor(linkId, requestId),
        enterprise,
        input,
        to,
        { channel: 'enterprise', linkId, identity },
        at,
      )
      await enterLink(tx, reportHash)
      return { number: identity.number, linkId }
    })
  })
  return { number: opened.number, secret: relief.secrets.of(opened.linkId) }
}

/** Whose form a report link opens. */
export async function openReport(
  db: Database,
  secret: string,
  at: Date,
): Promise<{ organisationName: string }> {
  return db.asLink(hashSecret(secret), async tx => {
    const enterprise = (await links.findReportFacts(tx, hashSecret(secret), at)) ?? refuse('link-unknown')
    return { organisationName: enterprise.name }
  })
}
