import type { z } from 'zod'
import { type Random, randomOf } from '#packages/random'
import type { Story, StoryEvent } from './schema.ts'

/** The places, names and people that a story may have invented for it; the same for the same seed. */
export type Inventions = {
  /** the divisions of a level at and below one, in the order of their codes */
  divisions(
    within: string,
    level: 'city' | 'county' | 'town',
  ): { code: string; name: string; nameEn: string }[]
  enterprises(of: { count: number; seed: number; within: string }): { name: string; division: string }[]
  people(of: { count: number; seed: number }): string[]
}

/** An entry under `generate` that can't be carried out; the message says why and what to do, in both languages. */
export class CannotInvent extends Error {
  override name = 'CannotInvent'
  readonly path: readonly PropertyKey[]

  constructor(path: readonly PropertyKey[], message: string) {
    super(message)
    this.path = path
  }
}

/** What a generator adds: somebody who acts, and events in order of time. */
export type Generated = { actors: Story['actors']; events: StoryEvent[] }

/** Invents a part of a story from a few entries under `generate`. The same entries and seed give the same. */
export type Generator<I extends z.ZodObject = z.ZodObject> = {
  describe: string
  input: I
  /** `story` holds offices, enterprises and actors already, generated ones too; `fail` says why it can't be done. */
  expand(call: {
    story: Story
    input: z.output<I>
    random: Random
    fail(reason: string, entry?: keyof z.output<I>): never
  }): Generated
}
export type Generators = Readonly<Record<string, Generator>>

export function generator<I extends z.ZodObject>(of: Generator<I>): Generator {
  return of as unknown as Generator
}

/** A story with everything in it that it asks to have invented, and where in its file each part stands. */
export type Whole = { story: Story; placeOf(path: readonly PropertyKey[]): readonly PropertyKey[] }

/** Invents what stands under `generate`. Events keep their order; of one moment the written ones come first. */
export function expand(written: Story, generators: Generators, inventions: Inventions): Whole {
  const { generate } = written
  if (generate === undefined) return { story: written, placeOf: path => path }
  const { seed } = generate
  const groups = new Map<string, string[]>()
  const offices = [...written.region.offices]
  for (const group of generate.offices ?? []) {
    const { key, each, within, name, nameEn, prefix, ...rest } = group
    const made = inventions.divisions(within, each).map((division, i) => ({
      ...rest,
      key: `${key}-${division.code}`,
      name: name.replace('{place}', division.name),
      nameEn: nameEn.replace('{place}', division.nameEn),
      division: division.code,
      prefix: `${prefix}${i + 1}`,
    }))
    groups.set(
      key,
      made.map(office => office.key),
    )
    offices.push(...made)
  }
  const enterprises = [...written.region.enterprises]
  for (const [i, { key, count, within, lists }] of (generate.enterprises ?? []).entries()) {
    const made = inventions.enterprises({ count, seed: seed + i, within })
    enterprises.push(
      ...made.map((one, at) => ({ key: `${key}-${at + 1}`, ...one, ...(lists !== undefined && { lists }) })),
    )
  }
  const actors = [...written.actors]
  const wanted = (generate.officials ?? []).flatMap(({ key, office, count, roles }) =>
    (groups.get(office) ?? [office]).flatMap(at =>
      Array.from({ length: count }, (_, n) => ({
        key: groups.has(office) ? `${key}-${at.slice(office.length + 1)}-${n + 1}` : `${key}-${n + 1}`,
        office: at,
        roles,
      })),
    ),
  )
  const names = inventions.people({ count: wanted.length, seed })
  actors.push(...wanted.map((one, i) => ({ ...one, name: names[i]! })))
  const whole: Story = { ...written, region: { ...written.region, offices, enterprises }, actors }

  const events = written.events.map((event, i) => ({ event, place: ['events', i] as readonly PropertyKey[] }))
  const asked = generate as unknown as Record<string, Record<string, unknown>[] | undefined>
  for (const [name, { expand: invent }] of Object.entries(generators)) {
    for (const [i, input] of (asked[name] ?? []).entries()) {
      const place = ['generate', name, i]
      const fail = (reason: string, entry?: PropertyKey): never => {
        throw new CannotInvent(entry === undefined ? place : [...place, entry], reason)
      }
      const made = invent({ story: whole, input, random: randomOf(seed, place.join('.')), fail })
      actors.push(...made.actors)
      events.push(...made.events.map(event => ({ event, place })))
    }
  }
  // Stable: of one moment, what was written comes before what was invented.
  events.sort((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : 0))
  const story = { ...whole, actors, events: events.map(one => one.event) }
  const lists: [readonly string[], number, readonly string[]][] = [
    [['region', 'offices'], written.region.offices.length, ['generate', 'offices']],
    [['region', 'enterprises'], written.region.enterprises.length, ['generate', 'enterprises']],
    [['actors'], written.actors.length, ['generate', 'officials']],
  ]
  return {
    story,
    placeOf(path) {
      if (path[0] === 'events' && typeof path[1] === 'number') {
        const { place } = events[path[1]]!
        return place[0] === 'events' ? [...place, ...path.slice(2)] : place
      }
      for (const [at, count, invented] of lists) {
        const index = path[at.length]
        if (at.every((part, i) => path[i] === part) && typeof index === 'number' && index >= count)
          return invented
      }
      return path
    },
  }
}
