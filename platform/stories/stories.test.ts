import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal } from '#platform/http'
import { generator, type Whole } from './generate.ts'
import { lineOf } from './lines.ts'
import { named, namedDivision, naming, storyMoment } from './names.ts'
import { type Known, readStory, StoryFault } from './read.ts'
import { runStory, type Step, type Theatre } from './runner.ts'
import { verb } from './verbs.ts'

const nothing = async () => ({})
const known: Known = {
  verbs: {
    open: verb({
      describe: 'opens',
      title: () => '开',
      by: 'anyone',
      gives: true,
      input: z.strictObject({ what: z.string().min(1) }),
      play: nothing,
    }),
    close: verb({
      describe: 'closes',
      title: () => '关',
      by: 'staff',
      input: z.strictObject({ problem: named('result'), office: named('office').optional() }),
      play: nothing,
    }),
    share: verb({
      describe: 'shares among many',
      title: () => '分',
      by: 'staff',
      input: z.strictObject({
        within: namedDivision.optional(),
        until: storyMoment.optional(),
        offices: z.array(named('office')).optional(),
        parts: z
          .array(
            z.strictObject({ as: naming('result').optional(), to: named('actor'), of: named('enterprise') }),
          )
          .optional(),
        made: naming('service', z.string()).optional(),
        uses: named('service').optional(),
      }),
      play: nothing,
    }),
  },
  figures: new Set(['open', 'closed']),
  isDivision: code => code.startsWith('33'),
  generators: {
    doors: generator({
      describe: 'doors that are opened one by one',
      input: z.strictObject({ key: z.string(), count: z.int().max(9), opener: named('actor') }),
      expand: ({ input, random, fail }) => ({
        actors: [],
        events:
          input.count === 0
            ? fail('no door')
            : Array.from({ length: input.count }, (_, i) => ({
                at: `2022-04-20T0${8 + Math.floor(random() * 2)}:3${i}`,
                actor: input.opener,
                verb: 'open',
                with: { what: '门' },
                as: `${input.key}-${i + 1}`,
              })).sort((a, b) => (a.at < b.at ? -1 : 1)),
      }),
    }),
  },
  inventions: {
    divisions: within => [
      { code: `${within}01`, name: '甲县', nameEn: 'Jia County' },
      { code: `${within}02`, name: '乙县', nameEn: 'Yi County' },
    ],
    enterprises: ({ count, within }) =>
      Array.from({ length: count }, (_, i) => ({ name: `示范${i + 1}厂`, division: `${within}02` })),
    people: ({ count, seed }) => Array.from({ length: count }, (_, i) => `某${seed}${i + 1}`),
  },
}

const good = {
  id: 'two-doors',
  title: { zh: '两扇门', en: 'Two doors' },
  clock: { start: '2022-04-20T08:00', end: '2022-04-21T08:00', zone: 'Asia/Shanghai' },
  region: {
    offices: [
      {
        key: 'bureau',
        name: '经信局',
        nameEn: 'Bureau',
        division: '3304',
        subject: 'industry',
        kind: 'bureau',
        prefix: 'JX',
      },
    ],
    enterprises: [{ key: 'vehicles', name: '示范整车', division: '330482001', liaison: 'shenyi' }],
  },
  actors: [
    { key: 'shenyi', name: '沈亦', office: 'bureau', roles: [{ role: 'liaison' }] },
    { key: 'luoqi', name: '罗启', enterprise: 'vehicles' },
  ],
  events: [
    { at: '2022-04-20T09:00', actor: 'luoqi', verb: 'open', with: { what: '门' }, as: 'door' },
    { at: '2022-04-20T10:00', actor: 'shenyi', verb: 'close', with: { problem: 'door', office: 'bureau' } },
  ],
  figures: [{ id: 'closed', cutOff: '2022-04-20T12:00', value: 1 }],
}

type Draft = Record<string, unknown>
/** The good story with the value at a path replaced; undefined takes it out. */
function altered(path: readonly (string | number)[], value: unknown): string {
  const draft = structuredClone(good) as Draft
  const last = path.at(-1)!
  const holder = path.slice(0, -1).reduce<Draft>((one, key) => one[key] as Draft, draft)
  holder[last] = value
  return JSON.stringify(draft, null, 2)
}
function faultOf(json: string, lang: 'zh-CN' | 'en' = 'zh-CN'): string {
  try {
    readStory(json, 's.json', known, lang)
    return 'right'
  } catch (error) {
    if (error instanceof StoryFault) return error.message
    throw error
  }
}
const at = (key: string) => (json: string) => json.slice(0, json.indexOf(key)).split('\n').length

