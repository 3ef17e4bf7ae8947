import type { z } from 'zod'

/** A refusal's stable code. Each system names its own in its `api.ts`; texts give it words. */
export type RefusalCode = string

export type Shape = { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType }

/**
 * One call: what the server binds, the browser's client calls and the OpenAPI document describes.
 * - `kind`: *read* changes nothing; *append* commutes, needs no version and is safe offline; *transition*
 *   carries the version it was decided on and is refused when that is stale.
 * - `who`: *staff* needs a session; *anyone* needs none (a link or nothing).
 * - `refusals`: every expected refusal's code; any other error is a 500 with a request id.
 */
export type Endpoint<
  I extends Shape = Shape,
  O extends z.ZodType = z.ZodType,
  R extends string = string,
> = {
  kind: 'read' | 'append' | 'transition'
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/api/${string}`
  who: 'staff' | 'anyone'
  summary: string
  input: I
  output: O
  refusals: readonly R[]
  /** the body is a file's bytes, streamed; its name stands in the query */
  takes?: 'file'
  /** the answer is a file */
  gives?: 'file'
  /** calls a minute from one address, where fewer than usual are allowed */
  perMinute?: number
}

export function endpoint<I extends Shape, O extends z.ZodType, const R extends string>(
  call: Endpoint<I, O, R>,
): Endpoint<I, O, R> {
  return call
}

export type Api = Record<string, Endpoint>

type Part<I extends Shape, K extends keyof Shape> = I[K] extends z.ZodType ? { [P in K]: z.input<I[K]> } : unknown
/** What a caller passes: only the parts that the call has. */
export type InputOf<E extends Endpoint> = E extends Endpoint<infer I>
  ? Part<I, 'params'> & Part<I, 'query'> & Part<I, 'body'>
  : never
export type OutputOf<E extends Endpoint> = z.output<E['output']>

type Parsed<I extends Shape, K extends keyof Shape> = I[K] extends z.ZodType ? { [P in K]: z.output<I[K]> } : unknown
/** What a handler receives after validation. */
export type ParsedOf<E extends Endpoint> = E extends Endpoint<infer I>
  ? Parsed<I, 'params'> & Parsed<I, 'query'> & Parsed<I, 'body'>
  : never
