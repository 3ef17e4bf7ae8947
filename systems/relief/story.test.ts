import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlay } from '#apps/replay/main'
import { readConfig } from '#platform/config'
import { keyOf } from '#platform/seal'
import type { Outcome, Story } from '#platform/stories'
import { calendarDays } from '#region/calendar'
import { freshDatabase } from '#test/database'

const file = path.resolve(import.meta.dirname, '../../stories/relief-first.json')
const original = fs.readFileSync(file, 'utf8')
const story = () => JSON.parse(original) as Story

async function play(text: string, lines: string[] = [], lang: 'zh-CN' | 'en' = 'zh-CN'): Promise<Outcome> {
  const fresh = await freshDatabase()
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-told-'))
  try {
    const database = {
      urls: { owner: fresh.ownerUrl, app: fresh.appUrl, public: fresh.publicUrl },
      masterKey: keyOf(createHash('sha256').update('story').digest()),
      dataDir,
    }
    return await readPlay(text, 'story.json', lang).play({ database, config: readConfig({}) }, line =>
      lines.push(line),
    )
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true })
    await fresh.drop()
  }
}

/** The day on which the enterprise's time to confirm runs out: five working days after that of the signature. */
function confirmBy(signedAt: string): string {
  const working = calendarDays().filter(day => day.isWorking && day.on > signedAt.slice(0, 10))
  return `${working[4]!.on}T23:59:59`
}

/** What a few lines over the story's file say of a cut-off; moments compare as they are written. */
function oracle({ events }: Story, cutOff: string): Record<string, number> {
  const problems = new Map<string, Record<string, string>>()
  for (const event of events.filter(one => one.expectRefusal === undefined && one.at <= cutOff)) {
    const given = event.with as Record<string, string>
    if (event.verb === 'reportByLink') problems.set(event.as!, { report: event.at })
    const problem = problems.get(given.problem ?? '')
    if (problem !== undefined) problem[event.verb] = event.at
    if (problem !== undefined && event.verb === 'askExtension') problem.until = given.until!
  }
  const all = [...problems.values()]
  const timedOut = (one: Record<string, string>) =>
    one.sign !== undefined &&
    one.call! > one.sign &&
    one.confirm === undefined &&
    confirmBy(one.sign) <= cutOff
  const due = (one: Record<string, string>) =>
    one.decideExtension === undefined ? `2022-04-22${one.report!.slice(10)}` : one.until!
  const count = (is: (one: Record<string, string>) => boolean) => all.filter(is).length
  return {
    'relief.collected': all.length,
    'relief.solved': count(one => one.confirm !== undefined),
    'relief.timed-out': count(timedOut),
    'relief.open': count(one => one.confirm === undefined && !timedOut(one)),
    'relief.chased': count(one => one.chase !== undefined),
    'relief.overdue': count(one => one.sign === undefined && due(one) <= cutOff),
  }
}

/** The story with several problems like its own, each broken off after so many of its events. */
function perturbed(lengths: readonly number[], cutOffs: readonly string[]): Story {
  const whole = story()
  const own = whole.events.filter(event => event.as === 'parts' || 'problem' in event.with)
  const copies = lengths.flatMap((length, copy) =>
    own.slice(0, length).map(event => ({
      ...event,
      ...(event.as !== undefined && { as: `parts-${copy}` }),
      ...('problem' in event.with && { with: { ...event.with, problem: `parts-${copy}` } }),
    })),
  )
  const events = [...whole.events.filter(event => !own.includes(event)), ...copies]
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const told = { ...whole, events, figures: [] }
  const figures = cutOffs.flatMap(cutOff =>
    Object.entries(oracle(told, cutOff)).map(([id, value]) => ({ id, cutOff, value })),
  )
  return { ...told, figures } as Story
}

const lasting = story().events.filter(event => event.as === 'parts' || 'problem' in event.with).length
const day = fc.integer({ min: 18, max: 33 }).map(n => (n > 30 ? `2022-05-0${n - 30}` : `2022-04-${n}`))
const two = (most: number) => fc.integer({ min: 0, max: most }).map(n => String(n).padStart(2, '0'))
const moment = fc.tuple(day, two(23), two(59)).map(([on, hour, minute]) => `${on}T${hour}:${minute}`)

