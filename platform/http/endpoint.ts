import type { z } from 'zod'

export type Shape = { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType }

/**
 * One call: what the server binds, the browser's client calls and the OpenAPI document describes.
 * - `kind`: *read* changes nothing; *append* commutes, needs no version and is safe offline; *transition*
 *   carries the version it was decided on and is refused when that is stale.
 * - `who`: *staff* needs a session; *anyone* needs none (a link or nothing).
 * - `refusals`: every expected refusal's code; any other error is a 500 with a request id.
 */
export type Endpoint = {
  kind: 'read' | 'append' | 'transition'
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/api/${string}`
  who: 'staff' | 'anyone'
  summary: string
  input: Shape
  output: z.ZodType
  refusals: readonly string[]
  /** the body is a file's bytes, streamed; its name stands in the query */
  takes?: 'file'
  /** the answer is a file */
  gives?: 'file'
  /** calls a minute from one address, where fewer than usual are allowed */
  perMinute?: number
}

export function endpoint<const E extends Endpoint>(call: E): E {
  return call
}

export type Api = Record<string, Endpoint>

type Part<I extends Shape, K extends keyof Shape> = I[K] extends z.ZodType
  ? { [P in K]: z.input<I[K]> }
  : unknown
/** What a caller passes: only the parts that the call has; a file's bytes as the body of a call that takes one. */
export type InputOf<E extends Endpoint> = Part<E['input'], 'params'> &
  Part<E['input'], 'query'> &
  Part<E['input'], 'body'> &
  (E extends { takes: 'file' } ? { body: Blob | Uint8Array } : unknown)
export type OutputOf<E extends Endpoint> = z.output<E['output']>

type Parsed<I extends Shape, K extends keyof Shape> = I[K] extends z.ZodType
  ? { [P in K]: z.output<I[K]> }
  : unknown
/** What a handler receives after validation. */
export type ParsedOf<E extends Endpoint> = Parsed<E['input'], 'params'> &
  Parsed<E['input'], 'query'> &
  Parsed<E['input'], 'body'>
