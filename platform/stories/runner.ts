import { Refusal } from '#platform/http'
import type { Lang } from '#platform/texts'
import type { Whole } from './generate.ts'
import { lineOf } from './lines.ts'
import { findInstant, placeNamed, StoryFault } from './read.ts'
import type { Story, StoryEvent } from './schema.ts'
import { texts } from './texts.ts'

/** Where a story is played: a clock, people who act, and figures that are read. */
export type Theatre = {
  /** moves business time on, does what falls due on the way, and tells how much that was */
  moveTo(at: Date): Promise<number>
  /** lets the event happen; throws the system's refusal; returns a word for the reader */
  play(event: StoryEvent): Promise<string | undefined>
  /** every figure by id as recorded by a cut-off; in the whole region where no division is named */
  figures(cutOffAt: Date, within: string | undefined): Promise<ReadonlyMap<string, number | null>>
}

export type ComparedFigure = {
  id: string
  cutOff: string
  within?: string
  expected: number | null
  actual: number | null
  ok: boolean
}
export type Outcome = { story: string; figures: ComparedFigure[] }

/** What a reader is told while a story is played. */
export type Step =
  | { what: 'due'; at: Date; count: number }
  | { what: 'done'; at: Date; event: StoryEvent; word: string | undefined }
  | { what: 'refused'; at: Date; event: StoryEvent; code: string; detail: string }
  | { what: 'figure'; figure: ComparedFigure }

type File = { name: string; json: string; lang: Lang; titleOf(verb: string): string }

/**
 * Plays a story from beginning to end, then reads its figures at their cut-offs. Throws {@link StoryFault} when an
 * event is refused that should not be, or the other way round.
 */
export async function runStory(
  { story, placeOf }: Whole,
  file: File,
  theatre: Theatre,
  tell: (step: Step) => void,
): Promise<Outcome> {
  const instant = (local: string) => findInstant(local, story.clock.zone)!
  const moveTo = async (at: Date) => {
    const count = await theatre.moveTo(at)
    if (count > 0) tell({ what: 'due', at, count })
  }
  for (const [index, event] of story.events.entries()) {
    const at = instant(event.at)
    await moveTo(at)
    const refusal = await refusalOf(theatre, event, word => tell({ what: 'done', at, event, word }))
    const fault = faultOf(story, file, index, placeOf(['events', index]), refusal)
    if (fault !== undefined) throw new StoryFault(fault)
    if (refusal !== undefined) tell({ what: 'refused', at, event, ...refusal })
  }
  await moveTo(instant(story.clock.end))
  const figures: ComparedFigure[] = []
  // All figures of one cut-off and place come in one answer.
  const read = new Map<string, ReadonlyMap<string, number | null>>()
  for (const { id, cutOff, within, value } of story.figures) {
    const key = `${cutOff} ${within ?? ''}`
    const answer = read.get(key) ?? (await theatre.figures(instant(cutOff), within))
    read.set(key, answer)
    const actual = answer.get(id) ?? null
    const figure = {
      id,
      cutOff,
      ...(within !== undefined && { within }),
      expected: value,
      actual,
      ok: actual === value,
    }
    figures.push(figure)
    tell({ what: 'figure', figure })
  }
  return { story: story.id, figures }
}

async function refusalOf(theatre: Theatre, event: StoryEvent, done: (word: string | undefined) => void) {
  try {
    const word = await theatre.play(event)
    // One that should have been refused is not told as done: the fault says it.
    if (event.expectRefusal === undefined) done(word)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return { code: error.problem.code, detail: error.problem.detail }
    throw error
  }
}

function faultOf(
  story: Story,
  { name, json, lang, titleOf }: File,
  index: number,
  place: readonly PropertyKey[],
  refusal: { code: string; detail: string } | undefined,
): string | undefined {
  const event = story.events[index]!
  const expected = event.expectRefusal
  if (expected === refusal?.code) return undefined
  const said = {
    file: name,
    line: lineOf(json, place),
    place: placeNamed(place),
    who: story.actors.find(actor => actor.key === event.actor)!.name,
    verb: titleOf(event.verb),
  }
  const words = texts(lang)
  if (refusal === undefined) return words.notRefused({ ...said, code: expected! })
  if (expected === undefined) return words.refused({ ...said, ...refusal })
  return words.otherRefusal({ ...said, expected, ...refusal })
}
