import { spawn } from 'node:child_process'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { run } from './run.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Runs a command in this process and gives what it wrote. */
async function tongzhou(...args: string[]) {
  const said = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    said.out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    said.err += chunk
    return true
  })
  const code = await run(args)
  vi.restoreAllMocks()
  return { ...said, code }
}

const commands = ['start', 'migrate', 'seed', 'user', 'import', 'replay', 'doctor']
const chinese = /\p{Script=Han}/u

describe('the command line', () => {
  test('explains itself and every command in Chinese and in English, with the exit codes', async () => {
    for (const command of [[], ...commands.map(one => [one])]) {
      const zh = await tongzhou(...command, '--help', '--lang', 'zh-CN')
      expect(zh).toMatchObject({ code: 0, err: '' })
      expect(zh.out).toMatch(/用法：tongzhou/)
      expect(zh.out).toContain('退出码')
      const en = await tongzhou(...command, '--help', '--lang=en')
      expect(en).toMatchObject({ code: 0, err: '' })
      expect(en.out).toMatch(/Usage: tongzhou/)
      expect(en.out).toContain('Exit codes')
      expect(en.out).not.toMatch(chinese)
    }
  })

  test('lists in its first page every command that it has', async () => {
    const { out } = await tongzhou('--help', '--lang', 'en')
    for (const command of commands) expect(out).toContain(`  ${command} `)
  })

  test('ends with 2 and a sentence when it was called wrongly', async () => {
    const wrong: [args: string[], sentence: RegExp][] = [
      [['frobnicate'], /There is no command "frobnicate"/],
      [['seed', '--sise', 'small'], /no option --sise/],
      [['seed', '--size', 'huge'], /--size must be one of small, city, region/],
      [['seed', '--seed', 'x'], /--seed must be a whole number/],
      [['seed', '--base-date', '2026-02-30'], /--base-date must be a day/],
      [['seed', '--size'], /--size needs a value/],
      [['migrate', 'now'], /one argument too many, "now"/],
      [['migrate', '--json=1'], /takes no value/],
      [['user'], /create \| role \| code \| list \| end is missing/],
      [['user', 'create'], /ACCOUNT is missing/],
      [['user', 'create', 'lin'], /--display is missing/],
      [['user', 'role', 'lin', '--role', 'king', '--office', 'JXI'], /--role must be one of/],
      [['user', 'code', 'lin', '--role', 'duty'], /no option --role/],
      [['import', 'people', 'x.csv'], /import must be one of enterprises/],
      [['import', 'enterprises', 'x.csv'], /--office is missing/],
      [['replay'], /FILE\|NAME is missing/],
    ]
    for (const [args, sentence] of wrong) {
      const { code, err } = await tongzhou(...args, '--lang', 'en')
      expect(err, args.join(' ')).toMatch(sentence)
      expect(code, args.join(' ')).toBe(2)
    }
    expect((await tongzhou('doctor', '--lang', 'fr')).code).toBe(2)
    expect((await tongzhou()).code).toBe(2)
  })

  test('ends with 3 where a variable is bad or the database cannot be reached, and says it as JSON when asked', async () => {
    vi.stubEnv('PORT', 'many')
    const bad = await tongzhou('start', '--lang', 'en')
    expect(bad.code).toBe(3)
    vi.stubEnv('PORT', '')
    vi.stubEnv('DATABASE_URL', 'postgres://nobody:nothing@127.0.0.1:9/none')
    const gone = await tongzhou('migrate', '--json', '--lang', 'en')
    vi.unstubAllEnvs()
    expect(gone.code).toBe(3)
    expect(gone.err).toContain('127.0.0.1:9/none')
    expect(gone.err).not.toContain('nothing')
    expect(JSON.parse(gone.out)).toMatchObject({ error: { exit: 3 } })
  })

  test('may be cut off by whoever reads it', async () => {
    const main = path.join(import.meta.dirname, 'main.ts')
    const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" "${main}" --help | head -1`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    shell.stderr.on('data', chunk => (said += chunk))
    expect(await new Promise(resolve => shell.on('close', resolve))).toBe(0)
    expect(said).toBe('')
  })
})
