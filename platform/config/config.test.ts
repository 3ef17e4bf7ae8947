import { expect, test } from 'vitest'
import { ConfigError, langOfTerminal, readConfig } from './index.ts'

test('without any variable set the server listens on this machine alone, in the time of Shanghai', () => {
  const config = readConfig({ PORT: '' })
  expect(config).toMatchObject({ port: 3304, host: '127.0.0.1', timeZone: 'Asia/Shanghai', logLevel: 'info' })
  expect(config.dataDir).toMatch(/^\/.*\.data$/)
  expect(config.databaseUrl).toBeUndefined()
})

test('the key file never stands inside the data folder', () => {
  for (const dataDir of ['.data', '/srv/tongzhou/'])
    expect(
      `${readConfig({ DATA_DIR: dataDir }).keyFile}`.startsWith(
        `${readConfig({ DATA_DIR: dataDir }).dataDir}/`,
      ),
    ).toBe(false)
})

test.each([
  ['PORT', '99999', '整数', 'whole number'],
  ['PORT', '80a', '整数', 'whole number'],
  ['DATABASE_URL', 'http://host/db', 'postgres://', 'postgres://'],
  ['DATABASE_URL', 'postgres://host', 'postgres://', 'postgres://'],
  ['REGION_TIME_ZONE', 'Mars/Base', '时区', 'time zone'],
  ['LOG_LEVEL', 'loud', '其中之一', 'one of'],
  ['NOTICE_WEBHOOK_URL', 'ftp://gateway', 'http', 'http'],
  ['NOTICE_WEBHOOK_SECRET', 'short', '16', '16'],
  ['SMTP_URL', 'http://mail', 'smtps', 'smtps'],
  ['NOTICE_FROM', 'nobody', '电子邮件', 'e-mail'],
])('a bad %s (%s) is named in Chinese and in English', (name, value, zh, en) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`${name}.*${zh}`))
  expect(() => readConfig({ [name]: value, LANG: 'en_GB.UTF-8' })).toThrow(new RegExp(`${name}.*${en}`))
})

test('a gateway without its secret and a mail server without a sender are refused, whole pairs are taken', () => {
  const url = 'https://gateway.example/sms'
  const secret = 'a secret of some length'
  expect(() => readConfig({ NOTICE_WEBHOOK_URL: url, LANG: 'en' })).toThrow(/NOTICE_WEBHOOK_SECRET.*16/)
  expect(() => readConfig({ SMTP_URL: 'smtp://mail', LANG: 'en' })).toThrow(/NOTICE_FROM/)
  expect(readConfig({}).notices).toEqual({ webhook: undefined, email: undefined })
  expect(readConfig({ NOTICE_WEBHOOK_URL: url, NOTICE_WEBHOOK_SECRET: secret }).notices.webhook).toEqual({
    url,
    secret,
  })
})

test('a password in a bad connection string is not repeated', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://user:secret@host/db' })).toThrow(/^(?!.*secret)/)
})

test('the language of a terminal is Chinese unless it says English', () => {
  expect(langOfTerminal({})).toBe('zh-CN')
  expect(langOfTerminal({ LANG: 'C.UTF-8' })).toBe('zh-CN')
  expect(langOfTerminal({ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' })).toBe('en')
})
