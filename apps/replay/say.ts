import type { Step, Story, Verbs } from '#platform/stories'
import { type Lang, moment } from '#platform/texts'
import { texts } from './texts.ts'

const longest = 60

/** What a step is to a reader: one line with the business time first. */
export function lineFor(step: Step, story: Story, verbs: Verbs, lang: Lang): string {
  const words = texts(lang)
  if (step.what === 'figure') {
    const { id: figure, cutOff, within, expected, actual, ok } = step.figure
    const id = within === undefined ? figure : `${figure} ${within}`
    const told = (value: number | null) => (value === null ? words.none : String(value))
    const at = cutOff.replace('T', ' ')
    return ok
      ? words.asExpected({ id, cutOff: at, value: told(actual) })
      : words.otherwise({ id, cutOff: at, actual: told(actual), expected: told(expected) })
  }
  const at = moment(step.at, lang, story.clock.zone)
  if (step.what === 'due') return `${at}  ${words.due({ count: step.count })}`
  const { event } = step
  const actor = story.actors.find(one => one.key === event.actor)!
  const deed = `${at}  ${actor.name}  ${verbs[event.verb]!.title(lang)}`
  if (step.what === 'refused') return `${deed}  ${words.refused(step)}`
  const said = wordsOf(event.with)
  return [deed, step.word, said].filter(part => part !== undefined && part !== '').join('  ')
}

/** The words that the event brings along, shortened. */
function wordsOf(given: Record<string, unknown>): string {
  const found = ['description', 'solution', 'reason', 'note', 'text', 'name']
    .map(name => given[name])
    .find(Boolean)
  const line = String(found ?? '').replace(/\s+/g, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
