import fs from 'node:fs'
import path from 'node:path'
import { systems } from '#apps/server/main'
import type { Config } from '#platform/config'
import {
  type Generators,
  type Outcome,
  readStory,
  runStory,
  type Step,
  StoryFault,
  storyJsonSchema,
  type Verbs,
} from '#platform/stories'
import type { Lang } from '#platform/texts'
import { readTownNames } from '#region/divisions'
import { openStoryDatabase, type StoryDatabase } from './database.ts'
import { inventions } from './inventions.ts'
import { allDivisions } from './region.ts'
import { lineFor } from './say.ts'
import { texts } from './texts.ts'
import { openTheatre } from './theatre.ts'

const folder = path.resolve(import.meta.dirname, '../../stories')

const verbs: Verbs = Object.assign({}, ...systems.map(system => system.verbs ?? {}))
const generators: Generators = Object.assign({}, ...systems.map(system => system.generators ?? {}))
const figures = new Set(
  systems.flatMap(system => (system.figures ?? []).flatMap(one => Object.keys(one.texts))),
)

/** The JSON Schema of stories with the verbs of this server's systems, as it stands in stories/. */
export const storySchemaText = (): string => storyJsonSchema(verbs, generators)

/** The names under which stories can be played without naming a file. */
export function listStories(): string[] {
  return fs
    .readdirSync(folder)
    .filter(file => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .map(file => file.slice(0, -5))
    .sort()
}

export type Replay = {
  /** a file, or the name of one in stories/ */
  story: string
  json: boolean
  /** leaves the database standing and says where */
  keep?: boolean
  lang: Lang
  config: Config
  /** a finished line of the answer */
  print(line: string): void
  /** what takes long, and what can't be done */
  say(sentence: string): void
}

/**
 * Plays a story in a fresh database of its own and compares its figures. Returns the exit code: 0 when all agree;
 * 1 when one disagrees or the story goes otherwise; 2 when there is no such story or its file is at fault.
 */
export async function replay({
  story: wish,
  json: asJson,
  keep = false,
  lang,
  config,
  print,
  say,
}: Replay): Promise<number> {
  const words = texts(lang)
  const fail = (code: number, sentence: string, id = wish): number => {
    if (asJson) print(JSON.stringify({ story: id, figures: [], error: sentence }))
    say(sentence)
    return code
  }
  const isFile = fs.existsSync(wish) && fs.statSync(wish).isFile()
  if (!isFile && !listStories().includes(wish)) {
    return fail(2, words.notFound({ wish, known: listStories().join(', ') }))
  }
  const file = isFile ? wish : path.join(folder, `${wish}.json`)
  const name = path.relative(process.cwd(), file)
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    return fail(2, words.unreadable({ file: name, reason: (error as Error).message }))
  }
  let played: ReturnType<typeof readPlay>
  try {
    played = readPlay(text, name, lang)
  } catch (error) {
    if (error instanceof StoryFault) return fail(2, error.message)
    throw error
  }
  const database = await openStoryDatabase({ config, lang, keep }, say)
  const end = once(async () => {
    if (!keep) return database.drop()
    await database.leave()
    say(words.kept({ place: database.place }))
  })
  const interrupted = () => void end().finally(() => process.exit(INTERRUPTED))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const { figures: compared } = await played.play({ database, config }, asJson ? () => undefined : print)
    if (asJson) print(JSON.stringify({ story: played.id, figures: compared }))
    return compared.every(figure => figure.ok) ? 0 : 1
  } catch (error) {
    if (error instanceof StoryFault) return fail(1, error.message, played.id)
    throw error
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    await end()
  }
}

/** As a shell says of a command that Ctrl-C ended. */
const INTERRUPTED = 130

function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined
  return () => {
    begun ??= work()
    return begun
  }
}

/** A story that was read and found right, ready to be played. Throws {@link StoryFault}. */
export function readPlay(text: string, file: string, lang: Lang) {
  const towns = readTownNames()
  // The 25,547 villages are read only for a story that names one.
  const isDivision = (code: string) => (code.length < 12 ? towns.has(code) : allDivisions().has(code))
  const whole = readStory(text, file, { verbs, generators, figures, isDivision, inventions }, lang)
  const { story } = whole
  const words = texts(lang)
  return {
    id: story.id,
    /** with all that was invented for it */
    story,
    async play(
      parts: { database: Pick<StoryDatabase, 'urls' | 'masterKey' | 'dataDir'>; config: Config },
      print: (line: string) => void,
      /** looks at what stands at the end, while the server is still there */
      look?: (at: { address: string }) => Promise<void>,
    ): Promise<Outcome> {
      const { clock, title } = story
      const day = (local: string) => local.replace('T', ' ')
      print(
        words.begins({
          title: title[lang === 'en' ? 'en' : 'zh'],
          from: day(clock.start),
          until: day(clock.end),
        }),
      )
      const theatre = await openTheatre(story, verbs, { ...parts, lang })
      try {
        const titleOf = (verb: string) => verbs[verb]!.title(lang)
        const tell = (step: Step) => print(lineFor(step, story, verbs, lang))
        const outcome = await runStory(whole, { name: file, json: text, lang, titleOf }, theatre, tell)
        const wrong = outcome.figures.filter(figure => !figure.ok).length
        const count = outcome.figures.length
        await look?.(theatre)
        print(wrong === 0 ? words.agree({ count }) : words.disagree({ count: wrong, of: count }))
        return outcome
      } finally {
        await theatre.close()
      }
    },
  }
}
