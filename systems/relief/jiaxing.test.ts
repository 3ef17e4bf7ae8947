import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { readPlay } from '#apps/replay/main'
import { readConfig } from '#platform/config'
import { keyOf } from '#platform/seal'
import type { Outcome, Story } from '#platform/stories'
import { freshDatabase } from '#test/database'
import { openPages } from '#test/pages'
import { ensureWeb } from '#test/web'

const file = path.resolve(import.meta.dirname, '../../stories/relief.json')
const original = fs.readFileSync(file, 'utf8')
const told = () => JSON.parse(original) as Story

type Look = (at: { address: string; owner: pg.Client }) => Promise<void>

async function play(text: string, look?: Look): Promise<Outcome> {
  if (look !== undefined) await ensureWeb()
  const fresh = await freshDatabase()
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-told-'))
  const owner = new pg.Client({ connectionString: fresh.ownerUrl })
  await owner.connect()
  try {
    const database = {
      urls: { owner: fresh.ownerUrl, app: fresh.appUrl, public: fresh.publicUrl },
      masterKey: keyOf(createHash('sha256').update('story').digest()),
      dataDir,
    }
    return await readPlay(text, 'relief.json', 'zh-CN').play(
      { database, config: readConfig({}) },
      () => undefined,
      look && (({ address }) => look({ address, owner })),
    )
  } finally {
    await owner.end()
    fs.rmSync(dataDir, { recursive: true, force: true })
    await fresh.drop()
  }
}

/** What a few lines over the story say of a cut-off: no rule of the system is asked. */
function oracle({ events, region }: Story, cutOff: string): Record<string, number> {
  const last = new Map<string, string>()
  const chased = new Set<string>()
  for (const event of events.filter(one => one.expectRefusal === undefined && one.at <= cutOff)) {
    const { problem } = event.with as { problem?: string }
    if (event.verb === 'reportByLink' || event.verb === 'report') last.set(event.as!, 'open')
    if (problem === undefined || !last.has(problem)) continue
    if (event.verb === 'chase') chased.add(problem)
    if (event.verb === 'confirm') last.set(problem, 'solved')
    if (event.verb === 'explain') last.set(problem, 'explained')
    if (event.verb === 'withdraw') last.set(problem, 'withdrawn')
    if (event.verb === 'reopen') last.set(problem, 'open')
  }
  const states = [...last.values()]
  const count = (state: string) => states.filter(one => one === state).length
  return {
    'relief.collected': states.length,
    'relief.solved': count('solved'),
    'relief.explained': count('explained'),
    'relief.withdrawn': count('withdrawn'),
    'relief.open': count('open'),
    'relief.chased': chased.size,
    'relief.solve-rate': Math.round((count('solved') / states.length) * 1000) / 10,
    'relief.enterprises': region.enterprises.length,
  }
}

/** The story with other problems, fewer enterprises, another seed, read at other cut-offs. */
function perturbed(seed: number, counts: readonly number[], cutOffs: readonly string[]): Story {
  const story = told()
  const { problems, enterprises, ...rest } = story.generate as unknown as {
    problems: { count: number }[]
    enterprises: { count: number }[]
  }
  const generate = {
    ...rest,
    seed,
    enterprises: enterprises.map(group => ({ ...group, count: Math.min(80, group.count) })),
    problems: problems.flatMap((group, i) => (counts[i] === 0 ? [] : [{ ...group, count: counts[i] }])),
  }
  const bare = { ...story, generate, figures: [] } as unknown as Story
  const whole = readPlay(JSON.stringify(bare), 'relief.json', 'zh-CN').story
  const figures = cutOffs.flatMap(cutOff =>
    Object.entries(oracle(whole, cutOff)).map(([id, value]) => ({
      id,
      cutOff,
      value: Number.isNaN(value) ? null : value,
    })),
  )
  return { ...bare, figures } as Story
}

const day = fc.integer({ min: 19, max: 34 }).map(n => (n > 30 ? `2022-05-0${n - 30}` : `2022-04-${n}`))
const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map(n => String(n).padStart(2, '0'))
const moment = fc.tuple(day, two(0, 17), two(0, 59)).map(([on, hour, minute]) => `${on}T${hour}:${minute}`)

describe('Jiaxing, 18 April to 4 May 2022', { timeout: 240_000 }, () => {
  it('comes out as it was told: in the figures, in the tables, on the page', async () => {
    const outcome = await play(original, async ({ address, owner }) => {
      const { rows } = await owner.query(
        `select count(*)::int as collected, count(*) filter (where outcome = 'solved')::int as solved,
           count(*) filter (where outcome is null)::int as open from relief.problem`,
      )
      expect(rows).toEqual([{ collected: 162, solved: 106, open: 56 }])
      const token = randomBytes(32).toString('base64url')
      await owner.query(
        `insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, address, seats)
         select gen_random_uuid(), a.id, $1, now(), now(), now() + interval '1 day', '127.0.0.1', array['account:' || a.id]
         from auth.account a where a.name = 'fanglz'`,
        [createHash('sha256').update(token).digest()],
      )
      const { pages } = await openPages(async () => ({ address }))
      try {
        const page = await pages.open('/relief/problems', { who: { token } })
        const strip = page.locator('dl.stats')
        await strip.waitFor()
        const shown = await strip.textContent()
        for (const [label, figure] of [
          ['收集', 162],
          ['已解决', 106],
          ['在办', 56],
        ])
          expect(shown).toMatch(new RegExp(`${label}${figure}(?!\\d)`))
      } finally {
        await pages.close()
      }
    })
    expect(outcome.figures.filter(figure => !figure.ok)).toEqual([])
    const whole = readPlay(original, 'relief.json', 'zh-CN').story
    expect(oracle(whole, '2022-05-04T18:00')).toMatchObject({
      'relief.collected': 162,
      'relief.solved': 106,
      'relief.open': 56,
      'relief.solve-rate': 65.4,
      'relief.enterprises': 6537,
    })
  })

  it('with other problems, another seed and other cut-offs is what a few lines over it say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2 ** 31 - 1),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 7, maxLength: 7 }),
        fc.array(moment, { minLength: 5, maxLength: 5 }),
        async (seed, counts, cutOffs) => {
          const outcome = await play(JSON.stringify(perturbed(seed, counts, cutOffs)))
          expect(outcome.figures.filter(figure => !figure.ok)).toEqual([])
        },
      ),
      { numRuns: 1, endOnFailure: true },
    )
  })
})
