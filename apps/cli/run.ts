import { readFileSync } from 'node:fs'
import { nameOfSeed } from '#apps/seed/index'
import { ConfigError, langOfTerminal, readConfig } from '#platform/config'
import { figure, type Lang } from '#platform/texts'
import { choiceOf, dayOf, langOfArguments, numberOf, readArguments } from './arguments.ts'
import { doctor } from './doctor.ts'
import { exit, Failure } from './failure.ts'
import { migrateGround, openGround } from './ground.ts'
import { importList } from './import.ts'
import { progressOn } from './progress.ts'
import { loadDemo, loadProduction } from './seed.ts'
import { start } from './start.ts'
import { texts } from './texts.ts'
import { user } from './user.ts'

type Call = { args: string[]; lang: Lang }
/** Runs to the end and gives the exit code. */
type Command = (call: Call) => Promise<number>

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
const print = (value: string) => process.stdout.write(`${value}\n`)
const printJson = (value: unknown) => print(JSON.stringify(value))
const took = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`

const commands: Record<string, Command> = {
  async start({ args, lang }) {
    const { values } = readArguments(
      'start',
      args,
      { size: { type: 'string' }, seed: { type: 'string' } },
      [],
      lang,
    )
    if (values.help) return help('start', lang)
    const size = choiceOf('start', '--size', values.size ?? 'city', ['small', 'city'], lang)
    const seed = numberOf('start', '--seed', values.seed ?? '1', 0, 4_294_967_295, lang)
    return start(readConfig(process.env), { size, seed }, lang, version)
  },

  async migrate({ args, lang }) {
    const { values } = readArguments('migrate', args, {}, [], lang)
    if (values.help) return help('migrate', lang)
    const progress = progressOn(process.stderr, lang)
    const ground = await openGround(readConfig(process.env), lang, progress.say)
    try {
      const ran = await migrateGround(ground, lang, progress.say)
      if (values.json) printJson({ ran })
      else print(ran.length === 0 ? texts(lang).upToDate : texts(lang).migrated({ count: ran.length }))
      return exit.ok
    } finally {
      await ground.close()
    }
  },

  async seed({ args, lang }) {
    const options = {
      size: { type: 'string' },
      seed: { type: 'string' },
      'base-date': { type: 'string' },
      problems: { type: 'string' },
    } as const
    const { values } = readArguments('seed', args, options, [], lang)
    if (values.help) return help('seed', lang)
    const words = texts(lang)
    const began = Date.now()
    const config = readConfig(process.env)
    const size = choiceOf('seed', '--size', values.size ?? 'city', ['small', 'city', 'region'], lang)
    const seed = numberOf('seed', '--seed', values.seed ?? '1', 0, 4_294_967_295, lang)
    const base = values['base-date']
    const now =
      base === undefined ? new Date() : dayOf('seed', '--base-date', base, 10, config.timeZone, lang)
    const problems =
      values.problems === undefined
        ? undefined
        : numberOf('seed', '--problems', values.problems, 1, 100_000, lang)
    const progress = progressOn(process.stderr, lang)
    const ground = await openGround(config, lang, progress.say)
    try {
      await migrateGround(ground, lang, () => undefined)
      if (size === 'region') {
        const counts = await loadProduction(ground, config, lang, progress)
        if (values.json) printJson(counts ?? { same: 'region' })
        else if (counts === undefined) print(words.sameSeed({ seed: 'region' }))
        else
          print(
            words.seededRegion({
              divisions: figure(counts.divisions, lang),
              days: figure(counts.days, lang),
            }),
          )
        return exit.ok
      }
      const wish = { size, seed, now, ...(problems !== undefined && { problems }) }
      const seeded = await loadDemo(ground, config, wish, lang, progress)
      if (values.json) printJson(seeded ?? { same: nameOfSeed(wish) })
      else if (seeded === undefined) print(words.sameSeed({ seed: nameOfSeed(wish) }))
      else {
        const { enterprises, officers, problems: told, open } = seeded
        const counts = {
          enterprises: figure(enterprises, lang),
          officers: figure(officers, lang),
          problems: figure(told, lang),
          open: figure(open, lang),
        }
        print(words.seeded({ ...counts, seconds: took(began) }))
      }
      return exit.ok
    } finally {
      await ground.close()
    }
  },

  user: ({ args, lang }) => user(args, lang),

  import: ({ args, lang }) => importList(args, lang),

  async doctor({ args, lang }) {
    const { values } = readArguments('doctor', args, {}, [], lang)
    return values.help ? help('doctor', lang) : doctor(lang, values.json === true)
  },

  async replay({ args, lang }) {
    const { values, positionals } = readArguments(
      'replay',
      args,
      { keep: { type: 'boolean' } },
      [lang === 'en' ? 'FILE|NAME' : '文件|名称'],
      lang,
    )
    if (values.help) return help('replay', lang)
    const { replay } = await import('#apps/replay/main')
    const progress = progressOn(process.stderr, lang)
    const json = values.json === true
    return replay({
      story: positionals[0]!,
      keep: values.keep === true,
      json,
      lang,
      config: readConfig(process.env),
      print,
      say: progress.say,
    })
  },
}

function help(command: string, lang: Lang): number {
  print(texts(lang)[`help-${command}` as 'help-start'])
  return exit.ok
}

/** Runs one command and gives its exit code. */
export async function run(argv: string[]): Promise<number> {
  const lang = langOfArguments(argv) ?? langOfTerminal(process.env)
  const isJson = argv.includes('--json')
  try {
    const [name, ...rest] = argv
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      print(texts(lang).help)
      return name === undefined ? exit.usage : exit.ok
    }
    if (name === '--version') {
      print(version)
      return exit.ok
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) throw new Failure(exit.usage, texts(lang).unknownCommand({ command: name }))
    return await command({ args: rest, lang })
  } catch (error) {
    const code =
      error instanceof Failure ? error.code : error instanceof ConfigError ? exit.surroundings : exit.refused
    const known = error instanceof Failure || error instanceof ConfigError
    const sentence = known
      ? error.message
      : texts(lang).unexpected({
          reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
        })
    if (isJson) printJson({ error: { exit: code, sentence } })
    process.stderr.write(`${sentence}\n`)
    return code
  }
}
