import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Table } from './measure.ts'

const root = path.resolve(import.meta.dirname, '..')
const STORY = 'relief'
const MOST_SECONDS = 120

type Told = { figures: { ok: boolean }[]; error?: string }

/** The command as somebody types it: a database of its own made, the story played, its figures compared. */
async function replayOnce(): Promise<Told> {
  const child = spawn(process.execPath, ['apps/cli/main.ts', 'replay', STORY, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  return JSON.parse(out) as Told
}

/** A story of some weeks with 6,537 enterprises, from the command to its figures. */
export async function benchReplay(): Promise<Table> {
  const { clock } = JSON.parse(fs.readFileSync(path.join(root, 'stories', `${STORY}.json`), 'utf8')) as {
    clock: { start: string; end: string }
  }
  const days = Temporal.PlainDateTime.from(clock.end).since(clock.start).total('days')
  const began = performance.now()
  const { figures, error } = await replayOnce()
  const seconds = (performance.now() - began) / 1000
  const wrong = figures.filter(figure => !figure.ok).length
  if (error !== undefined || wrong > 0) throw new Error(error ?? `${wrong} figures are otherwise.`)
  return {
    name: 'replay',
    title: `The story ${STORY}, played whole by the command line`,
    rows: [
      {
        what: 'from the command to the last figure',
        value: seconds,
        unit: 's',
        limit: MOST_SECONDS,
        detail: `${figures.length} figures, all as told`,
      },
      { what: 'days of business', value: days / seconds, unit: '/s', detail: `${days.toFixed(1)} days` },
    ],
    notes: ['Its own database cluster is made, migrated and removed within that time.'],
  }
}
