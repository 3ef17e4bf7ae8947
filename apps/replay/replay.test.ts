import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '#platform/config'
import { listStories, replay, storySchemaText } from './main.ts'

const stories = path.resolve(import.meta.dirname, '../../stories')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-replay-test-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

/** The whole story of the guide, as somebody would copy it. */
const guide = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/guide/stories.md'), 'utf8')
const example = /```json\n(.*?)```/s.exec(guide)![1]!

async function run(story: string, { json = false, lang = 'en' as 'en' | 'zh-CN' } = {}) {
  const printed: string[] = []
  const said: string[] = []
  const code = await replay({
    story,
    json,
    lang,
    config: readConfig({}),
    print: line => printed.push(line),
    say: line => said.push(line),
  })
  return { code, printed, said }
}
function written(name: string, text: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, text)
  return file
}
const leftOver = () =>
  fs.readdirSync(os.tmpdir()).filter(name => name.startsWith(`tongzhou-story-${process.pid}-`))

describe('replaying a story', { timeout: 120_000 }, () => {
  it('of the guide, with one figure wrong, ends with 1, tells each figure, and leaves nothing behind', async () => {
    const before = leftOver()
    const file = written('wrong.json', example.replace('"value": 1', '"value": 2'))
    const { code, printed, said } = await run(file, { json: true })
    expect(JSON.parse(printed.join('\n'))).toEqual({
      story: 'lorry-driver',
      figures: [
        { id: 'relief.open', cutOff: '2022-05-05T18:00', expected: 2, actual: 1, ok: false },
        {
          id: 'relief.solved',
          cutOff: '2022-05-06T18:00',
          within: '330482',
          expected: 0,
          actual: 0,
          ok: true,
        },
      ],
    })
    expect(code, said.join('\n')).toBe(1)
    expect(leftOver().filter(name => !before.includes(name))).toEqual([])
  })

  it('that does not exist, or whose file is at fault, ends with 2 and a sentence before any database is made', async () => {
    const none = await run('no-such-story')
    expect(none).toMatchObject({ code: 2, printed: [] })
    expect(none.said[0]).toBe(
      `There is no story “no-such-story”. Name a file, or one of: ${listStories().join(', ')}.`,
    )
    const faulty = await run(written('faulty.json', example.replace('"accept"', '"acept"')), {
      lang: 'zh-CN',
    })
    expect(faulty.code).toBe(2)
    expect(faulty.said).toHaveLength(1)
    expect(faulty.said[0]).toMatch(
      /faulty\.json:\d+ {2}events\[2\]\.verb {2}没有这个动作。可用的有：giveLink/,
    )
    const asJson = await run(written('broken.json', '{'), { json: true })
    expect(asJson.code).toBe(2)
    expect(JSON.parse(asJson.printed[0]!)).toMatchObject({ figures: [], error: asJson.said[0] })
  })
})

describe('the folder of stories', () => {
  it('holds the schema as the program makes it', () => {
    expect(fs.readFileSync(path.join(stories, 'story.schema.json'), 'utf8')).toBe(storySchemaText())
  })

  it('has every verb in the guide', () => {
    const verbs = [...storySchemaText().matchAll(/"const": "(\w+)"/g)].map(([, verb]) => verb)
    expect(verbs).toContain('reportByLink')
    for (const verb of verbs) expect(guide).toContain(`\`${verb}\``)
  })

  it('holds stories under their own names', () => {
    for (const name of listStories()) {
      const { id } = JSON.parse(fs.readFileSync(path.join(stories, `${name}.json`), 'utf8'))
      expect(id).toBe(name)
    }
    expect(listStories()).toContain('relief-first')
  })
})
