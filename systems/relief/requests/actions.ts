import { record } from '#platform/audit'
import { type Actor, type Database, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import type { Once } from '#platform/http/server'
import {
  act,
  askParty,
  asParty,
  bindDevice,
  bindKind,
  copyFiles,
  type EffectCall,
  findMatter,
  findOffice,
  type Identity,
  type Kind,
  type Matter,
  makePartyLink,
  type NewClock,
  openMatter,
  pathOf,
  readPartyLink,
  renewCode,
  revokeDevice,
  revokePartyLinks,
  setAsked,
  startClocks,
  systemActor,
  tellOf,
} from '#platform/matter'
import { notify } from '#platform/notices'
import { dayOf } from '#platform/texts'
import type { Relief } from '../actions.ts'
import { findTaskForceAbove } from '../store.ts'
import { forbids, mayAsk, partsOf, type RequestFacts, reachOf, requestRefusals } from './rules.ts'
import type { Ask } from './schema.ts'
import * as store from './store.ts'
import { type RequestAction, type RequestPart, type RequestStatus, requestWorkflow } from './workflow.ts'

/** The time for a reply: until the moment asked for, else by the plain table in force. */
async function replyClock(
  tx: Tx,
  relief: Relief,
  reach: ReturnType<typeof reachOf>,
  until: Date | undefined,
  at: Date,
): Promise<NewClock> {
  const common = { name: 'reply', isPromised: false }
  if (until !== undefined) {
    if (until <= at) refuse('until-past')
    const hours = (until.getTime() - at.getTime()) / 3_600_000
    return { ...common, ruleVersion: 'asked', duration: { unit: 'hours', amount: hours } }
  }
  const term = (await store.findTerm(tx, reach, dayOf(at, relief.world.zone))) ?? refuse('no-office')
  return {
    ...common,
    ruleVersion: term.version,
    duration: { unit: term.unit as 'working-days' | 'hours', amount: term.amount },
  }
}

/** Asks another office, or a body outside, for one thing. The request is a matter of its own: who is asked sees no other. */
export async function ask(tx: Tx, relief: Relief, actor: Actor, input: Ask, at: Date): Promise<Identity> {
  const parent = (await findMatter(tx, input.parentId)) ?? refuse('not-found')
  const officeId = parent.owner_office_id
  if (officeId === null || !parent.is_open) return refuse('not-now')
  // A matter that single people see has no office that could ask for its sake.
  if (!mayAsk(actor, officeId) || !parent.seats.includes(`office:${officeId}`)) refuse('forbidden')
  const office = (await findOffice(tx, officeId)) ?? refuse('no-office')
  const to = input.to
  const asked = 'officeId' in to ? ((await findOffice(tx, to.officeId)) ?? refuse('no-office')) : undefined
  if (asked?.id === officeId) refuse('same-office')
  const reach = reachOf(office.path, asked?.path)
  const clock = await replyClock(tx, relief, reach, input.until ? new Date(input.until) : undefined, at)
  const linkId = uuidv7()
  const opened = await openMatter(
    tx,
    relief.world,
    actor,
    {
      workflow: requestWorkflow,
      title: input.subject,
      division: { code: parent.division_code, path: pathOf(parent) },
      office,
      ownerId: asked === undefined ? actor.id : null,
      nextStep: 'reply',
      clocks: [clock],
      linkIds: asked === undefined ? [linkId] : [],
      ...(asked && { seats: [`office:${asked.id}`] }),
      parent: { id: parent.id, blocks: input.blocksParent },
      action: 'ask',
      note: input.asked,
      detail: { rule: clock.ruleVersion },
    },
    at,
  )
  const partyId = await askParty(
    tx,
    opened.id,
    asked ? { officeId: asked.id } : { outsideName: 'outsideName' in to ? to.outsideName : '' },
    at,
  )
  let personId: string | null = null
  if (!('officeId' in to)) {
    await makePartyLink(tx, relief.secrets, {
      matterId: opened.id,
      partyId,
      createdBy: actor.id,
      officeId,
      id: linkId,
    })
    if (to.contactName !== undefined || to.contactTelephone !== undefined) {
      personId = uuidv7()
      await relief.people.add(tx, {
        id: personId,
        seats: [`office:${officeId}`],
        values: {
          ...(to.contactName !== undefined && { name: to.contactName }),
          ...(to.contactTelephone !== undefined && { telephone: to.contactTelephone }),
        },
        at,
      })
    }
  }
  await store.insertRequest(
    tx,
    {
      matterId: opened.id,
      officeId,
      askedOfficeId: asked?.id ?? null,
      outsideName: 'outsideName' in to ? to.outsideName : null,
      personId,
      asked: input.asked,
    },
    at,
  )
  if (asked !== undefined) await giveTo(tx, opened.id, asked.id)
  const ids = [...new Set(input.attachmentIds)]
  if (ids.length > 0 && (await copyFiles(tx, parent.id, opened.id, { ids }, at)) !== ids.length)
    refuse('not-found')
  const detail = { requestId: opened.id, number: opened.number }
  await tellOf(tx, actor, parent.id, { action: 'request', note: input.subject, detail }, undefined, at)
  if (asked !== undefined) {
    await notify(
      tx,
      {
        matterId: opened.id,
        to: { officeId: asked.id },
        template: 'asked',
        params: { number: opened.number },
      },
      at,
    )
  }
  return opened
}

/** Whose turn it is stands as the owner: the office that is asked, then the one that asked. */
async function giveTo(tx: Tx, matterId: string, officeId: string): Promise<void> {
  await tx
    .updateTable('matter.matter')
    .set({ owner_office_id: officeId, owner_id: null })
    .where('id', '=', matterId)
    .execute()
}

async function readFacts(tx: Tx, matter: Matter): Promise<RequestFacts> {
  const row = (await store.findRequest(tx, matter.id)) ?? refuse('not-found')
  const more = await store.readFacts(tx, matter.id)
  return {
    divisionPath: pathOf(matter),
    requesterOfficeId: row.office_id,
    askedOfficeId: row.asked_office_id,
    isDeclined: matter.status === 'declined',
    declines: row.declines,
    lastChasedAt: more.last_chased_at,
    replyDueAt: more.reply_due_at,
  }
}

type Call = EffectCall<RequestFacts>
const requester = (call: Call) => call.facts.requesterOfficeId

async function tellRequester(call: Call, template: string): Promise<void> {
  await notify(
    call.tx,
    {
      matterId: call.matter.id,
      to: { officeId: requester(call) },
      template,
      params: { number: call.matter.number },
    },
    call.at,
  )
}

async function replied(call: Call, by: 'office' | 'link' | 'hand') {
  await store.updateRequest(call.tx, call.matter.id, {
    reply: String(call.input.reply),
    replied_at: by === 'hand' ? new Date(String(call.input.on)) : call.at,
    replied_by: by,
  })
  await setAsked(call.tx, call.matter.id, 'replied')
  await tellRequester(call, 'request-replied')
  return {
    change: { owner_office_id: requester(call), owner_id: null },
    fields: ['reply'],
    detail: { by, ...(by === 'hand' && { from: String(call.input.from), on: String(call.input.on) }) },
  }
}

/** What a request came to is told where it was asked from. */
async function tellProblem(call: Call, action: string, note: string | null, withFiles: boolean) {
  if (call.matter.parent_id === null) return undefined
  const addedBy = withFiles
    ? [
        ...(await store.listStaff(call.tx, call.facts.askedOfficeId)),
        ...(await store.listLinks(call.tx, call.matter.id)),
      ]
    : []
  await tellOf(
    call.tx,
    call.actor,
    call.matter.parent_id,
    { action, note, detail: { requestId: call.matter.id, number: call.matter.number } },
    withFiles ? { of: call.matter.id, addedBy } : undefined,
    call.at,
  )
  return undefined
}

function effectsOf(relief: Relief): Kind<RequestFacts, RequestStatus, RequestPart, RequestAction>['effects'] {
  return {
    async accept(call) {
      await setAsked(call.tx, call.matter.id, 'accepted')
      if (call.actor.kind === 'staff') return { change: { owner_id: call.actor.id } }
      await tellRequester(call, 'request-accepted')
      return undefined
    },
    async decline(call) {
      await store.updateRequest(call.tx, call.matter.id, {}, { declines: 1 })
      await setAsked(call.tx, call.matter.id, 'returned', String(call.input.reason))
      await tellRequester(call, 'request-declined')
      return { change: { owner_office_id: requester(call), owner_id: null } }
    },
    reply: call => replied(call, call.actor.kind === 'link' ? 'link' : 'office'),
    async recordReply(call) {
      if (new Date(String(call.input.on)) > call.at) refuse('on-ahead')
      return replied(call, 'hand')
    },
    async askBack(call) {
      await tellRequester(call, 'request-question')
      return undefined
    },
    async chase(call) {
      await store.updateRequest(call.tx, call.matter.id, {}, { chased: 1 })
      if (call.facts.askedOfficeId !== null) {
        await notify(
          call.tx,
          {
            matterId: call.matter.id,
            to: { officeId: call.facts.askedOfficeId },
            template: 'request-chased',
            params: { number: call.matter.number },
          },
          call.at,
        )
      }
      return undefined
    },
    async askAgain(call) {
      const row = (await store.findRequest(call.tx, call.matter.id)) ?? refuse('not-found')
      const reach = reachOf(row.office_path, row.asked_path ?? undefined)
      const clock = await replyClock(call.tx, relief, reach, undefined, call.at)
      await startClocks(call.tx, call.world, call.matter.id, [clock], call.at)
      await setAsked(call.tx, call.matter.id, 'asked')
      if (call.facts.askedOfficeId === null) return undefined
      await notify(
        call.tx,
        {
          matterId: call.matter.id,
          to: { officeId: call.facts.askedOfficeId },
          template: 'asked',
          params: { number: call.matter.number },
        },
        call.at,
      )
      return { change: { owner_office_id: call.facts.askedOfficeId, owner_id: null } }
    },
    async close(call) {
      const row = (await store.findRequest(call.tx, call.matter.id)) ?? refuse('not-found')
      return tellProblem(call, 'request-answered', row.reply, true)
    },
    async closeUnanswered(call) {
      await endLinks(call)
      return tellProblem(call, 'request-unanswered', String(call.input.reason), false)
    },
    async withdraw(call) {
      await endLinks(call)
      return undefined
    },
  }
}

const endLinks = (call: Call) =>
  call.facts.askedOfficeId === null ? revokePartyLinks(call.tx, call.matter.id) : undefined

export function requestKind(relief: Relief) {
  const kind: Kind<RequestFacts, RequestStatus, RequestPart, RequestAction> = {
    workflow: requestWorkflow,
    facts: readFacts,
    parts: (actor, _matter, facts) => partsOf(actor, facts),
    refusals: [...requestRefusals, 'on-ahead', 'until-past'],
    forbids: (action, _actor, facts, at) => forbids(action, facts, at),
    effects: effectsOf(relief),
  }
  // The task force above who asks: it speaks with the other city's.
  const bound = bindKind(kind, async (tx, matter) => {
    const row = await store.findRequest(tx, matter.id)
    return row && findTaskForceAbove(tx, row.office_id)
  })
  return { kind, bound }
}
export type RequestKind = ReturnType<typeof requestKind>

/** The request and its link, for the office that asked; others don't learn that there is one. */
async function getOwn(tx: Tx, relief: Relief, actor: Actor, id: string) {
  const matter = (await findMatter(tx, id)) ?? refuse('not-found')
  const row = (await store.findRequest(tx, id)) ?? refuse('not-found')
  if (!actor.write.includes(`office:${row.office_id}`)) refuse('forbidden')
  const link = (await readPartyLink(tx, relief.secrets, id)) ?? refuse('not-found')
  return { matter, row, link }
}

async function note(tx: Tx, actor: Actor, matter: Matter, action: string, at: Date): Promise<void> {
  const deed = {
    action: `request.${action}`,
    subjectKind: 'request',
    subjectId: matter.id,
    fields: ['link'],
    divisionPath: pathOf(matter),
  }
  await record(tx, actor, deed, at)
}

/** Link, code, devices and openings; that the code was looked at is recorded. */
export async function showLink(tx: Tx, relief: Relief, actor: Actor, id: string, at: Date) {
  const { matter, link } = await getOwn(tx, relief, actor, id)
  await note(tx, actor, matter, 'showLink', at)
  const isRevoked = link.revoked_at !== null
  return {
    secret: isRevoked ? null : link.secret,
    code: isRevoked ? null : link.code,
    codeFailures: link.code_failures,
    expiresAt: link.expires_at!.toISOString(),
    revokedAt: link.revoked_at?.toISOString() ?? null,
    devices: link.devices.map(one => ({
      id: one.id,
      agent: one.agent as 'phone' | 'computer',
      address: one.address_mark,
      boundAt: one.bound_at.toISOString(),
      seenAt: one.seen_at.toISOString(),
      revokedAt: one.revoked_at?.toISOString() ?? null,
    })),
    openings: link.openings.map(one => ({
      what: one.what as 'opened' | 'bound' | 'stranger' | 'wrong-code',
      address: one.address_mark,
      times: one.times,
      lastAt: one.last_at.toISOString(),
    })),
  }
}

/** A new code for one more device, a new link in place of the old one, or none any more. */
export async function changeLink(
  tx: Tx,
  relief: Relief,
  actor: Actor,
  id: string,
  change: { do: 'new-code' | 'renew' | 'revoke' } | { do: 'revoke-device'; deviceId: string },
  at: Date,
): Promise<null> {
  const { matter, row, link } = await getOwn(tx, relief, actor, id)
  switch (change.do) {
    case 'new-code':
      if (link.revoked_at !== null) refuse('party-unknown')
      await renewCode(tx, relief.secrets, link.id, link.code_no)
      break
    case 'renew': {
      const fresh = uuidv7()
      await makePartyLink(tx, relief.secrets, {
        matterId: id,
        partyId: link.party_id!,
        createdBy: actor.id,
        officeId: row.office_id,
        id: fresh,
      })
      const seats = [...matter.seats.filter(seat => !seat.startsWith('link:')), `link:${fresh}`]
      await tx.updateTable('matter.matter').set({ seats }).where('id', '=', id).execute()
      break
    }
    case 'revoke':
      await revokePartyLinks(tx, id)
      break
    case 'revoke-device':
      if (!(await revokeDevice(tx, link.id, change.deviceId))) refuse('not-found')
      break
  }
  await note(tx, actor, matter, change.do, at)
  return null
}

/** Binds a device by the code; wrong ones are told to who asked. */
export async function bind(
  db: Database,
  typed: { secret: string; device: string; code: string },
  from: { address: string; agent: string | undefined },
  at: Date,
): Promise<null> {
  const { outcome, matterId, officeId } = await bindDevice(db, typed, from)
  if (outcome === 'wrong-code' && matterId !== null && officeId !== null) {
    // As the system: whoever typed it holds no key.
    await db.as(systemActor([`office:${officeId}`]), tx =>
      notify(tx, { matterId, to: { officeId }, template: 'link-wrong-code', params: {} }, at),
    )
  }
  if (outcome === 'bound') return null
  return refuse(outcome === 'unknown' ? 'party-unknown' : outcome === 'closed' ? 'code-closed' : 'wrong-code')
}

/** What a body outside does by its link. */
export async function actByParty(
  db: Database,
  once: Once,
  relief: Relief,
  { kind }: RequestKind,
  typed: {
    secret: string
    device: string
    version?: number | undefined
    input: Record<string, string | number>
  },
  action: RequestAction,
  from: { address: string; requestId: string },
  at: Date,
): Promise<{ status: string; version: number }> {
  return asParty(db, typed, from, (tx, actor, matterId) =>
    once(tx, `link:${actor.id}`, async () => {
      const call = { input: typed.input, ...(typed.version !== undefined && { version: typed.version }) }
      const { status, version } = await act(tx, relief.world, kind, actor, matterId, action, call, at)
      return { status, version }
    }),
  )
}
