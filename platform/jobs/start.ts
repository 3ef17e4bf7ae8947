import { EventEmitter } from 'node:events'
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { watchWorkers } from './alive.ts'
import { type Task, task } from './job.ts'
import { dueJob, enqueueDue, findDue, findNextDue, type Ticker } from './ticker.ts'

/** What happened to a job. Never its payload or an error's words, which may quote a value. */
export type JobEvent = {
  job: string
  id: string
  attempt: number
  outcome: 'done' | 'tried' | 'given-up'
  error?: string
}

export type Jobs = {
  /** Asks at once for what is due now. The ticker does so every few seconds by itself. */
  tickNow(): Promise<void>
  /**
   * For a simulated clock: does everything that is due at a moment of business in order of (at, id), then waits for
   * the jobs that came of it. Returns the number of rows done. Throws what a row's work threw.
   */
  runDue(at: Date): Promise<number>
  /** Waits until no job is running or ready; those that wait for another try are left waiting. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const TICK = 3_000
const SWEEP = 15_000
const silent = new Logger(() => () => undefined)

const stateOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : errorName(error)
const errorName = (error: unknown) => (error instanceof Error ? error.name : typeof error)

/**
 * Starts the one worker of this process, with the owner's login. It finds the database again after a restart, and
 * takes up what a killed worker left. `crontab` is by wall time. Real time ticks by itself; simulated time only
 * moves by {@link Jobs.runDue}.
 */
export async function startJobs(options: {
  ownerUrl: string
  tasks: readonly Task[]
  ticker: Ticker
  crontab: string
  onError: (error: Error) => void
  onEvent: (event: JobEvent) => void
}): Promise<Jobs> {
  const { ownerUrl, ticker, onError, onEvent } = options
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 6, connectionTimeoutMillis: 5_000 })
  pool.on('error', onError)
  pool.on('connect', client => client.on('error', onError))
  const workers = await watchWorkers(ownerUrl, onError)
  const due = task(dueJob, async ({ id }) => {
    const row = await findDue(pool, id)
    if (row !== undefined) await ticker.handle(row)
  })
  const taskList: TaskList = Object.fromEntries(
    [...options.tasks, due].map(({ name, run }) => [
      name,
      (payload: unknown, { job, abortSignal }) =>
        run(payload, {
          number: job.attempts,
          isLast: job.attempts >= job.max_attempts,
          signal: abortSignal,
        }),
    ]),
  )

  const events = new EventEmitter() as WorkerEvents
  events.on('pool:create', ({ workerPool }) => workers.born(workerPool.id))
  const tell = (
    job: { task_identifier: string; id: string; attempts: number },
    outcome: JobEvent['outcome'],
    error?: unknown,
  ) =>
    onEvent({
      job: job.task_identifier,
      id: String(job.id),
      attempt: job.attempts,
      outcome,
      ...(error !== undefined && { error: stateOf(error) }),
    })
  events.on('job:success', ({ job }) => tell(job, 'done'))
  events.on('job:error', ({ job, error }) => {
    if (job.attempts < job.max_attempts) tell(job, 'tried', error)
  })
  events.on('job:failed', ({ job, error }) => tell(job, 'given-up', error))

  let stopped = false
  let runner: Runner | undefined
  const ended = new AbortController()
  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      ended.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  const begin = () =>
    run({
      pgPool: pool,
      taskList,
      crontab: options.crontab,
      concurrency: 4,
      pollInterval: 1_000,
      noHandleSignals: true,
      logger: silent,
      events,
    })
  await workers.sweep()
  runner = await begin()
  const kept = (async () => {
    while (!stopped) {
      try {
        runner ??= await begin()
        await runner.promise
      } catch (error) {
        onError(error as Error)
      }
      runner = undefined
      if (!stopped) await pause(1_000)
    }
  })()

  const tickNow = async () => {
    await enqueueDue(pool, ticker.clock.now())
  }
  /** Calls again and again by monotonic time: a wall clock that is set back neither holds it up nor hurries it. */
  const repeat = async (work: () => Promise<void>, every: number) => {
    while (!stopped) {
      await work().catch(onError)
      await pause(every)
    }
  }
  const loops = [repeat(workers.sweep, SWEEP), ...(ticker.clock.isSimulated ? [] : [repeat(tickNow, TICK)])]

  async function settle() {
    const limit = performance.now() + 60_000
    while (performance.now() < limit) {
      const { rowCount } = await pool.query(`select from graphile_worker._private_jobs
        where locked_at is not null or (run_at <= now() and attempts < max_attempts) limit 1`)
      if (rowCount === 0) return
      await pause(5)
    }
    throw new Error('The jobs did not come to rest within a minute.')
  }

  return {
    tickNow,
    settle,
    async runDue(at) {
      let count = 0
      for (;;) {
        let row = await findNextDue(pool, at)
        if (row === undefined) {
          await settle()
          row = await findNextDue(pool, at)
          if (row === undefined) return count
        }
        await ticker.handle(row)
        if ((await findDue(pool, row.id)) !== undefined)
          throw new Error(`What was due (${row.id}) was handled and is still waiting.`)
        count++
      }
    },
    async stop() {
      stopped = true
      ended.abort()
      await runner?.stop().catch(onError)
      await Promise.all([kept, ...loops])
      await workers.stop()
      await pool.end()
    },
  }
}
