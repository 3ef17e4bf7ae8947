import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Clock, realClock, simulatedClock } from '#platform/clock'
import { type Actor, type Database, migrate, openDatabase, startEmbedded, uuidv7 } from '#platform/db'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { type DueRow, enqueue, type JobEvent, type Jobs, job, startJobs, type Task, task } from './index.ts'

const actor: Actor = {
  kind: 'system',
  id: null,
  read: ['relief:3304'],
  write: ['relief:3304'],
  holdings: [],
  lang: 'zh-CN',
  requestId: 'test',
}
const ring = job('ring', z.strictObject({ word: z.string() }))

let fresh: FreshDatabase
let db: Database
let owner: pg.Pool
const started: Jobs[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  await owner.query(`insert into region.division (code, name, level, path, pinyin, initials, valid_from)
    values ('3304', '嘉兴市', 'city', '{3304}', 'jiaxingshi', 'jxs', '2000-01-01')`)
  await owner.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, valid_from, seats)
    values ($1, '专班', 'Task force', 'JX', '3304', '{3304}', 'relief', 'task-force', '2000-01-01', '{relief:3304}')`,
    [officeId],
  )
})
afterEach(async () => {
  for (const jobs of started.splice(0)) await jobs.stop()
  await owner.query('delete from matter.due')
  await owner.query('delete from graphile_worker._private_jobs')
})
afterAll(async () => {
  await db.close()
  await owner.end()
  await fresh.drop()
})

const officeId = uuidv7()
let number = 0
async function addMatter(): Promise<string> {
  const id = uuidv7()
  await owner.query(
    `insert into matter.matter (id, kind, number, title, division_code, status, owner_office_id, next_step, workflow_version, opened_at, recorded_at, seats)
     values ($1, 'test', $2, '配件断供', '3304', 'open', $3, 'go', 1, now(), now(), '{relief:3304}')`,
    [id, `T${++number}`, officeId],
  )
  return id
}
async function addDue(matterId: string, at: string, what = 'remind'): Promise<string> {
  const id = uuidv7()
  await owner.query('insert into matter.due (id, matter_id, what, at) values ($1, $2, $3, $4)', [
    id,
    matterId,
    what,
    at,
  ])
  return id
}
const markDone = (due: DueRow) =>
  db.as({ ...actor, read: due.seats, write: due.seats }, async tx => {
    const { numUpdatedRows } = await tx
      .updateTable('matter.due')
      .set({ done_at: due.at })
      .where('id', '=', due.id)
      .where('done_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  })

async function start(parts: {
  tasks?: Task[]
  clock?: Clock
  handle?: (due: DueRow) => Promise<void>
  onEvent?: (event: JobEvent) => void
  onError?: (error: Error) => void
  ownerUrl?: string
}): Promise<Jobs> {
  const jobs = await startJobs({
    ownerUrl: parts.ownerUrl ?? fresh.ownerUrl,
    tasks: parts.tasks ?? [],
    ticker: {
      clock: parts.clock ?? simulatedClock(new Date('2022-05-04T08:00:00+08:00')),
      handle:
        parts.handle ??
        (async due => {
          await markDone(due)
        }),
    },
    crontab: '',
    onError: parts.onError ?? (() => undefined),
    onEvent: parts.onEvent ?? (() => undefined),
  })
  started.push(jobs)
  return jobs
}

/** A promise that a handler resolves, and the handler. */
function heard() {
  const words: string[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const note = (word: string) => {
    words.push(word)
    for (const one of waiting) if (words.length >= one.count) one.resolve()
  }
  const times = (count: number) =>
    words.length >= count ? Promise.resolve() : new Promise<void>(resolve => waiting.push({ count, resolve }))
  return { words, note, times }
}

describe('a job asked for in a business transaction', () => {
  test('is done after the commit, and a rollback leaves nothing', async () => {
    const bell = heard()
    const jobs = await start({ tasks: [task(ring, async ({ word }) => bell.note(word))] })
    await expect(
      db.as(actor, async tx => {
        await enqueue(tx, ring, { word: 'rolled back' })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await db.as(actor, tx => enqueue(tx, ring, { word: 'kept' }))
    await bell.times(1)
    await jobs.settle()
    expect(bell.words).toEqual(['kept'])
  })

  test('with the key of one that has not begun takes its place', async () => {
    await db.as(actor, async tx => {
      await enqueue(tx, ring, { word: 'first' }, 'bell')
      await enqueue(tx, ring, { word: 'second' }, 'bell')
    })
    const bell = heard()
    const jobs = await start({ tasks: [task(ring, async ({ word }) => bell.note(word))] })
    await jobs.settle()
    expect(bell.words).toEqual(['second'])
  })

  test('that fails is told of without its payload or the words of its error, and is kept for another try', async () => {
    const told = heard()
    const events: JobEvent[] = []
    const jobs = await start({
      tasks: [
        task(ring, async ({ word }) => {
          throw new TypeError(`${word} is broken`)
        }),
      ],
      onEvent: event => {
        events.push(event)
        told.note(event.outcome)
      },
    })
    await db.as(actor, tx => enqueue(tx, ring, { word: '13800000000' }))
    await told.times(1)
    await jobs.settle()
    expect(events).toMatchObject([{ job: 'ring', attempt: 1, outcome: 'tried', error: 'TypeError' }])
    expect(JSON.stringify(events)).not.toContain('13800000000')
    const { rows } = await owner.query('select attempts, run_at > now() as later from graphile_worker.jobs')
    expect(rows).toEqual([{ attempts: 1, later: true }])
  })
})

describe('the ticker', () => {
  test('does what is due in order of moment and id, and nothing that is not due yet', async () => {
    const matterId = await addMatter()
    const late = await addDue(matterId, '2022-05-04T10:00:00+08:00', 'overdue')
    const early = await addDue(matterId, '2022-05-04T09:00:00+08:00')
    const twin = await addDue(matterId, '2022-05-04T10:00:00+08:00', 'escalate')
    const tomorrow = await addDue(matterId, '2022-05-05T09:00:00+08:00')
    const order: string[] = []
    const jobs = await start({
      handle: async due => {
        order.push(due.id)
        await markDone(due)
      },
    })
    await expect(jobs.runDue(new Date('2022-05-04T12:00:00+08:00'))).resolves.toBe(3)
    expect(order).toEqual([early, ...[late, twin].sort()])
    await expect(jobs.runDue(new Date('2022-05-04T12:00:00+08:00'))).resolves.toBe(0)
    await expect(jobs.runDue(new Date('2022-05-05T12:00:00+08:00'))).resolves.toBe(1)
    expect(order.at(-1)).toBe(tomorrow)
  })

  test('comes back only when the jobs that came of it are done, and what became due meanwhile too', async () => {
    const matterId = await addMatter()
    await addDue(matterId, '2022-05-04T09:00:00+08:00')
    const done: string[] = []
    const jobs = await start({
      tasks: [
        task(ring, async ({ word }) => {
          if (word === 'first') await addDue(matterId, '2022-05-04T09:30:00+08:00', 'overdue')
          done.push(word)
        }),
      ],
      handle: async due => {
        await db.as(actor, tx => enqueue(tx, ring, { word: due.what === 'remind' ? 'first' : 'second' }))
        await markDone(due)
      },
    })
    await expect(jobs.runDue(new Date('2022-05-04T12:00:00+08:00'))).resolves.toBe(2)
    expect(done).toEqual(['first', 'second'])
  })

  test('says so when a row was handled and still waits, instead of running for ever', async () => {
    await addDue(await addMatter(), '2022-05-04T09:00:00+08:00')
    const jobs = await start({ handle: async () => undefined })
    await expect(jobs.runDue(new Date('2022-05-04T12:00:00+08:00'))).rejects.toThrow('still waiting')
  })

  test('in real time does each row once, in order, also when two servers tick and the wall clock is set back', async () => {
    const matterId = await addMatter()
    const ids: string[] = []
    for (let i = 0; i < 20; i++)
      ids.push(await addDue(matterId, new Date(Date.UTC(2022, 4, 4, 0, i)).toISOString()))
    let now = Date.UTC(2022, 4, 4, 0, 12)
    const clock: Clock = { ...realClock(), now: () => new Date(now) }
    const bell = heard()
    const handle = async (due: DueRow) => {
      if (await markDone(due)) bell.note(due.id)
    }
    const one = await start({ clock, handle })
    const other = await start({ clock, handle })
    await Promise.all([one.tickNow(), other.tickNow(), one.tickNow()])
    await bell.times(13)
    now = Date.UTC(2022, 4, 4, 0, 3)
    await Promise.all([one.tickNow(), other.tickNow()])
    await one.settle()
    expect(bell.words).toEqual(ids.slice(0, 13))
    now = Date.UTC(2022, 4, 4, 0, 30)
    await one.tickNow()
    await bell.times(20)
    expect(bell.words).toEqual(ids)
  })

  test('leaves a row whose job failed its pause', async () => {
    await addDue(await addMatter(), '2022-05-04T09:00:00+08:00')
    const told = heard()
    const jobs = await start({
      clock: realClock(),
      handle: async () => {
        told.note('tried')
        throw new Error('not now')
      },
    })
    await told.times(1)
    await jobs.settle()
    await jobs.tickNow()
    await jobs.settle()
    expect(told.words).toEqual(['tried'])
  })
})

describe('bad days', () => {
  test('a job that a killed worker held is taken up at once', async () => {
    await db.as(actor, tx => enqueue(tx, ring, { word: 'orphan' }))
    await owner.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-of-the-dead', attempts = 1`,
    )
    const bell = heard()
    await start({ tasks: [task(ring, async ({ word }) => bell.note(word))] })
    await bell.times(1)
    expect(bell.words).toEqual(['orphan'])
  })

  test('a job that a living worker of another server holds is left to it', async () => {
    const bell = heard()
    const began = heard()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const slow = task(ring, async ({ word }) => {
      began.note(word)
      await held
      bell.note(word)
    })
    const one = await start({ tasks: [slow] })
    await db.as(actor, tx => enqueue(tx, ring, { word: 'slow' }))
    await began.times(1)
    await start({ tasks: [slow] })
    release()
    await one.settle()
    expect(began.words).toEqual(['slow'])
    expect(bell.words).toEqual(['slow'])
  })

  test('a job written before the wall clock was set back does not wait for the old time', async () => {
    await db.as(actor, tx => enqueue(tx, ring, { word: 'from the future' }))
    await owner.query(`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`)
    const bell = heard()
    await start({ tasks: [task(ring, async ({ word }) => bell.note(word))] })
    await bell.times(1)
    expect(bell.words).toEqual(['from the future'])
  })

  test('the worker is back after the database was restarted, and nothing committed is lost', async () => {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tongzhou-jobs-'))
    const cluster = await startEmbedded({ dataDir, onStep: () => undefined, fsync: false })
    try {
      const url = cluster.url('postgres')
      await migrate(url, { app: 'app', public: 'public' })
      const bell = heard()
      const errors: Error[] = []
      const jobs = await startJobs({
        ownerUrl: url,
        tasks: [task(ring, async ({ word }) => bell.note(word))],
        ticker: { clock: simulatedClock(new Date(0)), handle: async () => undefined },
        crontab: '',
        onError: error => errors.push(error),
        onEvent: () => undefined,
      })
      const add = async (word: string) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query('select app.add_job($1, $2, null)', ['ring', JSON.stringify({ word })])
        await client.end()
      }
      await add('before')
      await bell.times(1)
      await cluster.restart()
      await add('after')
      await bell.times(2)
      expect(bell.words).toEqual(['before', 'after'])
      expect(errors.length).toBeGreaterThan(0)
      await jobs.stop()
    } finally {
      await cluster.stop()
      for (const left of [path.dirname(cluster.dataPath), dataDir])
        rmSync(left, { recursive: true, force: true })
    }
  })
})

test('the application can ask for jobs and cannot look into the queue', async () => {
  await expect(db.as(actor, tx => sql`select * from graphile_worker.jobs`.execute(tx))).rejects.toThrow(
    /permission denied/,
  )
})
