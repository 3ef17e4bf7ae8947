import path from 'node:path'
import { z } from 'zod'
import { type Lang, text } from '#platform/texts'

const projectRoot = path.resolve(import.meta.dirname, '..', '..')

const texts = text({
  port: '须为 0 到 65535 的整数',
  databaseUrl: '须形如 postgres://用户:密码@主机:端口/数据库',
  timeZone: '须为 IANA 时区名，如 Asia/Shanghai',
  logLevel: (p: { choices: string }) => `须为其中之一：${p.choices}`,
  empty: '不能为空',
  bad: (p: { name: string; value: string; rule: string }) =>
    `环境变量 ${p.name} 的值“${p.value}”无效：${p.rule}。`,
})({
  port: 'must be a whole number from 0 to 65535',
  databaseUrl: 'must look like postgres://user:password@host:port/database',
  timeZone: 'must be an IANA time zone such as Asia/Shanghai',
  logLevel: p => `must be one of ${p.choices}`,
  empty: 'must not be empty',
  bad: p => `The environment variable ${p.name} has the bad value "${p.value}": it ${p.rule}.`,
})

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const isPostgresUrl = (value: string) =>
  /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '') && URL.parse(value)?.pathname.slice(1) !== ''

function isTimeZone(value: string) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** Every environment variable that the project reads, with its default. */
const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'port')
    .transform(Number)
    .refine(port => port <= 65_535, 'port')
    .default(3304),
  HOST: z.string().min(1, 'empty').default('127.0.0.1'),
  /** Relative names count from the project's folder, wherever the command was typed. */
  DATA_DIR: z.string().min(1, 'empty').default('.data'),
  /** Names a PostgreSQL server (16 or newer) in place of the embedded one. */
  DATABASE_URL: z.string().refine(isPostgresUrl, 'databaseUrl').optional(),
  /** The master key of the sealed values; by default beside, not inside, the data folder. */
  KEY_FILE: z.string().min(1, 'empty').optional(),
  REGION_TIME_ZONE: z.string().refine(isTimeZone, 'timeZone').default('Asia/Shanghai'),
  LOG_LEVEL: z.enum(logLevels, 'logLevel').default('info'),
})

export type Config = {
  port: number
  host: string
  /** Absolute. */
  dataDir: string
  databaseUrl: string | undefined
  /** Absolute. */
  keyFile: string
  timeZone: string
  logLevel: (typeof logLevels)[number]
}

/** Thrown by {@link readConfig}; the message names each bad variable in a sentence of its own. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The language of a terminal, from the usual variables; zh-CN where they name neither of ours. */
export function langOfTerminal(env: Record<string, string | undefined>): Lang {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/** Reads the configuration from `env`; an empty variable counts as unset. Throws {@link ConfigError}. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(set)
  if (!read.success) {
    const words = texts(langOfTerminal(env))
    const sentences = read.error.issues.map(issue => {
      const name = String(issue.path[0])
      const rules: Record<string, string> = {
        port: words.port,
        databaseUrl: words.databaseUrl,
        timeZone: words.timeZone,
        empty: words.empty,
        logLevel: words.logLevel({ choices: logLevels.join(' ') }),
      }
      // A connection string may hold a password.
      const value = name === 'DATABASE_URL' ? '…' : (set[name] ?? '')
      return words.bad({ name, value, rule: rules[issue.message] ?? issue.message })
    })
    throw new ConfigError([...new Set(sentences)].join('\n'))
  }
  const values = read.data
  const dataDir = path.resolve(projectRoot, values.DATA_DIR)
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    keyFile: values.KEY_FILE ? path.resolve(projectRoot, values.KEY_FILE) : `${dataDir}.key`,
    timeZone: values.REGION_TIME_ZONE,
    logLevel: values.LOG_LEVEL,
  }
}
