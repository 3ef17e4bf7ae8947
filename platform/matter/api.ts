import { z } from 'zod'
import { endpoint } from '#platform/http'
import { contentRefusals } from '../files/refusals.ts'
import { Attachment, MatterRow, MatterView } from './schema.ts'

const ofMatter = z.strictObject({ id: z.uuid() })
const ofClock = z.strictObject({ id: z.uuid(), clockId: z.uuid() })
const nothing = z.null()
const words = z.string().trim().min(1).max(2000)

/** Most bytes of one piece of an upload: a poor line loses no more of its work than this. */
export const PIECE = 512 * 1024
/** What is said of a file before its bytes come. */
export const NewUpload = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1).max(200),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export const Uploaded = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
})
export const Received = z.strictObject({ received: z.int() })
export const uploadRefusals = {
  begin: ['too-large', 'upload-other-file', 'upload-unknown', 'too-many-uploads'],
  piece: ['upload-unknown', 'wrong-offset', 'empty', 'upload-too-long', 'disk-full'],
  finish: ['upload-unknown', 'wrong-offset', 'wrong-hash', ...contentRefusals],
  use: ['upload-unknown', 'wrong-offset'],
} as const
const ofUpload = z.strictObject({ uploadId: z.uuid() })

/** A matter of whatever kind: the inbox across systems, its page, and the verbs that every kind has. */
export const matterApi = {
  listMatters: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/matters',
    who: 'staff',
    summary: 'Matters by urgency: mine, my office’s, or all that I may see',
    input: {
      query: z.strictObject({
        kind: z.string().max(40).optional(),
        scope: z.enum(['mine', 'office', 'all']).default('all'),
        open: z.enum(['open', 'closed', 'all']).default('open'),
        status: z.string().max(40).optional(),
        within: z
          .string()
          .regex(/^\d{2,12}$/)
          .optional(),
        overdue: z.stringbool().optional(),
        /** the number as somebody types it; its check digit may be left out */
        number: z.string().max(40).optional(),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    },
    output: z.strictObject({ rows: z.array(MatterRow), next: z.string().nullable() }),
    refusals: ['invalid'],
  }),
  myDay: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/my-day',
    who: 'staff',
    summary: 'What I own, what is due next, what others owe me, what was done today',
    input: {},
    output: z.strictObject({
      now: z.array(MatterRow),
      later: z.array(MatterRow),
      office: z.array(MatterRow),
      doneToday: z.array(MatterRow),
      /** more time asked for in offices that I lead, which waits for my decision */
      extensions: z.array(
        z.strictObject({
          matter: MatterRow,
          askedBy: z.string(),
          until: z.iso.datetime(),
          reason: z.string(),
        }),
      ),
      counts: z.strictObject({ open: z.int(), overdue: z.int(), unowned: z.int() }),
    }),
    refusals: [],
  }),
  viewMatter: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/matters/:id',
    who: 'staff',
    summary: 'One matter with its story, clocks, parties, attachments, and what I can do',
    input: { params: ofMatter },
    output: MatterView,
    refusals: ['not-found'],
  }),
  actOnMatter: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/matters/:id/actions/:action',
    who: 'staff',
    summary: 'Carries out an action of the matter’s table, decided on the version that was seen',
    input: {
      params: z.strictObject({ id: z.uuid(), action: z.string().regex(/^[a-zA-Z]{2,30}$/) }),
      body: z.strictObject({
        version: z.int().optional(),
        input: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    },
    output: z.strictObject({ id: z.uuid(), status: z.string(), version: z.int() }),
    refusals: [
      'not-found',
      'forbidden',
      'not-now',
      'stale-version',
      'invalid',
      'same-office',
      'already-party',
      'no-office',
    ],
  }),
  comment: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/comments',
    who: 'staff',
    summary: 'Adds words to the story',
    input: {
      params: ofMatter,
      body: z.strictObject({ text: words, audience: z.enum(['all', 'staff']).default('staff') }),
    },
    output: nothing,
    refusals: ['not-found', 'forbidden'],
  }),
  assign: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/matters/:id/owner',
    who: 'staff',
    summary: 'Takes the matter or gives it to a colleague of the same office',
    input: { params: ofMatter, body: z.strictObject({ accountId: z.uuid(), version: z.int() }) },
    output: nothing,
    refusals: ['not-found', 'forbidden', 'stale-version', 'not-in-office'],
  }),
  pauseClock: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/clocks/:clockId/pause',
    who: 'staff',
    summary: 'Pauses a clock for a reason, at most 30 days',
    input: {
      params: ofClock,
      body: z.strictObject({ reason: words, until: z.iso.datetime({ offset: true }) }),
    },
    output: nothing,
    refusals: ['not-found', 'forbidden', 'already-paused', 'already-overdue', 'pause-limit'],
  }),
  resumeClock: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/clocks/:clockId/resume',
    who: 'staff',
    summary: 'Lets a paused clock run again',
    input: { params: ofClock },
    output: nothing,
    refusals: ['not-found', 'forbidden', 'not-paused'],
  }),
  askExtension: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/clocks/:clockId/extensions',
    who: 'staff',
    summary: 'Asks for more time before the clock runs out',
    input: {
      params: ofClock,
      body: z.strictObject({ until: z.iso.datetime({ offset: true }), reason: words }),
    },
    output: nothing,
    refusals: ['not-found', 'forbidden', 'already-overdue', 'not-later', 'conflict'],
  }),
  decideExtension: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/extensions/:extensionId',
    who: 'staff',
    summary: 'Decides on a request for more time, as the office’s leader',
    input: {
      params: z.strictObject({ id: z.uuid(), extensionId: z.uuid() }),
      body: z.strictObject({ approved: z.boolean(), note: words.optional() }),
    },
    output: nothing,
    refusals: ['not-found', 'forbidden', 'second-person'],
  }),
  attach: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/attachments',
    who: 'staff',
    summary: 'Adds a file: photo (re-encoded without its location), PDF, Excel or Word',
    input: {
      params: ofMatter,
      query: z.strictObject({
        name: z.string().min(1).max(200),
        audience: z.enum(['all', 'staff']).default('all'),
      }),
    },
    output: Attachment,
    refusals: ['not-found', 'forbidden', 'empty', ...contentRefusals],
    takes: 'file',
  }),
  beginUpload: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/uploads',
    who: 'staff',
    summary:
      'Begins to send a file in pieces, or says where to go on after a break; the id is made by the sender',
    input: { body: NewUpload },
    output: Received,
    refusals: uploadRefusals.begin,
  }),
  addPiece: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/uploads/:uploadId/pieces',
    who: 'staff',
    summary:
      'Adds the next piece of at most 512 KiB; another offset than the next is refused and changes nothing',
    input: { params: ofUpload, query: z.strictObject({ offset: z.coerce.number().int().min(0) }) },
    output: Received,
    refusals: uploadRefusals.piece,
    takes: 'file',
  }),
  finishUpload: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/uploads/:uploadId/finish',
    who: 'staff',
    summary:
      'Checks the whole file: length, SHA-256, type by content; a picture is made anew without its location',
    // It takes long for a large picture: no transaction stays open meanwhile, as for a file that comes at once.
    input: { params: ofUpload },
    output: Uploaded,
    refusals: uploadRefusals.finish,
    takes: 'file',
  }),
  attachUpload: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/matters/:id/attachments/uploaded',
    who: 'staff',
    summary: 'Adds a file that came in pieces',
    input: {
      params: ofMatter,
      body: z.strictObject({ uploadId: z.uuid(), audience: z.enum(['all', 'staff']).default('all') }),
    },
    output: Attachment,
    refusals: ['not-found', 'forbidden', ...uploadRefusals.use],
  }),
  attachment: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/matters/:id/attachments/:attachmentId',
    who: 'staff',
    summary: 'An attachment’s bytes, or its small picture',
    input: {
      params: z.strictObject({ id: z.uuid(), attachmentId: z.uuid() }),
      query: z.strictObject({ size: z.enum(['full', 'small']).default('full') }),
    },
    output: nothing,
    refusals: ['not-found', 'not-there'],
    gives: 'file',
  }),
}
