import { z } from 'zod'
import { endpoint } from '#platform/http'
import { NewUpload, PIECE, Received, Uploaded, uploadRefusals } from '#platform/matter/api'
import { Attachment, MatterView } from '#platform/matter/schema'
import { Ask, Request, RequestRow } from './schema.ts'

const ofRequest = z.strictObject({ id: z.uuid() })
const typed = { secret: z.string().min(1).max(200), device: z.string().min(20).max(100) }
const Instant = z.iso.datetime()

/** What a body without account sees of a request: what is asked, its own clock, what was said, and nothing else. */
export const PartyView = z.strictObject({
  number: z.string(),
  subject: z.string(),
  asked: z.string(),
  office: z.string(),
  officeEn: z.string(),
  to: z.string(),
  status: z.string(),
  isOpen: z.boolean(),
  version: z.int(),
  dueAt: Instant.nullable(),
  openedAt: Instant,
  reply: z.string().nullable(),
  history: z.array(
    z.strictObject({
      seq: z.int(),
      at: Instant,
      isOwn: z.boolean(),
      action: z.string(),
      note: z.string().nullable(),
    }),
  ),
  attachments: z.array(Attachment),
  actions: z.array(
    z.strictObject({ action: z.string(), allowed: z.boolean(), reason: z.string().optional() }),
  ),
})
export type PartyView = z.output<typeof PartyView>

/** Requests 协调函 to another office, or to a body outside. */
export const requestsApi = {
  ask: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/requests',
    who: 'staff',
    summary:
      'Asks another office, or a body without account, for one thing; it sees the request and nothing above it',
    input: { body: Ask },
    output: z.strictObject({ id: z.uuid(), number: z.string() }),
    refusals: ['not-found', 'forbidden', 'not-now', 'no-office', 'same-office', 'until-past'],
  }),
  listRequests: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/requests',
    who: 'staff',
    summary: 'Requests that my offices make or are asked',
    input: { query: z.strictObject({ direction: z.enum(['in', 'out']).default('out') }) },
    output: z.array(RequestRow),
    refusals: [],
  }),
  requestsOf: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/problems/:id/requests',
    who: 'staff',
    summary: 'The requests of a problem, whether I may make one, and the files that can go along',
    input: { params: ofRequest },
    output: z.strictObject({
      requests: z.array(RequestRow),
      mayAsk: z.boolean(),
      attachments: z.array(Attachment),
    }),
    refusals: ['not-found'],
  }),
  viewRequest: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/requests/:id',
    who: 'staff',
    summary: 'One request: its matter, what is asked and replied',
    input: { params: ofRequest },
    output: z.strictObject({ matter: MatterView, request: Request }),
    refusals: ['not-found'],
  }),
  showLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/requests/:id/link/show',
    who: 'staff',
    summary:
      'The link and the code to tell by telephone, each device and who opened it; the look is recorded',
    input: { params: ofRequest },
    output: z.strictObject({
      secret: z.string().nullable(),
      /** none when it was used or closed by wrong codes: make a new one */
      code: z.string().nullable(),
      codeFailures: z.int(),
      expiresAt: Instant,
      revokedAt: Instant.nullable(),
      devices: z.array(
        z.strictObject({
          id: z.uuid(),
          agent: z.enum(['phone', 'computer']),
          address: z.string(),
          boundAt: Instant,
          seenAt: Instant,
          revokedAt: Instant.nullable(),
        }),
      ),
      openings: z.array(
        z.strictObject({
          what: z.enum(['opened', 'bound', 'stranger', 'wrong-code']),
          address: z.string(),
          times: z.int(),
          lastAt: Instant,
        }),
      ),
    }),
    refusals: ['not-found', 'forbidden'],
  }),
  changeLink: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/requests/:id/link',
    who: 'staff',
    summary:
      'A new code for one more device, a new link in place of the old one, or an end to link or device',
    input: {
      params: ofRequest,
      body: z.union([
        z.strictObject({ do: z.enum(['new-code', 'renew', 'revoke']) }),
        z.strictObject({ do: z.literal('revoke-device'), deviceId: z.uuid() }),
      ]),
    },
    output: z.null(),
    refusals: ['not-found', 'forbidden', 'party-unknown'],
  }),
  letter: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/requests/:id/letter',
    who: 'staff',
    summary:
      'The request as a letter to print (PDF/A), with its number; to a body outside with the QR of its link',
    input: { params: ofRequest },
    output: z.null(),
    refusals: ['not-found', 'forbidden'],
    gives: 'file',
  }),
  bindDevice: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/party/bind',
    who: 'anyone',
    summary: 'Opens a party’s link on a device, by the code that the sender told; five wrong codes close it',
    input: { body: z.strictObject({ ...typed, code: z.string().min(4).max(12) }) },
    output: z.null(),
    refusals: ['party-unknown', 'wrong-code', 'code-closed'],
    perMinute: 20,
  }),
  viewParty: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/party',
    who: 'anyone',
    summary: 'What is asked, for a device that is bound',
    input: { body: z.strictObject(typed) },
    output: PartyView,
    refusals: ['party-unknown', 'party-stranger'],
    perMinute: 60,
  }),
  partyAttachment: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/party/attachment',
    who: 'anyone',
    summary: 'A file of the request',
    input: {
      body: z.strictObject({
        ...typed,
        attachmentId: z.uuid(),
        size: z.enum(['full', 'small']).default('full'),
      }),
    },
    output: z.null(),
    refusals: ['party-unknown', 'party-stranger', 'not-found', 'not-there'],
    gives: 'file',
    perMinute: 60,
  }),
  beginByParty: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/party/uploads',
    who: 'anyone',
    summary: 'Begins to send a file of the reply in pieces, or hears where to go on',
    input: { body: NewUpload.extend(typed) },
    output: Received,
    refusals: ['party-unknown', 'party-stranger', ...uploadRefusals.begin],
    perMinute: 60,
  }),
  addPieceByParty: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/party/uploads/pieces',
    who: 'anyone',
    summary: 'The next piece of the file, in base64 beside secret and device',
    input: {
      body: z.strictObject({
        ...typed,
        uploadId: z.uuid(),
        offset: z.int().min(0),
        piece: z.base64().max(Math.ceil(PIECE / 3) * 4),
      }),
    },
    output: Received,
    refusals: ['party-unknown', 'party-stranger', ...uploadRefusals.piece],
    perMinute: 240,
  }),
  finishByParty: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/party/uploads/finish',
    who: 'anyone',
    summary: 'The whole file is checked, and stands with the request',
    input: { body: z.strictObject({ ...typed, uploadId: z.uuid() }) },
    output: z.strictObject({ ...Uploaded.shape, attachment: Attachment }),
    refusals: ['party-unknown', 'party-stranger', 'not-found', ...uploadRefusals.finish],
    perMinute: 30,
  }),
  actByParty: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/open/party/:action',
    who: 'anyone',
    summary: 'Accepts, declines, replies or asks back, from a device that is bound',
    input: {
      params: z.strictObject({ action: z.enum(['accept', 'decline', 'reply', 'askBack']) }),
      body: z.strictObject({
        ...typed,
        version: z.int().optional(),
        input: z.record(z.string(), z.string()),
      }),
    },
    output: z.strictObject({ status: z.string(), version: z.int() }),
    refusals: [
      'party-unknown',
      'party-stranger',
      'not-found',
      'forbidden',
      'not-now',
      'stale-version',
      'invalid',
      'decline-limit',
    ],
    perMinute: 20,
  }),
}
