import pg from 'pg'

/**
 * Frees the jobs of workers that were killed: the queue itself would keep them locked for four hours. A living
 * worker holds an advisory lock on its own name; a lock that can be taken belongs to a dead one.
 */
export async function watchWorkers(ownerUrl: string, onError: (error: Error) => void) {
  const names = new Set<string>()
  let client: pg.Client | undefined
  let stopped = false
  let locking: Promise<unknown> = Promise.resolve()

  async function connect() {
    const next = new pg.Client({ connectionString: ownerUrl })
    next.on('error', onError)
    next.on('end', () => {
      if (client === next) client = undefined
    })
    await next.connect()
    for (const name of names) await lock(next, name)
    client = next
    return next
  }
  const lock = (on: pg.Client, name: string) =>
    on.query('select pg_advisory_lock(hashtextextended($1, 3304))', [name])

  async function sweep() {
    if (stopped) return
    const on = client ?? (await connect())
    const { rows } = await on.query<{ locked_by: string }>(
      'select distinct locked_by from graphile_worker.jobs where locked_by is not null',
    )
    for (const { locked_by: name } of rows) {
      if (names.has(name)) continue
      // Freed at the statement's end: the lock only asks whether its holder lives.
      const { rowCount } = await on.query(
        'select from (select pg_try_advisory_xact_lock(hashtextextended($1, 3304)) as dead) t where dead',
        [name],
      )
      if (rowCount === 1) await on.query('select graphile_worker.force_unlock_workers(array[$1])', [name])
    }
    // No job is ever asked for at a later moment: one that waits for the future was written before the wall clock
    // was set back. Tries again wait at most e^10 seconds.
    await on.query(`update graphile_worker._private_jobs set run_at = now()
      where locked_at is null and run_at > now() and (attempts = 0 or run_at > now() + interval '7 hours')`)
  }

  return {
    sweep,
    born(name: string) {
      names.add(name)
      // One after the other: a client takes one query at a time.
      if (client !== undefined)
        locking = locking.then(() => client && lock(client, name)).then(undefined, onError)
    },
    async stop() {
      stopped = true
      await client?.end()
    },
  }
}
