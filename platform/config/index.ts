import path from 'node:path'
import { z } from 'zod'
import { type Lang, text } from '#platform/texts'

const projectRoot = path.resolve(import.meta.dirname, '..', '..')

const texts = text({
  port: '须为 0 到 65535 的整数',
  databaseUrl: '须形如 postgres://用户:密码@主机:端口/数据库',
  timeZone: '须为 IANA 时区名，如 Asia/Shanghai',
  logLevel: (p: { choices: string }) => `须为其中之一：${p.choices}`,
  webhookUrl: '须为 http 或 https 网址，并与 NOTICE_WEBHOOK_SECRET 一起设置',
  webhookSecret: '须至少16个字符，并与 NOTICE_WEBHOOK_URL 一起设置',
  smtpUrl: '须形如 smtps://用户:密码@主机:端口，并与 NOTICE_FROM 一起设置',
  noticeFrom: '须为电子邮件地址，并与 SMTP_URL 一起设置',
  proxies: '须为代理服务器的地址或网段，用逗号分隔，如 10.0.0.1,10.1.0.0/16',
  empty: '不能为空',
  bad: (p: { name: string; value: string; rule: string }) =>
    `环境变量 ${p.name} 的值“${p.value}”无效：${p.rule}。`,
})({
  port: 'must be a whole number from 0 to 65535',
  databaseUrl: 'must look like postgres://user:password@host:port/database',
  timeZone: 'must be an IANA time zone such as Asia/Shanghai',
  logLevel: p => `must be one of ${p.choices}`,
  webhookUrl: 'must be an http or https address, set together with NOTICE_WEBHOOK_SECRET',
  webhookSecret: 'must have at least 16 characters, set together with NOTICE_WEBHOOK_URL',
  smtpUrl: 'must look like smtps://user:password@host:port, set together with NOTICE_FROM',
  noticeFrom: 'must be an e-mail address, set together with SMTP_URL',
  proxies: 'must be addresses or networks of proxies separated by commas, such as 10.0.0.1,10.1.0.0/16',
  empty: 'must not be empty',
  bad: p => `The environment variable ${p.name} has the bad value "${p.value}": it ${p.rule}.`,
})

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const isPostgresUrl = (value: string) =>
  /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '') && URL.parse(value)?.pathname.slice(1) !== ''

const isWebUrl = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? '')
const isSmtpUrl = (value: string) => /^smtps?:$/.test(URL.parse(value)?.protocol ?? '')
const secrets: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'NOTICE_WEBHOOK_URL',
  'NOTICE_WEBHOOK_SECRET',
  'SMTP_URL',
])

function isTimeZone(value: string) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** Every environment variable that the project reads, with its default. */
const Environment = z
  .object({
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
    /** Addresses or networks of the reverse proxies before the server, separated by commas. */
    TRUSTED_PROXIES: z
      .string()
      .regex(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, 'proxies')
      .transform(list => list.split(','))
      .optional(),
    /** Where messages to people outside are posted: an SMS gateway or a government chat. */
    NOTICE_WEBHOOK_URL: z.string().refine(isWebUrl, 'webhookUrl').optional(),
    /** Signs what is posted there, and the receipts that come back. */
    NOTICE_WEBHOOK_SECRET: z.string().min(16, 'webhookSecret').optional(),
    /** The mail server for people who have an address and no telephone. */
    SMTP_URL: z.string().refine(isSmtpUrl, 'smtpUrl').optional(),
    /** The sender of these mails. */
    NOTICE_FROM: z
      .string()
      .regex(/^[^@\r\n]+@[^@\s]+$/, 'noticeFrom')
      .optional(),
  })
  .superRefine((values, context) => {
    const pairs = [
      ['NOTICE_WEBHOOK_URL', 'webhookUrl', 'NOTICE_WEBHOOK_SECRET'],
      ['NOTICE_WEBHOOK_SECRET', 'webhookSecret', 'NOTICE_WEBHOOK_URL'],
      ['SMTP_URL', 'smtpUrl', 'NOTICE_FROM'],
      ['NOTICE_FROM', 'noticeFrom', 'SMTP_URL'],
    ] as const
    for (const [name, message, other] of pairs) {
      if (values[name] === undefined && values[other] !== undefined) {
        context.addIssue({ code: 'custom', path: [name], message })
      }
    }
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
  /** Whose word on a visitor's address is believed; none by default. */
  trustedProxies: readonly string[]
  /** How notices leave the house; neither: people are called. */
  notices: {
    webhook: { url: string; secret: string } | undefined
    email: { url: string; from: string } | undefined
  }
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
        webhookUrl: words.webhookUrl,
        webhookSecret: words.webhookSecret,
        smtpUrl: words.smtpUrl,
        noticeFrom: words.noticeFrom,
        proxies: words.proxies,
        logLevel: words.logLevel({ choices: logLevels.join(' ') }),
      }
      // These may hold a password.
      const value = secrets.has(name) ? '…' : (set[name] ?? '')
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
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    notices: {
      webhook:
        values.NOTICE_WEBHOOK_URL && values.NOTICE_WEBHOOK_SECRET
          ? { url: values.NOTICE_WEBHOOK_URL, secret: values.NOTICE_WEBHOOK_SECRET }
          : undefined,
      email:
        values.SMTP_URL && values.NOTICE_FROM
          ? { url: values.SMTP_URL, from: values.NOTICE_FROM }
          : undefined,
    },
  }
}
