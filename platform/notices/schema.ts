import { z } from 'zod'

const instant = z.iso.datetime()

/** A notice 通知 in the app, for an official or an office. `text` is in the reader's language. */
export const Notice = z.strictObject({
  id: z.uuid(),
  text: z.string(),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  forOffice: z.boolean(),
  createdAt: instant,
  readAt: instant.nullable(),
})
export type Notice = z.output<typeof Notice>

const Direction = z.enum(['made', 'taken'])
export const Outcome = z.enum(['reached', 'no-answer', 'wrong-number', 'refused'])
export type Outcome = z.output<typeof Outcome>

/** An entry of the call-back list 回访清单: somebody to be told by telephone, because nothing else reaches them. */
export const DueCall = z.strictObject({
  messageId: z.uuid(),
  personId: z.uuid(),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  /** what to say */
  text: z.string(),
  since: instant,
  tries: z.int(),
  lastOutcome: Outcome.nullable(),
})
export type DueCall = z.output<typeof DueCall>

/** A call record 通话记录. */
export const NewCall = z.strictObject({
  direction: Direction,
  outcome: Outcome,
  matterId: z.uuid().optional(),
  /** the entry of the call-back list that it answers */
  messageId: z.uuid().optional(),
  personId: z.uuid().optional(),
  note: z.string().trim().min(1).max(500).optional(),
})
export type NewCall = z.output<typeof NewCall>

/**
 * What a gateway tells of a message. `signature` is the hex HMAC-SHA-256 under NOTICE_WEBHOOK_SECRET of the lines
 * `messageId`, `status`, `at`, `reason` (empty where none), joined by `\n`.
 */
export const Receipt = z.strictObject({
  messageId: z.uuid(),
  status: z.enum(['delivered', 'failed']),
  at: z.iso.datetime({ offset: true }),
  /** the gateway's code, never a telephone number */
  reason: z
    .string()
    .regex(/^[\w.:-]{1,60}$/)
    .optional(),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Receipt = z.output<typeof Receipt>
