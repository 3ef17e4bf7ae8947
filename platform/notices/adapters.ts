import { createHmac, timingSafeEqual } from 'node:crypto'
import nodemailer from 'nodemailer'
import type { Receipt } from './schema.ts'

/** How messages leave the house. Neither: people are called. */
export type Adapters = {
  /** an SMS gateway or a government chat: NOTICE_WEBHOOK_URL, NOTICE_WEBHOOK_SECRET */
  webhook?: { url: string; secret: string }
  /** SMTP_URL, NOTICE_FROM */
  email?: { url: string; from: string }
}

export type Outgoing = { messageId: string; to: string; subject: string; text: string; lang: string }

/** A message that was not taken. `why` is a code; it never holds an address or the other side's words. */
export class NotSent extends Error {
  readonly why: string
  /** trying again would not help */
  readonly isFinal: boolean
  constructor(why: string, isFinal: boolean) {
    super(why)
    this.name = 'NotSent'
    this.why = why
    this.isFinal = isFinal
  }
}

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const passing = new Set([408, 409, 425, 429])

/**
 * Posts JSON `{ messageId, to, text, lang }`. `x-signature` is the hex HMAC-SHA-256 of `<x-timestamp>.<body>`. The
 * message's id is also the idempotency key: a gateway that saw it drops the repetition.
 */
export async function sendByWebhook(
  webhook: { url: string; secret: string },
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({
    messageId: outgoing.messageId,
    to: outgoing.to,
    text: outgoing.text,
    lang: outgoing.lang,
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  let status: number
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': outgoing.messageId,
        'x-timestamp': timestamp,
        'x-signature': hmac(webhook.secret, `${timestamp}.${body}`),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
    status = response.status
    await response.body?.cancel()
  } catch (error) {
    throw new NotSent(
      error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable',
      false,
    )
  }
  if (status >= 200 && status < 300) return
  throw new NotSent(`http-${status}`, status >= 400 && status < 500 && !passing.has(status))
}

/** Hands a message to the mail server. That it was taken says nothing of its delivery. */
export async function sendByEmail(email: { url: string; from: string }, outgoing: Outgoing): Promise<void> {
  const transport = nodemailer.createTransport({
    url: email.url,
    connectionTimeout: 10_000,
    socketTimeout: 20_000,
  })
  try {
    await transport.sendMail({
      from: email.from,
      to: outgoing.to,
      subject: outgoing.subject,
      text: outgoing.text,
      // The same for every try, so that a mailbox can drop the repetition.
      messageId: `<${outgoing.messageId}@tongzhou>`,
    })
  } catch (error) {
    const code =
      error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
        ? error.responseCode
        : undefined
    throw new NotSent(code === undefined ? 'unreachable' : `smtp-${code}`, code !== undefined && code >= 500)
  } finally {
    transport.close()
  }
}

const signedText = ({ messageId, status, at, reason = '' }: Omit<Receipt, 'signature'>) =>
  [messageId, status, at, reason].join('\n')

/** What a gateway writes into a receipt's `signature`. */
export const signReceipt = (secret: string, receipt: Omit<Receipt, 'signature'>): string =>
  hmac(secret, signedText(receipt))

export function isSignedBy(secret: string, receipt: Receipt): boolean {
  return timingSafeEqual(
    Buffer.from(signReceipt(secret, receipt), 'hex'),
    Buffer.from(receipt.signature, 'hex'),
  )
}