describe('the story of the parts cut', { timeout: 120_000 }, () => {
  it('ends as it is told, and alike a second time', async () => {
    const lines: string[] = []
    const first = await play(original, lines)
    expect(first.figures.filter(figure => !figure.ok)).toEqual([])
    expect(first.figures.length).toBe(story().figures.length)
    const again: string[] = []
    expect(await play(original, again)).toEqual(first)
    expect(again).toEqual(lines)
    expect(lines).toContain('4月24日09:30  罗启  确认已解决  JXI-0001-8  第二天就有人答复，没想到。')
    expect(lines.filter(line => line.includes('按预期被拒绝'))).toHaveLength(
      story().events.filter(event => event.expectRefusal !== undefined).length,
    )
  })

  it('broken off, multiplied and read at other cut-offs, is what a few lines over its file say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: lasting }), { minLength: 1, maxLength: 3 }),
        fc.array(
          moment.filter(at => at > '2022-04-18T09:00'),
          { minLength: 6, maxLength: 6 },
        ),
        async (lengths, cutOffs) => {
          const outcome = await play(JSON.stringify(perturbed(lengths, cutOffs)))
          expect(outcome.figures.filter(figure => !figure.ok)).toEqual([])
        },
      ),
      {
        numRuns: 2,
        // One that nobody confirms although it was reached, one that runs over its time, one that nobody chased.
        examples: [
          [
            [lasting - 2, 15, 7],
            [
              '2022-04-28T23:58',
              '2022-04-29T00:00',
              '2022-04-24T17:59',
              '2022-04-24T18:00',
              '2022-04-22T09:11',
              '2022-04-22T09:12',
            ],
          ],
        ],
        endOnFailure: true,
      },
    )
  })

  it('stops where the system refuses what it tells, and says where and what to do', async () => {
    const told = story()
    const photo = told.events.findIndex(event => event.verb === 'sign' && event.expectRefusal === undefined)
    told.events.splice(photo, 1)
    const index = told.events.findIndex(
      event => event.verb === 'confirm' && event.expectRefusal === undefined,
    )
    const text = JSON.stringify(told, null, 2)
    await expect(play(text, [], 'en')).rejects.toThrow(
      new RegExp(
        `^story\\.json:\\d+ {2}events\\[${index}\\] .*refused \\(not-now\\).*"expectRefusal": "not-now"`,
      ),
    )
  })
})

describe('a story of supervision', { timeout: 60_000 }, () => {
  const on = (time: string) => `2022-04-${time}`
  const by = (at: string, actor: string, verb: string, given: object, more: object = {}) => ({
    ...{ at: on(at), actor, verb, with: given },
    ...more,
  })
  const report = (at: string, as: string) =>
    by(
      at,
      'liaison',
      'report',
      {
        ...{ enterprise: 'vehicles', category: 'SUPPLY', tier: 'county' },
        ...{ title: '断供', description: '转向节断供。', contactName: '罗启' },
      },
      { as },
    )
  const told = {
    id: 'supervision',
    title: { zh: '从催办到通报', en: 'From chasing to circulating' },
    clock: { start: on('18T09:00'), end: on('29T18:00'), zone: 'Asia/Shanghai' },
    region: {
      offices: [
        {
          ...{ key: 'force', name: '嘉兴市专班', nameEn: 'Task force of Jiaxing', division: '3304' },
          ...{ subject: 'relief', kind: 'task-force', prefix: 'JX' },
        },
        {
          ...{ key: 'bureau', name: '平湖市经信局', nameEn: 'Industry bureau of Pinghu', division: '330482' },
          ...{ subject: 'industry', kind: 'bureau', prefix: 'PHI' },
        },
      ],
      enterprises: [{ key: 'vehicles', name: '示范整车有限公司', division: '330482001', liaison: 'liaison' }],
    },
    actors: [
      { key: 'liaison', name: '沈亦', office: 'bureau', roles: [{ role: 'liaison' }] },
      { key: 'handler', name: '承办人', office: 'bureau', roles: [{ role: 'handler' }] },
      { key: 'supervisor', name: '督查', office: 'force', roles: [{ role: 'supervisor' }] },
    ],
    events: [
      report('18T10:00', 'first'),
      report('18T10:10', 'second'),
      by('18T11:00', 'supervisor', 'chaseSeveral', { problems: ['first', 'second'] }),
      by(
        '21T09:00',
        'supervisor',
        'notice',
        { problem: 'first', office: 'bureau', words: '请书面答复。', dueOn: on('22') },
        { as: 'paper' },
      ),
      by(
        '24T09:00',
        'supervisor',
        'circulate',
        { within: '3304', title: '通报', words: '请整改。', notices: ['paper'], offices: ['bureau'] },
        { as: 'circular' },
      ),
      by('24T10:00', 'handler', 'confirmCircular', { circular: 'circular', office: 'bureau' }),
      by('24T11:00', 'handler', 'acceptTask', { task: 'paper' }),
      by('24T11:10', 'handler', 'reportTask', { task: 'paper', words: '已整改。' }),
      by('24T11:20', 'supervisor', 'closeTask', { task: 'paper' }),
      by('24T11:30', 'handler', 'superviseByRule', rule('24'), { expectRefusal: 'forbidden' }),
      by('24T11:40', 'supervisor', 'superviseByRule', rule('23'), { expectRefusal: 'rule-past' }),
      by('24T11:50', 'supervisor', 'superviseByRule', rule('24')),
    ],
    figures: [
      { id: 'relief.chased', cutOff: on('18T11:00'), value: 2 },
      { id: 'relief.notices-issued', cutOff: on('24T11:59'), value: 1 },
      // By rule about the second, at noon; silent, it is circulated on the second working day after.
      { id: 'relief.notices-issued', cutOff: on('24T12:00'), value: 2 },
      { id: 'relief.circulars', cutOff: on('26T08:59'), value: 1 },
      { id: 'relief.circulars', cutOff: on('26T09:00'), value: 2 },
      { id: 'relief.notices-issued', cutOff: on('29T18:00'), value: 2 },
    ],
  }
  function rule(from: string) {
    return {
      ...{ within: '3304', chaseHours: 4, noticeDays: 1, circularDays: 2 },
      ...{ automatic: ['notice', 'circular'], validFrom: on(from) },
    }
  }

  it('chases, gives notice and circulates by hand and then by rule', async () => {
    const outcome = await play(JSON.stringify(told))
    expect(outcome.figures.filter(figure => !figure.ok)).toEqual([])
    expect(outcome.figures).toHaveLength(told.figures.length)
  })
})
