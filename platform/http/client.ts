import type { Api, InputOf, OutputOf } from './endpoint.ts'

/** RFC 9457 problem details as our server sends them. `fields` names each wrong field and what to do. */
export type Problem = {
  type: string
  code: string
  title: string
  detail: string
  status: number
  requestId?: string
  fields?: { path: string; message: string }[]
  [extra: string]: unknown
}

/** An expected refusal: the server understood and said no, in the reader's language. */
export class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'Refusal'
    this.problem = problem
  }
}

export type CallOptions = {
  signal?: AbortSignal /** one per intention of the user; a retry repeats it */
  key?: string
}
type Calls<A extends Api> = {
  [K in keyof A]: (input: InputOf<A[K]>, options?: CallOptions) => Promise<OutputOf<A[K]>>
}

type Input = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }

/** The address of a call: path parameters filled in, query appended (undefined left out, lists repeated). */
function addressOf(path: string, input: Input): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  return search.size > 0 ? `${filled}?${search}` : filled
}

type Settings = { base?: string; headers?: () => Record<string, string>; fetch?: typeof fetch }

/** Typed calls of a contract. Every write carries an idempotency key, so that a retry never doubles it. */
export function client<A extends Api>(api: A, settings: Settings = {}): Calls<A> {
  const calls: Record<string, unknown> = {}
  for (const [name, call] of Object.entries(api)) {
    calls[name] = async (input: Input = {}, options: CallOptions = {}) => {
      const headers: Record<string, string> = { accept: 'application/json', ...settings.headers?.() }
      if (call.method !== 'GET') headers['idempotency-key'] = options.key ?? crypto.randomUUID()
      if (input.body !== undefined) {
        headers['content-type'] = call.takes === 'file' ? 'application/octet-stream' : 'application/json'
      }
      const response = await (settings.fetch ?? fetch)((settings.base ?? '') + addressOf(call.path, input), {
        method: call.method,
        headers,
        body:
          call.takes === 'file'
            ? (input.body as BodyInit)
            : input.body === undefined
              ? undefined
              : JSON.stringify(input.body),
        signal: options.signal,
        credentials: 'same-origin',
      })
      const text = await response.text()
      const reply: unknown = text === '' ? undefined : JSON.parse(text)
      if (!response.ok) throw new Refusal(reply as Problem)
      return reply
    }
  }
  return calls as Calls<A>
}
