import type { z } from 'zod'
import type { Lang } from '#platform/texts'
import { CannotInvent, expand, type Generators, type Inventions, type Whole } from './generate.ts'
import { lineOf } from './lines.ts'
import { type Named, namesIn } from './names.ts'
import { type Story, storySchema } from './schema.ts'
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
  const names = new Names(whole.story, known, words)
  const asked = [...checkAsked(whole.story, known, names)]
  if (asked.length > 0) fail(asked)
  const findings = [...check(whole.story, known, words, names)]
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

type Keyed = Exclude<Named, 'division' | 'moment'>

/** The names that a story has: those of its people and places from the beginning, those that its events give one by one. */
class Names {
  readonly #of: Record<Keyed, Set<string>>
  readonly #divisions: readonly string[]
  readonly #zone: string
  readonly #known: Known
  readonly #words: Words

  constructor(story: Story, known: Known, words: Words) {
    const { region, actors, figures, clock } = story
    const keysOf = (list: readonly { key: string }[]) => new Set(list.map(one => one.key))
    this.#of = {
      office: keysOf(region.offices),
      enterprise: keysOf(region.enterprises),
      // Who has no account can be given nothing to do.
      actor: keysOf(actors.filter(actor => actor.office !== undefined)),
      result: new Set(),
      service: new Set(),
      team: new Set(),
    }
    this.#divisions = [
      ...(region.divisions ?? []),
      ...region.offices.map(office => office.division),
      ...region.enterprises.map(enterprise => enterprise.division),
      ...figures.flatMap(figure => figure.within ?? []),
    ]
    this.#zone = clock.zone
    this.#known = known
    this.#words = words
  }

  has(what: Keyed, key: string): boolean {
    return this.#of[what].has(key)
  }

  add(what: Keyed, key: string): void {
    this.#of[what].add(key)
  }

  /** What is wrong about a name, if anything. */
  *missing(what: Named, key: string, path: readonly PropertyKey[]): Generator<Finding> {
    const words = this.#words
    if (what === 'moment') {
      if (findInstant(key, this.#zone) === undefined) yield { path, what: words.day }
    } else if (what === 'division') {
      if (!this.#known.isDivision(key)) yield { path, what: words.unknownDivision({ code: key }) }
      else if (!this.#divisions.some(code => code.startsWith(key)))
        yield { path, what: words.divisionElsewhere({ code: key }) }
    } else if (!this.#of[what].has(key)) {
      const known = fewOf(this.#of[what]) || words.noneYet
      yield { path, what: words.unknownName({ kind: what, key, known }) }
    }
  }

  /** What is wrong about the names in what a verb or a generator is given. */
  *within(schema: z.ZodType, given: unknown, path: readonly PropertyKey[]): Generator<Finding> {
    for (const name of namesIn(schema, given))
      if (!name.isNew) yield* this.missing(name.what, name.key, [...path, ...name.path])
  }
}

/** What an entry under `generate` names. */
function* checkAsked({ generate }: Story, known: Known, names: Names): Generator<Finding> {
  for (const [i, { roles }] of (generate?.officials ?? []).entries())
    for (const [j, { office }] of roles.entries())
      if (office !== undefined)
        yield* names.missing('office', office, ['generate', 'officials', i, 'roles', j, 'office'])
  const asked = (generate ?? {}) as Record<string, unknown[] | undefined>
  for (const [name, { input }] of Object.entries(known.generators))
    for (const [i, given] of (asked[name] ?? []).entries())
      yield* names.within(input, given, ['generate', name, i])
}

/** What the schema can't say: names that must exist, times that must fit, who may do what. */
function* check(story: Story, known: Known, words: Words, names: Names): Generator<Finding> {
  const { clock, region, actors } = story
  const moments = new Map<string, Date | undefined>()
  const actorOf = new Map(actors.map(actor => [actor.key, actor]))
  const instant = (local: string) => {
    if (!moments.has(local)) moments.set(local, findInstant(local, clock.zone))
    return moments.get(local)
  }
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
    if (actor.office !== undefined) yield* names.missing('office', actor.office, ['actors', i, 'office'])
    if (actor.enterprise !== undefined)
      yield* names.missing('enterprise', actor.enterprise, ['actors', i, 'enterprise'])
    for (const [j, { office }] of (actor.roles ?? []).entries()) {
      if (office !== undefined) yield* names.missing('office', office, ['actors', i, 'roles', j, 'office'])
    }
  }
  for (const [i, { liaison }] of region.enterprises.entries()) {
    if (liaison === undefined) continue
    const path = ['region', 'enterprises', i, 'liaison']
    const officer = actorOf.get(liaison)
    if (officer === undefined) yield* names.missing('actor', liaison, path)
    else if (!officer.roles?.some(one => one.role === 'liaison'))
      yield { path, what: words.notAnOfficial({ key: liaison }) }
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
    const actor = actorOf.get(event.actor)
    if (actor === undefined) {
      const kind = { kind: 'player' as const, key: event.actor, known: fewOf(new Set(actorOf.keys())) }
      yield { path: [...path, 'actor'], what: words.unknownName(kind) }
    }
    const verb = known.verbs[event.verb]!
    const isStaff = actor?.office !== undefined
    if (actor !== undefined && verb.by === 'staff' && !isStaff) yield { path, what: words.staffOnly }
    if (actor !== undefined && verb.by === 'enterprise' && actor.enterprise === undefined)
      yield { path, what: words.enterpriseOnly }
    yield* names.within(verb.input, event.with, [...path, 'with'])
    if (event.as !== undefined) {
      if (names.has('result', event.as)) yield { path: [...path, 'as'], what: words.twice({ key: event.as }) }
      if (!verb.gives || event.expectRefusal !== undefined)
        yield { path: [...path, 'as'], what: words.givesNothing }
      names.add('result', event.as)
    }
    // Nothing comes of what is refused.
    if (event.expectRefusal !== undefined) continue
    for (const { what, isNew, key, path: place } of namesIn(verb.input, event.with)) {
      if (!isNew || what === 'division' || what === 'moment') continue
      if (what === 'result' && names.has(what, key))
        yield { path: [...path, 'with', ...place], what: words.twice({ key }) }
      names.add(what, key)
    }
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
