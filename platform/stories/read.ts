import type { z } from 'zod'
import type { Lang } from '#platform/texts'
import { CannotInvent, expand, type Generators, type Inventions, type Whole } from './generate.ts'
import { lineOf } from './lines.ts'
import { findNamed, type Named, type Story, storySchema } from './schema.ts'
import { texts, type Words } from './texts.ts'
import type { Verbs } from './verbs.ts'

/** What a story may speak of beside itself. */
export type Known = {
  verbs: Verbs
  generators: Generators
  figures: ReadonlySet<string>
  isDivision(code: string): boolean
  inventions: Inventions
}

/** A story that can't be played as it is written; the message names file, line and place, and what to do. */
export class StoryFault extends Error {
  override name = 'StoryFault'
}

type Finding = { path: readonly PropertyKey[]; what: string }

/** A story may have thousands of names. */
const MOST_NAMED = 30
const fewOf = (names: ReadonlySet<string>) =>
  [...[...names].slice(0, MOST_NAMED), ...(names.size > MOST_NAMED ? ['…'] : [])].join(', ')

/** `events[3].with.problem`, as people point at it. */
export const placeNamed = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (place, key) => (typeof key === 'number' ? `${place}[${key}]` : `${place}${place && '.'}${String(key)}`),
    '',
  )

/** A moment of the story's clock; undefined where there is no such day or time. */
export function findInstant(local: string, zone: string): Date | undefined {
  try {
    return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds)
  } catch {
    return undefined
  }
}

/**
 * Reads a story's text and invents what it asks for. Throws {@link StoryFault} with everything that is wrong about it,
 * a line each.
 */
export function readStory(json: string, file: string, known: Known, lang: Lang): Whole {
  const words = texts(lang)
  const fail = (findings: readonly Finding[]): never => {
    const lines = findings.map(({ path, what }) => ({
      line: lineOf(json, path),
      place: placeNamed(path),
      what,
    }))
    lines.sort((a, b) => a.line - b.line)
    throw new StoryFault(lines.map(one => words.fault({ file, ...one })).join('\n'))
  }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    const at = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? json.length)
    const line = json.slice(0, at).split('\n').length
    throw new StoryFault(
      words.fault({ file, line, place: '', what: words.json({ reason: (error as Error).message }) }),
    )
  }
  const read = storySchema(known.verbs, known.generators).safeParse(value)
  if (!read.success) return fail(read.error.issues.map(issue => findingOf(issue, value, known, words)))
  const early = [...checkOrder(read.data, words), ...checkGroups(read.data, known, words)]
  if (early.length > 0) fail(early)
  const whole = invent(read.data, known, words, fail)
  const findings = [...check(whole.story, known, words)]
  if (findings.length > 0) fail(findings.map(one => ({ ...one, path: whole.placeOf(one.path) })))
  return whole
}

