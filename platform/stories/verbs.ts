import type { z } from 'zod'
import type { Api, client } from '#platform/http'
import type { Lang } from '#platform/texts'

/** The typed calls of a contract, made over HTTP with one actor's own session or none. */
export type CallsOf = <A extends Api>(api: A) => ReturnType<typeof client<A>>

/** Somebody of a story. `enterprise` is the key of the one for which an actor without account speaks. */
export type Player = { key: string; name: string; enterprise: string | undefined; calls: CallsOf }

/** What a verb finds around it: ids by the story's keys, and what earlier events left. */
export type Stage = {
  officeId(key: string): string
  accountId(key: string): string
  enterpriseId(key: string): string
  /** a moment that the story names, on its clock */
  instant(local: string): Date
  /** reads what stands, as one who sees everything and changes nothing */
  reader: CallsOf
  /** what events gave a name by `as`, and what players hold in their hands */
  memory: Map<string, unknown>
}

/** A verb of a story: its entries under `with`, and the calls of the HTTP API by which it is played. */
export type Verb<I extends z.ZodObject = z.ZodObject> = {
  describe: string
  title(lang: Lang): string
  by: 'staff' | 'enterprise' | 'anyone'
  /** whether something comes of it that later events speak of */
  gives?: true
  input: I
  /** Returns what `as` names, and a word for the reader such as a number. Throws the API's refusal. */
  play(call: {
    player: Player
    stage: Stage
    input: z.output<I>
  }): Promise<{ result?: unknown; word?: string }>
}
export type Verbs = Readonly<Record<string, Verb>>

export function verb<I extends z.ZodObject>(of: Verb<I>): Verb {
  return of as unknown as Verb
}