describe('a story’s file', () => {
  it('that is right is read', () => {
    expect(faultOf(JSON.stringify(good))).toBe('right')
  })

  it.each([
    ['events[0].at', ['events', 0, 'at'], undefined, '缺少这一项'],
    ['events[0].at', ['events', 0, 'at'], '09:00', '请写成 2022-04-20T09:12'],
    ['events[0].at', ['events', 0, 'at'], '2022-04-31T09:00', '没有这个日子'],
    ['events[0].at', ['events', 0, 'at'], '2022-04-19T09:00', '不在故事的时钟之内'],
    ['events[1].at', ['events', 1, 'at'], '2022-04-20T08:30', '时间早于前一件事（2022-04-20T09:00）'],
    ['events[0].actor', ['events', 0, 'actor'], 'nobody', '没有人物“nobody”。已有：shenyi, luoqi'],
    ['events[0].verb', ['events', 0, 'verb'], 'slam', '没有这个动作。可用的有：open, close, share'],
    ['events[0].with.what', ['events', 0, 'with', 'what'], 7, '应为文字'],
    ['events[0]', ['events', 0, 'wiht'], {}, '没有这样的项：wiht'],
    [
      'events[1].with.problem',
      ['events', 1, 'with', 'problem'],
      'window',
      '更早的事情用 as 起名为“window”。已有：door',
    ],
    ['events[1].with.office', ['events', 1, 'with', 'office'], 'town', '没有单位“town”'],
    ['events[1]', ['events', 1, 'actor'], 'luoqi', '要由有账号的工作人员做'],
    ['events[1].as', ['events', 1, 'as'], 'shut', '没有可供起名的结果'],
    ['events[0].as', ['events', 0, 'expectRefusal'], 'forbidden', '没有可供起名的结果'],
    ['region.offices[0].division', ['region', 'offices', 0, 'division'], '4401', '区划里没有 4401'],
    ['region.offices[0].kind', ['region', 'offices', 0, 'kind'], 'shop', '只能是其中之一：task-force'],
    ['region.enterprises[0].liaison', ['region', 'enterprises', 0, 'liaison'], 'luoqi', '不是工作人员'],
    ['actors[1]', ['actors', 1, 'enterprise'], undefined, '要么有 office 和 roles，要么有 enterprise'],
    ['actors[1].key', ['actors', 1, 'key'], 'shenyi', '“shenyi”用了两次'],
    ['clock.end', ['clock', 'end'], '2022-04-19T08:00', '结束须晚于开始'],
    ['clock.zone', ['clock', 'zone'], 'Asia/Atlantis', '请写 IANA 时区名'],
    ['figures[0].id', ['figures', 0, 'id'], 'shut', '没有这个数字。可用的有：open, closed'],
    ['figures[0].cutOff', ['figures', 0, 'cutOff'], '2022-05-20T12:00', '不在故事的时钟之内'],
  ] as const)('is refused at %s (%o set to %s), saying what to do', (place, path, value, words) => {
    const lines = faultOf(altered(path, value)).split('\n')
    const line = lines.find(one => one.includes(`  ${place}  `))
    expect(line, lines.join('\n')).toContain(words)
    expect(line).toMatch(/^s\.json:\d+ {2}/)
  })

  it.each([
    ['offices[1]', { offices: ['bureau', 'town'] }, '没有单位“town”。已有：bureau'],
    ['parts[0].to', { parts: [{ to: 'luoqi', of: 'vehicles' }] }, '没有工作人员“luoqi”。已有：shenyi'],
    ['parts[0].of', { parts: [{ to: 'shenyi', of: 'ship' }] }, '没有企业“ship”。已有：vehicles'],
    ['parts[0].as', { parts: [{ as: 'door', to: 'shenyi', of: 'vehicles' }] }, '“door”用了两次'],
    ['within', { within: '4401' }, '区划里没有 4401'],
    ['within', { within: '330483' }, '330483 不在这个故事里。请写进 region.divisions'],
    ['until', { until: '2022-04-31T09:00' }, '没有这个日子'],
    ['uses', { made: '代办', uses: '代办' }, '没有更早发布的服务“代办”'],
  ] as const)('is refused at %s of what a verb is given, wherever the name stands', (place, given, words) => {
    const event = { at: '2022-04-20T11:00', actor: 'shenyi', verb: 'share', with: given }
    const fault = faultOf(altered(['events', 2], event))
    expect(fault).toContain(`  events[2].with.${place}  ${words}`)
    expect(fault.split('\n')).toHaveLength(1)
  })

  it('may speak later of what an entry of a list gave a name, but not of what was refused', () => {
    const part = { as: 'part', to: 'shenyi', of: 'vehicles' }
    const event = {
      at: '2022-04-20T11:00',
      actor: 'shenyi',
      verb: 'share',
      with: { within: '3304', parts: [part] },
    }
    const later = { at: '2022-04-20T12:00', actor: 'shenyi', verb: 'close', with: { problem: 'part' } }
    const told = (first: object) =>
      faultOf(JSON.stringify({ ...good, events: [...good.events, first, later] }))
    expect(told(event)).toBe('right')
    expect(told({ ...event, expectRefusal: 'forbidden' })).toContain('events[3].with.problem  没有更早的事情')
  })

  it('names the line of what is wrong, in either language', () => {
    const json = altered(['events', 1, 'with', 'problem'], 'window')
    expect(faultOf(json, 'en')).toBe(
      `s.json:${at('"window"')(json)}  events[1].with.problem  There is no earlier event named by “as” “window”. There is: door.`,
    )
  })

  it('that is no JSON is refused with the line', () => {
    expect(faultOf('{\n  "id": "a",\n  oops\n}')).toMatch(/^s\.json:3 {2}不是有效的 JSON/)
  })

  it('has every value found on its own line, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.json(),
        fc.string(),
        fc.constantFrom(0, 1, 2),
        (before, after, key, indent) => {
          const value = { [`a${key}`]: JSON.parse(before), list: [JSON.parse(after), { here: 'MARK' }], z: 1 }
          const json = JSON.stringify(value, null, indent)
          const line = json.slice(0, json.indexOf('"MARK"')).split('\n').length
          expect(lineOf(json, ['list', 1, 'here'])).toBe(line)
          expect(lineOf(json, ['list', 1, 'missing'])).toBe(line - (indent === 0 ? 0 : 1))
        },
      ),
    )
  })
})