function findingOf(issue: z.core.$ZodIssue, value: unknown, known: Known, words: Words): Finding {
  const { path } = issue
  const at = path.reduce<unknown>(
    (one, key) => (one as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
  const what = (() => {
    if (at === undefined && issue.code !== 'unrecognized_keys' && issue.code !== 'custom')
      return words.missing
    switch (issue.code) {
      case 'unrecognized_keys':
        return words.unknownKeys({ keys: issue.keys.join(', ') })
      case 'invalid_value':
        return words.choice({ options: issue.values.map(String).join(', ') })
      case 'invalid_union':
        return words.verb({ options: Object.keys(known.verbs).join(', ') })
      case 'invalid_type':
        return words.type({ wanted: wordOf(issue.expected, words) })
      case 'too_small':
        return words.short
      case 'too_big':
        return words.long
      default: {
        const word = (words as Record<string, unknown>)[issue.message]
        return typeof word === 'string' ? word : words.format
      }
    }
  })()
  return { path, what }
}

function wordOf(expected: string, words: Words): string {
  const word = (words as Record<string, unknown>)[expected]
  return typeof word === 'string' ? word : expected
}

/** Invents what the story asks for; what can't be invented is a fault of the entry that asks for it. */
function invent(
  written: Story,
  known: Known,
  words: Words,
  fail: (findings: readonly Finding[]) => never,
): Whole {
  try {
    return expand(written, known.generators, known.inventions)
  } catch (error) {
    if (!(error instanceof CannotInvent)) throw error
    return fail([{ path: error.path, what: words.cannotInvent({ reason: error.message }) }])
  }
}

/** Written events stand in order of time; those that are invented find their place among them. */
function* checkOrder({ events, clock }: Story, words: Words): Generator<Finding> {
  let before: string | undefined
  for (const [i, { at }] of events.entries()) {
    if (findInstant(at, clock.zone) === undefined) continue
    if (before !== undefined && at < before)
      yield { path: ['events', i, 'at'], what: words.order({ before }) }
    before = at
  }
}

/** Groups that are invented name a division, and officials an office or a group of offices. */
function* checkGroups(story: Story, known: Known, words: Words): Generator<Finding> {
  const { offices = [], enterprises = [], officials = [] } = story.generate ?? {}
  for (const [list, groups] of [
    ['offices', offices],
    ['enterprises', enterprises],
  ] as const) {
    for (const [i, { within }] of groups.entries()) {
      if (!known.isDivision(within))
        yield { path: ['generate', list, i, 'within'], what: words.unknownDivision({ code: within }) }
    }
  }
  const keys = [...story.region.offices, ...offices].map(office => office.key)
  for (const [i, { office }] of officials.entries()) {
    if (!keys.includes(office)) {
      const what = words.unknownName({ kind: 'office', key: office, known: keys.join(', ') })
      yield { path: ['generate', 'officials', i, 'office'], what }
    }
  }
}

/** What the schema can't say: names that must exist, times that must fit, who may do what. */
function* check(story: Story, known: Known, words: Words): Generator<Finding> {
  const { clock, region, actors } = story
  const moments = new Map<string, Date | undefined>()
  const actorOf = new Map(actors.map(actor => [actor.key, actor]))
  const instant = (local: string) => {
    if (!moments.has(local)) moments.set(local, findInstant(local, clock.zone))
    return moments.get(local)
  }
  const keysOf = (list: readonly { key: string }[]) => new Set(list.map(one => one.key))
  const names: Record<Named, Set<string>> = {
    office: keysOf(region.offices),
    enterprise: keysOf(region.enterprises),
    actor: keysOf(actors),
    result: new Set(),
  }
  const missing = (kind: Named, key: string, path: readonly PropertyKey[]): Finding[] =>
    names[kind].has(key)
      ? []
      : [
          {
            path,
            what: words.unknownName({ kind, key, known: fewOf(names[kind]) || words.noneYet }),
          },
        ]
  const lists = [
    [['region', 'offices'], region.offices],
    [['region', 'enterprises'], region.enterprises],
    [['actors'], actors],
  ] as const
  for (const [path, list] of lists) {
    const seen = new Set<string>()
    for (const [i, { key }] of list.entries()) {
      if (seen.has(key)) yield { path: [...path, i, 'key'], what: words.twice({ key }) }
      seen.add(key)
    }
  }
  const divisions = [
    ...(region.divisions ?? []).map((code, i) => [code, ['region', 'divisions', i]] as const),
    ...region.offices.map(({ division }, i) => [division, ['region', 'offices', i, 'division']] as const),
    ...region.enterprises.map(
      ({ division }, i) => [division, ['region', 'enterprises', i, 'division']] as const,
    ),
    ...story.figures.flatMap(({ within }, i) =>
      within === undefined ? [] : [[within, ['figures', i, 'within']] as const],
    ),
  ]
  for (const [code, path] of divisions) {
    if (!known.isDivision(code)) yield { path, what: words.unknownDivision({ code }) }
  }
  for (const [i, actor] of actors.entries()) {
    const isOfficial = actor.office !== undefined && actor.roles !== undefined && actor.roles.length > 0
    const parts = [isOfficial, actor.enterprise !== undefined, actor.outside === true]
    if (parts.filter(Boolean).length !== 1) yield { path: ['actors', i], what: words.either }
    if (actor.office !== undefined) yield* missing('office', actor.office, ['actors', i, 'office'])
    if (actor.enterprise !== undefined)
      yield* missing('enterprise', actor.enterprise, ['actors', i, 'enterprise'])
    for (const [j, { office }] of (actor.roles ?? []).entries()) {
      if (office !== undefined) yield* missing('office', office, ['actors', i, 'roles', j, 'office'])
    }
  }
  for (const [i, { liaison }] of region.enterprises.entries()) {
    if (liaison === undefined) continue
    const path = ['region', 'enterprises', i, 'liaison']
    yield* missing('actor', liaison, path)
    const officer = actorOf.get(liaison)
    if (officer !== undefined && !officer.roles?.some(one => one.role === 'liaison')) {
      yield { path, what: words.notAnOfficial({ key: liaison }) }
    }
  }
  const start = instant(clock.start)
  const end = instant(clock.end)
  if (start === undefined) yield { path: ['clock', 'start'], what: words.day }
  if (end === undefined) yield { path: ['clock', 'end'], what: words.day }
  if (start === undefined || end === undefined) return
  if (end <= start) yield { path: ['clock', 'end'], what: words.endsBefore }
  function* within(local: string, path: readonly PropertyKey[]): Generator<Finding> {
    const at = instant(local)
    if (at === undefined) yield { path, what: words.day }
    else if (at < start! || at > end!) yield { path, what: words.outside(clock) }
  }
  for (const [i, event] of story.events.entries()) {
    const path = ['events', i]
    yield* within(event.at, [...path, 'at'])
    yield* missing('actor', event.actor, [...path, 'actor'])
    const actor = actorOf.get(event.actor)
    const verb = known.verbs[event.verb]!
    const isStaff = actor?.office !== undefined
    if (actor !== undefined && verb.by === 'staff' && !isStaff) yield { path, what: words.staffOnly }
    if (actor !== undefined && verb.by === 'enterprise' && actor.enterprise === undefined)
      yield { path, what: words.enterpriseOnly }
    for (const [name, given] of Object.entries(event.with)) {
      const kind = findNamed(verb.input.shape[name] as z.ZodType | undefined)
      if (kind !== undefined) yield* missing(kind, String(given), [...path, 'with', name])
    }
    if (event.as !== undefined) {
      if (names.result.has(event.as)) yield { path: [...path, 'as'], what: words.twice({ key: event.as }) }
      if (!verb.gives || event.expectRefusal !== undefined)
        yield { path: [...path, 'as'], what: words.givesNothing }
      names.result.add(event.as)
    }
    for (const key of namedWithin(event.with)) names.result.add(key)
  }
  for (const [i, figure] of story.figures.entries()) {
    yield* within(figure.cutOff, ['figures', i, 'cutOff'])
    if (!known.figures.has(figure.id)) {
      yield {
        path: ['figures', i, 'id'],
        what: words.unknownFigure({ known: [...known.figures].join(', ') }),
      }
    }
  }
}

/** What one event names beside itself: entries of a list that carry an `as` of their own, such as problems found. */
const namedWithin = (given: Record<string, unknown>): string[] =>
  Object.values(given)
    .flatMap(value => (Array.isArray(value) ? value : []))
    .flatMap((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'as' in entry && typeof entry.as === 'string'
        ? [entry.as]
        : [],
    )
