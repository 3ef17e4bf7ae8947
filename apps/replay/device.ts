import { setTimeout as sleep } from 'node:timers/promises'
import { client } from '#platform/http'
import type { CallsOf } from '#platform/stories'
import type { Lang } from '#platform/texts'

/**
 * The address of a story's device, as the proxy in front of the server would name it: each its own, because limits
 * count by address, and a confirmation from an address that officials use counts apart.
 */
const addressOf = (index: number) => `10.0.${Math.floor(index / 250)}.${1 + (index % 250)}`

/** Whose word on an address the server of a story takes: the story stands in for the proxy. */
export const PROXY = '127.0.0.1'

/** Somebody's telephone or computer: an address, and the cookies that it was given. */
export function openDevice(base: string, lang: Lang, index: number): CallsOf {
  const cookies = new Map<string, string>()

  async function send(url: string | URL | Request, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('x-forwarded-for', addressOf(index))
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(url, { ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=')
      cookies.set(name, value)
    }
    return answer
  }

  /** A limit on calls is by wall time, which a story does not simulate: who is told to wait waits. */
  async function patiently(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    for (;;) {
      const answer = await send(url, init)
      if (answer.status !== 429) return answer
      await answer.body?.cancel()
      await sleep(1000 * Math.min(60, Number(answer.headers.get('retry-after')) || 1))
    }
  }
  return api => client(api, { base, headers: () => ({ 'accept-language': lang }), fetch: patiently })
}