describe('playing a story', () => {
  const text = JSON.stringify(good, null, 2)
  const whole = readStory(text, 's.json', known, 'en')
  const { story } = whole
  const file = { name: 's.json', json: text, lang: 'en' as const, titleOf: (name: string) => name }
  const refusal = (code: string) =>
    new Refusal({ type: '', code, title: 'No', detail: 'Not like this.', status: 409 })
  const theatre = (given: Partial<Theatre> = {}): Theatre => ({
    moveTo: async () => 0,
    play: async () => 'N-1',
    figures: async () => new Map([['closed', 1]]),
    ...given,
  })
  const withRefusal = (code: string): Whole => ({
    ...whole,
    story: {
      ...story,
      events: story.events.map((event, i) => (i === 1 ? { ...event, expectRefusal: code } : event)),
    },
  })

  it('moves the clock to each event in its zone and to the end, and only then reads the figures', async () => {
    const log: string[] = []
    const told: Step[] = []
    const outcome = await runStory(
      whole,
      file,
      theatre({
        moveTo: async moment => {
          log.push(moment.toISOString())
          return log.length === 2 ? 3 : 0
        },
        figures: async cutOff => {
          log.push(`figures ${cutOff.toISOString()}`)
          return new Map([['closed', 1]])
        },
      }),
      step => told.push(step),
    )
    expect(log).toEqual([
      '2022-04-20T01:00:00.000Z',
      '2022-04-20T02:00:00.000Z',
      '2022-04-21T00:00:00.000Z',
      'figures 2022-04-20T04:00:00.000Z',
    ])
    expect(told.map(step => step.what)).toEqual(['done', 'due', 'done', 'figure'])
    expect(outcome).toEqual({
      story: 'two-doors',
      figures: [{ id: 'closed', cutOff: '2022-04-20T12:00', expected: 1, actual: 1, ok: true }],
    })
  })

  it('tells a figure that is otherwise, or that there is none', async () => {
    const { figures } = await runStory(
      whole,
      file,
      theatre({ figures: async () => new Map() }),
      () => undefined,
    )
    expect(figures).toMatchObject([{ expected: 1, actual: null, ok: false }])
  })

  it('goes on past a refusal that it expects', async () => {
    const play = async () => {
      throw refusal('forbidden')
    }
    const refused = withRefusal('forbidden')
    const all = { ...refused, story: { ...refused.story, events: [refused.story.events[1]!] } }
    const told: Step[] = []
    await runStory(all, file, theatre({ play }), step => told.push(step))
    expect(told[0]).toMatchObject({ what: 'refused', code: 'forbidden' })
  })

  it.each([
    ['should have been refused (forbidden) and was done.', 'forbidden', undefined],
    [
      'should have been refused with forbidden and was refused with not-now: Not like this.',
      'forbidden',
      'not-now',
    ],
    [
      'was refused (not-now): Not like this. If that is right, add "expectRefusal": "not-now".',
      undefined,
      'not-now',
    ],
  ])('stops when an event %s', async (words, expected, actual) => {
    const told = expected === undefined ? whole : withRefusal(expected)
    const play: Theatre['play'] = async event => {
      if (event.verb === 'close' && actual !== undefined) throw refusal(actual)
      return undefined
    }
    await expect(runStory(told, file, theatre({ play }), () => undefined)).rejects.toThrow(
      new StoryFault(`s.json:${lineOf(text, ['events', 1])}  events[1]  “close” by 沈亦 ${words}`),
    )
  })
})

