import http from 'node:http'
import { expect } from 'vitest'

export type Reply = { status: number; headers: http.IncomingHttpHeaders; text: string; json: unknown }
export type Request = {
  method?: string
  /** as it goes over the wire: nothing is tidied up */
  path: string
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
  /** the visitor's address, told by a proxy that the server believes */
  from?: string
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** One request as it stands, where `fetch` would correct it. */
export function send(
  address: string,
  { method = 'GET', path, headers = {}, body, from }: Request,
): Promise<Reply> {
  const { hostname, port } = new URL(address)
  const given = {
    ...headers,
    ...(from !== undefined && { 'x-forwarded-for': from }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  }
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers: given, agent }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        let json: unknown
        try {
          json = JSON.parse(text)
        } catch {
          json = undefined
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

const internals =
  /\bat .+\.[tj]s:\d|node_modules|SQLSTATE|\bpg_|relation "|violates|syntax error at|ECONN|graphile/

/** A refusal as every one must be: problem details with words, under the security headers, saying nothing of our insides. */
export function expectRefusal(reply: Reply, status: number, code: string) {
  expect(reply.json, reply.text).toMatchObject({ status, code })
  expect(reply.status).toBe(status)
  const { title, detail } = reply.json as { title: string; detail: string }
  expect(detail.length).toBeGreaterThan(4)
  expect(title.length).toBeGreaterThan(1)
  expect(detail).not.toMatch(/undefined|NaN|\[object/)
  expect(reply.headers['content-type']).toContain('application/problem+json')
  expectSafe(reply)
}

export function expectSafe(reply: Reply) {
  // A file of somebody else's is served in a sandbox, where nothing may run at all.
  expect(reply.headers['content-security-policy']).toMatch(
    /require-trusted-types-for 'script'|default-src 'none'; sandbox/,
  )
  expect(reply.headers['x-content-type-options']).toBe('nosniff')
  expect(reply.headers['referrer-policy']).toBe('no-referrer')
  expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  expect(reply.headers['x-request-id'] ?? (reply.json as { requestId: string }).requestId).toBeTruthy()
  if (reply.status >= 400) expect(reply.text).not.toMatch(internals)
}

/** An open page that follows the server's changes. */
export function openPage(address: string, token: string) {
  const url = new URL('/api/events', address)
  const page = { status: 0, text: '', ended: false, close: () => request.destroy() }
  const request = http.get(url, { headers: { cookie: `tz_session=${token}` } }, response => {
    page.status = response.statusCode ?? 0
    response.on('data', chunk => {
      page.text += String(chunk)
    })
    response.on('close', () => {
      page.ended = true
    })
    response.on('error', () => undefined)
  })
  request.on('error', () => undefined)
  return page
}
