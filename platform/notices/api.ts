import { z } from 'zod'
import { endpoint } from '#platform/http'
import { DueCall, NewCall, Notice, Receipt } from './schema.ts'

/** What I was told, whom to call, and what a gateway says of its messages. */
export const noticesApi = {
  listNotices: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/notices',
    who: 'staff',
    summary: 'My notices and my offices’, newest first, with the number of unread ones',
    input: {
      query: z.strictObject({
        unread: z.stringbool().optional(),
        cursor: z.string().max(80).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
      }),
    },
    output: z.strictObject({ rows: z.array(Notice), next: z.string().nullable(), unread: z.int() }),
    refusals: ['invalid'],
  }),
  readNotices: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/notices/read',
    who: 'staff',
    summary: 'Marks notices as read: those named, or all of mine',
    input: { body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(200).optional() }) },
    output: z.strictObject({ unread: z.int() }),
    refusals: [],
  }),
  dueCalls: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/calls/due',
    who: 'staff',
    summary: 'The call-back list of my offices, oldest first',
    input: { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(100) }) },
    output: z.strictObject({ rows: z.array(DueCall), total: z.int() }),
    refusals: [],
  }),
  recordCall: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/calls',
    who: 'staff',
    summary: 'Records a telephone call about a matter',
    input: { body: NewCall },
    output: z.strictObject({ id: z.uuid() }),
    refusals: ['not-found', 'forbidden', 'invalid', 'already-reached'],
  }),
  takeReceipt: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/notices/receipts',
    who: 'anyone',
    summary: 'A gateway’s signed receipt of a message; repeated and late ones change nothing',
    input: { body: Receipt },
    output: z.strictObject({ changed: z.boolean() }),
    refusals: ['bad-signature'],
    perMinute: 6000,
  }),
}