describe('a story that has a part of itself invented', () => {
  const asked = {
    seed: 7,
    offices: [
      {
        key: 'county',
        each: 'county',
        within: '3304',
        name: '{place}经信局',
        nameEn: '{place} Bureau',
        subject: 'industry',
        kind: 'bureau',
        prefix: 'CI',
      },
    ],
    enterprises: [{ key: 'firm', count: 2, within: '3304', lists: ['top100'] }],
    officials: [
      { key: 'clerk', office: 'county', count: 2, roles: [{ role: 'handler' }] },
      { key: 'chief', office: 'bureau', count: 1, roles: [{ role: 'leader' }] },
    ],
    doors: [{ key: 'gate', count: 3, opener: 'clerk-330402-2' }],
  }
  const read = (generate: unknown) => readStory(altered(['generate'], generate), 's.json', known, 'en')

  it('has offices in every division, people in each of them, enterprises, and events in order of time', () => {
    const { story } = read(asked)
    expect(story.region.offices.map(office => [office.key, office.name, office.prefix])).toEqual([
      ['bureau', '经信局', 'JX'],
      ['county-330401', '甲县经信局', 'CI1'],
      ['county-330402', '乙县经信局', 'CI2'],
    ])
    expect(story.actors.map(actor => actor.key)).toEqual([
      'shenyi',
      'luoqi',
      'clerk-330401-1',
      'clerk-330401-2',
      'clerk-330402-1',
      'clerk-330402-2',
      'chief-1',
    ])
    expect(story.region.enterprises.map(one => [one.key, one.lists])).toEqual([
      ['vehicles', undefined],
      ['firm-1', ['top100']],
      ['firm-2', ['top100']],
    ])
    const moments = story.events.map(event => event.at)
    expect(moments).toEqual([...moments].sort())
    expect(story.events.filter(event => event.as?.startsWith('gate'))).toHaveLength(3)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(read(asked).story).toEqual(read(asked).story)
    const seeds = [1, 2, 3, 4].map(seed => JSON.stringify(read({ ...asked, seed }).story.events))
    expect(new Set(seeds).size).toBeGreaterThan(1)
  })

  it('names the entry that asked for what can’t be', () => {
    const fault = (generate: unknown) => faultOf(altered(['generate'], generate), 'en')
    expect(fault({ ...asked, doors: [{ key: 'gate', count: 0, opener: 'shenyi' }] })).toMatch(
      /^s\.json:\d+ {2}generate\.doors\[0\] {2}This can’t be invented: no door$/,
    )
    expect(fault({ ...asked, doors: [{ key: 'gate', count: 1, opener: 'nobody' }] })).toMatch(
      /^s\.json:\d+ {2}generate\.doors\[0\]\.opener {2}There is no official “nobody”\. There is: shenyi/,
    )
    expect(fault({ ...asked, officials: [{ ...asked.officials[0], office: 'city' }] })).toMatch(
      /generate\.officials\[0\]\.office {2}There is no office “city”/,
    )
    expect(fault({ ...asked, enterprises: [{ ...asked.enterprises[0], within: '44' }] })).toMatch(
      /generate\.enterprises\[0\]\.within {2}There is no division 44/,
    )
    expect(fault({ ...asked, windows: [] })).toMatch(/generate {2}There is no such entry: windows/)
  })
})
