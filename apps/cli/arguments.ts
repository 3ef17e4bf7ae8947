import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Lang } from '#platform/texts'
import { exit, Failure } from './failure.ts'
import { texts } from './texts.ts'

const common = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

export class Usage extends Failure {
  constructor(command: string, reason: string, lang: Lang) {
    super(exit.usage, texts(lang).badUsage({ command, reason }))
  }
}

/** The language asked for by --lang, wherever it stands; undefined where it isn't or is unknown. */
export function langOfArguments(args: readonly string[]): Lang | undefined {
  const at = args.findIndex(one => one === '--lang' || one.startsWith('--lang='))
  const value = args[at] === '--lang' ? args[at + 1] : args[at]?.slice('--lang='.length)
  return value === 'en' || value === 'zh-CN' ? value : undefined
}

/** Reads a command's arguments; a mistake ends it with wrong usage, in the reader's language. */
export function readArguments<O extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: O,
  positionals: readonly string[],
  lang: Lang,
) {
  const words = texts(lang)
  const read = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: { ...common, ...options },
        allowPositionals: true,
        strict: true,
      })
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      const option = /'(-[^' ,<]+)/.exec(message)?.[1] ?? message
      if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
        throw new Usage(command, words.optionUnknown({ option }), lang)
      if (/does not take an argument/.test(message))
        throw new Usage(command, words.optionTakesNone({ option }), lang)
      throw new Usage(command, words.optionNeeds({ option }), lang)
    }
  })()
  const values = read.values as typeof read.values & { help?: boolean; json?: boolean; lang?: string }
  if (values.lang !== undefined && langOfArguments(args) === undefined) {
    throw new Usage(command, words.badChoice({ option: '--lang', choices: 'zh-CN, en' }), lang)
  }
  if (values.help !== true) {
    const missing = positionals[read.positionals.length]
    if (missing !== undefined) throw new Usage(command, words.argumentMissing({ what: missing }), lang)
    const surplus = read.positionals[positionals.length]
    if (surplus !== undefined) throw new Usage(command, words.argumentSurplus({ argument: surplus }), lang)
  }
  return { values, positionals: read.positionals }
}

export function choiceOf<T extends string>(
  command: string,
  option: string,
  value: string,
  choices: readonly T[],
  lang: Lang,
): T {
  const found = choices.find(one => one === value)
  if (found === undefined)
    throw new Usage(command, texts(lang).badChoice({ option, choices: choices.join(', ') }), lang)
  return found
}

export function numberOf(
  command: string,
  option: string,
  value: string,
  least: number,
  most: number,
  lang: Lang,
): number {
  const number = Number(value)
  if (!/^\d{1,10}$/.test(value) || number < least || number > most)
    throw new Usage(command, texts(lang).badNumber({ option, least, most }), lang)
  return number
}

/** The moment at `hour` o'clock on a typed day in a zone. */
export function dayOf(
  command: string,
  option: string,
  value: string,
  hour: number,
  zone: string,
  lang: Lang,
): Date {
  try {
    return new Date(
      Temporal.PlainDate.from(value, { overflow: 'reject' }).toZonedDateTime({
        timeZone: zone,
        plainTime: { hour },
      }).epochMilliseconds,
    )
  } catch {
    throw new Usage(command, texts(lang).badDate({ option }), lang)
  }
}
