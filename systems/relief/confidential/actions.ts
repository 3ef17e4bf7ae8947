import { type Actor, type Database, enterLink, type Tx, uuidv7, withKeys } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import {
  bindKind,
  findOffice,
  type Identity,
  type Kind,
  type Matter,
  type NewClock,
  newIdentity,
  openMatter,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { hashSecret, readSecret } from '#platform/seal'
import type { Relief } from '../actions.ts'
import { findReportFacts, insertTrackLink } from '../link-store.ts'
import { type ConfidentialFacts, partsOf } from './rules.ts'
import type { ConfidentialReport } from './schema.ts'
import * as store from './store.ts'
import {
  type ConfidentialAction,
  type ConfidentialPart,
  type ConfidentialStatus,
  confidentialWorkflow,
} from './workflow.ts'

const examineClock: NewClock = {
  name: 'examine',
  isPromised: true,
  ruleVersion: 'confidential-2022-04',
  duration: { unit: 'working-days', amount: 10 },
}

const reporterOf = (linkId: string, requestId: string, more: readonly string[] = []): Actor => ({
  kind: 'link',
  id: linkId,
  read: ['anyone', `link:${linkId}`, ...more],
  write: [`link:${linkId}`, ...more],
  holdings: [],
  lang: 'zh-CN',
  requestId,
})

type Ready = {
  examiners: store.Examiner[]
  identity: Identity
  linkId: string
  hash: Buffer
}

/** Who will see it, its number, and the link by which its reporter follows it: the code is the reporter's own. */
async function prepare(tx: Tx, input: ConfidentialReport, at: Date): Promise<Ready> {
  if ((await findOffice(tx, input.officeId)) === undefined) refuse('no-office')
  const examiners = await store.findExaminers(tx, input.officeId, at)
  const first = examiners[0] ?? refuse('no-examiner')
  const office = (await findOffice(tx, first.office_id)) ?? refuse('no-office')
  const identity = await newIdentity(tx, office.prefix)
  const hash = hashSecret(`${identity.number}:${readSecret(input.code)}`)
  return { examiners, identity, linkId: uuidv7(), hash }
}

async function open(
  tx: Tx,
  relief: Relief,
  reporter: Actor,
  ready: Ready,
  input: ConfidentialReport,
  by: { kind: 'enterprise' | 'official'; organisationId: string | null },
  at: Date,
): Promise<void> {
  const named = (await findOffice(tx, input.officeId)) ?? refuse('no-office')
  const first = ready.examiners[0]!
  const office = (await findOffice(tx, first.office_id)) ?? refuse('no-office')
  const seats = [...ready.examiners.map(one => `account:${one.account_id}`), `link:${ready.linkId}`]
  const opened = await openMatter(
    tx,
    relief.world,
    reporter,
    {
      workflow: confidentialWorkflow,
      title: `保密反映：${named.name}`.slice(0, 200),
      // Of those who examine: what is written in the audit stands under them.
      division: { code: office.division_code, path: office.path },
      office,
      ownerId: first.account_id,
      priority: 'urgent',
      nextStep: 'take',
      clocks: [examineClock],
      only: seats,
      identity: ready.identity,
      action: 'receive',
      note: null,
    },
    at,
  )
  const says = input.contactName !== undefined || input.contactTelephone !== undefined
  const personId = says ? uuidv7() : null
  if (personId !== null) {
    await relief.people.add(tx, {
      id: personId,
      seats,
      values: {
        ...(input.contactName !== undefined && { name: input.contactName }),
        ...(input.contactTelephone !== undefined && { telephone: input.contactTelephone }),
      },
      at,
    })
  }
  await store.insertConfidential(
    tx,
    {
      matterId: opened.id,
      namedOfficeId: input.officeId,
      byKind: by.kind,
      organisationId: by.organisationId,
      personId,
      description: input.description,
    },
    at,
  )
  for (const { account_id } of ready.examiners) {
    const params = { number: opened.number }
    const to = { accountId: account_id }
    await notify(tx, { matterId: opened.id, to, template: 'confidential-received', params }, at)
  }
}

/** An enterprise reports an office by its link. Only the number comes back: the code is in the reporter's hand. */
export async function reportByLink(
  db: Database,
  once: Once,
  relief: Relief,
  input: ConfidentialReport & { secret: string },
  requestId: string,
  at: Date,
): Promise<{ number: string }> {
  const reportHash = hashSecret(input.secret)
  return db.asLink(reportHash, async (tx, link) => {
    const enterprise = await findReportFacts(tx, reportHash, at)
    if (link === undefined || enterprise === undefined) return refuse('link-unknown')
    return once(tx, `link:${link.link_id}`, async () => {
      const ready = await prepare(tx, input, at)
      await keepLink(tx, ready, [`link:${link.link_id}`])
      // Its own link acts: whoever holds the enterprise's alone doesn't see it.
      await enterLink(tx, ready.hash)
      const by = { kind: 'enterprise', organisationId: enterprise.id } as const
      await open(tx, relief, reporterOf(ready.linkId, requestId), ready, input, by, at)
      await enterLink(tx, reportHash)
      return { number: ready.identity.number }
    })
  })
}

/** An official reports an office. Story and audit name the link, not the official. */
export async function report(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  input: ConfidentialReport,
  at: Date,
): Promise<{ number: string }> {
  const ready = await prepare(tx, input, at)
  const reporter = reporterOf(ready.linkId, 'confidential')
  await withKeys(tx, reporter, [], async () => {
    await keepLink(tx, ready, [])
    await open(tx, relief, reporter, ready, input, { kind: 'official', organisationId: null }, at)
  })
  await withKeys(tx, actor, [], async () => undefined)
  return { number: ready.identity.number }
}

const keepLink = (tx: Tx, ready: Ready, seats: readonly string[]) =>
  insertTrackLink(tx, ready.identity.id, {
    id: ready.linkId,
    secretHash: ready.hash,
    createdBy: null,
    seats: [...seats, `link:${ready.linkId}`],
  })

async function readFacts(tx: Tx, matter: Matter, actor: Actor): Promise<ConfidentialFacts> {
  const row = (await store.findConfidential(tx, matter.id)) ?? refuse('not-found')
  return {
    namedOfficeId: row.named_office_id,
    namedOfficeIds: row.named_line,
    namedDivision: row.named_division,
    isSeated: matter.seats.includes(`account:${actor.id}`),
  }
}

type TheKind = Kind<ConfidentialFacts, ConfidentialStatus, ConfidentialPart, ConfidentialAction>
const effects: TheKind['effects'] = {
  take: async call => ({ change: { owner_id: call.actor.id } }),
  async admit(call) {
    const accountId = String(call.input.account)
    const { namedOfficeId, namedDivision } = call.facts
    if (await store.standsNear(call.tx, accountId, namedOfficeId, call.at)) refuse('named-there')
    const holdings = await store.listHoldings(call.tx, accountId, call.at)
    if (!holdings.some(({ divisionCode }) => namedDivision.startsWith(divisionCode))) refuse('not-in-office')
    return {
      change: { seats: [...new Set([...call.matter.seats, `account:${accountId}`])] },
      detail: { accountId },
    }
  },
  async answer(call) {
    await store.setFinding(call.tx, call.matter.id, String(call.input.note))
    return undefined
  },
}

export function confidentialKind() {
  const kind: TheKind = {
    workflow: confidentialWorkflow,
    facts: readFacts,
    parts: (actor, _matter, facts) => partsOf(actor, facts),
    refusals: ['named-there', 'not-in-office'],
    forbids: () => undefined,
    effects,
  }
  // Nobody else hears that it is late.
  return { kind, bound: bindKind(kind, async () => undefined) }
}
