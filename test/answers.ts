import { z } from 'zod'
import { contract } from '#apps/server/main'
import type { Endpoint } from '#platform/http'
import { send } from './faults/send.ts'

export type Asked = { path: string; status: number; text: string }

const fits = (schema: unknown, value: string | undefined) => (schema as z.ZodType).safeParse(value).success
/** An account may call only so often in a minute; the world's other calls are few. */
const MOST = 1_150
const FEW = 6

/** The addresses of a call: with each of the words in its path, or else the first that fit in each part of its query. */
function addressesOf({ path, input }: Endpoint, words: readonly string[]): string[] {
  const params = input.params instanceof z.ZodObject ? Object.entries(input.params.shape) : []
  const query = input.query instanceof z.ZodObject ? Object.entries(input.query.shape) : []
  const paths = params.reduce(
    (all, [name, schema]) =>
      all.flatMap(one =>
        words
          .filter(word => fits(schema, word))
          .map(word => one.replace(`:${name}`, encodeURIComponent(word))),
      ),
    [path as string],
  )
  const needed = query.flatMap(([name, schema]): [string, string][] =>
    fits(schema, undefined) ? [] : [[name, words.find(word => fits(schema, word)) ?? '']],
  )
  const queries = [
    needed,
    ...(params.length > 0 ? [] : query).flatMap(([name, schema]) =>
      words
        .filter(word => fits(schema, word))
        .slice(0, FEW)
        .map((word): [string, string][] => [...needed.filter(([other]) => other !== name), [name, word]]),
    ),
  ]
  return paths.flatMap(one => queries.map(each => `${one}?${new URLSearchParams(each)}`))
}

/** What every call of the contract that only reads answers somebody who asks it for each of these words. */
export async function everyAnswer(
  address: string,
  token: string,
  words: readonly string[],
): Promise<Asked[]> {
  const paths = contract
    .filter(call => call.kind === 'read' && call.method === 'GET' && call.who === 'staff')
    .flatMap(call => addressesOf(call, words))
  if (paths.length > MOST)
    throw new Error(`${paths.length} calls are too many for one account: name fewer words.`)
  const answers: Asked[] = []
  for (let at = 0; at < paths.length; at += 16) {
    await Promise.all(
      paths.slice(at, at + 16).map(async path => {
        const headers = { cookie: `tz_session=${token}` }
        const { status, text } = await send(address, { path, headers })
        if (status === 429 || status >= 500) throw new Error(`${path} was answered with ${status}: ${text}`)
        answers.push({ path, status, text })
      }),
    )
  }
  return answers
}
