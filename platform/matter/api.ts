import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Attachment, MatterRow, MatterView } from './schema.ts'

const ofMatter = z.strictObject({ id: z.uuid() })
const ofClock = z.strictObject({ id: z.uuid(), clockId: z.uuid() })
const nothing = z.null()
const words = z.string().trim().min(1).max(2000)

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
    refusals: [
      'not-found',
      'forbidden',
      'empty',
      'too-large',
      'type-not-allowed',
      'heic',
      'old-office',
      'macros',
      'too-many-pixels',
      'broken-image',
      'disk-full',
    ],
    takes: 'file',
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
