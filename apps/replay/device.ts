import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { client } from '#platform/http'
import type { CallsOf } from '#platform/stories'
import type { Lang } from '#platform/texts'

/** Whether this machine lets a caller have any address of 127.0.0.0/8; Linux does. */
export function hasManyAddresses(): Promise<boolean> {
  return new Promise(resolve => {
    const probe = net.createServer().on('error', () => resolve(false))
    probe.listen(0, '127.0.0.2', () => probe.close(() => resolve(true)))
  })
}

/**
 * Addresses for the devices of a story, from 127.0.1.1 on: each its own, because limits count by address, and a
 * confirmation from an address that officials use counts apart.
 */
export const addressOf = (index: number) => `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`

/** Somebody's telephone or computer: an address, and the cookies that it was given. */
export function openDevice(base: string, lang: Lang, localAddress: string | undefined): CallsOf {
  const cookies = new Map<string, string>()
  const agent = new http.Agent({ keepAlive: true, ...(localAddress && { localAddress }) })

  function send(url: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string> = { ...(init.headers as Record<string, string>) }
      if (cookies.size > 0)
        headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const request = http.request(url, { method: init.method ?? 'GET', headers, agent }, answer => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [name = '', value = ''] = line.split(';')[0]!.split('=')
            cookies.set(name, value)
          }
          const wait = answer.headers['retry-after']
          resolve(
            new Response(Buffer.concat(chunks).toString(), {
              status: answer.statusCode ?? 500,
              ...(wait && { headers: { 'retry-after': wait } }),
            }),
          )
        })
      })
      request.on('error', reject)
      request.end(init.body as string | Uint8Array | undefined)
    })
  }

  /** A limit on calls is by wall time, which a story does not simulate: who is told to wait waits. */
  async function fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    for (;;) {
      const answer = await send(String(url), init)
      if (answer.status !== 429) return answer
      await sleep(1000 * Math.min(60, Number(answer.headers.get('retry-after')) || 1))
    }
  }
  return api => client(api, { base, headers: () => ({ 'accept-language': lang }), fetch })
}
