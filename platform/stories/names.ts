import { z } from 'zod'

export const Key = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]{1,39}$/, 'key')
  .describe('A name used within this file: a small letter, then at least one letter, digit or hyphen')
/** A moment on the story's clock, in the story's zone. */
export const Moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'moment')
  .describe('A moment in the story’s time zone, such as 2022-04-20T09:12')
export const DivisionCode = z
  .string()
  .regex(/^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$/, 'division')
  .describe('A division’s code: 2, 4, 6, 9 or 12 digits')

const told = {
  result: 'The key of an earlier event’s “as”',
  office: 'The key of one of the story’s offices',
  actor: 'The key of one of the story’s officials',
  enterprise: 'The key of one of the story’s enterprises',
  service: 'The name of a service that was published before',
  team: 'The name of a team that was made before',
}
/** What an entry names, so that a wrong name is found before anything is played. */
export type Named = keyof typeof told | 'division' | 'moment'

/** An entry that names something of the story: by its key, a service or a team by the name that an earlier event gave. */
export const named = (what: keyof typeof told) => z.string().meta({ names: what, description: told[what] })
/** An entry that names a division of the story by its code. */
export const namedDivision = DivisionCode.meta({ names: 'division' })
/** A moment as an entry of `with`. */
export const storyMoment = Moment.meta({ names: 'moment' })
/** An entry by which later events speak of something that comes of this one. */
export const naming = (what: 'result' | 'service' | 'team', schema: z.ZodString = Key) =>
  schema.meta({ gives: what })

/** A name in what was given to a schema. */
export type Name = { what: Named; isNew: boolean; key: string; path: readonly PropertyKey[] }

/** Every name in a value, wherever it stands: in a list, or in an entry of one. */
export function* namesIn(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<Name> {
  if (value === undefined || value === null) return
  const { names, gives } = (schema.meta() ?? {}) as { names?: Named; gives?: Named }
  const what = names ?? gives
  if (what !== undefined) yield { what, isNew: names === undefined, key: String(value), path }
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    yield* namesIn(schema.unwrap() as z.ZodType, value, path)
  else if (schema instanceof z.ZodArray)
    for (const [i, one] of (value as unknown[]).entries())
      yield* namesIn(schema.element as z.ZodType, one, [...path, i])
  else if (schema instanceof z.ZodObject)
    for (const [key, inner] of Object.entries(schema.shape))
      yield* namesIn(inner as z.ZodType, (value as Record<string, unknown>)[key], [...path, key])
}
